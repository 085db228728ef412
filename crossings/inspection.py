r"""The regime calculus: what a stage graph costs, refuses and detects.

Stages form a directed graph without cycles whose exits are `release` and `refuse`. A clean truck
alarms at a stage with `false_alarm`, a truck with contraband with `detection`:

    ρ⁰(start) = 1,   ρ⁰(next) = Σ over stages that lead there of ρ⁰(stage) · P(that way | clean)

and ρ¹ likewise for a truck with contraband. Contraband is rare, so minutes and refusals are a
clean truck's. This is the inspection decision tree of Stroud & Saeger (2003) and Boros et al.
(2009).

Sensors that share a cause read what they do together, by a joint table. With κ all that they read,
ρ⁰ and ρ¹ are reckoned for each κ by itself, and κ is as likely as the table says: a truck's reading
is one and the same at every stage that looks at it.

| symbol        | code           | unit                    |
|---------------|----------------|-------------------------|
| ρ⁰, ρ¹        | clean, hidden  | probability             |
| Σ ρ⁰ minutes  | minutes        | minutes per truck       |
| ρ⁰(refuse)    | refusal        | share of clean trucks   |
| ρ¹(refuse)    | detection      | share of trucks with it |
"""

from __future__ import annotations

import graphlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from crossings.arrays import Floats, ReadOnly

EXITS = ("release", "refuse")


@dataclass(frozen=True, eq=False)
class Joint(ReadOnly):
    """What sensors that share a cause read of the same load."""

    sensors: tuple[str, ...]
    clean: Floats  # (K, K′, …) share of clean trucks with a reading of each, most alarming first
    hidden: Floats  # (K, K′, …) likewise of trucks with contraband


@dataclass(frozen=True)
class Procedure:
    """What a regime comes to: minutes by resource and truck, refusal and detection."""

    minutes: Mapping[str, float]
    refusal: float
    detection: float


@dataclass(frozen=True, eq=False)
class Sensor(ReadOnly):
    """One thing that may be done to a truck, with the curve of what it finds over what it costs."""

    id: str
    minutes: Mapping[str, float]
    """Of each resource, by truck."""
    false_alarm: Floats  # (K,) share of clean trucks that alarm at each corner of the curve, rising
    detection: Floats  # (K,) share of trucks with contraband; concave in the false alarms
    fill: float = 1.0
    """Share of a full truckload on one truck while it is inspected."""
    joint: Joint | None = None
    """What it reads together with others; None: it is independent given what is in a load."""

    @property
    def clean(self) -> Floats:
        """(K − 1,) Share of clean trucks with each reading, the most alarming first."""
        return np.asarray(np.diff(self.false_alarm))

    @property
    def hidden(self) -> Floats:
        """(K − 1,) Likewise of trucks with contraband."""
        return np.asarray(np.diff(self.detection))


@dataclass(frozen=True)
class Step:
    """One stage: minutes of each resource, its two alarm rates, and where trucks go next."""

    minutes: Mapping[str, float]
    detection: float
    false_alarm: float
    on_clear: str
    on_alarm: str
    sensor: Sensor | None = None
    """The sensor used, where it has a joint table: with that it says what is detected here."""


def stage_order(steps: Mapping[str, Step]) -> list[str]:
    """Stages, each after all that lead to it; `graphlib.CycleError` where they lead in a round.

    >>> scan = Step({}, 0, 0, "release", "search")
    >>> stage_order({"search": Step({}, 0, 0, "release", "refuse"), "scan": scan})
    ['scan', 'search']
    """
    onward = {
        name: [way for way in (step.on_clear, step.on_alarm) if way not in EXITS]
        for name, step in steps.items()
    }  # in lists: the order of a set of words is another in every run, and sums would round so
    return list(graphlib.TopologicalSorter(onward).static_order())[::-1]


