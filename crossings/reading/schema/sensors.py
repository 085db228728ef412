"""The keys of sensors: what may be done to a truck, and how well it tells; see `models.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, WithJsonSchema, model_validator

from crossings.inspection import Joint, Sensor
from crossings.reading.schema.entry import (
    Confidence,
    Entry,
    Id,
    Names,
    SourceId,
    Text,
    key,
    said,
    wrong,
)
from crossings.reading.schema.quantity import AtLeastZero, Quantity, ShareAboveZero, number

SensorId = Annotated[Text, Names(("sensors",), "no sensor is called")]
_ROUNDING = 1e-9
"""Of slopes, which figures of a few digits may bend by."""


def _curve(value: Any) -> list[tuple[float, float]]:
    """Points of a concave curve from (0, 0) to (1, 1), or the first thing that is wrong with it."""
    if not isinstance(value, (list, tuple)):
        raise wrong(f"expected a list of points [false alarm, detection], got {said(value)}")
    points: list[tuple[float, float]] = []
    for k, point in enumerate(value):
        pair = isinstance(point, (list, tuple)) and len(point) == 2
        if not pair or not all(isinstance(x, (int, float)) and 0 <= x <= 1 for x in point):
            got = said(point) if not isinstance(point, (list, tuple)) else str(list(point))
            raise wrong(f"expected [false alarm, detection], two shares, got {got}", at=(k,))
        points.append((float(point[0]), float(point[1])))
    for ends, at in (((0.0, 0.0), 0), ((1.0, 1.0), -1)):
        if not points or points[at] != ends:
            end = list(points[at]) if points else "none"
            which = "last" if at else "first"
            expected = f"[{ends[0]:g}, {ends[1]:g}]"
            raise wrong(f"expected {expected} as the {which} point of the curve, got {end}")
    slope = np.inf
    for k in range(1, len(points)):
        (f, d), (before, below) = points[k], points[k - 1]
        if f < before or d < below or (f == before and (d == below or k > 1)):
            raise wrong("expected points that rise from one to the next", at=(k,))
        last, slope = slope, (d - below) / (f - before) if f > before else np.inf
        if slope > last * (1 + _ROUNDING) + _ROUNDING:
            text = "the curve bends upwards at the point before; give the points of its hull"
            raise wrong(text, at=(k,))
    return points


Curve = Annotated[
    list[tuple[float, float]],
    BeforeValidator(_curve),
    WithJsonSchema({"type": "array", "items": {"type": "array", "items": {"type": "number"}}}),
]


def _table(value: Any) -> Any:
    """Lists in lists of shares, all of one depth and of one length at each; or what is wrong."""
    if not isinstance(value, (list, tuple)) or not value:
        raise wrong(f"expected rows of shares, [[…], …], got {said(value)}")
    return _rows(value, ())


def _rows(value: Sequence[Any], at: tuple[int, ...]) -> list[Any]:
    """One list of the table; all that it holds are shares, or lists alike."""
    deeper = isinstance(value[0], (list, tuple)) and len(value[0]) > 0
    for k, each in enumerate(value):
        if deeper and not (isinstance(each, (list, tuple)) and len(each) == len(value[0])):
            given = len(each) if isinstance(each, (list, tuple)) else said(each)
            text = f"expected a row of {len(value[0])} as the first one is, got {given}"
            raise wrong(text, at=(*at, k))
        share = isinstance(each, (int, float)) and not isinstance(each, bool) and 0 <= each <= 1
        if not deeper and not share:
            raise wrong(f"expected a share between 0 and 1, got {said(each)}", at=(*at, k))
    made = [_rows(each, (*at, k)) if deeper else float(each) for k, each in enumerate(value)]
    depths = [np.ndim(each) for each in made]
    if deeper and depths != depths[:1] * len(depths):
        raise wrong("expected rows that are all alike", at=at)
    return made


Table = Annotated[list[Any], BeforeValidator(_table), WithJsonSchema({"type": "array"})]


class DependsOn(Entry):
    """What a sensor reads together with others that share a cause with it: a joint table.

    A reading is a piece of a curve, from the most alarming one on: between its first two points
    lies the first. The table has a row for each reading of the sensor named first (in it a row for
    each of the next one, if several are named), and in a row a share for each reading of its own.
    """

    sensors: list[SensorId] = key(..., "the sensors that it shares a cause with")
    clean: Table = key(
        ...,
        "of all clean trucks, the share with these readings",
        unit="share",
        example=[[0.03, 0.02], [0.01, 0.94]],
    )
    contraband: Table = key(..., "likewise of trucks with contraband", unit="share")


class SensorEntry(Entry):
    """One thing that may be done to a truck: a scan, a dog, a look at papers, a search.

    Given what is in a load, sensors are independent of one another, unless `depends_on` says how
    they are not.
    """

    resource: Id | None = key(None, "the resource that it takes")
    minutes: AtLeastZero = key(number(0), "of the resource", unit="minutes a truck")
    further_minutes: dict[Id, AtLeastZero] = key(
        {}, "what it takes of other resources", unit="minutes a truck"
    )
    curve: Curve = key(
        ...,
        "points `[false_alarm, detection]` from [0, 0] to [1, 1], concave",
        unit="share",
        example=[[0, 0], [0.05, 0.9], [1, 1]],
    )
    fill: ShareAboveZero = key(
        number(1), "share of a full truckload on one truck while it is inspected", unit="share"
    )
    depends_on: DependsOn | None = key(
        None, "what it reads together with others that share a cause with it; default: nothing"
    )
    source: SourceId | None = key(None, "of the curve, a key of `sources`")
    confidence: Confidence | None = key(None, "in the curve: high, medium or low")
    note: Text | None = key(None, "free text")

    @model_validator(mode="after")
    def _minutes_of_something(self) -> SensorEntry:
        if self.resource is None and self.minutes.value > 0:
            raise wrong("takes minutes of no resource; give resource", at=("minutes",))
        return self

    def minutes_of(self, of: Callable[[Quantity], Any] = lambda each: each.value) -> dict[str, Any]:
        """Minutes a truck by resource, with what `of` gives for each number."""
        further = {q: of(each) for q, each in self.further_minutes.items()}
        if self.resource is None:
            return further
        return {**further, self.resource: of(self.minutes) + further.get(self.resource, 0.0)}

    def detection_at(self, false_alarm: Any) -> Any:
        """What is detected at shares of false alarms, on the curve."""
        false_alarms, detections = zip(*self.curve, strict=True)
        found = np.interp(false_alarm, false_alarms, detections)
        return float(found) if np.ndim(false_alarm) == 0 else found

    def sensor(self, name: str, joint: Joint | None = None) -> Sensor:
        """It as procedures are designed from it, with its joint table if it has one."""
        false_alarms, detections = zip(*self.curve, strict=True)
        return Sensor(
            name,
            self.minutes_of(),
            np.array(false_alarms, dtype=np.float64),
            np.array(detections, dtype=np.float64),
            self.fill.value,
            joint,
        )
