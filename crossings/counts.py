"""What published lists of trucks count, day by day: each list by itself, never two added up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from crossings.errors import Finding


@dataclass(frozen=True)
class Group:
    """What is counted together: a stage, a crossing, and a cargo as the list calls it."""

    stage: str
    crossing: str | None
    """Id of the crossing; None for all together."""
    cargo: str | None
    """The list's own word for what is carried."""
    good: str | None
    """Good of the case that it is, where that is clear."""
    category: str | None
    """Category that it is, where no good is clear."""


@dataclass
class Tally:
    """Trucks of a group on a day, and the tonnes of those of which they are known."""

    trucks: float = 0.0
    tonnes: float = 0.0
    trucks_with_tonnes: float = 0.0


@dataclass(frozen=True)
class TruckList:
    """A list as read: what it counts and what in it could not be read."""

    source: str
    file: str
    sheet: str
    """Sheet of the workbook; empty for a text file."""
    sha256: str
    dated_by: str
    """What a day is in it: that of entry, of receipt …"""
    rows: int
    """Rows that are not empty."""
    days: dict[tuple[datetime.date, Group], Tally]
    refused: tuple[Finding, ...]
    oddities: tuple[Finding, ...] = ()
    """What is odd about it and read nevertheless."""

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day of the list; None where nothing is counted."""
        seen = [day for day, _ in self.days]
        return (min(seen), max(seen)) if seen else None
