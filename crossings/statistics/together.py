"""Means told together, so that in 95 of 100 batches all of their intervals hold at once.

    interval k    d̄[k] ± t[n[k] − 1; α₁] · s[k] / √n[k]

    fewer than 20 futures    α₁ = 5 % / K                                          (Bonferroni)
    from there on            α₁ = 2 · (1 − Φ(c)), P( max over k of |Z[k]| ≤ c ) = 95 %, Z ~ N(0, R)

K is the number of means that vary, R how they are correlated over the futures. Given the futures,
Z is the studentised mean with multipliers drawn from the normal distribution, which is why none
has to be drawn future by future (Chernozhukov, Chetverikov and Kato, 2013). c is found from 20,000
draws of one fixed seed; α₁ is never above 5 %, nor below Bonferroni's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.arrays import Floats
from crossings.statistics.intervals import CONFIDENCE, FEWEST, Estimate, mean

_MISS = 1 - CONFIDENCE
_DRAWS = 20_000
_LOOKED_AT = 20_000
"""Futures, evenly among all, from which correlations are found."""
_ROUNDING = 1e-12
"""Share of its greatest figure within which a column is one number."""


def means(columns: Sequence[Floats]) -> list[Estimate]:
    """The mean of each of K columns (S,) where it is there (nan: it is not), all at once."""
    miss = miss_of_each(columns)
    return [mean(each[~np.isnan(each)], miss) for each in columns]


def miss_of_each(columns: Sequence[Floats]) -> float:
    """α₁: how often each may be missed, for all to be held in 95 of 100 batches.

    >>> one = np.random.default_rng(0).normal(size=100)
    >>> round(miss_of_each([one]), 3), round(miss_of_each([one, 2 * one]), 3)
    (0.05, 0.05)
    >>> round(miss_of_each([one[:10], one[10:20]]), 3)
    0.025
    """
    varying = [each for each in columns if _varies(each)]
    if len(varying) < 2:
        return _MISS
    if min(int((~np.isnan(each)).sum()) for each in varying) < FEWEST:
        return _MISS / len(varying)
    step = -(-len(varying[0]) // _LOOKED_AT)
    apart = np.column_stack([each[::step] for each in varying])  # (S, K)
    apart = np.nan_to_num(apart - np.nanmean(apart, axis=0))
    length = np.linalg.norm(apart, axis=0)
    apart /= np.where(length > 0, length, 1.0)
    return float(np.clip(_of_the_largest(apart.T @ apart), _MISS / len(varying), _MISS))


def _of_the_largest(correlated: Floats) -> float:
    """α₁ of normal variables (K, K): what one of them passes as often as the largest of all 5 %."""
    from scipy.special import ndtr

    sizes, vectors = np.linalg.eigh(correlated)
    root = (
        vectors * np.sqrt(np.maximum(sizes, 0.0))
    ) @ vectors.T  # one whatever signs vectors have
    drawn = np.random.default_rng(0).standard_normal((_DRAWS, len(root))) @ root  # (draws, K)
    c = float(np.quantile(np.abs(drawn).max(axis=1), CONFIDENCE))
    return 2 * float(ndtr(-c))


def _varies(column: Floats) -> bool:
    there = column[~np.isnan(column)]
    if len(there) < 2:
        return False
    return bool(np.ptp(there) > _ROUNDING * max(1.0, float(np.abs(there).max())))
