"""What the solver decided, as a `Plan`: positions in vectors become arrays with axes."""

from __future__ import annotations

import numpy as np

from crossings.allocation import program
from crossings.allocation.ledger import Kind, Ledger
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

    def values(kind: Kind) -> Floats:
        found = ledger.array(kind, search.places(kind), last.columns)
        # Rounding of the solver, a millionth of a millionth of the largest figure, is nothing.
        return np.where(found > 1e-12 * max(1.0, found.max(initial=0.0)), found, 0.0)

    presented = values(program.PRESENTED)
    missing = _gap(problem, -first.value) if first.status == "stopped" else 0.0
    gap = missing if stopped else None
    return Plan(
        problem=problem,
        manifested=values(program.MANIFESTED),
        presented=presented,
        collected=values(program.COLLECTED),
        stock=values(program.STOCK),
        met=values(program.MET).sum(axis=3),
        exported=values(program.EXPORTED).sum(axis=2),
        objective=-first.value + 0.0,
        minutes=float(np.einsum("tcgr,gr->", presented, problem.minutes.sum(axis=2))),
        prices=_prices(ledger, first),
        solver=Solver("HiGHS", solver_version(), "optimal" if gap is None else "stopped"),
        gap=gap,
    )


def _gap(problem: Problem, value: float) -> float:
    """Share of the value of meeting every need that a stopped search may still be missing."""
    worth = (problem.band_width * problem.band_weight).sum() * problem.priority
    everything = float((worth * problem.total_need).sum() * problem.days.sum())
    return (everything - value) / everything if everything > 0 else 0.0


def _prices(ledger: Ledger, first: Outcome) -> Prices:
    def prices(kind: Kind) -> Floats:
        return ledger.row_values(kind, np.abs(first.prices))

    return Prices(
        own_minutes=prices(program.MINUTES),
        pool_minutes=prices(program.POOL),
        gate=prices(program.GATE),
        route=prices(program.ROUTE),
        corridor=prices(program.CORRIDOR),
        corridor_good=prices(program.CORRIDOR_GOOD),
        undetected=prices(program.UNDETECTED),
        detected=prices(program.DETECTED),
        floor=prices(program.FLOOR),
        export_floor=prices(program.EXPORT_FLOOR),
        end_stock=prices(program.END_STOCK),
    )
