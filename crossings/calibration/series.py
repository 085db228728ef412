"""Trucks of one crossing day by day, as one list counts them at one stage."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.arrays import Flags, Floats
from crossings.counts import TruckList

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Uncounted(ValueError):  # noqa: N818 - what is said of a crossing
    """Counts to which nothing can be fitted; says why."""


@dataclass(frozen=True)
class Basis:
    """What a number is fitted to."""

    source: str
    stage: str
    first: datetime.date
    last: datetime.date
    counts: int
    """Counts that say something."""
    came: int
    """Those with trucks."""
    unit: str
    """What each is of: day, or total."""


@dataclass(frozen=True, eq=False)
class Series:
    """Trucks by day, from the list's first to its last."""

    source: str
    stage: str
    first: datetime.date
    trucks: Floats  # (D,)
    known: Flags  # (D,) days on which it would be open but for a closure

    @property
    def last(self) -> datetime.date:
        """The last day."""
        return self.first + datetime.timedelta(days=len(self.trucks) - 1)

    @property
    def basis(self) -> Basis:
        """What is said of it."""
        counts, came = int(self.known.sum()), int((self.trucks > 0).sum())
        return Basis(self.source, self.stage, self.first, self.last, counts, came, "day")


def stories(lists: Sequence[TruckList], crossing: str) -> list[TruckList]:
    """What counts a crossing: each list by itself, and of it each stage. Raises `Uncounted`."""
    made = []
    for seen in lists:
        groups = [group for _, group in seen.days] + [group for *_, group in seen.totals]
        for stage in sorted({group.stage for group in groups if group.crossing == crossing}):
            days = {k: v for k, v in seen.days.items()
                    if k[1].stage == stage or k[1].crossing != crossing}  # fmt: skip
            totals = {k: v for k, v in seen.totals.items() if k[2].stage == stage}
            made.append(replace(seen, days=days, totals=totals))
    if not made:
        raise Uncounted(f"no list counts {crossing}")
    return made


def series_of(seen: TruckList, crossing: str, open_days: Collection[str] = EVERY_DAY) -> Series:
    """Trucks at a crossing that the calendar opens on `open_days`, as one of `stories` has them.

    A day without trucks on which the calendar closes it says nothing. Raises `Uncounted`.
    """
    (stage,) = {group.stage for _, group in seen.days if group.crossing == crossing}
    days = [day for day, _ in seen.days]
    first = min(days)
    trucks = np.zeros((max(days) - first).days + 1)
    for (day, group), tally in seen.days.items():
        if group.crossing == crossing:
            trucks[(day - first).days] += tally.trucks
    scheduled = [EVERY_DAY[(first.weekday() + d) % 7] in open_days for d in range(len(trucks))]
    known = (trucks > 0) | np.array(scheduled, dtype=bool)
    if (trucks > 0).sum() < 10:
        raise Uncounted(f"trucks came to {crossing} on {(trucks > 0).sum()} days; ten are needed")
    return Series(seen.source, stage, first, trucks, known)
