"""A plan as tables with labels: one row a fact, every figure with its stage and unit.

Terminal, JSON and CSV all show these rows. Columns are those of section 5 of the contract; where a
limit was not given, its capacity and price are null.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from crossings.plan import Plan
from crossings.problem import Flags, Floats, Problem

Table = pd.DataFrame


def result_tables(plan: Plan) -> dict[str, Table]:
    """Every table of a plan by name, in the order of the contract."""
    return {name: table(plan) for name, table in _TABLES.items()}


def periods(plan: Plan) -> Table:
    """The horizon."""
    return pd.DataFrame(
        [
            (t, period.start.isoformat(), period.end.isoformat(), period.days)
            for t, period in enumerate(plan.problem.periods)
        ],
        columns=["period", "start", "end", "days"],
    )


def manifests(plan: Plan) -> Table:
    """Truckloads that leave each corridor."""
    problem = plan.problem
    rows = np.nonzero(plan.manifested)  # T, O, C, G
    return pd.DataFrame(
        {
            "period": rows[0],
            "corridor": _ids(problem.corridors, rows[1]),
            "crossing": _ids(problem.crossings, rows[2]),
            "good": _ids(problem.goods, rows[3]),
            "manifested": plan.manifested[rows],
        }
    )


def flows(plan: Plan) -> Table:
    """Truckloads through inspection; tonnes and pallets are those presented."""
    problem = plan.problem
    rows = np.nonzero(plan.presented)  # T, C, G, R
    table = pd.DataFrame(
        {
            "period": rows[0],
            "crossing": _ids(problem.crossings, rows[1]),
            "good": _ids(problem.goods, rows[2]),
            "regime": _ids(problem.regimes, rows[3]),
            "presented": plan.presented[rows],
            "refused": plan.refused[rows],
            "released": plan.released[rows],
        }
    )
    return _with_loads(table, problem, rows[2], plan.presented[rows])


def deliveries(plan: Plan) -> Table:
    """Truckloads from crossings to areas; tonnes and pallets are those collected."""
    problem = plan.problem
    rows = np.nonzero(plan.collected)  # T, C, G, A
    table = pd.DataFrame(
        {
            "period": rows[0],
            "crossing": _ids(problem.crossings, rows[1]),
            "good": _ids(problem.goods, rows[2]),
            "area": _ids(problem.areas, rows[3]),
            "collected": plan.collected[rows],
            "intercepted": plan.intercepted[rows],
            "arrived": plan.arrived[rows],
        }
    )
    return _with_loads(table, problem, rows[2], plan.collected[rows])


def coverage(plan: Plan) -> Table:
    """Need and need met of every good and area; exports have no area and no stock."""
    problem = plan.problem
    inbound = problem.inbound
    T, A = len(problem.periods), len(problem.areas)  # noqa: N806 - axes
    keys, need, met, stock = [], [], [], []
    for t in range(T):
        for g in range(len(problem.goods)):
            days = problem.days[t]
            if inbound[g]:
                keys += [(t, g, a) for a in range(A)]
                need += (problem.need[g] * days).tolist()
                met += plan.met[t, g].tolist()
                stock += plan.stock[t, g].tolist()
            else:
                keys.append((t, g, -1))
                need.append(float(problem.export_need[g] * days))
                met.append(float(plan.exported[t, g]))
                stock.append(np.nan)
    good = np.array([g for _, g, _ in keys], dtype=np.intp)
    needed, covered = np.array(need, dtype=np.float64), np.array(met, dtype=np.float64)
    table = pd.DataFrame(
        {
            "period": np.array([t for t, _, _ in keys], dtype=np.intp),
            "good": _ids(problem.goods, good),
            "category": _text([problem.goods[g].category for g in good]),
            "area": _text([None if a < 0 else problem.areas[a].id for _, _, a in keys]),
            "need": needed,
            "met": covered,
            "unmet": np.maximum(needed - covered, 0.0),
            "stock": stock,
            "coverage": _ratio(covered, needed),
        }
    )
    return _with_loads(table, problem, good, covered)


def people(plan: Plan) -> Table:
    """People whose need of a humanitarian good is met: population × coverage."""
    problem = plan.problem
    humanitarian = np.array([good.category == "humanitarian" for good in problem.goods], dtype=bool)
    counted = humanitarian[:, None] & (problem.need > 0) & ~np.isnan(problem.population)  # (G, A)
    t, g, a = np.nonzero(np.broadcast_to(counted, plan.met.shape))
    share = plan.met[t, g, a] / (problem.need[g, a] * problem.days[t])
    return pd.DataFrame(
        {
            "period": t,
            "good": _ids(problem.goods, g),
            "area": _ids(problem.areas, a),
            "population": problem.population[a],
            "people_met": problem.population[a] * share,
        }
    )


def resources(plan: Plan) -> Table:
    """Minutes of every resource; null where a crossing's capacity is unknown."""
    problem = plan.problem
    used = np.einsum("tcgr,grq->tcq", plan.presented, problem.minutes)
    own = ~np.isnan(problem.own_minutes)  # (C, Q)
    known = np.isfinite(problem.own_minutes)
    wanted = (problem.minutes[None] * problem.usable[..., None]).any(axis=(1, 2))  # (C, Q)
    t, c, q = _every(problem, own & (known | wanted))
    crossings = _capacity_table(
        problem,
        {"period": t, "site": _ids(problem.crossings, c), "resource": _names(problem, q)},
        used[t, c, q],
        problem.own_minutes[c, q] * np.where(known[c, q], problem.crossing_open_days[t, c], 1.0),
        plan.prices.own_minutes[t, c, q],
    )
    shared = np.where(own, 0.0, 1.0)  # (C, Q)
    pooled = np.einsum("tcq,cq->tq", used, shared)[:, problem.pool_resource]  # (T, P)
    t, p = (axis.ravel() for axis in np.indices(pooled.shape))
    pools = _capacity_table(
        problem,
        {
            "period": t,
            "site": _text(["pool"] * len(t)),
            "resource": _text([problem.pools[p] for p in p]),
        },
        pooled[t, p],
        problem.pool_minutes[p] * problem.pool_open_days[t, p],
        plan.prices.pool_minutes[t, p],
    )
    both = pd.concat([crossings, pools]) if len(pools) else crossings
    both = both.sort_values("period", kind="stable", ignore_index=True)
    return both.rename(columns={"used": "used_minutes", "capacity": "capacity_minutes"})


