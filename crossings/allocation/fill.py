"""Whether the equations of an interior point fill, by which solvers are chosen.

Where rows are as long as a period is wide, and most columns join three rows or more (what a good
loses at a crossing, what it gains in an area, and the road between them), elimination leaves
hardly any zero; where most join two, or periods are small, it hardly adds any. Processor seconds on
cases of `benchmarks/country.py`, six weeks (24,000 columns, 12,500 free in the first aim), a year
by weeks (208,000), and 30 days of `benchmarks/big_case.py` (28,000 and 15,000):

|                        | fills | HiPO    | IPX | PIQP     | Clarabel, by blocks | its own way |
|------------------------|-------|---------|-----|----------|---------------------|-------------|
| six weeks              | yes   | 6.2     | 0.8 | 9.2, 1.9 | 2.6, 1.6            | over 40     |
| a year by weeks        | yes   | over 87 | 42  |          |                     |             |
| six weeks, open roads  | no    | 1.4     | 0.7 | 0.8, 0.5 |                     |             |
| 30 days                | no    | 3.4     | 2.1 | 1.3, 0.7 | 2.4, 2.2            |             |

HiPO and IPX for the value without a vertex (of 30 days with one), the others for the two aims that
are squares. HiPO's work grows with the periods, that of IPX by a power of 1.8.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Positions

_LONG = 128
"""Entries of rows by which a period is wide."""
_MANY_LONG = 0.05
"""Share of all entries that stand in long rows."""
_JOINED = 3
"""Rows that a column in the middle of all joins."""


def fills(rows: Positions, columns: Positions) -> bool:
    """Whether elimination leaves hardly any zero; (rows,) and (columns,) the entries of each.

    >>> few, many = np.full(100, 20), np.full(100, 200)
    >>> fills(many, np.full(8_000, 3)), fills(many, np.full(8_000, 2)), fills(few, np.full(500, 4))
    (True, False, False)
    """
    long = rows[rows > _LONG].sum()
    return bool(long > _MANY_LONG * rows.sum() and np.median(columns) >= _JOINED)
