"""What was found, as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossings.evaluation.measures import Batch
from crossings.handed_in import plan_handed_in
from crossings.outputs.answer import Answer, answer, remade
from crossings.plan import Plan
from crossings.problem import Problem

if TYPE_CHECKING:
    from pandas import DataFrame


def as_answer(found: Plan | Batch) -> Answer[Any]:
    """A plan, or plans in many futures, as the answer that the command gives and writes.

    What one more of each limit brings is not sought for it: `explain` does that.
    """
    if isinstance(found, Plan):
        plan = plan_handed_in(found, "found")
        problems = {plan.problem.model.path: plan.problem}
        return remade(_of_plan, plan, problems)
    from crossings.outputs.screens.futures import futures_answer

    posed = {trial.model: trial.plan.problem for trial in found.trials}
    return remade(lambda told: futures_answer(told[0]), (found, None), posed)


def _of_plan(plan: Plan) -> Answer[Plan]:
    """With its schedule where it is by days."""
    return answer(plan, plan if plan.problem.by_days else None)


def as_tables(found: Problem | Plan | Batch) -> dict[str, DataFrame]:
    """Every table of a problem, of a plan, or of plans in many futures, by name.

    Those of a problem are what `Problem.of` takes; a plan by days has a schedule.
    """
    if isinstance(found, Problem):
        from crossings.tables.case import case_tables

        return case_tables(found.to_dict())
    if isinstance(found, Plan):
        from crossings.schedule import schedule_of
        from crossings.tables import result_tables

        plan = plan_handed_in(found, "found")
        return dict(result_tables(plan, schedule_of(plan) if plan.problem.by_days else None))
    from crossings.evaluation.winners import verdict
    from crossings.tables.futures import futures_tables

    return futures_tables(found, verdict(found))
