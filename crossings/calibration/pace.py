"""How likely trucks of open days are: level × weekday × a factor that persists from day to day.

    log n[d] = Σ_w x[d,w] · β[w] + σ · z[d],   σ² = ln(1 + cv²)
    z[d] = ρ^k · z[d−k] + √(1 − ρ^{2k}) · ε[d],   k days from one open day to the next

β holds the level and how far each weekday is from it, normal with deviations `_LEVEL` and
`_WEEKDAY`, and is integrated out: what remains is exact in cv and ρ. Of days k apart all that
matters is three sums of products, so that a thousand pairs of (cv, ρ) cost no more than one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats

_LEVEL = 20.0
"""So wide that any number of trucks a day is as likely as another."""
_WEEKDAY = 0.5
"""A weekday has, two times in three, from 0.6 to 1.6 times the trucks of the others."""
_PRECISION = 1 / np.array([_LEVEL, *[_WEEKDAY] * 7]) ** 2


@dataclass(frozen=True)
class Paces:
    """Sums of products of u[d] = (1, weekday of seven, log n[d]), open days k apart together."""

    days: int
    apart: Floats  # (K,) days; inf: of the first, which has none before it
    times: Floats  # (K,)
    here: Floats  # (K, 9, 9) Σ u[d] u[d]'
    beside: Floats  # (K, 9, 9) Σ u[d] u[d−k]' + u[d−k] u[d]'
    before: Floats  # (K, 9, 9) Σ u[d−k] u[d−k]'


def paces_of(trucks: Floats, first_weekday: int) -> Paces:
    """What a series (D,) of trucks says, 0 where none came or nobody looked; 0 is Monday."""
    at = np.flatnonzero(trucks > 0)
    weekdays = np.eye(7)[(first_weekday + at) % 7]
    u = np.hstack([np.ones((len(at), 1)), weekdays, np.log(trucks[at])[:, None]])
    gaps = np.diff(at)
    here, beside, before = [u[:1].T @ u[:1]], [np.zeros((9, 9))], [np.zeros((9, 9))]
    apart = np.unique(gaps)
    for k in apart:
        now, then = u[1:][gaps == k], u[:-1][gaps == k]
        here.append(now.T @ now)
        beside.append(now.T @ then + then.T @ now)
        before.append(then.T @ then)
    times = np.array([1.0, *((gaps == k).sum() for k in apart)])
    sums = [np.array(each) for each in (here, beside, before)]
    return Paces(len(at), np.array([np.inf, *apart]), times, *sums)


def log_likelihood(paces: Paces, cv: Floats, persistence: Floats) -> Floats:
    """(N,) of N pairs of parameters."""
    variance = np.log1p(cv**2)
    part = np.maximum(persistence, 1e-12)[:, None] ** paces.apart  # (N, K)
    fresh = 1 - part**2
    squares = (
        np.tensordot(1 / fresh, paces.here, 1)
        - np.tensordot(part / fresh, paces.beside, 1)
        + np.tensordot(part**2 / fresh, paces.before, 1)
    ) / variance[:, None, None]
    within = squares[:, :-1, :-1] + np.diag(_PRECISION)
    beside = squares[:, :-1, -1]
    explained = (beside * np.linalg.solve(within, beside[:, :, None])[:, :, 0]).sum(axis=1)
    _, size = np.linalg.slogdet(within)
    scale = paces.days * np.log(variance) + np.log(fresh) @ paces.times
    return np.asarray(-0.5 * (scale + size + squares[:, -1, -1] - explained))
