"""Which points of a sweep are best on average, all of them compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from crossings.evaluation.pairs import BEST, MAY_BE_BEST, NOT_BEST
from crossings.problem import Flags, Floats
from crossings.statistics import Estimate, miss_of_each, t_of

_MOST_CORRELATED = 32
"""Points up to which it is looked at how differences are correlated; of more, Bonferroni holds."""
_MISS = 0.05


def ranked(values: Sequence[Floats]) -> list[tuple[str, Estimate]]:
    """Of each point whether it is best, may be, or is not, and its difference to the best mean.

    `values` are those of N points in the same futures (S,); futures that one of them lacks are left
    out. Of one future nothing can be told.

    >>> [best for best, _ in ranked([np.arange(30.0), np.arange(30.0) + 1])]
    ['no', 'yes']
    """
    whole = np.stack(values)  # (N, S)
    whole = whole[:, ~np.isnan(whole).any(axis=0)]
    n, size = whole.shape
    if size < 2:
        return [(MAY_BE_BEST, Estimate(*[float("nan")] * 3))] * n
    about = whole.mean(axis=1)
    top = int(about.argmax())
    pairs = list(combinations(range(n), 2))
    miss = _MISS / max(1, len(pairs))
    if n <= _MOST_CORRELATED:
        miss = miss_of_each([whole[i] - whole[j] for i, j in pairs])
    wide = t_of(miss, size - 1) / np.sqrt(size)
    ahead: Flags = np.zeros((n, n), dtype=bool)  # whether the first is surely above the second
    off = np.zeros(n)
    for i in range(n):
        deviation = (whole[i] - whole).std(axis=1, ddof=1)  # (N,)
        ahead[i] = about[i] - about > wide * deviation
        off = wide * deviation if i == top else off
    beaten = ahead.sum(axis=0) > 0
    found = []
    for k in range(n):
        best = NOT_BEST if beaten[k] else BEST if ahead[k].sum() == n - 1 else MAY_BE_BEST
        less = float(about[k] - about[top])
        found.append((best, Estimate(less, less - float(off[k]), less + float(off[k]))))
    return found
