"""The middle of what is optimal, by a primal-dual path.

    minimise  cᵀ x + ½ Σ q x²      with  A x = b,  x ≥ 0 where bounded,  x ≤ u

Prices y of rows, z of x ≥ 0 and v of x ≤ u, w = u − x, are followed to where x z = w v = μ → 0 by
Newton's steps (Mehrotra, SIAM J. Optim. 2, 1992: a step that foresees the next, corrected; Colombo
and Gondzio, Comput. Optim. Appl. 41, 2008: as much of each correction as brings it furthest). One
step is one elimination of A Θ Aᵀ, Θ = 1 / (q + z/x + v/w).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crossings.allocation.interior.chain import Chain
from crossings.allocation.interior.equations import Equations, NotPositiveError
from crossings.ends.deadline import Deadline
from crossings.problem import Flags, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_GAP, _ENOUGH, _OFF = 1e-11, 1e-9, 1e-9
"""What value is to be short of its bound by, and may be where rounding ends the path; and what rows
and prices may be off by, as shares."""
_LEAST_VALUE = 1e-3
"""What a value below this is held against, in the unit of the largest cost."""
_FAR = 1e12
"""Where nothing is any more."""
_STEPS = 150
_STUCK, _TIRED = 1e-3, 8
"""Steps shorter than that, so often, lead nowhere."""
_SHORT = 0.995
"""Share of the way to the nearest bound that a step takes."""
_DELTA, _RHO = 1e-11, 1e-11
"""What is added to rows and columns so that a factor can be had."""
_LOUDER = 100.0
"""How many times more is added where it could not."""
_LOUDEST = 1e-5
_REFINED, _REFINEMENTS = 1e-3, 4
"""Share of what rows lack that one solution may leave, and how often that is solved again."""
_AIMED = 0.3
"""How much further than the last step a correction looks."""
_CENTRAL = 10.0
"""How many times products may be larger or smaller than they should be."""
_CORRECTIONS = 3
_BETTER = 1.1
"""How many times longer a correction has to make a step to be worth another."""
_PARTS = 3
"""How many parts of a correction are tried."""


@dataclass(frozen=True, eq=False)
class Program:
    """The program above, with rows in the order of a chain."""

    matrix: csr_matrix  # A
    sides: Floats  # b
    costs: Floats  # c
    squares: Floats  # q
    bounded: Flags
    most: Floats  # u, inf where there is none


Lengths = tuple[float, float]
"""Of a step of columns, and of prices; 1: as Newton has it."""


class Point(NamedTuple):
    """Where the path is, or a step along it."""

    x: Floats
    w: Floats
    y: Floats
    z: Floats
    v: Floats


def followed(program: Program, chain: Chain, deadline: Deadline) -> Point | None:
    """Where the path ends; None where it is not reached, or not in time."""
    path = _Path(program, chain)
    point, tired = path.start(), 0
    for _ in range(_STEPS):
        if deadline.over or tired > _TIRED or path.ends_at(point, _GAP) or path.is_lost(point):
            break
        try:
            point, length = path.onward(point)
        except NotPositiveError:
            break
        tired = tired + 1 if length < _STUCK else 0
    return point if path.ends_at(point, _ENOUGH) else None


class _Path:
    def __init__(self, program: Program, chain: Chain) -> None:
        self._program = program
        self._back = program.matrix.T.tocsr()
        self._bounded, self._limited = program.bounded, np.isfinite(program.most)
        self._most = np.where(self._limited, program.most, 0.0)
        self._products = int(self._bounded.sum() + self._limited.sum())
        self._equations = Equations(program.matrix, chain)
        self._delta = _DELTA

    def start(self) -> Point:
        """A point well inside all bounds (Mehrotra's, with bounds above)."""
        program, most = self._program, self._most
        theta = 1 / (1.0 + program.squares + self._limited)
        self._factor(theta)
        x, _ = self._newton(theta, most, program.sides)
        y = self._equations.solve(program.matrix @ (theta * program.costs))
        left = program.costs - self._back @ y
        w = np.where(self._limited, most - x, 1.0)
        z = np.where(self._limited, np.maximum(left, 0.0), left)
        v = np.where(self._limited, np.maximum(-left, 0.0), 0.0)
        bounded, limited = self._bounded, self._limited
        lift = 1.5 * max(0.0, -x[bounded].min(initial=0.0), -w[limited].min(initial=0.0))
        raised = 1.5 * max(0.0, -z[bounded].min(initial=0.0))
        x, w = np.where(bounded, x + lift, x), np.where(limited, w + lift, 1.0)
        z, v = np.where(bounded, z + raised, 0.0), np.where(limited, v + raised, 0.0)
        sizes = x[bounded].sum() + w[limited].sum(), z.sum() + v.sum()
        total = x[bounded] @ z[bounded] + w[limited] @ v[limited]
        lift, raised = (0.5 * total / max(size, 1e-12) + 1e-4 for size in reversed(sizes))
        return Point(
            np.where(bounded, x + lift, x), np.where(limited, w + lift, 1.0), y,
            np.where(bounded, z + raised, 0.0), np.where(limited, v + raised, 0.0),
        )  # fmt: skip

    def ends_at(self, at: Point, share: float) -> bool:
        """Whether the path has come to its end, but for a share of the value."""
        program = self._program
        rows, upper, columns = self._off(at)
        curved = 0.5 * (program.squares * at.x) @ at.x
        value = program.costs @ at.x + curved
        bound = program.sides @ at.y - self._most @ at.v - curved
        primal = max(np.abs(rows).max(initial=0.0), np.abs(upper).max(initial=0.0))
        dual = np.abs(columns).max(initial=0.0)
        sides = 1 + np.abs(program.sides).max(initial=0.0)
        costs = 1 + np.abs(program.costs).max(initial=0.0)
        gap = abs(value - bound) <= share * (_LEAST_VALUE + abs(value))
        return bool(gap and primal <= _OFF * sides and dual <= _OFF * costs)

    def is_lost(self, at: Point) -> bool:
        """Whether it leads out of everything that numbers can tell: no optimum is there."""
        sizes = max(float(np.abs(each).max(initial=0.0)) for each in (at.x, at.y))
        nearest = min(at.x[self._bounded].min(initial=1.0), at.w[self._limited].min(initial=1.0))
        return not sizes < _FAR or nearest < 1 / _FAR**2

    def onward(self, at: Point) -> tuple[Point, float]:
        """The next point, and the shorter of the steps of columns and of prices."""
        inside = np.where(self._bounded, at.x, 1.0)
        share = np.where(self._bounded, at.z / inside, 0.0)
        theta = 1 / (self._program.squares + share + np.where(self._limited, at.v / at.w, 0) + _RHO)
        self._factor(theta)
        off = self._off(at)

        def step(lower: Floats, upper: Floats) -> Point:
            return self._step(at, theta, off, lower, upper)

        products = inside * at.z, at.w * at.v
        mean = (products[0].sum() + products[1].sum()) / self._products
        foreseen = step(-products[0], -products[1])
        lengths = self._lengths(at, foreseen)
        then = self._moved(at, foreseen, lengths)
        left = (np.where(self._bounded, then.x, 0) @ then.z + then.w @ then.v) / self._products
        target = (left / mean) ** 3 * mean
        # The correction alone: Newton's steps are linear in what products should be.
        second = (
            np.where(self._bounded, target - foreseen.x * foreseen.z, 0.0),
            np.where(self._limited, target - foreseen.w * foreseen.v, 0.0),
        )
        aims = [second[0] - products[0], second[1] - products[1]]
        best, lengths = self._blended(at, foreseen, step(*aims), lengths)
        for _ in range(_CORRECTIONS):
            central = self._central(at, best, lengths, target)
            aims = [aim + correction for aim, correction in zip(aims, central, strict=True)]
            other, further = self._blended(at, best, step(*aims), lengths)
            gained = min(further) >= _BETTER * min(lengths)
            if min(further) > min(lengths):
                best, lengths = other, further
            if not gained:
                break
        primal, dual = (1.0 if each >= 1 else _SHORT * each for each in lengths)
        return self._moved(at, best, (primal, dual)), min(primal, dual)

    def _factor(self, theta: Floats) -> None:
        while True:
            try:
                self._equations.factor(theta, self._delta)
                break
            except NotPositiveError:
                self._delta *= _LOUDER
                if self._delta > _LOUDEST:
                    raise

    def _off(self, at: Point) -> tuple[Floats, Floats, Floats]:
        """What rows, bounds above and prices of columns are off by."""
        program = self._program
        upper = np.where(self._limited, self._most - at.x - at.w, 0.0)
        priced = self._back @ at.y + at.z - at.v
        columns = program.costs + program.squares * at.x - priced
        return program.sides - program.matrix @ at.x, upper, columns

    def _newton(self, theta: Floats, push: Floats, rows: Floats) -> tuple[Floats, Floats]:
        """X = Θ (push + Aᵀ y) and y, with A x as `rows` say."""
        matrix = self._program.matrix
        y = self._equations.solve(rows - matrix @ (theta * push))
        x = theta * (push + self._back @ y)
        near = _REFINED * np.abs(rows).max(initial=0.0) + _OFF * 1e-4
        for _ in range(_REFINEMENTS):
            left = rows - matrix @ x
            if np.abs(left).max(initial=0.0) <= near:
                break
            y = y + self._equations.solve(left)
            x = theta * (push + self._back @ y)
        return x, y

    def _step(
        self,
        at: Point,
        theta: Floats,
        off: tuple[Floats, Floats, Floats],
        lower: Floats,
        upper: Floats,
    ) -> Point:
        """Newton's step to where x z grows by `lower` and w v by `upper`."""
        rows, short, columns = off
        inside = np.where(self._bounded, at.x, 1.0)
        push = lower / inside - (upper - at.v * short) / at.w - columns
        x, y = self._newton(theta, push, rows)
        w = np.where(self._limited, short - x, 0.0)
        z = np.where(self._bounded, (lower - at.z * x) / inside, 0.0)
        return Point(x, w, y, z, (upper - at.v * w) / at.w)

    def _central(
        self, at: Point, step: Point, lengths: Lengths, target: float
    ) -> tuple[Floats, Floats]:
        """What brings products near what they should be, a bit further on (Gondzio, 1996)."""
        primal, dual = (min(1.0, each + _AIMED) for each in lengths)
        then = self._moved(at, step, (primal, dual))
        found = []
        for there, product in ((self._bounded, then.x * then.z), (self._limited, then.w * then.v)):
            wanted = np.clip(product, target / _CENTRAL, target * _CENTRAL) - product
            found.append(np.where(there, np.maximum(wanted, -_CENTRAL * target), 0.0))
        return found[0], found[1]

    def _blended(
        self, at: Point, base: Point, corrected: Point, lengths: Lengths
    ) -> tuple[Point, Lengths]:
        """As much of a correction as takes columns, and prices, furthest."""
        whole = [after - before for after, before in zip(corrected, base, strict=True)]
        best: list[tuple[float, float]] = [(-1.0, 1.0), (-1.0, 1.0)]
        for weight in np.linspace(1.0, lengths[0] * lengths[1], _PARTS):
            tried = Point(*(each + weight * more for each, more in zip(base, whole, strict=True)))
            found = self._lengths(at, tried)
            best = [max(pair, (length, weight)) for pair, length in zip(best, found, strict=True)]
            if min(length for length, _ in best) >= 1:
                break
        (primal, by), (dual, priced) = best
        weights = (by, by, priced, priced, priced)
        blended = (a + weight * b for a, b, weight in zip(base, whole, weights, strict=True))
        return Point(*blended), (primal, dual)

    def _lengths(self, at: Point, step: Point) -> Lengths:
        """How far columns and prices can go; with squares no further than each other."""
        x, w = _until(at.x, step.x, self._bounded), _until(at.w, step.w, self._limited)
        z, v = _until(at.z, step.z, self._bounded), _until(at.v, step.v, self._limited)
        primal, dual = min(x, w), min(z, v)
        if self._program.squares.any():
            primal = dual = min(primal, dual)
        return primal, dual

    def _moved(self, at: Point, step: Point, lengths: Lengths) -> Point:
        primal, dual = lengths
        each = (primal, primal, dual, dual, dual)
        return Point(*(a + length * b for a, b, length in zip(at, step, each, strict=True)))


def _until(at: Floats, step: Floats, there: Flags) -> float:
    """How far a step can go, at most 1, until the first of those that are `there` is 0."""
    down = there & (step < 0)
    return float(min(1.0, (-at[down] / step[down]).min(initial=np.inf)))
