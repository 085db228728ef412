"""A dispatch sheet followed in plain loops, one future and one truck way after the other.

For cases without travel, platforms, exports and limits but gates, roads and corridors, one regime.
"""

from typing import Any

Entry = dict[str, Any]


def followed(problem: Any, sheet: Any, scenarios: Any, s: int) -> Entry:
    """Value, and truckloads met by good and area, of future s."""
    goods, areas = range(len(problem.goods)), range(len(problem.areas))
    corridors = range(len(problem.corridors))
    stock = {(g, a): float(problem.first_stock[g, a]) for g in goods for a in areas}
    met = dict.fromkeys(stock, 0.0)
    yard = {(c, g): float(problem.first_yard[c, g])
            for c in range(len(problem.crossings)) for g in goods}  # fmt: skip
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
        left = float(problem.days[t:].sum())
        by_loss = sorted(corridors, key=lambda o: (problem.corridor_loss[t, o],
                                                   problem.corridors[o].id))  # fmt: skip
        for line in sheet.lines:
            c, g = line.crossing, line.good
            if scenarios.open_days[s, t, c] == 0:
                continue
            to = [a for a in areas if problem.reaches[t, c, a] and line.area in (None, a)]
            for o in ["yard", *by_loss]:
                if o != "yard" and (
                    not problem.brings[t, o, c, g] or problem.corridor_open_days[t, o] == 0
                ):
                    continue
                lost = 0.0 if o == "yard" else problem.corridor_loss[t, o]
                through = (1 - lost) * (1 - problem.refusal[t, 0])
                ask = {}
                for a in to:
                    last = t + 1 == len(problem.periods)
                    beside = float(problem.last_stock[g, a]) if last else 0.0
                    asked = min(line.until * need[g, a] + beside,
                                left * need[g, a] + problem.last_stock[g, a])  # fmt: skip
                    lacks = max(0.0, asked - stock[g, a])
                    ask[a] = lacks / (1 - problem.route_loss[t, c, a]) / through
                    ask[a] = min(ask[a], road[c, a] / through)
                whole = sum(ask.values())
                there = yard[c, g] if o == "yard" else brings[o]
                most = min(whole, there, gate[c] / (1 - lost))
                if most <= 0:
                    continue
                if o == "yard":
                    yard[c, g] -= most
                else:
                    brings[o] -= most
                gate[c] -= most * (1 - lost)
                for a in to:
                    collected = ask[a] * most / whole * through
                    road[c, a] -= collected
                    stock[g, a] += collected * (1 - problem.route_loss[t, c, a])
        for each in sheet.waiting:
            c, g = each.crossing, each.good
            for o in by_loss:
                if problem.brings[t, o, c, g] and problem.corridor_open_days[t, o] > 0:
                    kept = 1 - problem.corridor_loss[t, o]
                    sent = min(brings[o], max(0.0, each.truckloads - yard[c, g]) / kept)
                    brings[o] -= sent
                    yard[c, g] += sent * kept
        for (g, a), a_day in need.items():
            last = t + 1 == len(problem.periods)
            give = float(problem.band_top[0]) if last else 1.0
            keep = float(problem.last_stock[g, a]) if last else 0.0
            for ration in sheet.rations:
                if ration.good == g and ration.area in (None, a) and a_day > 0:
                    beyond = max(0.0, stock[g, a] - ration.until * a_day)
                    give = min(give, ration.share + beyond / (a_day * days))
                    keep = 1e300 if give < 1 else keep
            now = min(a_day * days, stock[g, a], max(give * a_day * days, stock[g, a] - keep))
            stock[g, a] -= now
            met[g, a] += now
            below = 0.0
            for top, weight in zip(problem.band_top, problem.band_weight, strict=True):
                part = min(now, top * a_day * days) - below
                if part > 0:
                    value += problem.worth[g, a] * weight * part
                    below += part
    first = float(problem.band_weight[0])
    for (g, a), there in stock.items():
        lacks = max(0.0, float(problem.last_stock[g, a]) - there)
        value -= float(problem.worth[g, a]) * first * lacks
    return {"value": value, "met": met}
