"""What the solver decided, as a `Plan`: positions in vectors become arrays with axes."""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.allocation.outcomes import Outcome
from crossings.allocation.settings import solver_version
from crossings.limits import Kind, limits_of
from crossings.limits.flows import (
    COLLECTED,
    DISCARDED,
    EXPORTED,
    HELD,
    MANIFESTED,
    MET,
    PRESENTED,
    STOCK,
    TURNED_AWAY,
    WAITING,
)
from crossings.plan import Plan, Prices, Reached, Solver
from crossings.problem import Floats, Problem


def decided(
    problem: Problem,
    ledger: Ledger,
    first: Outcome,
    last: Outcome,
    aims: tuple[Reached, ...] = (),
    *,
    finished: bool = True,
) -> Plan:
    """The plan of the last outcome, with the value and the prices of the first.

    Unless it is `finished` it is told as stopped.
    """

    def values(kind: Kind) -> Floats:
        found = ledger.column_values(kind, last.columns)
        # Rounding of the solver, a millionth of a millionth of the largest figure, is nothing.
        return np.where(found > 1e-12 * max(1.0, found.max(initial=0.0)), found, 0.0)

    presented = values(PRESENTED)
    missing = 0.0 if first.status == "optimal" else _gap(problem, -first.value)
    gap = None if finished else missing
    return Plan(
        problem=problem,
        manifested=values(MANIFESTED),
        presented=presented,
        collected=values(COLLECTED),
        stock=values(STOCK),
        met=values(MET).sum(axis=3),
        exported=values(EXPORTED).sum(axis=2),
        waiting=values(WAITING),
        turned_away=values(TURNED_AWAY),
        held=values(HELD),
        discarded=values(DISCARDED),
        objective=-first.value + 0.0,
        minutes=float(np.einsum("tcgr,tgr->", presented, problem.minutes.sum(axis=3))),
        prices=_prices(problem, ledger, first),
        solver=Solver("HiGHS", solver_version(), "optimal" if gap is None else "stopped"),
        gap=gap,
        aims=aims,
    )


def _gap(problem: Problem, value: float) -> float:
    """Share of the value of meeting every need that a stopped search may still be missing."""
    inbound = (problem.worth * problem.needed.sum(axis=0)).sum()
    outbound = (problem.priority * problem.export_needed.sum(axis=0)).sum()
    bands = (problem.band_width * problem.band_weight).sum()
    everything = float((inbound + outbound) * bands)
    return (everything - value) / everything if everything > 0 else 0.0


def _prices(problem: Problem, ledger: Ledger, first: Outcome) -> Prices:
    sizes = np.abs(first.prices)
    return Prices({limit: ledger.row_values(limit, sizes) for limit in limits_of(problem)})
