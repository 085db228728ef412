"""The linear program, row by row beside its formula.

| symbol     | column       | key                 | meaning, in truckloads per period         |
|------------|--------------|---------------------|-------------------------------------------|
| m̂[o,c,g,t] | manifested   | (t, o, c, g)        | leaves corridor o for crossing c          |
| x[c,g,r,t] | presented    | (t, c, g, r)        | put through inspection under regime r     |
| y[c,g,a,t] | collected    | (t, c, g, a)        | leaves crossing c for area a              |
| s[g,a,t]   | stock        | (t, g, a)           | in area a at the end of t                 |
| z[g,a,b,t] | met          | (t, g, a, b)        | need met in coverage band b               |
| z[g,b,t]   | exported     | (t, g, b)           | exports taken by the outside market       |
| u[g]       | evenness     | (g,)                | least coverage of g over the horizon      |

maximise Σ priority[g] · weight[b] · z, written as a minimisation of its negative, because the signs
of a maximisation's prices differ between solvers.

A column exists only where something can pass: not on days a crossing or a corridor stays closed,
and y only where some regime passes the good at the crossing. Every other y would be 0 by row 1.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Key, Ledger, labels, weighted_sum
from crossings.problem import Problem

SHORTFALL = "shortfall"


class Labels:
    """Names of the problem's things as parts of row and column names."""

    def __init__(self, problem: Problem) -> None:
        self.t = [f"t{t:0{len(str(len(problem.periods)))}d}" for t in range(len(problem.periods))]
        self.w = [f"from_{self.t[window[0]]}" for window in problem.windows]
        self.o = labels(corridor.id for corridor in problem.corridors)
        self.c = labels(crossing.id for crossing in problem.crossings)
        self.g = labels(good.id for good in problem.goods)
        self.r = labels(regime.id for regime in problem.regimes)
        self.a = labels(area.id for area in problem.areas)
        self.q = labels(problem.resources)
        self.p = labels(problem.pools)
        self.b = [f"to_{top * 100:.6g}".replace(".", "p") for top in problem.band_top]


def allocation_program(problem: Problem, *, elastic: bool = False) -> Ledger:
    """The program of `problem`; `elastic` lets floors be missed, at a column called shortfall."""
    ledger, names = Ledger("crossings"), Labels(problem)
    _columns(ledger, names, problem)
    _released_trucks_are_collected(ledger, names, problem)
    _minutes_of_resources(ledger, names, problem)
    _minutes_of_pools(ledger, names, problem)
    _gates(ledger, names, problem)
    _routes(ledger, names, problem)
    _corridors(ledger, names, problem)
    _stocks(ledger, names, problem)
    _exports(ledger, names, problem)
    _undetected(ledger, names, problem)
    _detected(ledger, names, problem)
    _floors(ledger, names, problem, elastic=elastic)
    _left_at_the_end(ledger, names, problem, elastic=elastic)
    _evenness(ledger, names, problem)
    costs = shortfall_costs(ledger) if elastic else value_costs(ledger, problem)
    terms = ((ledger.columns[kind][key], cost) for (kind, key), cost in costs)
    ledger.lp.setObjective(weighted_sum(terms))
    return ledger


Costs = list[tuple[tuple[str, Key], float]]
"""Cost of each column named by kind and key; columns not named cost nothing."""


def value_costs(ledger: Ledger, problem: Problem) -> Costs:
    """−Σ priority[g] · weight[b] · z: the first objective."""
    priority, weight = problem.priority.tolist(), problem.band_weight.tolist()
    inbound = [(("met", key), -priority[key[1]] * weight[key[3]]) for key in ledger.of("met")]
    exports = [
        (("exported", key), -priority[key[1]] * weight[key[2]]) for key in ledger.of("exported")
    ]
    return inbound + exports


def evenness_costs(ledger: Ledger, problem: Problem) -> Costs:
    """−Σ priority[g] · need[g] · u[g]: among plans of the same value, the most even one."""
    worth = (problem.priority * problem.total_need).tolist()
    return [(("evenness", key), -worth[key[0]]) for key in ledger.of("evenness")]


def minutes_costs(ledger: Ledger, problem: Problem) -> Costs:
    """Σ m[r,g,q] · x: among those, the one that uses the fewest inspection minutes."""
    m = problem.minutes.sum(axis=2).tolist()  # (G, R)
    return [(("presented", key), m[key[2]][key[3]]) for key in ledger.of("presented")]


