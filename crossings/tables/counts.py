"""Published lists of trucks as tables: counts as a case takes them, days, and what is not in them.

Lists stand one below the other, each under its own source; nothing is added over two of them.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from pandas import DataFrame

from crossings.counts import Group, Tally, TruckList
from crossings.errors import Finding, cell_name
from crossings.tables.labelled import framed

_Place = tuple[str | None, str | None, str | None]
"""Crossing, good and category."""
_Spell = tuple[datetime.date, datetime.date]
"""First and last day."""
_Counts = list[tuple[datetime.date | None, Group, Tally]]
"""What was counted on a day, or over several in all."""
_FIGURES = ("trucks", "tonnes", "trucks_with_tonnes")


def counts_tables(lists: Sequence[TruckList], by: str) -> dict[str, DataFrame]:
    """Every table of lists by name; counts are by `week`, `month` or over `all` of a list."""
    return {
        "observed": _observed(lists, by),
        "daily": _daily(lists),
        "totals": _totals(lists),
        "lists": _lists(lists),
        "elsewhere": _elsewhere(lists),
        "refused": _refused(lists),
    }


def _observed(lists: Sequence[TruckList], by: str) -> DataFrame:
    """Entries of a case's `observed`: in all, by good, and by category where no good is clear."""
    rows = (row for each in lists for row in _entries(each, by))
    return framed("counted", rows).astype({"truckloads": float, "open_days": float})


def _entries(seen: TruckList, by: str) -> Iterator[tuple[Any, ...]]:
    for (first, last), of_spell in sorted(_by_spell(seen, by).items()):
        for stage, counts in of_spell.items():
            told = (first.isoformat(), last.isoformat(), stage)
            for place, (trucks, open_days) in sorted(_sums(counts).items(), key=_in_order):
                opened = open_days if place[0] is not None and place[1:] == (None, None) else None
                note = f"by {seen.dated_by}"
                yield (*place, *told, trucks, opened, seen.source, note)


def _by_spell(seen: TruckList, by: str) -> dict[_Spell, dict[str, _Counts]]:
    """Counts of each month or week and of each stage in it; spells are whole but at the ends.

    A total that goes beyond its month or week cannot be parted: it stands by itself.
    """
    found: dict[_Spell, dict[str, _Counts]] = {}
    if seen.span is None:
        return found
    first, last = seen.span
    spells: dict[datetime.date, _Spell] = {}
    for (day, group), tally in seen.days.items():
        if day not in spells:
            begins, ends = (first, last) if by == "all" else whole_spell(day, by)
            spells[day] = max(begins, first), min(ends, last)
        found.setdefault(spells[day], {}).setdefault(group.stage, []).append((day, group, tally))
    for (begins, ends, group), tally in seen.totals.items():
        whole = (first, last) if by == "all" else whole_spell(begins, by)
        spell = (max(whole[0], first), min(whole[1], last)) if ends <= whole[1] else (begins, ends)
        found.setdefault(spell, {}).setdefault(group.stage, []).append((None, group, tally))
    return found


def _sums(counts: _Counts) -> dict[_Place, tuple[float, int | None]]:
    """Trucks and days with any, in all and by what is clear of the cargo; None: not known.

    Where some are at no crossing of their own, those of every crossing are in "all together" too.
    """
    unlocated = any(group.crossing is None for _, group, _ in counts)
    trucks: dict[_Place, float] = {}
    opened: dict[_Place, set[datetime.date | None]] = {}
    for day, group, tally in counts:
        at = {group.crossing, None} if unlocated else {group.crossing}
        places: list[_Place] = [(crossing, None, None) for crossing in at]
        if group.good or group.category:
            places += [(crossing, group.good, group.category) for crossing in at]
        for place in places:
            trucks[place] = trucks.get(place, 0.0) + tally.trucks
            if tally.trucks > 0 or day is None:
                opened.setdefault(place, set()).add(day)
    return {
        place: (trucks[place], None if None in days else len(days))
        for place in trucks
        for days in [opened.get(place, set())]
    }


def _in_order(item: tuple[_Place, Any]) -> tuple[str, ...]:
    return tuple(word or "" for word in item[0])


def whole_spell(day: datetime.date, by: str) -> _Spell:
    """The month, or the week from Sunday, that a day is in.

    >>> [str(each) for each in whole_spell(datetime.date(2024, 2, 14), "month")]
    ['2024-02-01', '2024-02-29']
    """
    if by == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    first = day - datetime.timedelta(days=(day.weekday() + 1) % 7)
    return first, first + datetime.timedelta(days=6)


def _daily(lists: Sequence[TruckList]) -> DataFrame:
    """Trucks of each day, as the list calls what they carry."""
    rows = [
        (
            seen.source, day.isoformat(), group.stage, group.crossing, group.cargo, group.good,
            group.category, tally.trucks, tally.tonnes if tally.trucks_with_tonnes else None,
            tally.trucks_with_tonnes,
        )
        for seen in lists
        for (day, group), tally in sorted(seen.days.items(), key=_by_day)
    ]  # fmt: skip
    return framed("daily", rows).astype(dict.fromkeys(_FIGURES, float))


def _totals(lists: Sequence[TruckList]) -> DataFrame:
    """Trucks counted over several days in all, as the list calls what they carry."""
    rows = [
        (
            seen.source, first.isoformat(), last.isoformat(), group.stage, group.crossing,
            group.cargo, group.good, group.category, tally.trucks,
            tally.tonnes if tally.trucks_with_tonnes else None, tally.trucks_with_tonnes,
        )
        for seen in lists
        for (first, last, group), tally in sorted(seen.totals.items(), key=_by_first_day)
    ]  # fmt: skip
    return framed("totals", rows).astype(dict.fromkeys(_FIGURES, float))


def _by_first_day(
    item: tuple[tuple[datetime.date, datetime.date, Group], Tally],
) -> tuple[str, ...]:
    (first, last, group), _ = item
    place = (group.stage, group.crossing or "", group.cargo or "")
    return (first.isoformat(), last.isoformat(), *place)


def _by_day(item: tuple[tuple[datetime.date, Group], Tally]) -> tuple[str, ...]:
    (day, group), _ = item
    return (day.isoformat(), group.stage, group.crossing or "", group.cargo or "")


def _lists(lists: Sequence[TruckList]) -> DataFrame:
    """Each list: what it counts, what its days are, and how much of it was read."""
    rows = []
    for seen in lists:
        first, last = (day.isoformat() for day in seen.span) if seen.span else (None, None)
        of_file = (seen.source, seen.file, seen.sheet or None, seen.sha256, seen.stages)
        elsewhere = sum(each.rows for each in seen.elsewhere)
        of_rows = (seen.rows, seen.read, len(seen.refused), elsewhere, seen.left_out)
        rows.append((*of_file, seen.dated_by, first, last, *of_rows, seen.trucks))
    return framed("lists", rows)


def _elsewhere(lists: Sequence[TruckList]) -> DataFrame:
    """Crossings of a list that the case has not, each with its rows and trucks."""
    rows = [
        (seen.source, each.crossing, each.rows, each.trucks, *_place(each.first))
        for seen in lists
        for each in seen.elsewhere
    ]
    return framed("elsewhere", rows).astype({"trucks": float})


def _place(found: Finding) -> tuple[str, str, int, str]:
    return found.file, cell_name(found.line, found.column), found.line, found.text


def _refused(lists: Sequence[TruckList]) -> DataFrame:
    """Every row that could not be read, with its cell and why."""
    rows = [(seen.source, *_place(each)) for seen in lists for each in seen.refused]
    return framed("refused", rows)
