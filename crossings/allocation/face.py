"""What a program leaves open."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.allocation.magnitudes import Matrix
from crossings.problem import Floats


@dataclass(frozen=True)
class Bounds:
    """What columns, which are all ≥ 0, and rows may be."""

    columns_upper: Floats
    rows_lower: Floats
    rows_upper: Floats


@dataclass(frozen=True, eq=False)
class Face:
    """What the objectives so far leave open: bounds of all columns and rows, and the matrix."""

    matrix: Matrix
    columns_lower: Floats
    columns_upper: Floats
    rows_lower: Floats
    rows_upper: Floats
