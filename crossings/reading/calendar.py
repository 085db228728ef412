"""Periods and open days, by the calendar."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence

import numpy as np

from crossings.problem import Flags, Floats, Period

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def periods(start: datetime.date, number: int, days: int) -> tuple[Period, ...]:
    """`number` periods of `days` each, one after the other from `start`.

    >>> [period.end.isoformat() for period in periods(datetime.date(2024, 2, 26), 2, 4)]
    ['2024-02-29', '2024-03-04']
    """
    length = datetime.timedelta(days=days)
    one = datetime.timedelta(days=1)
    return tuple(Period(start + t * length, start + (t + 1) * length - one) for t in range(number))


def opens(
    horizon: Sequence[Period],
    weekdays: Collection[str] | None,
    closed: Iterable[tuple[datetime.date, datetime.date]] = (),
) -> Flags:
    """(D,) Whether something that opens on `weekdays` is open, day by day of the horizon.

    It stays closed from the first to the last day of each pair of `closed`.

    >>> march = periods(datetime.date(2024, 3, 1), 1, 4)  # begins on a Friday
    >>> closed = [(datetime.date(2024, 3, 3), datetime.date(2024, 3, 9))]
    >>> opens(march, ["fri", "mon"], closed).tolist()
    [True, False, False, False]
    """
    working = WEEKDAYS if weekdays is None else weekdays
    first, end = horizon[0].start.toordinal(), horizon[-1].end.toordinal()
    shut = {
        datetime.date.fromordinal(day)
        for start, last in closed
        for day in range(max(start.toordinal(), first), min(last.toordinal(), end) + 1)
    }
    return np.array(
        [
            WEEKDAYS[day.weekday()] in working and day not in shut
            for period in horizon
            for day in (period.start + datetime.timedelta(days=d) for d in range(period.days))
        ],
        dtype=bool,
    )


def in_periods(horizon: Sequence[Period], by_day: Flags | Floats) -> Floats:
    """(T, ·) Days of each period that are flagged in `by_day` (D, ·), or sums of numbers there.

    >>> march = periods(datetime.date(2024, 3, 1), 1, 31)  # begins on a Friday
    >>> day = datetime.date(2024, 3, 22)
    >>> in_periods(march, opens(march, ["fri"], [(day, day)])).tolist()
    [4.0]
    """
    first_days = np.cumsum([0, *(period.days for period in horizon)])[:-1]
    return np.add.reduceat(by_day, first_days, axis=0, dtype=np.float64)
