"""What each limit allows, how much of it is used, and what one more unit is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pandas import DataFrame, concat

from crossings import capacity
from crossings.limit_names import COVERAGE, DETECTION, DIVERTED, END_STOCK, UNDETECTED
from crossings.plan import Plan
from crossings.problem import Flags, Floats
from crossings.tables.labelled import every_place, ids, ratio, words


def resources(plan: Plan) -> DataFrame:
    """Minutes of every resource; null where a crossing's capacity is unknown."""
    problem = plan.problem
    used = plan.minutes_used
    own = ~np.isnan(problem.own_minutes)  # (T, C, Q)
    wanted = np.einsum("tgrq,tcgr->tcq", problem.minutes, problem.usable) > 0  # (T, C, Q)
    t, c, q = np.nonzero(own & (np.isfinite(problem.own_minutes) | wanted))
    keys = {
        "period": t,
        "site": ids(problem.crossings, c),
        "resource": words(problem.resources, q),
    }
    capacities = capacity.minutes(problem)[t, c, q]
    crossings = _limits(keys, used[t, c, q], capacities, plan.prices.minutes[t, c, q])

    pooled = plan.pool_minutes_used  # (T, P)
    t, p = every_place(pooled)
    keys = {
        "period": t,
        "site": words(["pool"], np.zeros_like(p)),
        "resource": words(problem.pools, p),
    }
    pools = _limits(keys, pooled[t, p], capacity.pool(problem)[t, p], plan.prices.pool[t, p])
    both = _together(crossings, pools, "period")
    return both.rename(columns={"used": "used_minutes", "capacity": "capacity_minutes"})


def gates(plan: Plan) -> DataFrame:
    """Trucks through each gate."""
    problem = plan.problem
    trucks = np.einsum("tcgr,tr->tc", plan.presented, 1 / problem.fill)
    t, c = every_place(trucks)
    keys = {"period": t, "crossing": ids(problem.crossings, c)}
    return _limits(keys, trucks[t, c], capacity.gate(problem)[t, c], plan.prices.gate[t, c])


def corridors(plan: Plan) -> DataFrame:
    """Truckloads that leave each corridor beside its caps; good null: the corridor's total."""
    problem = plan.problem
    leaving = plan.manifested.sum(axis=2)  # (T, O, G)
    in_all = leaving.sum(axis=2)  # (T, O)
    t, o = every_place(in_all)
    keys = {
        "period": t,
        "corridor": ids(problem.corridors, o),
        "good": ids(problem.goods, np.full(len(t), -1)),
    }
    capacities = capacity.corridor(problem)[t, o]
    totals = _limits(keys, in_all[t, o], capacities, plan.prices.corridor[t, o])

    t, o, g = np.nonzero(np.isfinite(problem.corridor_good_capacity))
    keys = {
        "period": t,
        "corridor": ids(problem.corridors, o),
        "good": ids(problem.goods, g),
    }
    capacities = capacity.corridor_good(problem)[t, o, g]
    by_good = _limits(keys, leaving[t, o, g], capacities, plan.prices.corridor_good[t, o, g])
    return _together(totals, by_good, "period", "corridor").drop(columns="utilisation")


def routes(plan: Plan) -> DataFrame:
    """Truckloads collected on each route."""
    problem = plan.problem
    t, c, a = np.nonzero(problem.reaches)
    keys = {
        "period": t,
        "crossing": ids(problem.crossings, c),
        "area": ids(problem.areas, a),
    }
    used, capacities = plan.collected.sum(axis=2)[t, c, a], capacity.route(problem)[t, c, a]
    return _limits(keys, used, capacities, plan.prices.route[t, c, a]).drop(columns="utilisation")


def limits(plan: Plan) -> DataFrame:
    """The two sides of each limit's row; floors over windows say which periods they span."""
    rows = [*_contraband(plan), *_diverted(plan), *_floors(plan), *_left_at_the_end(plan)]
    columns = ["period", "last_period", "limit", "good", "area", "value", "bound", "shadow_price"]
    return DataFrame(rows, columns=columns).astype({"good": object, "area": object})


def _contraband(plan: Plan) -> Iterator[tuple[Any, ...]]:
    problem, prices = plan.problem, plan.prices
    hidden = np.einsum("tcgr,tr->t", plan.threats, 1 - problem.detection)
    bounds = capacity.undetected(problem)  # (T,)
    for t in np.flatnonzero(np.isfinite(bounds)).tolist():
        yield (t, t, UNDETECTED, None, None, hidden[t], bounds[t], prices.undetected[t])
    presented = plan.presented.sum(axis=(1, 3))  # (T, G)
    found = np.einsum("tcgr,tr->tg", plan.presented, problem.detection)
    asked = problem.detection_floor[:, None] * presented
    for t, g in _pairs((problem.threat_rate > 0) & (problem.detection_floor > 0)[:, None]):
        good = problem.goods[g].id
        yield (t, t, DETECTION, good, None, found[t, g], asked[t, g], prices.detected[t, g])


def _diverted(plan: Plan) -> Iterator[tuple[Any, ...]]:
    bounds, diverted = capacity.diverted(plan.problem), plan.diverted.sum(axis=1)  # (T,)
    for t in np.flatnonzero(np.isfinite(bounds)).tolist():
        yield (t, t, DIVERTED, None, None, diverted[t], bounds[t], plan.prices.diverted[t])


def _floors(plan: Plan) -> Iterator[tuple[Any, ...]]:
    problem, prices = plan.problem, plan.prices
    bounds, export_bounds = capacity.floor(problem), capacity.export_floor(problem)
    for w, window in enumerate(problem.windows):
        span = slice(window.start, window.stop)
        for g, good in enumerate(problem.goods):
            at = (window[0], window[-1], COVERAGE, good.id)
            for a in np.flatnonzero(bounds[w, g] > 0):
                met = plan.met[span, g, a].sum()
                yield (*at, problem.areas[a].id, met, bounds[w, g, a], prices.floor[w, g, a])
            if export_bounds[w, g] > 0:
                met = plan.exported[span, g].sum()
                yield (*at, None, met, export_bounds[w, g], prices.export_floor[w, g])


def _left_at_the_end(plan: Plan) -> Iterator[tuple[Any, ...]]:
    problem, last = plan.problem, len(plan.problem.periods) - 1
    for g, a in _pairs(problem.last_stock > 0):
        at = (last, last, END_STOCK, problem.goods[g].id, problem.areas[a].id)
        price = plan.prices.end_stock[g, a]
        yield (*at, plan.stock[last, g, a], problem.last_stock[g, a], price)


def _pairs(flags: Flags) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in np.argwhere(flags)]


def _limits(keys: dict[str, Any], used: Floats, capacities: Floats, price: Floats) -> DataFrame:
    """Use beside capacity; where there is no limit, neither capacity nor price."""
    limited = np.isfinite(capacities)
    return DataFrame(
        {
            **keys,
            "used": used,
            "capacity": np.where(limited, capacities, np.nan),
            "utilisation": ratio(used, np.where(limited, capacities, 0.0)),
            "shadow_price": np.where(limited, price, np.nan),
        }
    )


def _together(one: DataFrame, other: DataFrame, *keys: str) -> DataFrame:
    both = concat([one, other]) if len(other) else one
    return both.sort_values(list(keys), kind="stable", ignore_index=True)
