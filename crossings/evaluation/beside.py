"""What deciding as the days come brings: beside the plan carried out as it stands, and the best.

All three are told of the same futures, the first of the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.measures import Spread, Trial, spread
from crossings.problem import Floats, ratio
from crossings.statistics import UNTOLD, Estimate, mean

AS_PLANNED, AS_THEY_COME, FORESEEN = "as planned", "as the days come", "with foresight"
FIGURES = ("value", "value_worst_tenth", "need_met", "need_met_worst_tenth", "short_of_best")
_LEAST = 0.005
"""Share of need met from which on a gain is told."""


@dataclass(frozen=True)
class Decision:
    """One way of deciding, over some futures."""

    decided: str
    futures: int
    value: Estimate
    value_worst_tenth: Estimate
    need_met: Estimate
    need_met_worst_tenth: Estimate
    short_of_best: Estimate
    """Share of the best value by which it falls short of it."""

    @property
    def figures(self) -> list[Estimate]:
        """In the order of `FIGURES`."""
        return [getattr(self, name) for name in FIGURES]


@dataclass(frozen=True)
class Gain:
    """Share of need for a good that is met in an area, on average over the futures."""

    good: int
    area: int
    as_planned: Estimate
    as_they_come: Estimate
    gain: Estimate
    """The second less the first, future by future."""


def decisions(trial: Trial) -> Iterator[Decision]:
    """As planned, as the days come, and the best that anyone could have had.

    None where the plan is what was carried out.
    """
    planned, decided = trial.by_plan, trial.decided
    if planned is None or decided is None:
        return
    best = np.asarray(decided.bound)
    for name, made in ((AS_PLANNED, planned), (AS_THEY_COME, decided)):
        value = _spread(made.value)
        met = _spread(ratio(made.met.sum(axis=1), made.need.sum(axis=1)))
        short = _spread(ratio(best - made.value, best)).mean
        ends = (value.mean, value.worst_tenth, met.mean, met.worst_tenth, short)
        yield Decision(name, len(made), *ends)
    value = _spread(best)
    yield Decision(FORESEEN, len(best), value.mean, value.worst_tenth, UNTOLD, UNTOLD, UNTOLD)


def gains(trial: Trial) -> list[Gain]:
    """Goods and areas whose need is met otherwise than the plan would, the largest gain first."""
    planned, decided = trial.by_plan, trial.decided
    if planned is None or decided is None:
        return []
    one, other = planned.coverage, decided.coverage  # (S, G, A)
    found = []
    for g, a in np.ndindex(one.shape[1:]):
        there = ~np.isnan(one[:, g, a])
        if there.any():
            before, after = one[there, g, a], other[there, g, a]
            found.append(Gain(g, a, mean(before), mean(after), mean(after - before)))
    told = (each for each in found if abs(each.gain.value) >= _LEAST)
    return sorted(told, key=lambda each: -each.gain.value)


def _spread(values: Floats) -> Spread:
    return spread(values, more_is_better=True)
