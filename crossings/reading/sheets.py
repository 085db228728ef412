"""Rows of a sheet of a workbook, or of a CSV file, cell by cell."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.reading.document import Mark
from crossings.reading.spelling import near, one_of

WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LONGEST_CELL = 1_000_000


class Unreadable(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A file or a sheet that is not there or cannot be read; says why."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows from the first line on, an empty cell being None."""

    file: str
    """The file as the user named it."""
    title: str
    """The sheet's name; empty for a CSV file."""
    rows: list[list[Any]]
    sha256: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.file}!{self.title}" if self.title else self.file

    def mark(self, row: int, column: int) -> Mark:
        """Place of a cell, both counted from 0."""
        return Mark(self.name, row + 1, column + 1, in_sheet=True)


def read_sheet(path: Path, shown_as: str, sheet: str | None = None) -> Sheet:
    """The sheet called `sheet`, or the first, of the file at `path`.

    Raises `Unreadable` where there is no such file or sheet, or it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(
            f"no such file: {shown_as}{near(path.name, _files_beside(path))}"
        ) from None
    except OSError as error:
        raise Unreadable(f"cannot read {shown_as}: {error.strerror}") from error
    digest = hashlib.sha256(content).hexdigest()
    kind = path.suffix.lower()
    if kind in TEXTS:
        if sheet is not None:
            raise Unreadable(f"{shown_as} is no workbook and has no sheet {sheet}")
        return Sheet(shown_as, "", _text_rows(content, shown_as), digest)
    if kind not in WORKBOOKS:
        kinds = ", ".join((*WORKBOOKS, ".csv"))
        raise Unreadable(f"{shown_as} is neither a workbook nor a CSV file; expected {kinds}")
    title, rows = _workbook_rows(content, shown_as, sheet)
    return Sheet(shown_as, title, rows, digest)


def _files_beside(path: Path) -> list[str]:
    try:
        beside = [each.name for each in path.parent.iterdir()]
    except OSError:
        return []
    return sorted(name for name in beside if Path(name).suffix.lower() in (*WORKBOOKS, *TEXTS))


def _workbook_rows(content: bytes, shown_as: str, sheet: str | None) -> tuple[str, list[list[Any]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        titles = book.sheet_names
        if not titles:
            raise Unreadable(f"{shown_as} has no sheet")
        if sheet is not None and sheet not in titles:
            raise Unreadable(f"{shown_as} has no sheet {sheet}{one_of(sheet, titles)}")
        title = titles[0] if sheet is None else sheet
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except python_calamine.CalamineError as error:
        raise Unreadable(f"{shown_as} cannot be read as a workbook: {error}") from error
    return title, [[_cell(value) for value in row] for row in rows]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _text_rows(content: bytes, shown_as: str) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"{shown_as} is not UTF-8 text on line {line}; save it as CSV UTF-8"
        ) from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[_typed(cell) for cell in row] for row in read]
    except csv.Error as error:
        raise Unreadable(f"{shown_as} cannot be read as CSV: {error}") from error


def _typed(cell: str) -> Any:
    """A cell of a CSV file: a number where it is written as one, else text.

    >>> _typed("12"), _typed(" 0.5"), _typed("1,200"), _typed("007"), _typed("")
    (12, 0.5, '1,200', '007', None)
    """
    bare = cell.strip()
    if not bare:
        return None
    if _NUMBER.fullmatch(bare) is None:
        return cell
    number = float(bare)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def as_word(value: Any) -> str:
    """A cell as the name of something: without spaces around it, a number without its point.

    >>> as_word(" Rafah "), as_word(12), as_word(None)
    ('Rafah', '12', '')
    """
    return "" if value is None else " ".join(str(value).split())


def as_day(value: Any) -> Any:
    """A cell as a file writes a day, where it is a date; anything else as it is."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
