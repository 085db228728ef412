"""The linear program, row by row beside its formula.

maximise Σ priority[g] · weight[b] · z, written as a minimisation of its negative, because the signs
of a maximisation's prices differ between solvers.

A column exists only where something can pass: not on days a crossing or a corridor stays closed,
and y only where some regime passes the good at the crossing. Every other y would be 0 by row 1.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Key, Kind, Ledger, labels, weighted_sum
from crossings.problem import Problem

# Columns, in truckloads per period. The letters of the axes: t period, o corridor, c crossing,
# g good, r regime, a area, b coverage band, q resource, p pool, w window of a floor.
MANIFESTED = Kind("manifested", "tocg")  # m̂[o,c,g,t] leaves corridor o for crossing c
PRESENTED = Kind("presented", "tcgr")  # x[c,g,r,t] put through inspection under regime r
COLLECTED = Kind("collected", "tcga")  # y[c,g,a,t] leaves crossing c for area a
STOCK = Kind("stock", "tga")  # s[g,a,t] in area a at the end of t
MET = Kind("met", "tgab")  # z[g,a,b,t] need met in band b
EXPORTED = Kind("exported", "tgb")  # z[g,b,t] exports taken in band b
EVENNESS = Kind("evenness", "g")  # u[g] least coverage of g over the horizon
FLOOR_MISSED = Kind("floor_missed", "wga")  # only where floors may be missed
EXPORT_FLOOR_MISSED = Kind("export_floor_missed", "wg")
END_STOCK_MISSED = Kind("end_stock_missed", "ga")
MISSED = (FLOOR_MISSED, EXPORT_FLOOR_MISSED, END_STOCK_MISSED)

# Rows, by their number in the contract.
RELEASED = Kind("released", "tcg")  # 1
MINUTES = Kind("minutes", "tcq")  # 2
POOL = Kind("pool", "tp")  # 3
GATE = Kind("gate", "tc")  # 4
ROUTE = Kind("route", "tca")  # 5
BROUGHT = Kind("brought", "tcg")  # 6
CORRIDOR = Kind("corridor", "to")  # 6
CORRIDOR_GOOD = Kind("corridor_good", "tog")  # 6
STOCKED = Kind("stock", "tga")  # 7
END_STOCK = Kind("end_stock", "ga")  # 7, at the last period
ALL_EXPORTED = Kind("exported", "tg")  # 8
UNDETECTED = Kind("undetected", "t")  # 9
DETECTED = Kind("detected", "tg")  # 10
FLOOR = Kind("floor", "wga")  # 11
EXPORT_FLOOR = Kind("export_floor", "wg")  # 11
EVEN = Kind("evenness", "ga")  # of the first tie-break
EVEN_EXPORT = Kind("export_evenness", "g")


def allocation_program(problem: Problem, *, elastic: bool = False) -> Ledger:
    """The program of `problem`; `elastic` lets floors be missed, at columns of their own."""
    ledger = Ledger(_axis_labels(problem))
    _flow_columns(ledger, problem)
    _need_columns(ledger, problem)
    _released_trucks_are_collected(ledger, problem)
    _minutes_of_resources(ledger, problem)
    _minutes_of_pools(ledger, problem)
    _gates(ledger, problem)
    _routes(ledger, problem)
    _corridors(ledger, problem)
    _stocks(ledger, problem)
    _exports(ledger, problem)
    _undetected(ledger, problem)
    _detected(ledger, problem)
    _floors(ledger, problem, elastic=elastic)
    _left_at_the_end(ledger, problem, elastic=elastic)
    _evenness(ledger, problem)
    costs = missed_costs(ledger) if elastic else value_costs(ledger, problem)
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


Costs = list[tuple[Kind, Key, float]]
"""Cost of each column; those not listed cost nothing."""


def value_costs(ledger: Ledger, problem: Problem) -> Costs:
    """−Σ priority[g] · weight[b] · z: the first objective."""
    priority, weight = problem.priority.tolist(), problem.band_weight.tolist()
    inbound = [(MET, key, -priority[key[1]] * weight[key[3]]) for key in ledger.columns(MET)]
    exports = [
        (EXPORTED, key, -priority[key[1]] * weight[key[2]]) for key in ledger.columns(EXPORTED)
    ]
    return inbound + exports


def evenness_costs(ledger: Ledger, problem: Problem) -> Costs:
    """−Σ priority[g] · need[g] · u[g]: among plans of the same value, the most even one."""
    worth = (problem.priority * problem.total_need).tolist()
    return [(EVENNESS, key, -worth[key[0]]) for key in ledger.columns(EVENNESS)]


def minutes_costs(ledger: Ledger, problem: Problem) -> Costs:
    """Σ m[r,g,q] · x: among those, the one that uses the fewest inspection minutes."""
    m = problem.minutes.sum(axis=2).tolist()  # (G, R)
    return [(PRESENTED, key, m[key[2]][key[3]]) for key in ledger.columns(PRESENTED)]


def missed_costs(ledger: Ledger) -> Costs:
    """Σ of what floors and stocks to be left lack."""
    return [(kind, key, 1.0) for kind in MISSED for key in ledger.columns(kind)]


def _flow_columns(ledger: Ledger, problem: Problem) -> None:
    """m̂, x and y of every period, where something can pass."""
    crossing_open = (problem.crossing_open_days > 0).tolist()  # (T, C)
    corridor_open = (problem.corridor_open_days > 0).tolist()  # (T, O)
    admitted = np.argwhere(problem.usable).tolist()  # c, g, r
    passable = problem.usable.any(axis=2) & problem.inbound  # (C, G)
    brought = np.argwhere(problem.brings & passable).tolist()  # o, c, g
    reached = np.argwhere(passable[:, :, None] & problem.reaches[:, None, :]).tolist()  # c, g, a
    for t in range(len(problem.periods)):
        for c, g, r in admitted:
            if crossing_open[t][c]:
                ledger.column(PRESENTED, (t, c, g, r))
        for o, c, g in brought if problem.through_corridors else ():
            if crossing_open[t][c] and corridor_open[t][o]:
                ledger.column(MANIFESTED, (t, o, c, g))
        for c, g, a in reached:
            if crossing_open[t][c]:
                ledger.column(COLLECTED, (t, c, g, a))


def _need_columns(ledger: Ledger, problem: Problem) -> None:
    """s, z and u. Row 8, inbound: z ≤ (up_to[b] − up_to[b−1]) · need[g,a] · D[t]."""
    inbound = np.flatnonzero(problem.inbound).tolist()
    exports = np.flatnonzero(~problem.inbound).tolist()
    bands = list(enumerate(problem.band_width.tolist()))
    need, export_need = problem.need.tolist(), problem.export_need.tolist()
    for t, days in enumerate(problem.days.tolist()):
        for g in inbound:
            for a in range(len(problem.areas)):
                ledger.column(STOCK, (t, g, a))
                for b, width in bands if need[g][a] > 0 else ():
                    ledger.column(MET, (t, g, a, b), width * need[g][a] * days)
        for g in exports:
            for b, width in bands:
                ledger.column(EXPORTED, (t, g, b), width * export_need[g] * days)
    for g in np.flatnonzero(problem.total_need > 0).tolist():
        ledger.column(EVENNESS, (g,))


def _released_trucks_are_collected(ledger: Ledger, problem: Problem) -> None:
    """1. Inbound goods: Σ_a y[c,g,a,t] = Σ_r (1 − refusal[r]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    y = ledger.grouped(COLLECTED, "tcg")
    x = ledger.grouped(PRESENTED, "tcg")
    for (t, c, g), presented in x.items():
        if problem.inbound[g]:
            terms = [(column, -passed[key[3]]) for key, column in presented]
            terms += [(column, 1.0) for _, column in y.get((t, c, g), ())]
            ledger.equal(RELEASED, (t, c, g), terms, 0)


def _minutes_of_resources(ledger: Ledger, problem: Problem) -> None:
    """2. Σ_{g,r} m[r,g,q] · x[c,g,r,t] ≤ units · hours · 60 · utilisation · O[c,t]."""
    m = problem.minutes.tolist()
    for (t, c), presented in ledger.grouped(PRESENTED, "tc").items():
        for q in np.flatnonzero(np.isfinite(problem.own_minutes[c])).tolist():
            terms = [(column, m[key[2]][key[3]][q]) for key, column in presented]
            capacity = float(problem.own_minutes[c, q] * problem.crossing_open_days[t, c])
            ledger.at_most(MINUTES, (t, c, q), terms, capacity)


def _minutes_of_pools(ledger: Ledger, problem: Problem) -> None:
    """3. Σ_{c,g,r} m[r,g,p] · x[c,g,r,t] ≤ units · hours · 60 · O[p,t], where p is not c's own."""
    m = problem.minutes.tolist()
    for (t,), presented in ledger.grouped(PRESENTED, "t").items():
        for p, q in enumerate(problem.pool_resource.tolist()):
            shared = np.isnan(problem.own_minutes[:, q]).tolist()  # (C,)
            terms = [(x, m[g][r][q]) for (_, c, g, r), x in presented if shared[c]]
            capacity = float(problem.pool_minutes[p] * problem.pool_open_days[t, p])
            ledger.at_most(POOL, (t, p), terms, capacity)


def _gates(ledger: Ledger, problem: Problem) -> None:
    """4. Σ_{g,r} x[c,g,r,t] / fill[r] ≤ gate[c] · O[c,t]."""
    trucks = (1 / problem.fill).tolist()
    for (t, c), presented in ledger.grouped(PRESENTED, "tc").items():
        if np.isfinite(problem.gate[c]):
            terms = [(column, trucks[key[3]]) for key, column in presented]
            capacity = float(problem.gate[c] * problem.crossing_open_days[t, c])
            ledger.at_most(GATE, (t, c), terms, capacity)


def _routes(ledger: Ledger, problem: Problem) -> None:
    """5. Σ_g y[c,g,a,t] ≤ route[c,a] · O[c,t]."""
    for (t, c, a), collected in ledger.grouped(COLLECTED, "tca").items():
        if np.isfinite(problem.route_capacity[c, a]):
            terms = [(column, 1.0) for _, column in collected]
            capacity = float(problem.route_capacity[c, a] * problem.crossing_open_days[t, c])
            ledger.at_most(ROUTE, (t, c, a), terms, capacity)


def _corridors(ledger: Ledger, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] = Σ_o (1 − loss[o]) · m̂[o,c,g,t], and the two caps of each corridor."""
    if not problem.through_corridors:
        return
    kept = (1 - problem.corridor_loss).tolist()
    from_corridors = ledger.grouped(MANIFESTED, "tcg")
    for (t, c, g), presented in ledger.grouped(PRESENTED, "tcg").items():
        if problem.inbound[g]:
            terms = [(column, 1.0) for _, column in presented]
            terms += [(column, -kept[key[1]]) for key, column in from_corridors.get((t, c, g), ())]
            ledger.equal(BROUGHT, (t, c, g), terms, 0)
    for (t, o), leaving in ledger.grouped(MANIFESTED, "to").items():
        if np.isfinite(problem.corridor_capacity[o]):
            capacity = float(problem.corridor_capacity[o] * problem.corridor_open_days[t, o])
            terms = [(column, 1.0) for _, column in leaving]
            ledger.at_most(CORRIDOR, (t, o), terms, capacity)
    for (t, o, g), leaving in ledger.grouped(MANIFESTED, "tog").items():
        if np.isfinite(problem.corridor_good_capacity[o, g]):
            capacity = float(
                problem.corridor_good_capacity[o, g] * problem.corridor_open_days[t, o]
            )
            terms = [(column, 1.0) for _, column in leaving]
            ledger.at_most(CORRIDOR_GOOD, (t, o, g), terms, capacity)


def _stocks(ledger: Ledger, problem: Problem) -> None:
    """7. s[g,a,t] = s[g,a,t−1] + Σ_c (1 − loss[c,a]) · y[c,g,a,t] − Σ_b z[g,a,b,t]."""
    arrives = (1 - problem.route_loss).tolist()
    stock = ledger.columns(STOCK)
    y, z = ledger.grouped(COLLECTED, "tga"), ledger.grouped(MET, "tga")
    for (t, g, a), s in stock.items():
        terms = [(s, 1.0)]
        terms += [(stock[t - 1, g, a], -1.0)] if t > 0 else []
        terms += [(column, -arrives[key[1]][a]) for key, column in y.get((t, g, a), ())]
        terms += [(column, 1.0) for _, column in z.get((t, g, a), ())]
        first = float(problem.first_stock[g, a]) if t == 0 else 0.0
        ledger.equal(STOCKED, (t, g, a), terms, first)


def _exports(ledger: Ledger, problem: Problem) -> None:
    """8. Exports: Σ_b z[g,b,t] = Σ_{c,r} (1 − refusal[r]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    x = ledger.grouped(PRESENTED, "tg")
    for (t, g), exported in ledger.grouped(EXPORTED, "tg").items():
        terms = [(column, 1.0) for _, column in exported]
        terms += [(column, -passed[key[3]]) for key, column in x.get((t, g), ())]
        ledger.equal(ALL_EXPORTED, (t, g), terms, 0)


def _undetected(ledger: Ledger, problem: Problem) -> None:
    """9. Σ threat_rate[g] · (1 − detection[r]) · x[·,g,r,t] ≤ undetected_threats_per_day · D[t]."""
    if np.isinf(problem.undetected_limit):
        return
    hidden = np.outer(problem.threat_rate, 1 - problem.detection).tolist()  # (G, R)
    for (t,), presented in ledger.grouped(PRESENTED, "t").items():
        terms = [(column, hidden[key[2]][key[3]]) for key, column in presented]
        bound = float(problem.undetected_limit * problem.days[t])
        ledger.at_most(UNDETECTED, (t,), terms, bound)


def _detected(ledger: Ledger, problem: Problem) -> None:
    """10. Σ_{c,r} detection[r] · x[c,g,r,t] ≥ detection_rate_at_least · Σ_{c,r} x[c,g,r,t]."""
    if problem.detection_floor == 0:
        return
    over = (problem.detection - problem.detection_floor).tolist()
    for (t, g), presented in ledger.grouped(PRESENTED, "tg").items():
        if problem.threat_rate[g] > 0:
            terms = [(column, over[key[3]]) for key, column in presented]
            ledger.at_least(DETECTED, (t, g), terms, 0)


def _floors(ledger: Ledger, problem: Problem, *, elastic: bool) -> None:
    """11. Σ_{t in w} Σ_b z[g,a,b,t] ≥ coverage_at_least[g] · Σ_{t in w} need[g,a] · D[t]."""
    met, exported = ledger.grouped(MET, "tga"), ledger.grouped(EXPORTED, "tg")
    for w, window in enumerate(problem.windows):
        days = float(problem.days[list(window)].sum())
        for g in np.flatnonzero(problem.coverage_floor > 0).tolist():
            for a in np.flatnonzero(problem.need[g] > 0).tolist():
                terms = [(z, 1.0) for t in window for _, z in met[t, g, a]]
                bound = float(problem.coverage_floor[g] * problem.need[g, a] * days)
                if elastic:
                    terms.append((ledger.column(FLOOR_MISSED, (w, g, a)), 1.0))
                ledger.at_least(FLOOR, (w, g, a), terms, bound)
            if problem.export_need[g] > 0:
                terms = [(z, 1.0) for t in window for _, z in exported[t, g]]
                bound = float(problem.coverage_floor[g] * problem.export_need[g] * days)
                if elastic:
                    terms.append((ledger.column(EXPORT_FLOOR_MISSED, (w, g)), 1.0))
                ledger.at_least(EXPORT_FLOOR, (w, g), terms, bound)


def _left_at_the_end(ledger: Ledger, problem: Problem, *, elastic: bool) -> None:
    """7, at the last period: s[g,a,T−1] ≥ end_days_of_need · need[g,a]."""
    last = len(problem.periods) - 1
    stock = ledger.columns(STOCK)
    for g, a in np.argwhere(problem.last_stock > 0).tolist():
        terms = [(stock[last, g, a], 1.0)]
        if elastic:
            terms.append((ledger.column(END_STOCK_MISSED, (g, a)), 1.0))
        ledger.at_least(END_STOCK, (g, a), terms, float(problem.last_stock[g, a]))


def _evenness(ledger: Ledger, problem: Problem) -> None:
    """u[g] · Σ_t need[g,a] · D[t] ≤ Σ_{b,t} z[g,a,b,t] in every area with need.

    An export has one place with need, the outside market.
    """
    days = float(problem.days.sum())
    u = ledger.columns(EVENNESS)
    for (g, a), met in ledger.grouped(MET, "ga").items():
        terms = [(u[g,], float(problem.need[g, a]) * days)] + [(z, -1.0) for _, z in met]
        ledger.at_most(EVEN, (g, a), terms, 0)
    for (g,), exported in ledger.grouped(EXPORTED, "g").items():
        if problem.export_need[g] > 0:
            terms = [(u[g,], float(problem.export_need[g]) * days)]
            terms += [(z, -1.0) for _, z in exported]
            ledger.at_most(EVEN_EXPORT, (g,), terms, 0)
