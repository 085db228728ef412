"""The answer of `crossings size` as one object: the plan's, and what makes it possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crossings.analysis.sizing import Sized
from crossings.outputs.answer import Answer, answer
from crossings.tables.sizing import sizing_tables


@dataclass(frozen=True)
class SizedAnswer(Answer):
    """A sized plan with all its tables and what made it."""

    sized: Sized

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        sizing = self.sized.staffing.sizing
        plain = super().as_object()
        about = {
            "schema_version": plain.pop("schema_version"),
            "status": "optimal" if self.sized.finished else "stopped",
            "cost": self.sized.staffing.cost(),
            "cost_gap": self.sized.gap,
            "currency": sizing.currency,
            "costs_over": sizing.costs_over,
        }
        del plain["status"]
        return about | plain


def sized_answer(sized: Sized, *, scheduled: bool = False) -> SizedAnswer:
    """The answer that a sizing gives, with a schedule where it is by days and that is wanted."""
    plan = sized.plan
    found = answer(plan, plan if scheduled and plan.problem.by_days else None)
    tables = {**sizing_tables(sized), **found.tables}
    return SizedAnswer(plan, tables, found.provenance, sized, schedule=found.schedule)
