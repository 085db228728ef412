"""Which inputs move a figure: Sobol' indices and elementary effects, over independent inputs.

With y = f(u) and u uniform in the unit cube of K inputs, from rows A and B of one scrambled Sobol'
sequence and A with column k of B, A_k (Saltelli and others 2010; the totals by Jansen 1999):

    first[k] = mean(y(B) · (y(A_k) − y(A))) / V      what of the variance V input k explains alone
    total[k] = mean((y(A) − y(A_k))²) / 2 V          and together with all others

Intervals are percentiles of 1,000 resamples of the rows. Elementary effects (Morris 1991, the mean
of their sizes by Campolongo and others 2007) are steps of 2/3 of an input's range along paths that
move one input after the other:

    effect[k] = mean |Δy[k]| / (2/3)      interaction[k] = standard deviation of Δy[k] / (2/3)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats
from crossings.statistics import Estimate, mean

_RESAMPLES = 1000
_AT_ONCE = 100
_ENDS = (0.025, 0.975)
_STEP = 2 / 3
"""Of four levels, as Morris has it: from one of the lower two to one of the upper two."""
Figure = Callable[[Floats], Floats]
"""(S,) What rows (S, K) of the unit cube come to."""


@dataclass(frozen=True)
class Index:
    """What of a figure's variance one input explains."""

    first: Estimate
    total: Estimate


@dataclass(frozen=True)
class Effect:
    """What a figure changes by while one input goes from end to end."""

    size: Estimate
    interaction: float
    """How far that depends on the others, or is not straight."""


def sobol(figure: Figure, inputs: int, rows: int, seed: int = 1) -> tuple[list[Index], Floats]:
    """(K,) Indices from `rows` · (K + 2) values of a figure, and (rows · 2,) those of A and B.

    Rows are a power of two.
    """
    points = _points(2 * inputs, rows, seed)
    a, b = points[:, :inputs], points[:, inputs:]
    stacked = [a, b]
    for k in range(inputs):
        mixed = a.copy()
        mixed[:, k] = b[:, k]
        stacked.append(mixed)
    values = figure(np.concatenate(stacked)).reshape(inputs + 2, rows)
    values = values - values[:2].mean()
    of_a, of_b, of_mixed = values[0], values[1], values[2:]  # (rows,), (rows,), (K, rows)
    parts = np.stack([of_b * (of_mixed - of_a), (of_a - of_mixed) ** 2 / 2])  # (2, K, rows)
    both = np.stack([of_a + of_b, of_a**2 + of_b**2])  # (2, rows)
    draws = np.random.default_rng(seed)
    told = _ratios(parts, both, np.ones((1, rows)))[:, :, 0]  # (2, K)
    again = []
    for _ in range(_RESAMPLES // _AT_ONCE):
        weights = draws.multinomial(rows, np.full(rows, 1 / rows), _AT_ONCE)
        again.append(_ratios(parts, both, weights.astype(np.float64)))
    low, high = np.quantile(np.concatenate(again, axis=2), _ENDS, axis=2)  # (2, K)
    found = [
        Index(*(Estimate(float(told[i, k]), float(low[i, k]), float(high[i, k])) for i in (0, 1)))
        for k in range(inputs)
    ]
    return found, values[:2].ravel()


def _ratios(parts: Floats, both: Floats, weights: Floats) -> Floats:
    """(2, K, R) First and total indices with the rows weighted (R, rows)."""
    rows = weights.sum(axis=1)  # (R,)
    sums, squares = both @ weights.T / (2 * rows)  # (R,)
    variance = squares - sums**2
    shares = parts @ weights.T / rows  # (2, K, R)
    return np.asarray(np.divide(shares, variance, out=np.zeros_like(shares), where=variance > 0))


def morris(figure: Figure, inputs: int, paths: int, seed: int = 1) -> list[Effect]:
    """(K,) Elementary effects from `paths` · (K + 1) values of a figure."""
    draws = np.random.default_rng(seed)
    rows = np.empty((paths, inputs + 1, inputs))
    order = np.stack([draws.permutation(inputs) for _ in range(paths)])  # (paths, K)
    start = draws.integers(0, 2, (paths, inputs)) / 3  # of the levels 0, 1/3, 2/3, 1
    upwards = draws.random((paths, inputs)) < 0.5
    for p in range(paths):
        row = np.where(upwards[p], start[p], start[p] + _STEP)
        rows[p, 0] = row
        for step, k in enumerate(order[p].tolist()):
            row = row.copy()
            row[k] = start[p, k] + (_STEP if upwards[p, k] else 0.0)
            rows[p, step + 1] = row
    values = figure(rows.reshape(-1, inputs)).reshape(paths, inputs + 1)
    steps = np.diff(values, axis=1)  # (paths, K) in the order of each path
    effects = np.empty((paths, inputs))
    np.put_along_axis(effects, order, steps / _STEP, axis=1)
    effects *= np.where(upwards, 1.0, -1.0)
    spread = effects.std(axis=0, ddof=1) if paths > 1 else np.full(inputs, np.nan)
    return [Effect(mean(np.abs(effects[:, k])), float(spread[k])) for k in range(inputs)]


def _points(dimensions: int, rows: int, seed: int) -> Floats:
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    try:
        design = qmc.Sobol(dimensions, rng=generator)
    except TypeError:  # before SciPy 1.15
        design = qmc.Sobol(dimensions, seed=generator)
    return np.asarray(design.random_base2(math.ceil(math.log2(rows)))[:rows])
