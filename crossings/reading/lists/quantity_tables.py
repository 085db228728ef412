"""Needs and stocks from a table: a row for each area and good, or a column for each good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crossings.errors import Finding, cell_name
from crossings.reading.lists.table_columns import (
    EVIDENCE,
    NEED,
    OTHER_UNITS,
    STOCK,
    TOTALS,
    WIDE,
)
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, header_of, normal
from crossings.reading.sheets.rows import Sheet
from crossings.reading.sheets.written_numbers import as_number, why_no_number
from crossings.reading.yaml.document import DataPath, Mark
from crossings.reading.yaml.spelling import as_seen, near, one_of

COLUMNS = {"need": (NEED, "truckloads_per_day"), "stock": (STOCK, "truckloads")}
"""What a table of each kind may have, and which column is the quantity."""
_NAMED = ("area", "good")
"""Columns that may have a code and a name beside each other."""
_MOST_COMPARED = 30_000
"""Unknown words times known ones of which the nearest is looked for: about a second."""
IN_ALL = ""
"""The area of what is given in all."""


@dataclass
class Quantities:
    """What a table gives: quantities by good and area, where each stands, and what is wrong."""

    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Quantities by good and area; what is given in all has the area ''."""
    marks: dict[tuple[str, str], dict[DataPath, Mark]] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)


class Names:
    """Ids of a section of the case, by id, name, p-code or alias, in whatever case."""

    def __init__(self, section: Any, *keys: str) -> None:
        self.ids: dict[str, str] = {}
        self._hints: dict[str, str] = {}
        self._listed = list(section) if isinstance(section, Mapping) else []
        self.known = isinstance(section, Mapping)
        for each, entry in section.items() if self.known else ():
            self.ids.setdefault(as_seen(each), each)
            for key in keys if isinstance(entry, Mapping) else ():
                named = entry.get(key)
                words = [*named.values()] if isinstance(named, Mapping) else named
                for word in words if isinstance(words, list) else [words]:
                    if isinstance(word, str):
                        self.ids.setdefault(as_seen(as_word(word)), each)

    def __getitem__(self, word: Any) -> str | None:
        return self.ids.get(as_seen(as_word(word)))

    def near(self, word: Any) -> str:
        """What was probably meant."""
        return self._told(near, word)

    def instead(self, word: Any) -> str:
        """What was probably meant, or what there is to choose from."""
        return self._told(lambda bare, known: one_of(bare, known, self._listed), word)

    def _told(self, told: Callable[[str, Iterable[str]], str], word: Any) -> str:
        """The hint for a word, looked for once; none where very many words are unknown.

        Among a thousand names it takes 30 ms to find the nearest.
        """
        bare = as_word(word).casefold()
        if bare not in self._hints:
            enough = len(self._hints) * len(self.ids) > _MOST_COMPARED
            self._hints[bare] = "" if enough else told(bare, self.ids)
        return self._hints[bare]


def quantities(
    sheet: Sheet, kind: str, areas: Names, goods: Names, good: str | None, source: str | None
) -> Quantities:
    """Needs or stocks of a sheet; of `good` alone where one is given, cited as `source`."""
    known, column = COLUMNS[kind]
    told = Quantities()
    long, wide = header_of(sheet, known), header_of(sheet, WIDE)
    if long is None or wide is None:
        told.faults.append(finding(sheet, 0, 0, "the table is empty"))
    elif column in long.columns:
        _Reader(long, areas, goods, good, source, told).long(kind)
    elif "area" in wide.columns and any(goods[word] for word in wide.others.values()):
        _Reader(wide, areas, goods, good, source, told).wide()
    else:
        found = list(long.slips(known))
        text = f"no column is called {column}; its columns are {_listed(long)}"
        text += sheet.instead + _in_truckloads(long, kind)
        told.faults += found or [finding(sheet, long.row, 0, text)]
    if not told.faults and long is not None and next(long.rows_below(), None) is None:
        told.faults.append(finding(sheet, long.row, 0, "no row is below the header"))
    return told


def _listed(header: Header) -> str:
    return ", ".join(as_word(cell) for cell in header.sheet.rows[header.row] if cell is not None)


def _in_truckloads(header: Header, kind: str) -> str:
    """How to come to truckloads, where a table is in another unit."""
    cells = header.sheet.rows[header.row]
    if not OTHER_UNITS & {word for cell in cells for word in normal(as_word(cell)).split("_")}:
        return ""
    a_day = " a day" if kind == "need" else ""
    text = f"; a table gives full truckloads{a_day}: divide by what a truckload holds"
    return text + (", and by the days of the month or week" if a_day else "")


