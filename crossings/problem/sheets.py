"""A dispatch sheet: what each crossing brings in which order, and what areas give out."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.problem.labels import Origin


@dataclass(frozen=True)
class SheetLine:
    """One good of one crossing, in its turn."""

    crossing: int
    rank: float
    good: int
    area: int | None
    """None: every area."""
    until: float | None
    """Days of need that an area is to have, what is on its way included; None: no end."""
    regime: int | None
    """None: those of the plan."""


@dataclass(frozen=True)
class Waiting:
    """Trucks of a good that are to wait at a crossing, to be inspected when a day goes well."""

    crossing: int
    good: int
    truckloads: float


@dataclass(frozen=True)
class Ration:
    """What areas give out of a good while they have little of it."""

    good: int
    area: int | None
    """None: every area."""
    until: float
    """Days of need; of what an area has beyond them it gives out more."""
    share: float
    """Of need."""


@dataclass(frozen=True)
class Sheet:
    """Lines in the order in which they are served."""

    origin: Origin
    lines: tuple[SheetLine, ...]
    waiting: tuple[Waiting, ...] = ()
    rations: tuple[Ration, ...] = ()

    @property
    def served(self) -> set[tuple[int, int]]:
        """Every crossing and good that anything is sent of."""
        return {(each.crossing, each.good) for each in self.lines} | {
            (each.crossing, each.good) for each in self.waiting
        }
