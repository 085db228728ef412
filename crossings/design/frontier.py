r"""What detection costs at least, over every procedure that sensors allow and every mixture.

A procedure is a tree: release, refuse, or use one of the sensors left and go on by its reading. It
comes to a point: b detected of trucks with contraband, at the cost a of a clean truck. With F(S)
the least convex curve of a over b that the sensors S allow, and k the readings of a sensor:

    F(S) = convex hull of (0, 0), (1, refusal) and, for each s of S,
           w(s) + ⊕_k (f[k], d[k]) ⊙ F(S − s)

where (f, d) ⊙ F stretches a by f and b by d, and ⊕ is the sum of convex curves: their edges, by
slope. Of sensors that share a cause, F(S − s) is another after each reading (`readings`). Between
corners of F lie mixtures of procedures. The readings are the pieces of a sensor's
concave curve; within a piece all say the same of a load, so nothing is rounded. This is the
recursion over the sensors left and the likelihood ratio so far, of all ratios at once (Stroud &
Saeger 2003; Boros et al. 2009).

| symbol  | code               | unit                                       |
|---------|--------------------|--------------------------------------------|
| a       | cost               | of a clean truck, in the unit of the costs |
| b       | detection          | share of trucks with contraband            |
| w       | costs              | of using a sensor once                     |
| f, d    | clean, hidden      | share of trucks with a reading             |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Floats, ReadOnly
from crossings.design.readings import Seen, readings, tells, then_seen
from crossings.inspection import Sensor


@dataclass(frozen=True, eq=False)
class Frontier(ReadOnly):
    """Corners of a convex rising curve: the least cost of a clean truck at each detection."""

    detection: Floats  # (N,) share, rising
    cost: Floats  # (N,) rising

    def cost_at(self, detection: float) -> float:
        """The least cost at which as much is detected; inf where nothing detects it."""
        if detection > self.detection[-1]:
            return np.inf
        return float(np.interp(detection, self.detection, self.cost))

    def least(self, miss: Floats) -> Floats:
        """(…,) min over the corners of a + miss · (1 − b), for the prices `miss` ≥ 0 of a miss."""
        slopes = np.diff(self.cost) / np.diff(self.detection)
        at = np.searchsorted(slopes, miss)
        return np.asarray(self.cost[at] + miss * (1 - self.detection[at]))


def frontier(sensors: Sequence[Sensor], costs: Floats, refusal: float) -> Frontier:
    """The curve F of all `sensors`, (sensors,) `costs` being of each and `refusal` of refusing.

    >>> scan = Sensor("scan", {}, np.array([0.0, 0.1, 1.0]), np.array([0.0, 0.8, 1.0]))
    >>> curve = frontier([scan], np.array([0.05]), 1.0)  # and a search that finds all costs 1
    >>> curve.detection.tolist(), curve.cost.tolist()
    ([0.0, 0.8, 1.0], [0.0, 0.15000000000000002, 1.0])
    >>> round(curve.cost_at(0.4), 3)  # every other truck is scanned
    0.075
    """
    return Frontiers(sensors, costs, refusal).of((1 << len(sensors)) - 1)


class Frontiers:
    """The curves of every set of sensors, made when they are asked for.

    A set is a number whose bit k says that sensor k is of it.
    """

    def __init__(self, sensors: Sequence[Sensor], costs: Floats, refusal: float) -> None:
        self._sensors = sensors
        self._costs = costs
        exits = Frontier(np.array([0.0, 1.0]), np.array([0.0, max(refusal, 0.0)]))
        self._made: dict[tuple[int, Seen], Frontier] = {(0, ()): exits}

    def of(self, subset: int, seen: Seen = ()) -> Frontier:
        """The curve of the sensors of `subset`, of a load of which something has been `seen`."""
        if (subset, seen) not in self._made:
            parts = [self._made[0, ()]]
            parts += [self._used_first(k, subset & ~(1 << k), seen) for k in members(subset)]
            b = np.concatenate([part.detection for part in parts])
            a = np.concatenate([part.cost for part in parts])
            self._made[subset, seen] = _hull(b, a)
        return self._made[subset, seen]

    def _used_first(self, s: int, rest: int, seen: Seen) -> Frontier:
        """The curve of what begins with a sensor."""
        sensors = self._sensors
        clean, hidden = readings(sensors, s, seen)  # (K,)
        alike = not tells(sensors, s, rest)
        rises, gains = [], []
        for k in range(1 if alike else len(clean)):
            after = self.of(rest, then_seen(sensors, rest, seen, (s, k, k + 1)))
            of = slice(None) if alike else slice(k, k + 1)
            rises.append(np.outer(clean[of], np.diff(after.cost)).ravel())
            gains.append(np.outer(hidden[of], np.diff(after.detection)).ravel())
        rise, gain = np.concatenate(rises), np.concatenate(gains)
        rise, gain = rise[gain > 0], gain[gain > 0]
        order = np.argsort(rise / gain, kind="stable")
        a = np.concatenate([[0.0], np.cumsum(rise[order])])
        b = np.concatenate([[0.0], np.cumsum(gain[order])])
        return Frontier(b, float(self._costs[s]) + a)


def members(subset: int) -> Iterator[int]:
    """Positions of the sensors of a set."""
    return (k for k in range(subset.bit_length()) if subset >> k & 1)


def _hull(b: Floats, a: Floats) -> Frontier:
    """The lower convex hull of points, from the cheapest to the one that detects most."""
    order = np.lexsort((a, b))
    b, a = b[order], a[order]
    first = np.diff(b, prepend=-1.0) > 0  # the cheapest of one detection stands first
    b, a = b[first], a[first]
    cheaper_beyond = np.minimum.accumulate(a[::-1])[::-1]
    kept = np.append(a[:-1] < cheaper_beyond[1:], [True])
    b, a = b[kept], a[kept]
    while len(b) > 2:  # what lies on or above the line between its neighbours is no corner
        turn = (a[1:-1] - a[:-2]) * (b[2:] - b[1:-1]) - (a[2:] - a[1:-1]) * (b[1:-1] - b[:-2])
        corner = np.concatenate([[True], turn < 0, [True]])
        if corner.all():
            break
        b, a = b[corner], a[corner]
    return Frontier(b, a)
