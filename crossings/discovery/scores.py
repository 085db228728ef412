"""How much of a figure's spread each input of a batch's own futures explains by itself.

Futures are put into up to twenty groups of like inputs. The share of the variance that lies between
the groups, less what chance would put there (ω², Hays 1963), is the input's score:

    score = (between − (groups − 1) · w) / (whole + w),    w = (whole − between) / (n − groups)
"""

from __future__ import annotations

import numpy as np

from crossings.arrays import Floats
from crossings.statistics import Estimate

_GROUPS = 20
_RESAMPLES = 200
_ENDS = (0.025, 0.975)


def scores(inputs: Floats, figure: Floats) -> list[Estimate]:
    """(K,) Of inputs (S, K), the share of the variance of a figure (S,) that each explains."""
    draws, n = np.random.default_rng(1), len(figure)
    centred = figure - figure.mean()
    groups = [_groups(inputs[:, k]) for k in range(inputs.shape[1])]
    told = [_score(each, centred, np.ones(n)) for each in groups]
    again = np.empty((_RESAMPLES, len(groups)))
    for r in range(_RESAMPLES):
        weights = np.bincount(draws.integers(0, n, n), minlength=n).astype(np.float64)
        again[r] = [_score(each, centred, weights) for each in groups]
    # A resample has groups apart by chance once more: its scores are put around the one told.
    again += np.array(told) - again.mean(axis=0)
    low, high = np.quantile(again, _ENDS, axis=0) if groups else (np.zeros(0), np.zeros(0))
    return [
        Estimate(each, float(max(0.0, low[k])), float(min(1.0, high[k])))
        for k, each in enumerate(told)
    ]


def _groups(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """(S,) The group of each future, by quantiles of its input."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, _GROUPS + 1)[1:-1]))
    return np.unique(np.searchsorted(edges, values), return_inverse=True)[1]


def _score(groups: np.ndarray[tuple[int], np.dtype[np.intp]], y: Floats, weights: Floats) -> float:
    n = weights.sum()
    sizes = np.bincount(groups, weights)
    sums = np.bincount(groups, weights * y)
    there = sizes > 0
    count = int(there.sum())
    whole = float((weights * y**2).sum() - (weights * y).sum() ** 2 / n)
    between = float((sums[there] ** 2 / sizes[there]).sum() - (weights * y).sum() ** 2 / n)
    if whole <= 0 or n <= count:
        return 0.0
    within = (whole - between) / (n - count)
    return max(0.0, float((between - (count - 1) * within) / (whole + within)))
