"""Numbers of one crossing fitted to its counts by days, each beside what was believed before.

| number             | scale without ends                    |
|--------------------|---------------------------------------|
| `open_share`       | log p / (1 − p)                       |
| `mean_closed_days` | log (L − the least that p allows)     |
| `cv`               | log cv                                |
| `persistence`      | log ρ / (1 − ρ)                       |

The prior is normal on log p / (1 − p), log L, log cv and log ρ / (1 − ρ), around the case's value;
nine tenths of it are as wide as the case's range. A number is identified where counts leave at most
half of the prior's variance on that scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Flags, Floats
from crossings.calibration import closures, pace
from crossings.calibration.posterior import Draws, draws_of, quantile

NUMBERS = {"open_share": 0.85, "mean_closed_days": 2.0, "cv": 0.4, "persistence": 0.4}
"""What can be fitted to counts by days, and where the prior lies if the case says nothing."""
_WIDE = {"open_share": 1.5, "mean_closed_days": 1.0, "cv": 1.0, "persistence": 1.5}
"""Deviations of a prior without a range."""
_NINE_TENTHS = 2 * 1.6449
_EDGE = 0.001
_NEAREST = 0.02
"""So near to 0 or 1 an end of a range is taken to be, which on its scale would be far away."""
LEFT = 0.5
"""Share of the prior's variance that may be left of a number that is identified."""


@dataclass(frozen=True)
class Prior:
    """What the case says of a number."""

    value: float | None = None
    range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Fitted:
    """A number after the counts."""

    name: str
    median: float
    low: float
    high: float
    """Ends of the interval that holds it with 90 %."""
    prior_low: float
    prior_median: float
    prior_high: float
    left: float
    """Share of the prior's variance that is left."""
    effective: float
    """Draws that this rests on."""

    @property
    def identified(self) -> bool:
        """Whether counts say more of it than was believed before."""
        return self.left <= LEFT


def fitted(
    trucks: Floats, known: Flags, first_weekday: int, priors: Mapping[str, Prior]
) -> dict[str, Fitted]:
    """Every number of `NUMBERS` for a series (D,) of trucks a day, of which some days are known.

    Raises `ValueError` where trucks came on fewer than ten days.
    """
    trucks = np.where(known, trucks, 0.0)
    if (trucks > 0).sum() < 10:
        raise ValueError("trucks came on fewer than ten days")
    spells = closures.spells_of(trucks > 0, known)
    paces = pace.paces_of(trucks, first_weekday)
    before = {name: believed(name, priors.get(name, Prior())) for name in NUMBERS}

    def of_closures(points: Floats) -> Floats:
        share, days = _closures(points)
        logs = closures.log_likelihood(spells, share, days)
        least = np.maximum(1.0, (1 - share) / share)
        jacobian = np.log(np.maximum(days - least, 1e-300) / days)
        return logs + jacobian + _prior(before, open_share=share, mean_closed_days=days)

    def of_pace(points: Floats) -> Floats:
        cv, persistence = _pace(points)
        logs = pace.log_likelihood(paces, cv, persistence)
        return logs + _prior(before, cv=cv, persistence=persistence)

    return {
        **_found(before, of_closures, _closures, ("open_share", "mean_closed_days")),
        **_found(before, of_pace, _pace, ("cv", "persistence")),
    }


def _closures(points: Floats) -> tuple[Floats, Floats]:
    share = _share(points[:, 0])
    return share, np.maximum(1.0, (1 - share) / share) + np.exp(np.clip(points[:, 1], -50, 50))


def _pace(points: Floats) -> tuple[Floats, Floats]:
    return np.exp(np.clip(points[:, 0], -10, 5)), _share(points[:, 1])


def _found(
    before: Mapping[str, tuple[float, float]],
    log_posterior: Callable[[Floats], Floats],
    meant: Callable[[Floats], tuple[Floats, Floats]],
    names: tuple[str, str],
) -> dict[str, Fitted]:
    start = np.array([before[name][0] for name in names])
    draws = draws_of(log_posterior, start)
    return {
        name: _told(name, values, draws, before[name])
        for name, values in zip(names, meant(draws.points), strict=True)
    }


def _told(name: str, values: Floats, draws: Draws, before: tuple[float, float]) -> Fitted:
    middle, deviation = before
    scaled = _scale(name, values)
    mean = float((draws.weights * scaled).sum())
    left = float((draws.weights * (scaled - mean) ** 2).sum()) / deviation**2
    low, median, high = (quantile(values, draws.weights, share) for share in (0.05, 0.5, 0.95))
    half = deviation * _NINE_TENTHS / 2
    prior = (_back(name, middle - half), _back(name, middle), _back(name, middle + half))
    return Fitted(name, median, low, high, *prior, left, draws.effective)


def believed(name: str, prior: Prior) -> tuple[float, float]:
    """Middle and deviation of a prior on its scale."""
    value = NUMBERS[name] if prior.value is None else prior.value
    middle, deviation = float(_scale(name, np.array(value))), _WIDE[name]
    if prior.range is not None and prior.range[0] < prior.range[1]:
        most = 1 - _NEAREST if name in ("open_share", "persistence") else np.inf
        ends = np.clip(prior.range, _NEAREST, most)
        low, high = (float(_scale(name, end)) for end in ends)
        deviation = max(high - low, _NEAREST) / _NINE_TENTHS
    return middle, deviation


def _prior(before: Mapping[str, tuple[float, float]], **values: Floats) -> Floats:
    made = np.zeros(len(next(iter(values.values()))))
    for name, each in values.items():
        middle, deviation = before[name]
        made = made - 0.5 * ((_scale(name, each) - middle) / deviation) ** 2
    return made


def _scale(name: str, value: Floats) -> Floats:
    if name in ("open_share", "persistence"):
        inside = np.clip(value, _EDGE, 1 - _EDGE)
        return np.asarray(np.log(inside / (1 - inside)))
    return np.asarray(np.log(np.maximum(value, _EDGE)))


def _back(name: str, scaled: float) -> float:
    if name in ("open_share", "persistence"):
        return float(_share(np.array(scaled)))
    return float(np.exp(scaled))


def _share(scaled: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(scaled, -30, 30))))
