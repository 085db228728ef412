"""The keys of inspection models, each with its meaning, unit and default; see `case.py`."""

from __future__ import annotations

import graphlib
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, model_validator

from crossings.inspection import EXITS, Step, procedure, stage_order
from crossings.reading.schema.case import Pools, Resources, Sources
from crossings.reading.schema.entry import (
    AtLeastZero,
    Entry,
    Id,
    IdOrRest,
    Names,
    Quantity,
    Share,
    ShareAboveZero,
    Text,
    key,
    number,
    wrong,
)
from crossings.reading.schema.goods import Admits
from crossings.reading.schema.limits import Limits
from crossings.reading.schema.naming import Name
from crossings.reading.schema.sizing import SizingEntry
from crossings.reading.schema.uncertainty import Uncertainty

_STAGES = ("regimes", "*", "stages")
_NO_STAGE = "no stage is called"
StageId = Annotated[Text, Names(_STAGES, _NO_STAGE)]
StageOrExit = Annotated[Text, Names(_STAGES, _NO_STAGE, besides=EXITS)]
PoolId = Annotated[Id, Names(("pools",), "no pool is called")]
RegimeId = Annotated[Id, Names(("regimes",), "no regime is called")]
_CERTAIN = 1 - 1e-12


def refuses_all(refusal: Any) -> Any:
    """Whether a share of clean trucks refused is all of them; of an array, of each."""
    return refusal >= _CERTAIN


class InspectionStage(Entry):
    """One step of an inspection regime."""

    minutes: dict[Id, AtLeastZero] = key({}, "what it takes", unit="minutes a truck")
    detection: Share = key(number(0), "share of loads with contraband that alarm", unit="share")
    false_alarm: Share = key(number(0), "share of clean loads that alarm", unit="share")
    on_clear: StageOrExit = key("release", "next stage, release or refuse")
    on_alarm: StageOrExit = key("refuse", "next stage, release or refuse")
    note: Text | None = key(None, "free text")


class Regime(Entry):
    """A named screening procedure."""

    description: Text | None = key(None, "what is done")
    admits: Admits = key(
        Admits.model_construct(), "goods that it may be used for; default: everything"
    )
    fill: ShareAboveZero = key(
        number(1), "share of a full truckload on one truck while it is inspected", unit="share"
    )
    start: StageId = key(..., "first stage")
    stages: dict[Id, InspectionStage] = Field(..., min_length=1, description="its stages")

    @model_validator(mode="after")
    def _lets_clean_trucks_through(self) -> Regime:
        steps = self.steps()
        onward = {way for step in steps.values() for way in (step.on_clear, step.on_alarm)}
        if not {self.start, *onward - {*EXITS}} <= set(steps):
            return self  # a stage that nobody defined is found by its name
        try:
            stage_order(steps)
        except graphlib.CycleError as error:
            text = f"stages lead in a round: {' → '.join(error.args[1])}"
            raise wrong(text, at=("stages",)) from None
        if refuses_all(procedure(self.start, steps).refusal):
            raise wrong("refuses every clean truck; leave goods out with admits instead")
        return self

    def steps(self, of: Callable[[Quantity], Any] = lambda each: each.value) -> dict[str, Step]:
        """Its stages as the regime calculus takes them, with what `of` gives for each number."""
        return {
            name: Step(
                {resource: of(each) for resource, each in stage.minutes.items()},
                of(stage.detection),
                of(stage.false_alarm),
                stage.on_clear,
                stage.on_alarm,
            )
            for name, stage in self.stages.items()
        }

    @property
    def resources(self) -> set[str]:
        """Resources that any of its stages names."""
        return {resource for stage in self.stages.values() for resource in stage.minutes}


class EndUse(Entry):
    """Checks that what has arrived is put to the use it was declared for."""

    minutes: dict[PoolId, AtLeastZero] = key(
        {}, "what they take of pools", unit="minutes an arrived truckload"
    )
    prevents: Share = key(..., "share of diversion that they prevent", unit="share")
    note: Text | None = key(None, "free text")


class InspectionModel(Entry):
    """A policy: regimes, where they may be used, pools and limits (a file in `models/`)."""

    title: Name = key(..., "what the policy is")
    description: Text | None = key(None, "what it does and where it comes from")
    regimes: dict[Id, Regime] = Field(..., min_length=1, description="screening procedures")
    use: dict[IdOrRest, list[RegimeId]] | None = key(
        None, "regimes by crossing; `*`: all others; default: wherever a regime's resources exist"
    )
    minutes_factor: dict[Id, dict[Id, AtLeastZero]] = key(
        {}, "by good or category, then resource: factor on the minutes", unit="factor"
    )
    end_use: dict[IdOrRest, EndUse] = key(
        {}, "checks after arrival: by good, else by category, else `*`"
    )
    pools: Pools = key({}, "added to the case's; these win on the same name")
    resources: Resources = key({}, "what resources are called, where the case does not say")
    limits: Limits = key(
        Limits.model_construct(),
        "these replace the case's, key by key; all of coverage_at_least is one key",
    )
    sizing: SizingEntry = key(
        SizingEntry.model_construct(),
        "these replace the case's: crossings, pools, channels and limits by name, all else by key",
    )
    uncertainty: Uncertainty = key(
        Uncertainty.model_construct(), "what is uncertain; its entries win over the case's"
    )
    sources: Sources = key({}, "where figures come from")
