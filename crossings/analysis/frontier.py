"""What security costs: how the best plan changes with the undetected contraband allowed a day.

V(U) is the best value when row 9 allows U truckloads a day in every period, in place of the case's
own limit. It is concave and made of straight pieces; between two of its bends the plans there mix
in the same shares as U does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np

from crossings.analysis.adversary import Adversary
from crossings.analysis.concave import chord, hull
from crossings.plan import Plan, Solver, goods_unknown
from crossings.problem import Floats, Origin, Problem

DAYS_A_MONTH = 30.4
SHARE = 0.001
"""Of the value, that lines between the points may fall short of V where not all bends are asked."""
_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Point:
    """The best plan where so much undetected contraband is allowed; all figures a day."""

    allowed: float
    """U, truckloads with contraband a day in every period."""
    plan: Plan

    @property
    def value(self) -> float:
        """V(U)."""
        return self.plan.objective

    @property
    def undetected(self) -> float:
        """Truckloads with contraband that the plan leaves undetected, mean of the horizon."""
        missed = 1 - self.plan.problem.detection
        return float(np.einsum("tcgr,tr->", self.plan.threats, missed)) / self._days

    @property
    def met(self) -> float:
        """Truckloads of need met; no exports."""
        return float(self.plan.met.sum()) / self._days

    @property
    def exported(self) -> float:
        """Truckloads exported."""
        return float(self.plan.exported.sum()) / self._days

    @property
    def diverted(self) -> float:
        """Truckloads diverted after arrival, which no inspection finds."""
        return float(self.plan.diverted.sum()) / self._days

    @property
    def coverage(self) -> float | None:
        """Σ met / Σ need over inbound goods; None where nothing is needed."""
        need = float(self.plan.problem.needed.sum())
        return float(self.plan.met.sum()) / need if need > 0 else None

    @property
    def presented(self) -> Floats:
        """(R,) Truckloads presented under each regime."""
        return np.asarray(self.plan.presented.sum(axis=(0, 1, 2)) / self._days)

    @property
    def _days(self) -> float:
        return float(self.plan.problem.days.sum())


@dataclass(frozen=True, eq=False)
class Segment:
    """A straight piece of V between two points, the one that allows less first."""

    first: Point
    last: Point

    def a_month(self, figure: str) -> float:
        """What one undetected truckload a month more adds to a `figure` of the points."""
        more = getattr(self.last, figure) - getattr(self.first, figure)
        return float(more / (self.last.allowed - self.first.allowed) / DAYS_A_MONTH)


@dataclass(frozen=True, eq=False)
class Frontier:
    """V of one case under one model, from the least U that any plan keeps to up to where V ends."""

    problem: Problem
    exact: bool
    """Whether every bend of V is among the points."""
    points: tuple[Point, ...]
    """By what they allow."""
    solver: Solver
    reason: str = ""
    """Why there are no points: no good's threat rate is known, or no plan reaches the floors."""
    against: tuple[Adversary, ...] = ()
    """Each point held against who reacts; none where nobody asked."""
    within: float = SHARE
    """Share of V that lines between the points may fall short of it; of all bends 0."""

    @property
    def models(self) -> list[Origin]:
        """The inspection models, in the order in which they come into force."""
        return list(dict.fromkeys(phase.model for phase in self.problem.phases))

    @property
    def title(self) -> str:
        """Titles of the models; several are in force one after the other."""
        return ", then ".join(model.title for model in self.models)

    @property
    def segments(self) -> list[Segment]:
        """From point to point."""
        return [Segment(first, last) for first, last in pairwise(self.points)]

    @property
    def goods_unknown(self) -> int:
        """Goods whose threat rate is unknown; they count as 0."""
        return goods_unknown(self.problem)

    @property
    def rates_assumed(self) -> int:
        """Threat rates without a source."""
        rates = [n for n in self.problem.evidence if n.path.endswith(".threat_rate")]
        return sum(rate.source is None for rate in rates)

    @cached_property
    def corners(self) -> list[tuple[float, float]]:
        """(U, V) of the points."""
        return [(point.allowed, point.value) for point in self.points]

    def value(self, allowed: float) -> float:
        """V by the points; minus infinity where no plan keeps to so little."""
        if not self.points or allowed < self.points[0].allowed:
            return -np.inf
        return chord(self.corners, allowed)


@dataclass(frozen=True, eq=False)
class Mixture:
    """Two models, each for a share of the time, that together do better than any model alone."""

    first: tuple[Frontier, Point]
    last: tuple[Frontier, Point]
    allowed: float
    """Where it is best by the most, mean of the time."""
    value: float
    alone: float
    """What the best model alone reaches there; minus infinity where none keeps to so little."""

    @property
    def share(self) -> float:
        """Share of the time that is the last one's, where it is best by the most."""
        low, high = self.first[1].allowed, self.last[1].allowed
        return (self.allowed - low) / (high - low)


def envelope(frontiers: Sequence[Frontier]) -> list[tuple[Frontier, Point]]:
    """Points on the least concave function above every model's V, by what they allow."""
    every = [(frontier, point) for frontier in frontiers for point in frontier.points]
    return [every[i] for i in hull([(point.allowed, point.value) for _, point in every])]


def mixtures(frontiers: Sequence[Frontier]) -> Iterator[Mixture]:
    """Mixtures over time of two models that beat every one of them alone."""
    for first, last in pairwise(envelope(frontiers)):
        ends = [(point.allowed, point.value) for _, point in (first, last)]
        if first[0] is last[0]:
            continue
        at = max(
            _places(frontiers, ends[0][0], ends[1][0]),
            key=lambda u: chord(ends, u) - max(other.value(u) for other in frontiers),
        )
        value, alone = chord(ends, at), max(other.value(at) for other in frontiers)
        within = max(_SAME if frontier.exact else frontier.within for frontier in frontiers)
        if value - alone > within * abs(value):
            yield Mixture(first, last, at, value, alone)


def _places(frontiers: Sequence[Frontier], low: float, high: float) -> list[float]:
    """Where the highest V of all may be farthest below a line: at bends and where two cross."""
    bends = {at for frontier in frontiers for at, _ in frontier.corners if low < at < high}
    places = sorted({low, high, *bends})
    crossings = []
    for left, right in pairwise(places):
        for one, other in combinations(frontiers, 2):
            before = one.value(left) - other.value(left)
            after = one.value(right) - other.value(right)
            if before * after < 0 and np.isfinite(before) and np.isfinite(after):
                crossings.append(left + (right - left) * before / (before - after))
    return [*places[:-1], *crossings]
