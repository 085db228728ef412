"""A dispatch sheet: in which order each crossing brings what, and until when."""

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
class Sheet:
    """Lines in the order in which they are served."""

    origin: Origin
    lines: tuple[SheetLine, ...]
