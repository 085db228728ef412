"""What others published: sources, counts, and where crossings are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Location:
    """Where a crossing is, in degrees."""

    lat: float
    lon: float
    precision: str | None
    """`approximate` where public lists disagree."""


@dataclass(frozen=True)
class Source:
    """Where figures come from."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True)
class Observed:
    """A count made at a stage; None stands for all crossings, goods or categories together."""

    crossing: str | None
    good: str | None
    category: str | None
    start: datetime.date
    end: datetime.date
    stage: str
    truckloads: float
    open_days: float | None
    source: str
    publisher: str


@dataclass(frozen=True)
class Tested:
    """Counts of a list that were foretold, none from itself, and how many intervals held them."""

    source: str
    stage: str
    start: datetime.date
    end: datetime.date
    counts: int
    held: int
    """Of their intervals of 90 %."""


@dataclass(frozen=True)
class Boundary:
    """An outline that a user brings: longitude and latitude of the corners of its rings."""

    name: str
    pcode: str | None
    rings: tuple[tuple[tuple[float, float], ...], ...]
