"""The keys of what a plan must keep to; see `case.py`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from crossings.reading.schema.entry import (
    CATEGORIES,
    Entry,
    Id,
    Names,
    Text,
    Truth,
    key,
    without_nulls,
)
from crossings.reading.schema.goods import AreaId
from crossings.reading.schema.own import OwnLimit
from crossings.reading.schema.quantity import AtLeastZero, Bare, Days, Quantity, Share
from crossings.reading.yaml.document import DataPath

GoodOrCategory = Annotated[
    Text, Names(("goods",), "no good or category is called", besides=(*CATEGORIES, "*"))
]


class Floor(Bare):
    """What areas must get: a bare number holds for each of them, and for exports in all."""

    bare_key = "others"

    by_area: Annotated[dict[AreaId, Share] | None, BeforeValidator(without_nulls)] = key(
        None, "for each area named; default: the number of all others", unit="share"
    )
    others: Share | None = key(None, "for areas not named; default: none", unit="share")

    @property
    def alone(self) -> Quantity | None:
        """The number of every area."""
        return self.others if self.by_area is None else None

    def of(self, area: str) -> tuple[DataPath, Quantity | None]:
        """The number of an area, and the steps to it."""
        if self.by_area is None:
            return (), self.others
        named = area in self.by_area
        return ("by_area", area) if named else ("others",), self.by_area.get(area, self.others)


class Guarantee(Bare):
    """What is detected wherever contraband is sent: a bare number is the rate."""

    bare_key = "rate"

    rate: Share = key(..., "least share detected, threat rate known or not", unit="share")
    crossing: Truth = key(True, "at every crossing; else over all together")
    good: Truth = key(True, "of every good; else over all together")
    period: Truth = key(True, "in every period; else over the horizon, which no future keeps")

    @property
    def axes(self) -> str:
        """Letters of the axes that it holds for, each position by itself."""
        asked = {"t": self.period, "c": self.crossing, "g": self.good}
        return "".join(letter for letter, each in asked.items() if each)


class Limits(Entry):
    """What a plan must keep to."""

    undetected_threats_per_day: AtLeastZero | None = key(
        None, "most contraband undetected; default: no limit", unit="truckloads a day"
    )
    detection_rate_at_least: Share | None = key(
        None, "least share detected of each good with contraband; default: none", unit="share"
    )
    detection_for_every: Guarantee | None = key(
        None, "what is detected wherever contraband is sent; default: no guarantee"
    )
    diverted_truckloads_per_day: AtLeastZero | None = key(
        None, "most diverted of what arrives; default: no limit", unit="truckloads a day"
    )
    coverage_at_least: Annotated[dict[GoodOrCategory, Floor], BeforeValidator(without_nulls)] = key(
        {}, "floor that every area must get: by good, else by category, else `*`", unit="share"
    )
    coverage_window_days: Days | None = key(
        None, "days over which floors hold; default: each period by itself", unit="days"
    )
    own: dict[Id, OwnLimit] = key({}, "limits of one's own, by id: any weighted sum of truckloads")
