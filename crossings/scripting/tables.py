"""What was found, as DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossings.evaluation.measures import Batch
from crossings.handed_in import plan_handed_in
from crossings.plan import Plan
from crossings.problem import Problem

if TYPE_CHECKING:
    from pandas import DataFrame


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
