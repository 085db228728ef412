"""The keys of what is uncertain, in a case or a model; see `case.py`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, model_validator

from crossings.reading.schema.entry import (
    AtLeastZero,
    Entry,
    Names,
    Quantity,
    Share,
    ShareAboveZero,
    Text,
    Truth,
    Within,
    key,
    number,
    without_nulls,
    wrong,
)

EVERY_CROSSING = "all"
ALL_OTHERS = "*"

Closing = Annotated[
    Text,
    Names(
        ("crossings",),
        "no crossing or pool is called",
        besides=(EVERY_CROSSING, ALL_OTHERS),
        also=(("pools",),),
    ),
]
CrossingOrRest = Annotated[
    Text, Names(("crossings",), "no crossing is called", besides=(ALL_OTHERS,))
]
GoodOrRest = Annotated[Text, Names(("goods",), "no good is called", besides=(ALL_OTHERS,))]
CorridorOrRest = Annotated[
    Text, Names(("corridors",), "no corridor is called", besides=(ALL_OTHERS,))
]
SpellDays = Annotated[Quantity, Within("a number of days ≥ 1", low=1)]
_ROUNDING = 1e-9


class Closure(Entry):
    """Unforeseen closures: a chain of open and closed calendar days."""

    open_share: ShareAboveZero = key(..., "share of calendar days open", unit="share")
    mean_closed_days: SpellDays = key(..., "mean length of a closed spell", unit="days")

    @model_validator(mode="after")
    def _leaves_time_to_open(self) -> Closure:
        share, spell = self.open_share.value, self.mean_closed_days.value
        shortest = (1 - share) / share
        if spell < shortest * (1 - _ROUNDING):
            text = (
                f"an open share of {share:g} asks for closed spells of at least {shortest:.3g} days"
                f" (an open spell lasts a day or more), got {spell:g}"
            )
            raise wrong(text, at=("mean_closed_days",))
        return self


class Throughput(Entry):
    """How much the minutes and the gate of an open day vary."""

    cv: AtLeastZero = key(..., "coefficient of variation, of a lognormal with mean 1", unit="share")
    persistence: Share = key(
        number(0), "correlation of its logarithm from one calendar day to the next", unit="share"
    )


class Variation(Entry):
    """How much a quantity varies."""

    cv: AtLeastZero = key(..., "coefficient of variation, of a lognormal with mean 1", unit="share")


class Uncertainty(Entry):
    """What is uncertain; nothing is drawn of what is not listed."""

    closures: Annotated[dict[Closing, Closure], BeforeValidator(without_nulls)] = key(
        {},
        "closures that no calendar foresees; `all`: every crossing at once; `*`: each other",
    )
    throughput: Annotated[dict[CrossingOrRest, Throughput], BeforeValidator(without_nulls)] = key(
        {}, "factor on the minutes and the gate of each day; `*`: each other crossing"
    )
    need: Annotated[dict[GoodOrRest, Variation], BeforeValidator(without_nulls)] = key(
        {}, "factor on the need of a good, once a scenario; `*`: each other good"
    )
    supply: Annotated[dict[CorridorOrRest, Variation], BeforeValidator(without_nulls)] = key(
        {}, "factor on the limits of a corridor, each period; `*`: each other corridor"
    )
    ranges: Truth = key(
        False, "whether every number given with a `range` is drawn from it, once a scenario"
    )
