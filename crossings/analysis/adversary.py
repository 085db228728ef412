"""What gets past where contraband is sent to where most of it is missed.

    missed[c,g,t] = Σ_r (1 − detection[r,t]) · x[c,g,r,t] / Σ_r x[c,g,r,t]

Whoever knows no more than where, with what load and when a truck is let through does best where
this is greatest; whoever knows the regime too, under the regime that detects least. A mixture of
places is missed no more than the place of it where most is. Places count where more passes than a
millionth of what is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, Problem

IN_FORCE, POINT_MORE, FOUND_NOW = "in force", "a point more", "found now"
"""Which guarantee a price is of; the last where nothing is guaranteed."""
LEAST = 1e-6
"""Share of the need of a period that passes at least, for a place to count."""
_ALIKE = 1e-9
"""Shares missed that differ by less are the same."""


@dataclass(frozen=True)
class Reply:
    """Where most is missed, and what share of it."""

    missed: float
    places: tuple[tuple[int, int, int, int | None], ...]
    """Period, crossing, good and regime of every place where so much is; the first comes first."""


@dataclass(frozen=True)
class GuaranteePrice:
    """What it takes from the value of the best plan to guarantee a share."""

    at: str
    rate: float
    value: float
    """Of the best plan; nan where no plan keeps it beside what else is asked."""
    forgone: float
    """Beside the plan without the guarantee or, of a point more, with the one in force."""

    @property
    def share(self) -> float:
        """What it takes, as a share; nan where no plan keeps it."""
        whole = self.value + self.forgone
        return self.forgone / whole if whole != 0 else 0.0


@dataclass(frozen=True, eq=False)
class Adversary:
    """A plan held against whoever learns what is looked at least."""

    problem: Problem
    at_rates: float
    """Share of contraband missed by the threat rates of the case; nan where none is known."""
    place: Reply | None
    """Best reply of whoever knows crossing, good and period; None where nothing passes."""
    regime: Reply | None
    """Of whoever knows the regime too."""
    without: tuple[Reply | None, Reply | None] | None = None
    """Both where nothing is guaranteed; None where nothing is."""
    prices: tuple[GuaranteePrice, ...] = ()

    @property
    def raised(self) -> list[bool]:
        """Whether the guarantee raises what each of the two replies gets past."""
        if self.without is None:
            return [False, False]
        both = zip((self.place, self.regime), self.without, strict=True)
        return [
            before is not None and after is not None and after.missed > before.missed + LEAST
            for after, before in both
        ]


def missed_at_rates(plan: Plan) -> float:
    """Share of contraband missed by the case's threat rates; nan where none is known."""
    expected = float(plan.threats.sum())
    if not plan.contraband_known() or expected <= 0:
        return float("nan")
    missed = 1 - plan.problem.detection
    return float(np.einsum("tcgr,tr->", plan.threats, missed)) / expected


def replies(plan: Plan) -> tuple[Reply | None, Reply | None]:
    """The best reply of whoever knows place and time, and of whoever knows the regime too."""
    missed = (1 - plan.problem.detection)[:, None, None, :]  # (T, 1, 1, R)
    there = plan.presented * _counted(plan)[..., None]  # (T, C, G, R)
    total = there.sum(axis=3)
    each = np.full(total.shape, -np.inf)
    np.divide((there * missed).sum(axis=3), total, out=each, where=total > 0)
    least = LEAST * _needed(plan.problem)[:, None, :, None]
    by_regime = np.where(there > least, missed, -np.inf)
    return _reply(each), _reply(by_regime)


def _counted(plan: Plan) -> Floats:
    """(T, C, G) 1 where enough passes to count, else 0."""
    passes = plan.presented.sum(axis=3)
    return np.asarray(passes > LEAST * _needed(plan.problem)[:, None, :], dtype=np.float64)


def _needed(problem: Problem) -> Floats:
    """(T, G) Truckloads needed in a period; where none are, the most that are in any."""
    needed = problem.needed.sum(axis=2) + problem.export_needed  # (T, G)
    return np.asarray(np.where(needed > 0, needed, needed.max(axis=0, initial=0.0)))


def _reply(missed: Floats) -> Reply | None:
    most = float(missed.max(initial=-np.inf))
    if most == -np.inf:
        return None
    places = np.argwhere(missed >= most - _ALIKE).tolist()
    return Reply(most, tuple((t, c, g, r[0] if r else None) for t, c, g, *r in places))


def exempted(problem: Problem) -> Iterator[int]:
    """Goods of which no share has to be detected for want of a threat rate, where one is of others.

    A guarantee exempts none.
    """
    if problem.guaranteed_rate.any():
        return
    asked = problem.detection_floor > 0  # (T,)
    known = problem.threat_known[asked]  # (T, G)
    passable = problem.usable.any(axis=(0, 1, 3))  # (G,)
    if asked.any():
        yield from np.flatnonzero(passable & ~known.all(axis=0)).tolist()
