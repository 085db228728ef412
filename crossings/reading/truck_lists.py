"""Lists of trucks as they are published, each with its own stage and its own kind of date."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from crossings.counts import Group, Tally, TruckList
from crossings.errors import Finding, InputError, cell_name
from crossings.reading.entry import CATEGORIES, Stage
from crossings.reading.headers import finding, header_of, rows_below, slips
from crossings.reading.quantity_tables import Names
from crossings.reading.sheets import Sheet, Unreadable, as_word, read_sheet
from crossings.reading.written_days import Undated, day_order, written_day

_STAGES = get_args(Stage)
_MISSING = ("", "-", "n/a", "none", "unknown")


@dataclass(frozen=True)
class Form:
    """A kind of list: its columns, where it counts, and what its dates are."""

    columns: Mapping[str, Sequence[str]]
    needed: tuple[str, ...]
    stage: str
    dated_by: str
    everywhere: tuple[str, ...] = ()
    """Words that stand for all crossings together."""


FORMS = {
    "unrwa": Form(
        {
            "id": ("id",),
            "trucks": ("no_of_trucks", "number_of_trucks"),
            "day": ("received_date",),
            "cargo": ("cargo_category",),
            "crossing": ("crossing",),
        },
        ("trucks", "day", "crossing"),
        "collected",
        "day received inside (Received Date)",
    ),
    "cogat": Form(
        {
            "day": ("date",),
            "crossing": ("route",),
            "cargo": ("classification",),
            "tonnes": ("aid", "aid_tons", "aid_tonnes", "tons", "tonnes"),
        },
        ("day", "crossing"),
        "released",
        "day of entry, screened and sent across (Date)",
        ("land", "land crossings", "land crossing", "land route"),
    ),
    "table": Form(
        {
            "day": ("date", "day"),
            "crossing": ("crossing",),
            "cargo": ("cargo", "category", "good"),
            "trucks": ("truckloads", "trucks"),
            "stage": ("stage",),
            "tonnes": ("tonnes",),
        },
        ("day", "trucks", "stage"),
        "",
        "date as given",
    ),
}
"""By the name that `--format` takes."""

_SECTORS = (
    (r"non.?food|shelter|household", "SHL"),
    (r"food|flour", "FSC"),
    (r"medic|health", "HEA"),
    (r"water|hygiene|sanitation", "WSH"),
)
_CATEGORY = ((r"fuel|gas|diesel", "fuel"), (r"construction|infrastructure|cement", "construction"))


@dataclass(frozen=True)
class Known:
    """Crossings and goods of the case that a list is read for; without one, none."""

    crossings: Names
    goods: Names
    sectors: Mapping[str, Sequence[str]]
    """Goods of each sector."""


def known_of(data: Mapping[str, Any]) -> Known:
    """What the data of a case name."""
    sectors: dict[str, list[str]] = {}
    for good, entry in data.get("goods", {}).items():
        sectors.setdefault(str(entry.get("sector")), []).append(good)
    crossings = Names(data.get("crossings"), "name", "aliases")
    return Known(crossings, Names(data.get("goods"), "name"), sectors)


def truck_list(file: str, form_name: str, known: Known) -> TruckList:
    """The list in a file, of the form called `form_name`.

    Raises `InputError` where the file cannot be read or has not the columns of that form.
    """
    form = FORMS[form_name]
    try:
        sheet = read_sheet(Path(file), file)
    except Unreadable as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
    header = header_of(sheet, form.columns)
    if header is None:
        raise InputError([finding(sheet, 0, 0, "the list is empty")])
    lacking = [name for name in form.needed if name not in header.columns]
    if lacking:
        called = ", ".join(form.columns[name][0] for name in lacking)
        text = f"no column is called {called}, as in a list of the form {form_name}"
        found = list(slips(sheet, header, form.columns))
        raise InputError([*found, finding(sheet, header.row, 0, text)])
    at = header.columns
    rows = list(rows_below(sheet, header))
    reader = _Reader(sheet, form, known, at, day_order(row[at["day"]] for _, row in rows))
    for number, row in rows:
        reader.take(number, row)
    source = form_name if form_name != "table" else Path(file).stem
    return TruckList(
        source, file, sheet.sha256, form.dated_by, len(rows), reader.days, tuple(reader.refused)
    )


class _Refused(Exception):  # noqa: N818 - a row that is listed and passed over
    def __init__(self, column: str, text: str) -> None:
        self.column, self.text = column, text


class _Reader:
    """A list being read; words and dates that come again are looked up once."""

    def __init__(
        self, sheet: Sheet, form: Form, known: Known, at: Mapping[str, int], order: str
    ) -> None:
        self._sheet, self._form, self._known, self._at, self._order = sheet, form, known, at, order
        self.days: dict[Any, Tally] = {}
        self.refused: list[Finding] = []
        self._dates: dict[Any, Any] = {}
        self._groups: dict[Any, Group | _Refused] = {}
        self._rows: dict[tuple[Any, ...], int] = {}

    def take(self, number: int, row: Sequence[Any]) -> None:
        """Count a row, or list it among those refused."""
        at = self._at
        try:
            self._once(number, row)
            day = self._day(row[at["day"]])
            group = self._group(row)
            trucks = self._trucks(row)
            tonnes = _tonnes(row[at["tonnes"]]) if "tonnes" in at else None
        except _Refused as refused:
            self.refused.append(finding(self._sheet, number, at[refused.column], refused.text))
            return
        tally = self.days.setdefault((day, group), Tally())
        tally.trucks += trucks
        if tonnes is not None:
            tally.tonnes += tonnes
            tally.trucks_with_tonnes += trucks

    def _once(self, number: int, row: Sequence[Any]) -> None:
        """Refuse a row that is wholly the same as one before; one id may have several rows."""
        if "id" not in self._at or row[self._at["id"]] is None:
            return
        first = self._rows.setdefault(tuple(row), number)
        if first != number:
            raise _Refused("id", f"the same row as {cell_name(first + 1, self._at['id'] + 1)}")

    def _day(self, cell: Any) -> Any:
        if cell not in self._dates:
            try:
                self._dates[cell] = written_day(cell, self._order)
            except Undated as error:
                self._dates[cell] = _Refused("day", str(error))
        found = self._dates[cell]
        if isinstance(found, _Refused):
            raise _Refused(found.column, found.text)
        return found

    def _group(self, row: Sequence[Any]) -> Group:
        key = tuple(
            row[self._at[n]] if n in self._at else None for n in ("crossing", "cargo", "stage")
        )
        if key not in self._groups:
            try:
                self._groups[key] = self._made(*key)
            except _Refused as refused:
                self._groups[key] = refused
        found = self._groups[key]
        if isinstance(found, _Refused):
            raise _Refused(found.column, found.text)
        return found

    def _made(self, crossing: Any, cargo: Any, stage: Any) -> Group:
        counted = self._form.stage or as_word(stage).lower()
        if counted not in _STAGES:
            raise _Refused(
                "stage", f"expected one of {', '.join(_STAGES)}, got {counted or 'none'}"
            )
        word = as_word(cargo)
        carried = None if word.lower() in _MISSING else word
        good, category = self._carried(carried)
        return Group(counted, self._crossing(crossing), carried, good, category)

    def _crossing(self, cell: Any) -> str | None:
        word = as_word(cell)
        if word.casefold() in self._form.everywhere or "crossing" not in self._at:
            return None
        if word.casefold() in _MISSING:
            raise _Refused("crossing", "no crossing is given")
        names = self._known.crossings
        if not names.known:
            return re.sub(r"[^a-z0-9]+", "-", _bare(word).lower()).strip("-") or None
        inside = re.findall(r"\((.*?)\)", word)
        outside = re.sub(r"\(.*?\)", " ", word)
        for each in (word, outside, *inside):
            found = names[each] or names[_bare(each)]
            if found is not None:
                return found
        raise _Refused("crossing", f"the case has no crossing {word}{names.near(_bare(outside))}")

    def _carried(self, cargo: str | None) -> tuple[str | None, str | None]:
        if cargo is None:
            return None, None
        word = cargo.lower()
        good = self._known.goods[cargo]
        if good is not None:
            return good, None
        if word in CATEGORIES:
            return None, word
        for pattern, category in _CATEGORY:
            if re.search(pattern, word):
                return None, category
        for pattern, sector in _SECTORS:
            if re.search(pattern, word):
                goods = self._known.sectors.get(sector, ())
                return (goods[0] if len(goods) == 1 else None), None
        return None, None

    def _trucks(self, row: Sequence[Any]) -> float:
        if "trucks" not in self._at:
            return 1.0
        cell = row[self._at["trucks"]]
        number = _number(cell)
        if number is None or number < 0:
            raise _Refused(
                "trucks", f"expected a number of trucks ≥ 0, got {as_word(cell) or 'none'}"
            )
        return number


def _bare(word: str) -> str:
    return " ".join(re.sub(r"(?i)\b(land )?crossings?\b", " ", word).split())


def _tonnes(cell: Any) -> float | None:
    if as_word(cell).lower() in _MISSING:
        return None
    number = _number(cell)
    if number is None or number < 0:
        raise _Refused(
            "tonnes", f"expected tonnes, or - where they are missing, got {as_word(cell)}"
        )
    return number


def _number(cell: Any) -> float | None:
    """A cell's number; text such as 1,250.5 has its thousands apart."""
    if isinstance(cell, str) and re.fullmatch(r"\s*\d{1,3}(,\d{3})+(\.\d+)?\s*", cell):
        cell = float(cell.replace(",", ""))
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        return None
    return float(cell)
