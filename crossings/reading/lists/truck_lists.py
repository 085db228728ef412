"""Lists of trucks as they are published, each with its own stage and its own kind of date."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

from crossings.counts import Group, Tally, TruckList
from crossings.errors import Finding, InputError, cell_name
from crossings.reading.lists.list_forms import FORMS, Form, kinds_of
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.schema.entry import CATEGORIES, Stage, of_some_size
from crossings.reading.sheets.cells import Figure, NotShown, as_word
from crossings.reading.sheets.headers import MOST_FAULTS, Header, finding, header_of
from crossings.reading.sheets.rows import Sheet, Unreadable, read_sheet
from crossings.reading.sheets.written_days import Undated, day_order, written_day
from crossings.reading.sheets.written_numbers import as_number
from crossings.reading.yaml.spelling import as_seen

_STAGES = get_args(Stage)
_MISSING = ("", "-", "n/a", "none", "unknown")
_WITH_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_MOST_GROUPS = 5_000
_GROUPED_BY = ("crossing", "cargo", "stage")


@dataclass(frozen=True)
class Known:
    """Crossings and goods of the case that a list is read for; without one, none."""

    crossings: Names
    goods: Names
    sectors: Mapping[str, Sequence[str]]
    """Goods of each sector."""
    files: tuple[str, ...] = ()
    """Files that the case was read from."""


KNOWING_NOTHING = Known(Names(None), Names(None), {})


def known_of(data: Mapping[str, Any], files: tuple[str, ...]) -> Known:
    """What the data of a case name."""
    sectors: dict[str, list[str]] = {}
    for good, entry in data.get("goods", {}).items():
        sectors.setdefault(str(entry.get("sector")), []).append(good)
    crossings = Names(data.get("crossings"), "name", "aliases")
    return Known(crossings, Names(data.get("goods"), "name"), sectors, files)


class Requested(NamedTuple):
    """A list to be read: its file, the form it has, and which sheet of a workbook it is."""

    file: str
    form: str
    sheet: str | None = None


def told_apart(lists: Sequence[TruckList]) -> list[TruckList]:
    """Lists of the same form under names of their own, their files' behind the form's.

    Raises `InputError` where one is given twice: its trucks would stand there twice.
    """
    seen: dict[tuple[str, str], TruckList] = {}
    found = []
    for each in lists:
        first = seen.setdefault((each.sha256, each.sheet), each)
        if first is not each:
            found.append(Finding(each.file, 1, 1, "", f"the same list as {first.file}"))
    if found:
        raise InputError(found)
    often = Counter(each.source for each in lists)
    named: list[TruckList] = []
    for each in lists:
        name = each.source
        if often[name] > 1:
            inside = f"-{_slug(each.sheet)}" if each.sheet else ""
            name = f"{name}-{_slug(Path(each.file).stem)}{inside}"
        taken = {other.source for other in named}
        while name in taken:
            name += "-next"
        named.append(replace(each, source=name))
    return named


def truck_list(asked: Requested, known: Known) -> TruckList:
    """The list that is asked for.

    Raises `InputError` where the file cannot be read, has not the columns of its form, or no row
    of it can be read.
    """
    file, form_name, title = asked
    form = FORMS[form_name]
    try:
        sheet = read_sheet(Path(file), file, title)
    except Unreadable as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
    header = header_of(sheet, form.columns)
    if header is None:
        raise InputError([finding(sheet, 0, 0, "the list is empty")])
    lacking = [name for name in form.needed if name not in header.columns]
    found = [*header.slips(form.columns), *header.twice()]
    if lacking:
        called = ", ".join(form.columns[name][0] for name in lacking)
        text = f"no column is called {called}, as in a list of the form {form_name}{sheet.instead}"
        found.append(finding(sheet, header.row, 0, text))
    at = header.columns
    rows = list(header.rows_below())
    if not found and not rows:
        found.append(finding(sheet, header.row, 0, "no row is below the header"))
    if found:
        raise InputError(found)
    reader = _Reader(sheet, form, known, header, day_order(row[at["day"]] for _, row in rows))
    for number, row in rows:
        reader.take(number, row)
    if len(reader.refused) == len(rows):
        raise InputError(_the_first(sheet, reader.refused))
    source = form_name if form_name != "table" else Path(file).stem
    return TruckList(
        source, file, sheet.title, sheet.sha256, form.dated_by, len(rows), reader.days,
        tuple(reader.refused), tuple(header.hidden()),
    )  # fmt: skip


def _the_first(sheet: Sheet, refused: list[Finding]) -> list[Finding]:
    """Rows refused, and how many more there are where nobody would read them all."""
    shown, more = refused[:MOST_FAULTS], len(refused) - MOST_FAULTS
    if more > 0:
        at = refused[MOST_FAULTS].line - 1
        shown.append(finding(sheet, at, 0, f"so are this and {more - 1:,} rows more"))
    return shown


class _Refused(Exception):  # noqa: N818 - a row that is listed and passed over
    def __init__(self, column: str, text: str) -> None:
        self.column, self.text = column, text


class _Reader:
    """A list being read; words and dates that come again are looked up once."""

    def __init__(self, sheet: Sheet, form: Form, known: Known, header: Header, order: str) -> None:
        self._sheet, self._form, self._known, self._order = sheet, form, known, order
        self._header, self._at = header, header.columns
        # Where commas do not part the columns they may part decimals.
        self._thousands = sheet.delimiter in ("", ",")
        self.days: dict[Any, Tally] = {}
        self.refused: list[Finding] = []
        self._dates: dict[Any, Any] = {}
        self._groups: dict[Any, Group | _Refused] = {}
        self._rows: dict[tuple[Any, ...], int] = {}

    def take(self, number: int, row: Sequence[Any]) -> None:
        """Count a row, or list it among those refused."""
        at = self._at
        beyond = self._header.overhang(number)
        if beyond is not None:
            self.refused.append(beyond)
            return
        try:
            self._once(number, row)
            day = self._day(row[at["day"]])
            group = self._group(number, row)
            trucks = self._trucks(row)
            tonnes = self._tonnes(row[at["tonnes"]]) if "tonnes" in at else None
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
                self._dates[cell] = _Refused("day", str(error))  # not raised: it keeps no frames
        found = self._dates[cell]
        if isinstance(found, _Refused):
            raise _Refused(found.column, found.text)
        return found

    def _group(self, number: int, row: Sequence[Any]) -> Group:
        key = tuple(row[self._at[n]] if n in self._at else None for n in _GROUPED_BY)
        if key not in self._groups:
            if len(self._groups) == _MOST_GROUPS:
                text = f"over {_MOST_GROUPS:,} crossings and cargoes are above; no more are read"
                at = self._at.get("cargo", self._at.get("crossing", 0))
                raise InputError([finding(self._sheet, number, at, text)])
            try:
                self._groups[key] = self._made(*key)
            except _Refused as refused:
                self._groups[key] = refused.with_traceback(None)
        found = self._groups[key]
        if isinstance(found, _Refused):
            raise _Refused(found.column, found.text)
        return found

    def _made(self, crossing: Any, cargo: Any, stage: Any) -> Group:
        for name, cell in zip(_GROUPED_BY, (crossing, cargo, stage), strict=True):
            if isinstance(cell, NotShown):
                raise _Refused(name, f"the cell has no value but {cell}")
        counted = self._form.stage or as_word(stage).lower()
        if counted not in _STAGES:
            raise _Refused(
                "stage", f"expected one of {', '.join(_STAGES)}, got {counted or 'none'}"
            )
        word = as_word(cargo)
        simulated = None if word.lower() in _MISSING else word
        good, category = self._simulated(simulated)
        return Group(counted, self._crossing(crossing), simulated, good, category)

    def _crossing(self, cell: Any) -> str | None:
        word = as_word(cell)
        if word.casefold() in self._form.everywhere or "crossing" not in self._at:
            return None
        if word.casefold() in _MISSING:
            raise _Refused("crossing", "no crossing is given")
        names = self._known.crossings
        if not names.known:
            return _slug(_bare(word)) or word
        inside = re.findall(r"\(([^()]*)\)", word)
        outside = re.sub(r"\([^()]*\)", " ", word)
        for each in (word, outside, *inside):
            found = names[each] or names[_bare(each)]
            if found is not None:
                return found
        raise _Refused("crossing", f"the case has no crossing {word}{names.near(_bare(outside))}")

    def _simulated(self, cargo: str | None) -> tuple[str | None, str | None]:
        if cargo is None:
            return None, None
        word = cargo.lower()
        good = self._known.goods[cargo]
        if good is not None:
            return good, None
        if word in CATEGORIES:
            return None, word
        kinds = kinds_of(word)
        if len(kinds) != 1:
            return None, None
        (kind,) = kinds
        if kind in CATEGORIES:
            return None, kind
        goods = self._known.sectors.get(kind, ())
        return (goods[0] if len(goods) == 1 else None), None

    def _trucks(self, row: Sequence[Any]) -> float:
        if "trucks" not in self._at:
            return 1.0
        return self._amount("trucks", row[self._at["trucks"]], "a number of trucks ≥ 0")

    def _tonnes(self, cell: Any) -> float | None:
        if as_word(cell).lower() in _MISSING:
            return None
        return self._amount("tonnes", cell, "tonnes, or - where they are missing")

    def _amount(self, column: str, cell: Any, expected: str) -> float:
        number = _number(cell, self._thousands)
        if number is None or number < 0:
            if isinstance(cell, Figure) and cell.doubt:  # it may be read in two ways
                raise _Refused(column, cell.doubt)
            remedy = cell.remedy if isinstance(cell, NotShown) else ""
            text = f"expected {expected}, got {as_word(cell) or 'none'}{remedy}"
            raise _Refused(column, text)
        if not of_some_size(number):  # no case would take it, and sums of several could overflow
            raise _Refused(column, f"expected {expected}, from 1e-09 to 1e+12, got {number:g}")
        return number


def _slug(word: str) -> str:
    return re.sub(r"[\W_]+", "-", as_seen(word)).strip("-")


def _bare(word: str) -> str:
    return " ".join(re.sub(r"(?i)\b(land )?crossings?\b", " ", word).split())


def _number(cell: Any, thousands: bool = True) -> float | None:
    """A cell's number, which may be written as text; with `thousands`, as 1,250.5 too."""
    cell = as_number(cell)
    if isinstance(cell, Figure):
        return None
    if isinstance(cell, str):
        text = cell.strip()
        if thousands and _WITH_THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        cell = float(text) if _PLAIN.fullmatch(text) else None
    if isinstance(cell, bool) or not isinstance(cell, (int, float)) or not math.isfinite(cell):
        return None
    return float(cell)
