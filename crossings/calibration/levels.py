"""How trucks of whole months move: levels that stray from month to month, and days within them.

| symbol | meaning                                                                             |
|--------|-------------------------------------------------------------------------------------|
| n, e   | trucks of a span, and how long it was open                                          |
| τ      | deviation of a level's logarithm from one month to the next                         |
| φ      | what a month keeps of a level's distance from its mean; at 1 levels walk at random  |
| κ      | how much more, or less, spans vary by themselves than days say                      |
| v      | variance of the mean of a span's days, by what is believed of closures and of days  |

    log (n / e) = μ + a(t) + κ · √v · ε
    Cov(a(t), a(t')) = ω² φ^|t − t'|,  2 ω² (1 − φ) = τ²;  at φ = 1  Var(a(t) − a(t')) = τ² |t − t'|
    v = Σ_k (D − |k|) · C[k] / (D p)²,  |k| < D days
    C[k] = (p² + p (1 − p) λ^|k|) · exp(σ² ρ^|k|) − p²,  p and λ as in `closures`, σ and ρ in `pace`

φ, τ and κ lie on a grid, and are one for all crossings of a list; of each point of it everything
else is normal. A span without a single truck is told apart: how often none follows some, and none.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats
from crossings.calibration.spans import Counted, Span

MONTH = 365.25 / 12
_MEAN = 20.0
"""Deviation of μ: so wide that any number of trucks is as likely as another."""
_KEPT = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
"""Each as likely as another."""
STEP = 0.4
"""The median of the prior of τ, half of a normal distribution around 0 (Gelman 2006): levels that
hardly move are as likely as any, where a prior on log τ would shut them out."""
STEP_WIDE = STEP / 0.6745
"""Deviation of that normal distribution; nine tenths of τ lie from 0.04 to 1.2."""
_STEPS = np.geomspace(0.02, 2.0, 19)
_MORE_WIDE = 0.5
_MORE = np.exp(_MORE_WIDE * np.linspace(-2.0, 2.0, 5))
_SOME_FIRST = 0.5, 24.5
"""Of spans after one with trucks, about one in fifty has none."""
_NONE_FIRST = 4.0, 1.0
"""A crossing without a truck for a whole month is likelier closed for long: four in five."""
_POINTS = 101
_POINTS_OF_ONE = 1_001
"""Of a mixture for each lognormal in it, and of one by itself."""
_LEAST_WEIGHT = 1e-5
_Grid = tuple[Floats, Floats, Floats]
"""(N,) φ, τ and κ of each point."""


@dataclass(frozen=True)
class Days:
    """What is believed of the days within a span."""

    open_share: float
    mean_closed_days: float
    cv: float
    persistence: float

    def variance(self, days: int, hours_known: bool) -> float:
        """v: of the mean of so many days in a row, as a share of its square.

        >>> round(Days(1.0, 1.0, 0.5, 0.0).variance(10, False), 6)  # 0.25 / 10
        0.025
        """
        p = 1.0 if hours_known else self.open_share
        least = (1 - p) / p
        spell = max(self.mean_closed_days, 1.0, least)
        kept = 1 - least / spell - 1 / spell
        apart = np.arange(days)
        carried = np.exp(np.log1p(self.cv**2) * self.persistence**apart)
        covariance = (p**2 + p * (1 - p) * kept**apart) * carried - p**2
        times = np.where(apart == 0, 1.0, 2.0) * (days - apart)
        return float((times * covariance).sum() / (days * p) ** 2)


@dataclass(frozen=True)
class Forecast:
    """Trucks of a span as they may come: values in order, and how likely each is."""

    values: Floats
    weights: Floats

    def quantile(self, share: float) -> float:
        """So much of what is likely lies at it or below."""
        reached = np.cumsum(self.weights)
        at = min(int(np.searchsorted(reached, share * reached[-1])), len(self.values) - 1)
        return float(self.values[at])

    def below(self, trucks: float) -> float:
        """The chance of fewer trucks, half that of as many counted in: its integral transform."""
        less = self.weights[self.values < trucks].sum()
        return float(less + self.weights[self.values == trucks].sum() / 2)

    def crps(self, trucks: float) -> float:
        """E |X − n| − E |X − X'| / 2: how far off it is as a whole (Gneiting and Raftery 2007)."""
        far = float((self.weights * np.abs(self.values - trucks)).sum())
        reached = np.cumsum(self.weights)[:-1]
        return far - float((reached * (1 - reached) * np.diff(self.values)).sum())


def forecast(
    before: Sequence[Counted], of: Counted, span: Span, days: Mapping[str | None, Days]
) -> Forecast:
    """Trucks of a `span` of `of`, from what `before` has of every crossing of the list.

    `before` holds `of` as far as it is known; a crossing with nothing before is passed over.
    """
    grid = _grid(_KEPT, _STEPS)
    weights, moments = _prior(grid), None
    for each in before:
        spans = [s for s in each.spans if s.trucks > 0 and s.whole]
        asked = span if (each.stage, each.crossing) == (of.stage, of.crossing) else None
        if not spans:
            continue
        likely, told = _moments(spans, asked, days[each.crossing], each.hours_known, grid)
        weights = weights + likely
        moments = told if asked is not None else moments
    assert moments is not None  # `of` has a span with trucks
    shares = np.exp(weights - weights.max())
    shares /= shares.sum()
    none = _none(before, of)
    return _mixed(shares, moments[0] + np.log(span.open), np.sqrt(moments[1]), none)


