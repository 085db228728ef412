"""Convex programs with squares in what is made least: the home of SciPy's sparse matrices.

minimise  ½ xᵀ P x + qᵀ x      with  lower ≤ A x ≤ upper  and  least ≤ x ≤ most
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from crossings.allocation.fill import fills
from crossings.problem import Flags, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SMALLEST = 1e-12
"""Entries from here on count, the least that HiGHS can be told."""
_FAR = 1e5
"""Bounds beyond this many times the size of a plan are looked at afterwards alone."""
LARGE = 10_000
"""Columns from which it takes more than a second: a process of its own hears signals meanwhile."""


@dataclass(frozen=True, eq=False)
class Quadratic:
    """A convex program."""

    square: csr_matrix  # P
    linear: Floats  # q
    matrix: csr_matrix  # A
    lower: Floats
    upper: Floats
    least: Floats
    most: Floats

    def in_units_of(self, size: float, rows: Floats | None = None) -> Quadratic:
        """The same with columns and rows counted in `size`, and costs and rows near 1.

        Rows are near 1 by their largest entry, or by what is given of each.
        """
        square, linear = self.square * size**2, self.linear * size
        costs = (abs(square).max() if square.nnz else 0.0, np.abs(linear).max(initial=0.0))
        cost = 1 / max(costs) if max(costs) > 0 else 1.0
        largest = abs(self.matrix).max(axis=1).toarray().ravel() if rows is None else rows
        matrix = self.matrix.multiply(1 / largest[:, None]).tocsr()
        lower, upper = self.lower / largest / size, self.upper / largest / size
        least, most = self.least / size, self.most / size
        return Quadratic(square * cost, linear * cost, matrix, lower, upper, least, most)

    def of(self, columns: Flags) -> Quadratic:
        """The same with some of its columns, where the others are 0."""
        square, matrix = self.square[columns][:, columns], self.matrix[:, columns]
        bounds = self.lower, self.upper, self.least[columns], self.most[columns]
        return Quadratic(square, self.linear[columns], matrix, *bounds)

    def without_empty_rows(self) -> Quadratic:
        """The same without rows that have no column."""
        kept = np.diff(self.matrix.indptr) > 0
        rows = {"matrix": self.matrix[kept], "lower": self.lower[kept], "upper": self.upper[kept]}
        return replace(self, **rows)

    def near(self) -> Quadratic:
        """The same without bounds so far away that solvers lose the others beside them."""
        bounds = (self.lower, self.upper, self.least, self.most)
        lower, upper, least, most = (
            np.where(np.abs(each) > _FAR, np.copysign(np.inf, each), each) for each in bounds
        )
        return Quadratic(self.square, self.linear, self.matrix, lower, upper, least, most)

    @property
    def equations(self) -> Flags:
        """(rows,) Those that are to be met exactly."""
        return np.asarray(self.lower == self.upper)

    @property
    def is_separable(self) -> bool:
        """Whether no two columns are multiplied, so that normal equations are as sparse as A Aᵀ."""
        return int(self.square.nnz) == int(np.count_nonzero(self.square.diagonal()))

    @property
    def is_large(self) -> bool:
        """Whether it takes more than a second to solve."""
        return len(self.linear) >= LARGE

    @property
    def fills(self) -> bool:
        """Whether it is large, and elimination leaves hardly any zero."""
        columns = np.bincount(self.matrix.indices, minlength=len(self.linear))
        return self.is_large and fills(np.diff(self.matrix.indptr), columns)

    def at(self, x: Floats) -> float:
        """What is made least."""
        return float(x @ (self.square @ x) / 2 + self.linear @ x)

    def passed(self, x: Floats) -> float:
        """How far x is beyond any bound."""
        rows = self.matrix @ x
        beyond = (self.lower - rows, rows - self.upper, self.least - x, x - self.most)
        return max(float(each.max(initial=0.0)) for each in beyond)


def sparse(rows: Any, columns: Any, values: Floats, shape: tuple[int, int]) -> csr_matrix:
    """A sparse matrix of its entries."""
    from scipy.sparse import csr_matrix

    return csr_matrix((values, (rows, columns)), shape=shape)


def in_highs(program: Quadratic) -> Any:
    """The program in HiGHS, not yet solved."""
    import highspy
    from scipy.sparse import tril

    model = highspy.HighsModel()
    lp, hessian = model.lp_, model.hessian_
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.linear, program.least, program.most
    lp.row_lower_, lp.row_upper_ = program.lower, program.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    hessian.format_ = highspy.HessianFormat.kTriangular
    sent: list[tuple[Any, Any]] = [(lp.a_matrix_, program.matrix.tocsc())]
    if program.square.nnz:
        hessian.dim_ = lp.num_col_
        sent.append((hessian, tril(program.square, format="csc")))
    for its, matrix in sent:
        its.start_, its.index_, its.value_ = matrix.indptr, matrix.indices, matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("small_matrix_value", _SMALLEST)
    highs.passModel(model)
    return highs
