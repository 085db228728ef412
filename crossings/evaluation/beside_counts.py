"""Counts beside what passes at their stage in futures in which as much is sent as they imply.

    passed[s] = Σ flows[s, t, c, g] / Σ D[t]    over the periods, crossings and goods of the count

A count at the earliest stage that speaks of its goods and crossings says how much is sent; what
comes of later ones tells whether the case brings it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.as_counted import STAGES, AsCounted
from crossings.evaluation.simulation import Flows, empty_flows
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
    problem, rule = plan.problem, AsCounted(plan)
    carried = STAGES[0 if problem.through_corridors else 1 : -1]  # what arrives is on the road
    counts = [seen for seen in problem.observed if seen.stage in carried]
    if not counts:
        return []
    size = min(size, _MOST)
    one = len(problem.periods) * max(1, len(problem.corridors)) * problem.need.size
    step = max(1, _CELLS // max(1, one * len(problem.crossings)))
    passed = np.zeros((len(counts), size))
    for begin in range(0, size, step):
        numbers = range(begin, min(begin + step, size))
        flows = empty_flows(rule.ready, len(numbers))
        rule.outcomes(scenarios(numbers), flows)
        for k, seen in enumerate(counts):
            passed[k, numbers.start : numbers.stop] = _a_day(problem, seen, flows)
    return [
        BesideCount(
            seen, _sends(problem, seen, counts),
            seen.truckloads / ((seen.end - seen.start).days + 1), passed[k],
        )
        for k, seen in enumerate(counts)
    ]  # fmt: skip


def _a_day(problem: Problem, seen: Observed, flows: Flows) -> Floats:
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
