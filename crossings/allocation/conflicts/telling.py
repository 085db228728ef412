"""Why there is no plan, in words: a sentence for each conflict, a table, and what would help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.allocation.conflicts.floors import Floor, MissedFloor
from crossings.allocation.conflicts.parties import Party
from crossings.allocation.conflicts.remedies import Remedy
from crossings.wording import counted, figure, listed, span

_MOST_TOLD = 6
_MOST_PLACES = 3


def detail(
    others: Sequence[str], missed: Sequence[MissedFloor], remedies: Sequence[Remedy] | None
) -> str:
    """What goes on behind the first sentence; `remedies` is None where none were looked for."""
    besides = [f"Besides, {other}" for other in others]
    return "\n".join([*besides, "", *_table(missed), *_ways_out(remedies)])


def sentence(conflict: Sequence[Party], missed: Sequence[MissedFloor]) -> str:
    """One conflict in a sentence.

    It names every party: what is asked, and what does not allow it.
    """
    floors = [floor for party in conflict for floor in [party.floor] if floor is not None]
    limits = [party.what for party in conflict if not party.floors]
    asked = f"{_floors(floors)} {'asks' if len(floors) == 1 else 'together ask'} for more than"
    if limits:
        return f"{asked} {listed(limits)} {'allows' if len(limits) == 1 else 'together allow'}."
    reasons = {(each.floor.name, each.floor.area): each.reason for each in missed if each.reason}
    why = next((reasons[at] for f in floors for at in [(f.name, f.area)] if at in reasons), "")
    return f"{asked} can come{f': {why}' if why else ''}."


def _floors(floors: Sequence[Floor]) -> str:
    """Floors by good, with their areas and days, and then the stocks to be left."""
    told = []
    for words in dict.fromkeys(floor.words for floor in floors):
        mine = [floor for floor in floors if floor.words == words]
        names = list(dict.fromkeys(floor.name for floor in mine))
        areas = {
            name: list(dict.fromkeys(f.area.name for f in mine if f.name == name and f.area))
            for name in names
        }
        what = listed([f"{name}{_in(areas[name])}" for name in names])
        first, last = min(floor.first for floor in mine), max(floor.last for floor in mine)
        days = span(last if words.at_end else first, last)
        told.append(f"{words.one if len(mine) == 1 else words.several} {what}, {days},")
    return " and ".join(told)


def _in(areas: Sequence[str]) -> str:
    if len(areas) > _MOST_PLACES:
        return f" in {counted(len(areas), 'area')}"
    return f" in {listed(list(areas))}" if areas else ""


def _table(missed: Sequence[MissedFloor]) -> list[str]:
    rows = [("out of reach, in truckloads", "asked", "can be had", "short")]
    rows += [_row(name, those) for name, those in _grouped(missed)]
    if len(rows) > 2:
        rows.append(_row("in all", missed))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([f"  {row[0]:<{widths[0]}}", *(f"{row[i]:>{widths[i]}}" for i in (1, 2, 3))])
        for row in rows
    ]
    if len(rows) > 2:
        lines.append("  Which floor lacks how much is one way to share the shortfall out.")
    return lines


def _grouped(missed: Sequence[MissedFloor]) -> list[tuple[str, Sequence[MissedFloor]]]:
    """Each floor that is missed; where they are many, all of a good together."""
    if len(missed) <= _MOST_TOLD:
        return [(each.floor.told, [each]) for each in missed]
    goods: dict[str, list[MissedFloor]] = {}
    for each in missed:
        what = f"{each.floor.name}{each.floor.words.ending}"
        goods.setdefault(what, []).append(each)
    return [(f"{what}, {counted(len(those), 'floor')}", those) for what, those in goods.items()]


def _row(name: str, missed: Sequence[MissedFloor]) -> tuple[str, str, str, str]:
    asked, reached = sum(each.floor.asked for each in missed), sum(each.reached for each in missed)
    return name, figure(asked), figure(reached), figure(sum(each.short for each in missed))


def _ways_out(remedies: Sequence[Remedy] | None) -> list[str]:
    if remedies is None:
        return []
    single = [remedy for remedy in remedies if len(remedy.changes) == 1]
    lines = []
    if single:
        lines += ["", "Each of these alone makes a plan possible:"]
        lines += _columns([text for remedy in single[:_MOST_TOLD] for text in _changes(remedy)])
        more = len(single) - _MOST_TOLD
        lines += [f"  … and {more} more with --format json"] if more > 0 else []
    for remedy in remedies:
        if len(remedy.changes) > 1:
            head = "Less is let down by" if single else "No single number does, but"
            lines += ["", f"{head} these together:", *_columns(_changes(remedy))]
    return lines or ["", "No change of a number makes a plan possible."]


def _columns(shown: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(text) for text, _ in shown)
    return [f"  {text:<{width}}  {how}" for text, how in shown]


def _changes(remedy: Remedy) -> list[tuple[str, str]]:
    return [
        (f"--set {text}", f"{number.what}: {plain(number.value)} → {plain(to)} {number.unit}")
        for text, (number, to) in zip(remedy.settings, remedy.changes, strict=True)
    ]


def plain(value: float) -> str:
    """A number in full, without a tail of rounding.

    >>> plain(40.0), plain(0.1 + 0.2)
    ('40', '0.3')
    """
    return np.format_float_positional(float(f"{value:.9g}"), trim="-")
