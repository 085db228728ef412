"""Models side by side, on one screen and as one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from crossings.comparison import ALL, STAGES, Column, Comparison
from crossings.outputs.page import blank_page, grid_of, printed, short
from crossings.outputs.provenance import SCHEMA_VERSION, origin, provenance
from crossings.tables import records
from crossings.tables.comparison import comparison_tables
from crossings.wording import counted, figure, share, span

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_BINDING = 3
_WIDEST_AREA = 13
_WHOLE = 99.95
"""From here on figures are told without decimals, and their differences too."""


@dataclass(frozen=True)
class ComparisonAnswer:
    """A comparison with its tables."""

    comparison: Comparison
    tables: dict[str, DataFrame]

    def as_object(self) -> dict[str, Any]:
        """The object that docs/results.md describes, as plain data."""
        planned = [c.plan for c in self.comparison.columns if c.plan is not None]
        return {
            "schema_version": SCHEMA_VERSION,
            "status": "optimal" if planned else "infeasible",
            "case": origin(planned[0].problem.case) if planned else None,
            "tables_read": [origin(table) for table in planned[0].problem.tables]
            if planned
            else [],
            "verdict": self.comparison.verdict,
            **{name: records(table) for name, table in self.tables.items()},
            "provenance": provenance(planned[0].solver if planned else None),
        }


def comparison_answer(comparison: Comparison) -> ComparisonAnswer:
    """The answer that a comparison gives."""
    return ComparisonAnswer(comparison, comparison_tables(comparison))


def comparison_screen(
    answer: ComparisonAnswer, *, colour: bool = False, width: int | None = None
) -> str:
    """The comparison as text."""
    console, page = blank_page(colour=colour, width=width)
    comparison = answer.comparison
    _heading(console, comparison)
    _block(console, comparison, "Share of need met", _coverages(comparison.columns))
    stages = [(stage, ALL, stage) for stage in STAGES]
    _block(console, comparison, "Truckloads a day, mean of all days", stages)
    _block(console, comparison, "Contraband, truckloads a day", _CONTRABAND)
    _block(console, comparison, "By the case's assumptions, truckloads a day", _BESIDE)
    hours = _found(comparison.columns, "hours")
    _block(console, comparison, "Hours of work a day", hours)
    staff = _found(comparison.columns, "staff at work")
    _block(console, comparison, "Staff of pools at work in the busiest period", staff)
    _binds(console, comparison)
    return printed(page)


def _heading(console: Console, comparison: Comparison) -> None:
    planned = [column.plan for column in comparison.columns if column.plan is not None]
    if planned:
        problem = planned[0].problem
        first, last = problem.periods[0].start, problem.periods[-1].end
        console.print(f"[bold]{escape(problem.case.title)}[/bold]")
        periods = counted(len(problem.periods), "period")
        console.print(f"{span(first, last)}: {problem.days.sum():.0f} days in {periods}")
        console.print()
    console.print(f"[bold]{escape(comparison.verdict)}[/bold]")
    console.print(
        f"[dim]Every figure is of the best plan under a model; behind it the difference against "
        f"{escape(comparison.columns[0].model)}[/dim]"
    )


_Row: TypeAlias = tuple[str, str, str]
"""A measure, of what, and the head of its column."""
_CONTRABAND: list[_Row] = [
    ("contraband", "expected", "expected among\nthose presented"),
    ("contraband", "undetected", "undetected"),
]


_BESIDE: list[_Row] = [
    ("informal", "entered", "entered by\ninformal channels"),
    ("informal", "undetected", "contraband\namong those"),
    ("diversion", "diverted", "diverted\nafter arrival"),
]


def _coverages(columns: Sequence[Column]) -> list[_Row]:
    of = dict.fromkeys(f.of for c in columns for f in c.figures if f.measure == "need met")
    return [("need met", each, "all inbound" if each == ALL else each) for each in of]


def _found(columns: Sequence[Column], measure: str) -> list[_Row]:
    """Everything that a measure is more than nothing of."""
    of = dict.fromkeys(
        f.of for c in columns for f in c.figures if f.measure == measure and f.value > 0
    )
    return [(measure, each, each.replace("_", " ").replace("-", " ")) for each in of]


def _block(console: Console, comparison: Comparison, title: str, rows: Sequence[_Row]) -> None:
    """One group of figures, a row for each model."""
    columns = comparison.columns
    rows = [row for row in rows if any(c.value(*row[:2]) is not None for c in columns)]
    if not rows:
        return
    grid = grid_of(title, "")
    for _, _, head in rows:
        grid.add_column(head, justify="right", no_wrap=True)
    worst = title.startswith("Share")
    if worst:
        grid.add_column("worst area", justify="right", no_wrap=True)
    for column in columns:
        if column.plan is None:
            grid.add_row(Text(column.model), Text("no plan"))
            continue
        cells = [_cell(columns[0], column, *row[:2]) for row in rows]
        grid.add_row(Text(column.model), *cells, *([_worst(column)] if worst else []))
    console.print()
    console.print(grid)


def _cell(first: Column, column: Column, measure: str, of: str) -> Text:
    value, before = column.value(measure, of), first.value(measure, of)
    if value is None:
        return Text("-")
    is_share = measure == "need met"
    cell = Text(share(value) if is_share else figure(value))
    if column is not first and before is not None:
        difference = value - before
        words = f"{difference * 100:+.0f}" if is_share else _signed(difference, max(value, before))
        cell.append(f" {words}", style="dim")
    return cell


def _signed(difference: float, scale: float) -> str:
    if abs(difference) < 0.0005 * scale:
        return "±0"
    size = f"{abs(difference):,.0f}" if scale >= _WHOLE else figure(abs(difference))
    return f"{'+' if difference > 0 else '−'}{size}"


def _worst(column: Column) -> Text:
    found = [each for each in column.figures if each.measure == "worst area"]
    if not found or column.plan is None:
        return Text("-")
    names = {area.id: area.name for area in column.plan.problem.areas}
    return Text(f"{share(found[0].value)} {short(names[found[0].of], _WIDEST_AREA)}")


def _binds(console: Console, comparison: Comparison) -> None:
    console.print()
    grid = grid_of("What holds each back", "")
    grid.add_column("")
    for column in comparison.columns:
        told = "; ".join(column.binds[:_MOST_BINDING]) or "no limit has a price"
        more = len(column.binds) - _MOST_BINDING
        told += f"; {more} more" if more > 0 else ""
        grid.add_row(Text(column.model), Text(column.no_plan or told))
    console.print(grid)
    names = " ".join(f"--model {column.model}" for column in comparison.columns[1:2])
    console.print(f"[dim]In full: crossings explain CASE {escape(names)}[/dim]")
