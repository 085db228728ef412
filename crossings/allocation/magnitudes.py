"""Large beside small: what a solver with one tolerance for all costs and bounds has to be told.

Costs and bounds are handed over in units in which the largest is neither tiny nor huge. Where
costs differ by more than a tolerance can hold, an optimum decides about the large ones alone.
What it leaves to the small ones is another program: with π the prices that are no rounding, on rows
that stay tight,

    Σ c · x = Σ π · (A · x) + Σ (c − Aᵀ · π) · x

and the first sum is the same in all plans that are left. So c − Aᵀ · π, of the columns not yet
fixed, is what remains to be minimised, at its own scale.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Floats, Positions

_LEAST_COST, _MOST_COST = 1.0, 2.0**24
"""Within these the largest cost stays as it is."""
_LEAST_NEED = 1.0
"""What the largest need is brought to, if it is smaller."""
_WIDE = 1e-5
"""Costs below this share of the largest are small beside it."""
_ROUNDING = 1e-12
"""What is left of costs and prices that cancel out, below this share of them, is rounding."""


@dataclass(frozen=True)
class Matrix:
    """Every entry of a program."""

    row: Positions
    column: Positions
    value: Floats

    @classmethod
    def of(cls, lp: Any) -> Matrix:
        """The entries of what HiGHS holds."""
        matrix = lp.a_matrix_
        index, starts = np.array(matrix.index_, dtype=np.intp), np.array(matrix.start_)
        along = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        by_column = matrix.format_ == highspy.MatrixFormat.kColwise
        row, column = (index, along) if by_column else (along, index)
        return cls(row, column, np.array(matrix.value_, dtype=np.float64))

    def largest_of_rows(self, rows: int) -> Floats:
        """(rows,) Largest coefficient of each row, in size."""
        largest = np.zeros(rows)
        np.maximum.at(largest, self.row, np.abs(self.value))
        return largest

    def times(self, prices: Floats, columns: int) -> Floats:
        """(columns,) Aᵀ · prices."""
        weights = self.value * prices[self.row]
        return np.bincount(self.column, weights, minlength=columns).astype(np.float64)

    def rows(self, columns: Floats, rows: int) -> Floats:
        """(rows,) A · columns."""
        weights = self.value * columns[self.column]
        return np.bincount(self.row, weights, minlength=rows).astype(np.float64)

    def sizes(self, prices: Floats, columns: int) -> Floats:
        """(columns,) Likewise, of the sizes of both."""
        weights = np.abs(self.value * prices[self.row])
        return np.bincount(self.column, weights, minlength=columns).astype(np.float64)


def are_wide(costs: Floats) -> bool:
    """Whether some costs are small beside others."""
    sizes = np.abs(costs[costs != 0])
    return bool(len(sizes) and sizes.min() < _WIDE * sizes.max())


def left_of(costs: Floats, matrix: Matrix, prices: Floats) -> Floats:
    """(columns,) c − Aᵀ · π, without rounding."""
    left = costs - matrix.times(prices, len(costs))
    size = np.abs(costs) + matrix.sizes(prices, len(costs))
    return np.where(np.abs(left) > _ROUNDING * size, left, 0.0)


def fit_costs(highs: Any, costs: Floats) -> None:
    """Have HiGHS count costs in a unit in which the largest is neither tiny nor huge."""
    largest = float(np.abs(costs).max(initial=0.0))
    power = 0
    if largest > _MOST_COST:
        power = -math.ceil(math.log2(largest / _MOST_COST))
    elif 0 < largest < _LEAST_COST:
        power = math.ceil(math.log2(_LEAST_COST / largest))
    highs.setOptionValue("user_objective_scale", power)


def fit_bounds(highs: Any, ledger: Ledger) -> None:
    """Have HiGHS count truckloads in a unit in which the largest need of a period is not tiny."""
    upper = np.array(highs.getLp().col_upper_)
    places = np.concatenate([ledger.places(kind) for kind in (MET, EXPORTED)])
    largest = float(upper[places].max(initial=0.0))
    small = 0 < largest < _LEAST_NEED
    power = math.ceil(math.log2(_LEAST_NEED / largest)) if small else 0
    highs.setOptionValue("user_bound_scale", power)
