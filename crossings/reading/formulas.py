"""Every field of a problem that holds what files give: its axes, and what stands at each place."""

from __future__ import annotations

from math import inf, nan

import numpy as np

from crossings.reading.given import Formulas, Given, Number
from crossings.reading.schema.spans import IN_ALL


def _export_need(p: Given, d: int, g: str) -> Number:
    """Truckloads a day that the outside market takes; 0 for inbound goods."""
    good = p.goods[g]
    if good.category != "export":
        return 0.0
    return p.of(good.need.truckloads_per_day) + p.dated_need(g, IN_ALL, d)


def _first_stock(p: Given, g: str, a: str) -> Number:
    """Truckloads at the start."""
    stock = p.goods[g].stock
    if stock.by_area is not None:
        return p.of(stock.by_area.get(a))
    if stock.days_of_need is not None:
        return p.of(stock.days_of_need) * p.need(g, a, p.periods[0])
    return p.of(stock.truckloads) * p.shares[a]


def _minutes(p: Given, g: str, r: str, q: str) -> Number:
    """Minutes of a resource that a truckload takes in a regime."""
    return p.factor[g, q] * p.procedures[r].minutes.get(q, 0.0) / p.fill[r]


def _own_minutes(p: Given, c: str, q: str) -> Number:
    """Minutes on an open day: inf where capacity is unknown, nan where it has none of its own."""
    crossing = p.crossings[c]
    if crossing.resources is None:
        return nan if q in p.pools else inf
    if q not in crossing.resources:
        return nan
    hours = p.of(crossing.resources[q]) * p.of(crossing.hours_per_day)
    return hours * 60 * p.of(crossing.utilisation)


def _pool_minutes(p: Given, name: str) -> Number:
    """Minutes on an open day."""
    pool = p.pools.get(name)
    return 0.0 if pool is None else p.of(pool.units) * p.of(pool.hours_per_day) * 60


def _coverage_floor(p: Given, g: str, a: str) -> Number:
    """Share of need that an area must get; an export is in none, and gets what all others do."""
    floor = p.of_good(p.limits.coverage_at_least, g)
    if floor is None:
        return 0.0
    return p.of(floor.others if p.goods[g].category == "export" else floor.of(a)[1])


def _guaranteed_rate(p: Given) -> Number:
    """Share detected whoever sends; 0 where nothing is guaranteed."""
    guarantee = p.limits.detection_for_every
    return 0.0 if guarantee is None else p.of(guarantee.rate)


def _own_rate(p: Given, t: int, k: int) -> Number:
    """What a day of a period allows or asks for; of a total, all of it in its first period."""
    own = p.axes.own[k]
    if t == own.span.start if own.total else t in own.span:
        bound = p.of(getattr(p.limits.own[own.id], own.bound))
        used = p.inputs.case.start.used.get(own.id) if own.total else None
        return bound if used is None else np.maximum(bound - p.of(used), 0.0)
    return inf if own.sense == "at most" and not own.total else 0.0


def _platform(p: Given, c: str) -> Number:
    """What a platform holds; what lies there at the start has room, whatever is drawn."""
    first = p.inputs.case.start.platforms.get(c, {}).values()
    room, there = p.of(p.crossings[c].platform_truckloads), sum(p.of(each) for each in first)
    return np.maximum(room, there) if first else room


def _brings(p: Given, o: str, c: str, g: str) -> bool:
    """Whether a corridor serves a crossing and brings an inbound good."""
    corridor = p.corridors[o]
    serves = corridor.serves is None or c in corridor.serves
    listed = corridor.goods is None or g in corridor.goods
    return serves and listed and p.goods[g].category != "export"