def shortfall_costs(ledger: Ledger) -> Costs:
    """Σ of what floors lack."""
    return [((SHORTFALL, key), 1.0) for key in ledger.of(SHORTFALL)]


def _columns(ledger: Ledger, names: Labels, problem: Problem) -> None:
    T, C = problem.crossing_open_days.shape  # noqa: N806 - the letters of the formula
    O, G = len(problem.corridors), len(problem.goods)  # noqa: E741, N806
    passes = problem.usable.any(axis=2).tolist()  # (C, G)
    crossing_open, corridor_open = problem.crossing_open_days > 0, problem.corridor_open_days > 0
    inbound = [g for g in range(G) if problem.inbound[g]]
    exports = [g for g in range(G) if not problem.inbound[g]]
    need = (problem.need[:, :, None] * problem.band_width).tolist()  # (G, A, B)
    export_need = (problem.export_need[:, None] * problem.band_width).tolist()  # (G, B)
    usable = [[np.flatnonzero(by_regime).tolist() for by_regime in c] for c in problem.usable]
    reached = [np.flatnonzero(areas).tolist() for areas in problem.reaches]
    areas = range(len(problem.areas))
    bands = range(len(problem.band_width))

    for t in range(T):
        days, tt = float(problem.days[t]), names.t[t]
        for c in np.flatnonzero(crossing_open[t]).tolist():
            for g in range(G):
                for r in usable[c][g]:
                    made = (names.c[c], names.g[g], names.r[r], tt)
                    ledger.column("presented", (t, c, g, r), made)
            for g in inbound if problem.through_corridors else ():
                for o in range(O):
                    if problem.brings[o, c, g] and corridor_open[t, o] and passes[c][g]:
                        made = (names.o[o], names.c[c], names.g[g], tt)
                        ledger.column("manifested", (t, o, c, g), made)
            for g in inbound:
                for a in reached[c] if passes[c][g] else ():
                    made = (names.c[c], names.g[g], names.a[a], tt)
                    ledger.column("collected", (t, c, g, a), made)
        for g in inbound:
            for a in areas:
                ledger.column("stock", (t, g, a), (names.g[g], names.a[a], tt))
                for b in bands:  # row 8, inbound: z ≤ width[b] · need[g,a] · D[t]
                    if need[g][a][b] > 0:
                        made = (names.g[g], names.a[a], names.b[b], tt)
                        ledger.column("met", (t, g, a, b), made, need[g][a][b] * days)
        for g in exports:
            for b in bands:  # row 8, exports
                made = (names.g[g], names.b[b], tt)
                ledger.column("exported", (t, g, b), made, export_need[g][b] * days)
    for g in range(G):
        if problem.total_need[g] > 0:
            ledger.column("evenness", (g,), (names.g[g],))


def _by(kind: dict[Key, object], *axes: int) -> dict[Key, list[tuple[Key, object]]]:
    """Columns grouped by some axes of their key: what a Σ over the others runs over."""
    groups: dict[Key, list[tuple[Key, object]]] = {}
    for key, column in kind.items():
        groups.setdefault(tuple(key[axis] for axis in axes), []).append((key, column))
    return groups


