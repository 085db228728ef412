"""What the solver decided, as a `Plan`: positions in vectors become arrays with axes."""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Ledger, placed
from crossings.allocation.solving import Outcome, Search, solver_version
from crossings.plan import Plan, Prices, Solver
from crossings.problem import Floats, Problem


def decided(
    problem: Problem,
    ledger: Ledger,
    search: Search,
    first: Outcome,
    last: Outcome,
    *,
    stopped: bool = False,
) -> Plan:
    """The plan of the last outcome, with the value and the prices of the first."""
    T, C, G, A = (len(axis) for axis in _axes(problem))  # noqa: N806 - axes of the arrays
    O, R, B = len(problem.corridors), len(problem.regimes), len(problem.band_width)  # noqa: E741, N806

    def values(kind: str, *shape: int) -> Floats:
        found = placed(search.places(kind), last.columns, shape)
        # Rounding of the solver, a millionth of a millionth of the largest figure, is nothing.
        return np.where(found > 1e-12 * max(1.0, found.max(initial=0.0)), found, 0.0)

    presented = values("presented", T, C, G, R)
    missing = _gap(problem, -first.value) if first.status == "stopped" else 0.0
    gap = missing if stopped else None
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
