"""What bringing a truckload costs, by when it arrives: the cheapest way at prices of limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from crossings.evaluation.limits import IN_YARD, ON_PLATFORM
from crossings.policy.network import Key, Network, Passage, key_of
from crossings.policy.order import nominal
from crossings.policy.ways import Way
from crossings.problem import Floats


def bringing(network: Network, prices: Sequence[Mapping[Key, Floats]]) -> Floats:
    """(N, T, G, A) Least cost of what arrives in a period, inf where nothing can.

    `prices` (N,) are of each period's limits; inf where a limit lets nothing pass.
    """
    problem = network.problem
    periods = len(problem.periods)
    size = next((len(price) for of_period in prices for price in of_period.values()), 1)
    made = np.full((size, periods, len(problem.goods), len(problem.areas)), np.inf)
    for t in range(periods):
        for passage in (network.days[t], *network.ahead[t]):
            for way in passage.ways:
                arrives = passage.until + way.late
                if way.area >= 0 and all(leg.begins == "origin" for leg in way.legs):
                    paid = _cost(way, passage, prices[t], prices[passage.until], size)
                    least = made[:, arrives, way.good, way.area]
                    np.minimum(least, paid, out=least)
    return made


def _cost(
    way: Way, passage: Passage, now: Mapping[Key, Floats], then: Mapping[Key, Floats], size: int
) -> Floats:
    """(N,) At prices of the period of leaving, and of that of inspection."""
    total = np.zeros(size)
    for row, each in way.uses.items():
        if row[0] in (IN_YARD, ON_PLATFORM):
            continue
        price = (now if row in passage.now else then).get(key_of(row))
        amount = nominal(each)
        if price is not None and amount > 0:
            total = total + price * amount
    return total
