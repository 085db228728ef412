"""Numbers in a row."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from crossings.problem import Floats


def floats(values: Iterable[float]) -> Floats:
    """Values in a row.

    >>> floats([1, 2]).tolist()
    [1.0, 2.0]
    """
    return np.fromiter(values, dtype=np.float64)
