"""The keys of `sizing`: what may be added, what it costs, who offers it; see `case.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from crossings.reading.schema.entry import Entry, Id, IdOrRest, Names, Text, key, raise_faults
from crossings.reading.schema.quantity import (
    AtLeastZero,
    HoursPerDay,
    Quantity,
    ShareAboveZero,
    Within,
    number,
)
from crossings.reading.yaml.document import DataPath

MostOfLimit = Annotated[Quantity, Within("a whole number from 0 to 1000000000", 0, 1e9, whole=True)]
Step = Annotated[Quantity, Within("a whole number from 1 to 100000", 1, 100_000, whole=True)]
OwnLimitId = Annotated[Id, Names(("limits", "own"), "no limit of one's own is called")]
Whole = Annotated[Quantity, Within("a whole number from 0 to 100000", 0, 100_000, whole=True)]
CrossingOrRest = Annotated[IdOrRest, Names(("crossings",), "no crossing is called", besides=("*",))]
ChannelId = Annotated[Id, Names(("informal",), "no informal channel is called")]


class Offer(Entry):
    """What one supplier, such as a contributing state, offers of a resource."""

    units: Whole = key(..., "most that it offers", unit="units")
    cost: AtLeastZero | None = key(
        None, "of each of them; default: the resource's `cost`", unit="currency a unit"
    )


class Growth(Entry):
    """How far a resource may grow, and what a unit more costs. Units there today cost nothing."""

    cost: AtLeastZero | None = key(
        None, "of each unit added; may be left out where every offer has its own",
        unit="currency a unit",
    )  # fmt: skip
    at_most: Whole | None = key(
        None, "ceiling in all, units there today included; default: today's and all offers",
        unit="units",
    )  # fmt: skip
    cost_per_hour: AtLeastZero = key(
        number(0), "of each hour a day more, for each unit at work, today's too",
        unit="currency a unit and hour a day",
    )  # fmt: skip
    offers: dict[Id, Offer] = key(
        {}, "who offers how many; where there are offers, nothing else is added"
    )

    @model_validator(mode="after")
    def _can_be_counted(self) -> Growth:
        raise_faults(self._uncounted())
        return self

    def _uncounted(self) -> Iterator[tuple[DataPath, str]]:
        if self.at_most is None and not self.offers:
            yield (), "at_most or offers is required: how many units may there be?"
        if self.cost is None and not self.offers:
            yield (), "cost is required: what does each unit added cost?"
        for name, offer in self.offers.items():
            if offer.cost is None and self.cost is None:
                yield ("offers", name), "cost is required, here or for the resource"


class HoursOptions(Entry):
    """Hours a day to choose from. Today's are always among them, and cost nothing."""

    options: list[HoursPerDay] = Field(
        ...,
        min_length=1,
        description="hours to choose from; those below today's are passed over",
        json_schema_extra={"unit": "hours per open day"},
    )
    cost_per_hour: AtLeastZero = key(
        number(0), "of each hour a day more, whatever the units", unit="currency an hour a day"
    )


class CrossingSizing(Entry):
    """What may be added at a crossing."""

    resources: dict[Id, Growth] = key({}, "which of its resources may grow; others stay")
    hours_per_day: HoursOptions | None = key(
        None, "hours to choose from, for all of its resources; default: today's"
    )


class PoolSizing(Growth):
    """What may be added to a pool."""

    hours_per_day: HoursOptions | None = key(None, "hours to choose from; default: today's")


class ShareStopped(Entry):
    """A share of what an informal channel sends that may be stopped, and what that costs."""

    share: ShareAboveZero = key(..., "share of what is sent that is stopped", unit="share")
    cost: AtLeastZero = key(..., "in all, of stopping as much", unit="currency")


def _each_once(options: list[ShareStopped]) -> list[ShareStopped]:
    raise_faults(_given_again(options))
    return options


def _given_again(options: list[ShareStopped]) -> Iterator[tuple[DataPath, str]]:
    seen: set[float] = set()
    for place, option in enumerate(options):
        if option.share.value in seen:
            yield (place, "share"), f"{option.share.value:g} is given already"
        seen.add(option.share.value)


class ChannelSizing(Entry):
    """What may be done about an informal channel."""

    interdicted: Annotated[list[ShareStopped], AfterValidator(_each_once)] = Field(
        ...,
        min_length=1,
        description="shares to choose from beside today's, which costs nothing; those below "
        "today's are passed over",
    )


class LimitSizing(Entry):
    """How much more a limit of one's own may allow, and what that costs. Today's costs nothing."""

    cost: AtLeastZero = key(
        ..., "of each unit more, as the limit counts them: of a truck, of a ship",
        unit="currency a unit",
    )  # fmt: skip
    at_most: MostOfLimit = key(
        ..., "ceiling in all, today's included, of its `at_most` or `at_most_per_day`",
        unit="units of the limit",
    )  # fmt: skip
    step: Step = key(number(1), "units are added by so many at once", unit="units of the limit")


class SizingEntry(Entry):
    """What `crossings size` may add, and what it costs. Nothing else takes note of it."""

    currency: Text | None = key(None, "what costs are counted in, such as `USD`")
    costs_over: Text | None = key(
        None, "what time costs cover, in a few words, such as `a year`; shown beside every cost"
    )
    crossings: dict[CrossingOrRest, CrossingSizing] = key(
        {}, "what may be added where; `*`: all other crossings, of what they have"
    )
    pools: dict[Id, PoolSizing] = key({}, "what may be added to pools")
    informal: dict[ChannelId, ChannelSizing] = key(
        {}, "how much more of what informal channels send may be stopped"
    )
    limits: dict[OwnLimitId, LimitSizing] = key(
        {}, "how much more limits of one's own, those of `limits.own`, may allow"
    )
    budget_steps: list[AtLeastZero] = key([], "budgets to be told what they buy", unit="currency")
