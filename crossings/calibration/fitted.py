"""Numbers of one crossing fitted to its counts by days, each beside what was believed before.

| number             | scale without ends                    |
|--------------------|---------------------------------------|
| `open_share`       | log p / (1 − p)                       |
| `mean_closed_days` | log (L − the least that p allows)     |
| `cv`               | log cv                                |
| `persistence`      | log ρ / (1 − ρ)                       |
| `level_cv`         | log level_cv                          |
| `weekdays.DAY`     | log of the factor                     |

The prior is normal on log p / (1 − p), log L, log cv, log ρ / (1 − ρ), log level_cv and the log of
a weekday's factor, around the case's value; nine tenths of it are as wide as the case's range. A
number is identified where counts leave at most half of the prior's variance on that scale. Factors
of weekdays have the mean 1 over the days on which the calendar opens.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Flags, Floats
from crossings.calibration import closures, pace
from crossings.calibration.levels import Days, step_weights
from crossings.calibration.posterior import Draws, draws_of, quantile
from crossings.calibration.spans import Counted

NUMBERS = {
    "open_share": 0.85, "mean_closed_days": 2.0, "cv": 0.4, "persistence": 0.4, "level_cv": 0.4,
}  # fmt: skip
"""What can be fitted to counts, and where the prior lies if the case says nothing."""
_WIDE = {
    "open_share": 1.5, "mean_closed_days": 1.0, "cv": 1.0, "persistence": 1.5, "level_cv": 0.7,
}  # fmt: skip
"""Deviations of a prior without a range."""
WEEKDAYS = tuple(f"weekdays.{day}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
"""Factors of weekdays, from Monday on; the prior lies at 1 if the case says nothing."""
_SHARES = ("open_share", "persistence")
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
    effective: float | None
    """Draws that this rests on; None where it rests on sums over a grid."""

    @property
    def identified(self) -> bool:
        """Whether counts say more of it than was believed before."""
        return self.left <= LEFT


def fitted(
    trucks: Floats, known: Flags, first: datetime.date, priors: Mapping[str, Prior]
) -> dict[str, Fitted]:
    """Every number for a series (D,) of trucks a day from `first` on, of which some are known.

    Raises `ValueError` where trucks came on fewer than ten days.
    """
    trucks = np.where(known, trucks, 0.0)
    if (trucks > 0).sum() < 10:
        raise ValueError("trucks came on fewer than ten days")
    spells = closures.spells_of(trucks > 0, known)
    weekdays = [believed(name, priors.get(name, Prior())) for name in WEEKDAYS]
    middle, deviation = np.array(weekdays).T
    paces = pace.paces_of(trucks, first, pace.Weekdays(middle, deviation))
    before = {name: believed(name, priors.get(name, Prior())) for name in NUMBERS}

    def of_closures(points: Floats) -> Floats:
        share, days = _closures(points)
        logs = closures.log_likelihood(spells, share, days)
        least = np.maximum(1.0, (1 - share) / share)
        jacobian = np.log(np.maximum(days - least, 1e-300) / days)
        return logs + jacobian + _prior(before, open_share=share, mean_closed_days=days)

    def of_pace(points: Floats) -> Floats:
        cv, persistence, level_cv = _pace(points)
        logs = pace.log_likelihood(paces, cv, persistence, level_cv)
        return logs + _prior(before, cv=cv, persistence=persistence, level_cv=level_cv)

    def start(names: Sequence[str]) -> Floats:
        return np.array([before[name][0] for name in names])

    of_days = draws_of(of_pace, start(_OF_DAYS))
    of_spells = draws_of(of_closures, start(_OF_SPELLS))
    told = [
        *zip(_OF_SPELLS, _closures(of_spells.points), [of_spells] * 2, strict=True),
        *zip(_OF_DAYS, _pace(of_days.points), [of_days] * 3, strict=True),
    ]
    found = {name: _told(name, values, draws, before[name]) for name, values, draws in told}
    scheduled = np.bincount((first.weekday() + np.flatnonzero(known)) % 7, minlength=7) > 0
    return found | _weekdays(paces, of_days, scheduled)


def fitted_to_totals(of: Counted, days: Days, prior: Prior) -> Fitted:
    """`level_cv` from totals of several days, within which days vary as `days` says.

    Raises `ValueError` where fewer than three have trucks.
    """
    name = "level_cv"
    middle, deviation = believed(name, prior)
    steps, weights = step_weights(of, days, middle, deviation)
    values = np.sqrt(np.expm1(steps**2))
    return _told(name, values, Draws(values[:, None], weights), (middle, deviation), counted=False)


_OF_SPELLS = ("open_share", "mean_closed_days")
_OF_DAYS = ("cv", "persistence", "level_cv")


def _closures(points: Floats) -> tuple[Floats, Floats]:
    share = _share(points[:, 0])
    return share, np.maximum(1.0, (1 - share) / share) + np.exp(np.clip(points[:, 1], -50, 50))


def _pace(points: Floats) -> tuple[Floats, Floats, Floats]:
    # Counts that are all alike lead to cv 0, where nothing could be solved.
    cv, level_cv = np.exp(np.clip(points[:, [0, 2]], -7, 5)).T
    return cv, _share(np.clip(points[:, 1], -12, 12)), level_cv


def _weekdays(paces: pace.Paces, draws: Draws, scheduled: Flags) -> dict[str, Fitted]:
    """Factors of the weekdays on which the calendar opens, before and after."""
    chance = np.random.default_rng(2)
    normal = chance.standard_normal((len(draws.points), 8 + paces.steps))
    beta = pace.weekday_draws(paces, *_pace(draws.points), normal)
    prior = chance.standard_normal(beta.shape) * paces.weekdays.deviation + paces.weekdays.middle
    even = np.full(len(beta), 1 / len(beta))
    found = {}
    for w in np.flatnonzero(scheduled):
        before, after = (
            np.exp(each[:, w]) / np.exp(each[:, scheduled]).mean(axis=1) for each in (prior, beta)
        )
        left = variance(np.log(after), draws.weights) / variance(np.log(before), even)
        found[WEEKDAYS[w]] = Fitted(
            WEEKDAYS[w], *_ends(after, draws.weights), *_in_order(before, even), left,
            draws.effective,
        )  # fmt: skip
    return found


def _ends(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Median and the ends of the interval that holds it with 90 %."""
    low, median, high = _in_order(values, weights)
    return median, low, high


