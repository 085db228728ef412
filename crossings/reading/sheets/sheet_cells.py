"""Cells of a sheet, taken from its XML as it streams by, and judged as they come.

An empty cell means something: no need there, all areas together. So what only looks empty to a
program is told as text, which no column of numbers, names or days takes: an error, a formula whose
result was not saved, a number that is shared by merged cells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crossings.errors import cell_name
from crossings.reading.sheets.archives import BrokenBook
from crossings.reading.sheets.cells import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_PLACES,
    MOST_ROWS,
    Figure,
    NotShown,
)
from crossings.reading.sheets.number_formats import shown_as
from crossings.reading.sheets.sheet_texts import iso_day, short, text_cell, too_long, unsaved
from crossings.reading.sheets.xml_stream import DEEPEST, LocalNames, stream

MOST_TEXT = 50_000_000
"""Characters of all texts of a sheet."""
_MOST_PIECES = 16
"""In which the text of one cell may come."""
_MOST_MERGED = 1_000_000
_MOST_REMEMBERED = 100_000
_IN_SHEET_DATA = 2
"""Elements around the rows: the sheet and its data."""
_MERGED = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_FIGURES = "0123456789"
_TRUE = ("1", "true")


@dataclass
class Cells:
    """What a sheet holds: its rows from the first on, and which rows and columns are hidden."""

    rows: list[list[Any]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    """Their numbers, from 0."""
    hidden_columns: set[int] = field(default_factory=set)
    """Theirs, from 0."""


@dataclass(frozen=True)
class Shared:
    """What all sheets of a workbook share."""

    texts: Sequence[Any] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    """What each style shows whose numbers are days or spans of time, as `form_of` says."""
    from_1904: bool = False


class _Columns(dict[str, int]):
    """Columns by their letters, counted from 0."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or number > MOST_COLUMNS:
                raise _misplaced(letters)
            number = number * 26 + ord(letter) - ord("A") + 1
        if not 0 < number <= MOST_COLUMNS:
            raise _misplaced(letters)
        self[letters] = number - 1
        return number - 1


class _Numbers(dict[str, Any]):
    """Numbers by how they are written; what is none is the text itself."""

    def __missing__(self, text: str) -> Any:
        value: Any
        try:
            value = float(text) if text.isascii() and "_" not in text else text
        except ValueError:
            value = text
        if isinstance(value, float):
            if not math.isfinite(value):
                value = NotShown(f"{short(text)}, which is beyond every number")
            elif value.is_integer():
                value = int(value)
        if len(self) < _MOST_REMEMBERED:
            self[text] = value
        return value


