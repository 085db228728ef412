"""The linear program, row by row beside its formula.

maximise Σ priority[g] · weight[b] · z, written as a minimisation of its negative, because the signs
of a maximisation's prices differ between solvers.

A column exists only where something can pass: not on days a crossing or a corridor stays closed,
and y only where some regime passes the good at the crossing. Every other y would be 0 by row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from crossings.allocation.informal import informal_target
from crossings.allocation.kinds import (
    ALL_EXPORTED,
    BEYOND_MARKET,
    BROUGHT,
    COVERAGE_TARGET,
    RELEASED,
    STOCKED,
    WORST_TARGET,
)
from crossings.allocation.least_coverage import fairness
from crossings.allocation.ledger import Ledger, labels, weighted_sum
from crossings.allocation.limit_rows import limit_rows
from crossings.allocation.objectives import least_coverage_costs, missed_costs, value_costs
from crossings.allocation.opened import open_every_day
from crossings.limits import Limit, limits_of
from crossings.limits.flows import COLLECTED, EXPORTED, MANIFESTED, MET, PRESENTED, STOCK
from crossings.problem import Problem


def allocation_program(
    problem: Problem,
    *,
    elastic: bool = False,
    beyond: Limit | None = None,
    fair: bool = False,
    soft: bool = False,
) -> Ledger:
    """The program of `problem`; `elastic` lets floors be missed, at columns of their own.

    The limit `beyond` gets a column for what goes beyond it; it is 0 until it is opened. `fair`
    adds the rows by which the least coverage is raised. `soft` lets every limit be passed, floors
    too, and trucks come on days on which nothing opens.
    """
    ledger = Ledger(_axis_labels(problem))
    elastic = elastic or soft
    _flow_columns(ledger, open_every_day(problem) if soft else problem)
    _need_columns(ledger, problem)
    for key in ledger.grouped(EXPORTED, "tg") if soft else ():
        ledger.column(BEYOND_MARKET, key)
    balances = list(_BALANCES.items())
    for limit in limits_of(problem):
        while balances and balances[0][0] <= limit.row:
            balances.pop(0)[1](ledger, problem)
        limit_rows(ledger, problem, limit, elastic=elastic, beyond=limit == beyond, soft=soft)
    _targets(ledger, problem)
    if fair:
        fairness(ledger, problem)
    # The solver is given its objectives one by one; this one is for whoever reads the program.
    costs = value_costs(ledger, problem)
    costs = missed_costs(ledger, problem) if elastic else costs
    costs = least_coverage_costs(ledger) if fair else costs
    terms = ((ledger.columns(kind)[key], cost) for kind, key, cost in costs)
    ledger.lp.setObjective(weighted_sum(terms))
    return ledger


def _axis_labels(problem: Problem) -> dict[str, list[str]]:
    """Names of every position of every axis, as parts of row and column names."""
    digits = len(str(len(problem.periods)))
    times = [f"t{t:0{digits}d}" for t in range(len(problem.periods))]
    return {
        "t": times,
        "w": [f"from_{times[window[0]]}" for window in problem.windows],
        "o": labels(corridor.id for corridor in problem.corridors),
        "c": labels(crossing.id for crossing in problem.crossings),
        "g": labels(good.id for good in problem.goods),
        "r": labels(regime.id for regime in problem.regimes),
        "a": labels(area.id for area in problem.areas),
        "q": labels(problem.resources),
        "p": labels(problem.pools),
        "b": labels(f"to_{top * 100:.6g}".replace(".", "p") for top in problem.band_top),
    }


def _flow_columns(ledger: Ledger, problem: Problem) -> None:
    """m̂, x and y of every period, where something can pass."""
    crossing_open = (problem.crossing_open_days > 0).tolist()  # (T, C)
    corridor_open = (problem.corridor_open_days > 0).tolist()  # (T, O)
    for t in range(len(problem.periods)):
        admitted = problem.usable[t]  # (C, G, R)
        passable = admitted.any(axis=2) & problem.inbound  # (C, G)
        brought = problem.brings[t] & passable  # (O, C, G)
        reached = passable[:, :, None] & problem.reaches[t][:, None, :]  # (C, G, A)
        for c, g, r in np.argwhere(admitted).tolist():
            if crossing_open[t][c]:
                ledger.column(PRESENTED, (t, c, g, r))
        for o, c, g in np.argwhere(brought).tolist() if problem.through_corridors else ():
            if crossing_open[t][c] and corridor_open[t][o]:
                ledger.column(MANIFESTED, (t, o, c, g))
        for c, g, a in np.argwhere(reached).tolist():
            if crossing_open[t][c]:
                ledger.column(COLLECTED, (t, c, g, a))


def _need_columns(ledger: Ledger, problem: Problem) -> None:
    """S and z. Row 8, inbound: z ≤ (up_to[b] − up_to[b−1]) · need[g,a,t] · D[t]."""
    inbound = np.flatnonzero(problem.inbound).tolist()
    exports = np.flatnonzero(~problem.inbound).tolist()
    bands = list(enumerate(problem.band_width.tolist()))
    needed, export_needed = problem.needed.tolist(), problem.export_needed.tolist()
    for t in range(len(problem.periods)):
        for g in inbound:
            for a in range(len(problem.areas)):
                ledger.column(STOCK, (t, g, a))
                for b, width in bands if needed[t][g][a] > 0 else ():
                    ledger.column(MET, (t, g, a, b), width * needed[t][g][a])
        for g in exports:
            for b, width in bands:
                ledger.column(EXPORTED, (t, g, b), width * export_needed[t][g])


def _released_trucks_are_collected(ledger: Ledger, problem: Problem) -> None:
    """1. Inbound goods: Σ_a y[c,g,a,t] = Σ_r (1 − refusal[r,t]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    collected = ledger.grouped(COLLECTED, "tcg")
    for (t, c, g), presented in ledger.grouped(PRESENTED, "tcg").items():
        if problem.inbound[g]:
            terms = [(x, -passed[t][r]) for (_, _, _, r), x in presented]
            terms += [(y, 1.0) for _, y in collected.get((t, c, g), ())]
            ledger.equal(RELEASED, (t, c, g), terms, 0)


def _brought(ledger: Ledger, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] = Σ_o (1 − loss[o,t]) · m̂[o,c,g,t]."""
    if not problem.through_corridors:
        return
    kept = (1 - problem.corridor_loss).tolist()
    manifested = ledger.grouped(MANIFESTED, "tcg")
    for (t, c, g), presented in ledger.grouped(PRESENTED, "tcg").items():
        if problem.inbound[g]:
            terms = [(x, 1.0) for _, x in presented]
            terms += [(m, -kept[t][o]) for (_, o, _, _), m in manifested.get((t, c, g), ())]
            ledger.equal(BROUGHT, (t, c, g), terms, 0)


def _stocks(ledger: Ledger, problem: Problem) -> None:
    """7. s[g,a,t] = s[g,a,t−1] + Σ_c (1 − loss[c,a,t]) · y[c,g,a,t] − Σ_b z[g,a,b,t]."""
    arrives = (1 - problem.route_loss).tolist()
    first_stock = problem.first_stock.tolist()
    stock = ledger.columns(STOCK)
    collected, met = ledger.grouped(COLLECTED, "tga"), ledger.grouped(MET, "tga")
    for (t, g, a), s in stock.items():
        terms = [(s, 1.0)]
        terms += [(stock[t - 1, g, a], -1.0)] if t > 0 else []
        terms += [(y, -arrives[t][c][a]) for (_, c, _, _), y in collected.get((t, g, a), ())]
        terms += [(z, 1.0) for _, z in met.get((t, g, a), ())]
        ledger.equal(STOCKED, (t, g, a), terms, first_stock[g][a] if t == 0 else 0.0)


def _exports(ledger: Ledger, problem: Problem) -> None:
    """8. Exports: Σ_b z[g,b,t] = Σ_{c,r} (1 − refusal[r,t]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    presented = ledger.grouped(PRESENTED, "tg")
    beyond = ledger.columns(BEYOND_MARKET)
    for (t, g), exported in ledger.grouped(EXPORTED, "tg").items():
        terms = [(z, 1.0) for _, z in exported]
        terms += [(beyond[t, g], 1.0)] if (t, g) in beyond else []
        terms += [(x, -passed[t][r]) for (_, _, _, r), x in presented.get((t, g), ())]
        ledger.equal(ALL_EXPORTED, (t, g), terms, 0)


_BALANCES: Mapping[int, Callable[[Ledger, Problem], None]] = {
    1: _released_trucks_are_collected,
    6: _brought,
    7: _stocks,
    8: _exports,
}
"""What comes out is what went in, by the number of the row: before the limits that follow."""


def _targets(ledger: Ledger, problem: Problem) -> None:
    """13. Σ z ≥ target · Σ need · D: over all inbound goods, and for each in each area."""
    if problem.coverage_target > 0:
        terms = [(z, 1.0) for z in ledger.columns(MET).values()]
        bound = problem.coverage_target * float(problem.needed.sum())
        ledger.at_least(COVERAGE_TARGET, (), terms, bound)
    if problem.worst_target > 0:
        need = problem.needed.sum(axis=0).tolist()
        for (g, a), met in ledger.grouped(MET, "ga").items():
            terms = [(z, 1.0) for _, z in met]
            ledger.at_least(WORST_TARGET, (g, a), terms, problem.worst_target * need[g][a])
    informal_target(ledger, problem)
