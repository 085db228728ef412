"""What bringing a truckload costs, by when it arrives: the cheapest way at prices of limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from crossings.evaluation.limits import IN_YARD, ON_PLATFORM
from crossings.policy.days import Day, Days, Key, key_of
from crossings.policy.order import nominal
from crossings.policy.ways import Way
from crossings.problem import Floats, Problem


def bringing(problem: Problem, days: Days, prices: Sequence[Mapping[Key, Floats]]) -> Floats:
    """(N, T, G, A) Least cost of what arrives in a period, inf where nothing can.

    `prices` (N,) are of each period's limits; inf where a limit lets nothing pass.
    """
    periods, size = len(problem.periods), len(next(iter(prices[0].values()), np.zeros(1)))
    made = np.full((size, periods, len(problem.goods), len(problem.areas)), np.inf)
    for t in range(periods):
        for day in (days.days[t], *days.ahead[t]):
            for way in day.ways:
                arrives = day.until + way.late
                if way.area >= 0 and all(leg.begins == "origin" for leg in way.legs):
                    paid = _cost(way, day, prices[t], prices[day.until], size)
                    least = made[:, arrives, way.good, way.area]
                    np.minimum(least, paid, out=least)
    return made


def _cost(
    way: Way, day: Day, now: Mapping[Key, Floats], then: Mapping[Key, Floats], size: int
) -> Floats:
    """(N,) At prices of the period of leaving, and of that of inspection."""
    total = np.zeros(size)
    for row, each in way.uses.items():
        if row[0] in (IN_YARD, ON_PLATFORM):
            continue
        price = (now if row in day.now else then).get(key_of(row))
        amount = nominal(each)
        if price is not None and amount > 0:
            total = total + price * amount
    return total
