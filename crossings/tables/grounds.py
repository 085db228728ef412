"""What a result stands on: its horizon, its numbers, and what is odd about the inputs."""

from __future__ import annotations

from collections.abc import Iterable

from pandas import DataFrame

from crossings.errors import Finding
from crossings.plan import Plan


def periods(plan: Plan) -> DataFrame:
    """The horizon."""
    rows = [
        (t, period.start.isoformat(), period.end.isoformat(), period.days)
        for t, period in enumerate(plan.problem.periods)
    ]
    return DataFrame(rows, columns=["period", "start", "end", "days"])


def evidence(plan: Plan) -> DataFrame:
    """Every number that the result rests on; source null: an assumption."""
    columns = ["path", "value", "low", "high", "source", "confidence", "default", "note"]
    table = _records_of(plan.problem.evidence, columns)
    return table.astype({"low": float, "high": float})


def warnings(plan: Plan) -> DataFrame:
    """What is odd about the inputs."""
    return warnings_table(plan.problem.warnings)


def warnings_table(found: Iterable[Finding]) -> DataFrame:
    """Findings that are no faults."""
    return _records_of(found, ["file", "line", "column", "path", "text"])


def _records_of(things: Iterable[object], columns: list[str]) -> DataFrame:
    rows = [tuple(getattr(thing, name) for name in columns) for thing in things]
    return DataFrame(rows, columns=columns)
