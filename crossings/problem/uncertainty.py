"""What scenarios draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from crossings.arrays import Flags, Floats, read_only
from crossings.problem.labels import Evidence


@dataclass(frozen=True)
class Ranged:
    """A number with what it could be."""

    path: str
    low: float
    value: float
    high: float


class Redraws(Protocol):
    """Puts a problem together again from numbers drawn from their ranges."""

    @property
    def ranged(self) -> tuple[Ranged, ...]:
        """Every number that can be drawn."""

    def arrays(self, draws: Mapping[str, Floats]) -> dict[str, Floats]:
        """Fields of `Problem` that depend on the draws, (S, …), from (S,) draws by path."""


@dataclass(frozen=True, eq=False)
class Uncertainty:
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
    throughput_level_cv: Floats  # (C,) of one factor on all days
    throughput_weekdays: Floats  # (7, C) factor by weekday, mean 1 over the horizon's open days
    need_cv: Floats  # (G,)
    need_known_later: Flags  # (G,) whether each period's need is known only when it comes
    supply_cv: Floats  # (O,) of a period's corridor limits
    redraw: Redraws | None  # of every number given with a range; None where they are not drawn
    numbers: Redraws  # of any number that the files give
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        """Make every array read-only."""
        read_only(self)

    @property
    def certain(self) -> bool:
        """Whether nothing is uncertain, so that every scenario is the case itself."""
        shares = (self.open_share, self.pool_open_share, np.array(self.all_open_share))
        spreads = (self.throughput_cv, self.throughput_level_cv, self.need_cv, self.supply_cv)
        closes = any((share < 1).any() for share in shares)
        return not (closes or self.redraw is not None or any((cv > 0).any() for cv in spreads))
