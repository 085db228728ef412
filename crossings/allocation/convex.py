"""Where a convex program is least: the home of PIQP, Clarabel and HiPO.

Where most columns are squared, which bounds hold is soon found by itself (`active_set`). Else the
solvers are interior point methods, whose answer is exact but for a tolerance. PIQP is quick where a
program is small and may stall where nothing lies within all bounds; Clarabel does not, and its
equations are solved by blocks, which is quicker where they fill. HiGHS' own, HiPO, eliminates
columns first, in an order of few entries: its work grows least. Then the answer is made exact:
what stands at a bound is held there, and the equations left are solved by themselves.

Processor seconds of the first aim on cases of `benchmarks/` (columns that are free there):

| case                     | columns | PIQP | Clarabel | HiPO |
|--------------------------|---------|------|----------|------|
| six weeks of a country   | 12,500  | 9.2  | 2.6      | 2.4  |
| 90 days, `big_case.py`   | 46,400  | 35   |          | 6.8  |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crossings.allocation.active_set import Held, equations, proven
from crossings.allocation.idle import worth_passed_on
from crossings.allocation.interruptible import solved
from crossings.allocation.magnitudes import Matrix
from crossings.allocation.quadratic import Quadratic, in_highs
from crossings.ends.apart import apart
from crossings.ends.deadline import NEVER, Deadline
from crossings.problem import Flags, Floats

_FINEST, _COARSEST = 1e-12, 1e-9
"""What solvers are asked for, a share of the scale of what they are given."""
_REACHED = 1e-8
"""What an answer has to keep, likewise."""
_KEPT = 1e-9
"""What an answer made exact may pass bounds by, likewise."""
_NEVER = 1e-15
_HUGE = 20_000
"""Columns from which HiPO is the quickest."""
_BY_BLOCKS = "faer"
"""How Clarabel solves its equations."""
_STEPS = 200
_FEASIBLE = 1e-10
"""What HiPO may pass bounds by, the finest that HiGHS takes."""
_STEP = 0.9
"""How far Clarabel goes towards a bound; where bounds meet, longer steps get stuck between them."""
_CLEAR = 1e-12
"""What may be in doubt of the bounds that press, where an answer is taken as exact."""
_TRIES = 4
"""How often what stands at a bound is looked for anew."""
_MOST = 0.5
"""Share of columns from which most are squared."""


@dataclass(frozen=True, eq=False)
class _Answer:
    """Where a solver came to rest, and which bounds press there: prices of both sides."""

    x: Floats
    at_least: Floats  # (columns,)
    at_most: Floats
    at_lower: Floats  # (rows,)
    at_upper: Floats


def minimised(
    program: Quadratic,
    size: float,
    deadline: Deadline = NEVER,
    *,
    rows: Floats | None = None,
    near: Floats | None = None,
    idle: Flags | None = None,
) -> Floats | None:
    """The columns, of that size, at which it is least; None where no solver gets there.

    Rows are kept by their largest entry, or by what is given of each. It may begin `near` a plan.
    Columns that are `idle` are left out of a large program until prices ask for them.
    """
    program = program.in_units_of(size, rows)
    if near is not None and not program.is_large and _squares_most(program):
        x = proven(program, near / size)
        if x is not None:
            return np.asarray(np.clip(x, program.least, program.most) * size)
    small = (_clarabel, _piqp) if program.fills else (_piqp, _clarabel)
    huge = len(program.linear) >= _HUGE
    if huge and idle is not None and idle.any():
        x = _without(program, idle, deadline)
        if x is not None and program.passed(x) <= _REACHED:
            return np.asarray(np.clip(x, program.least, program.most) * size)
    solvers = (_hipo, *small) if huge else small
    for solve, tolerance in ((each, fine) for fine in (_FINEST, _COARSEST) for each in solvers):
        if deadline.over:
            return None
        answer = solve(program.near(), tolerance, deadline)
        x = None if answer is None else _exact(program, answer)
        if x is not None and program.passed(x) <= _REACHED:
            return np.asarray(np.clip(x, program.least, program.most) * size)
    return None


def _without(program: Quadratic, idle: Flags, deadline: Deadline) -> Floats | None:
    """Where it is least with no idle column; None where one of them would help."""
    smaller, x = program.of(~idle), np.zeros(len(idle))
    answer = _hipo(smaller.near(), _FINEST, deadline)
    if answer is None:
        return None
    x[~idle] = answer.x
    prices, entries = answer.at_lower - answer.at_upper, program.matrix.tocoo()
    reduced = program.square @ x + program.linear - program.matrix.T @ prices
    balanced = (program.lower == 0) & (program.upper == 0)
    matrix = Matrix(entries.row, entries.col, entries.data)
    if worth_passed_on(matrix, reduced, prices, idle, balanced, _REACHED) is None:
        return None
    x[~idle] = _exact(smaller, answer)
    return x


def _squares_most(program: Quadratic) -> bool:
    """Whether most columns are squared: then few bounds press, and are soon found."""
    return float(np.mean(program.square.diagonal() > 0)) >= _MOST


def _hipo(program: Quadratic, tolerance: float, deadline: Deadline) -> _Answer | None:
    """In this process: it hears signals."""
    import highspy

    highs = in_highs(program)
    for option, value in (
        ("threads", 1), ("solver", "hipo"), ("run_crossover", "off"),
        ("ipm_optimality_tolerance", tolerance), ("ipm_iteration_limit", _STEPS),
        ("primal_feasibility_tolerance", _FEASIBLE), ("dual_feasibility_tolerance", _FEASIBLE),
        ("hipo_system", "normaleq" if program.is_separable else "choose"),
    ):  # fmt: skip
        highs.setOptionValue(option, value)
    if solved(highs, deadline) != highspy.HighsModelStatus.kOptimal:
        return None
    found = highs.getSolution()
    reduced, prices = np.array(found.col_dual), np.array(found.row_dual)
    sides = (np.maximum(each, 0.0) for each in (reduced, -reduced, prices, -prices))
    return _Answer(np.array(found.col_value), *sides)


def _piqp(program: Quadratic, tolerance: float, deadline: Deadline) -> _Answer | None:
    return _heedful(_by_piqp, program, tolerance, deadline)


def _clarabel(program: Quadratic, tolerance: float, deadline: Deadline) -> _Answer | None:
    return _heedful(_by_clarabel, program, tolerance, deadline)


def _heedful(
    solve: Callable[[Quadratic, float], _Answer | None],
    program: Quadratic,
    tolerance: float,
    deadline: Deadline,
) -> _Answer | None:
    """By a solver that hears no signal: by a process of its own where it takes some seconds."""
    if not program.fills and len(program.linear) < _HUGE:
        return solve(program, tolerance)
    found: _Answer | None = apart(solve, (program, tolerance), deadline)
    return found


def _by_piqp(program: Quadratic, tolerance: float) -> _Answer | None:
    import piqp

    solver = piqp.SparseSolver()
    for setting in ("eps_abs", "eps_rel", "eps_duality_gap_abs", "eps_duality_gap_rel"):
        setattr(solver.settings, setting, tolerance)
    # A face has plans. By its own 1e-4 it takes a face without an interior for an empty one.
    solver.settings.eps_primal_inf = solver.settings.eps_dual_inf = _NEVER
    solver.settings.max_iter = _STEPS
    equal, bounded = program.equations, _bounded(program)
    solver.setup(
        program.square.tocsc(), program.linear,
        program.matrix[equal].tocsc(), program.lower[equal],
        program.matrix[bounded].tocsc(), program.lower[bounded], program.upper[bounded],
        program.least, program.most,
    )  # fmt: skip
    if solver.solve() != piqp.PIQP_SOLVED:
        return None
    found = solver.result
    lower, upper = np.zeros(len(equal)), np.zeros(len(equal))
    lower[bounded], upper[bounded] = found.z_l, found.z_u
    return _Answer(found.x.copy(), found.z_bl.copy(), found.z_bu.copy(), lower, upper)


def _by_clarabel(program: Quadratic, tolerance: float) -> _Answer | None:
    import clarabel
    from scipy.sparse import identity, triu, vstack

    equal = program.equations
    bounds = (program.least, program.most, program.lower, program.upper)
    least, most, lower, upper = (np.isfinite(each) for each in bounds)
    lower, upper = lower & ~equal, upper & ~equal
    each = identity(len(program.linear), format="csr")
    rows = program.matrix
    matrix = vstack([rows[equal], -each[least], each[most], -rows[lower], rows[upper]])
    sides = [
        program.lower[equal], -program.least[least], program.most[most],
        -program.lower[lower], program.upper[upper],
    ]  # fmt: skip
    cones = [clarabel.ZeroConeT(int(equal.sum()))]
    cones.append(clarabel.NonnegativeConeT(sum(len(side) for side in sides[1:])))
    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_iter, settings.max_threads = False, _STEPS, 1
    settings.max_step_fraction = _STEP
    settings.tol_feas = settings.tol_gap_abs = settings.tol_gap_rel = tolerance
    settings.direct_solve_method = _BY_BLOCKS
    square = triu(program.square, format="csc")
    solver = clarabel.DefaultSolver(
        square, program.linear, matrix.tocsc(), np.concatenate(sides), cones, settings
    )
    found = solver.solve()
    if found.status not in (clarabel.SolverStatus.Solved, clarabel.SolverStatus.AlmostSolved):
        return None
    prices = iter(np.split(np.array(found.z), np.cumsum([len(side) for side in sides])))
    next(prices)
    by_side = []
    for there in (least, most, lower, upper):
        price = np.zeros(len(there))
        price[there] = next(prices)
        by_side.append(price)
    return _Answer(np.array(found.x), *by_side)


def _bounded(program: Quadratic) -> Flags:
    """Rows that have a bound and are no equations."""
    return ~program.equations & (np.isfinite(program.lower) | np.isfinite(program.upper))


def _presses(program: Quadratic, answer: _Answer, rows: Floats) -> float:
    """The most by which it is not told whether a bound presses: the lesser of way left and price.

    Where it is clear of all, an answer is as near the least as it is within the rows.
    """
    sides = (
        (answer.x - program.least, answer.at_least),
        (program.most - answer.x, answer.at_most),
        (np.where(program.equations, 0.0, rows - program.lower), answer.at_lower),
        (np.where(program.equations, 0.0, program.upper - rows), answer.at_upper),
    )
    return max(float(np.minimum(way, price).max(initial=0.0)) for way, price in sides)


def _exact(program: Quadratic, answer: _Answer) -> Floats:
    """The answer with what stands at a bound held there exactly; itself where that fails."""
    rows, equal = program.matrix @ answer.x, program.equations
    least = answer.x - program.least < answer.at_least
    most = program.most - answer.x < answer.at_most
    lower = ~equal & (rows - program.lower < answer.at_lower)
    upper = ~equal & ~lower & (program.upper - rows < answer.at_upper)
    if len(answer.x) >= _HUGE and _presses(program, answer, rows) <= _CLEAR:
        return np.where(least, program.least, np.where(most, program.most, answer.x))
    held, none = Held(least, most & ~least, lower, upper), np.zeros(len(rows))
    for _ in range(_TRIES):
        x, _prices = equations(program, held, answer.x, none)
        if not np.isfinite(x).all():
            break
        if program.passed(x) <= _KEPT:
            return x if program.at(x) <= program.at(answer.x) + _KEPT else answer.x
        rows = program.matrix @ x
        held = Held(
            held.least | (x < program.least),
            held.most | (x > program.most),
            held.lower | (~equal & (rows < program.lower)),
            held.upper | (~equal & (rows > program.upper)),
        )
    return answer.x
