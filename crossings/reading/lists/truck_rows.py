"""The rows of a list of trucks, one by one: its day, what it counts, and how many."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from crossings.counts import Elsewhere, Group, Tally
from crossings.errors import Finding, InputError, cell_name
from crossings.reading.lists.list_forms import Form, kinds_of
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.schema.entry import CATEGORIES, Stage
from crossings.reading.schema.quantity import of_some_size
from crossings.reading.sheets.cells import Dotted, Figure, NotShown, as_word
from crossings.reading.sheets.headers import Header, finding
from crossings.reading.sheets.rows import Sheet
from crossings.reading.sheets.written_days import Undated, written_day, written_month
from crossings.reading.sheets.written_numbers import as_number
from crossings.reading.yaml.spelling import as_seen

_STAGES = get_args(Stage)
_MISSING = ("", "-", "n/a", "none", "unknown")
_WITH_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_MOST_GROUPS = 5_000
_GROUPED_BY = ("crossing", "cargo", "stage")
Spell = tuple[datetime.date, datetime.date]
"""First and last day."""


@dataclass(frozen=True)
class Known:
    """Crossings and goods of the case that a list is read for; without one, none."""

    crossings: Names
    goods: Names
    sectors: Mapping[str, Sequence[str]]
    """Goods of each sector."""
    files: tuple[str, ...] = ()
    """Files that the case was read from."""


class _Refused(Exception):  # noqa: N818 - a row that is listed and passed over
    def __init__(self, column: str, text: str) -> None:
        self.column, self.text = column, text


class _Absent(Exception):  # noqa: N818 - a row that is counted apart
    """A crossing that the case has not."""

    def __init__(self, word: str, hint: str) -> None:
        self.word, self.hint = word, hint


class Rows:
    """Rows being counted; words and dates that come again are looked up once."""

    def __init__(
        self, sheet: Sheet, form: Form, stage: str, known: Known, header: Header, order: str
    ) -> None:
        self._sheet, self._form, self._known, self._order = sheet, form, known, order
        self._stage = stage or form.stage
        self._header, self._at = header, header.columns
        # Where commas do not part the columns they may part decimals.
        self._thousands = sheet.delimiter in ("", ",")
        self.days: dict[tuple[datetime.date, Group], Tally] = {}
        self.totals: dict[tuple[datetime.date, datetime.date, Group], Tally] = {}
        self.elsewhere: dict[str, Elsewhere] = {}
        self.refused: list[Finding] = []
        self._dates: dict[Any, Any] = {}
        self._groups: dict[Any, Group | _Refused | _Absent] = {}
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
            first, last = self._spell(row)
            group = self._group(number, row)
            trucks = self._trucks(row)
            tonnes = self._tonnes(row[at["tonnes"]]) if "tonnes" in at else None
            opened = self._opened(row[at["open"]]) if "open" in at else None
            of = self._amount("of_tonnes", row[at["of_tonnes"]], "trucks") if "of_tonnes" in at \
                else None  # fmt: skip
        except _Refused as refused:
            self.refused.append(finding(self._sheet, number, at[refused.column], refused.text))
            return
        if isinstance(group, _Absent):
            self._apart(number, group, trucks)
        elif first == last:
            self.days.setdefault((first, group), Tally()).add(trucks, tonnes, number, opened, of)
        else:
            tally = self.totals.setdefault((first, last, group), Tally())
            tally.add(trucks, tonnes, number, opened, of)

    def _apart(self, number: int, absent: _Absent, trucks: float) -> None:
        """Count a row at a crossing that the case has not."""
        key = as_seen(absent.word)
        if key not in self.elsewhere:
            text = f"the case has no crossing {absent.word}{absent.hint}"
            first = finding(self._sheet, number, self._at["crossing"], text)
            self.elsewhere[key] = Elsewhere(absent.word, first)
        self.elsewhere[key].rows += 1
        self.elsewhere[key].trucks += trucks

    def faults(self, added_up: bool) -> Iterator[Finding]:
        """A fault for each total beside its days, or, if added up, other totals that overlap it."""
        daily: dict[Group, list[datetime.date]] = {}
        for day, group in self.days:
            daily.setdefault(group, []).append(day)
        before: dict[Group, Spell] = {}
        for first, last, group in sorted(self.totals, key=lambda key: key[:2]):
            row = max(self.totals[first, last, group].row, self._header.first)
            place = (group.crossing or "all together") + (f", {group.cargo}" * bool(group.cargo))
            at = self._at.get("from", self._at.get("day", 0))
            earlier = before.get(group)
            within = [day for day in daily.get(group, ()) if first <= day <= last]
            if within:
                text = f"{place} has a total to {last} and a count of {min(within)}; which holds?"
                yield finding(self._sheet, row, at, text)
            if added_up and earlier is not None and first <= earlier[1]:
                text = f"{place} has totals from {earlier[0]} and from {first} that overlap"
                yield finding(self._sheet, row, at, f"{text}; which holds?")
            before[group] = (first, last if earlier is None else max(last, earlier[1]))

    def _once(self, number: int, row: Sequence[Any]) -> None:
        """Refuse a row that is wholly the same as one before; one id may have several rows."""
        if "id" not in self._at or row[self._at["id"]] is None:
            return
        first = self._rows.setdefault(tuple(row), number)
        if first != number:
            raise _Refused("id", f"the same row as {cell_name(first + 1, self._at['id'] + 1)}")

    def _spell(self, row: Sequence[Any]) -> Spell:
        """First and last day of what a row counts: a day, a month, or as it says."""
        at = self._at
        if "day" in at:
            return self._days("day", row[at["day"]])
        first, _ = self._days("from", row[at["from"]])
        _, last = self._days("to", row[at["to"]])
        if last < first:
            raise _Refused("to", f"{last} is before {first}")
        return first, last

    def _days(self, column: str, cell: Any) -> Spell:
        """The day that a cell names, or the month."""
        key = cell, type(cell)  # a month is equal to its first day
        if key not in self._dates:
            try:
                self._dates[key] = written_month(cell) or (written_day(cell, self._order),) * 2
            except Undated as error:
                self._dates[key] = _Refused(column, str(error))  # not raised: it keeps no frames
        found: Spell | _Refused = self._dates[key]
        if isinstance(found, _Refused):
            raise _Refused(column, found.text)
        return found

    def _group(self, number: int, row: Sequence[Any]) -> Group | _Absent:
        key = tuple(row[self._at[n]] if n in self._at else None for n in _GROUPED_BY)
        if key not in self._groups:
            if len(self._groups) == _MOST_GROUPS:
                text = f"over {_MOST_GROUPS:,} crossings and cargoes are above; no more are read"
                at = self._at.get("cargo", self._at.get("crossing", 0))
                raise InputError([finding(self._sheet, number, at, text)])
            try:
                self._groups[key] = self._made(*key)
            except (_Refused, _Absent) as not_counted:
                self._groups[key] = not_counted.with_traceback(None)
        found = self._groups[key]
        if isinstance(found, _Refused):
            raise _Refused(found.column, found.text)
        return found

    def _made(self, crossing: Any, cargo: Any, stage: Any) -> Group:
        for name, cell in zip(_GROUPED_BY, (crossing, cargo, stage), strict=True):
            if isinstance(cell, NotShown):
                raise _Refused(name, f"the cell has no value but {cell}")
        counted = self._stage or as_word(stage).lower()
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
            return slug(_bare(word)) or word
        inside = re.findall(r"\(([^()]*)\)", word)
        outside = re.sub(r"\([^()]*\)", " ", word)
        for each in (word, outside, *inside):
            found = names[each] or names[_bare(each)]
            if found is not None:
                return found
        raise _Absent(word, names.near(_bare(outside)))

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

    def _opened(self, cell: Any) -> float | None:
        if as_word(cell).lower() in _MISSING:
            return None
        return self._amount("open", cell, "how long it was open, or - where that is missing")

    def _amount(self, column: str, cell: Any, expected: str) -> float:
        if column == "trucks" and isinstance(cell, Dotted) and cell >= 1 and not self._thousands:
            raise _Refused(column, cell.as_thousands)  # no other of its column shows which
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


def slug(word: str) -> str:
    """A name as an id: in small letters, with - between its words."""
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
