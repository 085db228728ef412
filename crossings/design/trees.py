"""The best tree at given prices: the recursion of `frontier`, followed down from the first truck.

With V(S, λ) the least cost of a truck when the sensors S are left and a miss costs λ for each clean
truck that is as far,

    V(S, λ) = min(λ, refusal, min over s of S of w(s) + Σ_k f[k] · V(S − s, λ · d[k] / f[k]))

Readings that are best followed by the same sensor may share what follows: `sharing` says how much
of the tree's cost a run of readings may lose by that, and 0 makes the best tree itself. Of sensors
that share a cause, V(S − s) and f, d depend on what has been read so far (`readings`). Trees of
one price: who is done is done, and else the sensor that stands first in the file. No tree refuses
every truck unseen: that is no inspection, and the goods had better be left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from crossings.arrays import Floats
from crossings.design.frontier import Frontiers, members
from crossings.design.readings import Seen, readings, tells, then_seen
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
        at_first = dict(self._choices(subset, np.array([prices.miss]), ()))
        del at_first["refuse"]
        self.cost = float(min(value[0] for value in at_first.values()))

    def tree(self, sharing: float = 0.0) -> Tree:
        """The tree of the least cost; with `sharing`, one of about that."""
        best = self._tree(self._subset, (), self._prices.miss, 1.0, sharing * self.cost)
        return self._all_but_one() if best == "refuse" else best

    def _all_but_one(self) -> Tree:
        """Where refusing all that was looked at would be best: all but those of one reading."""
        ways: list[tuple[float, int, int]] = []
        for s in members(self._subset):
            clean, hidden = readings(self._sensors, s, ())
            kept = self._prices.miss * hidden - self._prices.refusal * clean  # (K,)
            kept = np.where(clean > 0, kept, np.inf)
            ways.append((float(self._prices.costs[s] + kept.min()), s, int(kept.argmin())))
        _, s, k = min(ways)
        last = len(self._sensors[s].false_alarm) - 1
        runs: list[tuple[int, Tree]] = [(k, "refuse"), (k + 1, "release"), (last, "refuse")]
        ends = [0, *(end for end, _ in runs)]
        return Use(s, tuple(run for first, run in zip(ends, runs, strict=False) if run[0] > first))

    def _value(self, subset: int, miss: Floats, known: Seen) -> Floats:
        """(n,) V of some sensors at some prices of a miss."""
        if subset.bit_count() <= _CURVES_UP_TO:
            return self._curves.of(subset, known).least(miss)
        return np.asarray(
            np.min([value for _, value in self._choices(subset, miss, known)], axis=0)
        )

    def _choices(
        self, subset: int, miss: Floats, known: Seen
    ) -> Iterator[tuple[int | Exit, Floats]]:
        """What may be done next, and (n,) what that comes to."""
        yield "release", miss
        yield "refuse", np.full_like(miss, max(self._prices.refusal, 0.0))
        for s in members(subset):
            rest = subset & ~(1 << s)
            clean, hidden = readings(self._sensors, s, known)  # (K,)
            (there,) = np.nonzero(clean > 0)
            misses = np.outer(miss, hidden[there] / clean[there])  # (n, K)
            if tells(self._sensors, s, rest):
                runs = [
                    then_seen(self._sensors, rest, known, (s, k, k + 1)) for k in there.tolist()
                ]
                each = [self._value(rest, misses[:, n], run) for n, run in enumerate(runs)]
                after = np.stack(each, axis=1)
            else:
                still = then_seen(self._sensors, rest, known, (s, 0, 1))
                after = self._value(rest, misses.ravel(), still).reshape(misses.shape)
            yield s, self._prices.costs[s] + after @ clean[there]

    def _best(
        self, subset: int, miss: Floats, known: Seen, *, seen: bool = True
    ) -> tuple[list[int | Exit], Floats]:
        """(n,) What is best done next at each price of a miss, and what it comes to.

        Trucks that nobody has `seen` are not refused.
        """
        choices = [
            each for each in self._choices(subset, miss, known) if seen or each[0] != "refuse"
        ]
        at, least = np.zeros(len(miss), dtype=np.intp), choices[0][1]
        for n, (_, value) in enumerate(choices):
            better = value < least - _BETTER * np.abs(least)
            at, least = np.where(better, n, at), np.where(better, value, least)
        return [choices[n][0] for n in at.tolist()], least

    def _after(
        self, rest: int, misses: Floats, s: int, known: Seen
    ) -> tuple[list[int | Exit], Floats]:
        """(K,) What is best done next after each reading of a sensor, and what it comes to."""
        if not tells(self._sensors, s, rest):
            return self._best(rest, misses, then_seen(self._sensors, rest, known, (s, 0, 1)))
        each = [
            self._best(
                rest, misses[k : k + 1], then_seen(self._sensors, rest, known, (s, k, k + 1))
            )
            for k in range(len(misses))
        ]
        return [next_ for (next_,), _ in each], np.concatenate([least for _, least in each])

    def _tree(self, subset: int, known: Seen, miss: float, reached: float, may_lose: float) -> Tree:
        first_of_all = subset == self._subset
        ((best,), _) = self._best(subset, np.array([miss]), known, seen=not first_of_all)
        if isinstance(best, str):
            return best
        rest = subset & ~(1 << best)
        clean, hidden = readings(self._sensors, best, known)  # (K,)
        there = clean > 0
        ratios = np.divide(hidden, clean, out=np.zeros_like(hidden), where=there)
        next_, least = self._after(rest, miss * ratios, best, known)
        next_ = [choice if some else "refuse" for choice, some in zip(next_, there, strict=True)]
        told = _Told(best, known, clean, hidden, np.where(there, least, 0.0))
        branches: list[tuple[int, Tree]] = []
        for first, end in self._runs(rest, next_, told, miss, may_lose / reached):
            share = float(clean[first:end].sum())
            after: Tree = "refuse"
            if share > 0:
                ratio = float(hidden[first:end].sum()) / share
                run = then_seen(self._sensors, rest, known, (best, first, end))
                after = self._tree(rest, run, miss * ratio, reached * share, may_lose)
            if branches and branches[-1][1] == after:
                branches.pop()
            branches.append((end, after))
        return branches[0][1] if len(branches) == 1 else Use(best, tuple(branches))

    def _runs(
        self, rest: int, next_: Sequence[int | Exit], told: _Told, miss: float, may_lose: float
    ) -> Iterator[tuple[int, int]]:
        """Runs of readings that may share what follows, first and end of each."""
        clean, hidden, least = told.clean, told.hidden, told.least
        first = 0
        for end in range(1, len(next_) + 1):
            if end < len(next_) and next_[end] == next_[first]:
                if isinstance(next_[first], str) or clean[first] == 0:
                    continue
                share = float(clean[first : end + 1].sum())
                ratio = float(hidden[first : end + 1].sum()) / share
                run = then_seen(self._sensors, rest, told.known, (told.sensor, first, end + 1))
                together = share * float(self._value(rest, np.array([miss * ratio]), run)[0])
                apart = float(clean[first : end + 1] @ least[first : end + 1])
                if together - apart <= may_lose:
                    continue
            yield first, end
            first = end


@dataclass(frozen=True, eq=False)
class _Told:
    """What a sensor reads of a load of which something is known, and what that comes to."""

    sensor: int
    known: Seen
    clean: Floats  # (K,) share of clean trucks with each reading
    hidden: Floats  # (K,) likewise of trucks with contraband
    least: Floats  # (K,) V of what follows


def used(tree: Tree) -> frozenset[int]:
    """The sensors that a tree uses."""
    if isinstance(tree, str):
        return frozenset()
    return frozenset({tree.sensor}).union(*(used(after) for _, after in tree.branches))


def size(tree: Tree) -> int:
    """How often a sensor stands in a tree."""
    return 0 if isinstance(tree, str) else 1 + sum(size(after) for _, after in tree.branches)


def comes_to(tree: Tree, sensors: Sequence[Sensor], known: Seen = ()) -> Result:
    """How often each sensor is used by a clean truck, refusal and detection.

    `known` is what those before it have read, where it shares a cause with them.

    >>> scan = Sensor("scan", {"scanner": 3.0}, np.array([0, 0.1, 1]), np.array([0, 0.8, 1]))
    >>> result = comes_to(Use(0, ((1, "refuse"), (2, "release"))), [scan])
    >>> result.uses.tolist(), result.refusal, result.detection
    ([1.0], 0.1, 0.8)
    """
    uses = np.zeros(len(sensors))
    if isinstance(tree, str):
        return Result(uses, float(tree == "refuse"), float(tree == "refuse"))
    s = tree.sensor
    clean, hidden = readings(sensors, s, known)
    rest = (1 << len(sensors)) - 1 & ~(1 << s)
    uses[s] = 1.0
    refusal = detection = 0.0
    first = 0
    for end, after in tree.branches:
        inside = comes_to(after, sensors, then_seen(sensors, rest, known, (s, first, end)))
        passes, found = float(clean[first:end].sum()), float(hidden[first:end].sum())
        uses += passes * inside.uses
        refusal += passes * inside.refusal
        detection += found * inside.detection
        first = end
    return Result(uses, refusal, detection)
