"""An answer: its tables and what stands beside them. Every form is made from these."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from crossings.analysis.adversary import Adversary
from crossings.analysis.headline import Headline, headline
from crossings.errors import NoPlan, StoppedEarly
from crossings.files import write_text
from crossings.outputs.headline import headline_object
from crossings.outputs.provenance import SCHEMA_VERSION, for_others, origin, provenance
from crossings.outputs.report.phases import phases_in_words
from crossings.outputs.screens.fairness import fairness_object
from crossings.outputs.screens.own_plan import own_object
from crossings.outputs.screens.schedule import rounding
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.schedule import Schedule, schedule_of
from crossings.tables import records, result_tables
from crossings.wording import UNSEEN

if TYPE_CHECKING:
    from pandas import DataFrame

Result = TypeVar("Result")
_MOST_TOLD = 7
_LONGEST_TOLD = 80
_TABLES_SHOWN, _ROWS_SHOWN = 3, 10
"""In a notebook."""
_TABLES_ALONE = ("futures",)
"""Tables too long for the object: they are in the other forms."""
_FORMS = {".json": "json", ".xlsx": "xlsx", "": "csv"}
"""By the ending of a path."""


@dataclass(frozen=True)
class Answer(Generic[Result]):
    """What a command has found, as tables and as one object."""

    result: Result
    """What is told: a plan, an explanation, a batch of futures."""
    tables: Mapping[str, DataFrame]
    about: dict[str, Any]
    """What the object has beside the rows of the tables, as plain data."""
    provenance: dict[str, Any]
    schedule: Schedule | None = None
    adversary: Adversary | None = None
    headline: Headline | None = None
    """Of a plan; None where the answer is of something else."""
    problems: Mapping[str, Problem] = field(default_factory=dict)
    """What it rests on, each by what its tables call it; a workbook tells them."""
    make: Callable[[Any], Answer[Any]] | None = None
    """What makes such an answer of a result."""

    def __getitem__(self, table: str) -> DataFrame:
        """A table by its name."""
        return self.tables[table]

    def __repr__(self) -> str:
        told = [f"{name}: {value}" for name, value in self.about.items() if _is_short(value)]
        tables = f"tables: {', '.join(self.tables)}"
        return "\n".join([f"Answer of {type(self.result).__name__}", *told[:_MOST_TOLD], tables])

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows of the first tables."""
        shown = [each for each in self.tables.items() if len(each[1])][:_TABLES_SHOWN]
        parts = [f"<p>{escape(line)}</p>" for line in repr(self).splitlines()[:2]]
        for name, table in shown:
            rows = f", {_ROWS_SHOWN} of {len(table)} rows" if len(table) > _ROWS_SHOWN else ""
            told = table.head(_ROWS_SHOWN).to_html(border=0, index=False)
            parts.append(f"<h4>{escape(name)}{rows}</h4>{told}")
        return "".join(parts)

    def for_others(self) -> Answer[Result]:
        """The same, files named without their folders, as it may be passed on."""
        if self.make is None:
            return self
        return remade(self.make, for_others(self.result), for_others(self.problems))

    def to_json(self) -> str:
        """The object that `--format json` prints."""
        return as_json(self.for_others().as_object())

    def write(self, path: str | os.PathLike[str], form: str | None = None) -> None:
        """Write what the command writes: json, csv (a folder), xlsx or, of a plan, package.

        Without `form` it is that of the path's ending; a path without one is a folder of csv.
        """
        told, place = self.for_others(), Path(path)
        form = _FORMS.get(place.suffix.lower()) if form is None else form
        if form == "json":
            write_text(place, as_json(told.as_object()))
        elif form == "csv":
            from crossings.outputs.csv import write_csv

            write_csv(told, place)
        elif form == "xlsx":
            from crossings.outputs.workbook.book import write_workbook

            write_workbook(told, place)
        elif form == "package" and isinstance(told.result, Plan):
            from crossings.outputs.package import write_package

            write_package(cast("Answer[Plan]", told), place)
        else:
            raise ValueError(f"form: expected json, csv or xlsx, got {form or place.name!r}")

    @property
    def beside(self) -> dict[str, Any]:
        """The object but for the rows of the tables."""
        return {"schema_version": SCHEMA_VERSION, **self.about, "provenance": self.provenance}

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        rows = {n: records(table) for n, table in self.tables.items() if n not in _TABLES_ALONE}
        return {
            "schema_version": SCHEMA_VERSION,
            **self.about,
            **rows,
            "provenance": self.provenance,
        }


def remade(
    make: Callable[[Any], Answer[Result]], result: Any, problems: Mapping[str, Problem]
) -> Answer[Result]:
    """The answer that a result gives, which can be made again of the same result told otherwise."""
    return replace(make(result), problems=problems, make=make)


def _is_short(value: object) -> bool:
    return isinstance(value, str | int | float) and len(str(value)) <= _LONGEST_TOLD


def answer(
    plan: Plan,
    days: Plan | None = None,
    adversary: Adversary | None = None,
    first: Headline | None = None,
) -> Answer[Plan]:
    """The answer that a plan gives; with its schedule where it is given by `days`.

    Where no headline is given, what one more of each limit brings was not asked.
    """
    made = None if days is None else schedule_of(days)
    first = headline(plan) if first is None else first
    about = {
        "headline": headline_object(first),
        "status": plan.solver.status,
        "objective_kind": plan.objective_kind,
        "objective": plan.objective,
        "gap": plan.gap,
        "inspection_minutes": plan.minutes,
        "aims": {aim.id: {"value": aim.value, "least": aim.least} for aim in plan.aims},
        "fairness": fairness_object(plan),
        "own_plan": own_object(plan),
        "rounding": None if made is None else rounding(plan, made),
        "case": origin(plan.problem.case),
        "model": origin(plan.problem.model),
        "tables_read": [origin(table) for table in plan.problem.tables],
        "phases": phase_rows(plan.problem),
    }
    tables = result_tables(plan, made)
    if adversary is not None:
        from crossings.tables.adversary import adversary_tables

        tables = tables | adversary_tables(adversary)
    problems = {plan.problem.model.path: plan.problem}
    made_by = provenance(plan.solver)
    return Answer(plan, tables, about, made_by, made, adversary, first, problems)


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
