"""The inputs of a case that may be otherwise, each with what it is like and by which column.

| input                           | between                                     | spread as       |
|---------------------------------|---------------------------------------------|-----------------|
| a number with a range           | the ends of its range                       | triangular      |
| days open, pace, need, supply   | 5 and 95 % of what is drawn for the horizon | what is drawn   |
| a phase that may not come about | it does not, and does                       | its probability |

Each is varied by itself: what closes every crossing at once is so in the days of each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from crossings.arrays import Floats
from crossings.discovery.discovered import Name
from crossings.problem import Problem
from crossings.scenarios import sampled
from crossings.scenarios.inputs import AS_GIVEN, COMES, DAYS, inputs, plain_name
from crossings.scenarios.processes import triangular

_DRAWN = 2000
"""Futures that tell what is drawn."""
OUTER = (0.05, 0.95)
"""What is told of what varies: of a hundred futures the fifth from either end."""


@dataclass(frozen=True, eq=False)
class VariedInput:
    """One input: a column of a table of futures, and what stands in it."""

    name: Name
    path: str
    low: float
    usual: float
    high: float
    quantile: Callable[[Floats], Floats]
    """(S,) Its values, from uniform numbers."""
    scale: float = 1.0
    """What one of the column is in the unit that is told: days of a share of them."""


def varied(problem: Problem, seed: int = 1) -> list[VariedInput]:
    """Every input of a case that may be otherwise."""
    found = {each.path: each for each in (*numbers(problem), *_drawn(problem, seed))}
    return list(found.values())


def numbers(problem: Problem) -> Iterator[VariedInput]:
    """Every number of the files that has a range."""
    for each in problem.uncertainty.numbers.ranged:
        if each.low < each.high:
            spread = partial(triangular, low=each.low, mode=each.value, high=each.high)
            name = Name(plain_name(each.path), each.path, AS_GIVEN)
            yield VariedInput(name, each.path, each.low, each.value, each.high, spread)


def _drawn(problem: Problem, seed: int) -> Iterator[VariedInput]:
    for each, values in inputs(problem, sampled(problem, seed, range(_DRAWN))):
        if each.unit == AS_GIVEN or each.path.endswith(".level") or each.usual <= 0:
            continue  # the level is in the pace
        scale = each.usual if each.unit == DAYS else 1.0
        shares = values / scale
        if np.ptp(shares) < 1e-12:
            continue
        low, high = (0.0, 1.0) if each.unit == COMES else np.quantile(shares, OUTER).tolist()
        if low == high:
            low, high = float(shares.min()), float(shares.max())
        spread = partial(_quantile, np.sort(shares), each.unit == COMES)
        name = Name(each.column, each.words, each.unit)
        yield VariedInput(name, each.path, low, 1.0, high, spread, scale)


def _quantile(values: Floats, whole: bool, uniform: Floats) -> Floats:
    """(S,) Quantiles of what was drawn; of whole numbers those that were."""
    if whole:
        return values[np.minimum((uniform * len(values)).astype(np.intp), len(values) - 1)]
    return np.asarray(np.quantile(values, uniform))
