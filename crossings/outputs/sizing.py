"""The answer of `crossings size`: the plan's, and what makes it possible."""

from __future__ import annotations

from crossings.analysis.sizing import Sized
from crossings.outputs.answer import Answer, answer
from crossings.tables.sizing import sizing_tables


def sized_answer(sized: Sized, *, scheduled: bool = False) -> Answer[Sized]:
    """The answer that a sizing gives, with a schedule where it is by days and that is wanted."""
    plan, sizing = sized.plan, sized.staffing.sizing
    found = answer(plan, plan if scheduled and plan.problem.by_days else None)
    own = {
        "status": "optimal" if sized.finished else "stopped",
        "cost": sized.staffing.cost(),
        "cost_gap": sized.gap,
        "currency": sizing.currency,
        "costs_over": sizing.costs_over,
    }
    about = {**own, **found.about, **own}
    tables = {**sizing_tables(sized), **found.tables}
    return Answer(sized, tables, about, found.provenance, found.schedule, headline=found.headline)
