"""Counts beside what passes at their stage in futures in which as much is sent as they imply.

    passed[s] = Σ flows[s, t, c, g] / Σ D[t]    over the periods, crossings and goods of the count

A count at the earliest stage that speaks of its goods and crossings says how much is sent; what
comes of later ones tells whether the case brings it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.as_counted import STAGES, AsCounted
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.simulation import Flows, empty_flows, simulated
from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.problem.counted import periods_counted, places_counted
from crossings.published import Observed
from crossings.scenarios import Scenarios

_MOST = 400
"""Futures that are looked at, the first of a batch."""
_CELLS = 4_000_000
"""Of the largest array of flows that is held at once."""


@dataclass(frozen=True, eq=False)
class BesideCount:
    """A count, and what passes there."""

    seen: Observed
    sends: bool
    """Whether it says how much is sent: of some of it no earlier stage is counted."""
    counted: float
    """Truckloads a calendar day."""
    passed: Floats  # (S,) truckloads a calendar day


def beside_counts(
    plan: Plan, scenarios: Callable[[range], Scenarios], size: int
) -> list[BesideCount]:
    """Every count at a stage that is carried, beside the first of so many futures."""
    problem = plan.problem
    counts = [seen for seen in problem.observed if seen.stage in carried(problem)]
    if not counts:
        return []
    size, step, ready = min(size, _MOST), most_at_once(problem), AsCounted(plan).ready
    parts = (range(begin, min(begin + step, size)) for begin in range(0, size, step))
    found = np.hstack([passed(ready, scenarios(numbers), counts) for numbers in parts])
    return [
        BesideCount(seen, _sends(problem, seen, counts), a_day(seen), found[k])
        for k, seen in enumerate(counts)
    ]


def carried(problem: Problem) -> tuple[str, ...]:
    """Stages at which flows tell what passes; what arrives is on the road."""
    return STAGES[0 if problem.through_corridors else 1 : -1]


def a_day(seen: Observed) -> float:
    """Truckloads counted, a calendar day."""
    return seen.truckloads / ((seen.end - seen.start).days + 1)


def most_at_once(problem: Problem) -> int:
    """Futures whose flows are held at once."""
    one = len(problem.periods) * max(1, len(problem.corridors)) * problem.need.size
    return max(1, _CELLS // max(1, one * len(problem.crossings)))


def passed(ready: ReadyTrajectory, scenarios: Scenarios, counts: Sequence[Observed]) -> Floats:
    """(K, S) Truckloads a day that pass where each is counted, of what is sent."""
    flows = empty_flows(ready, len(scenarios))
    simulated(ready, scenarios, "plan", flows)
    return np.array([_passed(ready.problem, seen, flows) for seen in counts])


def _passed(problem: Problem, seen: Observed, flows: Flows) -> Floats:
    """(S,) Truckloads that pass at the stage of a count, a day of its periods."""
    periods = periods_counted(problem, seen)
    if seen.stage == "manifested":
        found = flows.manifested.sum(axis=2)  # (S, T, C, G)
    elif seen.stage == "collected":
        found = flows.collected.sum(axis=4)
    else:
        kept = 1 - problem.refusal if seen.stage == "released" else np.ones(problem.refusal.shape)
        found = (flows.presented * kept[:, None, None]).sum(axis=4)
    counted = found[:, periods][..., places_counted(problem, seen)].sum(axis=(1, 2))
    return np.asarray(counted / problem.days[periods].sum())


def _sends(problem: Problem, seen: Observed, counts: list[Observed]) -> bool:
    before = np.zeros((len(problem.crossings), len(problem.goods)), dtype=bool)
    for each in counts:
        if STAGES.index(each.stage) < STAGES.index(seen.stage):
            before |= places_counted(problem, each)
    return bool((places_counted(problem, seen) & ~before).any())
