"""Counts that stand apart from all others of their crossing, as a slip of the pen makes them.

Of each count it is asked how far its logarithm lies from the median of the seven counts before it
and the seven after it: levels move, and slips do not last. With fewer counts it is the median of
all. A count is apart where it lies over four deviations from the others, or over three and by
itself, and it is at least three times as much, or a third, of that median and of the median of all.
Deviations are those of either side, from the tenth or the ninetieth of a hundred: many counts have
a gate above them and none below. Of a few trucks a day one or two are no slip.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from crossings.counts import Group, Tally
from crossings.errors import Finding
from crossings.reading.sheets.headers import finding
from crossings.reading.sheets.rows import Sheet

_FEWEST = 8
"""Counts of which it can be said what is usual."""
_BESIDE = 7
"""Counts before and after one of which it is told how many trucks are usual then."""
_DEVIATIONS = 4.0
_BY_ITSELF = 3.0, 0.9, 1.5
"""Deviations from the median, and deviations and factor from the next, of a count by itself."""
_ENOUGH = 30.0
"""Trucks that are usual where a tenth of them would stand apart."""
_FACTOR = 3.0
_LEAST_DEVIATION = 0.2
_TENTH = 1.2816
"""Deviations from the median to the tenth and the ninetieth of a hundred, normally."""
_MOST = 20
"""One in so many may stand apart; where more do, they are how such counts are."""


def apart(
    sheet: Sheet, column: int, what: str, counts: Iterable[tuple[Group, datetime.date, int, Tally]]
) -> Iterator[Finding]:
    """A remark for each row whose count stands apart, of `counts` from a day on, over so many."""
    series: dict[Group, list[tuple[datetime.date, float, Tally]]] = {}
    for group, first, days, tally in counts:
        if tally.trucks > 0:
            log = math.log(tally.trucks / days)
            series.setdefault(group, []).append((first, log, tally))
    for group, counted in series.items():
        if len(counted) < _FEWEST:
            continue
        counted.sort(key=lambda each: each[0])
        logs = [log for _, log, _ in counted]
        usually, of_all = _usual(logs), _quantile(sorted(logs), 0.5)
        found = [
            (log - then, (tally, log, then))
            for (_, log, tally), then in zip(counted, usually, strict=True)
        ]
        found.sort(key=lambda each: each[0])
        for side in (1, -1):
            for (tally, log, then), middle in _beyond(found[::side], side):
                # A rush of many trucks has many rows; what is typed wrong is one.
                usual = math.exp(then + middle)
                if abs(log - of_all) < math.log(_FACTOR):
                    continue
                if tally.largest < 0.5 * tally.trucks or (side < 0 and usual < _ENOUGH):
                    continue
                place = group.crossing or "all together"
                of_cargo = f", {group.cargo}" if group.cargo else ""
                text = (
                    f"{tally.largest:,.6g} is an outlier: {what} at {place}{of_cargo} is usually "
                    f"about {usual:,.3g} a day; it is counted as it stands"
                )
                yield finding(sheet, tally.row, column, text)


def _beyond(found: list[tuple[float, Any]], side: int) -> list[tuple[Any, float]]:
    """What stands apart at the end of a list in order, with the median of the rest."""
    logs = [side * log for log, _ in found]  # the end in question is above
    most = max(1, len(logs) // _MOST)
    last = 0
    middle = 0.0
    for number in range(1, min(most + 1, len(logs) - 3) + 1):
        rest = logs[: len(logs) - number]
        median, tenth = _quantile(rest, 0.5), _quantile(rest, 0.9)
        deviation = max((tenth - median) / _TENTH, _LEAST_DEVIATION)
        here = logs[len(logs) - number]
        beyond, gap = here - median, here - rest[-1]
        far, apart_by, factor = _BY_ITSELF
        by_itself = beyond > far * deviation and gap > max(apart_by * deviation, math.log(factor))
        if (beyond > _DEVIATIONS * deviation or by_itself) and beyond >= math.log(_FACTOR):
            last, middle = number, median
    if last == 0 or last > most:
        return []
    return [(tally, side * middle) for _, tally in found[len(found) - last :]]


def _usual(logs: Sequence[float]) -> list[float]:
    """Of each count in the order of days, the median of those beside it; 0 where they are few."""
    wide = 2 * _BESIDE + 1
    if len(logs) < wide:
        return [0.0] * len(logs)
    made = []
    for at in range(len(logs)):
        begin = min(max(at - _BESIDE, 0), len(logs) - wide)
        beside = [*logs[begin:at], *logs[at + 1 : begin + wide]]
        made.append(_quantile(sorted(beside), 0.5))
    return made


def _quantile(ordered: list[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])
