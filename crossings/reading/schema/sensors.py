"""The keys of sensors: what may be done to a truck, and how well it tells; see `models.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, WithJsonSchema, model_validator

from crossings.inspection import Sensor
from crossings.reading.schema.entry import (
    AtLeastZero,
    Confidence,
    Entry,
    Id,
    Quantity,
    ShareAboveZero,
    SourceId,
    Text,
    key,
    number,
    said,
    wrong,
)

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


class SensorEntry(Entry):
    """One thing that may be done to a truck: a scan, a dog, a look at papers, a search.

    Given what is in a load, sensors are taken to be independent of one another.
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

    def sensor(self, name: str) -> Sensor:
        """It as procedures are designed from it."""
        false_alarms, detections = zip(*self.curve, strict=True)
        return Sensor(
            name,
            self.minutes_of(),
            np.array(false_alarms, dtype=np.float64),
            np.array(detections, dtype=np.float64),
            self.fill.value,
        )
