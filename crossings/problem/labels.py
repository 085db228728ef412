"""What the positions along the axes of a problem stand for, and what its numbers rest on."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crossings.inspection import Way

WEEK = 7
"""Days."""
AXES = {
    "o": ("corridor", "corridors"), "c": ("crossing", "crossings"), "g": ("good", "goods"),
    "r": ("regime", "regimes"), "a": ("area", "areas"), "q": ("resource", "resources"),
    "p": ("resource", "pools"), "n": ("channel", "channels"),
}  # fmt: skip
"""By the letter of each axis the word for one place on it, and the field that lists them all."""
MOST_WAYS = 61
"""Of a regime, that are kept: more than a reader follows."""


@dataclass(frozen=True)
class Origin:
    """Where a part of the problem came from."""

    title: str
    path: str
    sha256: str
    shipped: bool = False
    """Whether it is an inspection model that comes with this tool."""


@dataclass(frozen=True)
class Period:
    """One period of the horizon; both days inclusive."""

    start: datetime.date
    end: datetime.date

    @property
    def days(self) -> int:
        """Number of days, D[t]."""
        return (self.end - self.start).days + 1


def windows(horizon: Sequence[Period], least_days: int | None) -> tuple[range, ...]:
    """Runs of whole consecutive periods, each as many as reach `least_days`; the last may be short.

    >>> march = [datetime.date(2024, 3, day) for day in range(1, 16)]
    >>> windows([Period(march[d], march[d + 2]) for d in range(0, 15, 3)], 7)
    (range(0, 3), range(3, 5))
    """
    runs: list[range] = []
    first, days = 0, 0
    for t, period in enumerate(horizon):
        days += period.days
        if least_days is None or days >= least_days or t == len(horizon) - 1:
            runs.append(range(first, t + 1))
            first, days = t + 1, 0
    return tuple(runs)


@dataclass(frozen=True)
class Phase:
    """A run of periods under one inspection model, and what was changed for it in the case."""

    periods: range
    model: Origin
    changes: tuple[str, ...] = ()
    differs: tuple[tuple[str, Any, Any], ...] = ()
    """Paths at which it is another than the one before or the case: what was there, what is."""
    procedures: tuple[tuple[str, tuple[Way, ...]], ...] = ()
    """By the id of each regime of the model, the ways through its stages; the first of many."""


@dataclass(frozen=True)
class Named:
    """A label: the id that files use and the name that people read."""

    id: str
    name: str


@dataclass(frozen=True)
class Place(Named):
    """An area, with its p-code where it has one."""

    pcode: str | None = None


@dataclass(frozen=True)
class Ware(Named):
    """A good, with its category and, where given, its sector."""

    category: str = "commercial"
    sector: str | None = None

    @property
    def is_export(self) -> bool:
        """Whether it leaves the place and does not come into it."""
        return self.category == "export"


@dataclass(frozen=True)
class Channel(Named):
    """An informal channel: a share of unmet need comes on it without inspection."""

    counts_as_met: bool = False
    """Whether what enters is shown as need met, beside the plan's own."""


@dataclass(frozen=True)
class Shipment:
    """What is on the way on the first day: positions along the axes of `Problem`."""

    date: datetime.date
    """Day on which it gets to its crossing or area."""
    corridor: int | None
    """None where it has passed its crossing."""
    crossing: int
    good: int
    area: int | None
    """None where it comes to a crossing."""


@dataclass(frozen=True)
class Evidence:
    """A number that the result rests on, and what it rests on itself."""

    path: str
    value: float
    low: float | None
    high: float | None
    source: str | None
    confidence: str | None
    default: bool
    note: str | None

    @property
    def fitted(self) -> bool:
        """Whether it was chosen to reach an observed pace."""
        return self.note is not None and self.note.lower().startswith("fitted")

    @property
    def kind(self) -> str:
        """What it is where it has no source."""
        return "fitted" if self.fitted else "default" if self.default else "assumption"
