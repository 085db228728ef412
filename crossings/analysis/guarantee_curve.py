"""What a guarantee costs: the best value, by the share detected wherever contraband is sent."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.plan import Solver
from crossings.problem import Problem


@dataclass(frozen=True)
class GuaranteePoint:
    """The best plan where a share is guaranteed."""

    rate: float
    value: float
    met: float
    """Truckloads of need met a day; no exports."""
    exported: float
    """Truckloads exported a day."""
    coverage: float | None
    """Σ met / Σ need over inbound goods; None where nothing is needed."""


@dataclass(frozen=True, eq=False)
class GuaranteeCurve:
    """V(rate) of one case under one model, up to the most that can be guaranteed."""

    problem: Problem
    points: tuple[GuaranteePoint, ...]
    """By rate, the first at 0; none where there is no plan at all."""
    solver: Solver
    reason: str = ""
    """Why there are none."""

    @property
    def most(self) -> float:
        """The most that can be guaranteed, to a thousandth."""
        return self.points[-1].rate if self.points else float("nan")

    def kept(self, point: GuaranteePoint) -> float:
        """Value at a point as a share of that without a guarantee."""
        first = self.points[0].value
        return point.value / first if first > 0 else 1.0
