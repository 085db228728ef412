"""Sums that are the same to a bit however many scenarios are carried together.

NumPy adds in an order of its own, which depends on the lengths of all axes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crossings.problem import Floats


def summed(array: Floats, axis: int) -> Floats:
    """Sum over one axis, one after the other.

    >>> summed(np.array([[1.0, 2.0], [3.0, 4.0]]), 1).tolist()
    [3.0, 7.0]
    """
    before: tuple[Any, ...] = (slice(None),) * axis
    total = np.zeros(array.shape[:axis] + array.shape[axis + 1 :])
    for k in range(array.shape[axis]):
        total += array[(*before, k)]
    return total
