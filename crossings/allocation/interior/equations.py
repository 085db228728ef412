"""Normal equations of a chain, eliminated chunk by chunk: the home of LAPACK.

    (A Θ Aᵀ + δ I) y = r

Rows apart go first, D y = …, and leave S = M − B D⁻¹ Bᵀ to the others. A chunk's block of S, local
rows before state rows, is a dense Cholesky factor; what its state rows are joined with in the next
chunk, C, takes C K⁻¹ Cᵀ from that one's block, K what is left of its own state rows. The border's
few rows come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crossings.allocation.interior.chain import Chain
from crossings.problem import Floats, Positions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


class NotPositiveError(Exception):
    """A factor could not be had: rounding made a block indefinite."""


class _Block(NamedTuple):
    """Which entries are where in a chunk's block, and beside the one before."""

    own: Positions
    own_at: Positions
    """Places in the block, column after column."""
    high: Positions
    """Entries joining rows apart with others, of which two of one row apart change another."""
    low: Positions
    changed_at: Positions
    joined: Positions
    row: Positions
    column: Positions
    """Among the state rows of this chunk and of the one before."""


class Equations:
    """The normal equations of one matrix, its rows in the order of the chain."""

    def __init__(self, matrix: csr_matrix, chain: Chain) -> None:
        self._chain, self._rows = chain, matrix.shape[0]
        self._first, self._second, self._of_columns = _products(matrix)
        apart, last = chain.apart, chain.ends[-1]
        self._on_apart = np.flatnonzero(self._first < apart)  # their diagonal
        beside = np.flatnonzero((self._first >= apart) & (self._second < apart))
        self._beside = beside[np.lexsort((self._first[beside], self._second[beside]))]
        self._on_border = np.flatnonzero((self._first >= last) & (self._second >= apart))
        self._blocks = self._in_chunks()
        self._factors: list[Floats] = []
        self._joints: list[csr_matrix | None] = []

    def _in_chunks(self) -> list[_Block]:
        ends, apart = self._chain.ends, self._chain.apart
        inner = np.flatnonzero((self._second >= apart) & (self._first < ends[-1]))
        cuts = np.searchsorted(self._first[inner], ends)
        row, of = self._first[self._beside], self._second[self._beside]
        inside = np.flatnonzero(row < ends[-1])
        row, of = row[inside], of[inside]
        begins = np.flatnonzero(np.diff(of, prepend=-1))
        counts = np.diff(begins, append=len(of))
        chunk = np.searchsorted(ends, row[begins], side="right") - 1
        blocks = []
        for number, local in enumerate(self._chain.local):
            first, size = ends[number], ends[number + 1] - ends[number]
            here = inner[cuts[number] : cuts[number + 1]]
            mine = self._second[here] >= first
            own, joined = here[mine], here[~mine]
            own_at = (self._second[own] - first) * size + self._first[own] - first
            mine = chunk == number
            high, low = _pairs(begins[mine], counts[mine])
            changed_at = (row[low] - first) * size + row[high] - first
            before = ends[number - 1] + self._chain.local[number - 1] if number else 0
            row_at, column_at = self._first[joined] - first - local, self._second[joined] - before
            pairs = inside[high], inside[low], changed_at
            blocks.append(_Block(own, own_at, *pairs, joined, row_at, column_at))
        return blocks

    def factor(self, theta: Floats, delta: float) -> None:
        """Take Θ (columns,) and δ; `NotPositiveError` where rounding forbids it."""
        from scipy.linalg.lapack import dpotrf, dpotri
        from scipy.sparse import csr_matrix

        ends, local, apart = self._chain.ends, self._chain.local, self._chain.apart
        entries = self._of_columns @ theta
        self._pivots = entries[self._on_apart] + delta
        beside, column = entries[self._beside], self._second[self._beside]
        where = (self._first[self._beside] - apart, column)
        self._coupling = csr_matrix((beside, where), shape=(self._rows - apart, apart))
        scaled = beside / self._pivots[column]
        self._factors, self._joints = [], []
        inverse: Floats | None = None
        for number, block in enumerate(self._blocks):
            size, state = int(ends[number + 1] - ends[number]), local[number]
            changes = scaled[block.high] * beside[block.low]
            flat = np.bincount(block.changed_at, -changes, minlength=size * size).astype(np.float64)
            flat[block.own_at] += entries[block.own]
            full = flat.reshape((size, size), order="F")
            full[np.arange(size), np.arange(size)] += delta
            joint = None
            if inverse is not None and len(block.joined):
                values = (entries[block.joined], (block.row, block.column))
                joint = csr_matrix(values, shape=(size - state, len(inverse)))
                full[state:, state:] -= joint @ (joint @ inverse).T
            inverse = None
            if size:
                full, failed = dpotrf(full, lower=1, overwrite_a=1, clean=0)
                if failed:
                    raise NotPositiveError
                if state < size and number + 1 < len(self._blocks):
                    half = np.tril(dpotri(full[state:, state:], lower=1)[0])
                    inverse = half + np.tril(half, -1).T
            self._factors.append(full)
            self._joints.append(joint)
        self._edge(entries, delta)

    def _edge(self, entries: Floats, delta: float) -> None:
        """Eliminate the border."""
        from scipy.sparse import csr_matrix

        apart, last = self._chain.apart, self._chain.ends[-1]
        number = self._rows - last
        if not number:
            return
        row, column = self._first[self._on_border] - last, self._second[self._on_border] - apart
        shape = (number, self._rows - apart)
        border = csr_matrix((entries[self._on_border], (row, column)), shape=shape)
        through = self._coupling.copy()
        through.data = through.data / self._pivots[through.indices]
        full = (border - self._coupling[last - apart :] @ through.T).toarray()
        self._border, corner = full[:, : last - apart].T, full[:, last - apart :]
        corner = np.tril(corner) + np.tril(corner, -1).T + delta * np.eye(number)
        self._through = self._along(self._border)
        self._corner = np.linalg.inv(corner - self._border.T @ self._through)

    def solve(self, right: Floats) -> Floats:
        """(m,) y of one right-hand side."""
        apart = self._chain.apart
        first = right[:apart] / self._pivots
        rest = right[apart:] - self._coupling @ first
        inner = self._chain.ends[-1] - apart
        found = self._along(rest[:inner, None])[:, 0]
        if inner < len(rest):
            edge = self._corner @ (rest[inner:] - self._border.T @ found)
            found = np.concatenate([found - self._through @ edge, edge])
        return np.concatenate([first - (self._coupling.T @ found) / self._pivots, found])

    def _along(self, right: Floats) -> Floats:
        """(rows of chunks, K) Solutions for K right-hand sides: forwards, then back."""
        from scipy.linalg.blas import dtrsm

        ends, local = self._chain.ends - self._chain.apart, self._chain.local
        found = np.array(right)
        for number, factor in enumerate(self._factors):
            here = found[ends[number] : ends[number + 1]]
            joint = self._joints[number]
            if joint is not None:
                before = slice(ends[number - 1] + local[number - 1], ends[number])
                kept = self._factors[number - 1][local[number - 1] :, local[number - 1] :]
                here[local[number] :] -= joint @ dtrsm(1.0, kept, found[before], lower=1, trans_a=1)
            if len(here):
                here[:] = dtrsm(1.0, factor, here, lower=1)
        for number in reversed(range(len(self._factors))):
            here = found[ends[number] : ends[number + 1]]
            joint = self._joints[number + 1] if number + 1 < len(self._factors) else None
            if joint is not None:
                after = found[ends[number + 1] + local[number + 1] : ends[number + 2]]
                kept = self._factors[number][local[number] :, local[number] :]
                here[local[number] :] -= dtrsm(1.0, kept, joint.T @ after, lower=1)
            if len(here):
                here[:] = dtrsm(1.0, self._factors[number], here, lower=1, trans_a=1)
        return found


