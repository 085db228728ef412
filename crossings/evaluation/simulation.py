"""A plan carried through scenarios, period by period, in arrays over all of them at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.evaluation.areas import Areas
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.dispatch import RULES, Sent, Turn
from crossings.evaluation.floors import Floors
from crossings.evaluation.further import FurtherLimits
from crossings.evaluation.limits import Row, Terms
from crossings.evaluation.outcomes import Outcomes
from crossings.evaluation.queues import Queues
from crossings.evaluation.tally import Tally
from crossings.problem import Floats
from crossings.scenarios import Scenarios


@dataclass(frozen=True, eq=False)
class Flows:
    """What passes in each scenario and period; see the axes of `Problem`."""

    manifested: Floats  # (S, T, O, C, G)
    presented: Floats  # (S, T, C, G, R)
    collected: Floats  # (S, T, C, G, A)
    stock: Floats  # (S, T, G, A)
    met: Floats  # (S, T, G, A)
    exported: Floats  # (S, T, G)
    waiting: Floats  # (S, T) trucks at their origin at the end of the period


def simulated(
    ready: ReadyTrajectory, scenarios: Scenarios, dispatch: str, flows: Flows | None = None
) -> Outcomes:
    """Outcomes of the trajectory in each of `scenarios`; what passes goes to `flows`, if given."""
    problem, rule = ready.problem, RULES[dispatch]
    size = len(scenarios)
    terms = Terms(problem, scenarios)
    queues = Queues(ready.lines, size, problem.days)
    areas = Areas(ready.trajectory, terms, scenarios.need)
    tally = Tally(problem, terms, size)
    floors = Floors(problem, terms, size)
    further = FurtherLimits(ready.limits, terms, size)
    for t, turn in enumerate(ready.turns(scenarios)):
        tally.open_period()
        fresh = [line.departing[:, t] for line in ready.lines]  # (K, N)
        for waiting, new in zip(queues.waiting, fresh, strict=True):
            if new.any():
                waiting += new
        capacity = _capacity(further, turn, t)
        left = [each.copy() for each in capacity.values()]
        sent = rule(turn, queues.waiting, fresh, left)
        for (row, allowed), rest in zip(capacity.items(), left, strict=True):
            further.spend(row, allowed, rest)
        _account(turn, sent, t, queues, areas, tally, further, terms, flows)
        tally.close_period(t, capacity, left)
        areas.close_period(t, further.caps(t, tally))
        queues.close_period(t, tally.closed_in(t))
        floors.close_period(t, areas, tally)
        further.close_period(t, areas, tally)
        if flows is not None:
            inbound = (size, len(areas.goods), len(problem.areas))
            flows.stock[:, t, areas.goods] = areas.stock.reshape(inbound)
            flows.met[:, t, areas.goods] = areas.now_met.reshape(inbound)
            flows.exported[:, t] = tally.now_exported
            flows.waiting[:, t] = queues.last
    return tally.outcomes(areas, queues, floors.missed + further.missed)


def empty_flows(ready: ReadyTrajectory, size: int) -> Flows:
    """Flows of so many scenarios, to be filled in."""
    names = ("manifested", "presented", "collected", "stock")
    arrays = {name: np.zeros((size, *getattr(ready.trajectory, name).shape[1:])) for name in names}
    periods, goods = len(ready.problem.periods), len(ready.problem.goods)
    return Flows(
        **arrays,
        met=np.zeros_like(arrays["stock"]),
        exported=np.zeros((size, periods, goods)),
        waiting=np.zeros((size, periods)),
    )


def _capacity(further: FurtherLimits, turn: Turn, t: int) -> dict[Row, Floats]:
    """(S,) of each limit of the period."""
    found = {}
    for row in turn.rows:
        allowed = further.left(row, t)
        assert allowed is not None
        found[row] = allowed
    return found


def _account(
    turn: Turn,
    sent: Sent,
    t: int,
    queues: Queues,
    areas: Areas,
    tally: Tally,
    further: FurtherLimits,
    terms: Terms,
    flows: Flows | None,
) -> None:
    """Take what is sent from the queues, and follow it to the areas or the outside market."""
    for step, (most, parts) in zip(turn.steps, sent, strict=True):
        line = step.line
        queues.leave(step.index, most, parts)
        released = tally.pass_through(step, most, t)
        further.account(step, most, parts, t)
        for n, a in enumerate(line.areas):
            through = parts[:, n] * (step.kept * step.passed)
            arrived = through * terms.arrives(line, t, a)
            areas.arrive(line.good, a, arrived)
            tally.arrived[:, line.good] += arrived
            if flows is not None:
                flows.collected[:, t, line.crossing, line.good, a] += through
        if not line.areas:
            tally.export(line.good, released)
        if flows is not None:
            flows.presented[:, t, line.crossing, line.good, line.regime] += most * step.kept
            if line.corridor >= 0:
                flows.manifested[:, t, line.corridor, line.crossing, line.good] += most
