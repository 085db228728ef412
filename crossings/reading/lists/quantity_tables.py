"""Needs and stocks from a table: a row for each area and good, or a column for each good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crossings.errors import cell_name
from crossings.reading.lists.quantity_rows import COLUMNS, Quantities, Row
from crossings.reading.lists.table_columns import DAYS, EVIDENCE, OTHER_UNITS, TOTALS, WIDE
from crossings.reading.schema.entry import iso_date
from crossings.reading.schema.spans import IN_ALL, Spans
from crossings.reading.sheets.cells import as_day, as_word
from crossings.reading.sheets.headers import Header, finding, header_of, normal
from crossings.reading.sheets.rows import Sheet
from crossings.reading.sheets.written_numbers import as_number, why_no_number
from crossings.reading.yaml.document import DataPath, Mark
from crossings.reading.yaml.spelling import as_seen, near, one_of

_NAMED = ("area", "good")
"""Columns that may have a code and a name beside each other."""
_MOST_COMPARED = 30_000
"""Unknown words times known ones of which the nearest is looked for: about a second."""


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
    known, units = COLUMNS[kind]
    told = Quantities()
    long, wide = header_of(sheet, known), header_of(sheet, WIDE[kind])
    if long is None or wide is None:
        told.faults.append(finding(sheet, 0, 0, "the table is empty"))
    elif "good" not in long.columns and _of_goods(wide, goods):
        _Reader(wide, areas, goods, good, source, told).wide(units[0])
    elif any(unit in long.columns for unit in units):
        _Reader(long, areas, goods, good, source, told).long(kind)
    else:
        found = list(long.slips(known))
        text = f"no column is called {_either(units)}; its columns are {_listed(long)}"
        text += sheet.instead + _in_truckloads(long, kind)
        told.faults += found or [finding(sheet, long.row, 0, text)]
    if not told.faults and long is not None and next(long.rows_below(), None) is None:
        told.faults.append(finding(sheet, long.row, 0, "no row is below the header"))
    return told


def _of_goods(header: Header, goods: Names) -> bool:
    """Whether a table has a row for each area and a column for each good."""
    return "area" in header.columns and any(goods[word] for word in header.others.values())


def _listed(header: Header) -> str:
    return ", ".join(as_word(cell) for cell in header.sheet.rows[header.row] if cell is not None)


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _in_truckloads(header: Header, kind: str) -> str:
    """How to come to truckloads, where a table is in another unit."""
    cells = header.sheet.rows[header.row]
    if not OTHER_UNITS & {word for cell in cells for word in normal(as_word(cell)).split("_")}:
        return ""
    if kind == "need":
        return "; name the unit so where it is one of these, and else divide to come to one"
    return "; a table gives full truckloads: divide by what a truckload holds"


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
    spans: dict[str, Spans[tuple[Mark, str, date]]] = field(default_factory=dict)
    """Of each good, where and when something is given: its cell, its area and its first day."""

    def _fault(self, row: int, column: int, text: str) -> None:
        self.told.faults.append(finding(self.header.sheet, row, column, text))

    def long(self, kind: str) -> None:
        """A row for each area and good."""
        (known, units), told, header = COLUMNS[kind], self.told, self.header
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
            if self._overhangs(number) or good is None or area is None:
                continue
            unit = self._unit(number, row, units)
            if unit is not None:
                self._take(number, row, at, unit, good, area)

    def _unit(self, number: int, row: Sequence[Any], units: Sequence[str]) -> str | None:
        """The one unit that a row is in; None, and a fault, where it is in several or in none."""
        at = {unit: self.header.columns[unit] for unit in units if unit in self.header.columns}
        given = sorted((unit for unit in at if row[at[unit]] is not None), key=at.__getitem__)
        if len(given) == 1:
            return given[0]
        if not given:
            among = f" in {_either([*at])}" if len(at) > 1 else ""
            self._fault(number, min(at.values()), f"expected a number{among}, got nothing")
        for unit in given[1:]:
            there = cell_name(number + 1, at[given[0]] + 1)
            text = f"the row has {given[0]} in {there} and {unit} here; which holds?"
            self._fault(number, at[unit], text)
        return None

    def wide(self, unit: str) -> None:
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
                    at = {**header.columns, unit: position}
                    self._take(number, row, at, unit, good, area or IN_ALL)

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
        sheet = self.header.sheet
        mark = sheet.mark(number, at[column])
        days = {name: as_day(row[at[name]]) for name in DAYS if name in at}
        days = {name: day for name, day in days.items() if day is not None}
        try:
            first = iso_date(days["from"]) if "from" in days else date.min
            last = iso_date(days["to"]) if "to" in days else date.max
        except ValueError:
            first, last = date.max, date.min  # said where the row is checked
        other = self.spans.setdefault(good, Spans()).add(area, first, last, (mark, area, first))
        if other is not None:
            self._fault(number, at[column], _twice(good, area, first, *other))
            return
        marks: dict[DataPath, Mark] = {(): mark}
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
        beside = {name: sheet.mark(number, at[name]) for name in ("area", *days) if name in at}
        made = Row(area, days, first, last, column, quantity, marks, beside)
        self.told.found.setdefault(good, []).append(made)


def _twice(good: str, area: str, first: date, mark: Mark, of: str, begun: date) -> str:
    """What is wrong where two rows hold for a good and a place on one day."""
    there, where = cell_name(mark.line, mark.column), f"{good} in {area or 'all'}"
    day = max(first, begun)
    on = "" if day == date.min else f" on {day}"
    if of != area:
        return f"{where}{on} is also given in {there}, in {of or 'all'}; which holds?"
    return f"{where} is given twice{on}; first in {there}"