def gates(plan: Plan) -> Table:
    """Trucks through each gate."""
    problem = plan.problem
    trucks = np.einsum("tcgr,r->tc", plan.presented, 1 / problem.fill)
    t, c = (axis.ravel() for axis in np.indices(trucks.shape))
    return _capacity_table(
        problem,
        {"period": t, "crossing": _ids(problem.crossings, c)},
        trucks[t, c],
        _times(problem.gate[c], problem.crossing_open_days[t, c]),
        plan.prices.gate[t, c],
    )


def corridors(plan: Plan) -> Table:
    """Truckloads that leave each corridor beside its caps; good null: the corridor's total."""
    problem = plan.problem
    leaving = plan.manifested.sum(axis=2)  # (T, O, G)
    t, o = (axis.ravel() for axis in np.indices(leaving.shape[:2]))
    totals = _capacity_table(
        problem,
        {
            "period": t,
            "corridor": _ids(problem.corridors, o),
            "good": _text([None] * len(t)),
        },
        leaving.sum(axis=2)[t, o],
        _times(problem.corridor_capacity[o], problem.corridor_open_days[t, o]),
        plan.prices.corridor[t, o],
    )
    t, o, g = _every(problem, np.isfinite(problem.corridor_good_capacity))
    by_good = _capacity_table(
        problem,
        {
            "period": t,
            "corridor": _ids(problem.corridors, o),
            "good": _ids(problem.goods, g),
        },
        leaving[t, o, g],
        problem.corridor_good_capacity[o, g] * problem.corridor_open_days[t, o],
        plan.prices.corridor_good[t, o, g],
    )
    both = pd.concat([totals, by_good]) if len(by_good) else totals
    both = both.sort_values(["period", "corridor"], kind="stable", ignore_index=True)
    return both.drop(columns="utilisation")


def routes(plan: Plan) -> Table:
    """Truckloads collected on each route."""
    problem = plan.problem
    t, c, a = _every(problem, problem.reaches)
    return _capacity_table(
        problem,
        {
            "period": t,
            "crossing": _ids(problem.crossings, c),
            "area": _ids(problem.areas, a),
        },
        plan.collected.sum(axis=2)[t, c, a],
        _times(problem.route_capacity[c, a], problem.crossing_open_days[t, c]),
        plan.prices.route[t, c, a],
    ).drop(columns="utilisation")


