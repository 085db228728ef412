"""Figures that cannot be told apart over the futures: of which others say all there is to say.

A figure that another one gives, or several together do, has no effect of its own that any number
of futures could tell.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Floats

_ROUNDING = 1e-11
"""Share of its variance within which a figure is given by others."""
_NO_PART = 1e-4
"""Weight below which a figure has no part in what others give."""


def moving_as_one(columns: Floats) -> list[list[int]]:
    """Positions of the columns (S, K), those together that are linear in each other.

    Every column must vary.

    >>> x, y = np.array([0.0, 1.0, 2.0, 5.0]), np.array([1.0, 0.0, 0.0, 1.0])
    >>> moving_as_one(np.column_stack([x, y, 3 - 2 * x]))
    [[0, 2], [1]]
    """
    standard = _standard(columns)
    alike = np.abs(standard.T @ standard) >= 1 - _ROUNDING  # (K, K)
    found: list[list[int]] = []
    for k in range(columns.shape[1]):
        own = next((group for group in found if alike[group[0], k]), None)
        if own is None:
            found.append([k])
        else:
            own.append(k)
    return found


def independent(columns: Floats) -> Flags:
    """(K,) Whether no others together give a column of (S, K). Every column must vary.

    >>> x, y = np.array([0.0, 1.0, 2.0, 5.0]), np.array([1.0, 0.0, 0.0, 1.0])
    >>> independent(np.column_stack([x, y, x + y, [0.0, 0.0, 1.0, 0.0]])).tolist()
    [False, False, False, True]
    """
    if not columns.size:
        return np.ones(columns.shape[1], dtype=bool)
    standard = _standard(columns)
    sizes, vectors = np.linalg.eigh(standard.T @ standard)
    given = vectors[:, sizes <= _ROUNDING * columns.shape[1]]  # (K, dependences)
    return np.asarray(np.linalg.norm(given, axis=1) <= _NO_PART)


def _standard(columns: Floats) -> Floats:
    """(S, K) Columns less their means, each of length 1."""
    centred = columns - columns.mean(axis=0)
    return np.asarray(centred / np.linalg.norm(centred, axis=0))
