"""What a sensor reads, by what those that share a cause with it have read of the load.

Of sensors with a joint table, only what has been read by them so far decides what the next one
reads; of all others nothing does. A sensor's reading is known as a run of pieces of its curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from crossings.arrays import Floats
from crossings.inspection import Joint, Sensor

Seen: TypeAlias = tuple[tuple[int, int, int], ...]
"""Of each sensor read that tells something of one left: its position, first and end of its run."""


def readings(sensors: Sequence[Sensor], s: int, seen: Seen) -> tuple[Floats, Floats]:
    """(K,) Share of clean trucks with each reading of a sensor, and of those with contraband.

    >>> import numpy as np
    >>> same = np.diag([0.2, 0.8])
    >>> table = Joint(("a", "b"), same, same)
    >>> curve = np.array([0, 0.2, 1])
    >>> twins = [Sensor(name, {}, curve, curve, joint=table) for name in ("a", "b")]
    >>> readings(twins, 1, ())[0].tolist(), readings(twins, 1, ((0, 0, 1),))[0].tolist()
    ([0.2, 0.8], [1.0, 0.0])
    """
    sensor = sensors[s]
    if sensor.joint is None:
        return sensor.clean, sensor.hidden
    names = sensor.joint.sensors
    runs = ((names.index(sensors[o].id), *run) for o, *run in seen if sensors[o].id in names)
    return _given(sensor.joint, names.index(sensor.id), tuple(runs))


@lru_cache(maxsize=4096)
def _given(joint: Joint, axis: int, runs: tuple[tuple[int, ...], ...]) -> tuple[Floats, Floats]:
    among = [slice(None)] * len(joint.sensors)
    for seen, first, end in runs:
        among[seen] = slice(first, end)
    others = tuple(n for n in range(len(among)) if n != axis)
    found = []
    for table in (joint.clean, joint.hidden):
        sums = table[tuple(among)].sum(axis=others)  # (K,)
        total = sums.sum()
        found.append(sums / total if total > 0 else sums)
    return found[0], found[1]


def then_seen(sensors: Sequence[Sensor], rest: int, seen: Seen, run: tuple[int, int, int]) -> Seen:
    """What is known when a sensor has been read, too: as far as it tells of one of the `rest`.

    `rest` is a set of sensors as `frontier` has them, `run` what the sensor has read.
    """
    left = {id(s.joint) for k, s in enumerate(sensors) if rest >> k & 1 and s.joint is not None}
    return tuple(sorted(each for each in (*seen, run) if id(sensors[each[0]].joint) in left))


def tells(sensors: Sequence[Sensor], s: int, rest: int) -> bool:
    """Whether what a sensor reads tells something of what one of the `rest` will."""
    return bool(then_seen(sensors, rest, (), (s, 0, 1)))
