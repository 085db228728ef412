"""A plan carried through many futures, in arrays: what would have come of it in each."""

from __future__ import annotations

from crossings.evaluation.chunks import CHUNK, FEW, chunks
from crossings.evaluation.compiled import ReadyPlan, ReadyTrajectory
from crossings.evaluation.dispatch import RULES
from crossings.evaluation.options import USUAL, DispatchOptions
from crossings.evaluation.outcomes import Outcomes, joined, reunited
from crossings.evaluation.own_code import OWN, OwnCodeError, OwnMeasure, name_of
from crossings.evaluation.own_rule import Choice, OwnRule
from crossings.evaluation.simulation import Flows, Simulation, empty_flows, simulated
from crossings.evaluation.trajectory import Trajectory, share
from crossings.plan import Plan
from crossings.scenarios import Scenarios
from crossings.scenarios.sums import summed

__all__ = [
    "CHUNK",
    "DISPATCH_RULES",
    "FEW",
    "OWN",
    "USUAL",
    "Choice",
    "DispatchOptions",
    "Flows",
    "Outcomes",
    "OwnCodeError",
    "OwnMeasure",
    "OwnRule",
    "ReadyPlan",
    "ReadyTrajectory",
    "Simulation",
    "Trajectory",
    "chunks",
    "empty_flows",
    "evaluated",
    "flows",
    "joined",
    "name_of",
    "reunited",
    "share",
    "simulated",
    "summed",
]

DISPATCH_RULES = tuple(RULES)


def evaluated(
    plan: Plan | ReadyPlan, scenarios: Scenarios, dispatch: str | OwnRule = "plan"
) -> Outcomes:
    """Outcomes of `plan` in `scenarios`."""
    ready = plan if isinstance(plan, ReadyPlan) else ReadyPlan(plan)
    ready.problem.without_foresight()
    starts = range(0, len(scenarios), CHUNK)
    return joined([simulated(ready, scenarios.part(i, i + CHUNK), dispatch) for i in starts])


def flows(plan: Plan, scenarios: Scenarios, dispatch: str = "plan") -> Flows:
    """What passes in each of `scenarios`, period by period: for a few, it is large."""
    plan.problem.without_foresight()
    ready = ReadyPlan(plan)
    made = empty_flows(ready, len(scenarios))
    simulated(ready, scenarios, dispatch, made)
    return made
