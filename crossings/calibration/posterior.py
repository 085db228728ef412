"""What is believed of a few numbers after counts: the mode, its curvature, and draws.

Numbers are moved to scales without ends. There the prior is normal, the mode is found by climbing,
and draws from a Student distribution with the curvature of the mode (Laplace) are weighted by what
posterior and draw say of each: importance sampling. Its effective size tells how far to trust it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats

_DRAWS = 4_000
_FREEDOM = 5.0
_STEP = 1e-3


@dataclass(frozen=True)
class Draws:
    """Draws (N, K) on the scales without ends, their weights (N,), which sum to 1."""

    points: Floats
    weights: Floats

    @property
    def effective(self) -> float:
        """As many draws of one weight would say as much."""
        return float(1 / (self.weights**2).sum())


def draws_of(log_posterior: Callable[[Floats], Floats], start: Floats) -> Draws:
    """Draws of a density over K numbers, given its logarithm for (N, K) points at once."""
    from scipy.optimize import minimize

    def cost(point: Floats) -> float:
        value = float(log_posterior(point[None])[0])
        return -value if np.isfinite(value) else 1e12

    found = minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6})
    mode = np.asarray(found.x, dtype=np.float64)
    spread = _spread(log_posterior, mode)
    chance = np.random.default_rng(1)
    normal = chance.standard_normal((_DRAWS, len(mode)))
    stretch = np.sqrt(_FREEDOM / chance.chisquare(_FREEDOM, _DRAWS))
    points = mode + (normal * stretch[:, None]) @ spread.T
    away = (normal**2).sum(axis=1) * stretch**2
    proposed = -0.5 * (_FREEDOM + len(mode)) * np.log1p(away / _FREEDOM)
    logs = log_posterior(points) - proposed
    weights = np.exp(logs - logs.max())
    return Draws(points, weights / weights.sum())


def _spread(log_posterior: Callable[[Floats], Floats], mode: Floats) -> Floats:
    """(K, K) A root of the covariance at the mode."""
    size = len(mode)
    steps = np.eye(size) * _STEP * np.maximum(1.0, np.abs(mode))
    curve = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = np.array(
                [
                    mode + steps[i] + steps[j],
                    mode + steps[i] - steps[j],
                    mode - steps[i] + steps[j],
                    mode - steps[i] - steps[j],
                ]
            )
            value = log_posterior(corners)
            curve[i, j] = -(value[0] - value[1] - value[2] + value[3]) / (
                4 * steps[i, i] * steps[j, j]
            )
    curve = (curve + curve.T) / 2
    curve = np.where(np.isfinite(curve), curve, 0.0)
    values, vectors = np.linalg.eigh(curve)
    return np.asarray(vectors / np.sqrt(np.maximum(values, 0.05)))


def quantile(values: Floats, weights: Floats, share: float) -> float:
    """The value that so much of the weight lies below."""
    order = np.argsort(values, kind="stable")
    return float(np.interp(share, np.cumsum(weights[order]), values[order]))
