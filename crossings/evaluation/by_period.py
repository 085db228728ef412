"""How what passes in each period is spread over futures: quantiles, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.simulation import Flows, empty_flows
from crossings.problem import Floats, Problem, ReadOnly
from crossings.scenarios import Futures, Scenarios, as_planned
from crossings.statistics import quantile

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_AT_ONCE = 2_000_000
"""Numbers of one array of flows that are held at once."""


@dataclass(frozen=True, eq=False)
class ByPeriod(ReadOnly):
    """Need met and trucks waiting, period by period: as foreseen and over futures."""

    futures: int
    """Number of futures looked at."""
    met: Floats  # (T,) truckloads a day, no exports
    waiting: Floats  # (T,) trucks at their origin at the end of the period
    met_spread: Floats  # (Q, T, 3) the quantile and its ends; nan where too few are beyond it
    waiting_spread: Floats  # (Q, T, 3)


def by_period(
    problem: Problem,
    ready: ReadyTrajectory,
    futures: Futures,
    numbers: range,
    carry: Callable[[Scenarios, Flows], object],
) -> ByPeriod:
    """Quantiles of every period over the scenarios `numbers`, some at a time.

    `carry` fills in the flows of some scenarios, of what may pass by the lines that are `ready`.
    """
    one = empty_flows(ready, 1)
    largest = max(one.presented.size, one.collected.size, one.manifested.size)
    size = max(1, _AT_ONCE // max(largest, 1))
    met, waiting = [], []
    for first in range(numbers.start, numbers.stop, size):
        part = range(first, min(first + size, numbers.stop))
        flows = empty_flows(ready, len(part))
        carry(futures.scenarios(problem, part), flows)
        met.append(flows.met.sum(axis=(2, 3)) / problem.days)
        waiting.append(flows.waiting)
    carry(as_planned(problem), one)
    return ByPeriod(
        len(numbers),
        one.met[0].sum(axis=(1, 2)) / problem.days,
        one.waiting[0],
        _spread(np.concatenate(met)),
        _spread(np.concatenate(waiting)),
    )


def _spread(values: Floats) -> Floats:
    """(Q, T, 3) of (S, T)."""
    ordered = np.sort(values, axis=0)
    return np.array([[quantile(period, q) for period in ordered.T] for q in QUANTILES])
