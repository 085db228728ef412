"""A dispatch sheet followed in plain loops, one future and one truck way after the other.

For cases without travel, platforms, exports and limits but gates, roads and corridors, one regime.
"""

from typing import Any

Entry = dict[str, Any]


def followed(problem: Any, lines: list[Entry], scenarios: Any, s: int) -> Entry:
    """Value, and truckloads met by good and area, of future s; `lines` in their order."""
    goods, areas = range(len(problem.goods)), range(len(problem.areas))
    corridors = range(len(problem.corridors))
    stock = {(g, a): float(problem.first_stock[g, a]) for g in goods for a in areas}
    met = dict.fromkeys(stock, 0.0)
    value = 0.0
    for t in range(len(problem.periods)):
        days = float(problem.days[t])
        gate = {c: problem.gate[t, c] * scenarios.working[s, t, c]
                for c in range(len(problem.crossings))}  # fmt: skip
        road = {(c, a): problem.route_capacity[t, c, a] * max(scenarios.open_days[s, t, c], 1e-9)
                for c in gate for a in areas}  # fmt: skip
        brings = {o: problem.corridor_capacity[t, o] * problem.corridor_open_days[t, o]
                  * scenarios.supply[s, t, o] for o in corridors}  # fmt: skip
        need = {(g, a): float(problem.need[t, g, a] * scenarios.need[s, g]) for g, a in stock}
        for line in lines:
            c, g = line["crossing"], line["good"]
            if scenarios.open_days[s, t, c] == 0:
                continue
            to = [a for a in areas if problem.reaches[t, c, a] and line["area"] in (None, a)]
            by_loss = sorted(corridors, key=lambda o: (problem.corridor_loss[t, o],
                                                       problem.corridors[o].id))  # fmt: skip
            for o in by_loss:
                if not problem.brings[t, o, c, g] or problem.corridor_open_days[t, o] == 0:
                    continue
                through = (1 - problem.corridor_loss[t, o]) * (1 - problem.refusal[t, 0])
                ask = {}
                for a in to:
                    lacks = max(0.0, line["until"] * need[g, a] - stock[g, a])
                    ask[a] = lacks / (1 - problem.route_loss[t, c, a]) / through
                    ask[a] = min(ask[a], road[c, a] / through)
                whole = sum(ask.values())
                most = min(whole, brings[o], gate[c] / (1 - problem.corridor_loss[t, o]))
                if most <= 0:
                    continue
                brings[o] -= most
                gate[c] -= most * (1 - problem.corridor_loss[t, o])
                for a in to:
                    collected = ask[a] * most / whole * through
                    road[c, a] -= collected
                    stock[g, a] += collected * (1 - problem.route_loss[t, c, a])
        for (g, a), a_day in need.items():
            now = min(a_day * days, stock[g, a])
            stock[g, a] -= now
            met[g, a] += now
            below = 0.0
            for top, weight in zip(problem.band_top, problem.band_weight, strict=True):
                part = min(now, top * a_day * days) - below
                if part > 0:
                    value += problem.worth[g, a] * weight * part
                    below += part
    return {"value": value, "met": met}
