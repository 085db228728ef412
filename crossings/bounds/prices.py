"""Prices of the limits of one period, several vectors of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from crossings.problem import Floats, Problem, read_only


@dataclass(frozen=True, eq=False)
class LimitPrices:
    """N vectors of prices of one period's limits, objective per unit of each, all ≥ 0.

    Any such prices bound the program's value from above, those of an optimum most tightly.
    """

    minutes: Floats  # (N, C, Q) a minute of a crossing's own resource
    pool: Floats  # (N, P) a minute of a pool
    gate: Floats  # (N, C) a truck
    route: Floats  # (N, C, A) a truckload
    corridor: Floats  # (N, O) a truckload
    corridor_good: Floats  # (N, O, G) a truckload
    undetected: Floats  # (N,) a truckload of undetected contraband
    detected: Floats  # (N, G) a truckload of detection
    diverted: Floats  # (N,) a truckload diverted
    shut: Floats  # (N, C) a truckload through a crossing without a gate while it is shut

    def __post_init__(self) -> None:
        """Make every array read-only."""
        read_only(self)

    def __len__(self) -> int:
        return len(self.undetected)

    def taken(self, places: Sequence[int] | Floats) -> LimitPrices:
        """The vectors at `places`, in that order."""
        at = np.asarray(places, dtype=np.intp)
        return LimitPrices(*(getattr(self, each.name)[at] for each in fields(self)))

    def flat(self) -> Floats:
        """(N, ·) Each vector in one row."""
        parts = (getattr(self, each.name) for each in fields(self))
        return np.concatenate([part.reshape(len(self), -1) for part in parts], axis=1)


def shapes(problem: Problem) -> dict[str, tuple[int, ...]]:
    """The shape of one vector of each field, behind the axis of vectors."""
    crossings, goods = len(problem.crossings), len(problem.goods)
    corridors, areas = len(problem.corridors), len(problem.areas)
    return {
        "minutes": (crossings, len(problem.resources)),
        "pool": (len(problem.pools),),
        "gate": (crossings,),
        "route": (crossings, areas),
        "corridor": (corridors,),
        "corridor_good": (corridors, goods),
        "undetected": (),
        "detected": (goods,),
        "diverted": (),
        "shut": (crossings,),
    }


def stacked(parts: Sequence[LimitPrices]) -> LimitPrices:
    """The vectors of one after the other."""
    names = [each.name for each in fields(LimitPrices)]
    return LimitPrices(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))
