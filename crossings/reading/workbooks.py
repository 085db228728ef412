"""Cells of a workbook as a reader of it sees them.

The library that reads cells tells errors, and formulas whose result was not saved, as empty; and
an empty cell means something: no need there, all areas together. So these are looked up in the
file itself and told as text, which no column of numbers, names or days takes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import python_calamine

from crossings.errors import cell_name
from crossings.reading.sheets import NotShown

_MOST_CELLS = 10_000_000
"""Of the rectangle around all that is filled, which is held in memory."""
_BROKEN = (
    python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError,
    EOFError, KeyError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
"""What a damaged or encrypted file makes the libraries raise."""
_FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d+)"[^>]*[^/]>')
_LETTERS = re.compile(rb' r="([A-Z]{1,3})[0-9]')
_ROW = re.compile(rb'row r="(\d+)"')


class BrokenBook(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A workbook that cannot be read, or not safely; says why."""


class Book:
    """A workbook; `titles` are those of its sheets, `visible` of those that are not hidden.

    Raises `BrokenBook` where the content is none.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            self._parts = dict(_parts(self._zip))
        except _BROKEN as error:
            raise BrokenBook(str(error)) from error
        shown = python_calamine.SheetVisibleEnum.Visible
        kept = [each for each in self._cells.sheets_metadata if each.name in self._parts]
        self.titles = [each.name for each in kept]
        self.visible = [each.name for each in kept if each.visible == shown]

    def rows(self, title: str) -> list[list[Any]]:
        """Rows of a sheet from the first line on, an empty cell being None."""
        try:
            xml = self._zip.read(self._parts[title])
            _within_bounds(xml)
            sheet = self._cells.get_sheet_by_name(title)
            top, left = sheet.start or (0, 0)
            rows: list[list[Any]] = [[] for _ in range(top)]
            rows += ([*[None] * left, *map(_value, row)] for row in sheet.to_python())
            for (first, column), (last, _) in sheet.merged_cell_ranges or ():
                _fill_down(rows, first, last, column)
            for row_number, column, text in _not_shown(xml):
                _put(rows, row_number, column, NotShown(text))
        except _BROKEN as error:
            raise BrokenBook(str(error)) from error
        return rows


def _parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Title of each sheet and the name of its part in the file."""
    targets = {
        each.get("Id"): str(each.get("Target"))
        for each in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    }
    inside = set(book.namelist())
    for element in ElementTree.fromstring(book.read("xl/workbook.xml")).iter():
        if _tag(element) != "sheet":
            continue
        number = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
        part = posixpath.normpath(posixpath.join("/xl", targets.get(number, ""))).lstrip("/")
        if part in inside:
            yield str(element.get("name")), part


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _within_bounds(xml: bytes) -> None:
    """Raise `BrokenBook` where something stands so far out that memory would not do.

    First by all cells, those too that only have a format, for that is quick to tell.
    """
    letters = {each.decode() for each in _LETTERS.findall(xml)}
    rows = _ROW.match(xml, max(xml.rfind(b'row r="'), 0))
    if not letters or not rows or not _too_many(max(map(_column, letters)), int(rows[1])):
        return
    filled = [(_column(name.decode()), int(row)) for name, row in set(_FILLED.findall(xml))]
    right, low = max(filled, default=(0, 1)), max(filled, key=lambda cell: cell[1], default=(0, 1))
    if _too_many(right[0], low[1]):
        far = " and ".join(dict.fromkeys(cell_name(row, at + 1) for at, row in (right, low)))
        raise BrokenBook(f"it is filled as far out as {far}; clear what stands there")


def _too_many(column: int, row: int) -> bool:
    return (column + 1) * row > _MOST_CELLS


def _column(letters: str) -> int:
    """A column's number from 0.

    >>> _column("A"), _column("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _fill_down(rows: list[list[Any]], first: int, last: int, column: int) -> None:
    """Give the rows of merged cells their word or day; a number that is shared has no share."""
    value = rows[first][column] if first < len(rows) and column < len(rows[first]) else None
    if value is None:
        return
    if isinstance(value, (int, float)):
        value = NotShown(f"merged with {cell_name(first + 1, column + 1)}")
    for number in range(first + 1, min(last + 1, len(rows))):
        _put(rows, number, column, value)


def _put(rows: list[list[Any]], number: int, column: int, value: Any) -> None:
    while number >= len(rows):
        rows.append([])
    row = rows[number]
    row.extend([None] * (column + 1 - len(row)))
    row[column] = value


def _not_shown(xml: bytes) -> Iterator[tuple[int, int, str]]:
    """Row and column from 0, and what to call it, of each error and formula without a result."""
    if b't="e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return
    row, column = -1, -1
    for event, element in ElementTree.iterparse(io.BytesIO(xml), ("start", "end")):
        tag = _tag(element)
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and tag == "c":
            letters = element.get("r", "").rstrip("0123456789")
            column = _column(letters) if letters else column + 1
        elif event == "end" and tag == "c":
            text = _text_instead(element)
            if text:
                yield row, column, text
        elif event == "end" and tag == "row":
            element.clear()


def _text_instead(cell: ElementTree.Element) -> str:
    """What to call the cell where it has no value to show; empty where it has one."""
    inside = {_tag(each): each.text or "" for each in cell}
    kind = cell.get("t")
    if kind == "e":
        return inside.get("v") or "an error"
    if "f" in inside and not inside.get("v") and kind not in ("str", "inlineStr"):
        return f"={inside['f']}, a formula whose result was not saved"
    return ""
