"""Prices of the limits of one period, several vectors of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.limits import Limit, limits_of, of_levels
from crossings.limits.flows import MET
from crossings.problem import Floats, Problem


@dataclass(frozen=True, eq=False)
class LimitPrices:
    """N vectors of prices of one period's limits, objective per unit of each, all ≥ 0.

    Any such prices bound the program's value from above, those of an optimum most tightly.
    """

    by_limit: Mapping[Limit, Floats]
    """(N, *place) of each limit that has a row in every period."""
    shut: Floats
    """(N, C + J) A truckload through a crossing without a gate, then over a route with days of its
    own and without a cap, while it is shut."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        for array in (*self.by_limit.values(), self.shut):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.shut)

    def taken(self, places: Sequence[int] | Floats) -> LimitPrices:
        """The vectors at `places`, in that order."""
        at = np.asarray(places, dtype=np.intp)
        return LimitPrices({x: array[at] for x, array in self.by_limit.items()}, self.shut[at])

    def beside(self, fixed: Mapping[Limit, Floats]) -> LimitPrices:
        """The vectors with prices (1,) that are the same in all of them."""
        each = {limit: np.repeat(price, len(self), axis=0) for limit, price in fixed.items()}
        return LimitPrices({**self.by_limit, **each}, self.shut) if fixed else self

    def flat(self) -> Floats:
        """(N, ·) Each vector in one row."""
        parts = (*self.by_limit.values(), self.shut)
        return np.concatenate([part.reshape(len(self), -1) for part in parts], axis=1)


def by_period(problem: Problem) -> tuple[Limit, ...]:
    """The limits that a scenario keeps period by period, apart from any other period."""
    return tuple(x for x in _kept(problem) if not _throughout(x))


def throughout(problem: Problem) -> tuple[Limit, ...]:
    """Those whose prices hang together over periods, as prices of state do, room apart.

    Over several periods a limit has one price; what may be met of needs is worth the same whichever
    prices of other limits are taken.
    """
    return tuple(x for x in _kept(problem) if _throughout(x))


def _kept(problem: Problem) -> Iterator[Limit]:
    return (x for x in limits_of(problem) if not x.missable and not of_levels(x))


def _throughout(limit: Limit) -> bool:
    return limit.spans is not None or MET in limit.flows


def free(problem: Problem) -> LimitPrices:
    """One vector, in which nothing costs anything."""
    return LimitPrices(
        {limit: np.zeros((1, *_shape(problem, limit))) for limit in by_period(problem)},
        np.zeros((1, len(problem.crossings) + len(problem.dated_routes))),
    )


def _shape(problem: Problem, limit: Limit) -> tuple[int, ...]:
    return limit.allowed(problem).shape[len(limit.time) :]


def stacked(parts: Sequence[LimitPrices]) -> LimitPrices:
    """The vectors of one after the other."""
    return LimitPrices(
        {x: np.concatenate([part.by_limit[x] for part in parts]) for x in parts[0].by_limit},
        np.concatenate([part.shut for part in parts]),
    )
