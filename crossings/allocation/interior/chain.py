"""Rows chained in time: which of them elimination joins, and in what order that fills least.

The normal equations A Θ Aᵀ join two rows that have a column in common. A row belongs to a chunk, a
run of periods: that of its latest column. What is kept from one period to the next joins rows of
two chunks that follow each other; rows that reach further, a total over the horizon say, are a
border. Of the others

- `apart` are rows of which no two are joined, each with few others, in no chunk but their own: they
  are eliminated first, and add few entries;
- `local` rows of a chunk are joined with none of another;
- `state` rows of a chunk are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossings.problem import Flags, Floats, Positions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_BORDER = 300
"""Rows that may reach over more than two chunks."""
_LONGEST = 32
"""Periods that a chunk may have."""
_FEW = 48
"""Rows that one of those eliminated first may be joined with."""
_ROUNDS = 5
"""How often rows are looked through for such."""
_WORK = 6e10
"""Multiplications of one elimination up to which it pays: a second or two."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Rows in the order in which they are eliminated: apart, chunk after chunk, border."""

    order: Positions
    """(m,) The row that comes first, second, …"""
    apart: int
    """How many rows are eliminated first."""
    ends: Positions
    """(chunks + 1,) Where each chunk begins, and where the last one ends."""
    local: Positions
    """(chunks,) How many of its rows, the first ones, are local."""


def chain_of(matrix: csr_matrix, period: Positions) -> Chain | None:
    """The chain in which elimination is least work; None where it is too much in any.

    `period` (columns,) is that of every column.
    """
    column = matrix.tocoo()
    first, last = np.full(matrix.shape[0], period.max(initial=0)), np.zeros(matrix.shape[0], int)
    np.minimum.at(first, column.row, period[column.col])
    np.maximum.at(last, column.row, period[column.col])
    spread = np.unique(last - first)
    lengths = np.unique(np.concatenate([[1], spread, spread + 1]))
    lengths = lengths[(lengths > 0) & (lengths <= _LONGEST)]
    found = [_cut(matrix, first // length, last // length) for length in lengths]
    work = [np.inf if each is None else _work(*each) for each in found]
    best = found[int(np.argmin(work))]
    return None if best is None or min(work) > _WORK else _chain(matrix, *best)


def _cut(
    matrix: csr_matrix, first: Positions, chunk: Positions
) -> tuple[Positions, Flags, Flags] | None:
    """(m,) The chunk of each row, whether it is of the border, and whether it is state."""
    border = chunk - first > 1
    if border.sum() > _BORDER:
        return None
    entries = matrix[~border].tocoo()
    of_row = chunk[~border]
    earliest = np.full(matrix.shape[1], chunk.max(initial=0))
    latest = np.zeros(matrix.shape[1], int)
    np.minimum.at(earliest, entries.col, of_row[entries.row])
    np.maximum.at(latest, entries.col, of_row[entries.row])
    state = np.zeros(len(chunk), bool)
    state[np.flatnonzero(~border)[entries.row[(latest > earliest)[entries.col]]]] = True
    return chunk, border, state


def _work(chunk: Positions, border: Flags, state: Flags) -> float:
    """Multiplications of one elimination, as if blocks were full."""
    chunks = int(chunk.max(initial=0)) + 1
    kept = np.bincount(chunk[state], minlength=chunks).astype(float)
    size = np.bincount(chunk[~border], minlength=chunks).astype(float)
    return float((size**3 / 3 + kept**3 + size**2 * border.sum()).sum())


def _chain(matrix: csr_matrix, chunk: Positions, border: Flags, state: Flags) -> Chain:
    apart = _apart(matrix, ~border & ~state)
    kind = np.where(border, 3, np.where(state, 2, np.where(apart, 0, 1)))
    order = np.lexsort((kind, chunk, np.where(border, 2, np.where(apart, 0, 1))))
    chunks = int(chunk.max(initial=0)) + 1
    among = ~border & ~apart
    sizes = np.bincount(chunk[among], minlength=chunks)
    ends = np.concatenate([[0], np.cumsum(sizes)]) + int(apart.sum())
    local = np.bincount(chunk[among & ~state], minlength=chunks)
    return Chain(order, int(apart.sum()), ends, local)


def _apart(matrix: csr_matrix, may_be: Flags) -> Flags:
    """(m,) Rows of which no two have a column in common: those joined with fewest, by turns."""
    pattern = matrix.copy()
    pattern.data = np.ones_like(pattern.data)
    joined = (pattern @ pattern.T).tocoo()
    other = joined.row != joined.col
    row, beside = joined.row[other], joined.col[other]
    degree = np.bincount(row, minlength=matrix.shape[0])
    among = may_be & (degree <= _FEW)
    rank = np.empty(len(degree), dtype=np.intp)
    rank[np.lexsort((np.arange(len(degree)), -degree))] = np.arange(len(degree))[::-1]
    chosen = np.zeros(len(degree), bool)
    for _ in range(_ROUNDS):
        least = np.full(len(degree), len(degree))
        open_pairs = among[row] & among[beside]
        np.minimum.at(least, row[open_pairs], rank[beside[open_pairs]])
        now = among & (rank < least)
        if not now.any():
            break
        chosen |= now
        among &= ~now
        among[beside[now[row]]] = False
    return chosen


def in_order(chain: Chain, values: Floats) -> Floats:
    """(m,) Numbers of the order put back where their rows are."""
    found = np.empty_like(values)
    found[chain.order] = values
    return found
