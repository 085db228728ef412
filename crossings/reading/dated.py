"""Needs that hold between dates, as shares of the days of each period.

A need n a day, or a month, comes in period t to amount[n] · share[n, t] a day, with

| symbol      | code    | shape  | unit                                                      |
|-------------|---------|--------|-----------------------------------------------------------|
| share[n, t] | `share` | (N, T) | days of t on which n holds / D[t]; of a need by the month |
|             |         |        | each day counts 1 / the days of its month                 |
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from math import lcm

import numpy as np

from crossings.problem import Floats, Period
from crossings.reading.schema.goods import DatedNeed

_PARTS = lcm(28, 29, 30, 31)
"""Of a day, so that whole months add up to whole numbers."""


def day_shares(needs: Sequence[DatedNeed], periods: Sequence[Period]) -> list[Floats]:
    """N of (T,): the share of each period's days on which each need holds.

    >>> day = datetime.date
    >>> days = (day(2024, 3, 1), day(2024, 3, 31)), (day(2024, 4, 1), day(2024, 4, 4))
    >>> given = {"from": "2024-03-22", "to": "2024-04-01"}
    >>> periods = [Period(*each) for each in days]
    >>> needs = [DatedNeed(**given, people=9), DatedNeed(tonnes_per_month=9)]
    >>> [(share * [31, 4]).round(4).tolist() for share in day_shares(needs, periods)]
    [[10.0, 1.0], [1.0, 0.1333]]
    """
    start, days = periods[0].start, sum(period.days for period in periods)
    lengths = [_PARTS // _month_days(start + datetime.timedelta(d)) for d in range(days)]
    until = {
        False: np.arange(days + 1) * _PARTS,
        True: np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
    }  # (D + 1,) parts of days, and of months, before each day
    begins = np.cumsum([0, *(period.days for period in periods)])
    known: dict[tuple[int, int, bool], Floats] = {}
    share = []
    for need in needs:
        first = 0 if need.from_ is None else (need.from_ - start).days
        end = days if need.to is None else (need.to - start).days + 1
        span = (min(max(first, 0), days), min(max(end, 0), days), need.unit == "tonnes_per_month")
        if span not in known:
            inside = until[span[2]][begins.clip(*span[:2])]
            known[span] = np.diff(inside) / (_PARTS * np.diff(begins))
        share.append(known[span])
    return share


def runs_alike(share: Iterable[Floats]) -> list[int]:
    """Positions of the periods at which some share changes, the first among them.

    >>> runs_alike([np.array([1.0, 1.0, 0.5, 0.5]), np.array([0.0, 0.0, 0.0, 1.0])])
    [0, 2, 3]
    """
    changes = {int(t) + 1 for each in share for t in np.flatnonzero(np.diff(each))}
    return [0, *sorted(changes)]


def _month_days(day: datetime.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
