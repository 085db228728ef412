"""Which bounds hold where a convex program is least: guessed, mended, and proven.

Where it is known which columns and rows stand at a bound, the least of ½ xᵀ P x + qᵀ x is where
linear equations are met, with a price π of every row that is held:

    P x + q + Aᵀ π = r      r = 0 where x is free, ≥ 0 at its least, ≤ 0 at its most
                            π ≤ 0 in rows held at their lower bound, ≥ 0 at their upper one

An x that keeps all bounds and has these signs is the answer, whatever it was guessed from: that is
what makes a convex program least. At first nothing is held. What passes a bound is held there, what
has a price of the wrong sign is let go, and the equations are solved anew. This is the primal-dual
active set method (M. Hintermüller, K. Ito and K. Kunisch, SIAM J. Optim. 13, 2003). On the last aim
of `gaza.yaml` it takes two to five steps, each as long as two of the twenty of an interior point
method; where few columns are squared, as in the first aim, it seldom comes to rest, from the bounds
that held in a neighbour's plan too. Then it tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.allocation.quadratic import Quadratic
from crossings.problem import Flags, Floats

_KEPT = 1e-9
"""What an answer may pass bounds by, a share of the scale of what is given."""
_ROUNDING, _NOTHING = 1e-12, 1e-14
"""Shares of what a price is a sum of, and of the largest such sum, that are rounding."""
_NEAR = 1e-13
"""What keeps answers that are as good near the one in hand."""
_FINEST = 1e-12
_STEPS = 10


@dataclass(frozen=True, eq=False)
class Held:
    """Which bounds hold; equations always do, and stand in neither `lower` nor `upper`."""

    least: Flags  # (columns,)
    most: Flags
    lower: Flags  # (rows,)
    upper: Flags


def proven(program: Quadratic, near: Floats) -> Floats | None:
    """Where a program is least; None where that does not come to rest.

    Among several such answers one that is `near`.
    """
    columns, rows = (np.zeros(len(each), dtype=bool) for each in (program.linear, program.lower))
    held, prices = Held(columns, columns, rows, rows), np.zeros(len(rows))
    for _ in range(_STEPS):
        x, prices = equations(program, held, near, prices)
        if not (np.isfinite(x).all() and np.isfinite(prices).all()):
            return None
        beyond, wrong = _beyond(program, x), _wrong(program, held, x, prices)
        if any(each.any() for each in (*_parts(beyond), *_parts(wrong))):
            parts = zip(_parts(held), _parts(wrong), _parts(beyond), strict=True)
            held = Held(*(kept & ~off | on for kept, off, on in parts))
            prices = np.zeros_like(prices)
        elif program.passed(x) <= _KEPT and _is_level(program, held, x, prices):
            return x
        else:  # what keeps it near is a little off, and much less from here
            near = x
    return None


def equations(
    program: Quadratic, held: Held, near: Floats, prices: Floats
) -> tuple[Floats, Floats]:
    """Where it is least if `held` is all that holds, and (rows,) prices of what does.

    Among several such answers one that is `near`; `prices` are known about, and made exact.
    """
    import piqp
    from scipy.sparse import identity

    sides = np.where(program.equations | held.lower, program.lower, program.upper)
    tight = program.equations | held.lower | held.upper
    free = ~(held.least | held.most)
    x = np.where(held.least, program.least, np.where(held.most, program.most, near))
    found = np.where(tight, prices, 0.0)
    if not free.any():
        return x, found
    rows = program.matrix[tight]
    columns = rows[:, free].tocsc()
    solver = piqp.SparseSolver()
    for setting in ("eps_abs", "eps_rel"):
        setattr(solver.settings, setting, _FINEST)
    solver.settings.check_duality_gap = False
    square = program.square[free]
    solver.setup(
        (square[:, free] + _NEAR * identity(int(free.sum()))).tocsc(),
        program.linear[free] + square @ x + columns.T @ found[tight],
        columns, sides[tight] - rows @ x,
    )  # fmt: skip
    solver.solve()  # of equations that contradict each other it leaves what is next to them
    x[free] += solver.result.x
    found[tight] += solver.result.y
    return x, found


def _beyond(program: Quadratic, x: Floats) -> Held:
    """What passes a bound."""
    rows = program.matrix @ x
    return Held(
        x < program.least - _KEPT,
        x > program.most + _KEPT,
        (rows < program.lower - _KEPT) & ~program.equations,
        (rows > program.upper + _KEPT) & ~program.equations,
    )


def _wrong(program: Quadratic, held: Held, x: Floats, prices: Floats) -> Held:
    """What is held, and would better a plan if it were let go."""
    reduced, rounding = _reduced(program, x, prices)
    little = _ROUNDING * np.abs(prices).max(initial=0.0)
    return Held(
        held.least & (reduced < -rounding),
        held.most & (reduced > rounding),
        held.lower & (prices > little),
        held.upper & (prices < -little),
    )


def _is_level(program: Quadratic, held: Held, x: Floats, prices: Floats) -> bool:
    """Whether nothing is to be had by moving what is free."""
    reduced, rounding = _reduced(program, x, prices)
    free = ~(held.least | held.most)
    return bool((np.abs(reduced[free]) <= rounding[free]).all())


def _reduced(program: Quadratic, x: Floats, prices: Floats) -> tuple[Floats, Floats]:
    """(columns,) P x + q + Aᵀ π, and how much of it is rounding."""
    square, across = program.square, program.matrix.T
    reduced = square @ x + program.linear + across @ prices
    sizes = abs(square) @ np.abs(x) + np.abs(program.linear) + abs(across) @ np.abs(prices)
    return reduced, np.maximum(_ROUNDING * sizes, _NOTHING * sizes.max(initial=0.0))


def _parts(held: Held) -> tuple[Flags, Flags, Flags, Flags]:
    return held.least, held.most, held.lower, held.upper