def _in_order(values: Floats, weights: Floats) -> tuple[float, float, float]:
    low, median, high = (quantile(values, weights, share) for share in (0.05, 0.5, 0.95))
    return low, median, high


def variance(values: Floats, weights: Floats) -> float:
    """Of values by their weights, which sum to 1."""
    mean = float((weights * values).sum())
    return float((weights * (values - mean) ** 2).sum())


def _told(
    name: str, values: Floats, draws: Draws, before: tuple[float, float], counted: bool = True
) -> Fitted:
    middle, deviation = before
    left = variance(_scale(name, values), draws.weights) / deviation**2
    half = deviation * _NINE_TENTHS / 2
    prior = (_back(name, middle - half), _back(name, middle), _back(name, middle + half))
    return Fitted(
        name, *_ends(values, draws.weights), *prior, left, draws.effective if counted else None
    )


def believed(name: str, prior: Prior) -> tuple[float, float]:
    """Middle and deviation of a prior on its scale."""
    value = NUMBERS.get(name, 1.0) if prior.value is None else prior.value
    middle, deviation = float(_scale(name, np.array(value))), _WIDE.get(name, 0.5)
    if prior.range is not None and prior.range[0] < prior.range[1]:
        most = 1 - _NEAREST if name in _SHARES else np.inf
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
    if name in _SHARES:
        inside = np.clip(value, _EDGE, 1 - _EDGE)
        return np.asarray(np.log(inside / (1 - inside)))
    return np.asarray(np.log(np.maximum(value, _EDGE)))


def _back(name: str, scaled: float) -> float:
    if name in _SHARES:
        return float(_share(np.array(scaled)))
    return float(np.exp(scaled))


def _share(scaled: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(scaled, -30, 30))))