def limits(plan: Plan) -> Table:
    """The two sides of each limit's row; floors over windows say which periods they span."""
    problem, prices = plan.problem, plan.prices
    rows: list[tuple[Any, ...]] = []
    at: tuple[Any, ...]
    if np.isfinite(problem.undetected_limit):
        hidden = np.einsum("tcgr,r->t", plan.threats, 1 - problem.detection)
        for t, days in enumerate(problem.days):
            bound = problem.undetected_limit * days
            at = (t, t, "undetected_threats_per_day", None, None)
            rows.append((*at, hidden[t], bound, prices.undetected[t]))
    if problem.detection_floor > 0:
        presented = plan.presented.sum(axis=(1, 3))  # (T, G)
        found = np.einsum("tcgr,r->tg", plan.presented, problem.detection)
        for t, g in _pairs(np.broadcast_to(problem.threat_rate > 0, presented.shape)):
            bound = problem.detection_floor * presented[t, g]
            at = (t, t, "detection_rate_at_least", problem.goods[g].id, None)
            rows.append((*at, found[t, g], bound, prices.detected[t, g]))
    for w, window in enumerate(problem.windows):
        rows += _floors_in(plan, w, window)
    last = len(problem.periods) - 1
    for g, a in _pairs(problem.last_stock > 0):
        at = (last, last, "end_days_of_need", problem.goods[g].id, problem.areas[a].id)
        left = plan.stock[last, g, a]
        rows.append((*at, left, problem.last_stock[g, a], prices.end_stock[g, a]))
    columns = ["period", "last_period", "limit", "good", "area", "value", "bound", "shadow_price"]
    return pd.DataFrame(rows, columns=columns).astype({"good": object, "area": object})


def _floors_in(plan: Plan, w: int, window: range) -> list[tuple[Any, ...]]:
    problem, span = plan.problem, slice(window.start, window.stop)
    days = problem.days[span].sum()
    rows: list[tuple[Any, ...]] = []
    for g in np.flatnonzero(problem.coverage_floor > 0):
        good, floor = problem.goods[g].id, problem.coverage_floor[g]
        at = (window[0], window[-1], "coverage_at_least", good)
        for a in np.flatnonzero(problem.need[g] > 0):
            met, bound = plan.met[span, g, a].sum(), floor * problem.need[g, a] * days
            rows.append((*at, problem.areas[a].id, met, bound, plan.prices.floor[w, g, a]))
        if problem.export_need[g] > 0:
            met, bound = plan.exported[span, g].sum(), floor * problem.export_need[g] * days
            rows.append((*at, None, met, bound, plan.prices.export_floor[w, g]))
    return rows


def threats(plan: Plan) -> Table:
    """Truckloads with contraband expected among those presented, found and not found."""
    detection = plan.problem.detection
    return pd.DataFrame(
        {
            "period": np.arange(len(plan.problem.periods)),
            "expected": plan.threats.sum(axis=(1, 2, 3)),
            "detected": np.einsum("tcgr,r->t", plan.threats, detection),
            "undetected": np.einsum("tcgr,r->t", plan.threats, 1 - detection),
        }
    )


def observed(plan: Plan) -> Table:
    """Counts beside the plan at the same stage, a calendar day and, where known, an open day."""
    problem = plan.problem
    days = problem.days.sum()
    rows = []
    for seen in problem.observed:
        crossings = np.array([seen.crossing in (None, c.id) for c in problem.crossings], dtype=bool)
        goods = np.array(
            [
                seen.good in (None, g.id) and seen.category in (None, g.category)
                for g in problem.goods
            ],
            dtype=bool,
        )
        planned = _at_stage(plan, seen.stage, crossings, goods)
        counted_days = (seen.end - seen.start).days + 1
        open_days = problem.crossing_open_days[:, crossings].max(axis=1, initial=0.0).sum()
        rows.append(
            (
                seen.crossing,
                seen.good,
                seen.category,
                seen.start.isoformat(),
                seen.end.isoformat(),
                seen.stage,
                seen.truckloads / counted_days,
                None if planned is None else planned / days,
                seen.truckloads / seen.open_days if seen.open_days else None,
                planned / open_days if open_days and planned is not None else None,
                seen.source,
            )
        )
    columns = ["crossing", "good", "category", "from", "to", "stage", "truckloads_per_day"]
    columns += ["planned_per_day", "truckloads_per_open_day", "planned_per_open_day", "source"]
    table = pd.DataFrame(rows, columns=columns)
    floats = ("planned_per_day", "truckloads_per_open_day", "planned_per_open_day")
    return table.astype(dict.fromkeys(floats, float))