@dataclass(frozen=True)
class _Reader:
    """A table being read: its header, what its words may name, and what has been found."""

    header: Header
    areas: Names
    goods: Names
    of: str | None
    """The one good that is read, where it is not all of them."""
    source: str | None
    told: Quantities

    def _fault(self, row: int, column: int, text: str) -> None:
        self.told.faults.append(finding(self.header.sheet, row, column, text))

    def long(self, kind: str) -> None:
        """A row for each area and good."""
        (known, column), told, header = COLUMNS[kind], self.told, self.header
        told.faults += header.slips(known)
        told.faults += header.twice(_NAMED)
        if not told.faults:
            told.oddities += [*header.unread(known), *header.hidden()]
        at = header.columns
        if "good" not in at and self.of is None:
            text = "no column is called good; which good a row is of cannot be told"
            self._fault(header.row, 0, text)
            return
        for number, row in self._rows():
            good = self.of
            if "good" in at:
                good = self._named(number, row, self.goods, "good")
                if self.of is not None and good != self.of:
                    continue
            area = self._area(number, row)
            if not self._overhangs(number) and good is not None and area is not None:
                self._take(number, row, at, column, good, area)

    def wide(self) -> None:
        """A row for each area, a column for each good."""
        columns: dict[int, str] = {}
        told, header = self.told, self.header
        told.faults += header.twice(_NAMED)
        for position, word in header.others.items():
            if header.enough(header.row, told.faults):
                return
            good = self.goods[word]
            if good is None and self.goods.known:
                text = f"no good is called {word}{self.goods.instead(word)}"
                self._fault(header.row, position, text)
            elif good in columns.values():
                self._fault(header.row, position, f"a second column of {good}; which holds?")
            elif good is not None and self.of in (None, good):
                columns[position] = good
        told.oddities += header.hidden(columns)
        for number, row in self._rows():
            area = self._area(number, row)
            if self._overhangs(number):
                continue
            for position, good in columns.items() if area is not None else ():
                if row[position] is not None:
                    at = {"area": header.columns["area"], "quantity": position}
                    self._take(number, row, at, "quantity", good, area or IN_ALL)

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Rows below the header, until too much is wrong in them."""
        for number, row in self.header.rows_below():
            if self.header.enough(number, self.told.faults):
                return
            yield number, row

    def _overhangs(self, number: int) -> bool:
        """Whether a row goes on after the last column, which is a fault."""
        beyond = self.header.overhang(number)
        if beyond is not None:
            self.told.faults.append(beyond)
        return beyond is not None

    def _area(self, number: int, row: Sequence[Any]) -> str | None:
        """Area of a row, '' where its cells are empty; None, and a fault, where there is none."""
        if all(row[position] is None for position in self.header.all_of("area")):
            return IN_ALL
        return self._named(number, row, self.areas, "area")

    def _named(self, number: int, row: Sequence[Any], names: Names, what: str) -> str | None:
        """Id of what the cells of a column and its like name; None, and a fault, for none.

        The code goes before the name, which stands in where the code is empty and may not say
        another.
        """
        positions = self.header.all_of(what)
        position = next((each for each in positions if row[each] is not None), positions[0])
        word = as_word(row[position])
        found = names[word]
        if found is None and names.known:
            text = f"no {what} is called {word}"
            if as_seen(word) in TOTALS:
                text += "; take out the row of totals: rows are not added"
            else:
                text = text + names.instead(word) if word else f"no {what} is given"
            self._fault(number, position, text)
        for other in positions:
            if found is not None and names[row[other]] not in (None, found):
                text = f"{as_word(row[other])} is not {word}, which stands beside it; which holds?"
                self._fault(number, other, text)
        return found

    def _take(
        self, number: int, row: Sequence[Any], at: Mapping[str, int], column: str, good: str,
        area: str,
    ) -> None:  # fmt: skip
        """Take the quantity of a row, with its evidence; it says in its note where it stands."""
        place, sheet, told = (good, area), self.header.sheet, self.told
        mark = sheet.mark(number, at[column])
        if place in told.marks:
            first = told.marks[place][()]
            where = f"{good} in {area}" if area else f"{good} in all"
            there = cell_name(first.line, first.column)
            self._fault(number, at[column], f"{where} is given twice; first in {there}")
            return
        marks: dict[DataPath, Mark] = {(): mark}
        told.marks[place] = marks
        if row[at[column]] is None:
            self._fault(number, at[column], "expected a number, got nothing")
            return
        unsure = [
            (at[name], why)
            for name in (column, "low", "high")
            if name in at and (why := why_no_number(row[at[name]]))
        ]
        for position, why in unsure:
            self._fault(number, position, why)
        if unsure:
            return
        cell = f"{sheet.name}!{cell_name(mark.line, mark.column)}"
        quantity: dict[str, Any] = {"value": as_number(row[at[column]])}
        evidence = {name: row[at[name]] for name in EVIDENCE if name in at}
        low, high = (as_number(evidence.pop(name, None)) for name in ("low", "high"))
        if low is not None or high is not None:
            quantity["range"] = [quantity["value"] if low is None else low,
                                 quantity["value"] if high is None else high]  # fmt: skip
            for position, name in enumerate(("low", "high")):
                if name in at:
                    marks["range", position] = sheet.mark(number, at[name])
        note = as_word(evidence.pop("note", None))
        quantity["note"] = f"{note} ({cell})" if note else f"({cell})"
        if self.source is not None:
            quantity["source"] = self.source
        for name, value in evidence.items():
            if value is not None:
                quantity[name] = as_word(value)
                marks[(name,)] = sheet.mark(number, at[name])
        told.found.setdefault(good, {})[area] = quantity


def in_form(
    told: Quantities, kind: str, good: str
) -> tuple[dict[str, Any], Iterator[tuple[DataPath, Mark]]]:
    """What a table gives of a good in the form of the case's own keys, and where each stands."""
    column = COLUMNS[kind][1]
    given = told.found[good]
    entry: dict[str, Any] = {}
    if IN_ALL in given:
        entry[column] = given[IN_ALL]
    by_area = {area: quantity for area, quantity in given.items() if area != IN_ALL}
    if by_area:
        entry["by_area"] = by_area

    def marks() -> Iterator[tuple[DataPath, Mark]]:
        for area in given:
            inside: DataPath = ("by_area", area) if area else (column,)
            for path, mark in told.marks[good, area].items():
                yield (*inside, *path), mark

    return entry, marks()