def _released_trucks_are_collected(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """1. Inbound goods: Σ_a y[c,g,a,t] = Σ_r (1 − refusal[r]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    y = _by(ledger.of("collected"), 0, 1, 2)
    x = _by(ledger.of("presented"), 0, 1, 2)
    for (t, c, g), presented in x.items():
        if problem.inbound[g]:
            terms = [(column, -passed[key[3]]) for key, column in presented]
            terms += [(column, 1.0) for _, column in y.get((t, c, g), ())]
            made = (names.c[c], names.g[g], names.t[t])
            ledger.equal("released", (t, c, g), made, terms, 0)


def _minutes_of_resources(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """2. Σ_{g,r} m[r,g,q] · x[c,g,r,t] ≤ units · hours · 60 · utilisation · O[c,t]."""
    m = problem.minutes.tolist()
    for (t, c), presented in _by(ledger.of("presented"), 0, 1).items():
        for q in np.flatnonzero(np.isfinite(problem.own_minutes[c])).tolist():
            terms = [(column, m[key[2]][key[3]][q]) for key, column in presented]
            capacity = float(problem.own_minutes[c, q] * problem.crossing_open_days[t, c])
            made = (names.c[c], names.q[q], names.t[t])
            ledger.at_most("minutes", (t, c, q), made, terms, capacity)


def _minutes_of_pools(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """3. Σ_{c,g,r} m[r,g,p] · x[c,g,r,t] ≤ units · hours · 60 · O[p,t], where p is not c's own."""
    m = problem.minutes.tolist()
    for (t,), presented in _by(ledger.of("presented"), 0).items():
        for p, q in enumerate(problem.pool_resource.tolist()):
            shared = np.isnan(problem.own_minutes[:, q]).tolist()  # (C,)
            terms = [(x, m[g][r][q]) for (_, c, g, r), x in presented if shared[c]]
            capacity = float(problem.pool_minutes[p] * problem.pool_open_days[t, p])
            ledger.at_most("pool", (t, p), (names.p[p], names.t[t]), terms, capacity)


def _gates(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """4. Σ_{g,r} x[c,g,r,t] / fill[r] ≤ gate[c] · O[c,t]."""
    trucks = (1 / problem.fill).tolist()
    for (t, c), presented in _by(ledger.of("presented"), 0, 1).items():
        if np.isfinite(problem.gate[c]):
            terms = [(column, trucks[key[3]]) for key, column in presented]
            capacity = float(problem.gate[c] * problem.crossing_open_days[t, c])
            ledger.at_most("gate", (t, c), (names.c[c], names.t[t]), terms, capacity)


def _routes(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """5. Σ_g y[c,g,a,t] ≤ route[c,a] · O[c,t]."""
    for (t, c, a), collected in _by(ledger.of("collected"), 0, 1, 3).items():
        if np.isfinite(problem.route_capacity[c, a]):
            terms = [(column, 1.0) for _, column in collected]
            capacity = float(problem.route_capacity[c, a] * problem.crossing_open_days[t, c])
            made = (names.c[c], names.a[a], names.t[t])
            ledger.at_most("route", (t, c, a), made, terms, capacity)


def _corridors(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] = Σ_o (1 − loss[o]) · m̂[o,c,g,t], and the two caps of each corridor."""
    if not problem.through_corridors:
        return
    kept = (1 - problem.corridor_loss).tolist()
    manifested = ledger.of("manifested")
    from_corridors = _by(manifested, 0, 2, 3)
    for (t, c, g), presented in _by(ledger.of("presented"), 0, 1, 2).items():
        if problem.inbound[g]:
            terms = [(column, 1.0) for _, column in presented]
            terms += [(column, -kept[key[1]]) for key, column in from_corridors.get((t, c, g), ())]
            made = (names.c[c], names.g[g], names.t[t])
            ledger.equal("brought", (t, c, g), made, terms, 0)
    for (t, o), leaving in _by(manifested, 0, 1).items():
        if np.isfinite(problem.corridor_capacity[o]):
            capacity = float(problem.corridor_capacity[o] * problem.corridor_open_days[t, o])
            terms = [(column, 1.0) for _, column in leaving]
            ledger.at_most("corridor", (t, o), (names.o[o], names.t[t]), terms, capacity)
    for (t, o, g), leaving in _by(manifested, 0, 1, 3).items():
        if np.isfinite(problem.corridor_good_capacity[o, g]):
            capacity = float(
                problem.corridor_good_capacity[o, g] * problem.corridor_open_days[t, o]
            )
            terms = [(column, 1.0) for _, column in leaving]
            made = (names.o[o], names.g[g], names.t[t])
            ledger.at_most("corridor_good", (t, o, g), made, terms, capacity)


def _stocks(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """7. s[g,a,t] = s[g,a,t−1] + Σ_c (1 − loss[c,a]) · y[c,g,a,t] − Σ_b z[g,a,b,t]."""
    arrives = (1 - problem.route_loss).tolist()
    stock = ledger.of("stock")
    y, z = _by(ledger.of("collected"), 0, 2, 3), _by(ledger.of("met"), 0, 1, 2)
    for (t, g, a), s in stock.items():
        terms = [(s, 1.0)]
        terms += [(stock[t - 1, g, a], -1.0)] if t > 0 else []
        terms += [(column, -arrives[key[1]][a]) for key, column in y.get((t, g, a), ())]
        terms += [(column, 1.0) for _, column in z.get((t, g, a), ())]
        first = float(problem.first_stock[g, a]) if t == 0 else 0.0
        ledger.equal("stock", (t, g, a), (names.g[g], names.a[a], names.t[t]), terms, first)


def _exports(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """8. Exports: Σ_b z[g,b,t] = Σ_{c,r} (1 − refusal[r]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    x = _by(ledger.of("presented"), 0, 2)
    for (t, g), exported in _by(ledger.of("exported"), 0, 1).items():
        terms = [(column, 1.0) for _, column in exported]
        terms += [(column, -passed[key[3]]) for key, column in x.get((t, g), ())]
        ledger.equal("exported", (t, g), (names.g[g], names.t[t]), terms, 0)


def _undetected(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """9. Σ threat_rate[g] · (1 − detection[r]) · x[·,g,r,t] ≤ undetected_threats_per_day · D[t]."""
    if np.isinf(problem.undetected_limit):
        return
    hidden = np.outer(problem.threat_rate, 1 - problem.detection).tolist()  # (G, R)
    for (t,), presented in _by(ledger.of("presented"), 0).items():
        terms = [(column, hidden[key[2]][key[3]]) for key, column in presented]
        bound = float(problem.undetected_limit * problem.days[t])
        ledger.at_most("undetected", (t,), (names.t[t],), terms, bound)


def _detected(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """10. Σ_{c,r} detection[r] · x[c,g,r,t] ≥ detection_rate_at_least · Σ_{c,r} x[c,g,r,t]."""
    if problem.detection_floor == 0:
        return
    over = (problem.detection - problem.detection_floor).tolist()
    for (t, g), presented in _by(ledger.of("presented"), 0, 2).items():
        if problem.threat_rate[g] > 0:
            terms = [(column, over[key[3]]) for key, column in presented]
            ledger.at_least("detected", (t, g), (names.g[g], names.t[t]), terms, 0)


def _floors(ledger: Ledger, names: Labels, problem: Problem, *, elastic: bool) -> None:
    """11. Σ_{t in window} Σ_b z[g,a,b,t] ≥ coverage_at_least[g] · Σ_{t in window} need[g,a] · D[t]."""
    met, exported = _by(ledger.of("met"), 0, 1, 2), _by(ledger.of("exported"), 0, 1)
    for w, window in enumerate(problem.windows):
        days = float(problem.days[list(window)].sum())
        for g in np.flatnonzero(problem.coverage_floor > 0).tolist():
            for a in np.flatnonzero(problem.need[g] > 0).tolist():
                terms = [(z, 1.0) for t in window for _, z in met[t, g, a]]
                bound = float(problem.coverage_floor[g] * problem.need[g, a] * days)
                made = (names.g[g], names.a[a], names.w[w])
                if elastic:
                    terms.append((ledger.column(SHORTFALL, (0, w, g, a), ("floor", *made)), 1.0))
                ledger.at_least("floor", (w, g, a), made, terms, bound)
            if problem.export_need[g] > 0:
                terms = [(z, 1.0) for t in window for _, z in exported[t, g]]
                bound = float(problem.coverage_floor[g] * problem.export_need[g] * days)
                made = (names.g[g], names.w[w])
                if elastic:
                    terms.append((ledger.column(SHORTFALL, (1, w, g), ("floor", *made)), 1.0))
                ledger.at_least("export_floor", (w, g), made, terms, bound)


def _left_at_the_end(ledger: Ledger, names: Labels, problem: Problem, *, elastic: bool) -> None:
    """7, at the last period: s[g,a,T−1] ≥ end_days_of_need · need[g,a]."""
    last = len(problem.periods) - 1
    stock = ledger.of("stock")
    for g, a in np.argwhere(problem.last_stock > 0).tolist():
        terms = [(stock[last, g, a], 1.0)]
        made = (names.g[g], names.a[a])
        if elastic:
            terms.append((ledger.column(SHORTFALL, (2, g, a), ("end_stock", *made)), 1.0))
        ledger.at_least("end_stock", (g, a), made, terms, float(problem.last_stock[g, a]))


def _evenness(ledger: Ledger, names: Labels, problem: Problem) -> None:
    """u[g] · Σ_t need[g,a] · D[t] ≤ Σ_{b,t} z[g,a,b,t] in every area with need.

    An export has one place with need, the outside market.
    """
    days = float(problem.days.sum())
    u = ledger.of("evenness")
    for (g, a), met in _by(ledger.of("met"), 1, 2).items():
        terms = [(u[g,], float(problem.need[g, a]) * days)] + [(z, -1.0) for _, z in met]
        ledger.at_most("evenness", (g, a), (names.g[g], names.a[a]), terms, 0)
    for (g,), exported in _by(ledger.of("exported"), 1).items():
        if problem.export_need[g] > 0:
            terms = [(u[g,], float(problem.export_need[g]) * days)]
            terms += [(z, -1.0) for _, z in exported]
            ledger.at_most("export_evenness", (g,), (names.g[g],), terms, 0)