def procedure(start: str, steps: Mapping[str, Step]) -> Procedure:
    """Expected minutes, refusal and detection of a stage graph.

    >>> scan = Step({"scanner": 3.0}, 0.8, 0.1, "release", "search")
    >>> search = Step({"bay": 120.0}, 0.9, 0.01, "release", "refuse")
    >>> result = procedure("scan", {"scan": scan, "search": search})
    >>> dict(result.minutes)  # every truck is scanned, one clean truck in ten is searched
    {'scanner': 3.0, 'bay': 12.0}
    >>> round(result.refusal, 6), round(result.detection, 6)  # 0.1 · 0.01 and 0.8 · 0.9
    (0.001, 0.72)
    """
    clean: dict[str, Any] = dict.fromkeys((*steps, *EXITS), 0.0)
    hidden = dict(clean)
    readings = _Readings([step.sensor for step in steps.values() if step.sensor is not None])
    clean[start], hidden[start] = readings.clean, readings.hidden  # each a number, or (κ,)
    minutes: dict[str, float] = {}
    for stage in stage_order(steps):
        step = steps[stage]
        for resource, each in step.minutes.items():
            minutes[resource] = minutes.get(resource, 0.0) + readings.over(clean[stage]) * each
        alarms = readings.alarms(step)
        for reached, alarm in zip((clean, hidden), alarms, strict=True):
            reached[step.on_alarm] = reached[step.on_alarm] + reached[stage] * alarm
            reached[step.on_clear] = reached[step.on_clear] + reached[stage] * (1 - alarm)
    return Procedure(minutes, readings.over(clean["refuse"]), readings.over(hidden["refuse"]))


@dataclass(frozen=True)
class Way:
    """Where trucks go from a stage, and how many of all come along there."""

    depth: int
    """Stages before it."""
    alarmed: bool | None
    """Whether the stage before it alarmed; None: it is the first."""
    to: str
    """A stage or an exit."""
    clean: float
    """Share of all clean trucks that come this way."""
    hidden: float
    """Share of all trucks with contraband that do."""
    minutes: tuple[tuple[str, float], ...] = ()
    """What the stage takes of each resource."""


def ways(start: str, steps: Mapping[str, Step]) -> Iterator[Way]:
    """Every way through a stage graph as a tree, from each stage first those that alarmed.

    >>> scan = Step({}, 0.8, 0.1, "release", "search")
    >>> search = Step({}, 0.9, 0.01, "release", "refuse")
    >>> for way in ways("scan", {"scan": scan, "search": search}):
    ...     print("  " * way.depth + way.to, round(way.clean, 4), round(way.hidden, 4))
    scan 1.0 1.0
      search 0.1 0.8
        refuse 0.001 0.72
        release 0.099 0.08
      release 0.9 0.2
    """
    readings = _Readings([step.sensor for step in steps.values() if step.sensor is not None])

    def onward(depth: int, alarmed: bool | None, to: str, clean: Any, hidden: Any) -> Iterator[Way]:
        step = steps.get(to)
        minutes = () if step is None else tuple(step.minutes.items())
        shares = float(readings.over(clean)), float(readings.over(hidden))
        if not any(shares):
            return
        yield Way(depth, alarmed, to, *shares, minutes)
        if step is not None:
            f, d = readings.alarms(step)
            yield from onward(depth + 1, True, step.on_alarm, clean * f, hidden * d)
            yield from onward(depth + 1, False, step.on_clear, clean * (1 - f), hidden * (1 - d))

    yield from onward(0, None, start, readings.clean, readings.hidden)


class _Readings:
    """All that sensors with joint tables read, combination κ by combination, if there are any."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        tables = list(dict.fromkeys(s.joint for s in sensors if s.joint is not None))
        self.clean: Any = 1.0
        """(κ,) Share of clean trucks; 1 where no sensor has a table."""
        self.hidden: Any = 1.0
        self._of: dict[str, Any] = {}
        """(κ,) The reading of each sensor."""
        if tables:
            self.clean, self.hidden = (
                reduce(np.multiply.outer, kind).ravel()
                for kind in ([t.clean for t in tables], [t.hidden for t in tables])
            )
            shape = [size for table in tables for size in table.clean.shape]
            names = [name for table in tables for name in table.sensors]
            self._of = dict(zip(names, np.indices(shape).reshape(len(shape), -1), strict=True))

    def over(self, reached: Any) -> Any:
        """Of all readings together."""
        return np.sum(reached, axis=-1) if self._of and np.ndim(reached) else reached

    def alarms(self, step: Step) -> tuple[Any, Any]:
        """Share of clean trucks and of those with contraband that alarm, a number or (κ,)."""
        if step.sensor is None:
            rates: tuple[Any, Any] = (step.false_alarm, step.detection)
            if self._of:
                rates = np.asarray(rates[0])[..., None], np.asarray(rates[1])[..., None]
            return rates
        corners = step.sensor.false_alarm
        beyond = np.asarray(step.false_alarm)[..., None] - corners[:-1]  # (…, K)
        widths = np.diff(corners)
        share = np.divide(beyond, widths, out=(beyond >= 0) * 1.0, where=widths > 0)
        alarm = np.clip(share, 0.0, 1.0)[..., self._of[step.sensor.id]]
        return alarm, alarm
