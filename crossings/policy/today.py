"""What the rule decides on the morning of one day, from the state as it is, and by what worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from crossings.evaluation.decision import Decision, Tight
from crossings.evaluation.limits import Row
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.simulation import Flows, empty_flows
from crossings.evaluation.state import State, resumed
from crossings.evaluation.steps import Stages, Step
from crossings.evaluation.trajectory import Trajectory, share
from crossings.limits import Limit
from crossings.policy.days import Day
from crossings.policy.rule import PriceRule
from crossings.policy.serving import Served
from crossings.problem import Floats
from crossings.scenarios import Scenarios

_USED_UP = 1e-6
"""Share of a limit below which nothing is left of it."""
_LAST = 1e-6
"""Share of what is there that stands for the last truckload of it."""


def today(rule: PriceRule, state: State, known: Scenarios) -> Decision:
    """What the rule sends from one state (S = 1) on, on its day and, as is foreseen, the next."""
    ready, t = rule.network.ready, state.t
    flows = empty_flows(ready, 1)
    simulation, course = resumed(ready, known, state, flows), rule.course(known)
    simulation.keep(course.trajectory)
    stages = ready.stages(t, simulation.terms)
    before = {row: simulation.further.left(row, t) for row in stages.rows}
    decided = course.decided(simulation)
    simulation.carry(decided.sends)
    if t + 1 < len(rule.problem.periods):
        simulation.carry(course.decide(simulation))
    used_up = [
        row
        for row, rest in decided.left.items()
        if (whole := before.get(row)) is not None and rest[0] <= _USED_UP * max(whole[0], _USED_UP)
    ]
    meant, factors = _meant(rule, flows, known), known.need[0]
    (day, _), *_ = decided.days
    worth = _worth(rule, day, decided.served, factors, meant.collected[0, t])
    tight = tuple(_tight(stages, used_up, known.open_days[0, t]))
    return Decision(rule.problem, state, known, meant, worth, tight)


def _meant(rule: PriceRule, flows: Flows, known: Scenarios) -> Trajectory:
    """What passed, as what is meant to: areas go by it as they did."""
    needed = rule.problem.needed * known.need[:, None, :, None]  # (S, T, G, A)
    return replace(
        rule.network.ready.trajectory,
        manifested=flows.manifested,
        presented=flows.presented,
        collected=flows.collected,
        held=flows.held,
        stock=flows.stock + flows.discarded,
        coverage=share(flows.met, needed),
    )


def _worth(rule: PriceRule, day: Day, served: Served, factors: Floats, collected: Floats) -> Floats:
    """(C, G, A) Of the last truckload where any is collected, else of one that might be."""
    problem, passage = rule.problem, day.passage
    made = np.zeros(collected.shape)
    for way, k in zip(passage.ways, passage.leads, strict=True):
        g, a = way.good, way.area
        if a == NOWHERE:
            continue
        pieces, factor = day.pieces[k], np.array([factors[g]])
        for leg in way.legs:
            there = served.there[k]
            if collected[leg.crossing, g, a] > 0:
                there = there * (1 - _LAST)
            arrives = 1 - problem.route_loss[passage.until, leg.crossing, a]
            worth = arrives * float(pieces.next_worth(there, factor)[0])
            made[leg.crossing, g, a] = max(made[leg.crossing, g, a], worth)
    return made


def _tight(stages: Stages, used_up: list[Row], open_days: Floats) -> Iterator[Tight]:
    """Limits of which nothing is left, but for those of crossings that are closed."""
    taking = _taking(stages)
    for row in used_up:
        limit, place = row
        if not isinstance(limit, Limit) or row not in taking:
            continue
        at = dict(zip(limit.places, place, strict=True))
        if "c" not in at or open_days[at["c"]] > 0:
            yield limit, place, np.array(sorted(taking[row]), dtype=np.intp)


def _taking(stages: Stages) -> Mapping[Row, set[tuple[int, int, int, int]]]:
    """By limit whose truckloads take of it: crossing, corridor, good and area."""
    found: dict[Row, set[tuple[int, int, int, int]]] = {}

    def take(position: int, step: Step, area: int) -> None:
        line = step.line
        takers = found.setdefault(stages.limits[position], set())
        takers.add((line.crossing, line.corridor, line.good, area))

    for step in (
        *stages.to_yards.steps,
        *stages.inspected.steps,
        *stages.from_platforms.steps,
    ):
        for position, _ in step.takes:
            take(position, step, NOWHERE)
        for n, position, _ in step.roads:
            take(position, step, step.line.areas[n])
        for position, by_area in step.burden:
            for n, area in enumerate(step.line.areas):
                if np.any(by_area[n]):
                    take(position, step, area)
    return found
