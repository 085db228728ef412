"""What truckloads of a flow take of limits, lined up along the axes of the flow.

Sums are made one after the other, so that a bound is the same to a bit whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np

from crossings.limits import Kind, Limit
from crossings.limits.record import over
from crossings.problem import Floats
from crossings.scenarios.period import PeriodTerms


def lined_up(array: Floats, axes: str, order: str) -> Floats:
    """`array` (N, *axes) with an axis for each letter of `order`, 1 long where it has none.

    >>> lined_up(np.zeros((5, 2, 3)), "gr", "crgq").shape
    (5, 1, 3, 2, 1)
    """
    moved, spread = _lining(axes, order)
    return array.transpose(moved)[spread]


@cache
def _lining(axes: str, order: str) -> tuple[tuple[int, ...], tuple[slice | None, ...]]:
    """How axes are moved behind the first, and where new ones are put between them."""
    whole = slice(None)
    moved = (0, *(1 + axes.index(letter) for letter in order if letter in axes))
    return moved, (whole, *(whole if letter in axes else None for letter in order))


def per_factor(terms: PeriodTerms, limit: Limit) -> Floats:
    """(N, *place) What a limit allows for 1 of the scenario's factor on it."""
    rate = limit.rate(terms)
    if limit.days is None or limit.days.counted_by_samples:
        return rate
    return over(rate, limit.open_days(terms.problem)[terms.t])


def takings(terms: PeriodTerms, limit: Limit, flow: Kind) -> Iterator[tuple[Floats, str]]:
    """What a truckload of `flow` takes of a limit: lined up along the flow, then its own letters.

    The letters are those of the limit's place that the flow does not have.
    """
    letters = flow.axes[1:]
    for taking in limit.takes:
        if taking.flow == flow:
            own = "".join(letter for letter in limit.places if letter not in letters)
            yield lined_up(taking.amount(terms), taking.axes, letters + own), own


def costs(terms: PeriodTerms, prices: Mapping[Limit, Floats], flow: Kind) -> Floats:
    """(N, *flow) What a truckload of a flow takes of limits, at their prices.

    N is 1 where nothing has a price, and what takes nothing has axes of the flow 1 long.
    """
    total: Floats = np.zeros((1,) * len(flow.axes))
    for limit, price in prices.items():
        if flow not in limit.flows or not price.any():
            continue
        sign = 1.0 if limit.sense == "at most" else -1.0
        for amount, own in takings(terms, limit, flow):
            each = lined_up(price, limit.places, flow.axes[1:] + own)
            for at in np.ndindex(each.shape[each.ndim - len(own) :]):
                here = (..., *at)
                total = total + sign * (amount[here] * each[here])
    return total
