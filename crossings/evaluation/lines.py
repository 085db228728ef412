"""What a trajectory sends, line by line: from a corridor to a crossing, one good under one regime.

A line is what a dispatch rule decides on. Where the case has no corridors, and for exports, it has
no corridor. A trajectory does not say which corridor's trucks go under which regime to which area:
each line has its share of every one of them.

    departing[k,t,l,a] = m̂[o,c,g,t] · x[c,g,r,t] / Σ_r x[c,g,r,t] · y[c,g,a,t] / Σ_a y[c,g,a,t]

and x[c,g,r,t] stands for m̂ where there is no corridor. For exports there is one place, the outside
market.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.trajectory import Trajectory
from crossings.problem import Floats, Named, Problem
from crossings.scenarios.sums import summed

NO_CORRIDOR = -1


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a trajectory; positions are those of the axes of `Problem`."""

    corridor: int
    """`NO_CORRIDOR` where its trucks come to the crossing by themselves."""
    crossing: int
    good: int
    regime: int
    areas: tuple[int, ...]
    """Areas to which it ever sends anything; none for exports."""
    departing: Floats  # (K, T, N) truckloads that leave the origin; N areas, or the outside market

    @property
    def along(self) -> dict[str, int]:
        """Its positions by the letters of their axes."""
        return {"o": self.corridor, "c": self.crossing, "g": self.good, "r": self.regime}


def lines_of(trajectory: Trajectory) -> list[Line]:
    """Lines with anything planned, by priority, then by their ids, in whatever order they come.

    That is, among goods of one priority, by good, crossing, regime and corridor.
    """
    problem = trajectory.problem
    goods = _by_id(problem.goods)
    crossings, regimes = _by_id(problem.crossings), _by_id(problem.regimes)
    origins = _by_id(problem.corridors)
    found = []
    for g in sorted(goods, key=lambda good: -problem.priority[good]):
        for c in crossings:
            for r in regimes:
                for o in origins if _by_corridor(problem, g) else (NO_CORRIDOR,):
                    line = _line(trajectory, o, c, g, r)
                    if line is not None:
                        found.append(line)
    return found


def _by_id(those: Sequence[Named]) -> list[int]:
    """Positions, in the order of their ids."""
    return sorted(range(len(those)), key=lambda place: those[place].id)


def usable(problem: Problem, line: Line, t: int) -> bool:
    """Whether the terms of period t let the line pass anything, on whatever day it is open."""
    o, c, g, r = line.corridor, line.crossing, line.good, line.regime
    if not problem.usable[t, c, g, r]:
        return False
    return o == NO_CORRIDOR or bool(
        problem.brings[t, o, c, g]
        and problem.corridor_open_days[t, o] > 0
        and problem.corridor_loss[t, o] < 1
    )


def _by_corridor(problem: Problem, g: int) -> bool:
    return problem.through_corridors and bool(problem.inbound[g])


def _line(trajectory: Trajectory, o: int, c: int, g: int, r: int) -> Line | None:
    problem = trajectory.problem
    presented = trajectory.presented[:, :, c, g, :]  # (K, T, R)
    leaving = _share(presented, r)
    leaving *= summed(presented, 2) if o == NO_CORRIDOR else trajectory.manifested[:, :, o, c, g]
    if not problem.inbound[g]:
        areas: tuple[int, ...] = ()
        departing = leaving[:, :, None]
    else:
        collected = trajectory.collected[:, :, c, g, :]  # (K, T, A)
        areas = tuple(np.flatnonzero(collected.any(axis=(0, 1))).tolist())
        shares = [_share(collected, a) for a in areas]
        departing = np.empty((*leaving.shape, len(areas)), order="F")
        for n, part in enumerate(shares):
            departing[:, :, n] = leaving * part
    return Line(o, c, g, r, areas, departing) if departing.any() else None


def _share(parts: Floats, of: int) -> Floats:
    """(K, T) The share that one column of `parts` (K, T, ·) has in all; 0 where there is none."""
    whole = summed(parts, 2)
    made = np.zeros_like(whole)
    np.divide(parts[:, :, of], whole, out=made, where=whole > 0)
    return np.asarray(made)
