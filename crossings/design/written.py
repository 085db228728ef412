"""Trees as the stages of a model file: sensors at thresholds, what is equal written once.

A stage of a file has two ways on. A sensor whose reading decides between more is a stage at its
lowest threshold and, for those that alarm there, stages without minutes that look at the same
reading again: at a higher threshold (f′, d′) a truck that alarmed at (f, d) alarms with f′/f if it
is clean and with d′/d if it has contraband. Where it depends on another, the stage names the sensor
again: its joint table says what alarms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.design.trees import Tree, Use
from crossings.inspection import EXITS, Sensor


def regimes(trees: Sequence[Tree], sensors: Sequence[Sensor]) -> dict[str, dict[str, Any]]:
    """Each tree as a regime of a model file, by a name of its own."""
    made: dict[str, dict[str, Any]] = {}
    for tree in trees:
        name = "-".join(_in_order(tree, sensors)) or "unexamined"
        count = sum(other == name or other.startswith(f"{name}--") for other in made)
        made[f"{name}--{count + 1}" if count else name] = regime(tree, sensors)
    return made


def regime(tree: Tree, sensors: Sequence[Sensor]) -> dict[str, Any]:
    """A tree as a regime of a model file.

    >>> import numpy as np
    >>> scan = Sensor("scan", {"scanner": 3.0}, np.array([0, 0.1, 1]), np.array([0, 0.8, 1]))
    >>> regime(Use(0, ((1, "refuse"), (2, "release"))), [scan])["stages"]
    {'scan': {'sensor': 'scan', 'false_alarm': 0.1, 'on_clear': 'release', 'on_alarm': 'refuse'}}
    """
    fills = [1.0, *(sensors[s].fill for s in _used(tree))]
    made: dict[str, Any] = {} if min(fills) == 1 else {"fill": min(fills)}
    if isinstance(tree, str):
        return {**made, "start": "pass", "stages": {"pass": {"on_alarm": tree}}}
    stages = _Stages(sensors)
    made["start"] = stages.of(tree)
    # As trucks meet them: what leads on stands before what it leads to.
    return {**made, "stages": dict(reversed(stages.made.items()))}


def stages(tree: Tree, sensors: Sequence[Sensor]) -> int:
    """How many stages a tree has in a file."""
    return len(regime(tree, sensors)["stages"])


class _Stages:
    """Stages made by now, each after those that it leads to."""

    def __init__(self, sensors: Sequence[Sensor]) -> None:
        self._sensors = sensors
        self._names: dict[Tree, str] = {}
        self.made: dict[str, dict[str, Any]] = {}

    def of(self, tree: Tree) -> str:
        """The stage that a tree begins with; what is equal has one."""
        if isinstance(tree, str):
            return tree
        if tree not in self._names:
            self._names[tree] = self._used(tree)
        return self._names[tree]

    def _used(self, tree: Use) -> str:
        sensor = self._sensors[tree.sensor]
        ends = [end for end, _ in tree.branches]
        ways = [self.of(after) for _, after in tree.branches]
        on_alarm = ways[0]
        for k in range(1, len(ends) - 1):  # from the most alarming reading down
            again = {
                **_again(sensor, ends[k - 1], ends[k]),
                "on_clear": ways[k],
                "on_alarm": on_alarm,
            }
            on_alarm = self._add(f"{sensor.id}-again", again)
        threshold = float(sensor.false_alarm[ends[-2]])
        stage = {
            "sensor": sensor.id,
            "false_alarm": threshold,
            "on_clear": ways[-1],
            "on_alarm": on_alarm,
        }
        return self._add(sensor.id, stage)

    def _add(self, name: str, stage: dict[str, Any]) -> str:
        taken = {*self.made, *EXITS}
        count = 2
        called = name
        while called in taken:
            called, count = f"{name}-{count}", count + 1
        self.made[called] = stage
        return called


def _again(sensor: Sensor, higher: int, lower: int) -> dict[str, Any]:
    """A look at the reading of trucks that alarmed at a threshold, at a higher one."""
    f, d = sensor.false_alarm, sensor.detection
    if sensor.joint is not None:
        return {"sensor": sensor.id, "minutes": {}, "false_alarm": float(f[higher])}
    return {"detection": float(d[higher] / d[lower]), "false_alarm": float(f[higher] / f[lower])}


def _used(tree: Tree) -> list[int]:
    """The sensors of a tree as trucks meet them, each once."""
    found: dict[int, None] = {}
    level = [tree]
    while level:
        uses = [each for each in level if isinstance(each, Use)]
        found |= dict.fromkeys(use.sensor for use in uses)
        level = [after for use in uses for _, after in use.branches]
    return list(found)


def _in_order(tree: Tree, sensors: Sequence[Sensor]) -> list[str]:
    return [sensors[s].id for s in _used(tree)]
