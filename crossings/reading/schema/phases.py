"""The keys of a case's phases, and of days on which something stays closed; see `case.py`."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from crossings.reading.schema.entry import Date, Entry, ModelNamed, Text, key, raise_faults, wrong
from crossings.reading.schema.quantity import Share


class Dates(Entry):
    """Days from the first to the last, both inclusive. A bare date is that day alone."""

    bare_key = "from"

    from_: Date = Field(..., alias="from", description="first day")
    to: Date | None = key(None, "last day, inclusive; may not be left out")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, data: Any) -> Any:
        if isinstance(data, dict) and "from" in data and data.get("to") is None:
            raise wrong("expected both from and to, the first and the last day")
        return data if data is None or isinstance(data, dict) else {cls.bare_key: data}

    @model_validator(mode="after")
    def _rises(self) -> Dates:
        if self.last < self.from_:
            raise wrong(f"lies before from ({self.from_})", ("to",))
        return self

    @property
    def last(self) -> datetime.date:
        """The last day."""
        return self.to or self.from_

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "format": "date"}, handler(schema)]}


MOST_UNCERTAIN = 4
"""Phases that may not come about: each doubles what is to be made ready."""


class Phase(Entry):
    """A part of the horizon with another inspection model, or other numbers in the case."""

    from_: Date = Field(..., alias="from", description="its first day, the first of a period")
    model: ModelNamed | None = key(
        None, "inspection model from then on, as `model` of the case; default: the case's"
    )
    set: dict[Text, Any] = key(
        {}, "what is different, by path as in `--set`: `crossings.rafah.hours_per_day: 12`"
    )
    probability: Share | None = key(
        None,
        "how likely it comes about; else the one before it goes on. Plans assume that it does. "
        "Default: it does",
        unit="share",
    )

    @property
    def may_fail(self) -> bool:
        """Whether it may not come about."""
        return self.probability is not None and self.probability.value < 1


def _few_uncertain(phases: list[Phase]) -> list[Phase]:
    uncertain = [number for number, phase in enumerate(phases) if phase.may_fail]
    text = f"at most {MOST_UNCERTAIN} phases may have a probability below 1"
    raise_faults(((number, "probability"), text) for number in uncertain[MOST_UNCERTAIN:])
    return phases


Phases = Annotated[list[Phase], AfterValidator(_few_uncertain)]
