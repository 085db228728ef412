"""The keys of inspection models, each with its meaning, unit and default; see `case.py`."""

from __future__ import annotations

import graphlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from crossings.inspection import EXITS, Sensor, Step, procedure, stage_order
from crossings.reading.schema.case import Pools, Resources, Sources
from crossings.reading.schema.entry import Entry, Id, IdOrRest, Names, Text, key, wrong
from crossings.reading.schema.goods import Admits
from crossings.reading.schema.limits import Limits
from crossings.reading.schema.naming import Name
from crossings.reading.schema.quantity import AtLeastZero, Quantity, Share, ShareAboveZero, number
from crossings.reading.schema.sensors import SensorEntry, SensorId
from crossings.reading.schema.sizing import SizingEntry
from crossings.reading.schema.uncertainty import Uncertainty

_STAGES = ("regimes", "*", "stages")
_NO_STAGE = "no stage is called"
StageId = Annotated[Text, Names(_STAGES, _NO_STAGE)]
StageOrExit = Annotated[Text, Names(_STAGES, _NO_STAGE, besides=EXITS)]
PoolId = Annotated[Id, Names(("pools",), "no pool is called")]
RegimeId = Annotated[Id, Names(("regimes",), "no regime is called")]
_CERTAIN = 1 - 1e-12
_NO_SENSORS: Mapping[str, SensorEntry] = {}
_NONE_JOINT: Mapping[str, Sensor] = {}


def _its_value(quantity: Quantity) -> Any:
    return quantity.value


def refuses_all(refusal: Any) -> Any:
    """Whether a share of clean trucks refused is all of them; of an array, of each."""
    return refusal >= _CERTAIN


class InspectionStage(Entry):
    """One step of an inspection regime."""

    sensor: SensorId | None = key(
        None, "the sensor used: its curve says what is detected at this `false_alarm`"
    )
    minutes: dict[Id, AtLeastZero] = key(
        {}, "what it takes; default: what its sensor does", unit="minutes a truck"
    )
    detection: Share = key(number(0), "share of loads with contraband that alarm", unit="share")
    false_alarm: Share = key(number(0), "share of clean loads that alarm", unit="share")
    on_clear: StageOrExit = key("release", "next stage, release or refuse")
    on_alarm: StageOrExit = key("refuse", "next stage, release or refuse")
    note: Text | None = key(None, "free text")

    @model_validator(mode="after")
    def _detects_what_its_sensor_does(self) -> InspectionStage:
        if self.sensor is not None and "detection" in self.model_fields_set:
            text = "the curve of its sensor says what is detected; leave detection or sensor out"
            raise wrong(text, at=("detection",))
        return self

    def minutes_with(
        self, sensors: Mapping[str, SensorEntry], of: Callable[[Quantity], Any]
    ) -> dict[str, Any]:
        """What it takes of each resource, with what `of` gives for each number."""
        sensor = sensors.get(self.sensor or "")
        if sensor is not None and "minutes" not in self.model_fields_set:
            return sensor.minutes_of(of)
        return {resource: of(each) for resource, each in self.minutes.items()}

    def detection_with(
        self, sensors: Mapping[str, SensorEntry], of: Callable[[Quantity], Any]
    ) -> Any:
        """What it detects of loads with contraband."""
        sensor = sensors.get(self.sensor or "")
        return of(self.detection) if sensor is None else sensor.detection_at(of(self.false_alarm))


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

    def steps(
        self,
        of: Callable[[Quantity], Any] = _its_value,
        sensors: Mapping[str, SensorEntry] = _NO_SENSORS,
        joint: Mapping[str, Sensor] = _NONE_JOINT,
    ) -> dict[str, Step]:
        """Its stages as the regime calculus takes them, with what `of` gives for each number.

        `joint` are those of the sensors that have a joint table.
        """
        return {
            name: Step(
                stage.minutes_with(sensors, of),
                stage.detection_with(sensors, of),
                of(stage.false_alarm),
                stage.on_clear,
                stage.on_alarm,
                joint.get(stage.sensor or ""),
            )
            for name, stage in self.stages.items()
        }


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
    regimes: dict[Id, Regime] = key(
        ..., "screening procedures, at least one; may be left out where sensors are listed"
    )
    sensors: dict[Id, SensorEntry] = key({}, "what stages and `crossings inspect` may use")
    use: dict[IdOrRest, list[RegimeId] | None] | None = key(
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

    @model_validator(mode="before")
    @classmethod
    def _sensors_alone_will_do(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("sensors") and data.get("regimes") is None:
            return {**data, "regimes": {}}
        return data

    @model_validator(mode="after")
    def _has_something_to_inspect_with(self) -> InspectionModel:
        if not self.regimes and not self.sensors:
            raise wrong("expected at least one entry, got none", at=("regimes",))
        return self

    def resources_of(self, regime: str) -> set[str]:
        """Resources that any stage of a regime takes minutes of, or names."""
        stages = self.regimes[regime].stages.values()
        return {q for each in stages for q in each.minutes_with(self.sensors, _its_value)}
