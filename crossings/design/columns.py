"""Trees enter the allocation as regimes until none has a better price.

In the program of the allocation a regime is a family of columns x[c,g,r,t], and what one costs
there is affine in what the regime comes to: its uses of each sensor, its refusal, its detection.
Columns that stay at 0 tell these prices by their reduced costs (ξ), whatever limits there are:

    ρ = ξ[all refused] − ξ[nothing done]        μ = ξ[nothing done] − ξ[all detected]
    w[s] = ξ[s used, nothing made of it] − ξ[nothing done]
    ξ[tree] = ξ[nothing done] − μ + Σ_s w[s] · uses[s] + ρ · refusal + μ · (1 − detection)

In the same way its column is a mixture of those. The tree of the least ξ follows from the recursion
of `trees`. Where it is not below 0 anywhere, the plan is the best of all trees and mixtures of
them, by weak duality. A truck's fill while it is inspected is the least of its sensors': each fill
has a column of its own at which nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from crossings.allocation.entering import EnteringSearch
from crossings.allocation.objectives import missed_costs, value_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.standing import right_hand_sides
from crossings.design.regimes import Seeds
from crossings.design.trees import Prices, Recursion, Tree, Use, comes_to
from crossings.design.written import stages
from crossings.inspection import Sensor
from crossings.limits import limits_of
from crossings.limits.flows import PRESENTED
from crossings.problem import Floats, Positions, Problem

_ENOUGH = 1e-7
"""Of the most that a truckload is worth: trees that better a plan by less are not sought."""
_NEXT_TO_NOTHING = 1e-4
"""Of the value: what the last round of an inexact search may still have won."""
_LACKING = 1e-5
"""Truckloads below which a floor lacks nothing."""
_ROUNDS = 200
_A_ROUND = 24
"""Trees that enter at once, at most."""
Progress = Callable[[str], object]


class Master:
    """The program of the allocation, and the trees that have entered by now."""

    def __init__(self, seeds: Seeds, progress: Progress, begin: Sequence[Tree] = ()) -> None:
        self._seeds = seeds
        self._sensors = seeds.sensors
        self._progress = progress
        self._begin = begin or first_trees(seeds.sensors)
        self._problem = seeds.for_prices()
        self._ledger = allocation_program(self._problem, elastic=True)
        self._search = EnteringSearch(self._ledger)
        self._search.confine({}, dict.fromkeys(self._places.ravel().tolist(), 0.0))
        self.trees: list[Tree] = []
        self._entered: list[Positions] = []
        """Where the columns of each tree stand."""
        self._columns = self._search.columns
        self.left = np.inf
        """The most that any other tree betters the last plan by, a truckload."""
        self._scale = float(np.max(seeds.problem.worth) * np.max(seeds.problem.band_weight))

    @cached_property
    def _keys(self) -> Positions:
        """(n, 3) Period, crossing and good of everything that may be presented."""
        keys = self._ledger.keys(PRESENTED)
        return keys[keys[:, 3] == 0, :3]

    @cached_property
    def _places(self) -> Positions:
        """(n, P) Where the columns stand that tell prices; that of a sensor not there: the idle."""
        places = self._ledger.columns(PRESENTED)
        probes = range(len(self._problem.regimes))
        return np.array(
            [
                [places.get((*key, p), places[*key, 0]) for p in probes]
                for key in self._keys.tolist()
            ],
            dtype=np.intp,
        ).reshape(-1, len(probes))

    @cached_property
    def _blocks(self) -> tuple[list[Positions], list[Floats]]:
        return self._search.blocks(self._places)

    def best(self, sharing: float, *, exact: bool) -> float:
        """Let trees enter until none betters the plan; what that is worth, −inf: no plan at all.

        `sharing` is that of the recursion. Unless `exact`, until a round betters it by next to
        nothing.
        """
        if not self.trees:
            self._enter(self._begin)
        if self._missable:
            self._search.confine({}, dict.fromkeys(self._missable, np.inf))
            if self._until_none_is_better(True, sharing, exact) < -_LACKING:
                return -np.inf
            self._search.confine({}, dict.fromkeys(self._missable, 0.0))
        return self._until_none_is_better(False, sharing, exact)

    @cached_property
    def _missable(self) -> list[int]:
        """Where the columns stand of what floors lack."""
        return [
            place
            for limit in limits_of(self._problem)
            for place in self._ledger.columns(limit.missed).values()
        ]

    def _until_none_is_better(self, missed: bool, sharing: float, exact: bool) -> float:
        """What the best plan is worth or, with `missed`, what it lacks of floors, below 0."""
        value = -np.inf
        scale = 1.0 if missed else self._scale
        for round_ in range(_ROUNDS):
            last, value = value, self._solve(missed=missed)
            told = "truckloads lacking" if missed else "value"
            self._progress(f"{told} {abs(value):,.1f}, round {round_ + 1}")
            if missed and value > -_LACKING:
                break
            new = list(self._better(self._told, sharing, scale))
            if not (exact or missed) and value - last < _NEXT_TO_NOTHING * abs(value):
                break
            known = set(self.trees)
            entering = [tree for tree in dict.fromkeys(new) if tree not in known]
            if not entering:
                break
            self._enter(entering[:_A_ROUND])
        return value

    def _solve(self, *, missed: bool = False) -> float:
        of = missed_costs if missed else value_costs
        self._outcome = self._search.minimise_inside(of(self._ledger, self._problem))
        return -self._outcome.value

    @property
    def _told(self) -> Floats:
        """(n, P) Reduced costs that tell prices."""
        return np.asarray(self._outcome.reduced_costs[self._places])

    def prices(self) -> Prices:
        """What using each sensor, refusing and missing cost the last plan; mean of its trucks'."""
        amounts = np.zeros(len(self._keys))
        for tree, places in zip(self.trees, self._entered, strict=True):
            usable = self._seeds.usable(tree)[tuple(self._keys.T)]
            amounts[usable] += self._outcome.columns[places]
        total = float(amounts.sum())
        told = amounts @ self._told / total if total > 0 else np.zeros(self._places.shape[1])
        refused, detected, nothing, once = self._seeds.parts(told)
        own = [nothing[self._seeds.fills == sensor.fill][0] for sensor in self._sensors]
        fills = [sensor.fill for sensor in self._sensors]
        costs = np.maximum(0.0, (once - np.array(own)) * np.array(fills))
        return Prices(costs, max(0.0, refused - nothing[0]), max(0.0, float(nothing[0]) - detected))

    def gained(self, problem: Problem) -> float:
        """What the last plan would gain under the limits of `problem`, by the prices of rows."""
        there, here = (
            right_hand_sides(self._ledger, each) for each in (problem, self._seeds.problem)
        )
        return float(-self._outcome.prices @ np.nan_to_num(there - here, nan=0.0))

    @property
    def undetected(self) -> Floats:
        """(T,) Truckloads with contraband that the last plan does not detect."""
        passed = np.zeros(len(self._problem.periods))
        rates = self._problem.threat_rate
        for tree, places in zip(self.trees, self._entered, strict=True):
            t, _, g = self._keys[self._seeds.usable(tree)[tuple(self._keys.T)]].T
            missed = 1 - comes_to(tree, self._sensors).detection
            np.add.at(passed, t, self._outcome.columns[places] * rates[t, g] * missed)
        return passed

    def fewest(self, value: float) -> list[Tree]:
        """Of the trees that entered, some that are together worth `value`.

        Of as few stages as that allows, and of these the most used; few.
        """
        small = self._of_fewest_stages(value)
        amounts = [float(self._outcome.columns[places].sum()) for places in self._entered]
        order = sorted(small, key=lambda n: -amounts[n])
        least, most = 1, len(order)
        while least < most:
            tried = (least + most) // 2
            if self._worth(order[:tried]) >= value:
                most = tried
            else:
                least = tried + 1
        kept = order[:most]
        self._worth(range(len(self.trees)))
        return [self.trees[n] for n in sorted(kept)]

    def besides(self, known: Sequence[Tree], value: float) -> list[Tree]:
        """The most used of the trees that entered that are worth `value` beside those `known`."""
        begun = [self.trees.index(tree) for tree in known]
        amounts = [float(self._outcome.columns[places].sum()) for places in self._entered]
        others = sorted({*range(len(amounts))} - {*begun}, key=lambda n: -amounts[n])
        count = 0
        while self._worth([*begun, *others[:count]]) < value and count < len(others):
            count += max(1, count // 2)
        return [self.trees[n] for n in others[:count]]

    def _of_fewest_stages(self, value: float) -> list[int]:
        """Trees of so few stages that fewer would not be worth `value`."""
        sizes = [stages(tree, self._sensors) for tree in self.trees]
        small: list[int] = []
        for most in sorted({*sizes}):
            small = [n for n, size in enumerate(sizes) if size <= most]
            if self._worth(small) >= value:
                break
        return small

    def _worth(self, kept: Sequence[int]) -> float:
        """What some of the trees are worth; −inf: no plan at all."""
        for n, places in enumerate(self._entered):
            self._search.bound(places, np.inf if n in set(kept) else 0.0)
        value = self._solve()
        return value if self._outcome.status == "optimal" else -np.inf

    def _enter(self, trees: Sequence[Tree]) -> None:
        """Add the columns of trees wherever their sensors are."""
        self.trees += trees
        rows, blocks = self._blocks
        entering: list[Positions] = []
        first = self._columns
        taken: list[Floats] = []
        for tree in trees:
            weights, usable = self._seeds.mixture(tree), self._seeds.usable(tree)
            at = np.flatnonzero(usable[tuple(self._keys.T)])
            self._entered.append(np.arange(self._columns, self._columns + len(at)))
            self._columns += len(at)
            for n in at.tolist():
                column = blocks[n] @ weights
                entering.append(rows[n][column != 0])
                taken.append(column[column != 0])
        if self._columns > first:
            self._search.enter(entering, taken)

    def _better(self, told: Floats, sharing: float, scale: float) -> Iterator[Tree]:
        """Trees that better the plan, the best first; (n, P) reduced costs that tell prices."""
        enough = _ENOUGH * scale
        _, first = np.unique(np.round(told / enough), axis=0, return_index=True)
        found = [each for n in first.tolist() for each in self._priced(n, told[n])]
        found.sort(key=lambda each: each[0])
        self.left = max(0.0, -found[0][0]) if found else 0.0
        for total, recursion in found:
            if total > -enough:
                break
            yield recursion.tree(sharing)

    def _priced(self, n: int, told: Floats) -> Iterator[tuple[float, Recursion]]:
        """For each fill, ξ of the best tree where (P,) the reduced costs are `told`."""
        seeds = self._seeds
        refused, detected, nothing, once = seeds.parts(told)
        refusal, miss = refused - nothing[0], max(float(nothing[0] - detected), 0.0)
        there = seeds.there[tuple(self._keys[n])]
        for fill, idle in zip(seeds.fills, nothing, strict=True):
            costs, subset = np.full(len(self._sensors), np.inf), 0
            for s, sensor in enumerate(self._sensors):
                if sensor.fill >= fill and there[s]:
                    own = nothing[seeds.fills == sensor.fill][0]
                    costs[s] = max(0.0, (once[s] - own) * sensor.fill / fill)
                    subset |= 1 << s
            recursion = Recursion(self._sensors, subset, Prices(costs, float(refusal), miss))
            yield float(idle) - miss + recursion.cost, recursion


def first_trees(sensors: Sequence[Sensor]) -> list[Tree]:
    """Trees to begin with: nothing done, and each sensor by itself at a few of its thresholds."""
    made: list[Tree] = ["release"]
    for s, sensor in enumerate(sensors):
        last = len(sensor.false_alarm) - 1
        at = {int(np.searchsorted(sensor.false_alarm, share)) for share in (0.01, 0.05, 0.2)}
        made += [Use(s, ((k, "refuse"), (last, "release"))) for k in sorted(at) if 0 < k < last]
    return made