def step_weights(of: Counted, days: Days, middle: float, deviation: float) -> tuple[Floats, Floats]:
    """Deviations τ of a level that walks, and how likely each is, from the spans of one crossing.

    Before them log τ is normal. Raises `ValueError` where fewer than three spans have trucks.
    """
    spans = [s for s in of.spans if s.trucks > 0 and s.whole]
    if len(spans) < 3:
        raise ValueError("fewer than three totals have trucks")
    steps = np.exp(middle + deviation * np.linspace(-3.5, 3.5, 71))
    grid = _grid(np.ones(1), steps)
    likely, _ = _moments(spans, None, days, of.hours_known, grid)
    logs = likely - 0.5 * (
        ((np.log(grid[1]) - middle) / deviation) ** 2 + (np.log(grid[2]) / _MORE_WIDE) ** 2
    )
    each = np.exp(logs - logs.max()).reshape(len(steps), len(_MORE)).sum(axis=1)
    return steps, each / each.sum()


def _prior(grid: _Grid) -> Floats:
    """(N,) Logarithm of how likely each point of a grid is before any count."""
    _, steps, more = grid
    far = (steps / STEP_WIDE) ** 2 + (np.log(more) / _MORE_WIDE) ** 2
    return np.asarray(np.log(steps) - 0.5 * far)  # points of τ are even in its logarithm


def _grid(kept: Floats, steps: Floats) -> _Grid:
    kept, steps, more = np.meshgrid(kept, steps, _MORE, indexing="ij")
    return kept.ravel(), steps.ravel(), more.ravel()


def _moments(
    spans: Sequence[Span], asked: Span | None, days: Days, hours_known: bool, grid: _Grid
) -> tuple[Floats, tuple[Floats, Floats]]:
    """(N,) Log likelihood of spans, with mean and variance of the logarithm of one asked for."""
    every = [*spans, *([] if asked is None else [asked])]
    at = np.array([s.middle for s in every]) / MONTH
    own = np.array([days.variance(s.days, hours_known) for s in every])
    logs = np.log([s.trucks / s.open for s in spans])
    kept, steps, more = (each[:, None, None] for each in grid)
    apart = np.abs(at[:, None] - at)
    origin = at.min()
    walked = np.minimum(at[:, None], at) - origin
    reverting = np.maximum(kept, 1e-12) ** apart / (2 * np.maximum(1 - kept, 1e-12))
    levels = steps**2 * np.where(kept == 1, walked, reverting)
    covariance = levels + more**2 * np.diag(own) + _MEAN**2  # (N, K, K)
    n = len(spans)
    within = np.linalg.cholesky(covariance[:, :n, :n])
    solved = np.linalg.solve(within, np.broadcast_to(logs[:, None], (len(within), n, 1)))[..., 0]
    size = np.log(np.diagonal(within, axis1=1, axis2=2)).sum(axis=1)
    likely = -0.5 * (solved**2).sum(axis=1) - size
    if asked is None:
        return likely, (np.zeros(0), np.zeros(0))
    beside = np.linalg.solve(within, covariance[:, :n, n:])[..., 0]  # (N, K)
    mean = (beside * solved).sum(axis=1)
    variance = covariance[:, n, n] - (beside**2).sum(axis=1)
    return likely, (mean, np.maximum(variance, 1e-12))


def _none(before: Sequence[Counted], of: Counted) -> float:
    """The chance that not a single truck comes in the span that follows."""
    last = True
    told = {True: list(_SOME_FIRST), False: list(_NONE_FIRST)}
    for each in before:
        some = [span.trucks > 0 for span in each.spans]
        for then, now in itertools.pairwise(some):
            told[then][int(now)] += 1
        if (each.stage, each.crossing) == (of.stage, of.crossing):
            last = some[-1]
    none, any_trucks = told[last]
    return none / (none + any_trucks)


def _mixed(
    shares: Floats, mean: Floats, deviation: Floats, none: float, number: int = _POINTS
) -> Forecast:
    """A mixture of lognormals, each at points of one weight, and nothing at all with its chance."""
    from scipy.special import ndtri

    large = shares > _LEAST_WEIGHT * shares.max()
    points = ndtri((np.arange(number) + 0.5) / number)
    logs = mean[large, None] + deviation[large, None] * points
    values = np.concatenate([[0.0], np.exp(np.minimum(logs, 50.0)).ravel()])
    parts = np.repeat(shares[large] / number, number)
    weights = np.concatenate([[none], (1 - none) * parts / parts.sum()])
    order = np.argsort(values, kind="stable")
    return Forecast(values[order], weights[order])


def lognormal_forecast(middle: float, deviation: float) -> Forecast:
    """Trucks around a median, with the deviation of their logarithm."""
    mean = np.log([max(middle, 1e-9)])
    return _mixed(np.ones(1), mean, np.array([deviation]), 0.0, _POINTS_OF_ONE)
