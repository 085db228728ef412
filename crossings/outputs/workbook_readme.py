"""The first sheet of a workbook: what it is, what made it, and every number that is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crossings.outputs.cells import plain_text, write_cell
from crossings.problem import Evidence
from crossings.tables.described import about

if TYPE_CHECKING:
    from pandas import DataFrame

_WIDTHS = (48, 16, 12, 12, 18, 12, 90)
_SAID = ("status", "objective", "gap", "inspection_minutes", "schema_version")
_HOW_TO_READ = (
    "A sheet for each table. Units stand in the headers; shares are fractions of 1, shown as %.",
    "Truckloads are full truckloads, counted at the stage that the column names: manifested, "
    "presented, refused or released, collected, intercepted or arrived, met.",
    "An empty cell: not given, or not known. Ids are those of the case file.",
)


def add_readme(
    book: Any, whole: dict[str, Any], tables: dict[str, DataFrame], evidence: Sequence[Evidence]
) -> None:
    """Add the sheet to a workbook of the object `whole`, which rests on `evidence`."""
    page = _Page(book)
    case = whole.get("case") or {}
    page.line(case.get("title", "crossings"), bold=True)
    if whole.get("status") == "stopped":
        page.line("UNFINISHED: the search was stopped, and every figure is unfinished", bold=True)
    if "verdict" in whole:
        page.line(whole["verdict"])
    page.gap()
    for text in _HOW_TO_READ:
        page.line(text)
    page.heading("Sheets")
    for name, table in tables.items():
        page.row(name, len(table), "rows", "", about(name))
    page.heading("Provenance")
    for name, value in _provenance(whole):
        page.row(name, value)
    page.heading("Assumptions")
    _assumptions(page, evidence)


def _provenance(whole: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the object says of itself and of what it was made from, name by name."""
    files = [
        (f"{name} {key}", value)
        for name in ("case", "model")
        for key, value in (whole.get(name) or {}).items()
    ]
    made = [
        (key, " ".join(map(str, value.values())) if isinstance(value, dict) else value)
        for key, value in whole["provenance"].items()
    ]
    tables = [
        (f"table {each['path']}", f"{each['title']}, sha256 {each['sha256']}")
        for each in whole.get("tables_read", ())
    ]
    return [*files, *tables, *made, *((key, whole[key]) for key in _SAID if key in whole)]


def _assumptions(page: _Page, evidence: Sequence[Evidence]) -> None:
    """Every number without a source, with what it could be and what is said of it."""
    assumed = [each for each in evidence if each.source is None]
    if not evidence:
        page.line("The numbers that this rests on are in the workbook of `crossings optimize`.")
        return
    text = f"{len(assumed)} of the {len(evidence)} numbers that this rests on have no source:"
    page.line(text)
    page.row("number", "value", "low", "high", "what it is", "confidence", "note", bold=True)
    for each in assumed:
        kind = "default" if each.default else "fitted" if each.fitted else "assumption"
        page.row(each.path, each.value, each.low, each.high, kind, each.confidence, each.note)


class _Page:
    """A sheet written line by line."""

    def __init__(self, book: Any) -> None:
        self._sheet = book.add_worksheet("README")
        self._bold = book.add_format({"bold": True})
        self._row = 0
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)

    def line(self, text: str, *, bold: bool = False) -> None:
        self.row(text, bold=bold)

    def heading(self, text: str) -> None:
        self.gap()
        self.line(text, bold=True)

    def gap(self) -> None:
        self._row += 1

    def row(self, *values: Any, bold: bool = False) -> None:
        for column, value in enumerate(values):
            if bold:
                self._sheet.write_string(self._row, column, plain_text(str(value)), self._bold)
            else:
                write_cell(self._sheet, self._row, column, value)
        self._row += 1
