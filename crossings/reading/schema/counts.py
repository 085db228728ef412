"""The keys of counts: those shown beside the plan, and those on which intervals were tested."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from crossings.reading.schema.entry import (
    Category,
    Date,
    Entry,
    SourceId,
    Stage,
    Text,
    key,
    raise_faults,
    wrong,
)
from crossings.reading.schema.goods import GoodId
from crossings.reading.schema.own import CrossingId
from crossings.reading.schema.quantity import AtLeastZero
from crossings.reading.yaml.document import DataPath
from crossings.wording import counted


class Observation(Entry):
    """What was counted at a stage; shown beside the plan."""

    crossing: CrossingId | None = key(None, "where; default: all crossings together")
    good: GoodId | None = key(None, "which good; default: all")
    category: Category | None = key(None, "which category; default: all")
    from_: Date = Field(..., alias="from", description="first day counted")
    to: Date = key(..., "last day counted, inclusive")
    stage: Stage = key(..., "where the count was taken")
    truckloads: AtLeastZero = key(..., "counted in all over those days", unit="truckloads")
    open_days: AtLeastZero | None = key(
        None, "days of these on which anything passed; default: unknown", unit="days"
    )
    source: SourceId = key(..., "a key of `sources`")
    note: Text | None = key(None, "free text")

    @model_validator(mode="after")
    def _could_be_counted(self) -> Observation:
        raise_faults(self._miscounted())
        return self

    def _miscounted(self) -> Iterator[tuple[DataPath, str]]:
        if self.to < self.from_:
            yield ("to",), f"lies before from ({self.from_})"
        days = (self.to - self.from_).days + 1
        if self.open_days is not None and self.open_days.value > days >= 1:
            yield ("open_days",), f"more than the {counted(days, 'day')} counted"
        if self.stage == "met" and self.crossing is not None:
            yield ("stage",), "need is met in areas, not at a crossing; leave crossing out"


class Tested(Entry):
    """Counts of a list that were foretold, none from itself, as `crossings calibrate` writes it."""

    source: Text = key(..., "the list")
    stage: Stage = key(..., "where it counts")
    from_: Date = Field(..., alias="from", description="first day foretold")
    to: Date = key(..., "last day foretold, inclusive")
    counts: AtLeastZero = key(..., "counts foretold", unit="counts")
    held: AtLeastZero = key(..., "how many of their 90 % intervals held them", unit="counts")

    @model_validator(mode="after")
    def _could_be_held(self) -> Tested:
        if self.to < self.from_:
            raise wrong(f"lies before from ({self.from_})", at=("to",))
        if self.held.value > self.counts.value:
            raise wrong(f"more than the {self.counts.value:g} foretold", at=("held",))
        return self
