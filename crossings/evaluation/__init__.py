"""A plan carried through many futures, in arrays: what would have come of it in each."""

from __future__ import annotations

from collections.abc import Iterator

from crossings.evaluation.carrying import Flows, carried, empty_flows
from crossings.evaluation.compiled import ReadyPlan
from crossings.evaluation.dispatch import RULES
from crossings.evaluation.outcomes import Outcomes, joined
from crossings.plan import Plan
from crossings.scenarios import Scenarios, sampled

__all__ = [
    "CHUNK",
    "DISPATCH_RULES",
    "Flows",
    "Outcomes",
    "ReadyPlan",
    "chunks",
    "evaluated",
    "flows",
    "joined",
    "outcomes",
]

CHUNK = 4096
"""Scenarios carried at once. Boundaries lie at its multiples, whatever is asked for."""
DISPATCH_RULES = tuple(RULES)


def outcomes(plan: Plan | ReadyPlan, seed: int, numbers: range, dispatch: str = "plan") -> Outcomes:
    """Outcomes of `plan` in the scenarios `numbers` of `seed`, a chunk at a time."""
    ready = plan if isinstance(plan, ReadyPlan) else ReadyPlan(plan)
    return joined(
        [
            carried(ready, sampled(ready.plan.problem, seed, part), dispatch)
            for part in chunks(numbers)
        ]
    )


def evaluated(plan: Plan | ReadyPlan, scenarios: Scenarios, dispatch: str = "plan") -> Outcomes:
    """Outcomes of `plan` in `scenarios`."""
    ready = plan if isinstance(plan, ReadyPlan) else ReadyPlan(plan)
    starts = range(0, len(scenarios), CHUNK)
    return joined([carried(ready, scenarios.part(i, i + CHUNK), dispatch) for i in starts])


def flows(plan: Plan, scenarios: Scenarios, dispatch: str = "plan") -> Flows:
    """What passes in each of `scenarios`, period by period: for a few, it is large."""
    ready = ReadyPlan(plan)
    made = empty_flows(ready, len(scenarios))
    carried(ready, scenarios, dispatch, made)
    return made


def chunks(numbers: range) -> Iterator[range]:
    """Runs of scenario numbers that are carried at once; each lies between multiples of `CHUNK`.

    >>> [(part.start, part.stop) for part in chunks(range(4000, 8200))]
    [(4000, 4096), (4096, 8192), (8192, 8200)]
    """
    start = numbers.start
    while start < numbers.stop:
        stop = min(numbers.stop, (start // CHUNK + 1) * CHUNK)
        yield range(start, stop)
        start = stop
