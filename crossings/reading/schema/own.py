"""The keys of limits of one's own; see `case.py`."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from crossings.reading.schema.entry import (
    Category,
    Date,
    Entry,
    Id,
    Names,
    Text,
    key,
    without_nulls,
    wrong,
)
from crossings.reading.schema.goods import AreaId, GoodId
from crossings.reading.schema.naming import Name
from crossings.reading.schema.quantity import AtLeastZero, Bare

CrossingId = Annotated[Id, Names(("crossings",), "no crossing is called")]
CorridorId = Annotated[Id, Names(("corridors",), "no corridor is called")]
RegimeId = Annotated[Id, Names(("regimes",), "no regime is called")]
Flow = Literal["manifested", "presented", "released", "collected", "arrived", "met", "stock"]
Of = TypeVar("Of")
ByName = Annotated[dict[Of, AtLeastZero] | None, BeforeValidator(without_nulls)]
_BOUNDS = ("at_most", "at_least", "at_most_per_day", "at_least_per_day")


class Each(Bare):
    """What one truckload counts for. A bare number is that of every one.

    Several axes multiply. What is not named counts 0, unless `others` says what it counts.
    """

    bare_key = "others"

    corridors: ByName[CorridorId] = key(None, "by corridor")
    crossings: ByName[CrossingId] = key(None, "by crossing")
    goods: ByName[GoodId] = key(None, "by good")
    categories: ByName[Category] = key(None, "by category")
    regimes: ByName[RegimeId] = key(None, "by regime")
    areas: ByName[AreaId] = key(None, "by area")
    routes: dict[CrossingId, dict[AreaId, AtLeastZero]] | None = key(
        None, "by crossing, then by area"
    )
    others: AtLeastZero | None = key(
        None, "what is not named; default: 0, and 1 where nothing is named at all"
    )

    @property
    def named(self) -> list[str]:
        """The axes by which truckloads are told apart."""
        return [
            n for n in type(self).model_fields if n != "others" and getattr(self, n) is not None
        ]


class OwnLimit(Entry):
    """A weighted sum of truckloads, at most or at least, a day or between dates."""

    name: Name | None = key(None, "name shown; default: the id")
    note: Text | None = key(None, "free text")
    of: Flow = key(..., "the stage whose truckloads count; stock is that at the end of a period")
    corridors: list[CorridorId] | None = key(None, "corridors that count; default: all")
    crossings: list[CrossingId] | None = key(None, "crossings that count; default: all")
    goods: list[GoodId] | None = key(
        None, "goods that count, beside those of `categories`; default: all"
    )
    categories: list[Category] | None = key(None, "categories that count, beside `goods`")
    regimes: list[RegimeId] | None = key(None, "regimes that count; default: all")
    areas: list[AreaId] | None = key(None, "areas that count; default: all")
    each: Each = key(Each.model_construct(), "what one truckload counts for; default: 1")
    at_most: AtLeastZero | None = key(None, "in all between the dates; of stock, at any time")
    at_least: AtLeastZero | None = key(None, "likewise")
    at_most_per_day: AtLeastZero | None = key(
        None, "in every period between the dates, times its days"
    )
    at_least_per_day: AtLeastZero | None = key(None, "likewise")
    per: Literal["day", "open_day"] = key(
        "day", "`open_day` counts the days of the one corridor, route or crossing picked"
    )
    from_: Date | None = Field(
        None, alias="from", description="first day, of a period; default: the horizon's"
    )
    to: Date | None = key(None, "last day, of a period; default: the horizon's")
    unit: Text = key("truckload", "what is counted, where `each` makes something else of it")

    @model_validator(mode="after")
    def _one_bound_at_least(self) -> OwnLimit:
        if not self.bounds:
            raise wrong(f"expected one of {', '.join(_BOUNDS[:-1])} or {_BOUNDS[-1]}, got none")
        return self

    @model_validator(mode="after")
    def _not_crossed(self) -> OwnLimit:
        for most, least in (("at_most", "at_least"), ("at_most_per_day", "at_least_per_day")):
            high, low = getattr(self, most), getattr(self, least)
            if high is not None and low is not None and low.value > high.value:
                raise wrong(f"{least} {low.value:g} is more than {most} {high.value:g}")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise wrong(f"to {self.to} comes before from {self.from_}")
        return self

    @property
    def bounds(self) -> list[str]:
        """The keys that give its bounds."""
        return [name for name in _BOUNDS if getattr(self, name) is not None]
