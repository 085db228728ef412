"""Periods that are alike are solved as one: their columns and rows are added up.

In a run of periods which differ in nothing, any plan can be brought to its mean: as much passes in
each of them as in the others, and what lies rises or falls from the first to the last by as much
each time. That keeps what the plan kept, and no measure that is convex gets worse by it. So the
program is solved for the sums of a run,

    X = Σ_t x[t]        Σ_t rows[t] within Σ_t bounds[t]        levels at the end of the run alone

and x[t] = X / periods is a best plan of all of it, as sums are bounds of every plan:

- columns of a run that are one sum have the same entries in the sums of rows, those of a level
  within a run none (what is left by one period is there in the next);
- the sum costs what the cheapest of its columns does, and that is what the plan costs;
- a square grows alike with all columns of a sum;
- the plan keeps all bounds.

All of this is looked at, on the numbers of the program; where it fails, the program is solved as it
is. The price of a sum of rows is that of each.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import highspy
import numpy as np

from crossings.allocation.convex import minimised
from crossings.allocation.interruptible import solved
from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import fit_costs
from crossings.allocation.outcomes import Face, Outcome
from crossings.allocation.quadratic import Quadratic, in_highs, sparse
from crossings.allocation.settings import LARGE, configure
from crossings.ends.deadline import Deadline
from crossings.limits.flows import LEVELS
from crossings.limits.record import Kind
from crossings.problem import Flags, Floats, Positions, Problem

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_ROUNDING = 1e-9
"""Share of truckloads, or of costs, that is rounding; solvers keep rows to as much."""
_CANCELLED = 1e-12
"""Share of the entries of a row below which what is left of them has cancelled out."""
_GAIN = 4
"""How many times fewer columns are worth it. Of a year by days with weekends shut there are 3.5
times fewer; from the plan so found HiPO took 95 s for the last aim, and 18 from the usual one."""


@dataclass(frozen=True, eq=False)
class Runs:
    """Which columns and rows of a program are added up."""

    column: Positions
    """(columns,) The sum that each is in; -1: a level within a run, which is in none."""
    row: Positions  # (rows,)
    chain: Positions
    """(columns,) Levels of one place and run have one number."""
    period: Positions  # (columns,)

    def of(self, columns: Positions, rows: Flags) -> Runs:
        """The same of some columns and rows."""
        column = self.column[columns]
        column[column >= 0] = _numbered(column[column >= 0])
        return Runs(column, _numbered(self.row[rows]), self.chain[columns], self.period[columns])


def runs_of(ledger: Ledger, problem: Problem) -> Runs | None:
    """The runs of a program; None where few periods are alike, or it is small."""
    if ledger.width <= LARGE:
        return None
    run = _runs(problem)
    if len(run) < _GAIN * (run[-1] + 1):
        return None
    ends = np.append(np.diff(run) > 0, True)  # (T,)
    column, chain, period = (np.full(ledger.width, -1, dtype=np.intp) for _ in range(3))
    row = np.full(ledger.rows, -1, dtype=np.intp)
    for kind in ledger.kinds:
        places, keys = ledger.places(kind), ledger.keys(kind)
        column[places] = _sums(ledger, kind, keys, run) + column.max() + 1
        if "t" in kind.axes:
            period[places] = keys[:, kind.axes.index("t")]
        if kind in LEVELS:
            chain[places] = column[places]
            column[places[~ends[period[places]]]] = -1
    for kind in ledger.row_kinds:
        keys, places = ledger.row_keys(kind)
        row[places] = _sums(ledger, kind, keys, run) + row.max() + 1
    column[column >= 0] = _numbered(column[column >= 0])
    return Runs(column, row, chain, period)


def _runs(problem: Problem) -> Positions:
    """(T,) The run of each period: it differs in no number from the one before."""
    many = len(problem.periods)
    alike = np.ones(many - 1, dtype=bool)
    for field in fields(problem):
        its = getattr(problem, field.name)
        if isinstance(its, np.ndarray) and its.ndim and len(its) == many:
            same = (its[1:] == its[:-1]) | ((its[1:] != its[1:]) & (its[:-1] != its[:-1]))
            alike &= same.all(axis=tuple(range(1, its.ndim)))
    return np.concatenate([[0], np.cumsum(~alike)])


def _sums(ledger: Ledger, kind: Kind, keys: Positions, run: Positions) -> Positions:
    """(n,) Numbers of the sums of a kind, from 0."""
    keys = keys.copy()
    if "t" in kind.axes:
        at = kind.axes.index("t")
        keys[:, at] = run[keys[:, at]]
    if not keys.size:
        return np.zeros(len(keys), dtype=np.intp)
    return _numbered(np.ravel_multi_index(tuple(keys.T), tuple(keys.max(axis=0) + 1)))


def _numbered(some: Positions) -> Positions:
    return np.unique(some, return_inverse=True)[1]


class Summed:
    """A program whose runs are added up, and plans of it expanded."""

    def __init__(self, runs: Runs, whole: Quadratic) -> None:
        self._runs, self._whole = runs, whole
        self._within = within = runs.column < 0
        width, height, added = len(within), len(runs.row), np.maximum(runs.column, 0)
        counts = np.asarray(np.bincount(added, ~within), dtype=np.float64)  # (sums,)
        shape = width, len(counts)
        share = np.where(within, 0.0, 1 / np.maximum(counts, 1.0)[added])
        self.longest = float(counts.max(initial=1.0))
        """How many columns are in one sum at most."""
        self._mean = sparse(np.arange(width), added, share, shape)
        self._member = sparse(np.arange(width), added, (~within).astype(np.float64), shape)
        sums = sparse(
            runs.row, np.arange(height), np.ones(height), (runs.row.max(initial=-1) + 1, height)
        )
        self._rows = _without_rounding(sums @ whole.matrix)
        self._grows = (whole.square @ self._mean).tocsr()
        costs = np.full(len(counts), np.inf)
        np.minimum.at(costs, added[~within], whole.linear[~within])
        self.program = Quadratic(
            square=(self._mean.T @ self._grows).tocsr(),
            linear=costs,
            matrix=(self._rows @ self._mean).tocsr(),
            lower=sums @ whole.lower,
            upper=sums @ whole.upper,
            least=self.sums_of(whole.least),
            most=self.sums_of(whole.most),
        )

    def sums_of(self, columns: Floats) -> Floats:
        """(sums,) Of numbers of all columns."""
        within = np.where(self._within, 0.0, columns)
        return np.asarray(np.bincount(np.maximum(self._runs.column, 0), within))

    @property
    def is_alike(self) -> bool:
        """Whether a mean keeps what its plan keeps, and grows no square more."""
        outside = ~self._within
        alone = self._member[outside]
        entries = self._rows[:, outside] - self.program.matrix @ alone.T
        grows = self._grows[outside]
        square = grows - alone @ self.program.square
        differs = _without_rounding(entries, self._rows), _without_rounding(square, grows)
        within = self._rows[:, self._within], self._grows[self._within]
        alike = not any(each.count_nonzero() for each in (*differs, *within))
        return alike and bool((self._whole.linear[self._within] >= 0).all())

    def expanded(self, sums: Floats) -> Floats | None:
        """The plan of given sums, alike in every period of a run; None where it is none."""
        whole, runs, x = self._whole, self._runs, self._mean @ sums
        entries = whole.matrix.tocoo()
        begins = self._within[entries.col] & (entries.data > 0)
        row, column = entries.row[begins], entries.col[begins]
        order = np.lexsort((runs.period[column], runs.chain[column]))
        row, column = row[order], column[order]
        left = np.cumsum((whole.lower - whole.matrix @ x)[row])
        first = np.flatnonzero(np.diff(runs.chain[column], prepend=-1))
        before = np.concatenate([[0.0], left])[first]
        x[column] = left - np.repeat(before, np.diff(np.append(first, len(left))))
        if not np.isfinite(x).all() or not self._keeps(x):
            return None
        x = np.clip(x, whole.least, whole.most)
        off = abs(float(whole.linear @ x - self.program.linear @ sums))
        return x if off <= _ROUNDING * float(np.abs(whole.linear) @ x) else None

    def _keeps(self, x: Floats) -> bool:
        """Whether columns keep all bounds but for rounding, and rows for that of what they add."""
        whole, rows = self._whole, self._whole.matrix @ x
        little = _ROUNDING * np.maximum(1.0, abs(whole.matrix) @ np.abs(x))
        size = _ROUNDING * np.abs(x).max(initial=1.0)
        keeps = (rows >= whole.lower - little) & (rows <= whole.upper + little)
        return bool(
            keeps.all() and (x >= whole.least - size).all() and (x <= whole.most + size).all()
        )


def _without_rounding(matrix: csr_matrix, beside: csr_matrix | None = None) -> csr_matrix:
    """The same without what cancels out, beside the largest entries of its rows or of others."""
    found = matrix.tocsr()
    sizes = abs(found if beside is None else beside).max(axis=1).toarray().ravel()
    little = np.repeat(_CANCELLED * sizes, np.diff(found.indptr))
    found.data = np.where(np.abs(found.data) > little, found.data, 0.0)
    found.eliminate_zeros()
    return found


def least_by_runs(runs: Runs, face: Face, costs: Floats, deadline: Deadline) -> Outcome | None:
    """The outcome of minimising Σ costs on a face; None where runs tell none."""
    entries, width = face.matrix, len(costs)
    matrix = sparse(entries.row, entries.column, entries.value, (len(face.rows_lower), width))
    rows, columns = (face.rows_lower, face.rows_upper), (face.columns_lower, face.columns_upper)
    nothing = sparse([], [], np.zeros(0), (width, width))
    summed = Summed(runs, Quadratic(nothing, costs, matrix, *rows, *columns))
    if not summed.is_alike:
        return None
    highs = in_highs(summed.program)
    configure(highs)
    fit_costs(highs, summed.program.linear)
    if solved(highs, deadline) != highspy.HighsModelStatus.kOptimal:
        return None
    solution = highs.getSolution()
    plan = summed.expanded(np.array(solution.col_value))
    if plan is None:
        return None
    prices = np.array(solution.row_dual)[runs.row]
    value, reduced, nowhere = float(costs @ plan), costs - matrix.T @ prices, highspy.HighsBasis()
    return Outcome("optimal", value, plan, matrix @ plan, reduced, prices, nowhere)


def squares_by_runs(
    runs: Runs, program: Quadratic, size: float, deadline: Deadline, near: Floats
) -> Floats | None:
    """The columns, of that size, at which squares are least; None where runs tell none."""
    summed = Summed(runs, program)
    if not summed.is_alike:
        return None
    near, size = summed.sums_of(near), size * summed.longest
    found = minimised(summed.program.without_empty_rows(), size, deadline, near=near)
    return None if found is None else summed.expanded(found)
