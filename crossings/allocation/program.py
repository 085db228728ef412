"""The linear program, row by row beside its formula.

maximise Σ priority[g] · weight[b] · z, written as a minimisation of its negative, because the signs
of a maximisation's prices differ between solvers.

A column exists only where something can pass: not on days a crossing or a corridor stays closed,
and y only where some regime passes the good at the crossing. Every other y would be 0 by row 1.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.informal import informal_target
from crossings.allocation.kinds import (
    ALL_EXPORTED,
    AT_LEAST,
    AT_MOST,
    BEYOND,
    BROUGHT,
    COLLECTED,
    CORRIDOR,
    CORRIDOR_GOOD,
    COVERAGE_TARGET,
    DETECTED,
    DIVERTED,
    END_STOCK,
    END_STOCK_MISSED,
    EXPORT_FLOOR,
    EXPORT_FLOOR_MISSED,
    EXPORTED,
    FLOOR,
    FLOOR_MISSED,
    GATE,
    MANIFESTED,
    MET,
    PRESENTED,
    RELEASED,
    ROUTE,
    STOCK,
    STOCKED,
    UNDETECTED,
    WORST_TARGET,
)
from crossings.allocation.least_coverage import evenness, evenness_columns, fairness
from crossings.allocation.ledger import Ledger, labels, weighted_sum
from crossings.allocation.minutes import minutes_of_pools, minutes_of_resources
from crossings.allocation.objectives import least_coverage_costs, missed_costs, value_costs
from crossings.problem import Problem


def allocation_program(
    problem: Problem,
    *,
    elastic: bool = False,
    beyond: bool = False,
    fair: bool = False,
    even: bool = True,
) -> Ledger:
    """The program of `problem`; `elastic` lets floors be missed, at columns of their own.

    `beyond` gives row 9 a column for what goes beyond its bound; it is 0 until it is opened. `fair`
    adds the rows by which the least coverage is raised; without `even` there are none for the first
    tie-break.
    """
    ledger = Ledger(_axis_labels(problem))
    _flow_columns(ledger, problem)
    _need_columns(ledger, problem)
    if even:
        evenness_columns(ledger, problem)
    _released_trucks_are_collected(ledger, problem)
    minutes_of_resources(ledger, problem)
    minutes_of_pools(ledger, problem)
    _gates(ledger, problem)
    _routes(ledger, problem)
    _corridors(ledger, problem)
    _stocks(ledger, problem)
    _exports(ledger, problem)
    _undetected(ledger, problem, beyond=beyond)
    _detected(ledger, problem)
    _floors(ledger, problem, elastic=elastic)
    _diverted(ledger, problem)
    _left_at_the_end(ledger, problem, elastic=elastic)
    _targets(ledger, problem)
    if even:
        evenness(ledger, problem)
    if fair:
        fairness(ledger, problem)
    # The solver is given its objectives one by one; this one is for whoever reads the program.
    costs = value_costs(ledger, problem)
    costs = missed_costs(ledger) if elastic else costs
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


def _gates(ledger: Ledger, problem: Problem) -> None:
    """4. Σ_{g,r} x[c,g,r,t] / fill[r,t] ≤ gate[c,t] · O[c,t]."""
    trucks = (1 / problem.fill).tolist()
    capacities = AT_MOST[GATE](problem).tolist()
    for (t, c), presented in ledger.grouped(PRESENTED, "tc").items():
        terms = [(x, trucks[t][r]) for (_, _, _, r), x in presented]
        ledger.at_most(GATE, (t, c), terms, capacities[t][c])


def _routes(ledger: Ledger, problem: Problem) -> None:
    """5. Σ_g y[c,g,a,t] ≤ route[c,a,t] · O[c,t]."""
    capacities = AT_MOST[ROUTE](problem).tolist()
    for (t, c, a), collected in ledger.grouped(COLLECTED, "tca").items():
        terms = [(y, 1.0) for _, y in collected]
        ledger.at_most(ROUTE, (t, c, a), terms, capacities[t][c][a])


def _corridors(ledger: Ledger, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] = Σ_o (1 − loss[o,t]) · m̂[o,c,g,t], and the two caps of each corridor."""
    if not problem.through_corridors:
        return
    kept = (1 - problem.corridor_loss).tolist()
    manifested = ledger.grouped(MANIFESTED, "tcg")
    for (t, c, g), presented in ledger.grouped(PRESENTED, "tcg").items():
        if problem.inbound[g]:
            terms = [(x, 1.0) for _, x in presented]
            terms += [(m, -kept[t][o]) for (_, o, _, _), m in manifested.get((t, c, g), ())]
            ledger.equal(BROUGHT, (t, c, g), terms, 0)
    capacities = AT_MOST[CORRIDOR](problem).tolist()
    for (t, o), leaving in ledger.grouped(MANIFESTED, "to").items():
        ledger.at_most(CORRIDOR, (t, o), [(m, 1.0) for _, m in leaving], capacities[t][o])
    capacities = AT_MOST[CORRIDOR_GOOD](problem).tolist()
    for (t, o, g), leaving in ledger.grouped(MANIFESTED, "tog").items():
        terms = [(m, 1.0) for _, m in leaving]
        ledger.at_most(CORRIDOR_GOOD, (t, o, g), terms, capacities[t][o][g])


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
    for (t, g), exported in ledger.grouped(EXPORTED, "tg").items():
        terms = [(z, 1.0) for _, z in exported]
        terms += [(x, -passed[t][r]) for (_, _, _, r), x in presented.get((t, g), ())]
        ledger.equal(ALL_EXPORTED, (t, g), terms, 0)