class Reader:
    """Takes the elements of one sheet; see `cells_of`."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._rows: dict[int, list[Any]] = {}
        self.found = Cells()
        self._merged: list[tuple[int, int, int]] = []
        self._right, self._low = (0, 0), (0, 0)
        self._text, self._hidden = 0, 0

    def read(self, part: str, pieces: Iterable[bytes]) -> Cells:
        """Rows of the sheet whose XML comes in `pieces`."""
        # Closures and not methods: a list of 50,000 trucks calls these four million times.
        local, columns, numbers, names = LocalNames(), _Columns(), _Numbers(), self._other
        texts, forms, from_1904 = self._shared.texts, self._shared.forms, self._shared.from_1904
        parts: list[str] = []
        depth = 0
        row: list[Any] = []
        number, row_text = 0, ""
        in_row = in_cell = collecting = phonetic = False
        reference, kind, style = "", "", ""
        column, value, formula, inline = -1, "", None, ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, row, number, row_text, in_row, in_cell, collecting, phonetic
            nonlocal reference, kind, style, value, formula, inline, column
            tag = local[name]
            if tag == "c" and in_row and depth == _IN_SHEET_DATA and not in_cell:
                in_cell = True
                get = attributes.get
                reference, kind, style = get("r", ""), get("t", ""), get("s", "")
                value, formula, inline = "", None, ""
            elif in_cell:
                if collecting:
                    raise BrokenBook(f"{short(reference)} has tags within its value")
                if (depth == _IN_SHEET_DATA and tag in ("v", "f")) or tag == "t":
                    parts.clear()
                    collecting = True
                    return
                phonetic = phonetic or tag == "rPh"
                depth += 1
            elif tag == "row" and depth == _IN_SHEET_DATA and not in_row:
                in_row = True
                number = self._row_number(attributes.get("r"), number)
                row_text, column = str(number), -1
                if attributes.get("hidden") in _TRUE:
                    self.found.hidden_rows.add(number - 1)
                row = []
            else:
                depth += 1
                names(tag, attributes, number)
            if depth > DEEPEST:
                raise BrokenBook(f"{part} is nested over {DEEPEST} levels deep")

        def text(data: str) -> None:
            if collecting:
                parts.append(data)
                if len(parts) > _MOST_PIECES:
                    raise too_long(short(reference) or f"a cell of row {number}")

        def end(name: str) -> None:
            nonlocal depth, in_row, in_cell, collecting, phonetic, column, value, formula, inline
            tag = local[name]
            if collecting:
                collecting = False
                found = parts[0] if len(parts) == 1 else "".join(parts)
                if tag == "v":
                    value = found
                elif tag == "f":
                    formula = found
                elif not phonetic:
                    inline += found
                    if len(inline) > LONGEST_CELL:
                        raise too_long(short(reference) or f"a cell of row {number}")
            elif tag == "c" and in_cell and depth == _IN_SHEET_DATA:
                in_cell = False
                if reference:
                    letters = reference.rstrip(_FIGURES)
                    if reference[len(letters) :] != row_text:
                        raise _misplaced(reference, number)
                    column = columns[letters]
                else:
                    column += 1
                if not kind or kind == "n":
                    if not value:
                        cell = None if formula is None else unsaved(formula)
                    else:
                        cell = numbers[value]
                        if style and not isinstance(cell, str):
                            form = forms.get(style)
                            if form is not None:
                                cell = shown_as(form, cell, from_1904)
                elif kind == "s" and value:
                    cell = texts[_index(value, len(texts))]
                else:
                    cell = self._of_kind(kind, value, inline, formula)
                if cell is not None:
                    if column == len(row):
                        row.append(cell)
                    else:
                        _put_once(row, number, column, cell)
            elif in_cell:
                depth -= 1
                phonetic = phonetic and tag != "rPh"
            elif tag == "row" and in_row and depth == _IN_SHEET_DATA:
                in_row = False
                if row:
                    self._keep(number, row)
            else:
                depth -= 1

        try:
            stream(part, pieces, start, end, text)
        except ValueError as error:
            where = short(reference) or f"row {number}"
            raise BrokenBook(f"{where} has no value that can be read: {error}") from error
        return self._finished()

    def _row_number(self, given: str | None, last: int) -> int:
        if given is None:
            number = last + 1
        elif given.isascii() and given.isdigit() and len(given) <= len(str(MOST_ROWS)):
            number = int(given)
        else:
            number = 0
        if not 1 <= number <= MOST_ROWS:
            raise BrokenBook(f"there is no row {short(given or str(number))}; {_LAST}")
        return number

    def _of_kind(self, kind: str, value: str, inline: str, formula: str | None) -> Any:
        """A cell that is neither a number nor one of the shared texts."""
        if kind == "e":
            return NotShown(short(value) or "an error")
        if kind == "b" and value:
            return value in _TRUE
        if kind == "d" and value:
            return iso_day(value)
        if kind in ("str", "inlineStr"):
            found = inline if kind == "inlineStr" else value
            self._text += len(found)
            if self._text > MOST_TEXT:
                raise BrokenBook(f"it has over {MOST_TEXT:,} characters, and no more are read")
            return text_cell(found)
        return None if formula is None else unsaved(formula)

    def _keep(self, number: int, row: list[Any]) -> None:
        """Keep a row, unless all that is filled stands too far apart to be held in memory."""
        if number in self._rows:
            raise BrokenBook(f"row {number} is there twice")
        self._rows[number] = row
        self._right = max(self._right, (len(row), number))
        self._low = max(self._low, (number, len(row)))
        if self._right[0] * self._low[0] > MOST_PLACES:
            far = dict.fromkeys((cell_name(self._right[1], self._right[0]), cell_name(*self._low)))
            raise BrokenBook(
                f"it is filled as far out as {' and '.join(far)}; clear what stands there, for at "
                f"most {MOST_PLACES:,} cells are read, empty ones between them counted"
            )

    def _other(self, tag: str, attributes: dict[str, str], row: int) -> None:
        """Take what stands beside the cells: what is merged, and which columns are hidden."""
        if tag == "mergeCell":
            found = _MERGED.fullmatch(attributes.get("ref", ""))
            if found is None:
                raise BrokenBook(f"{short(attributes.get('ref', ''))} are no cells to merge")
            column = _Columns()[found[1]]
            if len(self._merged) == _MOST_MERGED:
                raise BrokenBook(f"over {_MOST_MERGED:,} ranges are merged")
            self._merged.append((int(found[2]) - 1, int(found[4] or found[2]) - 1, column))
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = (int(attributes.get(name, "1")) for name in ("min", "max"))
            self._hidden += 1
            if self._hidden <= MOST_COLUMNS and last - first < MOST_COLUMNS:
                self._hidden += last - first
                self.found.hidden_columns.update(range(first - 1, last))

    def _finished(self) -> Cells:
        last = max(self._rows, default=0)
        rows = [self._rows.get(number, []) for number in range(1, last + 1)]
        filled = 0
        for first, end, column in self._merged:
            filled += max(min(end + 1, last) - first, 0)
            if filled > MOST_PLACES:
                raise BrokenBook(f"over {MOST_PLACES:,} cells are merged, one over the other")
            _fill_down(rows, first, end, column)
        self.found.rows = rows
        return self.found


_LAST = f"the last cell of a sheet is {cell_name(MOST_ROWS, MOST_COLUMNS)}"


def _misplaced(reference: str, row: int | None = None) -> BrokenBook:
    if row is None:
        return BrokenBook(f"there is no column {short(reference)}; {_LAST}")
    return BrokenBook(f"the cell {short(reference)} stands in row {row}")


def _put_once(row: list[Any], number: int, column: int, value: Any) -> None:
    if column < len(row) and row[column] is not None:
        raise BrokenBook(f"{cell_name(number, column + 1)} is there twice")
    _put(row, column, value)


def _put(row: list[Any], column: int, value: Any) -> None:
    row.extend([None] * (column + 1 - len(row)))
    row[column] = value


def _fill_down(rows: list[list[Any]], first: int, last: int, column: int) -> None:
    """Give the rows of merged cells their word or day; a number that is shared has no share."""
    value = rows[first][column] if first < len(rows) and column < len(rows[first]) else None
    if value is None:
        return
    if isinstance(value, (int, float, Figure)):
        value = NotShown(f"a cell merged with {cell_name(first + 1, column + 1)}")
    for number in range(first + 1, min(last + 1, len(rows))):
        _put(rows[number], column, value)


def _index(text: str, texts: int) -> int:
    number = int(text)
    if not 0 <= number < texts:
        raise ValueError(f"the workbook has no text {number}, but {texts}")
    return number
