"""How likely days open and closed are, under the chain of closures that scenarios are drawn from.

| symbol | meaning                                                  |
|--------|----------------------------------------------------------|
| p      | open_share: share of days open                           |
| L      | mean_closed_days: mean days of a closed spell            |
| a, b   | P(open → closed) = (1 − p) / (p · L), P(closed → open) = 1 / L |

    P(open k days later | open)   = p + (1 − p) · λ^k        λ = 1 − a − b
    P(open k days later | closed) = p − p · λ^k

The first day known is open with probability p. Days that nobody looked at, and days that the
calendar closes, are stepped over: k is the days from one day known to the next, so that the
likelihood is exact whatever is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.arrays import Flags, Floats, Positions


@dataclass(frozen=True)
class Spells:
    """All that a series says of a chain: how often it went from what to what, k days apart."""

    first_open: bool
    apart: Positions  # (K,) days
    stayed_open: Floats  # (K,) times
    closed: Floats  # (K,)
    reopened: Floats  # (K,)
    stayed_closed: Floats  # (K,)

    @property
    def spells(self) -> float:
        """Closures seen to begin."""
        return float(self.closed.sum())


def spells_of(opened: Flags, known: Flags) -> Spells:
    """What a series (D,) of days says, of which `known` were looked at.

    >>> found = spells_of(np.array([1, 0, 0, 1], bool), np.array([1, 1, 0, 1], bool))
    >>> found.apart.tolist(), found.closed.tolist(), found.reopened.tolist()
    ([1, 2], [1.0, 0.0], [0.0, 1.0])
    """
    at = np.flatnonzero(known)
    before, after, gap = opened[at[:-1]], opened[at[1:]], np.diff(at)
    apart = np.unique(gap)

    def times(which: Flags) -> Floats:
        return np.array([float((which & (gap == k)).sum()) for k in apart])

    return Spells(
        bool(opened[at[0]]), apart, times(before & after), times(before & ~after),
        times(~before & after), times(~before & ~after),
    )  # fmt: skip


def log_likelihood(spells: Spells, open_share: Floats, closed_days: Floats) -> Floats:
    """(N,) of N pairs of parameters; −inf where no chain has them."""
    p, length = open_share[:, None], closed_days[:, None]
    closes, opens = (1 - p) / (p * length), 1 / length
    possible = (closes <= 1) & (opens <= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.where(possible, 1 - closes - opens, 0.0) ** spells.apart
        found = np.log(open_share if spells.first_open else 1 - open_share)
        for times, chance in (
            (spells.stayed_open, p + (1 - p) * power),
            (spells.closed, (1 - p) * (1 - power)),
            (spells.reopened, p * (1 - power)),
            (spells.stayed_closed, (1 - p) + p * power),
        ):
            logs = np.where(times > 0, times * np.log(np.maximum(chance, 0.0)), 0.0)
            found = found + logs.sum(axis=1)
    return np.asarray(np.where(possible[:, 0] & np.isfinite(found), found, -np.inf))
