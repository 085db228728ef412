"""The header of a table: which column is what, by name, near name, and whatever the case."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crossings.errors import MOST_FAULTS, Finding, cell_name
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.rows import Sheet
from crossings.reading.yaml.spelling import as_seen, near
from crossings.reading.yaml.units import key_meant
from crossings.wording import counted

_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_SURELY = 0.75
"""Likeness from which an unknown header is probably a slip of the pen."""
_MOST_UNKNOWN = 200
"""Unknown columns that are told one by one."""
_LONGEST_TOLD = 2_000
"""Characters of a message, which may quote a cell."""
_LAST_HEADER = 20
"""Rows above a header, such as titles, are looked through so far."""


@dataclass(frozen=True)
class Header:
    """Where the columns of a table stand, and where its rows begin."""

    sheet: Sheet
    row: int
    columns: dict[str, int]
    also: dict[int, str]
    """Further columns of one of these, by position: a name beside a code, or one given twice."""
    others: dict[int, str]
    """Columns that bear no known name, by position."""
    first: int
    """The first row below it."""

    def all_of(self, column: str) -> list[int]:
        """Positions of a column and of its like, that which goes before first."""
        first = [self.columns[column]] if column in self.columns else []
        return first + [position for position, name in self.also.items() if name == column]

    @property
    def width(self) -> int:
        """Columns up to the last that has a header."""
        return 1 + max([*self.columns.values(), *self.also, *self.others])

    def twice(self, named: Collection[str] = ()) -> Iterator[Finding]:
        """A fault for each column that is there twice; of those in `named`, under the same name."""
        cells = self.sheet.rows[self.row]
        for position, column in self.also.items():
            first = self.columns[column]
            if column not in named or normal(cells[position]) == normal(cells[first]):
                where = cell_name(self.row + 1, first + 1)
                text = (
                    f"column {as_word(cells[position])!r} is {column}, as {where} is; which holds?"
                )
                yield finding(self.sheet, self.row, position, text)

    def slips(self, known: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
        """A fault for each column whose name is nearly that of one that is read."""
        for position, word in [*self.others.items()][:_MOST_UNKNOWN]:
            missing = [
                name for column in known if column not in self.columns for name in known[column]
            ]
            if near(normal(word), missing, _SURELY):
                hint = key_meant(normal(word), missing, _SURELY)
                yield finding(self.sheet, self.row, position, f"unknown column {word!r}{hint}")

    def unread(self, known: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
        """A remark for each column that is not read."""
        for position, word in [*self.others.items()][:_MOST_UNKNOWN]:
            text = f"column {word!r} is not read; those read are {', '.join(known)}"
            yield finding(self.sheet, self.row, position, text)
        if len(self.others) > _MOST_UNKNOWN:
            position, more = [*self.others][_MOST_UNKNOWN], len(self.others) - _MOST_UNKNOWN
            text = f"nor are this column and {more - 1:,} others"
            yield finding(self.sheet, self.row, position, text)

    def rows_below(self) -> Iterator[tuple[int, list[Any]]]:
        """Every row that has anything in it, with its number from 0, as wide as this at least."""
        width = self.width
        for number in range(self.first, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            if any_in(row):
                yield number, [*row, *[None] * (width - len(row))]

    def hidden(self, positions: Collection[int] = ()) -> Iterator[Finding]:
        """A remark where rows, or columns that are known or at `positions`, are hidden and read."""
        rows = [
            number
            for number in sorted(self.sheet.hidden_rows)
            if self.first <= number < len(self.sheet.rows) and any_in(self.sheet.rows[number])
        ]
        read = {*self.columns.values(), *self.also, *positions}
        columns = sorted(read & self.sheet.hidden_columns)
        told = [
            counted(len(found), f"hidden {what}")
            for what, found in (("row", rows), ("column", columns))
            if found
        ]
        if told:
            at = (rows[0], 0) if rows else (self.row, columns[0])
            are = "is" if len(rows) + len(columns) == 1 else "are"
            yield finding(self.sheet, *at, f"{' and '.join(told)} {are} read as all others")

    def enough(self, row: int, faults: list[Finding]) -> bool:
        """Whether so much is wrong in a table that no more is read of it; says so once."""
        if len(faults) < MOST_FAULTS:
            return False
        text = f"this row and those below are not read, for over {MOST_FAULTS:,} faults are above"
        faults.append(finding(self.sheet, row, 0, text))
        return True

    def overhang(self, number: int) -> Finding | None:
        """A fault where a row of a text file goes on after the last column, as 1,200 makes it."""
        row = self.sheet.rows[number]
        for position in range(self.width, len(row) if self.sheet.delimiter else 0):
            if row[position] is not None:
                parted = "; is it a number with a comma?" if self.sheet.delimiter == "," else ""
                text = f"no column is above {as_word(row[position])!r}{parted}"
                return finding(self.sheet, number, position, text)
        return None


def normal(text: str) -> str:
    """A header in small letters with _ between its words, without a unit in brackets.

    >>> normal("Truckloads per day (full)"), normal(" Admin2-Code ")
    ('truckloads_per_day', 'admin2_code')
    """
    return re.sub(r"[\W_]+", "_", _UNIT.sub("", as_seen(text))).strip("_")


def header_of(sheet: Sheet, known: Mapping[str, Sequence[str]]) -> Header | None:
    """The header of a sheet whose columns may bear the names in `known`; None for an empty sheet.

    `known` maps each column to every name that it may have; where two are there, the earlier in
    the list is it, and the other stands in `also`. The header is the row among the first that
    knows most of them; a row of tags (`#adm2+code`) below it is passed over.
    """
    found: Header | None = None
    for number in range(min(_LAST_HEADER, len(sheet.rows))):
        header = _header(sheet, number, known)
        if header is not None and (found is None or len(header.columns) > len(found.columns)):
            found = header
    if found is None:
        return None
    below = sheet.rows[found.first] if found.first < len(sheet.rows) else []
    tagged = [cell for cell in below if cell is not None]
    if tagged and all(isinstance(cell, str) and cell.startswith("#") for cell in tagged):
        return replace(found, first=found.first + 1)
    return found


def _header(sheet: Sheet, number: int, known: Mapping[str, Sequence[str]]) -> Header | None:
    row = sheet.rows[number]
    words = {position: as_word(cell) for position, cell in enumerate(row) if cell is not None}
    if not words:
        return None
    names = {
        name: (column, rank) for column, all_ in known.items() for rank, name in enumerate(all_)
    }
    ranked: dict[str, list[tuple[int, int]]] = {}
    others: dict[int, str] = {}
    for position, word in words.items():
        column, rank = names.get(normal(word), ("", 0))
        if column:
            ranked.setdefault(column, []).append((rank, position))
        else:
            others[position] = word
    columns = {column: min(found)[1] for column, found in ranked.items()}
    also = {
        position: column for column, found in ranked.items() for _, position in sorted(found)[1:]
    }
    return Header(sheet, number, columns, also, others, number + 1)


def finding(sheet: Sheet, row: int, column: int, text: str) -> Finding:
    """A finding at a cell, both counted from 0."""
    if len(text) > _LONGEST_TOLD:
        text = f"{text[:_LONGEST_TOLD]}…"
    return Finding(sheet.name, row + 1, column + 1, "", text, in_sheet=True)


def any_in(row: Sequence[Any]) -> bool:
    """Whether anything is in a row."""
    return any(cell is not None for cell in row)
