"""Rows by which the fairest plan tells least coverages."""

from __future__ import annotations

from crossings.allocation.kinds import (
    FAIR,
    FAIR_EXPORT,
    KEPT,
    KEPT_EXPORT,
    LEAST_COVERAGE,
)
from crossings.allocation.ledger import Ledger
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Problem


def fairness(ledger: Ledger, problem: Problem) -> None:
    """Σ_{b,t} z[g,a,b,t] ≥ λ · N[g,a] and ≥ level[g,a] · N[g,a], with N[g,a] = Σ_t need · D[t].

    The first row is for goods and areas that can still have more (for all others its right-hand
    side is −N[g,a], and λ ≤ 1), the second for those that cannot (for all others it is 0).
    """
    need = problem.needed.sum(axis=0).tolist()  # (G, A)
    export_need = problem.export_needed.sum(axis=0).tolist()  # (G,)
    least = ledger.column(LEAST_COVERAGE, (), 1.0)
    for (g, a), met in ledger.grouped(MET, "ga").items():
        terms = [(z, 1.0) for _, z in met]
        ledger.at_least(FAIR, (g, a), [*terms, (least, -need[g][a])], 0)
        ledger.at_least(KEPT, (g, a), terms, 0)
    for (g,), exported in ledger.grouped(EXPORTED, "g").items():
        if export_need[g] > 0:
            terms = [(z, 1.0) for _, z in exported]
            ledger.at_least(FAIR_EXPORT, (g,), [*terms, (least, -export_need[g])], 0)
            ledger.at_least(KEPT_EXPORT, (g,), terms, 0)
