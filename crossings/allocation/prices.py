"""What prices tell of an optimal face: which columns and rows stand at a bound in all of it.

A vertex has prices of exactly 0 but for rounding. Interior point without a vertex ends in the
middle of the face, where all that is free has a price of nearly nothing, and all that is held a
clear one: on 24,000 columns of `benchmarks/country.py` prices are shares below 3e-8 of the largest
cost, or above 1e-3, and the columns held are those of simplex.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Floats

_ROUNDING = 3e-11
"""Prices of a column, or of a row times its largest coefficient, below this share of the largest
cost are rounding."""
_UNTOLD = (3e-7, 3e-5)
"""Shares of it between which no price may be, where there is no vertex."""


def least_price(costs: Floats, *, inside: bool) -> float:
    """What prices are at least that hold something; `inside`: in the middle of the face."""
    share = _UNTOLD[1] if inside else _ROUNDING
    return share * max(1e-300, float(np.abs(costs).max(initial=0.0)))


def are_clear(prices: Floats, costs: Floats) -> bool:
    """Whether in the middle of the face each is nearly nothing, or holds something."""
    low, high = (share * np.abs(costs).max(initial=0.0) for share in _UNTOLD)
    return not ((np.abs(prices) > low) & (np.abs(prices) < high)).any()


def bounds_priced(
    prices: Floats, values: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Flags]:
    """The bound that each price is of, and whether the value stands there.

    It does not where the price has the other sign by rounding.
    """
    at, other = np.where(prices > 0, (lower, upper), (upper, lower))
    stands = (lower == upper) | (np.abs(values - at) <= np.abs(values - other))
    return at, np.isfinite(at) & stands