NUMBERS: Formulas = {
    "corridor_capacity": ("o", lambda p, o: p.of(p.corridors[o].truckloads_per_day, inf)),
    "corridor_good_capacity": (
        "og", lambda p, o, g: p.of((p.corridors[o].goods or {}).get(g), inf)
    ),
    "corridor_loss": ("o", lambda p, o: p.of(p.corridors[o].loss)),
    "minutes": ("grq", _minutes),
    "refusal": ("r", lambda p, r: p.procedures[r].refusal),
    "detection": ("r", lambda p, r: p.procedures[r].detection),
    "fill": ("r", lambda p, r: p.fill[r]),
    "gate": ("c", lambda p, c: p.of(p.crossings[c].gate_truckloads_per_day, inf)),
    "own_minutes": ("cq", _own_minutes),
    "pool_minutes": ("p", _pool_minutes),
    "route_capacity": ("ca", lambda p, c, a: p.of(p.route(c, a).truckloads_per_day, inf)),
    "route_loss": ("ca", lambda p, c, a: p.of(p.route(c, a).loss)),
    "yard": ("c", lambda p, c: p.of(p.crossings[c].yard_truckloads, inf) if p.corridors else 0.0),
    "platform": ("c", _platform),
    "store": ("a", lambda p, a: p.of(p.areas[a].store_truckloads, inf)),
    "first_yard": ("cg", lambda p, c, g: p.of(p.inputs.case.start.yards.get(c, {}).get(g))),
    "first_platform": (
        "cg", lambda p, c, g: p.of(p.inputs.case.start.platforms.get(c, {}).get(g))
    ),
    "on_the_way": ("s", lambda p, s: p.of(p.shipments[s].truckloads)),
    "need": ("dga", lambda p, d, g, a: p.need(g, a, d)),
    "export_need": ("dg", _export_need),
    "first_stock": ("ga", _first_stock),
    "last_stock": (
        "ga", lambda p, g, a: (
            p.of(p.goods[g].stock.end_days_of_need) * p.need(g, a, p.periods[-1])
        )
    ),
    "priority": ("g", lambda p, g: p.of(p.goods[g].priority)),
    "area_weight": ("a", lambda p, a: p.of(p.areas[a].weight, 1.0)),
    "threat_rate": ("g", lambda p, g: p.of(p.goods[g].threat_rate)),
    "diversion_share": ("g", lambda p, g: p.of(p.goods[g].diversion_share)),
    "diversion_prevented": ("g", lambda p, g: p.of(p.check(g).prevents)),
    "end_use_minutes": ("gp", lambda p, g, pool: p.of(p.check(g).minutes.get(pool))),
    "undetected_limit": ("", lambda p: p.of(p.limits.undetected_threats_per_day, inf)),
    "diverted_limit": ("", lambda p: p.of(p.limits.diverted_truckloads_per_day, inf)),
    "detection_floor": ("", lambda p: p.of(p.limits.detection_rate_at_least)),
    "guaranteed_rate": ("", _guaranteed_rate),
    "coverage_floor": ("ga", _coverage_floor),
    "own_rate": ("tk", _own_rate),
}  # fmt: skip
"""What a plan rests on; any number in them may be drawn."""

TOLD: Formulas = {
    "corridor_transit": ("o", lambda p, o: p.of(p.corridors[o].transit_days)),
    "route_transit": ("ca", lambda p, c, a: p.of(p.route(c, a).transit_days)),
    "shelf_life": ("g", lambda p, g: p.of(p.goods[g].shelf_life_days, inf)),
    "population": ("a", lambda p, a: p.of(p.areas[a].population, nan)),
    "tonnes": ("g", lambda p, g: p.of(p.goods[g].tonnes_per_truckload, nan)),
    "pallets": ("g", lambda p, g: p.of(p.goods[g].pallets_per_truckload, nan)),
    "backlog": ("g", lambda p, g: p.of(p.goods[g].backlog_tonnes, nan)),
    "informal_share": ("ng", lambda p, n, g: p.of(p.inputs.case.informal[n].goods.get(g))),
    "informal_interdicted": ("n", lambda p, n: p.of(p.inputs.case.informal[n].interdicted)),
    "informal_threat_rate": ("n", lambda p, n: p.of(p.inputs.case.informal[n].threat_rate, nan)),
}
"""Lengths of time, and what results are worded by; it is as the files say in every future."""

FLAGS: Formulas = {
    "brings": ("ocg", _brings),
    "usable": ("cgr", lambda p, c, g, r: r in p.used[c] and p.admitted(c, g, r)),
    "lacking": ("cgq", lambda p, c, g, q: q in p.lacking.get((c, g), ())),
    "reaches": ("ca", lambda p, c, a: p.crossings[c].routes is None or a in p.crossings[c].routes),
    "threat_known": ("g", lambda p, g: p.goods[g].threat_rate is not None),
}
"""Where what may pass; the same in every future."""

OF_THE_HORIZON = {"first_stock": 0, "last_stock": -1, "priority": 0, "area_weight": 0,
                  "first_yard": 0, "first_platform": 0, "on_the_way": 0, "shelf_life": 0,
                  "tonnes": 0, "pallets": 0, "backlog": 0}  # fmt: skip
"""Fields without periods, with the phase whose numbers they hold."""
