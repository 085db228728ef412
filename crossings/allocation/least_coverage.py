"""Rows by which the fairest plan tells least coverages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crossings.allocation.kinds import (
    FAIR,
    FAIR_EXPORT,
    KEPT,
    KEPT_EXPORT,
    LEAST_COVERAGE,
)
from crossings.allocation.ledger import Key, Ledger
from crossings.limits import Kind
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Floats, Problem, by_run


def needed_in(problem: Problem, runs: Sequence[range]) -> dict[Kind, Floats]:
    """N: truckloads needed in each of the `runs`, for either kind of row."""
    return {FAIR: by_run(problem.needed, runs), FAIR_EXPORT: by_run(problem.export_needed, runs)}


def fairness(ledger: Ledger, problem: Problem, runs: Sequence[range]) -> None:
    """Σ_{b, t in v} z[g,a,b,t] ≥ λ · N[v,g,a] and ≥ level[v,g,a] · N[v,g,a], N = Σ_t need · D[t].

    The first row is for places that can still have more (for all others its right-hand side is −N,
    and λ ≤ 1), the second for those that cannot (for all others it is 0). Runs of periods v.
    """
    run_of = [v for v, run in enumerate(runs) for _ in run]
    least = ledger.column(LEAST_COVERAGE, (), 1.0)
    needed = needed_in(problem, runs)
    for met, fair, kept in ((MET, FAIR, KEPT), (EXPORTED, FAIR_EXPORT, KEPT_EXPORT)):
        need = needed[fair]
        places: dict[Key, list[tuple[Any, float]]] = {}
        for key, columns in ledger.grouped(met, "t" + fair.axes[1:]).items():
            terms = places.setdefault((run_of[key[0]], *key[1:]), [])
            terms += [(z, 1.0) for _, z in columns]
        for place, terms in places.items():
            if need[place] > 0:
                ledger.at_least(fair, place, [*terms, (least, -float(need[place]))], 0)
                ledger.at_least(kept, place, terms, 0)