def _undetected(ledger: Ledger, problem: Problem, *, beyond: bool) -> None:
    """9. Σ threat_rate[g,t] · (1 − detection[r,t]) · x ≤ undetected_threats_per_day[t] · D[t].

    With `beyond`, a column times D[t] is added to the right.
    """
    passing = ledger.grouped(PRESENTED, "t")
    more = [ledger.column(BEYOND, (), 0.0)] if beyond and passing else []
    days = problem.days.tolist()
    hidden = problem.threat_rate[:, :, None] * (1 - problem.detection)[:, None, :]  # (T, G, R)
    shares = hidden.tolist()
    bounds = AT_MOST[UNDETECTED](problem).tolist()
    for (t,), presented in passing.items():
        terms = [(x, shares[t][g][r]) for (_, _, g, r), x in presented]
        terms += [(column, -days[t]) for column in more]
        ledger.at_most(UNDETECTED, (t,), terms, bounds[t])


def _detected(ledger: Ledger, problem: Problem) -> None:
    """10. Σ_{c,r} detection[r,t] · x[c,g,r,t] ≥ detection_rate_at_least[t] · Σ_{c,r} x[c,g,r,t]."""
    over = (problem.detection - problem.detection_floor[:, None]).tolist()  # (T, R)
    asked = (problem.threat_rate > 0) & (problem.detection_floor > 0)[:, None]  # (T, G)
    for (t, g), presented in ledger.grouped(PRESENTED, "tg").items():
        if asked[t, g]:
            terms = [(x, over[t][r]) for (_, _, _, r), x in presented]
            ledger.at_least(DETECTED, (t, g), terms, 0)


def _floors(ledger: Ledger, problem: Problem, *, elastic: bool) -> None:
    """11. Σ_{t in w} Σ_b z[g,a,b,t] ≥ Σ_{t in w} coverage_at_least[g,t] · need[g,a,t] · D[t]."""
    met, exported = ledger.grouped(MET, "tga"), ledger.grouped(EXPORTED, "tg")
    bounds = AT_LEAST[FLOOR](problem)
    for w, g, a in np.argwhere(bounds > 0).tolist():
        terms = [(z, 1.0) for t in problem.windows[w] for _, z in met.get((t, g, a), ())]
        terms += [(ledger.column(FLOOR_MISSED, (w, g, a)), 1.0)] if elastic else []
        ledger.at_least(FLOOR, (w, g, a), terms, float(bounds[w, g, a]))
    bounds = AT_LEAST[EXPORT_FLOOR](problem)
    for w, g in np.argwhere(bounds > 0).tolist():
        terms = [(z, 1.0) for t in problem.windows[w] for _, z in exported.get((t, g), ())]
        terms += [(ledger.column(EXPORT_FLOOR_MISSED, (w, g)), 1.0)] if elastic else []
        ledger.at_least(EXPORT_FLOOR, (w, g), terms, float(bounds[w, g]))


def _diverted(ledger: Ledger, problem: Problem) -> None:
    """12. Σ diverted[g] · arrived[g,t] ≤ diverted_truckloads_per_day · D[t].

    diverted[g] = diversion_share[g] · (1 − prevents[g]); arrived[g,t] as in row 3.
    """
    arrives = (1 - problem.route_loss).tolist()
    shares = problem.diverted_share.tolist()  # (T, G)
    bounds = AT_MOST[DIVERTED](problem).tolist()
    for (t,), collected in ledger.grouped(COLLECTED, "t").items():
        terms = [(y, shares[t][g] * arrives[t][c][a]) for (_, c, g, a), y in collected]
        ledger.at_most(DIVERTED, (t,), terms, bounds[t])


def _left_at_the_end(ledger: Ledger, problem: Problem, *, elastic: bool) -> None:
    """7, at the last period: s[g,a,T−1] ≥ end_days_of_need · need[g,a,T−1]."""
    last = len(problem.periods) - 1
    stock = ledger.columns(STOCK)
    bounds = AT_LEAST[END_STOCK](problem)
    for g, a in np.argwhere(bounds > 0).tolist():
        terms = [(stock[last, g, a], 1.0)]
        terms += [(ledger.column(END_STOCK_MISSED, (g, a)), 1.0)] if elastic else []
        ledger.at_least(END_STOCK, (g, a), terms, float(bounds[g, a]))


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
