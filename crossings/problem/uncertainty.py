"""What scenarios draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from crossings.arrays import Flags, Floats, ReadOnly
from crossings.problem.labels import Evidence


@dataclass(frozen=True)
class Ranged:
    """A number with what it could be."""

    path: str
    low: float
    value: float
    high: float


@dataclass(frozen=True)
class UncertainPhase:
    """A phase that may not come about; then the one before it goes on."""

    number: int
    """In the order of the file, from 0."""
    position: int
    """Along `Problem.phases`."""
    start: int
    """The period that it begins with; from then on it is known whether it came about."""
    probability: float

    @property
    def path(self) -> str:
        """What a table of futures calls whether it comes about."""
        return f"phases.{self.number}.comes"


class Combinations(Protocol):
    """Puts a problem together again with some of its uncertain phases alone."""

    def terms(self, came: tuple[bool, ...]) -> dict[str, Any]:
        """Fields of `Problem` that phases may change, where those come about that `came` says."""

    def resampled(self, came: tuple[bool, ...]) -> tuple[Sampling | None, Sampling]:
        """`Uncertainty.sampled` and `Uncertainty.numbers` likewise."""


class Sampling(Protocol):
    """Puts a problem together again from numbers drawn from their ranges."""

    @property
    def ranged(self) -> tuple[Ranged, ...]:
        """Every number that can be drawn."""

    def arrays(self, samples: Mapping[str, Floats]) -> dict[str, Floats]:
        """Fields of `Problem` that depend on the draws, (S, …), from (S,) samples by path."""


@dataclass(frozen=True, eq=False)
class Uncertainty(ReadOnly):
    """What scenarios draw beside the calendar.

    A share of 1 is never closed, a coefficient of variation of 0 never varies.
    """

    open_share: Floats  # (C,) share of calendar days on which no closure of its own holds
    closed_days: Floats  # (C,) mean days of a closed spell, at least 1
    all_open_share: float
    """Share of calendar days on which no closure of every crossing at once holds."""
    all_closed_days: float
    pool_open_share: Floats  # (P,)
    pool_closed_days: Floats  # (P,) days
    closing_weekdays: Floats  # (7, C) factor on closing by weekday, from Monday on, as given
    all_closing_weekdays: Floats  # (7,)
    pool_closing_weekdays: Floats  # (7, P)
    throughput_cv: Floats  # (C,) of a day's minutes and gate
    throughput_persistence: Floats  # (C,) correlation of logarithms from day to day
    throughput_level: Floats  # (C,) mean of one factor on all days
    throughput_level_cv: Floats  # (C,) of it
    throughput_weekdays: Floats  # (7, C) factor by weekday, mean 1 over the horizon's open days
    need_cv: Floats  # (G,)
    need_known_later: Flags  # (G,) whether each period's need is known only when it comes
    supply_cv: Floats  # (O,) of a period's corridor limits
    sampled: Sampling | None  # of every number given with a range; None where they are not drawn
    numbers: Sampling  # of any number that the files give
    phases: tuple[UncertainPhase, ...] = ()
    """H of them: each may come about or not."""
    combinations: Combinations | None = None
    """None where no phase is uncertain."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing is uncertain, so that every scenario is the case itself."""
        shares = (self.open_share, self.pool_open_share, np.array(self.all_open_share))
        spreads = (self.throughput_cv, self.throughput_level_cv, self.need_cv, self.supply_cv)
        closes = any((share < 1).any() for share in shares)
        moved = (self.throughput_level != 1).any()
        varies = self.sampled is not None or any((cv > 0).any() for cv in spreads)
        return not (closes or moved or varies or self.phases)


def settled(said: Uncertainty, came: tuple[bool, ...]) -> dict[str, Any]:
    """Fields of `Problem` where it is known which of its uncertain phases come about."""
    if said.combinations is None:
        return {}
    sampled, numbers = said.combinations.resampled(came)
    sure = replace(said, sampled=sampled, numbers=numbers, phases=(), combinations=None)
    return {**({} if all(came) else said.combinations.terms(came)), "uncertainty": sure}
