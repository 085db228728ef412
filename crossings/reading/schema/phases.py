"""The keys of a case's phases; see `case.py`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from crossings.reading.schema.entry import Date, Entry, ModelNamed, Share, Text, key, raise_faults

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
