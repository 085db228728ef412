"""The best plan that inspection capacity allows: a linear program and two tie-breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from crossings.allocation.adversary import adversary, point_more
from crossings.allocation.conflicts import reachable
from crossings.allocation.conflicts.remedies import Reread
from crossings.allocation.fairest import fairest_beside
from crossings.allocation.marginal_values import (
    at_the_margin,
    by_marginal_value,
    foremost_and_both,
    marginal_values,
    priced,
)
from crossings.allocation.own_plan import completed
from crossings.allocation.standing import StandingProgram
from crossings.analysis.barriers import barriers
from crossings.analysis.comparison import Column, column
from crossings.analysis.explanation import Explanation
from crossings.analysis.marginal_values import Margin, MarginalValue, narrowed
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import NoPlan, SurroundingsError
from crossings.limits.levers import Lever
from crossings.plan import Plan
from crossings.problem import WEEK, Problem
from crossings.problem.given import MOST_VALUE, PlanRequest

__all__ = [
    "at_the_margin",
    "compared",
    "explanation_of",
    "fairest_plan",
    "foremost_and_both",
    "optimal_plan",
    "plan_for",
    "requested_plan",
    "standing_plan",
]


def optimal_plan(
    problem: Problem,
    *,
    deadline: Deadline = NEVER,
    write_lp: Path | None = None,
    reread: Reread | None = None,
) -> Plan:
    """The optimal plan of the program in docs/formulas.md.

    It has the most value Σ priority · weight · need met; among those the most even coverage; among
    those the fewest inspection minutes. `write_lp` keeps the program as a readable file. `reread`
    reads the problem again with some `PATH=VALUE` changed, to say what would make a plan possible.

    Raises `NoPlan` where no plan reaches the floors, and `StoppedEarly` where the `deadline` comes
    before any plan is found; a plan found by then has a `gap`.
    """
    _, plan = standing_plan(problem, deadline=deadline, write_lp=write_lp, reread=reread)
    return plan


def fairest_plan(
    problem: Problem,
    over: int = WEEK,
    *,
    deadline: Deadline = NEVER,
    write_lp: Path | None = None,
    reread: Reread | None = None,
) -> Plan:
    """The plan with the largest least coverage, then the next, then the most value.

    Coverages are those of each good and area in every run of whole periods of `over` days.

    Raises as `optimal_plan` does; it is found whole or not at all, but for the fewest minutes.
    """
    request = PlanRequest("fairest", over)
    return plan_for(problem, request, deadline=deadline, write_lp=write_lp, reread=reread)


def plan_for(
    problem: Problem,
    request: PlanRequest = MOST_VALUE,
    *,
    deadline: Deadline = NEVER,
    write_lp: Path | None = None,
    reread: Reread | None = None,
    tell: Callable[[str], None] | None = None,
) -> Plan:
    """The plan that is requested; `write_lp` keeps the program that finds it.

    It can `tell` what it seeks meanwhile.
    """
    lp = None if request.objective == "fairest" else write_lp
    _, best = standing_plan(problem, deadline=deadline, write_lp=lp, reread=reread, tell=tell)
    if tell is not None:
        tell("the plan requested")
    return requested_plan(best, request, deadline=deadline, write_lp=write_lp)


def requested_plan(
    best: Plan, request: PlanRequest, *, deadline: Deadline = NEVER, write_lp: Path | None = None
) -> Plan:
    """The plan that is requested, of the problem whose plan of most value is `best`."""
    if request.objective == "fairest":
        best = fairest_beside(best, request.over, deadline=deadline, write_lp=write_lp)
    if request.given is None:
        return best
    return completed(request.given, best, deadline=deadline)


def standing_plan(
    problem: Problem,
    *,
    deadline: Deadline = NEVER,
    write_lp: Path | None = None,
    reread: Reread | None = None,
    rooms: bool = False,
    tell: Callable[[str], None] | None = None,
) -> tuple[StandingProgram, Plan]:
    """As `optimal_plan`, with the program that gave the plan, for questions about it.

    With `rooms` it may be asked about room where there is none, too. It can `tell` what it seeks.
    """
    program = StandingProgram(problem, deadline=deadline, write_lp=write_lp, rooms=rooms, tell=tell)
    plan = program.plan(problem)
    if plan is None:
        with deadline.enforced():
            problem = reachable(problem, reread)
        program = StandingProgram(problem, deadline=deadline, rooms=rooms)
        plan = program.plan(problem)
    if plan is None:
        raise SurroundingsError("the solver finds no plan where the floors can be reached")
    return program, plan


def compared(
    model: str,
    problem: Problem,
    levers: Sequence[Lever],
    request: PlanRequest = MOST_VALUE,
    *,
    binding: bool = True,
    against: bool = False,
) -> Column:
    """A model's column in a comparison; with the reason where it has no plan.

    Which limits bind is asked for if `binding`; it takes another search. So does what a guarantee
    costs, where the plan is to be held `against` who reacts to it.
    """
    title = ", then ".join(dict.fromkeys(phase.model.title for phase in problem.phases))
    try:
        program, plan = standing_plan(problem)
    except NoPlan as error:
        return Column(model, title, None, no_plan=error.sentence)
    found = priced(program, plan, levers) if binding else []
    plan = requested_plan(plan, request)
    held = adversary(plan) if against else None
    return column(model, title, plan, levers, [lever.what for lever in found], held)


def explanation_of(
    problem: Problem,
    levers: Iterable[Lever],
    request: PlanRequest = MOST_VALUE,
    *,
    crossing: str | None = None,
    good: str | None = None,
    closed_days: int | None = None,
    confirm: bool = False,
    reread: Reread | None = None,
    jobs: int = 1,
    tell: Callable[[str], None] | None = None,
) -> Explanation:
    """What would bring more, and what stops each good; of one crossing or good where named.

    What limits bring is told of the plan of most value, whatever plan is requested; of a large case
    by prices alone, unless it is to `confirm` them. With `closed_days` the worst so many days of
    closure are told too. So many processes solve for it. It can `tell` what it seeks meanwhile.
    """
    program, plan = standing_plan(problem, reread=reread, rooms=True, tell=tell)
    if tell is not None:
        tell("what more of every limit brings")
    found: list[MarginalValue] = []
    margins: tuple[Margin, ...] = ()
    among = narrowed(levers, crossing, good)
    if program.is_large and not confirm:
        margins, _ = at_the_margin(program, plan, among)
    else:
        found = marginal_values(program, plan, among, jobs)
    plan = requested_plan(plan, request)
    told = sorted(found, key=by_marginal_value)
    stopped = (
        barrier
        for barrier in barriers(plan)
        if good in (None, problem.goods[barrier.good].id)
        and (barrier.crossing is None or crossing in (None, problem.crossings[barrier.crossing].id))
    )
    closures = None
    if closed_days is not None:
        from crossings.allocation.worst_closures import worst_closures

        closures = worst_closures(plan.problem, closed_days)
    more = point_more(plan)
    return Explanation(plan, tuple(told), tuple(stopped), crossing, good, closures, more, margins)
