"""Prices by which a plan in hand has the least of a sum, found without a search.

What aims before it leave open is often narrow: goods are brought as they are, and only who brings
them is open. Then a sum may be the same in all plans that are left. It is the least where

    c − Aᵀ π = 0      of all columns that the plan uses
    c − Aᵀ π ≥ 0      of those at their least; ≤ 0 at their most

with prices π of rows that are tight. Those are sought by least squares over the columns used (LSQR;
C. Paige and M. Saunders, ACM Trans. Math. Softw. 8, 1982), which takes some hundred products with
the matrix: of 51,000 columns 0.05 s, where interior point takes 5.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossings.allocation.outcomes import Face, Outcome
from crossings.allocation.quadratic import sparse
from crossings.problem import Floats

_STEPS = 500
_FINEST = 1e-14
"""Share of the costs to which least squares are sought."""
_ROUNDING = 1e-11
"""Share of the largest cost that may be left of it."""


def proven_least(face: Face, costs: Floats, plan: Outcome) -> Outcome | None:
    """The plan, of a face, with such prices of a sum; None where none are found."""
    from scipy.sparse import diags
    from scipy.sparse.linalg import lsqr

    entries, shape = face.matrix, (len(face.rows_lower), len(costs))
    tight = np.flatnonzero(face.rows_lower == face.rows_upper)
    rows = sparse(entries.row, entries.column, entries.value, shape)[tight]
    free = face.columns_lower < face.columns_upper
    at_least = free & (plan.columns <= face.columns_lower)
    at_most = free & (plan.columns >= face.columns_upper)
    used = free & ~at_least & ~at_most
    sizes = np.sqrt(rows[:, used].power(2).sum(axis=1).A1)
    scale = 1 / np.where(sizes > 0, sizes, 1.0)
    across = (diags(scale) @ rows[:, used]).T.tocsr()
    found = scale * lsqr(across, costs[used], atol=_FINEST, btol=_FINEST, iter_lim=_STEPS)[0]
    reduced, little = costs - rows.T @ found, _ROUNDING * np.abs(costs).max()
    wrong = used & (np.abs(reduced) > little)
    wrong |= (at_least & (reduced < -little)) | (at_most & (reduced > little))
    if wrong.any():
        return None
    prices = np.zeros_like(plan.prices)
    prices[tight] = found
    return replace(plan, value=float(costs @ plan.columns), reduced_costs=reduced, prices=prices)
