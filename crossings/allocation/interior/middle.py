"""The middle of the best plans of a face, for costs or for squares.

Columns that are held go, and rows that have no others. A row between bounds takes a column of what
is left to one of them, a square of several columns a column of their sum. Rows and columns are
brought near 1 by the roots of their largest entries (Ruiz, 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossings.allocation.aims import Squares
from crossings.allocation.face import Face
from crossings.allocation.interior.chain import chain_of
from crossings.allocation.interior.path import Program, followed
from crossings.ends.deadline import Deadline
from crossings.problem import Floats, Positions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SCALINGS = 4
_KEPT = 1e-9
"""Share of the largest truckloads that rows may be passed by."""


@dataclass(frozen=True, eq=False)
class Middle:
    """One optimum, from the middle of all."""

    columns: Floats
    reduced_costs: Floats
    prices: Floats
    """Of rows."""


@dataclass(frozen=True, eq=False)
class _Standard:
    """A program of equations; those of `rows`, and then what squares are made of."""

    program: Program
    periods: Positions
    base: Floats
    """What columns of the face are where those of the program are 0."""
    free: Positions
    rows: Positions


def middle_of(
    face: Face,
    costs: Floats,
    periods: Positions,
    deadline: Deadline,
    squares: Squares | None = None,
) -> Middle | None:
    """The middle of what has least Σ costs, and squares if there are any, on a face.

    `periods` (columns,) is that of every column. None where the face is no chain, or the path is
    not followed to its end.
    """
    standard = _standard(face, costs, periods, squares)
    if not min(standard.program.matrix.shape):
        return None
    found = _solved(standard.program, standard.periods, deadline)
    if found is None:
        return None
    x, y = found
    columns, prices = standard.base.copy(), np.zeros(len(face.rows_lower))
    columns[standard.free] += x[: len(standard.free)]
    if _passed(face, columns) > _KEPT * max(1.0, _largest(columns)):
        return None  # a row of held columns alone, say, that asks for more
    prices[standard.rows] = y[: len(standard.rows)]
    return Middle(columns, costs - face.matrix.times(prices, len(costs)), prices)


def _standard(face: Face, costs: Floats, periods: Positions, squares: Squares | None) -> _Standard:
    from scipy.sparse import block_array, csr_matrix, identity

    width, height = len(costs), len(face.rows_lower)
    free = np.flatnonzero(face.columns_lower < face.columns_upper)
    base = face.columns_lower
    entries = face.matrix
    matrix = csr_matrix((entries.value, (entries.row, entries.column)), shape=(height, width))
    touched, matrix = matrix @ base, matrix[:, free]
    bounds = np.isfinite(face.rows_lower) | np.isfinite(face.rows_upper)
    rows = np.flatnonzero((np.diff(matrix.indptr) > 0) & bounds)
    matrix, lower, upper = (
        each[rows] for each in (matrix, face.rows_lower - touched, face.rows_upper - touched)
    )
    above = np.isfinite(upper)
    between = np.flatnonzero(lower < upper)
    left = csr_matrix(
        (np.where(above[between], 1.0, -1.0), (between, np.arange(len(between)))),
        shape=(len(rows), len(between)),
    )
    room = np.where(above & np.isfinite(lower), upper - lower, np.inf)[between]
    linear, curved = costs[free], np.zeros(len(free))
    summed = csr_matrix((0, len(free)))
    weight = target = np.zeros(0)
    if squares is not None:
        parts = squares.parts
        shape = (len(squares.weight), width)
        sums = csr_matrix((parts.value, (parts.row, parts.column)), shape=shape)
        target, sums = squares.target - sums @ base, sums[:, free]
        several = np.diff(sums.indptr) > 1
        single = sums.multiply((squares.weight * ~several)[:, None]).tocsr()
        curved += 2 * np.asarray(single.multiply(sums).sum(axis=0)).ravel()
        linear -= 2 * (single.T @ target)
        summed, weight, target = sums[several], squares.weight[several], target[several]
    number = len(weight)
    whole = block_array(
        [[matrix, left, None], [summed, None, -identity(number)]] if number else [[matrix, left]],
        format="csr",
    )
    most = np.concatenate([(face.columns_upper - base)[free], room, np.full(number, np.inf)])
    program = Program(
        matrix=whole,
        sides=np.concatenate([np.where(above, upper, lower), np.zeros(number)]),
        costs=np.concatenate([linear, np.zeros(len(between)), -2 * weight * target]),
        squares=np.concatenate([curved, np.zeros(len(between)), 2 * weight]),
        bounded=np.arange(len(most)) < len(most) - number,
        most=most,
    )
    return _Standard(program, _periods(whole, periods[free]), base, free, rows)


def _passed(face: Face, columns: Floats) -> float:
    """How far columns pass the bounds of any row."""
    rows = face.matrix.rows(columns, len(face.rows_lower))
    return float(np.maximum(face.rows_lower - rows, rows - face.rows_upper).max(initial=0.0))


def _periods(matrix: csr_matrix, periods: Positions) -> Positions:
    """(columns,) Those of a program; further columns have the latest that their row has."""
    rows = matrix.tocoo()
    known = rows.col < len(periods)
    latest = np.zeros(matrix.shape[0], dtype=np.intp)
    np.maximum.at(latest, rows.row[known], periods[rows.col[known]])
    found = np.zeros(matrix.shape[1], dtype=np.intp)
    found[: len(periods)] = periods
    found[rows.col[~known]] = latest[rows.row[~known]]
    return found


def _solved(
    program: Program, periods: Positions, deadline: Deadline
) -> tuple[Floats, Floats] | None:
    """Columns and prices of the middle of its optima."""
    from scipy.sparse import diags

    chain = chain_of(program.matrix, periods)
    if chain is None:
        return None
    row, column = _scaling(program.matrix)
    limits = program.most / column
    sides = program.sides * row
    size = max(1.0, _largest(sides), _largest(limits[np.isfinite(limits)]))
    costs, squares = program.costs * column * size, program.squares * (column * size) ** 2
    cost = max(_largest(costs), _largest(squares)) or 1.0
    order = chain.order
    scaled = Program(
        (diags(row) @ program.matrix @ diags(column)).tocsr()[order], sides[order] / size,
        costs / cost, squares / cost, program.bounded, limits / size,
    )  # fmt: skip
    end = followed(scaled, chain, deadline)
    if end is None:
        return None
    prices = np.empty_like(end.y)
    prices[order] = end.y
    return end.x * column * size, prices * row * cost / size


def _scaling(matrix: csr_matrix) -> tuple[Floats, Floats]:
    """What brings the entries of rows and columns near 1."""
    from scipy.sparse import diags

    row, column, sizes = np.ones(matrix.shape[0]), np.ones(matrix.shape[1]), abs(matrix)
    for _ in range(_SCALINGS):
        scaled = (diags(row) @ sizes @ diags(column)).tocsr()
        for factors, axis in ((row, 1), (column, 0)):
            largest = scaled.max(axis=axis).toarray().ravel()
            factors /= np.sqrt(np.where(largest > 0, largest, 1.0))
    return row, column


def _largest(values: Floats) -> float:
    return float(np.abs(values).max(initial=0.0))
