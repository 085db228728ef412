"""Quantities of a file as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from crossings.problem import Floats
from crossings.reading.schema.entry import Quantity


def floats(values: Iterable[float]) -> Floats:
    """Values in a row.

    >>> floats([1, 2]).tolist()
    [1.0, 2.0]
    """
    return np.fromiter(values, dtype=np.float64)


def table(rows: Sequence[Sequence[float]], shape: tuple[int, int]) -> Floats:
    """Rows as an array that keeps its axes where one of them is empty.

    >>> table([], (0, 3)).shape
    (0, 3)
    """
    return np.array(rows, dtype=np.float64).reshape(shape)


def value_or(quantity: Quantity | None, otherwise: float) -> float:
    """The number, or `otherwise` where none is given.

    >>> value_or(None, 2.0)
    2.0
    """
    return otherwise if quantity is None else quantity.value
