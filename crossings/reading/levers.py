"""The levers of a case: every number given in its files that moves what a limit allows or asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.limits import limits_of
from crossings.limits.levers import Lever, Path, Setting
from crossings.problem import Floats, Problem, Ware
from crossings.reading.inputs import InForce, quantities_of
from crossings.reading.schema.limits import Floor
from crossings.reading.yaml.document import dotted


def levers_of(phases: Sequence[InForce], problem: Problem) -> tuple[Lever, ...]:
    """Every lever of the case, in the order of the files."""
    files = _Files(tuple(phases), problem)
    found = [lever for limit in limits_of(problem) for lever in limit.levers(files)]
    return tuple(sorted(found, key=lambda lever: lever.section))


@dataclass(frozen=True)
class _Files:
    """A case in its phases, asked for single numbers."""

    phases: tuple[InForce, ...]
    problem: Problem

    def values(self, path: Path) -> Floats:
        """(T,) The number at a path by period; 0 where it is not given."""
        found = [phase.inputs.number(_in_force(path, phase)) for phase in self.phases]
        return self._by_period([0.0 if each is None else each.value for each in found])

    def settings(self, path: Path, default: float | None = None) -> tuple[Setting, ...]:
        """What would have to be set to move the number in every phase that gives it.

        Empty where no path leads to the number of each phase alone. Where no phase gives it, its
        `default` is moved, if there is one.
        """
        found: dict[str, float] = {}
        for phase in self.phases:
            where = _in_force(path, phase)
            number = phase.inputs.number(where)
            if number is None:
                continue
            if where in phase.sets:
                where = f"{dotted(phase.path)}.set.{where}"
            elif phase.inputs.place_of(tuple(where.split(".")), ("model",))[0] == "phases":
                return ()  # the phase sets something around it
            if found.setdefault(where, number.value) != number.value:
                return ()
        if not found and default is not None:
            return (Setting(_in_force(path, self.phases[0]), default),)
        in_models = [where for where in found if where.startswith("model.limits.")]
        if any(each.inputs.number(path) is None for path in in_models for each in self.phases):
            return ()  # it would be set in the models of other phases too, which do not limit it
        return tuple(Setting(where, value) for where, value in found.items())

    def floors(self) -> Mapping[Path, Floats]:
        """Steps to each number of floors, and (T, G, A) whether it is the one meant."""
        asked = [phase.inputs.limits().coverage_at_least for phase in self.phases]
        goods, areas = self.problem.goods, self.problem.areas
        meant = [[[_meant(each, g, a.id) for a in areas] for g in goods] for each in asked]
        given = (path for floors in asked for path, _, _ in quantities_of(floors))
        return {
            path: self._by_period([[[at == path for at in g] for g in phase] for phase in meant])
            for path in dict.fromkeys(tuple(map(str, path)) for path in given)
        }

    def _by_period(self, of_phases: Sequence[object]) -> Floats:
        """(T, …) What every phase has, by period."""
        periods = [len(phase.periods) for phase in self.phases]
        return np.repeat(np.array(of_phases, dtype=np.float64), periods, axis=0)


def _meant(floors: Mapping[str, Floor], good: Ware, area: str) -> Path:
    """Steps to the number of a good's floor in an area."""
    word = next((word for word in (good.id, good.category, "*") if word in floors), None)
    return () if word is None else (word, *map(str, floors[word].of(area)[0]))


def _in_force(path: Path, phase: InForce) -> str:
    """A path as `--set` takes it: the model's pools and limits are in force over the case's."""
    model, section = phase.inputs.model, path[0]
    if path[:2] == ("limits", "own"):
        in_model = path[2] in model.limits.own
    elif section == "limits":
        in_model = path[1] in model.limits.model_fields_set
    else:
        in_model = section == "pools" and path[1] in model.pools
    return ".".join(("model", *path) if in_model else path)
