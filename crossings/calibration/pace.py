"""How likely trucks of open days are: level × weekday × a factor that persists from day to day.

    log n[d] = μ + Σ_w x[d,w] · β[w] + Σ_{m ≤ month of d} step[m] + σ · z[d]
    σ² = ln(1 + cv²),  step[m] normal with variance τ² = ln(1 + level_cv²)
    z[d] = ρ^k · z[d−k] + √(1 − ρ^{2k}) · ε[d],   k days from one open day to the next

μ is the level of the first month, the steps those from month to month after it, and β how far each
weekday is from the level: normal, and integrated out. What remains is exact in cv, ρ and level_cv.
Of days k apart all that matters is three sums of products, so that a thousand points (cv, ρ,
level_cv) cost no more than one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats, Positions

LEVEL = 20.0
"""Deviation of μ: so wide that any number of trucks a day is as likely as another."""
WEEK = 7


@dataclass(frozen=True)
class Weekdays:
    """What is believed of the logarithms β of the factors of weekdays, from Monday on."""

    middle: Floats  # (7,)
    deviation: Floats  # (7,)


WIDE = Weekdays(np.zeros(WEEK), np.full(WEEK, 0.5))
"""A weekday has, two times in three, from 0.6 to 1.6 times the trucks of the others."""


@dataclass(frozen=True)
class Paces:
    """Sums of products of u[d] = (1, weekday of seven, months since, log n[d]), by days apart."""

    days: int
    steps: int
    """M: months after the first."""
    weekdays: Weekdays
    apart: Floats  # (K,) days; inf: of the first, which has none before it
    times: Floats  # (K,)
    here: Floats  # (K, 9 + M, 9 + M) Σ u[d] u[d]'
    beside: Floats  # (K, 9 + M, 9 + M) Σ u[d] u[d−k]' + u[d−k] u[d]'
    before: Floats  # (K, 9 + M, 9 + M) Σ u[d−k] u[d−k]'


def paces_of(trucks: Floats, first: datetime.date, weekdays: Weekdays = WIDE) -> Paces:
    """What a series (D,) of trucks from a day on says, 0 where none came or nobody looked."""
    at = np.flatnonzero(trucks > 0)
    weekday = (first.weekday() + at) % WEEK
    month = _months(first, len(trucks))[at]
    month = month - month[0]
    since = month[:, None] > np.arange(month[-1])
    # log n is told as it is beyond what is believed of its weekday, whose β is then around 0.
    beyond = np.log(trucks[at]) - weekdays.middle[weekday]
    u = np.hstack([np.ones((len(at), 1)), np.eye(WEEK)[weekday], since, beyond[:, None]])
    gaps = np.diff(at)
    nothing = np.zeros((u.shape[1], u.shape[1]))
    here, beside, before = [u[:1].T @ u[:1]], [nothing], [nothing]
    apart = np.unique(gaps)
    for k in apart:
        now, then = u[1:][gaps == k], u[:-1][gaps == k]
        here.append(now.T @ now)
        beside.append(now.T @ then + then.T @ now)
        before.append(then.T @ then)
    times = np.array([1.0, *((gaps == k).sum() for k in apart)])
    sums = [np.array(each) for each in (here, beside, before)]
    return Paces(
        len(at), int(month[-1]), weekdays, np.array([np.inf, *apart]), times, *sums
    )  # fmt: skip


def log_likelihood(paces: Paces, cv: Floats, persistence: Floats, level_cv: Floats) -> Floats:
    """(N,) of N points."""
    variance = np.log1p(cv**2)
    squares, fresh = _squares(paces, variance, persistence)
    step = np.log1p(np.maximum(level_cv, 1e-6) ** 2)
    within = squares[:, :-1, :-1] + _precision(paces, step)
    beside = squares[:, :-1, -1]
    explained = (beside * np.linalg.solve(within, beside[:, :, None])[:, :, 0]).sum(axis=1)
    _, size = np.linalg.slogdet(within)
    scale = paces.days * np.log(variance) + np.log(fresh) @ paces.times + paces.steps * np.log(step)
    return np.asarray(-0.5 * (scale + size + squares[:, -1, -1] - explained))


def weekday_draws(
    paces: Paces, cv: Floats, persistence: Floats, level_cv: Floats, normal: Floats
) -> Floats:
    """(N, 7) Draws of β, one for each of N points, from (N, 8 + M) standard normal numbers."""
    squares, _ = _squares(paces, np.log1p(cv**2), persistence)
    step = np.log1p(np.maximum(level_cv, 1e-6) ** 2)
    within = squares[:, :-1, :-1] + _precision(paces, step)
    mean = np.linalg.solve(within, squares[:, :-1, -1:])[:, :, 0]
    root = np.linalg.cholesky(within)
    away = np.linalg.solve(np.swapaxes(root, 1, 2), normal[:, :, None])[:, :, 0]
    return np.asarray((mean + away)[:, 1 : 1 + WEEK] + paces.weekdays.middle)


def _squares(paces: Paces, variance: Floats, persistence: Floats) -> tuple[Floats, Floats]:
    """(N, 9 + M, 9 + M) Sums of products of what is new each day, and (N, K) how much that is."""
    part = np.maximum(persistence, 1e-12)[:, None] ** paces.apart  # (N, K)
    fresh = 1 - part**2
    squares = (
        np.tensordot(1 / fresh, paces.here, 1)
        - np.tensordot(part / fresh, paces.beside, 1)
        + np.tensordot(part**2 / fresh, paces.before, 1)
    ) / variance[:, None, None]
    return squares, fresh


def _precision(paces: Paces, step: Floats) -> Floats:
    """(N, 8 + M, 8 + M) Of what is believed of μ, β and the steps, before any day."""
    fixed = 1 / np.array([LEVEL, *paces.weekdays.deviation]) ** 2
    made = np.concatenate(
        [np.tile(fixed, (len(step), 1)), np.tile(1 / step[:, None], (1, paces.steps))], axis=1
    )
    return made[:, :, None] * np.eye(made.shape[1])


def _months(first: datetime.date, days: int) -> Positions:
    """(D,) Months of the calendar since year 0."""
    each = [first + datetime.timedelta(days=d) for d in range(days)]
    return np.array([12 * day.year + day.month for day in each])
