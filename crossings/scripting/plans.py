"""Plans: the best of a problem, the fairest, one of one's own beside it; kept and read back."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from crossings.allocation import plan_for
from crossings.ends.deadline import Deadline
from crossings.errors import Finding, InputError, reading
from crossings.files import write_bytes
from crossings.handed_in import plan_handed_in, problem_handed_in
from crossings.outputs.plan_file import plan_bytes, plan_of
from crossings.plan import Plan
from crossings.problem import WEEK, Problem
from crossings.problem.given import GivenPlan, PlanRequest

OwnPlan = str | os.PathLike[str] | GivenPlan | None
_OBJECTIVES = ("value", "fairest")


def optimize(
    problem: Problem,
    *,
    objective: str = "value",
    fair_over_days: int = WEEK,
    own_plan: OwnPlan = None,
    time_limit: float | Deadline | None = None,
    write_lp: str | os.PathLike[str] | None = None,
) -> Plan:
    """The best plan; raises `NoPlan` where no plan reaches the floors.

    `objective` is "value" or "fairest": then the largest least coverage in every `fair_over_days`,
    the next, and so on. `own_plan` names a table whose plan takes the place of the best, which
    stands beside it (`plan.own`). After `time_limit` seconds the search stops: the plan found by
    then has a `gap`, and `StoppedEarly` is raised where there is none. `write_lp` keeps the
    program as a readable file.
    """
    problem = problem_handed_in(problem)
    request = requested(problem, objective, fair_over_days, own_plan)
    lp = None if write_lp is None else Path(write_lp)
    reread = problem.reader.again if problem.was_read else None
    return plan_for(problem, request, deadline=deadline(time_limit), write_lp=lp, reread=reread)


def deadline(seconds: float | Deadline | None, missing: str = "no plan") -> Deadline:
    """The end of so many seconds, beginning now; None is never."""
    if isinstance(seconds, Deadline):
        return seconds
    if seconds is not None and not seconds >= 0:
        raise ValueError(f"time_limit: expected seconds from 0, got {seconds!r}")
    return Deadline(seconds, missing)


def requested(
    problem: Problem, objective: str = "value", fair_over_days: int = WEEK, own_plan: OwnPlan = None
) -> PlanRequest:
    """Which plan is asked for; what is odd about a table of one's own is a warning."""
    if objective not in _OBJECTIVES:
        raise ValueError(f"objective: expected one of {', '.join(_OBJECTIVES)}, got {objective!r}")
    if own_plan is None or isinstance(own_plan, GivenPlan):
        return PlanRequest(objective, fair_over_days, own_plan)
    from crossings.reading.lists.plan_tables import own_plan as read

    given, odd = read(os.fspath(own_plan), problem)
    for each in odd:
        warnings.warn(str(each), stacklevel=3)
    return PlanRequest(objective, fair_over_days, given)


def save_plan(plan: Plan, path: str | os.PathLike[str]) -> None:
    """Keep a plan in a file that `read_plan` reads back as it is, bound to its problem."""
    plan = plan_handed_in(plan)
    if plan.own is not None:
        raise ValueError("plan: one of one's own is kept as its table, which optimize reads")
    write_bytes(Path(path), plan_bytes(plan))


def read_plan(path: str | os.PathLike[str], problem: Problem) -> Plan:
    """The plan that `save_plan` kept for a problem; `InputError` where it is of another."""
    problem, file = problem_handed_in(problem), os.fspath(path)
    with reading(file):
        content = Path(file).read_bytes()
    try:
        return plan_handed_in(plan_of(content, problem))
    except ValueError as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
