"""What published lists of trucks count, day by day: each list by itself, never two added up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from crossings.errors import Finding
from crossings.wording import counted


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
    largest: float = 0.0
    """Trucks of the row that has most of them."""
    row: int = -1
    """Number of that row from 0; -1: of none."""
    open: float | None = None
    """How long it was open, in the list's own measure; None where it does not say."""

    def add(
        self,
        trucks: float,
        tonnes: float | None,
        row: int,
        opened: float | None = None,
        of_tonnes: float | None = None,
    ) -> None:
        """One row more; its tonnes, how long it was open, and whose tonnes they are may lack."""
        self.trucks += trucks
        if opened is not None:
            self.open = opened if self.open is None else max(self.open, opened)
        if tonnes is not None:
            self.tonnes += tonnes
            self.trucks_with_tonnes += trucks if of_tonnes is None else of_tonnes
        if trucks > self.largest:
            self.largest, self.row = trucks, row


@dataclass
class Elsewhere:
    """What a list has at a crossing that the case has not."""

    crossing: str
    """The list's own word."""
    first: Finding
    """The first row, and which crossing may have been meant."""
    rows: int = 0
    trucks: float = 0.0

    def __str__(self) -> str:
        trucks = f"{self.trucks:,.10g} truck{'s' * (self.trucks != 1)}"
        return f"{self.crossing}: {trucks} in {counted(self.rows, 'row')}"


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
    totals: dict[tuple[datetime.date, datetime.date, Group], Tally] = field(default_factory=dict)
    """What is counted over several days in all, by the first and the last of them."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Crossings that the case lacks, in the list's order; their rows are counted nowhere else."""
    left_out: int = 0
    """Rows that were not asked for."""
    tells_open: bool = False
    """Whether a column says how long crossings were open."""

    @property
    def read(self) -> int:
        """Rows that are counted."""
        passed_over = len(self.refused) + self.left_out + sum(each.rows for each in self.elsewhere)
        return self.rows - passed_over

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day of the list; None where nothing is counted."""
        days = [day for day, _ in self.days]
        firsts = days + [first for first, _, _ in self.totals]
        lasts = days + [last for _, last, _ in self.totals]
        return (min(firsts), max(lasts)) if firsts else None

    @property
    def stages(self) -> str:
        """Stages at which it counts."""
        groups = [group for _, group in self.days] + [group for _, _, group in self.totals]
        return ", ".join(dict.fromkeys(group.stage for group in groups))

    @property
    def trucks(self) -> float:
        """Trucks that it counts in all."""
        tallies = (*self.days.values(), *self.totals.values())
        return float(sum(tally.trucks for tally in tallies))
