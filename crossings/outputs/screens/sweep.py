"""A sweep on one screen: which points are best, and what each factor does."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from crossings.outputs.answer import Answer
from crossings.outputs.screens.intervals import cell
from crossings.outputs.screens.page import Page, Text, grid_of, on_page
from crossings.sweeps import Sweep
from crossings.sweeps.design import MODEL, columns_of
from crossings.tables import estimated, records
from crossings.tables.sweep import told_column
from crossings.wording import counted, figure, share

_MOST = 10
"""Points that are shown."""
_MOST_LEVELS = 8


@on_page
def sweep_screen(console: Page, answer: Answer[Sweep]) -> None:
    """The sweep as text."""
    sweep, tables = answer.result, answer.tables
    request, rows = sweep.request, records(tables["sweep_points"])
    console.heading(sweep.problem)
    carried = f", each carried through the same {counted(request.scenarios, 'future')}"
    console.print(f"{counted(len(rows), 'point')}{carried * bool(request.scenarios)}")
    if request.value_only:
        console.print("[bold]Values alone[/bold]: no plan was looked for among those as good.")
    planned = [row for row in rows if row["value"] is not None]
    for reason, count in _reasons(rows).items():
        console.print(f"[bold]{counted(count, 'point')} without a plan[/bold]: {escape(reason)}")
    factors = [*columns_of(sweep.points).values(), MODEL]
    factors = [name for name in factors if len({str(row[name]) for row in rows}) > 1]
    _best(console, sweep, planned, factors)
    _effects(console, records(tables["factors"]), factors)


def _reasons(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Why points have no plan, and how many."""
    found: dict[str, int] = {}
    for row in rows:
        if row["value"] is None:
            found[row["reason"]] = found.get(row["reason"], 0) + 1
    return found


def best_first(sweep: Sweep, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of points that have a plan, those of most value first."""
    told = told_column(sweep)
    planned = [row for row in rows if row["value"] is not None]
    return sorted(planned, key=lambda row: (-float(f"{row[told]:.9g}"), row["point"]))


def _best(console: Page, sweep: Sweep, planned: list[dict[str, Any]], factors: list[str]) -> None:
    """The points of most value, and whether they surely are."""
    carried = bool(sweep.request.scenarios)
    more = ("best on\naverage", "mean\nvalue") if carried else ()
    met = () if sweep.request.value_only else ("need met\nplanned",)
    grid = grid_of("The best points", "point", *factors, *more, "planned\nvalue", *met)
    for row in best_first(sweep, planned)[:_MOST]:
        settings = (escape("-" if row[name] is None else str(row[name])) for name in factors)
        means = (row["best"], cell(estimated(row, "mean_value"), figure)) if carried else ()
        share_met = () if sweep.request.value_only else (share(row["need_met"]),)
        grid.add_row(str(row["point"]), *settings, *means, figure(row["value"]), *share_met)
    says = "all points compared at once, 95 %; ±: how far off a mean may be, by itself"
    console.show(grid, says if carried else "")


def _effects(console: Page, rows: list[dict[str, Any]], factors: list[str]) -> None:
    """Factors by how far apart their levels are, the strongest first."""
    told = {name: [row for row in rows if row["factor"] == name and row["value"] is not None]
            for name in factors}  # fmt: skip
    spans = {name: max(row["value"] for row in levels) - min(row["value"] for row in levels)
             for name, levels in told.items() if len(levels) > 1}  # fmt: skip
    if not spans:
        return
    grid = grid_of("What each factor does", "", "<level", "mean value", "points")
    for name in sorted(spans, key=lambda name: -spans[name]):
        levels = told[name]
        if len(levels) > _MOST_LEVELS:
            ordered = sorted(levels, key=lambda row: row["value"])
            levels = [ordered[0], ordered[-1]]
        for k, row in enumerate(levels):
            head = Text(f"{name}, {figure(spans[name])} apart" if k == 0 else "")
            grid.add_row(
                head, Text(row["level"] or "-"), figure(row["value"]), str(row["with_a_plan"])
            )
    console.show(grid, "means over the points that have a plan, whatever the other factors are")
