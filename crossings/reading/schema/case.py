"""The keys of case files, each with its meaning, unit and default.

The editor's schema (`crossings schema`) and the page of keys in the documentation are made from
these classes and those of `goods.py` and `models.py`. They say what a file may hold,
and what makes an entry senseless by itself, which is asked of no entry with a faulty part.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from crossings.reading.schema.counts import Observation, Tested
from crossings.reading.schema.entry import (
    Date,
    Entry,
    Id,
    Label,
    ModelNamed,
    Names,
    Text,
    Weekday,
    key,
    raise_faults,
    wrong,
)
from crossings.reading.schema.goods import Admits, AreaId, FromTable, Good, GoodId
from crossings.reading.schema.informal import Channels
from crossings.reading.schema.limits import Limits
from crossings.reading.schema.naming import AdminLevel, CalendarMonths, Name, Resource
from crossings.reading.schema.own import CrossingId
from crossings.reading.schema.phases import Dates, Phases
from crossings.reading.schema.quantity import (
    AboveZero,
    AtLeastZero,
    Count,
    Days,
    HoursPerDay,
    Latitude,
    Longitude,
    Share,
    ShareAboveZero,
    number,
)
from crossings.reading.schema.sizing import SizingEntry
from crossings.reading.schema.uncertainty import Uncertainty
from crossings.reading.yaml.document import DataPath

# Defaults are constructed and not validated: that would build the validators of each entry twice.


class Horizon(Entry):
    """The days planned for."""

    start: Date = key(datetime.date(2024, 1, 7), "first day; the default is a Sunday")
    periods: Count = key(number(1), "number of periods", unit="periods")
    days_per_period: Days = key(number(7), "length of each period", unit="days")

    @model_validator(mode="after")
    def _within_the_calendar(self) -> Horizon:
        days = int(self.periods.value * self.days_per_period.value)
        if days > (datetime.date.max - self.start).days:
            raise wrong("ends after the year 9999")
        return self


class Area(Entry):
    """A place where people have needs."""

    name: Name | None = key(None, "name shown; default: the id")
    pcode: Text | None = key(None, "OCHA p-code")
    population: AtLeastZero | None = key(None, "people there", unit="people")
    weight: AboveZero | None = key(
        None, "multiplies the worth of need met there; default: 1", unit="weight"
    )
    store_truckloads: AtLeastZero | None = key(
        None, "most that all goods together may have in stock there; default: no limit",
        unit="truckloads",
    )  # fmt: skip


class Location(Entry):
    """Where a crossing is."""

    lat: Latitude = key(..., "latitude", unit="degrees")
    lon: Longitude = key(..., "longitude", unit="degrees")
    precision: Text | None = key(None, "`approximate` where public lists disagree")


class Route(Entry):
    """The way from a crossing to an area."""

    truckloads_per_day: AtLeastZero | None = key(
        None, "most that the route carries; default: no limit", unit="truckloads per open day"
    )
    loss: Share = key(number(0), "share lost on the way (intercepted)", unit="share")
    open_days: list[Weekday] | None = key(
        None, "days of the week it is open; default: the crossing's"
    )
    closed_dates: list[Dates] | None = key(
        None, "dates on which it stays closed; default: the crossing's"
    )
    transit_days: AtLeastZero | None = key(
        None, "from collected to arrived; default: 0", unit="days"
    )


class Crossing(Entry):
    """A border crossing point for goods."""

    name: Name | None = key(None, "name shown; default: the id")
    aliases: list[Text] = key([], "other names of the same place")
    location: Location | None = key(None, "coordinates")
    note: Text | None = key(None, "free text")
    gate_truckloads_per_day: AtLeastZero | None = key(
        None,
        "trucks that the gate passes, each with `fill` of a truckload; default: no limit",
        unit="trucks per open day",
    )
    open_days: list[Weekday] | None = key(None, "days of the week it opens; default: every day")
    closed_dates: list[Dates] = key([], "dates on which it stays closed")
    hours_per_day: HoursPerDay = key(number(8), "hours at work", unit="hours per open day")
    utilisation: Share = key(number(1), "usable share of the scheduled minutes", unit="share")
    resources: dict[Id, AtLeastZero] | None = key(
        None, "units at work; left out: capacity unknown, only the gate limits it", unit="units"
    )
    admits: Admits = key(
        Admits.model_construct(), "goods that the crossing takes; default: everything"
    )
    routes: dict[AreaId, Route] | None = key(
        None, "areas reached; default: every area, no limit, no loss"
    )
    yard_truckloads: AtLeastZero | None = key(
        None, "most that may wait for inspection from one period to the next; default: no limit",
        unit="truckloads",
    )  # fmt: skip
    platform_truckloads: AtLeastZero | None = key(
        None, "most that may lie released and not yet collected; default: 0", unit="truckloads"
    )


class Arrival(Entry):
    """Truckloads on their way at the start, after what is lost."""

    date: Date = key(..., "day on which they get there, not before the start")
    crossing: CrossingId = key(..., "crossing that they reach, or have left")
    good: GoodId = key(..., "what they carry")
    truckloads: AtLeastZero = key(..., "how many", unit="truckloads")


class UnderWay(Arrival):
    """Truckloads that have left a crossing for an area."""

    area: AreaId = key(..., "where they go")


class Start(Entry):
    """How things stand on the first day."""

    yards: dict[CrossingId, dict[GoodId, AtLeastZero]] = key(
        {}, "waiting for inspection, by crossing and good", unit="truckloads"
    )
    platforms: dict[CrossingId, dict[GoodId, AtLeastZero]] = key(
        {}, "released and not collected, by crossing and good", unit="truckloads"
    )
    under_way: list[UnderWay] = key([], "collected, and yet to arrive")
    used: dict[Annotated[Id, Names(("limits", "own"), "no limit is called")], AtLeastZero] = key(
        {}, "used up by now of limits of one's own that hold between dates"
    )


class Corridor(Entry):
    """An origin that brings trucks to some crossings."""

    name: Name | None = key(None, "name shown; default: the id")
    note: Text | None = key(None, "free text")
    serves: list[CrossingId] | None = key(
        None, "crossings it brings trucks to; default: every crossing"
    )
    truckloads_per_day: AtLeastZero | None = key(
        None, "most that leaves it; default: no limit", unit="truckloads per open day"
    )
    goods: dict[GoodId, AtLeastZero | None] | None = key(
        None, "goods it brings, each up to its number; default: any", unit="truckloads per open day"
    )
    loss: Share = key(number(0), "share lost before presentation", unit="share")
    open_days: list[Weekday] | None = key(None, "days of the week it is open; default: every day")
    closed_dates: list[Dates] = key([], "dates on which it stays closed")
    transit_days: AtLeastZero | None = key(
        None, "from manifested to reaching the crossing; default: 0", unit="days"
    )
    pipeline: list[Arrival] = key([], "on the way at the start")


class Pool(Entry):
    """A resource shared by every crossing."""

    name: Name | None = key(None, "name shown; default: the id")
    units: AtLeastZero = key(..., "people or machines", unit="units")
    hours_per_day: HoursPerDay = key(number(8), "hours each works", unit="hours per open day")
    open_days: list[Weekday] | None = key(None, "days of the week at work; default: every day")


class Band(Entry):
    """A slice of coverage and the weight of need met in it."""

    up_to: ShareAboveZero = key(..., "upper end of the band", unit="coverage")
    weight: AboveZero = key(..., "weight of a truckload met in it", unit="weight")


def _bands_in_order(bands: list[Band]) -> list[Band]:
    raise_faults(_bands_out_of_order(bands))
    return bands


def _bands_out_of_order(bands: list[Band]) -> Iterator[tuple[DataPath, str]]:
    for position, (before, band) in enumerate(itertools.pairwise(bands), start=1):
        if band.up_to.value <= before.up_to.value:
            given = f"{band.up_to.value:g} after {before.up_to.value:g}"
            yield (position, "up_to"), f"bands must rise, got {given}"
        if band.weight.value > before.weight.value:
            given = f"{band.weight.value:g} after {before.weight.value:g}"
            yield (position, "weight"), f"weights must never rise from band to band, got {given}"
    last = bands[-1].up_to.value
    if last != 1:
        yield (len(bands) - 1, "up_to"), f"the last band ends at 1, got {last:g}"


Bands = Annotated[list[Band], Field(min_length=1), AfterValidator(_bands_in_order)]
DEFAULT_BANDS = [
    Band.model_construct(up_to=number(0.5), weight=number(4)),
    Band.model_construct(up_to=number(0.8), weight=number(2)),
    Band.model_construct(up_to=number(1.0), weight=number(1)),
]


class Contraband(Entry):
    """What is searched for, called as its field calls it: plant health, customs, food safety."""

    name: Name | None = key(
        None, "what stands on screen and page for it, such as plant pests; default: contraband"
    )


class Source(Entry):
    """Where a figure comes from."""

    title: Name | None = key(None, "title; default: the key")
    publisher: Text | None = key(None, "who published it")
    date: Label | None = key(None, "when")
    url: Text | None = key(None, "address")
    note: Text | None = key(None, "free text")


Pools = dict[Id, Pool]
Resources = dict[Id, Resource]
Sources = dict[Text, Source]


class Case(Entry):
    """A place and a time: areas, needs, crossings, corridors (a file in `inputs/`)."""

    title: Name = key(..., "what the case is")
    notes: Text | None = key(None, "free text")
    horizon: Horizon = key(
        Horizon.model_construct(), "the days planned for; default: seven days in one period"
    )
    model: ModelNamed = key(
        ..., "a shipped inspection model's name, a path relative to this file, or the model itself"
    )
    areas: dict[Id, Area] = Field(..., min_length=1, description="places with needs; at least one")
    admin_level: AdminLevel | None = key(
        None, "level of the p-codes of areas; default: by how long each code is"
    )
    calendar_months: CalendarMonths = key("levantine", "names of months on an Arabic page")
    contraband: Contraband = key(Contraband.model_construct(), "what is searched for")
    goods: dict[Id, Good] = key(..., "what is needed or exported")
    need: FromTable | None = key(None, "needs of several goods, from a table")
    stock: FromTable | None = key(None, "stocks of several goods at the start, from a table")
    crossings: dict[Id, Crossing] = key(..., "where goods pass")
    corridors: dict[Id, Corridor] | None = key(
        None, "origins of inbound goods; none given: goods come to every crossing without limit"
    )
    start: Start = key(Start.model_construct(), "what waits and is under way on the first day")
    pools: Pools = key({}, "resources shared by every crossing")
    resources: Resources = key({}, "what resources are called; how many there are, crossings say")
    limits: Limits = key(Limits.model_construct(), "what a plan must keep to")
    coverage_bands: Bands = key(
        DEFAULT_BANDS, "worth of need met by share already met; default: 4 to 0.5, 2 to 0.8, 1 to 1"
    )
    informal: Channels = key({}, "ways by which a share of unmet need comes without inspection")
    sizing: SizingEntry = key(
        SizingEntry.model_construct(), "what `crossings size` may add, and what it costs"
    )
    phases: Phases = key(
        [], "parts of the horizon under another model or with other numbers, in order"
    )
    uncertainty: Uncertainty = key(
        Uncertainty.model_construct(), "what is uncertain, for batches of scenarios"
    )
    observed: list[Observation] = key(
        [], "counts shown beside the plan; in the place of one, or of all, `{table: FILE}`"
    )
    tested: list[Tested] = key(
        [], "counts on which intervals were tested, as `crossings calibrate --output` writes them"
    )
    sources: Sources = key({}, "where figures come from")
