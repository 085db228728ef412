"""A plan carried through many futures, in arrays: what would have come of it in each."""

from __future__ import annotations

from crossings.evaluation.carrying import Flows, carried, empty_flows
from crossings.evaluation.chunks import CHUNK, chunks
from crossings.evaluation.compiled import ReadyCourse, ReadyPlan
from crossings.evaluation.course import Course, share
from crossings.evaluation.dispatch import RULES
from crossings.evaluation.outcomes import Outcomes, joined
from crossings.plan import Plan
from crossings.scenarios import Scenarios
from crossings.scenarios.sums import summed

__all__ = [
    "CHUNK",
    "DISPATCH_RULES",
    "Course",
    "Flows",
    "Outcomes",
    "ReadyCourse",
    "ReadyPlan",
    "carried",
    "chunks",
    "evaluated",
    "flows",
    "joined",
    "share",
    "summed",
]

DISPATCH_RULES = tuple(RULES)


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
