"""The keys of case files, each with its meaning, unit and default.

The editor's schema (`crossings schema`) and the page of keys in the documentation are made from
these classes and those of `model_schema.py`. They say what a file may hold; whether it makes sense
is `checks.py`.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from crossings.reading.entry import (
    AboveZero,
    AtLeastZero,
    Category,
    Count,
    Date,
    Days,
    Entry,
    HoursPerDay,
    Id,
    Label,
    Latitude,
    Longitude,
    Quantity,
    Share,
    ShareAboveZero,
    Stage,
    Text,
    Weekday,
    key,
    wrong,
)

# Defaults are constructed and not validated: that would build the validators of each entry twice.


def number(value: float) -> Quantity:
    """A default."""
    return Quantity.model_construct(value=float(value))


def _without_nulls(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {name: value for name, value in data.items() if value is not None}


ByArea = Annotated[dict[Id, AtLeastZero], BeforeValidator(_without_nulls)]


class Horizon(Entry):
    """The days planned for."""

    start: Date = key(datetime.date(2024, 1, 7), "first day; the default is a Sunday")
    periods: Count = key(number(1), "number of periods", unit="periods")
    days_per_period: Days = key(number(7), "length of each period", unit="days")


class Admits(Entry):
    """A filter of goods: a good passes if neither list is given or it is on one of them."""

    categories: list[Category] | None = key(None, "categories admitted")
    goods: list[Id] | None = key(None, "goods admitted, by id")
    except_: list[Id] = Field(
        [], alias="except", description="goods taken out again, by id", validate_default=False
    )


class Area(Entry):
    """A place where people have needs."""

    name: Text | None = key(None, "name shown; default: the id")
    pcode: Text | None = key(None, "OCHA p-code")
    population: AtLeastZero | None = key(None, "people there", unit="people")


class Need(Entry):
    """What is needed each day: one of these keys. A bare number is truckloads a day in all."""

    truckloads_per_day: AtLeastZero | None = key(
        None, "in all; split over areas by population", unit="truckloads a day"
    )
    tonnes_per_day: AtLeastZero | None = key(
        None, "in all; split over areas by population", unit="tonnes a day"
    )
    kg_per_person_per_day: AtLeastZero | None = key(
        None, "for each person of each area", unit="kg a person and day"
    )
    by_area: ByArea | None = key(None, "for each area; others need none", unit="truckloads a day")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return _bare_as("truckloads_per_day", data)

    @model_validator(mode="after")
    def _one_form(self) -> Need:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            forms = "truckloads_per_day, tonnes_per_day, kg_per_person_per_day or by_area"
            raise wrong(f"expected one of {forms}, got {' and '.join(given) or 'none'}")
        return self


class Stock(Entry):
    """What stands in the areas. A bare number is truckloads in all at the start."""

    truckloads: AtLeastZero | None = key(
        None, "at the start, in all; split over areas by population", unit="truckloads"
    )
    by_area: ByArea | None = key(None, "at the start, by area", unit="truckloads")
    days_of_need: AtLeastZero | None = key(
        None, "at the start, in days of each area's own need", unit="days"
    )
    end_days_of_need: AtLeastZero = key(
        number(0), "to be left at the end, in days of each area's own need", unit="days"
    )

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        return _bare_as("truckloads", data)

    @model_validator(mode="after")
    def _one_form(self) -> Stock:
        starts = ("truckloads", "by_area", "days_of_need")
        given = [name for name in starts if getattr(self, name) is not None]
        if len(given) > 1:
            raise wrong(f"expected one starting stock, got {' and '.join(given)}")
        return self


def _bare_as(name: str, data: Any) -> Any:
    """Read a bare number, or a number with evidence, as the key `name`."""
    if data is None or (isinstance(data, dict) and "value" not in data):
        return data
    return {name: data}


class Good(Entry):
    """A category of goods, counted in truckloads."""

    name: Text | None = key(None, "name shown; default: the id")
    category: Category = key(..., "what kind of good it is")
    sector: Text | None = key(None, "sector code, such as FSC, WSH, HEA, SHL")
    priority: AboveZero = key(number(1), "worth of one met truckload", unit="value a truckload")
    need: Need = key(
        Need.model_construct(truckloads_per_day=number(0)), "what is needed, or exported, each day"
    )
    stock: Stock = key(
        Stock.model_construct(), "what is there at the start, and is to be left at the end"
    )
    tonnes_per_truckload: AboveZero | None = key(
        None, "load of a full truck; required where need is in kg or tonnes", unit="tonnes"
    )
    pallets_per_truckload: AboveZero | None = key(None, "pallets on a full truck", unit="pallets")
    threat_rate: Share | None = key(
        None, "share of truckloads with contraband; left out: unknown, counted as 0", unit="share"
    )


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


class Crossing(Entry):
    """A border crossing point for goods."""

    name: Text | None = key(None, "name shown; default: the id")
    aliases: list[Text] = key([], "other names of the same place")
    location: Location | None = key(None, "coordinates")
    note: Text | None = key(None, "free text")
    gate_truckloads_per_day: AtLeastZero | None = key(
        None,
        "trucks that the gate passes, each with `fill` of a truckload; default: no limit",
        unit="trucks per open day",
    )
    open_days: list[Weekday] | None = key(None, "days of the week it opens; default: every day")
    closed_dates: list[Date] = key([], "dates on which it stays closed")
    hours_per_day: HoursPerDay = key(number(8), "hours at work", unit="hours per open day")
    utilisation: Share = key(number(1), "usable share of the scheduled minutes", unit="share")
    resources: dict[Id, AtLeastZero] | None = key(
        None, "units at work; left out: capacity unknown, only the gate limits it", unit="units"
    )
    admits: Admits = key(
        Admits.model_construct(), "goods that the crossing takes; default: everything"
    )
    routes: dict[Id, Route] | None = key(
        None, "areas reached; default: every area, no limit, no loss"
    )


class Corridor(Entry):
    """An origin that brings trucks to some crossings."""

    name: Text | None = key(None, "name shown; default: the id")
    note: Text | None = key(None, "free text")
    serves: list[Id] | None = key(None, "crossings it brings trucks to; default: every crossing")
    truckloads_per_day: AtLeastZero | None = key(
        None, "most that leaves it; default: no limit", unit="truckloads per open day"
    )
    goods: dict[Id, AtLeastZero | None] | None = key(
        None, "goods it brings, each up to its number; default: any", unit="truckloads per open day"
    )
    loss: Share = key(number(0), "share lost before presentation", unit="share")
    open_days: list[Weekday] | None = key(None, "days of the week it is open; default: every day")


class Pool(Entry):
    """A resource shared by every crossing."""

    units: AtLeastZero = key(..., "people or machines", unit="units")
    hours_per_day: HoursPerDay = key(number(8), "hours each works", unit="hours per open day")
    open_days: list[Weekday] | None = key(None, "days of the week at work; default: every day")


class Limits(Entry):
    """What a plan must keep to."""

    undetected_threats_per_day: AtLeastZero | None = key(
        None, "most contraband undetected; default: no limit", unit="truckloads a day"
    )
    detection_rate_at_least: Share | None = key(
        None, "least share detected of each good with contraband; default: none", unit="share"
    )
    coverage_at_least: Annotated[dict[Text, Share], BeforeValidator(_without_nulls)] = key(
        {}, "floor that every area must get: by good, else by category, else `*`", unit="share"
    )
    coverage_window_days: Days | None = key(
        None, "days over which floors hold; default: each period by itself", unit="days"
    )


class Band(Entry):
    """A slice of coverage and the weight of need met in it."""

    up_to: ShareAboveZero = key(..., "upper end of the band", unit="coverage")
    weight: AboveZero = key(..., "weight of a truckload met in it", unit="weight")


DEFAULT_BANDS = [
    Band.model_construct(up_to=number(0.5), weight=number(4)),
    Band.model_construct(up_to=number(0.8), weight=number(2)),
    Band.model_construct(up_to=number(1.0), weight=number(1)),
]


class Observation(Entry):
    """What was counted at a stage; shown beside the plan."""

    crossing: Id | None = key(None, "where; default: all crossings together")
    good: Id | None = key(None, "which good; default: all")
    category: Category | None = key(None, "which category; default: all")
    from_: Date = Field(..., alias="from", description="first day counted")
    to: Date = key(..., "last day counted, inclusive")
    stage: Stage = key(..., "where the count was taken")
    truckloads: AtLeastZero = key(..., "counted in all over those days", unit="truckloads")
    open_days: AtLeastZero | None = key(
        None, "days of these on which anything passed; default: unknown", unit="days"
    )
    source: Text = key(..., "a key of `sources`")
    note: Text | None = key(None, "free text")


class Source(Entry):
    """Where a figure comes from."""

    title: Text = key(..., "title")
    publisher: Text | None = key(None, "who published it")
    date: Label | None = key(None, "when")
    url: Text | None = key(None, "address")
    note: Text | None = key(None, "free text")


Pools = dict[Id, Pool]
Sources = dict[Text, Source]


class Case(Entry):
    """A place and a time: areas, needs, crossings, corridors (a file in `inputs/`)."""

    title: Text = key(..., "what the case is")
    notes: Text | None = key(None, "free text")
    horizon: Horizon = key(
        Horizon.model_construct(), "the days planned for; default: seven days in one period"
    )
    model: Text = key(..., "a shipped inspection model's name, or a path relative to this file")
    areas: dict[Id, Area] = Field(..., min_length=1, description="places with needs; at least one")
    goods: dict[Id, Good] = key(..., "what is needed or exported")
    crossings: dict[Id, Crossing] = key(..., "where goods pass")
    corridors: dict[Id, Corridor] | None = key(
        None, "origins of inbound goods; none given: goods come to every crossing without limit"
    )
    pools: Pools = key({}, "resources shared by every crossing")
    limits: Limits = key(Limits.model_construct(), "what a plan must keep to")
    coverage_bands: list[Band] = Field(
        DEFAULT_BANDS,
        min_length=1,
        description="worth of need met by share already met; default: 4 to 0.5, 2 to 0.8, 1 to 1",
    )
    observed: list[Observation] = key([], "counts shown beside the plan")
    sources: Sources = key({}, "where figures come from")
