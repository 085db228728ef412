"""The best tree at given prices: the recursion of `frontier`, followed down from the first truck.

With V(S, λ) the least cost of a truck when the sensors S are left and a miss costs λ for each clean
truck that is as far,

    V(S, λ) = min(λ, refusal, min over s of S of w(s) + Σ_k f[k] · V(S − s, λ · d[k] / f[k]))

Readings that are best followed by the same sensor may share what follows: `sharing` says how much
of the tree's cost a run of readings may lose by that, and 0 makes the best tree itself. Trees of
one price: who is done is done, and else the sensor that stands first in the file. No tree refuses
every truck unseen: that is no inspection, and the goods had better be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from crossings.arrays import Floats
from crossings.design.frontier import Frontiers
from crossings.inspection import Sensor

Exit = Literal["release", "refuse"]
_CURVES_UP_TO = 2
"""Sets of more sensors are followed from the top: few ratios reach them, and curves are long."""
_BETTER = 1e-12
"""By which share a stage more must better a tree."""


@dataclass(frozen=True)
class Use:
    """A sensor used, and what follows by its reading."""

    sensor: int
    branches: tuple[tuple[int, Tree], ...]
    """From the most alarming on: the position in its curve where each run of readings ends, and
    what follows."""


Tree: TypeAlias = "Use | Exit"


@dataclass(frozen=True, eq=False)
class Prices:
    """What a truck costs, in one unit."""

    costs: Floats  # (sensors,) of using each once
    refusal: float
    miss: float


@dataclass(frozen=True, eq=False)
class Result:
    """What a tree comes to."""

    uses: Floats  # (sensors,) of each sensor by a clean truck
    refusal: float
    detection: float

    def cost(self, prices: Prices) -> float:
        """What it costs at prices of its parts."""
        missed = prices.miss * (1 - self.detection)
        return float(self.uses @ prices.costs + prices.refusal * self.refusal + missed)


class Recursion:
    """The best tree over some of the sensors at some prices."""

    def __init__(self, sensors: Sequence[Sensor], subset: int, prices: Prices) -> None:
        self._sensors = sensors
        self._subset = subset
        self._prices = prices
        self._curves = Frontiers(sensors, prices.costs, prices.refusal)
        at_first = dict(self._choices(subset, np.array([prices.miss])))
        del at_first["refuse"]
        self.cost = float(min(value[0] for value in at_first.values()))

    def tree(self, sharing: float = 0.0) -> Tree:
        """The tree of the least cost; with `sharing`, one of about that."""
        best = self._tree(self._subset, self._prices.miss, 1.0, sharing * self.cost)
        return self._all_but_one() if best == "refuse" else best

    def _all_but_one(self) -> Tree:
        """Where refusing all that was looked at would be best: all but those of one reading."""
        ways: list[tuple[float, int, int]] = []
        for s in of(self._subset):
            clean, hidden = self._sensors[s].clean, self._sensors[s].hidden
            kept = self._prices.miss * hidden - self._prices.refusal * clean  # (K,)
            kept = np.where(clean > 0, kept, np.inf)
            ways.append((float(self._prices.costs[s] + kept.min()), s, int(kept.argmin())))
        _, s, k = min(ways)
        last = len(self._sensors[s].clean)
        runs: list[tuple[int, Tree]] = [(k, "refuse"), (k + 1, "release"), (last, "refuse")]
        ends = [0, *(end for end, _ in runs)]
        return Use(s, tuple(run for first, run in zip(ends, runs, strict=False) if run[0] > first))

    def _value(self, subset: int, miss: Floats) -> Floats:
        """(n,) V of some sensors at some prices of a miss."""
        if subset.bit_count() <= _CURVES_UP_TO:
            return self._curves.of(subset).least(miss)
        return np.asarray(np.min([value for _, value in self._choices(subset, miss)], axis=0))

    def _choices(self, subset: int, miss: Floats) -> Iterator[tuple[int | Exit, Floats]]:
        """What may be done next, and (n,) what that comes to."""
        yield "release", miss
        yield "refuse", np.full_like(miss, max(self._prices.refusal, 0.0))
        for s in of(subset):
            sensor, rest = self._sensors[s], subset & ~(1 << s)
            seen = sensor.clean > 0
            clean, hidden = sensor.clean[seen], sensor.hidden[seen]
            after = self._value(rest, np.outer(miss, hidden / clean).ravel())
            yield s, self._prices.costs[s] + after.reshape(len(miss), -1) @ clean

    def _best(
        self, subset: int, miss: Floats, *, seen: bool = True
    ) -> tuple[list[int | Exit], Floats]:
        """(n,) What is best done next at each price of a miss, and what it comes to.

        Trucks that nobody has `seen` are not refused.
        """
        choices = [each for each in self._choices(subset, miss) if seen or each[0] != "refuse"]
        at, least = np.zeros(len(miss), dtype=np.intp), choices[0][1]
        for n, (_, value) in enumerate(choices):
            better = value < least - _BETTER * np.abs(least)
            at, least = np.where(better, n, at), np.where(better, value, least)
        return [choices[n][0] for n in at.tolist()], least

    def _tree(self, subset: int, miss: float, reached: float, may_lose: float) -> Tree:
        ((best,), _) = self._best(subset, np.array([miss]), seen=subset != self._subset)
        if isinstance(best, str):
            return best
        sensor, rest = self._sensors[best], subset & ~(1 << best)
        clean, hidden = sensor.clean, sensor.hidden  # (K,)
        seen = clean > 0
        ratios = np.divide(hidden, clean, out=np.zeros_like(hidden), where=seen)
        next_, least = self._best(rest, miss * ratios)
        next_ = [choice if there else "refuse" for choice, there in zip(next_, seen, strict=True)]
        least = np.where(seen, least, 0.0)
        branches: list[tuple[int, Tree]] = []
        for first, end in self._runs(rest, next_, (clean, hidden, least), miss, may_lose / reached):
            share = float(clean[first:end].sum())
            after: Tree = "refuse"
            if share > 0:
                ratio = float(hidden[first:end].sum()) / share
                after = self._tree(rest, miss * ratio, reached * share, may_lose)
            if branches and branches[-1][1] == after:
                branches.pop()
            branches.append((end, after))
        return branches[0][1] if len(branches) == 1 else Use(best, tuple(branches))

    def _runs(
        self,
        rest: int,
        next_: Sequence[int | Exit],
        readings: tuple[Floats, Floats, Floats],
        miss: float,
        may_lose: float,
    ) -> Iterator[tuple[int, int]]:
        """Runs of readings that may share what follows, first and end of each."""
        clean, hidden, least = readings  # (K,)
        first = 0
        for end in range(1, len(next_) + 1):
            if end < len(next_) and next_[end] == next_[first]:
                if isinstance(next_[first], str) or clean[first] == 0:
                    continue
                share = float(clean[first : end + 1].sum())
                ratio = float(hidden[first : end + 1].sum()) / share
                together = share * float(self._value(rest, np.array([miss * ratio]))[0])
                apart = float(clean[first : end + 1] @ least[first : end + 1])
                if together - apart <= may_lose:
                    continue
            yield first, end
            first = end


def of(subset: int) -> Iterator[int]:
    """Positions of the sensors of a set."""
    return (k for k in range(subset.bit_length()) if subset >> k & 1)


def used(tree: Tree) -> frozenset[int]:
    """The sensors that a tree uses."""
    if isinstance(tree, str):
        return frozenset()
    return frozenset({tree.sensor}).union(*(used(after) for _, after in tree.branches))


def size(tree: Tree) -> int:
    """How often a sensor stands in a tree."""
    return 0 if isinstance(tree, str) else 1 + sum(size(after) for _, after in tree.branches)


def comes_to(tree: Tree, sensors: Sequence[Sensor]) -> Result:
    """How often each sensor is used by a clean truck, refusal and detection.

    >>> scan = Sensor("scan", {"scanner": 3.0}, np.array([0, 0.1, 1]), np.array([0, 0.8, 1]))
    >>> result = comes_to(Use(0, ((1, "refuse"), (2, "release"))), [scan])
    >>> result.uses.tolist(), result.refusal, result.detection
    ([1.0], 0.1, 0.8)
    """
    uses = np.zeros(len(sensors))
    if isinstance(tree, str):
        return Result(uses, float(tree == "refuse"), float(tree == "refuse"))
    sensor = sensors[tree.sensor]
    uses[tree.sensor] = 1.0
    refusal = detection = 0.0
    first = 0
    for end, after in tree.branches:
        clean = float(sensor.false_alarm[end] - sensor.false_alarm[first])
        hidden = float(sensor.detection[end] - sensor.detection[first])
        inside = comes_to(after, sensors)
        uses += clean * inside.uses
        refusal += clean * inside.refusal
        detection += hidden * inside.detection
        first = end
    return Result(uses, refusal, detection)
