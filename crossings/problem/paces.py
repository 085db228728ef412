"""Days of the week, and the pace that crossings have on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crossings.arrays import Floats, Positions
from crossings.problem.labels import WEEK

if TYPE_CHECKING:
    from crossings.problem import Problem


def weekdays(problem: Problem) -> Positions:
    """(D,) Weekday of each day; 0 is Monday."""
    days = int(problem.days.sum())
    return (problem.periods[0].start.weekday() + np.arange(days)) % WEEK


def pace(problem: Problem) -> Floats:
    """(D, C) Factor on minutes and gate of each day, were it open, by its weekday."""
    return problem.uncertainty.throughput_weekdays[weekdays(problem)]


def in_periods(problem: Problem, by_day: Floats) -> Floats:
    """(T, ·) Sums of (D, ·) over the days of each period."""
    starts = np.cumsum([0, *problem.days.astype(int)[:-1]])
    return np.asarray(np.add.reduceat(by_day, starts, axis=0))
