"""The best plan that inspection capacity allows: a linear program and two tie-breaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from crossings.allocation.conflicts import no_plan
from crossings.allocation.ledger import Ledger, placed
from crossings.allocation.program import (
    allocation_program,
    evenness_costs,
    minutes_costs,
    value_costs,
)
from crossings.allocation.solving import Outcome, Search, solver_version
from crossings.errors import StoppedEarly
from crossings.plan import Plan, Prices, Solver
from crossings.problem import Floats, Problem


def optimal_plan(
    problem: Problem, *, time_limit: float | None = None, write_lp: Path | None = None
) -> Plan:
    """The plan that section 4 of the contract asks for.

    It has the most value Σ priority · weight · need met; among those the most even coverage; among
    those the fewest inspection minutes. `write_lp` keeps the program as a readable file.

    Raises `NoPlan` where no plan reaches the floors, and `StoppedEarly` where `time_limit` seconds
    pass before any plan is found; a plan found by then has a `gap`.
    """
    ledger = allocation_program(problem)
    if write_lp is not None:
        ledger.write(write_lp)
    search = Search(ledger, time_limit)
    first = search.minimise(value_costs(ledger, problem))
    if first.status == "infeasible":
        raise no_plan(problem)
    if first.status == "nothing":
        raise StoppedEarly(f"stopped after {time_limit:g} s, before any plan was found")
    if first.status == "stopped":
        return _plan(problem, ledger, search, first, first)
    best = first
    for costs in (evenness_costs(ledger, problem), minutes_costs(ledger, problem)):
        search.keep_optimal(best)
        later = search.minimise(costs)
        if later.status != "optimal":
            stopped = later if later.status == "stopped" else best
            return _plan(problem, ledger, search, first, stopped, stopped_early=True)
        best = later
    return _plan(problem, ledger, search, first, best)


def _plan(
    problem: Problem,
    ledger: Ledger,
    search: Search,
    first: Outcome,
    last: Outcome,
    *,
    stopped_early: bool = False,
) -> Plan:
    """The plan of the last outcome, with the value and the prices of the first."""
    T, C, G, A = (len(axis) for axis in _axes(problem))  # noqa: N806 - axes of the arrays
    O, R, B = len(problem.corridors), len(problem.regimes), len(problem.band_width)  # noqa: E741, N806

    def values(kind: str, *shape: int) -> Floats:
        found = placed(search.places(kind), last.columns, shape)
        # Rounding of the solver, a millionth of a millionth of the largest figure, is nothing.
        return np.where(found > 1e-12 * max(1.0, found.max(initial=0.0)), found, 0.0)

    presented = values("presented", T, C, G, R)
    gap = None
    if first.status == "stopped" or stopped_early:
        gap = _gap(problem, -first.value) if first.status == "stopped" else 0.0
    return Plan(
        problem=problem,
        manifested=values("manifested", T, O, C, G),
        presented=presented,
        collected=values("collected", T, C, G, A),
        stock=values("stock", T, G, A),
        met=values("met", T, G, A, B).sum(axis=3),
        exported=values("exported", T, G, B).sum(axis=2),
        objective=-first.value + 0.0,
        minutes=float(np.einsum("tcgr,gr->", presented, problem.minutes.sum(axis=2))),
        prices=_prices(problem, ledger, first),
        solver=Solver("HiGHS", solver_version(), "optimal" if gap is None else "stopped"),
        gap=gap,
    )


def _gap(problem: Problem, value: float) -> float:
    """Share of the value of meeting every need that a stopped search may still be missing."""
    worth = (problem.band_width * problem.band_weight).sum() * problem.priority
    everything = float((worth * problem.total_need).sum() * problem.days.sum())
    return (everything - value) / everything if everything > 0 else 0.0


def _prices(problem: Problem, ledger: Ledger, first: Outcome) -> Prices:
    T, C, G, A = (len(axis) for axis in _axes(problem))  # noqa: N806 - axes of the arrays
    O, Q, P = len(problem.corridors), len(problem.resources), len(problem.pools)  # noqa: E741, N806
    W = len(problem.windows)  # noqa: N806

    def prices(kind: str, *shape: int) -> Floats:
        return placed(ledger.rows.get(kind, {}), np.abs(first.prices), shape)

    return Prices(
        own_minutes=prices("minutes", T, C, Q),
        pool_minutes=prices("pool", T, P),
        gate=prices("gate", T, C),
        route=prices("route", T, C, A),
        corridor=prices("corridor", T, O),
        corridor_good=prices("corridor_good", T, O, G),
        undetected=prices("undetected", T),
        detected=prices("detected", T, G),
        floor=prices("floor", W, G, A),
        export_floor=prices("export_floor", W, G),
        end_stock=prices("end_stock", G, A),
    )


def _axes(problem: Problem) -> tuple[tuple[object, ...], ...]:
    return problem.periods, problem.crossings, problem.goods, problem.areas
