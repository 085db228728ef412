"""What closures cost: the value lost for each day, by least squares over all futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.evaluation.collinear import independent, moving_as_one
from crossings.evaluation.outcomes import Outcomes
from crossings.problem import Floats, Problem
from crossings.statistics import Estimate, mean, t_of

_MISS = 0.05
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Closing:
    """What the closures of a crossing or pool come to, or of several that only close together."""

    sites: tuple[str, ...]
    days: Estimate
    """Days closed that no calendar foresees, mean of all futures."""
    lost_a_day: float
    """Value lost for each such day, all others being equal; nan where others give these days."""
    low: float
    high: float

    @property
    def site(self) -> str:
        """What closes."""
        return " and ".join(self.sites)


def closings(problem: Problem, outcomes: Outcomes) -> list[Closing]:
    """Closures and what they cost, the dearest first; those of which nobody can tell last.

    Sites of which the same days are closed in every future are told as one: what a day costs is
    what it costs that all of them are closed.
    """
    sites = [each.id for each in problem.crossings] + list(problem.pools)
    days = np.concatenate([outcomes.days_closed, outcomes.pool_days_closed], axis=1)  # (S, C + P)
    varying = np.flatnonzero(np.ptp(days, axis=0) > 0) if len(days) > 1 else np.array([], int)
    groups = _closed_as_one(days[:, varying])
    own = days[:, varying[[group[0] for group in groups]]]  # (S, groups)
    slopes, errors, freedom = _slopes(own, outcomes.value)
    wide = t_of(_MISS, freedom) if freedom > 0 else np.nan
    found = []
    for k, group in enumerate(groups):
        names = tuple(sites[varying[each]] for each in group)
        lost, half = -float(slopes[k]), wide * float(errors[k])
        found.append(Closing(names, mean(own[:, k]), lost, lost - half, lost + half))
    return sorted(
        found, key=lambda each: -np.nan_to_num(each.lost_a_day * each.days.value, nan=-np.inf)
    )


def _closed_as_one(days: Floats) -> list[list[int]]:
    """Columns of (S, K), those together that have the same days in every future."""
    found: list[list[int]] = []
    for group in moving_as_one(days) if days.size else ():
        apart: list[list[int]] = []
        for k in group:
            own = next((g for g in apart if _same(days[:, g[0]], days[:, k])), None)
            if own is None:
                apart.append([k])
            else:
                own.append(k)
        found += apart
    return sorted(found)


def _same(one: Floats, other: Floats) -> bool:
    return bool(np.abs(one - other).max() <= _ROUNDING * max(1.0, float(np.abs(one).max())))


def _slopes(days: Floats, value: Floats) -> tuple[Floats, Floats, int]:
    """What each day more of each column adds to the value, its standard error, and their freedom.

    nan of columns that others give, and where there are too few futures.
    """
    design = np.column_stack([np.ones(len(days)), days])
    if len(days) <= design.shape[1]:
        return np.full(days.shape[1], np.nan), np.full(days.shape[1], np.nan), 0
    fitted, _, rank, _ = np.linalg.lstsq(design, value, rcond=None)
    rest = value - design @ fitted
    freedom = len(value) - int(rank)
    variance = rest @ rest / freedom
    errors = np.sqrt(np.maximum(np.diag(np.linalg.pinv(design.T @ design)) * variance, 0.0))
    apart = independent(days)
    return np.where(apart, fitted[1:], np.nan), np.where(apart, errors[1:], np.nan), freedom
