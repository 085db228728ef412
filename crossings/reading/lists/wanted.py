"""What is said of a list that has no known form: its columns, the rows wanted, its stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crossings.errors import Finding
from crossings.reading.lists.list_forms import Form
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, normal
from crossings.reading.yaml.spelling import as_seen, near, one_of

_CALLED = {"date": "day", "truckloads": "trucks"}
"""Columns of a form by the names that users know them by."""
_NAMES = (
    "date", "from", "to", "crossing", "cargo", "truckloads", "trucks", "tonnes", "stage", "id",
    "open",
)  # fmt: skip


class Misput(ValueError):  # noqa: N818 - what is wrong with the words of an option
    """An option that says nothing that can be followed; says why."""


@dataclass(frozen=True)
class Wanted:
    """How a list is to be read, beyond what its form says."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """The list's own header of each column that is named, by the form's word for it."""
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each header, what a row must have below it; one of several."""
    stage: str = ""
    """Where the list counts; empty: what its form or its rows say."""

    def form(self, form: Form) -> dict[str, Sequence[str]]:
        """Names of the columns of a form, those named here by their own name alone.

        Once a column is named, no other takes the header that it has.
        """
        own = {column: normal(header) for column, header in self.columns.items()}
        taken = {*own.values()}
        found: dict[str, Sequence[str]] = {}
        for column in (*form.columns, *(own.keys() - form.columns.keys())):
            names = [name for name in form.columns.get(column, ()) if name not in taken]
            found[column] = (own[column],) if column in own else names
        if self.stage:
            found.pop("stage", None)
        return found

    def faults(self, header: Header) -> list[Finding]:
        """A fault for each column that is named and is not there."""
        words = [as_word(cell) for cell in header.sheet.rows[header.row] if cell is not None]
        absent = [word for column, word in self.columns.items() if column not in header.columns]
        absent += [word for word in self.where if _position(header, word) is None]
        told = (f"no column is called {word}{one_of(word, words)}" for word in absent)
        return [finding(header.sheet, header.row, 0, text) for text in told]

    def rows(
        self, header: Header, rows: list[tuple[int, list[Any]]]
    ) -> list[tuple[int, list[Any]]]:
        """Those that are wanted."""
        asked = [
            (at, {as_seen(word) for word in words})
            for header_word, words in self.where.items()
            if (at := _position(header, header_word)) is not None
        ]
        return [
            (number, row)
            for number, row in rows
            if all(at < len(row) and as_seen(as_word(row[at])) in words for at, words in asked)
        ]

    def found_none(self, header: Header, rows: list[tuple[int, list[Any]]]) -> list[Finding]:
        """A fault for each condition that no row at all meets, else one for all together."""
        found = []
        for header_word, words in self.where.items():
            at = _position(header, header_word)
            if at is None:
                continue
            there = {as_word(row[at]): number for number, row in rows if at < len(row)}
            seen = {as_seen(word) for word in there}
            for word in words if seen.isdisjoint(map(as_seen, words)) else ():
                text = f"no row has {header_word} = {word}{one_of(word, there)}"
                found.append(finding(header.sheet, header.row, at, text))
        together = finding(header.sheet, header.row, 0, "no row meets all conditions together")
        return found or [together]


def columns_wanted(text: str) -> dict[str, str]:
    """The columns of a list by the form's words for them. Raises `Misput`.

    >>> columns_wanted("date=Date, crossing=Port Name, truckloads=Value")
    {'day': 'Date', 'crossing': 'Port Name', 'trucks': 'Value'}
    """
    found: dict[str, str] = {}
    for name, header in _parts(text, "date=Date,truckloads=Value"):
        if name not in _NAMES:
            hint = near(name, _NAMES)
            raise Misput(
                f"no column {name} is read{hint or '; those read are ' + ', '.join(_NAMES)}"
            )
        column = _CALLED.get(name, name)
        if column in found:
            raise Misput(f"{name} is given twice")
        if normal(header) in map(normal, found.values()):
            raise Misput(f"the column {header} is given twice")
        found[column] = header
    return found


def rows_wanted(text: str) -> dict[str, list[str]]:
    """What rows must have below each header; one named twice: either will do. Raises `Misput`.

    >>> rows_wanted("Measure=Trucks,Measure=Rail, cars,Border=North")
    {'Measure': ['Trucks', 'Rail, cars'], 'Border': ['North']}
    """
    found: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for header, word in _parts(text, "Measure=Trucks"):
        found.setdefault(first.setdefault(normal(header), header), []).append(word)
    return found


def _parts(text: str, example: str) -> list[tuple[str, str]]:
    """Pairs parted by commas; what follows a comma and has no = belongs to the word before it."""
    pairs: list[tuple[str, str]] = []
    for piece in text.split(",") if text.strip() else ():
        name, equals, word = piece.partition("=")
        if not equals and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]},{piece.rstrip()}")
            continue
        if not equals or not name.strip() or not word.strip():
            raise Misput(f"expected NAME=WORD, as in {example!r}, got {piece.strip()!r}")
        pairs.append((name.strip(), word.strip()))
    return pairs


def _position(header: Header, word: str) -> int | None:
    row = header.sheet.rows[header.row]
    for at, cell in enumerate(row):
        if cell is not None and normal(as_word(cell)) == normal(word):
            return at
    return None
