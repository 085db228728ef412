"""The keys of what is uncertain, in a case or a model; see `case.py`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, model_validator

from crossings.reading.schema.entry import (
    Entry,
    Names,
    Text,
    Truth,
    Weekday,
    key,
    without_nulls,
    wrong,
)
from crossings.reading.schema.quantity import (
    AboveZero,
    AtLeastZero,
    Quantity,
    Share,
    ShareAboveZero,
    Within,
    number,
)
from crossings.reading.yaml.spelling import one_of
from crossings.scenarios.weekly import least_open_share

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
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _weekday(value: Any) -> Any:
    if value in WEEKDAYS:
        return value
    raise wrong(f"no day of the week{one_of(str(value), WEEKDAYS)}")


OfWeekday = Annotated[Weekday, BeforeValidator(_weekday)]
AtLeastZeroByWeekday = Annotated[dict[OfWeekday, AtLeastZero], BeforeValidator(without_nulls)]
AboveZeroByWeekday = Annotated[dict[OfWeekday, AboveZero], BeforeValidator(without_nulls)]
_ROUNDING = 1e-9


class Closure(Entry):
    """Unforeseen closures: a chain of open and closed calendar days."""

    open_share: ShareAboveZero = key(..., "share of calendar days open", unit="share")
    mean_closed_days: SpellDays = key(..., "mean length of a closed spell", unit="days")
    weekdays: AtLeastZeroByWeekday = key(
        {},
        "factors on how likely an open spell is to end on each weekday, 1 where none is given; "
        "scaled so that `open_share` stays",
        unit="factor",
    )

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

    @model_validator(mode="after")
    def _can_be_scaled(self) -> Closure:
        share, spell = self.open_share.value, self.mean_closed_days.value
        least = least_open_share(by_weekday(self.weekdays), spell)
        if self.weekdays and share < least - _ROUNDING:
            text = (
                f"no scale of these factors keeps an open share of {share:g} with closed spells of"
                f" {spell:g} days: on no weekday can more than every open spell end, which leaves"
                f" a share of {least:.3g} or more"
            )
            raise wrong(text, at=("weekdays",))
        return self


class Throughput(Entry):
    """How much the minutes and the gate of an open day vary."""

    cv: AtLeastZero = key(
        number(0), "from day to day: coefficient of variation, of a lognormal with mean 1",
        unit="share",
    )  # fmt: skip
    persistence: Share = key(
        number(0), "correlation of its logarithm from one calendar day to the next", unit="share"
    )
    level: AboveZero = key(
        number(1),
        "of all days together: mean factor in scenarios, against what the plan counts on",
        unit="factor",
    )
    level_cv: AtLeastZero = key(
        number(0),
        "of all days together: coefficient of variation of one lognormal factor a scenario, of "
        "which `level` is the mean",
        unit="share",
    )
    weekdays: AboveZeroByWeekday = key(
        {},
        "factors of weekdays, 1 where none is given; scaled to mean 1 over the horizon's open days."
        " The plan has them too",
        unit="factor",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Throughput:
        if not {"cv", "level", "level_cv", "weekdays"} & self.model_fields_set:
            raise wrong("expected cv, level, level_cv or weekdays")
        return self


class Variation(Entry):
    """How much a quantity varies."""

    cv: AtLeastZero = key(..., "coefficient of variation, of a lognormal with mean 1", unit="share")


class NeedVariation(Variation):
    """How much the need of a good varies, and when that is known."""

    known: Literal["ahead", "later"] = key(
        "ahead",
        "from when on a rule that decides as the days come knows a future's need: `ahead`: from the"
        " first day; `later`: each period's when it comes, and until then the mean",
    )


def by_weekday(factors: dict[Weekday, Quantity]) -> list[float]:
    """A factor for each weekday from Monday on; 1 where none is given."""
    return [factors[day].value if day in factors else 1.0 for day in WEEKDAYS]


class Uncertainty(Entry):
    """What is uncertain; nothing is drawn of what is not listed."""

    closures: Annotated[dict[Closing, Closure], BeforeValidator(without_nulls)] = key(
        {}, "closures that no calendar foresees; `all`: every crossing at once; `*`: each other"
    )
    throughput: Annotated[dict[CrossingOrRest, Throughput], BeforeValidator(without_nulls)] = key(
        {}, "factor on the minutes and the gate of each day; `*`: each other crossing"
    )
    need: Annotated[dict[GoodOrRest, NeedVariation], BeforeValidator(without_nulls)] = key(
        {}, "factor on the need of a good, once a scenario; `*`: each other good"
    )
    supply: Annotated[dict[CorridorOrRest, Variation], BeforeValidator(without_nulls)] = key(
        {}, "factor on the limits of a corridor, each period; `*`: each other corridor"
    )
    ranges: Truth = key(
        False, "whether every number given with a `range` is drawn from it, once a scenario"
    )
