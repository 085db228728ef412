"""What a solver made of one objective, and what objectives leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from crossings.allocation.magnitudes import Matrix
from crossings.problem import Floats, Problem

Ending = Literal["optimal", "feasible", "near", "infeasible", "nothing"]
"""`feasible`: stopped early with a plan; `nothing`: stopped early without one; `near`: columns pass
some rows by a little (`near_best`)."""


@dataclass(frozen=True)
class Outcome:
    """What HiGHS made of one objective."""

    status: Ending
    value: float
    columns: Floats
    rows: Floats
    reduced_costs: Floats
    prices: Floats
    basis: Any
    """What another search that differs little may start from."""
    problem: Problem | None = None
    """What it is the first objective of, where that is known."""

    @property
    def is_inside(self) -> bool:
        """Whether it is from the middle of what is optimal, and no vertex."""
        return not self.basis.valid

    @property
    def has_plan(self) -> bool:
        """Whether its columns are a plan."""
        return self.status in ("optimal", "feasible")


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

    def of_what_moves(self, columns: Floats, rows: Floats) -> Floats:
        """What is told of columns, then of rows, that are not held by their bounds.

        Any price of those that are held tells nothing.
        """
        moves = self.columns_lower < self.columns_upper, self.rows_lower < self.rows_upper
        return np.concatenate([columns[moves[0]], rows[moves[1]]])
