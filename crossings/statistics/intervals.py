"""A mean, a share, a quantile and a worst tenth of n futures, and how far off they may be.

| figure | estimate | interval |
|---|---|---|
| mean | x̄ = Σ x / n | x̄ ± t[n − 1] · s / √n |
| share | k / n | where k or more, and k or fewer, have 2.5 % (Clopper and Pearson) |
| quantile q | between x(i) and x(i + 1) | x(l) to x(u), l and u of 2.5 % under Bin(n, q) |
| worst tenth | c − Σ max(c − x, 0) / (n / 10) | that of the mean of c − 10 · max(c − x, 0) |

c is the quantile at a tenth, so that a tenth of n that is no whole number takes its fraction of
the next future (Rockafellar and Uryasev, Optimization of conditional value-at-risk, 2000). Where
more is worse all signs turn. The t of a worst tenth has the degrees of freedom of the tail, for the
others say nothing of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import numpy as np

from crossings.arrays import Floats

CONFIDENCE = 0.95
_MISS = 1 - CONFIDENCE
FEWEST_IN_TAIL = 20
"""Futures in a tail below which nothing is told of it."""
FEWEST = 20
"""Futures below which an interval is rough, whatever it says."""


class Estimate(NamedTuple):
    """A figure, and the ends between which it is; all nan where nothing can be told."""

    value: float
    low: float
    high: float

    @property
    def off(self) -> float:
        """How far the figure may be off, on the side where that is more."""
        return max(self.high - self.value, self.value - self.low)


UNTOLD = Estimate(*[float("nan")] * 3)


def t_of(miss: float, freedom: float) -> float:
    """Standard errors on either side that are passed with probability `miss`.

    >>> round(t_of(0.05, 1), 3), round(t_of(0.05, 1e9), 3)
    (12.706, 1.96)
    """
    from scipy.special import stdtrit

    return float(-stdtrit(freedom, miss / 2))


def mean(values: Floats, miss: float = _MISS) -> Estimate:
    """The mean of (S,) figures; no ends of a single one.

    >>> tuple(round(each, 3) for each in mean(np.array([1.0, 2.0, 3.0])))
    (2.0, -0.484, 4.484)
    """
    n = len(values)
    if n == 0:
        return UNTOLD
    about = float(values.mean())
    if n == 1:
        return Estimate(about, float("nan"), float("nan"))
    return _around(about, float(values.std(ddof=1)) / np.sqrt(n), t_of(miss, n - 1))


def share(of: int, n: int) -> Estimate:
    """The share that `of` of n futures are.

    >>> tuple(round(each, 3) for each in share(0, 100))
    (0.0, 0.0, 0.036)
    """
    from scipy.special import betaincinv

    if n == 0:
        return UNTOLD
    low = float(betaincinv(of, n - of + 1, _MISS / 2)) if of > 0 else 0.0
    high = float(betaincinv(of + 1, n - of, 1 - _MISS / 2)) if of < n else 1.0
    return Estimate(of / n, low, high)


def quantile(ordered: Floats, q: float) -> Estimate:
    """A quantile of ascending figures; a tail of too few, or a median of fewer than six, is untold.

    >>> quantile(np.arange(100.0), 0.5)
    Estimate(value=49.5, low=39.0, high=60.0)
    >>> quantile(np.arange(100.0), 0.05)
    Estimate(value=nan, low=nan, high=nan)
    """
    from scipy.special import bdtr

    n = len(ordered)
    if q != 0.5 and round(min(q, 1 - q) * n, 9) < FEWEST_IN_TAIL:
        return UNTOLD
    # Below x(l) lie fewer than l of the figures: l is the most with P(B < l) at 2.5 % or less, and
    # u the least with P(B ≥ u) so.

    def until(k: int) -> float:
        """P(B ≤ k)."""
        return float(bdtr(k, n, q))

    lower = bisect_right(range(n), _MISS / 2, key=until)
    upper = bisect_left(range(n), 1 - _MISS / 2, key=until) + 1
    if lower == 0 or upper > n:
        return UNTOLD
    return Estimate(
        float(np.quantile(ordered, q)), float(ordered[lower - 1]), float(ordered[upper - 1])
    )


def worst_tenth(ordered: Floats, *, more_is_better: bool) -> Estimate:
    """The mean of the tenth of ascending figures that is worst; untold where it is of too few.

    >>> worst_tenth(np.full(205, 3.0), more_is_better=True)
    Estimate(value=3.0, low=3.0, high=3.0)
    """
    n = len(ordered)
    if n < 10 * FEWEST_IN_TAIL:
        return UNTOLD
    sign = 1.0 if more_is_better else -1.0
    bad_first = ordered if more_is_better else -ordered[::-1]
    c = bad_first[n // 10]
    each = c - 10 * np.maximum(c - bad_first, 0.0)  # (S,) of which the worst tenth is the mean
    error = float(each.std(ddof=1)) / np.sqrt(n)
    about = sign * float(each.mean())
    return _around(about, error, t_of(_MISS, n // 10 - 1))


def _around(about: float, error: float, errors: float) -> Estimate:
    off = float(errors * error)
    return Estimate(about, about - off, about + off)
