"""Sensors that share a cause: their joint tables made one, and whether they fit the curves.

A sensor's table gives what it reads by what those before it do. With x what the sensors of a group
read that come first, and k the next one's reading, its joint table follows one sensor at a time:

    joint(x, k) = joint(x) · table(x, k) / Σ_k table(x, k)
"""

from __future__ import annotations

import graphlib
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from crossings.inspection import Joint, Sensor
from crossings.problem import Floats
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.sensors import SensorEntry
from crossings.reading.yaml.document import DataPath
from crossings.wording import listed

_ROUNDING = 1e-6
"""By which sums of a table may differ from the curves."""
_MOST_CELLS = 100_000
_KINDS = ("clean", "contraband")
Sensors = Mapping[str, SensorEntry]


def sensors_of(model: InspectionModel) -> dict[str, Sensor]:
    """The sensors of a model that has no faults, those that share a cause with their table."""
    given = model.sensors
    tables = {name: joint for joint in _tables(given) for name in joint.sensors}
    return {name: each.sensor(name, tables.get(name)) for name, each in given.items()}


def with_tables(model: InspectionModel) -> dict[str, Sensor]:
    """Those of them that share a cause."""
    return {name: each for name, each in sensors_of(model).items() if each.joint is not None}


def faults_of_tables(model: InspectionModel) -> Iterator[tuple[DataPath, str]]:
    """What of `depends_on` does not fit the other sensors."""
    given = model.sensors
    found = False
    for name, each in given.items():
        for path, text in _misnamed(name, each, given):
            found = True
            yield ("sensors", name, "depends_on", *path), text
    if found:
        return
    try:
        order = _order(given)
    except graphlib.CycleError as error:
        names = error.args[1][::-1]
        text = f"sensors depend on one another in a round: {' → '.join(names)}"
        yield ("sensors", names[0], "depends_on", "sensors"), text
        return
    for path, text in _misshapen(given, order):
        found = True
        yield ("sensors", *path), text
    for group in () if found else _groups(given):
        cells = math.prod(len(given[name].curve) - 1 for name in group)
        if cells > _MOST_CELLS:
            text = (
                f"{len(group)} sensors read {cells:,} combinations together, more than "
                f"{_MOST_CELLS:,}; give them fewer points"
            )
            yield ("sensors", group[-1], "depends_on"), text
            continue
        yield from ((("sensors", *path), text) for path, text in _unlike(given, group))


def _misnamed(name: str, each: SensorEntry, given: Sensors) -> Iterator[tuple[DataPath, str]]:
    if each.depends_on is None:
        return
    others = each.depends_on.sensors
    if not others:
        yield ("sensors",), "expected at least one other sensor, got none"
    for k, other in enumerate(others):
        if other == name:
            yield ("sensors", k), "a sensor does not depend on itself"
        elif other in others[:k]:
            yield ("sensors", k), f"{other} stands there twice"


def _misshapen(given: Sensors, order: Sequence[str]) -> Iterator[tuple[DataPath, str]]:
    for name in order:
        depends = given[name].depends_on
        if depends is None:
            continue
        names = [*depends.sensors, name]
        expected = tuple(len(given[each].curve) - 1 for each in names)
        sizes = " × ".join(f"{n} ({each})" for n, each in zip(expected, names, strict=True))
        for kind in _KINDS:
            shape = np.shape(getattr(depends, kind))
            if shape != expected:
                got = " × ".join(map(str, shape))
                text = f"expected {sizes} shares, one for each piece of the curves, got {got}"
                yield (name, "depends_on", kind), text


def _unlike(given: Sensors, group: Sequence[str]) -> Iterator[tuple[DataPath, str]]:
    """Tables whose sums are not what the curves say, or what sensors read that come before."""
    made: dict[str, Floats] = {}
    for n, name in enumerate(group):
        depends = given[name].depends_on
        for kind in _KINDS:
            own = _own(given[name], kind)
            table = own if depends is None else np.array(getattr(depends, kind))
            if depends is not None:
                others = [group.index(each) for each in depends.sensors]
                before = _over(made[kind], others)
                for of, sums, told in (
                    (listed(depends.sensors), table.sum(axis=-1), before),
                    (name, table.reshape(-1, len(own)).sum(axis=0), own),
                ):
                    off = np.abs(sums - told)
                    if off.max() > _ROUNDING:
                        at = np.unravel_index(off.argmax(), off.shape)
                        which = ", ".join(str(k + 1) for k in at)
                        text = (
                            f"shares of {of}'s reading {which} add up to {sums[at]:.6g}, where "
                            f"{'its curve has' if off.ndim == 1 else 'they read so together in'} "
                            f"{told[at]:.6g}"
                        )
                        yield (name, "depends_on", kind), text
            made[kind] = _with_next(given, group[: n + 1], kind, made.get(kind))


def _tables(given: Sensors) -> Iterator[Joint]:
    for group in _groups(given):
        clean, hidden = (_joint(given, group, kind) for kind in _KINDS)
        yield Joint(tuple(group), clean, hidden)


def _joint(given: Sensors, group: Sequence[str], kind: str) -> Floats:
    """(K, K′, …) What the sensors of a group read together."""
    made: Floats | None = None
    for n in range(len(group)):
        made = _with_next(given, group[: n + 1], kind, made)
    assert made is not None
    return made


def _with_next(given: Sensors, group: Sequence[str], kind: str, before: Floats | None) -> Floats:
    """(K, …, K′) The table of those before it, with the next sensor's readings."""
    *earlier, name = group
    depends, own = given[name].depends_on, _own(given[name], kind)
    if before is None:
        return own
    if depends is None:
        return np.asarray(np.multiply.outer(before, own))
    table = np.array(getattr(depends, kind))
    sums = table.sum(axis=-1, keepdims=True)
    share = np.divide(table, sums, out=np.broadcast_to(own, table.shape).copy(), where=sums > 0)
    places = [earlier.index(each) for each in depends.sensors]
    share = np.transpose(share, [*np.argsort(places), len(places)])
    others = tuple(n for n in range(len(earlier)) if n not in places)
    return np.asarray(before[..., None] * np.expand_dims(share, others))


def _over(table: Floats, axes: Sequence[int]) -> Floats:
    """A table summed over all axes but some, those in their order."""
    others = tuple(n for n in range(table.ndim) if n not in axes)
    return np.asarray(np.transpose(table.sum(axis=others), np.argsort(np.argsort(axes))))


def _own(each: SensorEntry, kind: str) -> Floats:
    """(K,) Share of trucks with each reading, by the curve."""
    return np.diff(np.array(each.curve)[:, _KINDS.index(kind)])


def _order(given: Sensors) -> list[str]:
    """Sensors, each after those that it depends on; else as they stand in the file."""
    on = {n: each.depends_on.sensors if each.depends_on else [] for n, each in given.items()}
    return list(graphlib.TopologicalSorter(on).static_order())


def _groups(given: Sensors) -> list[list[str]]:
    """Sensors that share a cause, group by group, each after those that it depends on."""
    of: dict[str, set[str]] = {name: {name} for name in given}
    for name, each in given.items():
        for other in each.depends_on.sensors if each.depends_on else ():
            together = of[name] | of[other]
            of |= dict.fromkeys(together, together)
    order = _order(given)
    groups = {frozenset(each): each for each in of.values() if len(each) > 1}
    return [[name for name in order if name in each] for each in groups.values()]
