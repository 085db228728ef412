"""What was planned and waits, how long, and how long it takes to recover from a closure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.evaluation.lines import Line
from crossings.problem import Flags, Floats, Positions
from crossings.scenarios.sums import summed

_NEGLIGIBLE = 1e-7
"""Share of the largest figure below which a queue counts as empty: rounding of the solver."""


class Queues:
    """Trucks waiting, period after period. Within a line the first planned is first to leave.

    Those count that were to be inspected, wherever they wait.
    """

    def __init__(self, lines: Sequence[Line], size: int, days: Floats) -> None:
        self.waiting = [np.zeros((size, line.departing.shape[2]), order="F") for line in lines]
        self.most = np.zeros(size)
        self.last = np.zeros(size)
        self.longest = np.zeros(size, dtype=np.intp)  # periods
        self.recovery = np.zeros(size)
        self._days = days
        self._planned = [np.cumsum(summed(line.departing, 2), axis=1) for line in lines]  # (K, T)
        self._gone = [np.zeros(size) for _ in lines]
        self._inspected = [k for k, line in enumerate(lines) if line.inspected]
        self._negligible = np.full(1, _NEGLIGIBLE)  # (K,)
        for planned in self._planned:
            self._negligible = np.maximum(self._negligible, _NEGLIGIBLE * planned[:, -1])
        self._before = np.zeros(size)
        self._recovering = np.zeros(size, dtype=bool)
        self._since = np.zeros(size)

    def leave(self, index: int, most: Floats, parts: Floats) -> None:
        """Take what leaves one line from what waits there."""
        self.waiting[index] -= parts
        self._gone[index] += most

    def close_period(self, t: int, closed: Flags) -> None:
        """Count what waits at the end of period t; `closed` (S,): a closure fell into it."""
        waits = np.zeros(len(self.last))
        longer = np.zeros(len(self.last), dtype=bool)
        oldest = t - self.longest  # of a truck that has waited longer than any so far
        for k in self._inspected:
            planned, gone = self._planned[k], self._gone[k]
            left = planned[:, t] - gone
            waits += np.where(left > self._negligible, left, 0.0)
            longer |= gone < _at(planned, oldest) - self._negligible
        self.longest += longer
        np.maximum(self.most, waits, out=self.most)
        begins = closed & ~self._recovering
        self._before = np.where(begins, self.last, self._before)
        self._since = np.where(closed, 0.0, self._since + self._days[t])
        late = waits > self._before + self._negligible
        self._recovering = (closed | self._recovering) & late
        lasted = self._recovering & ~closed
        np.maximum(self.recovery, np.where(lasted, self._since, 0.0), out=self.recovery)
        self.last = waits


def _at(planned: Floats, periods: Positions) -> Floats:
    """(S,) What was planned up to the period of each scenario; `planned` (K, T)."""
    if len(planned) == 1:
        return np.asarray(planned[0][periods])
    return np.asarray(planned[np.arange(len(planned)), periods])
