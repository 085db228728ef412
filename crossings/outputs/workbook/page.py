"""A sheet of a workbook that is written line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.outputs.cells import plain_text, write_cell
from crossings.tables.described import SHARE

_WIDTHS = (48, 16, 12, 12, 18, 12, 24, 90)


class Page:
    """A sheet written line by line, from the top."""

    def __init__(self, book: Any, name: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True})
        self._share = book.add_format({"num_format": "0.0%"})
        self._number = book.add_format({"num_format": "#,##0.00"})
        self._row = 0
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)

    def line(self, text: str, *, bold: bool = False) -> None:
        """A line of text."""
        self.row(text, bold=bold)

    def heading(self, text: str) -> None:
        """A line that begins a section."""
        self.gap()
        self.line(text, bold=True)

    def gap(self) -> None:
        """An empty line."""
        self._row += 1

    def figure(self, name: str, value: Any, unit: str, words: str = "") -> None:
        """A figure by name, its unit, which a share shows itself, and what it is in words."""
        form = self._share if unit == SHARE else self._number if isinstance(value, float) else None
        self._sheet.write_string(self._row, 0, plain_text(name))
        write_cell(self._sheet, self._row, 1, value, form)
        self._rest(2, ("" if unit == SHARE else unit, "", words))

    def row(self, *values: Any, bold: bool = False) -> None:
        """A line of cells."""
        self._rest(0, values, bold=bold)

    def _rest(self, first: int, values: Sequence[Any], *, bold: bool = False) -> None:
        """Cells from column `first` to the end of a line."""
        for column, value in enumerate(values, start=first):
            if value == "":
                continue  # a cell without text would cut off the text before it
            if bold:
                self._sheet.write_string(self._row, column, plain_text(str(value)), self._bold)
            else:
                write_cell(self._sheet, self._row, column, value)
        self._row += 1
