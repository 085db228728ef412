"""The answer as one object: what JSON holds, and what every other form is made from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crossings.errors import NoPlan, StoppedEarly
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.outputs.report.phases import phases_in_words
from crossings.outputs.screens.fairness import fairness_object
from crossings.outputs.screens.own_plan import own_object
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.tables import records, result_tables
from crossings.wording import UNSEEN

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class Answer:
    """A plan with its tables and what made it."""

    plan: Plan
    tables: dict[str, DataFrame]
    provenance: dict[str, Any]

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        plan = self.plan
        return {
            "schema_version": SCHEMA_VERSION,
            "status": plan.solver.status,
            "objective_kind": plan.objective_kind,
            "objective": plan.objective,
            "gap": plan.gap,
            "inspection_minutes": plan.minutes,
            "aims": {aim.id: {"value": aim.value, "least": aim.least} for aim in plan.aims},
            "fairness": fairness_object(plan),
            "own_plan": own_object(plan),
            "case": origin(plan.problem.case),
            "model": origin(plan.problem.model),
            "tables_read": [origin(table) for table in plan.problem.tables],
            "phases": phase_rows(plan.problem),
            **{name: records(table) for name, table in self.tables.items()},
            "provenance": self.provenance,
        }


def answer(plan: Plan, without: Collection[str] = ()) -> Answer:
    """The answer that a plan gives; some tables may be left out."""
    return Answer(plan, result_tables(plan, without), provenance(plan.solver))


def as_json(data: dict[str, Any]) -> str:
    """Plain data as JSON, numbers in full; what would steer a terminal stands as its escape."""
    text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    return UNSEEN.sub(_escaped, text.encode("utf-8", "replace").decode()) + "\n"


def _escaped(found: re.Match[str]) -> str:
    """A character as JSON escapes it; the library leaves one of ASCII as it is."""
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x80 else json.dumps(found[0])[1:-1]


def object_without_plan(error: NoPlan | StoppedEarly) -> dict[str, Any]:
    """The object that stands for an answer where there is no plan, and no figure of one."""
    if isinstance(error, NoPlan):
        found = {"status": "infeasible", "conflicts": error.conflicts}
    else:
        found = {"status": "stopped", "reason": str(error)}
    return {"schema_version": SCHEMA_VERSION, **found}


def phase_rows(problem: Problem) -> list[dict[str, Any]]:
    """The phases of a horizon, at least one."""
    return [
        {
            "phase": number,
            "start": problem.periods[phase.periods[0]].start.isoformat(),
            "end": problem.periods[phase.periods[-1]].end.isoformat(),
            "model": origin(phase.model),
            "changes": list(phase.changes),
            "says": "; ".join(begun.changes),
        }
        for number, (phase, begun) in enumerate(
            zip(problem.phases, phases_in_words(problem), strict=True)
        )
    ]
