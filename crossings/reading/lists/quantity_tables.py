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
from crossings.reading.sheets.headers import (
    Header,
    enough,
    finding,
    header_of,
    hidden,
    normal,
    overhang,
    rows_below,
    slips,
    twice,
    unread,
)
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
                for word in named if isinstance(named, list) else [named]:
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
        _long(sheet, long, kind, areas, goods, good, source, told)
    elif "area" in wide.columns and any(goods[word] for word in wide.others.values()):
        _wide(sheet, wide, areas, goods, good, source, told)
    else:
        found = list(slips(sheet, long, known))
        text = f"no column is called {column}; its columns are {_listed(sheet, long)}"
        text += sheet.instead + _in_truckloads(sheet, long, kind)
        told.faults += found or [finding(sheet, long.row, 0, text)]
    if not told.faults and long is not None and next(rows_below(sheet, long), None) is None:
        told.faults.append(finding(sheet, long.row, 0, "no row is below the header"))
    return told


def _listed(sheet: Sheet, header: Header) -> str:
    return ", ".join(as_word(cell) for cell in sheet.rows[header.row] if cell is not None)


def _in_truckloads(sheet: Sheet, header: Header, kind: str) -> str:
    """How to come to truckloads, where a table is in another unit."""
    words = {word for cell in sheet.rows[header.row] for word in normal(as_word(cell)).split("_")}
    if not words & OTHER_UNITS:
        return ""
    a_day = " a day" if kind == "need" else ""
    text = f"; a table gives full truckloads{a_day}: divide by what a truckload holds"
    return text + (", and by the days of the month or week" if a_day else "")


def _long(
    sheet: Sheet, header: Header, kind: str, areas: Names, goods: Names, of: str | None,
    source: str | None, told: Quantities,
) -> None:  # fmt: skip
    known, column = COLUMNS[kind]
    told.faults += slips(sheet, header, known)
    told.faults += twice(sheet, header, _NAMED)
    if not told.faults:
        told.oddities += [*unread(sheet, header, known), *hidden(sheet, header)]
    at = header.columns
    if "good" not in at and of is None:
        text = "no column is called good; which good a row is of cannot be told"
        told.faults.append(finding(sheet, header.row, 0, text))
        return
    for number, row in rows_below(sheet, header):
        if enough(sheet, number, told.faults):
            break
        good = of
        if "good" in at:
            good = _named(sheet, header, number, row, goods, "good", told)
            if of is not None and good != of:
                continue
        area = _area(sheet, header, number, row, areas, told)
        beyond = overhang(sheet, header, number)
        if beyond is not None:
            told.faults.append(beyond)
        elif good is not None and area is not None:
            _take(sheet, number, row, at, column, good, area, source, told)


def _wide(
    sheet: Sheet, header: Header, areas: Names, goods: Names, of: str | None,
    source: str | None, told: Quantities,
) -> None:  # fmt: skip
    columns: dict[int, str] = {}
    told.faults += twice(sheet, header, _NAMED)
    for position, word in header.others.items():
        if enough(sheet, header.row, told.faults):
            return
        good = goods[word]
        if good is None and goods.known:
            text = f"no good is called {word}{goods.instead(word)}"
            told.faults.append(finding(sheet, header.row, position, text))
        elif good in columns.values():
            text = f"a second column of {good}; which holds?"
            told.faults.append(finding(sheet, header.row, position, text))
        elif good is not None and of in (None, good):
            columns[position] = good
    told.oddities += hidden(sheet, header, columns)
    for number, row in rows_below(sheet, header):
        if enough(sheet, number, told.faults):
            break
        place = header.columns["area"]
        area = _area(sheet, header, number, row, areas, told)
        beyond = overhang(sheet, header, number)
        if beyond is not None:
            told.faults.append(beyond)
            continue
        for position, good in columns.items() if area is not None else ():
            if row[position] is not None:
                at = {"area": place, "quantity": position}
                _take(sheet, number, row, at, "quantity", good, area or IN_ALL, source, told)


def _area(
    sheet: Sheet, header: Header, number: int, row: Sequence[Any], areas: Names, told: Quantities
) -> str | None:
    """Area of a row, '' where its cells are empty; None, and a fault, where the case has none."""
    positions = header.all_of("area")
    if all(row[position] is None for position in positions):
        return IN_ALL
    return _named(sheet, header, number, row, areas, "area", told)


def _named(
    sheet: Sheet, header: Header, number: int, row: Sequence[Any], names: Names, what: str,
    told: Quantities,
) -> str | None:  # fmt: skip
    """Id of what the cells of a column and its like name; None, and a fault, where there is none.

    The code goes before the name, which stands in where the code is empty and may not say another.
    """
    positions = header.all_of(what)
    position = next((each for each in positions if row[each] is not None), positions[0])
    word = as_word(row[position])
    found = names[word]
    if found is None and names.known:
        text = f"no {what} is called {word}{names.instead(word)}" if word else f"no {what} is given"
        if as_seen(word) in TOTALS:
            text = f"no {what} is called {word}; take out the row of totals: rows are not added"
        told.faults.append(finding(sheet, number, position, text))
    for other in positions:
        if found is not None and names[row[other]] not in (None, found):
            text = f"{as_word(row[other])} is not {word}, which stands beside it; which holds?"
            told.faults.append(finding(sheet, number, other, text))
    return found


def _take(
    sheet: Sheet, number: int, row: Sequence[Any], at: Mapping[str, int], column: str,
    good: str, area: str, source: str | None, told: Quantities,
) -> None:  # fmt: skip
    """Take the quantity of a row, with its evidence; it says in its note where it stands."""
    place = (good, area)
    mark = sheet.mark(number, at[column])
    if place in told.marks:
        first = told.marks[place][()]
        where = f"{good} in {area}" if area else f"{good} in all"
        text = f"{where} is given twice; first in {cell_name(first.line, first.column)}"
        told.faults.append(finding(sheet, number, at[column], text))
        return
    marks: dict[DataPath, Mark] = {(): mark}
    told.marks[place] = marks
    if row[at[column]] is None:
        told.faults.append(finding(sheet, number, at[column], "expected a number, got nothing"))
        return
    unsure = [
        finding(sheet, number, at[name], why)
        for name in (column, "low", "high")
        if name in at and (why := why_no_number(row[at[name]]))
    ]
    told.faults += unsure
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
    if source is not None:
        quantity["source"] = source
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
