"""Rows of a sheet of a workbook, or of a CSV file, cell by cell."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.reading.document import Mark
from crossings.reading.spelling import near, one_of

WORKBOOKS = (".xlsx", ".xlsm")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods")
"""In which an error cannot be told from an empty cell."""
TEXTS = (".csv", ".tsv", ".txt")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,([0-9]{1,2}|[0-9]{4,})")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_CELL = 1_000_000
_LINES_LOOKED_AT = 30
"""To see what parts the columns of a text file."""


class Unreadable(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A file or a sheet that is not there or cannot be read; says why."""


class NotShown(str):
    """What stands in for the value of a cell that has none to show: an error, or a formula."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows from the first line on, an empty cell being None."""

    file: str
    """The file as the user named it."""
    title: str
    """The sheet's name; empty for a CSV file."""
    rows: list[list[Any]]
    sha256: str
    delimiter: str = ""
    """What parts the columns of a text file."""
    others: tuple[str, ...] = ()
    """Names of the other sheets, where none was asked for."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.file}!{self.title}" if self.title else self.file

    @property
    def instead(self) -> str:
        """A hint at the other sheets, for a sheet that is not what was looked for."""
        return f"; other sheets are {', '.join(self.others)}" if self.others else ""

    def mark(self, row: int, column: int) -> Mark:
        """Place of a cell, both counted from 0."""
        return Mark(self.name, row + 1, column + 1, in_sheet=True)


def read_sheet(path: Path, shown_as: str, sheet: str | None = None) -> Sheet:
    """The sheet called `sheet`, or the first, of the file at `path`.

    Raises `Unreadable` where there is no such file or sheet, or it cannot be read.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, ValueError):
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
        delimiter, rows = _text_rows(content, shown_as)
        return Sheet(shown_as, "", rows, digest, delimiter)
    if kind in _OTHER_WORKBOOKS:
        raise Unreadable(
            f"{shown_as} is not read: in {kind} an error cannot be told from an empty cell; save "
            "it as .xlsx"
        )
    if kind not in WORKBOOKS:
        kinds = ", ".join((*WORKBOOKS, ".csv"))
        raise Unreadable(f"{shown_as} is neither a workbook nor a CSV file; expected {kinds}")
    title, rows, others = _workbook_rows(content, shown_as, sheet)
    return Sheet(shown_as, title, rows, digest, others=others)


def _files_beside(path: Path) -> list[str]:
    try:
        beside = [each.name for each in path.parent.iterdir()]
    except OSError:
        return []
    return sorted(name for name in beside if Path(name).suffix.lower() in (*WORKBOOKS, *TEXTS))


def _workbook_rows(
    content: bytes, shown_as: str, sheet: str | None
) -> tuple[str, list[list[Any]], tuple[str, ...]]:
    from crossings.reading.workbooks import Book, BrokenBook

    try:
        book = Book(content)
        if sheet is not None and sheet not in book.titles:
            raise Unreadable(f"{shown_as} has no sheet {sheet}{one_of(sheet, book.titles)}")
        if sheet is None and not book.visible:
            raise Unreadable(f"{shown_as} has no sheet that is not hidden")
        title = book.visible[0] if sheet is None else sheet
        return title, book.rows(title), tuple(book.visible[1:]) if sheet is None else ()
    except BrokenBook as error:
        raise Unreadable(f"{shown_as} cannot be read as a workbook: {error}") from error


def _text_rows(content: bytes, shown_as: str) -> tuple[str, list[list[Any]]]:
    """The delimiter of a text file and its rows."""
    try:
        text = content.decode("utf-16" if content[:2] in _UTF_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"{shown_as} is not UTF-8 text on line {line}; save it as CSV UTF-8"
        ) from error
    lines = list(io.StringIO(text, newline=""))
    delimiter, usual = _delimiter(lines[:_LINES_LOOKED_AT])
    csv.field_size_limit(_LONGEST_CELL)
    read = csv.reader(lines, delimiter=delimiter, strict=True)
    rows, ended = [], 0
    try:
        for row in read:
            first, ended = ended + 1, read.line_num
            if ended > first and _several(lines[first - 1 : ended], delimiter, usual):
                raise Unreadable(
                    f"{shown_as} has lines {first} to {ended} as one row: a quotation mark is "
                    "opened and not closed"
                )
            rows.append([_typed(cell, delimiter) for cell in row])
    except csv.Error as error:
        raise Unreadable(
            f"{shown_as} cannot be read as CSV from line {ended + 1}: {error}; is a quotation "
            "mark not closed?"
        ) from error
    return delimiter, rows


def _several(lines: Sequence[str], delimiter: str, usual: int) -> bool:
    """Whether lines that were read as one row are more: two of them have the columns of a row."""
    begun, *others = (line.count(delimiter) for line in lines)
    return 0 < usual == begun and usual in others


def _delimiter(lines: Sequence[str]) -> tuple[str, int]:
    """What stands equally often in most lines, and how often; titles above a table have it seldom.

    >>> _delimiter(["Needs, of March, 2024", "area;need", "north;1,5", "south;2"])
    (';', 1)
    """

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines)
        return max(((often, times) for times, often in counts.items() if times), default=(0, 0))

    found = max(",;\t", key=evenness)
    return found, evenness(found)[1]


def _typed(cell: str, delimiter: str = ",") -> Any:
    """A cell of a CSV file: a number where it is written as one, else text.

    Where columns are not parted by commas a comma parts decimals, unless it may part thousands.

    >>> _typed("12"), _typed(" 0.5"), _typed("1,200"), _typed("007"), _typed("")
    (12, 0.5, '1,200', '007', None)
    >>> _typed("12,5", ";"), _typed("12,345", ";")
    (12.5, '12,345')
    """
    bare = cell.strip()
    if not bare:
        return None
    if delimiter != "," and _DECIMAL_COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
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
