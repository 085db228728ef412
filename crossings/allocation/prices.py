"""What prices tell of an optimal face: which columns and rows stand at a bound in all of it.

A vertex has prices of exactly 0 but for rounding. Interior point without a vertex ends in the
middle of the face, where all that is free has a price of nearly nothing, and all that is held a
clear one. In shares of the largest cost prices were, on 24,000 columns of six weeks
(`benchmarks/country.py`), below 3e-8 or above 1e-3; on 28,000 of 30 days (`benchmarks/big_case.py`)
below 8e-9 or above 1e-6, where the gap is asked to be 1e-10 of the value: at HiGHS's own 1e-8 some
lay between. The columns held are those of simplex.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Floats

_ROUNDING = 3e-11
"""Prices of a column, or of a row times its largest coefficient, below this share of the largest
cost are rounding."""
_WITHIN = (1e-9, 1e-4)
"""Shares of it between which nothing and something part, in the middle of a face."""
_APART = 10.0
"""How many times something is nothing there, at least."""


def least_price(costs: Floats) -> float:
    """What prices of a vertex are at least that hold something."""
    return _ROUNDING * max(1e-300, float(np.abs(costs).max(initial=0.0)))


def least_inside(prices: Floats, costs: Floats) -> float | None:
    """What prices in the middle of a face are at least that hold something; None: it is not told.

    >>> prices = np.array([1e-12, 4e-9, 2e-6, 0.5])
    >>> least = least_inside(prices, np.array([1.0]))
    >>> [bool(price > least) for price in prices]
    [False, False, True, True]
    >>> least_inside(np.logspace(-12, 0, 100), np.array([1.0])) is None
    True
    """
    largest = max(1e-300, float(np.abs(costs).max(initial=0.0)))
    sizes = np.abs(prices) / largest
    few, many = _WITHIN
    steps = np.concatenate([[few], np.sort(sizes[(sizes > few) & (sizes < many)]), [many]])
    wide = steps[1:] / steps[:-1]
    at = int(wide.argmax())
    return None if wide[at] < _APART else float(np.sqrt(steps[at] * steps[at + 1])) * largest


def bounds_priced(
    prices: Floats, values: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Flags]:
    """The bound that each price is of, and whether the value stands there.

    It does not where the price has the other sign by rounding.
    """
    at, other = np.where(prices > 0, (lower, upper), (upper, lower))
    stands = (lower == upper) | (np.abs(values - at) <= np.abs(values - other))
    return at, np.isfinite(at) & stands
