"""Closures that are likelier on some weekdays: the chain of days with a week's rhythm.

| symbol | code         | meaning                                                         |
|--------|--------------|-----------------------------------------------------------------|
| p      | open_share   | mean share of days open over the weekdays                       |
| L      | closed_days  | mean days of a closed spell                                     |
| f[w]   | factors      | factor on closing on weekday w, as given                        |
| κ      | scale        | what makes the share come to p                                  |
| q[w]   | open         | share of days of weekday w open                                 |

    P(open → closed on w) = κ · f[w]        P(closed → open) = 1 / L
    q[w] = q[w−1] · (1 − κ · f[w]) + (1 − q[w−1]) / L,  round the week        mean of q = p

With every f alike κ · f is (1 − p) / (p · L), and q is p on each weekday. A larger κ never leaves
more days open: of two chains, one open and one closed, that reopen by the same numbers the open one
closes at most once before they are one, so that a closing never keeps off more than one other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.problem import Floats

_HALVINGS = 200
"""More than a double can tell apart."""


def closing(factors: Sequence[float], open_share: float, closed_days: float) -> Floats:
    """(7,) P(open → closed) on each weekday, scaled so that the share of open days is kept.

    >>> closing([1.0] * 7, 0.8, 2.0).round(6).tolist()[:2]
    [0.125, 0.125]
    >>> closing([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], 0.9, 2.0).round(4).tolist()[4:]
    [0.0778, 0.0, 0.0]
    """
    given = np.array(factors, dtype=np.float64)
    if open_share >= 1 or not given.any():
        return np.zeros(len(given))
    if np.ptp(given) == 0:
        return np.full(len(given), (1 - open_share) / (open_share * closed_days))
    low, high = 0.0, 1 / float(given.max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if open_by_weekday(middle * given, closed_days).mean() > open_share:
            low = middle
        else:
            high = middle
    return np.asarray(high * given)


def open_by_weekday(closes: Floats, closed_days: float) -> Floats:
    """(7,) q: the share of each weekday's days that are open, from (7,) P(open → closed).

    >>> open_by_weekday(np.array([0.125] * 7), 2.0).round(6).tolist()[:2]
    [0.8, 0.8]
    """
    reopens = 1 / closed_days
    slope, start = 1.0, 0.0  # q at the end of a week = slope · q at its start + start
    for each in closes.tolist():
        kept = 1 - each - reopens
        slope, start = slope * kept, start * kept + reopens
    before = start / (1 - slope) if slope < 1 else 1.0
    found = np.empty(len(closes))
    for w, each in enumerate(closes.tolist()):
        before = before * (1 - each) + (1 - before) * reopens
        found[w] = before
    return found


def open_on_weekdays(
    factors: Floats, open_share: Sequence[float] | Floats, closed_days: Sequence[float] | Floats
) -> Floats:
    """(7, ·) q of several sites, from (7, ·) factors as given."""
    made = np.empty(factors.shape)
    for n, (share, spell) in enumerate(zip(open_share, closed_days, strict=True)):
        closes = closing(factors[:, n].tolist(), share, spell)
        made[:, n] = open_by_weekday(closes, spell) if np.ptp(closes) > 0 else share
    return made


def least_open_share(factors: Sequence[float], closed_days: float) -> float:
    """The least share of open days to which such factors can be scaled.

    >>> least_open_share([1.0] * 7, 2.0)  # an open day, two closed ones
    0.3333333333333333
    """
    most = max(factors)
    if most <= 0:
        return 1.0
    return float(open_by_weekday(np.array(factors) / most, closed_days).mean())
