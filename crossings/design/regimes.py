"""Trees as regimes of a case: what each takes there, and where it may be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from crossings.design.trees import Result, Tree, comes_to, used
from crossings.inspection import Sensor
from crossings.problem import Flags, Floats, Named, Problem


class Seeds:
    """A case with a regime for each sensor, which uses it once, and a last one that uses none."""

    def __init__(self, problem: Problem, sensors: Sequence[Sensor]) -> None:
        self.problem = problem
        self.sensors = tuple(sensors)
        self.fills = np.unique([1.0, *(sensor.fill for sensor in sensors)])[::-1]
        """Each fill that a tree may have, the greatest first."""

    @property
    def there(self) -> Flags:
        """(T, C, G, S) Where each sensor may be used."""
        return self.problem.usable[..., :-1] & self.problem.usable[..., -1:]

    @cached_property
    def _of_sensors(self) -> Floats:
        """(S,) Fill."""
        return np.array([sensor.fill for sensor in self.sensors])

    @cached_property
    def _once(self) -> Floats:
        """(T, G, S, Q) Minutes of a truck that a sensor is used on once."""
        return self.problem.minutes[:, :, :-1] * self._of_sensors[:, None]

    def fill(self, tree: Tree) -> float:
        """The least of its sensors."""
        return min([1.0, *(self.sensors[s].fill for s in used(tree))])

    def usable(self, tree: Tree) -> Flags:
        """(T, C, G) Where all that it uses is."""
        idle = self.problem.usable[..., -1]
        return np.asarray(idle & self.there[..., sorted(used(tree))].all(axis=-1))

    def with_trees(self, trees: Sequence[Tree], names: Sequence[str]) -> Problem:
        """The case with trees as its regimes."""
        results = [comes_to(tree, self.sensors) for tree in trees]
        fills = [self.fill(tree) for tree in trees]
        usable = np.stack([self.usable(tree) for tree in trees], axis=-1)
        return self._with(results, fills, usable, names)

    def for_prices(self) -> Problem:
        """The case with regimes that tell prices by their reduced costs; see `columns`.

        All refused, all detected, nothing done at each fill, and each sensor used for nothing.
        """
        n = len(self.sensors)
        nothing = np.zeros(n)
        results = [Result(nothing, 1.0, 0.0), Result(nothing, 0.0, 1.0)]
        results += [Result(nothing, 0.0, 0.0)] * len(self.fills)
        results += [Result(np.eye(n)[s], 0.0, 0.0) for s in range(n)]
        idle = len(results) - n
        fills = [1.0, 1.0, *self.fills, *self._of_sensors]
        anywhere = np.repeat(self.problem.usable[..., -1:], idle, axis=-1)
        usable = np.concatenate([anywhere, self.there], axis=-1)
        return self._with(results, fills, usable, [f"price-{k}" for k in range(len(results))])

    def parts(self, told: Floats) -> tuple[float, float, Floats, Floats]:
        """Of (P,) figures of those regimes: refused, detected, (fills,) idle and (S,) used once."""
        idle = 2 + len(self.fills)
        return float(told[0]), float(told[1]), told[2:idle], told[idle:]

    def mixture(self, tree: Tree) -> Floats:
        """(P,) The weights of those regimes whose mixture the tree is."""
        result, fill = comes_to(tree, self.sensors), self.fill(tree)
        weights = np.zeros(2 + len(self.fills) + len(self.sensors))
        at_full, own = 2, 2 + int(np.flatnonzero(self.fills == fill)[0])
        for at, amount in ((0, result.refusal), (1, result.detection)):
            weights[at] += amount
            weights[at_full] -= amount
        weights[own] += 1.0
        for s, uses in enumerate(result.uses):
            idle = 2 + int(np.flatnonzero(self.fills == self.sensors[s].fill)[0])
            amount = uses * self.sensors[s].fill / fill
            weights[2 + len(self.fills) + s] += amount
            weights[idle] -= amount
        return weights

    def _with(
        self, results: Sequence[Result], fills: Sequence[float], usable: Flags, names: Sequence[str]
    ) -> Problem:
        minutes = [
            np.einsum("tgsq,s->tgq", self._once, result.uses) / fill
            for result, fill in zip(results, fills, strict=True)
        ]
        periods = (len(self.problem.periods), 1)
        return replace(
            self.problem,
            regimes=tuple(Named(name, name) for name in names),
            usable=usable,
            minutes=np.stack(minutes, axis=2),
            refusal=np.tile([result.refusal for result in results], periods),
            detection=np.tile([result.detection for result in results], periods),
            fill=np.tile(np.array(fills), periods),
        )