def _at_stage(plan: Plan, stage: str, crossings: Flags, goods: Flags) -> float | None:
    """Truckloads of the plan at a stage, over the horizon, through `crossings`, of `goods`.

    None where the case does not count that stage.
    """
    if stage == "met":
        return float((plan.met.sum(axis=2) + plan.exported)[:, goods].sum())
    if stage == "manifested" and not plan.problem.through_corridors:
        return None
    if stage == "manifested":
        return float(plan.manifested[:, :, crossings][..., goods].sum())
    figures: Floats = getattr(plan, stage)  # T, C, G, and regime or area
    return float(figures[:, crossings][:, :, goods].sum())


def evidence(plan: Plan) -> Table:
    """Every number that the result rests on; source null: an assumption."""
    columns = ["path", "value", "low", "high", "source", "confidence", "default", "note"]
    table = pd.DataFrame(
        [tuple(getattr(number, name) for name in columns) for number in plan.problem.evidence],
        columns=columns,
    )
    return table.astype({"low": float, "high": float})


def warnings(plan: Plan) -> Table:
    """What is odd about the inputs."""
    columns = ["file", "line", "column", "path", "text"]
    return pd.DataFrame(
        [tuple(getattr(found, name) for name in columns) for found in plan.problem.warnings],
        columns=columns,
    )


def records(table: Table) -> list[dict[str, Any]]:
    """Rows as plain dictionaries; what is missing is None."""
    plain = table.astype(object)
    return plain.where(plain.notna(), None).to_dict("records")  # type: ignore[return-value]


def _ids(things: tuple[Any, ...], positions: Any) -> Any:
    ids = np.array([thing.id for thing in things] or [""], dtype=object)
    return ids[positions]


def _names(problem: Problem, positions: Any) -> Any:
    return np.array(problem.resources or ("",), dtype=object)[positions]


def _text(values: list[Any]) -> Any:
    return np.array(values, dtype=object)


def _pairs(flags: Flags) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j in np.argwhere(flags)]


def _every(problem: Problem, flags: Flags) -> Any:
    """Positions of every period × each pair that is flagged."""
    return np.nonzero(np.broadcast_to(flags, (len(problem.periods), *flags.shape)))


def _times(capacity: Floats, open_days: Floats) -> Floats:
    """Capacity of a period; what is unlimited stays so on closed days."""
    return np.where(np.isfinite(capacity), capacity, 1.0) * np.where(
        np.isfinite(capacity), open_days, np.inf
    )


def _ratio(part: Floats, whole: Floats) -> Floats:
    ratio = np.full(len(whole), np.nan)
    np.divide(part, whole, out=ratio, where=whole > 0)
    return ratio


def _capacity_table(
    problem: Problem, keys: dict[str, Any], used: Floats, capacity: Floats, price: Floats
) -> Table:
    """Use beside capacity; an unlimited one has neither capacity nor price."""
    limited = np.isfinite(capacity)
    given = np.where(limited, capacity, np.nan)
    return pd.DataFrame(
        {
            **keys,
            "used": used,
            "capacity": given,
            "utilisation": _ratio(used, np.where(limited, capacity, 0.0)),
            "shadow_price": np.where(limited, price, np.nan),
        }
    )


def _with_loads(table: Table, problem: Problem, good: Any, truckloads: Floats) -> Table:
    """Tonnes and pallets of `truckloads`, where any good says how many a truckload has."""
    for column, per_truckload in (("tonnes", problem.tonnes), ("pallets", problem.pallets)):
        if not np.isnan(per_truckload).all():
            table[column] = truckloads * per_truckload[good]
    return table


_TABLES: dict[str, Callable[[Plan], Table]] = {
    "periods": periods,
    "manifests": manifests,
    "flows": flows,
    "deliveries": deliveries,
    "coverage": coverage,
    "people": people,
    "resources": resources,
    "gates": gates,
    "corridors": corridors,
    "routes": routes,
    "limits": limits,
    "threats": threats,
    "observed": observed,
    "evidence": evidence,
    "warnings": warnings,
}
TABLE_NAMES = tuple(_TABLES)