def _pairs(begins: Positions, counts: Positions) -> tuple[Positions, Positions]:
    """All pairs of neighbours in runs that begin somewhere, the later first, each with itself."""
    high, low = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    for count in np.unique(counts):
        at = begins[counts == count][:, None]
        i, j = np.tril_indices(int(count))
        high.append((at + i).ravel())
        low.append((at + j).ravel())
    return np.concatenate(high), np.concatenate(low)


def _products(matrix: csr_matrix) -> tuple[Positions, Positions, csr_matrix]:
    """Entries of A Θ Aᵀ on and below the diagonal: row, column, and what each Θ adds."""
    from scipy.sparse import csr_matrix

    by_column = matrix.tocsc()
    by_column.sort_indices()
    counts = np.diff(by_column.indptr)
    keys, values, columns = [], [], []
    for count in np.unique(counts[counts > 0]):
        which = np.flatnonzero(counts == count)
        at = by_column.indptr[which][:, None] + np.arange(count)
        row, value = by_column.indices[at].astype(np.int64), by_column.data[at]
        i, j = np.tril_indices(int(count))
        keys.append((row[:, i] * matrix.shape[0] + row[:, j]).ravel())
        values.append((value[:, i] * value[:, j]).ravel())
        columns.append(np.repeat(which, len(i)))
    diagonal = np.arange(matrix.shape[0], dtype=np.int64) * (matrix.shape[0] + 1)
    every, at = np.unique(np.concatenate([diagonal, *keys]), return_inverse=True)
    at = at[matrix.shape[0] :]
    shape = (len(every), matrix.shape[1])
    added = csr_matrix((np.concatenate(values), (at, np.concatenate(columns))), shape=shape)
    return every // matrix.shape[0], every % matrix.shape[0], added
