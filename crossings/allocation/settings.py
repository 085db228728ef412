"""What HiGHS is to go by in a program of ours."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from crossings.allocation.fill import fills
from crossings.allocation.magnitudes import Matrix

_FINEST, _COARSEST = 1e-9, 1e-7
"""Bounds of the feasibility tolerance, which follows the largest bound of the program."""
_ROUNDING = 1e-14
"""Share of the largest bound that sums of it are off by."""
NEARBY = "pdlp"
"""The solver that comes near the best, and no further."""
LARGE = 20_000
"""Columns from which interior point with crossover is quicker than simplex."""
HUGE = 100_000
"""Columns from which HiPO, HiGHS's newer interior point, is quicker than IPX unless the equations
fill (`fill`): its work grows less.

Processor seconds of the value without a vertex on cases of `benchmarks/country.py`; what waits is
left out where periods are alike (`idle`), and then the equations fill half as much:

| crossings × goods × areas, periods | columns | what waits | IPX  | HiPO |
|------------------------------------|---------|------------|------|------|
| 10 × 20 × 10, 6 weeks              | 24,000  | left out   | 0.6  | 1.0  |
| 6 × 12 × 5, 30 days                | 28,656  | there      | 1.2  | 1.5  |
| 10 × 20 × 10, 13 weeks             | 52,000  | left out   | 2.1  | 2.7  |
| 6 × 12 × 5, 60 days                | 57,312  | there      | 3.5  | 4.8  |
| 10 × 20 × 10, 26 weeks             | 104,000 | left out   | 6.2  | 5.4  |
| 10 × 20 × 10, 52 weeks             | 208,000 | left out   | 17.6 | 9.8  |
| 10 × 20 × 10, 52 weeks             | 208,000 | there      | 22.4 | 39.6 |
"""

_VAST = 500_000
"""Columns from which no equations are solved, but a first-order method comes near the best."""
_NEAR, _MOST_STEPS = 1e-4, 2_000
"""Share of what rows and the value come to by which that may be off, and how many steps it has."""

_CLEAR, _USUAL = 1e-10, 1e-8
"""Share of the value to which interior point is to have it: without a vertex prices are to be
clear, which takes it four steps more of forty."""

_DEPENDENT = 1 << 10
"""The step of presolve that looks for equations which others imply. On the face of a large program
it takes longer than all else (13 of 18 s in the second aim of `benchmarks/big_case.py`, 3 of 10,747
equations found), and interior point does without."""
DUAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyDual)
"""Where limits moved: the prices of the last optimum are still prices."""
PRIMAL = int(highspy.simplex_constants.SimplexStrategy.kSimplexStrategyPrimal)
"""Where the objective is another: the last optimum is still a plan, or nearly one. Its prices are
none any more, and dual simplex can take ten times as many steps back to some."""
FALLBACKS = (
    ("presolve", "off"),
    ("simplex_scale_strategy", 0),
    ("simplex_strategy", PRIMAL),
    ("primal_feasibility_tolerance", _COARSEST),
)
"""What is tried, one beside the other, where the solver gives up: presolve can lose a program, or
find one infeasible by a rounding error, that simplex by itself then solves; so can scaling; dual
simplex can fail to tell that nothing is feasible; and what is kept of an earlier objective can be
out of reach by the rounding of its plan."""


def configure(highs: Any, *, without_waiting: bool = False) -> str:
    """Set what HiGHS is to go by in a program of ours: one thread, so that it repeats itself.

    Returns the solver for programs of this size; `without_waiting`: with its columns of what waits
    left out at first.
    """
    lp = highs.getLp()
    vast = lp.num_col_ > _VAST and not lp.integrality_
    sparse = without_waiting or not _fills(lp)
    interior = "hipo" if lp.num_col_ > HUGE and sparse else "ipx"
    solver = NEARBY if vast else interior if lp.num_col_ > LARGE else "simplex"
    for option, value in (
        ("threads", 1),
        ("solver", solver),
        ("presolve", "off" if vast else "choose"),
        ("pdlp_optimality_tolerance", _NEAR),
        ("pdlp_iteration_limit", _MOST_STEPS),
        ("presolve_rule_off", _DEPENDENT if lp.num_col_ > LARGE else 0),
        # A vertex takes longer than the value, and prices tell the optimal face without one.
        ("run_crossover", "off" if lp.num_col_ > HUGE else "on"),
        ("ipm_optimality_tolerance", _CLEAR if lp.num_col_ > HUGE else _USUAL),
        ("hipo_system", "normaleq"),  # to look whether the other would be smaller takes seconds
        ("primal_feasibility_tolerance", _feasibility_tolerance(lp)),
        ("dual_feasibility_tolerance", _FINEST),
    ):
        highs.setOptionValue(option, value)
    return solver


def _fills(lp: Any) -> bool:
    matrix = Matrix.of(lp)
    rows = np.bincount(matrix.row, minlength=lp.num_row_)
    return fills(rows, np.bincount(matrix.column, minlength=lp.num_col_))


def _feasibility_tolerance(lp: Any) -> float:
    """What rows may be off by: as little as sums of the largest bound can be computed to."""
    bounds = np.abs(np.concatenate([lp.row_lower_, lp.row_upper_, lp.col_upper_, [0.0]]))
    largest = float(bounds[np.isfinite(bounds)].max())
    return min(_COARSEST, max(_FINEST, _ROUNDING * largest))


def solver_version() -> str:
    """Version of HiGHS."""
    highs = highspy.Highs()
    return f"{highs.versionMajor()}.{highs.versionMinor()}.{highs.versionPatch()}"
