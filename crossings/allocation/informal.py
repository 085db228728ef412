"""Contraband that comes informally while need goes unmet: its target, and how much more is stopped.

Contraband is counted as a share of all that would be sent if nothing were met, so that the solver
sees numbers of one size, however small a threat rate is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crossings.allocation.kinds import (
    ALL_SENT,
    INFORMAL_TARGET,
    ONE_SHARE,
    SENT,
    SENT_UNDER,
    STOPPED,
)
from crossings.allocation.ledger import Key, Ledger
from crossings.analysis.sizing import Interdiction, Sizing
from crossings.limits import Kind
from crossings.limits.flows import MET
from crossings.problem import Floats, Problem

CostTerms = list[tuple[Kind, Key, float]]


def informal_target(ledger: Ledger, problem: Problem, sizing: Sizing | None = None) -> None:
    """13. Σ hidden[g,t] · (need · D[t] − Σ_b z) ≤ informal · Σ_t D[t].

    hidden[g,t] = Σ_n threat_rate[n] · (1 − interdicted[n]) · share[n,g]. With `sizing`, channels of
    which more may be stopped count with Σ_l threat_rate · (1 − share of l) · `sent` in its place.
    """
    if not np.isfinite(problem.informal_target) or not problem.hidden_at_most:
        return
    costs, fixed = informal_costs(ledger, problem, sizing)
    size = float(problem.needed.sum())  # of the numbers in the other rows of 13
    terms = ((ledger.columns(kind)[key], cost * size) for kind, key, cost in costs)
    bound = problem.informal_target / problem.hidden_at_most - fixed
    ledger.at_most(INFORMAL_TARGET, (), terms, bound * size)


def informal_costs(
    ledger: Ledger, problem: Problem, sizing: Sizing | None = None
) -> tuple[CostTerms, float]:
    """What enters of all contraband that would be sent if nothing were met, and its fixed part."""
    total = problem.hidden_at_most * float(problem.days.sum())
    if not total:
        return [], 0.0
    interdicted = problem.informal_interdicted.copy()
    for found in sizing.interdictions if sizing else ():
        interdicted[:, found.channel] = 1.0  # counted by what is stopped, below
    hidden = replace(problem, informal_interdicted=interdicted).hidden_when_unmet / total  # (T, G)
    costs: CostTerms = [
        (MET, (t, g, a, b), -float(hidden[t, g])) for t, g, a, b in ledger.columns(MET)
    ]
    if sizing is not None:
        for t, i, k in ledger.columns(SENT):
            threat = problem.informal_threat_rate[t, sizing.interdictions[i].channel]
            entering = threat * (1 - sizing.interdicted(i, k)[t])
            costs.append((SENT, (t, i, k), float(entering / total)))
    return costs, float((hidden[..., None] * problem.needed).sum())


def shares_stopped(ledger: Ledger, problem: Problem, sizing: Sizing) -> None:
    """18 to 20: one share stopped on each channel; all that is sent is sent under that share."""
    met = ledger.grouped(MET, "tg")
    for i, found in enumerate(sizing.interdictions):
        choices = range(len(found.shares))
        stopped = [ledger.column(STOPPED, (i, k), 1, whole=True) for k in choices]
        ledger.equal(ONE_SHARE, (i,), [(column, 1.0) for column in stopped], 1)
        for t in np.flatnonzero(_most_sent(problem, found) > 0).tolist():
            shares = problem.informal_share[t, found.channel].tolist()  # (G,)
            most = float(_most_sent(problem, found)[t])
            sent = [ledger.column(SENT, (t, i, k)) for k in choices]
            for k in choices:
                terms = [(sent[k], 1.0), (stopped[k], -most)]
                ledger.at_most(SENT_UNDER, (t, i, k), terms, 0)
            unmet = [(z, shares[g]) for g in range(len(shares)) for _, z in met.get((t, g), ())]
            ledger.equal(ALL_SENT, (t, i), [*((w, 1.0) for w in sent), *unmet], most)


def _most_sent(problem: Problem, found: Interdiction) -> Floats:
    """(T,) Truckloads sent if nothing is met; 0 where none of it is known to be contraband."""
    sent = (problem.informal_share[:, found.channel] * problem.needed.sum(axis=2)).sum(axis=1)
    return np.where(np.nan_to_num(problem.informal_threat_rate[:, found.channel]) > 0, sent, 0.0)


def shares_chosen(ledger: Ledger, columns: Sequence[float]) -> tuple[int, ...]:
    """Which share the columns of a solution choose of each channel; today's where none is asked."""
    chosen = ledger.column_values(STOPPED, np.asarray(columns))  # (I, L)
    return tuple(int(row.argmax()) for row in chosen)
