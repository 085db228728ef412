"""Plans held against each other in the same futures: each pair, each figure, and who is best.

Every interval of a batch's differences, of all pairs and figures, holds at once with 95 %
confidence. So a plan is best where its value is surely above every other's, may be best where no
other's is surely above its own, and else is not; the best is among those that may be, in 95 of
100 batches at least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crossings.evaluation.measures import UNDETECTED, Batch, Measure, figures_of_all
from crossings.problem import Flags, Floats, ReadOnly
from crossings.statistics import FEWEST, Estimate, means, share

BEST, MAY_BE_BEST, NOT_BEST = "yes", "may be", "no"
ALIKE = 1e-9
"""Share of the value within which two plans count as alike."""


@dataclass(frozen=True)
class Difference:
    """A figure of one plan less that of another, future by future; 95 % confidence."""

    mean: float
    low: float
    high: float
    wins: Estimate
    """Share of futures in which it is larger."""
    ties: Estimate
    rough: bool
    """Whether there are too few futures, or too few that differ, to rely on the ends."""


def difference(first: Floats, second: Floats) -> Difference:
    """How much more the first is than the second in the same futures, where both exist.

    >>> found = difference(np.array([3.0, 2.0, 2.0]), np.array([1.0, 2.0, 3.0]))
    >>> round(found.mean, 3), round(found.wins.value, 3), round(found.ties.value, 3), found.rough
    (0.333, 0.333, 0.333, True)
    """
    return differences([(first, second)])[0]


def differences(pairs: Sequence[tuple[Floats, Floats]]) -> list[Difference]:
    """The difference of each pair; all that they are told between holds at once."""
    apart = [first - second for first, second in pairs]
    found = []
    for (first, _), each, (about, low, high) in zip(pairs, apart, means(apart), strict=True):
        there = ~np.isnan(each)
        n, size = int(there.sum()), each[there]
        same = np.abs(size) <= ALIKE * np.maximum(np.abs(first[there]), 1.0)
        ties = share(int(same.sum()), n)
        wins = share(int(((size > 0) & ~same).sum()), n)
        rough = n < FEWEST or ties.value > 0.5
        found.append(Difference(about, low, high, wins, ties, rough))
    return found


@dataclass(frozen=True, eq=False)
class Standing(ReadOnly):
    """How one plan stands against all that are compared, future by future."""

    best: Flags  # (S,) no other has more
    alone: Flags  # (S,) every other has less
    regret: Floats  # (S,) what the best of them has more


def standings(batch: Batch) -> list[Standing]:
    """How each plan stands, in the order of the trials."""
    values = np.stack([trial.outcomes.value for trial in batch.trials])  # (M, S)
    most = values.max(axis=0)
    best = values >= most - ALIKE * np.maximum(np.abs(most), 1.0)
    alone = best & (best.sum(axis=0) == 1)
    return [
        Standing(*each) for each in zip(best, alone, np.maximum(most - values, 0.0), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Pair:
    """A figure of two plans, and how the first differs from the second."""

    model: str
    against: str
    one: Measure
    other: Measure
    found: Difference


def pairs(batch: Batch) -> list[Pair]:
    """Every figure of all of each plan, beside that of each later plan."""
    told = [(trial.model, figures_of_all(trial)) for trial in batch.trials]
    about = [
        (model, against, one, other)
        for (model, own), (against, others) in combinations(told, 2)
        for one, other in zip(own, others, strict=True)
        if one.name == UNDETECTED or one.exists or other.exists
    ]
    found = differences([(one.values, other.values) for *_, one, other in about])
    return [Pair(*each, apart) for each, apart in zip(about, found, strict=True)]


def who_is_best(models: Sequence[str], told: Sequence[Pair]) -> dict[str, str]:
    """Of each plan whether it is best on average, may be, or surely is not; by their values."""
    ahead: dict[str, set[str]] = {model: set() for model in models}  # of whom it is surely ahead
    for each in told:
        if each.one.name == "value" and each.found.low > 0:
            ahead[each.model].add(each.against)
        if each.one.name == "value" and each.found.high < 0:
            ahead[each.against].add(each.model)
    beaten = set().union(*ahead.values())
    return {
        model: NOT_BEST if model in beaten
        else BEST if len(ahead[model]) == len(models) - 1 else MAY_BE_BEST
        for model in models
    }  # fmt: skip
