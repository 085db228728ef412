"""Rows of a text file: what parts its columns, and which of its cells are numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from crossings.reading.sheets.cells import LONGEST_CELL, MOST_COLUMNS, MOST_PLACES, MOST_ROWS
from crossings.reading.sheets.written_numbers import ColumnsOfNumbers, plain_number, text_or_figure

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LINES_LOOKED_AT = 30
"""To see what parts the columns of a text file."""
_LONGEST_LOOKED_AT = 100_000
_MOST_CELLS = 3_000_000
_MOST_REMEMBERED = 100_000


class BrokenText(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A text file that is no table; says why, to follow the file's name."""


def text_rows(content: bytes) -> tuple[str, list[list[Any]]]:
    """What parts the columns of a text file, and its rows, an empty cell being None."""
    text = _decoded(content)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BrokenText(f"has a NUL character on line {line}; save it as CSV UTF-8")
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    if ends > MOST_ROWS:
        raise BrokenText(f"has {ends:,} lines; at most {MOST_ROWS:,} are read")
    lines = list(io.StringIO(text, newline=""))
    delimiter, usual = _delimiter([line[:_LONGEST_LOOKED_AT] for line in lines[:_LINES_LOOKED_AT]])
    cells = text.count(delimiter) + len(lines)
    if cells > _MOST_CELLS:
        raise BrokenText(
            f"has {cells:,} cells, parted by {delimiter!r}; at most {_MOST_CELLS:,} are read"
        )
    del text
    rows = list(_rows(lines, delimiter, usual))
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS or width * len(rows) > MOST_PLACES:
        far = next(number for number, row in enumerate(rows, 1) if len(row) == width)
        raise BrokenText(
            f"has {width:,} columns in row {far:,}, and {len(rows):,} rows; at most "
            f"{MOST_COLUMNS:,} columns are read, and {MOST_PLACES:,} cells, empty ones counted"
        )
    _as_values(rows, delimiter)
    return delimiter, rows


def _decoded(content: bytes) -> str:
    wide = content[:2] in _UTF_16
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        kind = "UTF-16" if wide else "UTF-8"
        raise BrokenText(f"is not {kind} text on line {line}; save it as CSV UTF-8") from error


def _rows(lines: list[str], delimiter: str, usual: int) -> Iterator[list[Any]]:
    """Rows of text cells; `usual` is how often the delimiter stands in a line."""
    csv.field_size_limit(LONGEST_CELL)
    read = csv.reader(lines, delimiter=delimiter, strict=True)
    ended = 0
    try:
        for row in read:
            first, ended = ended + 1, read.line_num
            if ended > first and _several(lines[first - 1 : ended], delimiter, usual):
                raise BrokenText(
                    f"has lines {first} to {ended} as one row: a quotation mark is opened and "
                    "not closed"
                )
            yield row
    except csv.Error as error:
        raise BrokenText(
            f"cannot be read as CSV from line {ended + 1}: {error}; is a quotation mark not closed?"
        ) from error


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


def _as_values(rows: list[list[Any]], delimiter: str) -> None:
    """Put in the place of each text what it is: a number, None where it is blank, or itself."""
    columns = None if delimiter == "," else ColumnsOfNumbers()
    remembered: dict[str, Any] = {"": None}
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            if cell in remembered:
                row[position] = remembered[cell]
                continue
            bare = cell.strip()
            if columns is not None and ("," in bare or "." in bare) and bare.isascii():
                value = columns.take(number, position, bare)
                row[position] = cell if value is bare else value
                continue
            value = plain_number(bare)
            if value is None:
                value = text_or_figure(cell) if bare else None
            if len(remembered) < _MOST_REMEMBERED:
                remembered[cell] = value
            row[position] = value
    if columns is not None:
        columns.settle(rows)
