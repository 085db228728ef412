"""The value of the best plan by the share that is guaranteed, solved at rate after rate.

V(rate) never rises, but is no concave function of it: a rate stands in coefficients. It is solved
for at every twentieth up to the most that any regime detects, and between two rates at which it
differs by much, halfway, down to a hundredth. Where floors end it sooner, the last rate that leaves
a plan is found to a thousandth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from crossings.allocation.settings import solver_version
from crossings.allocation.standing import StandingProgram
from crossings.analysis.guarantee_curve import GuaranteeCurve, GuaranteePoint
from crossings.limits.flows import EXPORTED, MET
from crossings.plan import Solver
from crossings.problem import Problem

_STEPS = 20
MOST_SOLVED = 30
"""Rates that are solved for, about."""
_FINEST = 0.01
_MUCH = 0.02
"""Of the value without a guarantee."""
_END = 1e-3


def guarantee_curve(
    problem: Problem, done: Callable[[int], object] = lambda _: None
) -> GuaranteeCurve:
    """What guarantees cost, in place of the one of the case; `done` is told of each rate solved."""
    solver = Solver("HiGHS", solver_version(), "optimal")
    curve = _Curve(problem, done)
    first = curve.at(0.0)
    if first is None:
        why = "no plan reaches what is asked, whatever is guaranteed"
        return GuaranteeCurve(problem, (), replace(solver, status="infeasible"), why)
    most = float(curve.detection.max(initial=0.0))
    rates = [k / _STEPS for k in range(1, _STEPS) if k / _STEPS < most] + [most]
    points = [first]
    for rate in rates if most > 0 else ():
        point = curve.at(rate)
        if point is None:
            points += curve.end(points[-1].rate, rate)
            break
        points.append(point)
    scale = _MUCH * max(1.0, abs(first.value))
    return GuaranteeCurve(problem, tuple(curve.finer(points, scale)), solver)


class _Curve:
    """V, asked for rate by rate."""

    def __init__(self, problem: Problem, done: Callable[[int], object]) -> None:
        self._problem, self._done = problem, done
        self._first: GuaranteePoint | None = None
        detection = np.broadcast_to(problem.detection[:, None, None, :], problem.usable.shape)
        self.detection = detection[problem.usable]
        """(n,) Of every regime wherever it is used."""

    def at(self, rate: float) -> GuaranteePoint | None:
        """The best there is; None where no plan is."""
        if self._first is not None and rate <= self.detection.min(initial=1.0):
            return replace(self._first, rate=rate)  # it asks nothing of any regime
        found = self._solved(rate)
        self._first = self._first or found
        return found

    def _solved(self, rate: float) -> GuaranteePoint | None:
        asked = np.full(len(self._problem.periods), rate)
        problem = replace(self._problem, guaranteed_rate=asked)
        standing = StandingProgram(problem)
        outcome = standing.best(problem)
        self._done(1)
        if outcome.status != "optimal":
            return None
        days, need = float(problem.days.sum()), float(problem.needed.sum())
        met, exported = (
            float(outcome.columns[list(standing.ledger.columns(kind).values())].sum())
            for kind in (MET, EXPORTED)
        )
        share = met / need if need > 0 else None
        return GuaranteePoint(rate, -outcome.value, met / days, exported / days, share)

    def end(self, low: float, high: float) -> list[GuaranteePoint]:
        """The last rate above `low` that leaves a plan; none where that is as good as `low`."""
        found: list[GuaranteePoint] = []
        while high - low > _END:
            between = (low + high) / 2
            point = self.at(between)
            low, high = (between, high) if point is not None else (low, between)
            found = [point] if point is not None else found
        return found

    def finer(self, points: list[GuaranteePoint], much: float) -> list[GuaranteePoint]:
        """Further points wherever the value differs by much from one to the next."""
        made = points[:1]
        for point in points[1:]:
            before = made[-1]
            wide = point.rate - before.rate > 2 * _FINEST - _END
            if wide and before.value - point.value > much:
                between = self.at((before.rate + point.rate) / 2)
                if between is not None:
                    made += self.finer([before, between, point], much)[1:]
                    continue
            made.append(point)
        return made
