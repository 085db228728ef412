"""Rows by which least coverages are told: those of the first tie-break, and of the fairest plan."""

from __future__ import annotations

import numpy as np

from crossings.allocation.kinds import (
    EVEN,
    EVEN_EXPORT,
    EVENNESS,
    FAIR,
    FAIR_EXPORT,
    KEPT,
    KEPT_EXPORT,
    LEAST_COVERAGE,
)
from crossings.allocation.ledger import Ledger
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Problem


def evenness_columns(ledger: Ledger, problem: Problem) -> None:
    """Columns u[g]: the least coverage of each good that is needed anywhere."""
    for g in np.flatnonzero(problem.total_need > 0).tolist():
        ledger.column(EVENNESS, (g,))


def evenness(ledger: Ledger, problem: Problem) -> None:
    """u[g] · Σ_t need[g,a,t] · D[t] ≤ Σ_{b,t} z[g,a,b,t] in every area with need.

    An export has one place with need, the outside market.
    """
    need = problem.needed.sum(axis=0).tolist()  # (G, A)
    export_need = problem.export_needed.sum(axis=0).tolist()  # (G,)
    u = ledger.columns(EVENNESS)
    for (g, a), met in ledger.grouped(MET, "ga").items():
        terms = [(u[g,], need[g][a]), *((z, -1.0) for _, z in met)]
        ledger.at_most(EVEN, (g, a), terms, 0)
    for (g,), exported in ledger.grouped(EXPORTED, "g").items():
        if export_need[g] > 0:
            terms = [(u[g,], export_need[g]), *((z, -1.0) for _, z in exported)]
            ledger.at_most(EVEN_EXPORT, (g,), terms, 0)


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
