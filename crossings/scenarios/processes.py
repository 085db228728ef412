"""The random processes: closures as a chain of days, and lognormal factors.

| symbol | code           | meaning                                                     |
|--------|----------------|-------------------------------------------------------------|
| p      | open_share     | share of calendar days open                                 |
| L      | closed_days    | mean days of a closed spell                                 |
| cv     | cv             | coefficient of variation of a factor with mean 1            |
| ρ      | persistence    | correlation of the factor's logarithm from day to day       |

    P(open → closed) = (1 − p) / (p · L)        P(closed → open) = 1 / L
                       of weekdays with factors of their own see `weekly`
    factor = exp(σ · z − σ² / 2),  σ² = ln(1 + cv²),  z[d] = ρ · z[d−1] + √(1 − ρ²) · ε[d]

Chain and logarithm start from their stationary distribution: P(open) = p, or the share of the
first weekday; z[0] = ε[0].
"""

from __future__ import annotations

import math

import numpy as np

from crossings.problem import Flags, Floats


def open_chain(
    uniform: Floats, first_open: float, closes: Floats | float, closed_days: float
) -> Flags:
    """(S, D) Whether each day is open, from (S, D) uniform numbers.

    `first_open` is how likely the first day is open, `closes` P(open → closed) of all days, or
    (D,) of each.

    >>> open_chain(np.array([[0.5, 0.99, 0.4, 0.6]]), 0.9, 1 / 18, 2.0).tolist()
    [[True, False, True, True]]
    """
    made = np.empty(uniform.shape, dtype=bool, order="F")
    made[:, 0] = uniform[:, 0] < first_open
    stays = uniform < 1 - closes
    reopens = uniform < 1 / closed_days
    for d in range(1, uniform.shape[1]):
        made[:, d] = np.where(made[:, d - 1], stays[:, d], reopens[:, d])
    return made


def persistent(normal: Floats, persistence: float) -> Floats:
    """(S, D) Standard normal numbers, each correlated with the day before; `normal` is used up."""
    if persistence > 0:
        fresh = math.sqrt(1 - persistence**2)
        for d in range(1, normal.shape[1]):
            normal[:, d] *= fresh
            normal[:, d] += persistence * normal[:, d - 1]
    return normal


def triangular(uniform: Floats, low: float, mode: float, high: float) -> Floats:
    """Numbers from low to high, most often near the mode, from uniform ones.

    >>> triangular(np.array([0.0, 0.25, 0.5, 1.0]), 0.0, 1.0, 4.0).round(3).tolist()
    [0.0, 1.0, 1.551, 4.0]
    """
    width = high - low
    rises = np.sqrt(uniform * width * (mode - low)) + low
    falls = high - np.sqrt((1 - uniform) * width * (high - mode))
    return np.where(uniform * width < mode - low, rises, falls)


def lognormal(normal: Floats, cv: float) -> Floats:
    """Factors with mean 1 and the given cv, from standard normal numbers.

    >>> lognormal(np.array([0.0]), 1.0).round(6).tolist()  # the median: 1 / √2
    [0.707107]
    """
    variance = math.log1p(cv**2)
    return np.asarray(np.exp(math.sqrt(variance) * normal - variance / 2))
