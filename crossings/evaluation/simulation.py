"""A plan carried through scenarios, period by period, in arrays over all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from crossings.evaluation.areas import Areas
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.dispatch import RULES
from crossings.evaluation.floors import Floors
from crossings.evaluation.further import FurtherLimits
from crossings.evaluation.limits import IN_YARD, ON_PLATFORM, Row, Terms
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.outcomes import Outcomes, reunited
from crossings.evaluation.own_rule import OwnRule
from crossings.evaluation.queues import Queues
from crossings.evaluation.roads import Roads
from crossings.evaluation.steps import Sent, Stages, Turn
from crossings.evaluation.tally import Tally
from crossings.evaluation.trajectory import Trajectory
from crossings.evaluation.yards import Platforms, Yards
from crossings.limits.flows import ARRIVED
from crossings.problem import Floats
from crossings.scenarios import Scenarios, apart


@dataclass(frozen=True, eq=False)
class Flows:
    """What passes in each scenario and period; see the axes of `Problem`."""

    manifested: Floats  # (S, T, O, C, G)
    presented: Floats  # (S, T, C, G, R)
    collected: Floats  # (S, T, C, G, A)
    stock: Floats  # (S, T, G, A)
    met: Floats  # (S, T, G, A)
    exported: Floats  # (S, T, G)
    in_yard: Floats  # (S, T, C, G) before inspection at the end of the period
    turned_away: Floats  # (S, T, C, G)
    held: Floats  # (S, T, C, G) on platforms at the end of the period
    discarded: Floats  # (S, T, G, A)
    waiting: Floats  # (S, T) trucks planned to be inspected by the end of the period, and not


class Simulation:
    """Scenarios carried on, period after period.

    What is meant to happen in a period, and after it, may be decided anew at its beginning.
    """

    def __init__(
        self,
        ready: ReadyTrajectory,
        scenarios: Scenarios,
        dispatch: str | OwnRule = "plan",
        flows: Flows | None = None,
    ) -> None:
        size = len(scenarios)
        self.t = 0
        """The period to be carried next."""
        self.scenarios = scenarios
        self.terms = terms = Terms(ready.problem, scenarios)
        self._rule = RULES[dispatch] if isinstance(dispatch, str) else dispatch.on(self)
        self._ready, self._flows = ready, flows
        self.queues = Queues(ready.lines, size, ready.problem.days)
        self.yards = Yards(ready.trajectory, terms, size)
        self.platforms = Platforms(ready.trajectory, terms, size)
        self.areas = Areas(ready.trajectory, terms, scenarios.need)
        self.roads = _to_areas(terms, size)
        self._tally = Tally(ready.problem, terms, size)
        self.floors = Floors(ready.problem, terms, size)
        self.further = FurtherLimits(ready.limits, terms, size)

    def follow(self, ready: ReadyTrajectory) -> None:
        """Go on with what was decided anew.

        What waits at origins for the decision before waits no more; of queues nothing is told.
        """
        self._ready = ready
        self.queues = Queues(ready.lines, len(self.scenarios), ready.problem.days)
        self.keep(ready.trajectory)
        self.further.follow(ready.limits)

    def keep(self, trajectory: Trajectory) -> None:
        """Let areas, yards and platforms keep what a trajectory says, from now on."""
        for place in (self.areas, self.yards, self.platforms):
            place.follow(trajectory)

    def carry(self, sends: list[Floats] | None = None) -> None:
        """Carry all scenarios through one period.

        `sends` (S, N) by line is what is to leave, where that is decided period by period: then
        nothing waits for it afterwards.
        """
        t, ready, rule = self.t, self._ready, self._rule
        self.stages = stages = ready.stages(t, self.terms)
        queues, yards, platforms, areas = self.queues, self.yards, self.platforms, self.areas
        tally, further = self._tally, self.further
        tally.open_period()
        areas.open_period()
        yards.open_period(t)
        waiting = queues.waiting if sends is None else sends
        fresh = [line.departing[:, t] for line in ready.lines] if sends is None else sends  # (K, N)
        for there, new in zip(waiting, fresh, strict=True) if sends is None else ():
            if new.any():
                there += new
        capacity = _capacity(further, stages, t)
        left = [each.copy() for each in capacity.values()]

        departed = rule(stages.to_yards, waiting, fresh, left)
        yards.depart(stages, departed, t)
        offered = platforms.offered(stages, waiting)
        for (kind, place), at in stages.rows.items():
            if kind == IN_YARD:
                left[at] = yards.there[place].copy()
            elif kind == ON_PLATFORM:
                left[at] = platforms.there[place] + offered[place]
        may = rule(stages.from_platforms, waiting, fresh, left)
        platforms.make_room(t, stages, offered, may, left)
        sent = rule(stages.inspected, waiting, fresh, left)
        yards.present(stages, sent)
        platforms.release(stages, sent)
        collected = platforms.collect(stages, may, left)
        departed = yards.close_period(t, stages, departed, left)

        for (row, allowed), rest in zip(capacity.items(), left, strict=True):
            further.spend(row, allowed, rest)
        for turn, made in (
            (stages.to_yards, departed),
            (stages.inspected, sent),
            (stages.from_platforms, collected),
        ):
            _account(turn, made, t, queues, self.roads, tally, further, self.terms, self._flows)
        _arrive(t, self.roads, areas, tally, further)
        tally.close_period(t, capacity, left)
        areas.close_period(t, further.caps(t, tally))
        tally.let_go(yards.turned_away, areas)
        queues.close_period(t, tally.closed_in(t))
        self.floors.close_period(t, areas, tally)
        further.close_period(t, areas, tally)
        if self._flows is not None:
            _note(self._flows, t, areas, tally, queues, yards, platforms)
        self.t += 1

    def export_need(self, t: int) -> Floats:
        """(S, G) What the outside market takes in period t; 0 for inbound goods."""
        return self._tally.export_need(t)

    def outcomes(self) -> Outcomes:
        """What came of it, after the last period."""
        missed = self.floors.missed + self.further.missed
        return self._tally.outcomes(self.areas, self.queues, missed)


def simulated(
    ready: ReadyTrajectory,
    scenarios: Scenarios,
    dispatch: str | OwnRule,
    flows: Flows | None = None,
) -> Outcomes:
    """Outcomes of the trajectory in each of `scenarios`; what passes goes to `flows`, if given."""
    parts = []
    for problem, positions, part in apart(ready.problem, scenarios):
        own, whole = ready.under(problem), flows is not None and len(part) == len(scenarios)
        passing = flows if whole or flows is None else empty_flows(own, len(part))
        simulation = Simulation(own, part, dispatch, passing)
        for _ in problem.periods:
            simulation.carry()
        parts.append((positions, simulation.outcomes()))
        if flows is not None and passing is not None and passing is not flows:
            for entry in fields(Flows):
                getattr(flows, entry.name)[positions] = getattr(passing, entry.name)
    return reunited(parts)


def _to_areas(terms: Terms, size: int) -> Roads:
    """Roads to areas, with what is on them at the start; that counts for no limit."""
    problem = terms.problem
    roads = Roads(len(problem.periods), float(problem.days[0]))
    drawn = terms.scenarios.changed.get("on_the_way", problem.on_the_way[None])
    due = problem.due_in_areas(drawn)
    for t, g, a in np.argwhere(due.any(axis=0)).tolist():
        roads.due(t, (NOWHERE, g, a), np.broadcast_to(due[:, t, g, a], size))
    return roads


def _arrive(t: int, roads: Roads, areas: Areas, tally: Tally, further: FurtherLimits) -> None:
    """Let areas have what gets there in period t."""
    for (c, g, a), truckloads in roads.arriving(t):
        areas.arrive(g, a, truckloads)
        tally.arrived[:, g] += truckloads
        if c != NOWHERE:
            further.count(ARRIVED, {"c": c, "g": g, "a": a}, truckloads, t)


def empty_flows(ready: ReadyTrajectory, size: int) -> Flows:
    """Flows of so many scenarios, to be filled in."""
    names = ("manifested", "presented", "collected", "stock", "turned_away", "held", "discarded")
    arrays = {name: np.zeros((size, *getattr(ready.trajectory, name).shape[1:])) for name in names}
    periods, goods = len(ready.problem.periods), len(ready.problem.goods)
    return Flows(
        **arrays,
        met=np.zeros_like(arrays["stock"]),
        in_yard=np.zeros_like(arrays["held"]),
        exported=np.zeros((size, periods, goods)),
        waiting=np.zeros((size, periods)),
    )


def _capacity(further: FurtherLimits, stages: Stages, t: int) -> dict[Row, Floats]:
    """(S,) of each limit of the period."""
    found = {}
    for row in stages.rows:
        allowed = further.left(row, t)
        assert allowed is not None
        found[row] = allowed
    return found


def _account(
    turn: Turn,
    sent: Sent,
    t: int,
    queues: Queues,
    roads: Roads,
    tally: Tally,
    further: FurtherLimits,
    terms: Terms,
    flows: Flows | None,
) -> None:
    """Take what is sent from the queues, and follow it to the road or the outside market."""
    transit = terms.problem.route_transit[t]  # (C, A)
    for step, (most, parts) in zip(turn.steps, sent, strict=True):
        line = step.line
        c, g = line.crossing, line.good
        queues.leave(step.index, most, parts)
        released = tally.pass_through(step, most, t)
        further.account(step, most, parts, t)
        for n, a in enumerate(line.areas):
            through = parts[:, n] * (step.kept * step.passed)
            arrives = through * terms.arrives(line, t, a)
            roads.leave(t, (c, g, a), arrives, float(transit[c, a]))
            if flows is not None:
                flows.collected[:, t, c, g, a] += through
        if terms.problem.goods[g].is_export:
            tally.export(g, released)
        if flows is not None:
            if line.inspected:
                flows.presented[:, t, c, g, line.regime] += most * step.kept
            if line.corridor >= 0:
                flows.manifested[:, t, line.corridor, c, g] += most


def _note(
    flows: Flows,
    t: int,
    areas: Areas,
    tally: Tally,
    queues: Queues,
    yards: Yards,
    platforms: Platforms,
) -> None:
    """Keep what is there at the end of a period."""
    inbound = (len(areas.stock), len(areas.goods), flows.stock.shape[-1])  # (S, G, A)
    flows.stock[:, t, areas.goods] = areas.stock.reshape(inbound)
    flows.met[:, t, areas.goods] = areas.now_met.reshape(inbound)
    flows.discarded[:, t, areas.goods] = areas.now_discarded.reshape(inbound)
    flows.exported[:, t] = tally.now_exported
    flows.waiting[:, t] = queues.last
    for array, found in (
        (flows.in_yard, yards.there),
        (flows.turned_away, yards.turned_away),
        (flows.held, platforms.there),
    ):
        for (c, g), truckloads in found.items():
            array[:, t, c, g] = truckloads
