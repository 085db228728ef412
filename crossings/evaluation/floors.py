"""How many floors of `coverage_at_least` a scenario misses: it may, and it is counted."""

from __future__ import annotations

import numpy as np

from crossings.evaluation.areas import Areas
from crossings.evaluation.limits import Terms
from crossings.evaluation.tally import Tally
from crossings.problem import Floats, Problem
from crossings.scenarios.period import PeriodTerms

_ROUNDING = 1e-7
"""Share of a floor by which it may be missed, for the rounding of the plan's solver."""


class Floors:
    """Floors missed so far, window by window."""

    def __init__(self, problem: Problem, terms: Terms, size: int) -> None:
        self.missed = np.zeros(size)
        self._problem, self._terms = problem, terms
        self._ends = {window.stop - 1 for window in problem.windows}
        self._given = "coverage_floor" in terms.scenarios.changed or problem.coverage_floor.any()
        self._sums: list[Floats] = []

    def close_period(self, t: int, areas: Areas, exports: Tally) -> None:
        """Add up what is asked for and met in the window, and judge it at the window's end."""
        if not self._given:
            return
        terms = PeriodTerms(self._problem, t, self._terms.scenarios)
        floor = terms.of("coverage_floor")  # (1 or S, G, A)
        of_areas = areas.now_needed * floor[:, areas.goods].reshape(len(floor), -1)
        of_exports = exports.export_need(t) * floor[:, :, 0]
        now = [of_areas, areas.now_met.copy(order="F"), of_exports, exports.now_exported.copy()]
        self._sums = [a + b for a, b in zip(self._sums, now, strict=True)] if self._sums else now
        if t in self._ends:
            for asked, met in (self._sums[:2], self._sums[2:]):
                self.missed += (met < asked * (1 - _ROUNDING) - _ROUNDING).sum(axis=1)
            self._sums = []
