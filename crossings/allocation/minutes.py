"""Rows 2 and 3: the minutes that inspection and checks of end use take, and who lends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.allocation.kinds import AT_MOST, COLLECTED, MINUTES, POOL, PRESENTED
from crossings.allocation.ledger import Key, Ledger
from crossings.problem import Problem

Taken = Iterator[tuple[Key, list[tuple[Any, float]]]]
"""Minutes taken, by the key of the row that bounds them."""


def minutes_of_resources(ledger: Ledger, problem: Problem) -> None:
    """2. Σ_{g,r} m[r,g,q,t] · x[c,g,r,t] ≤ units · hours · 60 · utilisation · O[c,t]."""
    capacities = AT_MOST[MINUTES](problem).tolist()
    for (t, c, q), terms in taken_of_resources(ledger, problem):
        ledger.at_most(MINUTES, (t, c, q), terms, capacities[t][c][q])


def minutes_of_pools(ledger: Ledger, problem: Problem) -> None:
    """3. Σ_{c,g,r} m[r,g,p,t] · x + Σ end_use[g,p,t] · arrived[g,t] ≤ units · hours · 60 · O[p,t].

    Of x, only where p is not c's own; arrived[g,t] = Σ_{c,a} (1 − loss[c,a,t]) · y[c,g,a,t].
    """
    capacities = AT_MOST[POOL](problem).tolist()
    for (t, p), terms in taken_of_pools(ledger, problem):
        ledger.at_most(POOL, (t, p), terms, capacities[t][p])


def taken_of_resources(ledger: Ledger, problem: Problem) -> Taken:
    """Minutes of every crossing's own resources (t, c, q) whose capacity is known."""
    m = problem.minutes.tolist()
    own = np.isfinite(problem.own_minutes)  # (T, C, Q)
    for (t, c), presented in ledger.grouped(PRESENTED, "tc").items():
        for q in np.flatnonzero(own[t, c]).tolist():
            yield (t, c, q), [(x, m[t][g][r][q]) for (_, _, g, r), x in presented]


def taken_of_pools(ledger: Ledger, problem: Problem) -> Taken:
    """Minutes of every pool (t, p)."""
    m = problem.minutes.tolist()
    shared = np.isnan(problem.own_minutes).tolist()  # (T, C, Q)
    arrives = (1 - problem.route_loss).tolist()
    end_use = problem.end_use_minutes.tolist()
    collected = ledger.grouped(COLLECTED, "t") if problem.end_use_minutes.any() else {}
    for (t,), presented in ledger.grouped(PRESENTED, "t").items():
        for p, q in enumerate(problem.pool_resource.tolist()):
            terms = [(x, m[t][g][r][q]) for (_, c, g, r), x in presented if shared[t][c][q]]
            terms += [
                (y, end_use[t][g][p] * arrives[t][c][a])
                for (_, c, g, a), y in collected.get((t,), ())
            ]
            yield (t, p), terms
