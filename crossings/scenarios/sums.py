"""Sums that are the same to a bit however many scenarios are carried together.

NumPy adds in an order of its own, which depends on the lengths of all axes.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Floats


def summed(array: Floats, axis: int) -> Floats:
    """Sum over one axis, one after the other.

    >>> summed(np.array([[1.0, 2.0], [3.0, 4.0]]), 1).tolist()
    [3.0, 7.0]
    """
    parts = np.moveaxis(array, axis, 0)
    total = np.zeros(parts.shape[1:])
    for part in parts:
        total += part
    return total
