"""An answer as a workbook: a sheet for each table, what it rests on, and charts.

Text is written as text whatever it begins with, and there is no formula and no macro: what a file
calls itself can start nothing in a spreadsheet.
"""

from __future__ import annotations

import datetime
import io
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossings.errors import SurroundingsError
from crossings.files import write_bytes
from crossings.outputs.answer import Answer
from crossings.outputs.cells import plain_text, write_cell
from crossings.outputs.workbook.charts import add_charts
from crossings.outputs.workbook.readme import add_readme
from crossings.outputs.workbook.weeks import add_weeks
from crossings.tables import records
from crossings.tables.described import CURRENCY, DATE, SHARE, VARIED, unit, unit_in_row

if TYPE_CHECKING:
    from pandas import DataFrame

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
_AS_GIVEN = "as given"
"""Unit of a number of the case, whatever that counts."""
_NARROWEST, _WIDEST = 9, 60
_ROWS_MEASURED = 500
_LINE = 15.5
"""Points that a line of a header is high."""
_BUTTON = 3
"""Characters that a filter's button and bold letters take of a header's line."""


def write_workbook(answer: Answer[Any], path: Path) -> None:
    """Write the workbook of an answer at `path`."""
    write_bytes(path, workbook(answer))


def workbook(answer: Answer[Any]) -> bytes:
    """The workbook of an answer, and of the problems that it rests on."""
    import xlsxwriter

    from crossings.tables.grounds import sources

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    whole = answer.beside
    created = datetime.datetime.fromisoformat(whole["provenance"]["created"])
    book.set_properties({"created": created, "comments": "Made by crossings"})
    add_readme(book, answer)
    starts = _starts(answer.tables)
    currency = whole.get("currency") or CURRENCY
    if answer.problems:
        cited = sources(answer.problems.values(), drawn=whole.get("status") == "evaluated")
        _add_sheet(book, "sources", cited, starts, currency)
    add_charts(book, answer.tables)
    if answer.schedule is not None:
        add_weeks(book, answer.schedule)
    for name, table in answer.tables.items():
        sheet = _add_sheet(book, name, table, starts, currency)
        if whole.get("status") == "stopped":
            sheet.set_tab_color("#C00000")
    book.close()
    return made.getvalue()


def _starts(tables: Mapping[str, DataFrame]) -> dict[int, str]:
    """First day of each period, where an answer has periods."""
    periods = tables.get("periods")
    return {} if periods is None else dict(zip(periods["period"], periods["start"], strict=True))


def _add_sheet(
    book: Any, name: str, table: DataFrame, starts: dict[int, str], currency: str
) -> Any:
    """The sheet of a table; where its rows speak of a period, its first day stands beside it."""
    if len(table) > MOST_ROWS:
        text = f"{name} has {len(table):,} rows, and a sheet holds {MOST_ROWS:,}; use csv"
        raise SurroundingsError(f"cannot write a workbook: {text}")
    sheet = book.add_worksheet(name)
    columns = {column: list(table[column]) for column in table.columns}
    units = {column: unit(name, column) for column in columns}
    if starts and "period" in columns and "start" not in columns:
        days = {"period_start": [starts[period] for period in columns["period"]]}
        columns = {"period": columns.pop("period"), **days, **columns}
        units["period_start"] = DATE
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    lines = 1
    for position, (column, values) in enumerate(columns.items()):
        counted = units[column]
        told = currency if counted == CURRENCY else counted
        header = plain_text(f"{column} ({told})" if told else column)
        sheet.write_string(0, position, header, head)
        rows = records(table) if counted in VARIED else []
        kinds = [unit_in_row(name, column, row) for row in rows] or [counted] * len(values)
        forms = {
            kind: book.add_format({"num_format": _number_format(kind, values)})
            for kind in dict.fromkeys(kinds)
        }
        for row, (value, kind) in enumerate(zip(values, kinds, strict=True), start=1):
            write_cell(sheet, row, position, value, forms[kind], date=kind == DATE)
        width = _width(header, values)
        sheet.set_column(position, position, width)
        lines = max(lines, len(textwrap.wrap(header, width - _BUTTON, break_on_hyphens=False)))
    sheet.set_row(0, lines * _LINE)  # LibreOffice does not make it as high as its text by itself
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), max(len(columns) - 1, 0))
    return sheet


def _number_format(unit: str, values: list[Any]) -> str:
    if unit == DATE:
        return "yyyy-mm-dd"
    if unit == SHARE:
        return "0.0%"
    if all(isinstance(value, int) for value in values):
        return "#,##0"
    return "#,##0.00" if unit not in ("", _AS_GIVEN) else "General"


def _width(header: str, values: list[Any]) -> int:
    """Characters that a column is wide: its header's words and its longest short text."""
    words = max((len(word) for word in header.split()), default=0)
    texts = (len(value) for value in values[:_ROWS_MEASURED] if isinstance(value, str))
    return min(max(_NARROWEST, words + _BUTTON, 2 + max(texts, default=0)), _WIDEST)
