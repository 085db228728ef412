"""What a trajectory sends, line by line: from where trucks may wait to where they may next.

A line is what a dispatch rule decides on. Trucks wait at their origin, and where there is a yard or
a road to it, in the yard; what is released lies on a platform where there is one. Between two such
places all that a line does happens in one period. Most lines go from a corridor to areas, of one
good under one regime; exports, and goods where the case has no corridor, have no corridor. Where
there is a yard, a line of the corridor ends and one of each regime begins there; where there is a
platform, one of each regime ends and one to each area begins.

A trajectory does not say which corridor's trucks go under which regime to which area: each line has
its share of every one of them.

    departing[k,t,l,a] = m̂[o,c,g,t] · x[c,g,r,t] / Σ_r x[c,g,r,t] · y[c,g,a,t] / Σ_a y[c,g,a,t]

and x[c,g,r,t] stands for m̂ where there is no corridor. For exports, and lines that end in a yard or
on a platform, there is one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from crossings.evaluation.trajectory import Trajectory
from crossings.limits import limits_of
from crossings.limits.flows import MANIFESTED
from crossings.problem import Flags, Floats, Named, Problem
from crossings.problem.places import over_platforms, through_yards
from crossings.scenarios.sums import summed

NOWHERE = -1
"""Position of a corridor or a regime that a line does not have."""
End: TypeAlias = Literal["origin", "yard", "platform", "area"]


@dataclass(frozen=True, eq=False)
class Line:
    """One line of a trajectory; positions are those of the axes of `Problem`."""

    begins: End
    ends: End
    """`area` for exports too: the outside market."""
    corridor: int
    """`NOWHERE` where its trucks come to the crossing by themselves, or wait there."""
    crossing: int
    good: int
    regime: int
    """`NOWHERE` where it passes no inspection."""
    areas: tuple[int, ...]
    """Areas to which it ever sends anything; none for exports and lines that end before."""
    departing: Floats  # (K, T, N) truckloads that set out; N areas, or the one place

    @property
    def inspected(self) -> bool:
        """Whether its trucks are presented."""
        return self.regime != NOWHERE

    @property
    def along(self) -> dict[str, int]:
        """Its positions by the letters of their axes."""
        return {"o": self.corridor, "c": self.crossing, "g": self.good, "r": self.regime}


def lines_of(trajectory: Trajectory) -> list[Line]:
    """Lines with anything planned, by priority, then by their ids, in whatever order they come.

    That is, among goods of one priority, by good, crossing, regime and corridor.
    """
    problem = trajectory.problem
    crossings, regimes = _by_id(problem.crossings), _by_id(problem.regimes)
    origins = _by_id(problem.corridors)
    yards, platforms = by_way_of_yards(problem), over_platforms(problem)
    found = []
    for g in goods_in_order(problem):
        for c in crossings:
            made: list[Line | None] = []
            yard, platform = bool(yards[c, g]), bool(platforms[c, g])
            if yard:
                made += [_to_yard(trajectory, o, c, g) for o in origins]
            begins: End = "yard" if yard else "origin"
            ends: End = "platform" if platform else "area"
            for r in regimes:
                for o in origins if _by_corridor(problem, g) and not yard else (NOWHERE,):
                    made.append(_inspected(trajectory, begins, ends, o, c, g, r))
            if platform:
                areas = _by_id(problem.areas)
                made += [_from_platform(trajectory, c, g, a) for a in areas]
            found += [line for line in made if line is not None]
    return found


def by_way_of_yards(problem: Problem) -> Flags:
    """(C, G) Where trucks come in one line, and are inspected in others.

    A floor on what leaves an origin may send trucks that are turned away where none may wait.
    """
    problem = problem.foreseen or problem
    asked = any(x.is_floor and MANIFESTED in x.flows for x in limits_of(problem))
    come = problem.brings.any(axis=(0, 1)) & problem.inbound
    return through_yards(problem) | (come & asked & problem.through_corridors)


def goods_in_order(problem: Problem) -> list[int]:
    """Positions of goods, those of the highest priority first, then by their ids."""
    return sorted(_by_id(problem.goods), key=lambda good: -problem.priority[good])


def _by_id(those: Sequence[Named]) -> list[int]:
    """Positions, in the order of their ids."""
    return sorted(range(len(those)), key=lambda place: those[place].id)


def usable(problem: Problem, line: Line, t: int) -> bool:
    """Whether the terms of period t let the line pass anything, on whatever day it is open."""
    o, c, g, r = line.corridor, line.crossing, line.good, line.regime
    if line.inspected and not problem.usable[t, c, g, r]:
        return False
    return o == NOWHERE or bool(
        problem.brings[t, o, c, g]
        and problem.corridor_open_days[t, o] > 0
        and problem.corridor_loss[t, o] < 1
    )


def _by_corridor(problem: Problem, g: int) -> bool:
    return problem.through_corridors and bool(problem.inbound[g])


def _to_yard(trajectory: Trajectory, o: int, c: int, g: int) -> Line | None:
    leaving = trajectory.manifested[:, :, o, c, g, None]
    return Line("origin", "yard", o, c, g, NOWHERE, (), leaving) if leaving.any() else None


def _from_platform(trajectory: Trajectory, c: int, g: int, a: int) -> Line | None:
    leaving = trajectory.collected[:, :, c, g, a, None]
    return (
        Line("platform", "area", NOWHERE, c, g, NOWHERE, (a,), leaving) if leaving.any() else None
    )


def _inspected(
    trajectory: Trajectory, begins: End, ends: End, o: int, c: int, g: int, r: int
) -> Line | None:
    problem = trajectory.problem
    presented = trajectory.presented[:, :, c, g, :]  # (K, T, R)
    leaving = _share(presented, r)
    leaving *= summed(presented, 2) if o == NOWHERE else trajectory.manifested[:, :, o, c, g]
    if ends != "area" or not problem.inbound[g]:
        areas: tuple[int, ...] = ()
        departing = leaving[:, :, None]
    else:
        collected = trajectory.collected[:, :, c, g, :]  # (K, T, A)
        areas = tuple(np.flatnonzero(collected.any(axis=(0, 1))).tolist())
        departing = np.empty((*leaving.shape, len(areas)), order="F")
        for n, a in enumerate(areas):
            departing[:, :, n] = leaving * _share(collected, a)
    return Line(begins, ends, o, c, g, r, areas, departing) if departing.any() else None


def _share(parts: Floats, of: int) -> Floats:
    """(K, T) The share that one column of `parts` (K, T, ·) has in all; 0 where there is none."""
    whole = summed(parts, 2)
    made = np.zeros_like(whole)
    np.divide(parts[:, :, of], whole, out=made, where=whole > 0)
    return np.asarray(made)
