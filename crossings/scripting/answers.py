"""What commands answer, as answers: tables by name, and files as the commands write them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from crossings.ends.deadline import Deadline
from crossings.errors import NoPlan
from crossings.handed_in import problem_handed_in, whole
from crossings.outputs.answer import Answer, remade
from crossings.problem import WEEK, Problem
from crossings.problem.readable import Source
from crossings.reading import read_equipment_beside
from crossings.reading.scripts import model_given
from crossings.reading.sensors import Equipment
from crossings.scripting.plans import OwnPlan, deadline, requested

if TYPE_CHECKING:
    from crossings.analysis.comparison import Comparison
    from crossings.analysis.explanation import Explanation
    from crossings.analysis.sizing import Sized

Problems: TypeAlias = Problem | Sequence[Problem] | Mapping[str, Problem]
"""One, several, or several by what they are called."""
_MOST_CLOSED_DAYS = 100


def explain(
    problem: Problem,
    *,
    crossing: str | None = None,
    good: str | None = None,
    closed_days: int | None = None,
    confirm: bool = False,
    objective: str = "value",
    fair_over_days: int = WEEK,
    own_plan: OwnPlan = None,
    jobs: int = 1,
    tell: Callable[[str], None] | None = None,
) -> Answer[Explanation]:
    """What one more of each limit brings, and why each good gets less than its need.

    Of one crossing or good where named; with `closed_days` the worst so many days of closure. Of a
    case of more than 20,000 columns prices alone tell what one more brings, unless it is to
    `confirm` them. On Linux `jobs` processes solve side by side; it can `tell` what is sought.
    """
    problem = problem_handed_in(problem)
    _known("crossing", crossing, [each.id for each in problem.crossings])
    _known("good", good, [each.id for each in problem.goods])
    if closed_days is not None:
        whole(closed_days, "closed_days", 1, _MOST_CLOSED_DAYS)
    request = requested(problem, objective, fair_over_days, own_plan)
    from crossings.allocation import explanation_of
    from crossings.outputs.screens.explanation import explanation_answer

    found = explanation_of(
        problem,
        problem.reader.levers(problem),
        request,
        crossing=crossing,
        good=good,
        closed_days=closed_days,
        confirm=confirm,
        reread=problem.reader.again,
        jobs=whole(jobs, "jobs", 1),
        tell=tell,
    )
    return remade(explanation_answer, found, {problem.model.path: problem})


def compare(
    problems: Mapping[str, Problem],
    *,
    adversary: bool = False,
    objective: str = "value",
    fair_over_days: int = WEEK,
    done: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
) -> Answer[Comparison]:
    """Problems of one case, by what they are called, side by side: differences are to the first.

    A model without a plan is a column with its reason; `NoPlan` where none has one. With
    `adversary` each is held against who sends contraband where it is missed most. `done` is told of
    each that was planned. On Linux `jobs` processes solve side by side.
    """
    if not isinstance(problems, Mapping) or not problems:
        raise ValueError(f"problems: expected problems by name, got {problems!r:.60}")
    posed = _each(problems, "problems")
    from crossings.allocation import compared
    from crossings.allocation.copies import about_columns, answered, worth_copies
    from crossings.analysis.comparison import Comparison
    from crossings.outputs.screens.comparison import comparison_answer

    first = next(iter(posed.values()))
    request = requested(first, objective, fair_over_days)
    questions = [
        partial(compared, name, problem, problem.reader.levers(problem), request, against=adversary)
        for name, problem in posed.items()
    ]
    jobs = worth_copies(sum(map(about_columns, posed.values())), whole(jobs, "jobs", 1))
    columns = answered(questions, jobs, done)
    return remade(comparison_answer, Comparison(first.case, tuple(columns)), posed)


def frontier(
    problems: Problems,
    *,
    exact: bool = False,
    adversary: bool = False,
    guarantee: bool = False,
    sensors: Source | Equipment | None = None,
    done: Callable[[int], object] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
    jobs: int = 1,
) -> Answer[Any]:
    """What less undetected contraband costs in need met; of several problems on one chart.

    `exact` has every bend; `guarantee` tells instead the value by the share detected wherever
    contraband is sent. With `sensors`, a model that lists some, it is also told what the best
    inspection over them would cost. `done` is told of each problem, or each rate, that was solved;
    it can `tell` what it seeks meanwhile.
    On Linux `jobs` processes solve side by side.
    Raises `NoPlan` where none of the problems has a plan.
    """
    if guarantee and (exact or adversary or sensors):
        raise ValueError("guarantee: takes neither exact, adversary nor sensors")
    if sensors and exact:
        raise ValueError("sensors: takes no exact")
    posed = [*_each(_by_name(problems), "problems").values()]
    by_path = {problem.model.path: problem for problem in posed}
    if guarantee:
        from crossings.allocation.guarantee_curve import guarantee_curve
        from crossings.outputs.frontier import guarantees_answer

        curves = [guarantee_curve(problem, done) for problem in posed]
        if not any(curve.points for curve in curves):
            raise NoPlan(curves[0].reason, [])
        return remade(guarantees_answer, curves, by_path)
    from crossings.allocation.copies import about_columns, answered, worth_copies
    from crossings.allocation.frontier import frontier as frontier_of
    from crossings.allocation.frontier import frontier_or_reason
    from crossings.outputs.frontier import frontier_answer

    jobs = worth_copies(sum(map(about_columns, posed)), whole(jobs, "jobs", 1))
    each_jobs = jobs if len(posed) == 1 else 1
    questions = [
        partial(frontier_or_reason, each, exact=exact, tell=tell, jobs=each_jobs) for each in posed
    ]
    frontiers = answered(questions, jobs, done)
    if all(each.solver.status == "infeasible" for each in frontiers):
        frontier_of(posed[0], exact=exact)  # raises the reason
    if sensors is not None:
        from crossings.design.curve import designed_frontier

        seen = _equipment(posed[0], sensors)
        designed = designed_frontier(seen.problem, seen.sensors, lambda _: None)
        frontiers += [] if designed is None else [designed]
        done(1)
    if adversary:
        from crossings.allocation.adversary import held_against

        frontiers = [held_against(each) for each in frontiers]
    by_path = {each.problem.model.path: each.problem for each in frontiers}
    return remade(partial(frontier_answer, against=adversary), frontiers, by_path)


def size(
    problem: Problem,
    *,
    coverage: float | None = None,
    worst: float | None = None,
    informal: float | None = None,
    budgets: Sequence[float] | None = None,
    time_limit: float | Deadline | None = None,
    write_lp: str | os.PathLike[str] | None = None,
    schedule: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Answer[Sized]:
    """The cheapest whole numbers of units and hours that reach a target.

    `coverage` is the share of all inbound need to be met, `worst` that of every good and area,
    `informal` truckloads of contraband a day that may enter beside crossings at most. `budgets`
    take the place of the steps of the case. A plan by days has its schedule beside it, unless
    `schedule` is false. It can `tell` what it seeks meanwhile.
    """
    until = deadline(time_limit, "no answer")
    problem = problem_handed_in(problem)
    from crossings.allocation.sizing import cheapest
    from crossings.analysis.sizing import Target
    from crossings.outputs.sizing import sized_answer

    if coverage is worst is informal is None:
        raise ValueError("coverage: expected it, worst or informal as the target")
    for name, asked in (("coverage", coverage), ("worst", worst)):
        if asked is not None and not 0 <= asked <= 1:
            raise ValueError(f"{name}: expected a share from 0 to 1, got {asked!r}")
    if informal is not None and not problem.channels:
        raise ValueError("informal: the case has no informal channels")
    with until.enforced():
        sizing = problem.reader.sizing(problem)
    lp = None if write_lp is None else Path(write_lp)
    steps = sizing.budget_steps if budgets is None else tuple(map(float, budgets))
    target = Target(coverage, worst, informal)
    sized = cheapest(sizing, target, steps, deadline=until, write_lp=lp, tell=tell)
    make = partial(sized_answer, scheduled=schedule)
    return remade(make, sized, {problem.model.path: problem})


def _equipment(problem: Problem, sensors: Source | Equipment) -> Equipment:
    """The case of a problem with sensors; what is set of its model is not of this one."""
    if isinstance(sensors, Equipment):
        return sensors
    reader = problem.reader
    return read_equipment_beside(reader.case, model_given(sensors), reader.changes)


def _by_name(problems: Problems) -> Mapping[str, Problem]:
    if isinstance(problems, Problem):
        return {"": problems}
    if isinstance(problems, Mapping):
        return problems
    return {str(number): problem for number, problem in enumerate(problems)}


def _each(problems: Mapping[str, Problem], called: str) -> dict[str, Problem]:
    if not problems:
        raise ValueError(f"{called}: expected one problem at least")
    return {
        name: problem_handed_in(problem, f"{called}[{name!r}]" if name else called)
        for name, problem in problems.items()
    }


def _known(argument: str, asked: str | None, ids: list[str]) -> None:
    if asked is not None and asked not in ids:
        from crossings.reading.yaml.spelling import near

        meant = near(asked, ids) or f"; there are {', '.join(ids)}"
        raise ValueError(f"{argument}: the case has no {asked}{meant}")
