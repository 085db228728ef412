"""Why a good gets less than its need: what stops it at each crossing, by the prices of the plan.

In a best plan one truckload more of an unmet good costs, on every way it could take, at least what
it is worth. What costs most on a crossing's cheapest way is what stops it there. Where goods that
are worth more for what they take use it up, the good is outbid; where none but itself does, it is
simply full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.problem import Flags, Problem
from crossings.wording import listed, spoken

_UNMET = 1e-6
"""Share of need below which it counts as met."""


@dataclass(frozen=True)
class Barrier:
    """What stops a good: everywhere, or at one crossing in some periods."""

    good: int
    areas: tuple[int, ...]
    """Areas that lack it for this reason; none for an export."""
    crossing: int | None
    reason: str
    """As in `REASONS`."""
    limit: str
    """What is used up: a resource, a pool, a corridor, an area; empty where nothing is."""
    periods: int
    """In how many periods of those with unmet need."""
    rivals: tuple[int, ...] = ()
    """Goods that use it up."""
    held: tuple[int, ...] = ()
    """Those of them with a floor, or stock to be left, that has a price."""

    def higher(self, problem: Problem) -> list[int]:
        """Those of them with a higher priority, the highest first."""
        return [n for n in self.rivals if problem.priority[n] > problem.priority[self.good]]


REASONS = {
    "not admitted": "no crossing and regime admit it",
    "lacking": "the crossing lacks what the inspection model needs",
    "no route": "no crossing that admits it has a route there",
    "no corridor": "no corridor brings it to a crossing with a route there",
    "lost": "all of it is lost on the way there",
    "closed": "every crossing that could pass it stays closed",
    "here closed": "the corridor that brings it is closed",
    "resource": "its minutes are used up",
    "pool": "the pool's minutes are used up",
    "gate": "the gate is full",
    "route": "the route is full",
    "corridor": "the corridor is full",
    "corridor good": "the corridor brings no more of it",
    "contraband": "the limit on undetected contraband is reached",
    "detection": "more of it would have to be detected",
    "diversion": "the limit on diversion is reached",
}
"""What can stop a good, in words."""


def barriers(plan: Plan) -> list[Barrier]:
    """What stops every good whose need is not met, in the order of the goods."""
    problem = plan.problem
    found: list[Barrier] = []
    for g, good in enumerate(problem.goods):
        if good.is_export:
            needed, met = problem.export_needed[:, g, None], plan.exported[:, g, None]
        else:
            needed, met = problem.needed[:, g], plan.met[:, g]
        unmet = np.asarray(needed - met > _UNMET * needed)  # (T, A), or (T, 1) for an export
        if unmet.any():
            found += _of_good(plan, g, unmet)
    return found


def _asked_for(plan: Plan) -> Flags:
    """(G,) Goods with a floor, or stock to be left, that has a price."""
    prices = plan.prices
    asked = prices.floor.any(axis=(0, 2)) | prices.export_floor.any(axis=0)
    return np.asarray(asked | prices.end_stock.any(axis=1))


def _of_good(plan: Plan, g: int, unmet: Flags) -> Iterator[Barrier]:
    problem = plan.problem
    export = problem.goods[g].is_export
    ways = np.asarray(problem.usable[:, :, g].any(axis=2))[:, :, None]  # (T, C, 1)
    stopped = {"not admitted": ways}
    if not export:
        ways = ways & problem.reaches  # (T, C, A)
        stopped["no route"] = ways
        if problem.through_corridors:
            brought = np.asarray(problem.brings[:, :, :, g].any(axis=1))  # (T, C)
            ways = ways & brought[:, :, None]
            stopped["no corridor"] = ways
        ways = ways & _something_arrives(problem, g)
        stopped["lost"] = ways
    ways = ways & (problem.crossing_open_days > 0)[:, :, None]
    stopped["closed"] = ways
    left = unmet  # (T, A or 1) where need is unmet and no reason is found yet
    for why, way in stopped.items():
        without = left & ~way.any(axis=1)
        left = left & ~without
        if without.any():
            areas = () if export else tuple(np.flatnonzero(without.any(axis=0)).tolist())
            yield Barrier(g, areas, None, why, "", int(without.any(axis=1).sum()))
    for c in range(len(problem.crossings)):
        yield from _at_crossing(plan, g, c, unmet & ways[:, c])
        yield from _without_resources(plan, g, c, unmet)


def _without_resources(plan: Plan, g: int, c: int, unmet: Flags) -> Iterator[Barrier]:
    """That a crossing lacks what the model needs for a good, over the periods with unmet need."""
    problem = plan.problem
    there = np.asarray(problem.lacking[:, c, g].any(axis=1))[:, None]  # (T, 1)
    if not problem.goods[g].is_export:
        there = there & problem.reaches[:, c]  # (T, A)
    stopped = unmet & there
    if stopped.any():
        areas = () if problem.goods[g].is_export else np.flatnonzero(stopped.any(axis=0)).tolist()
        periods = stopped.any(axis=1)
        lacks = problem.lacking[periods, c, g].any(axis=0)
        limit = " ".join(problem.resources[q] for q in np.flatnonzero(lacks))
        yield Barrier(g, tuple(areas), c, "lacking", limit, int(periods.sum()))


def lacking_words(
    problem: Problem, goods: Flags | None = None, periods: slice = slice(None)
) -> str:
    """Crossings that lack what the inspection model needs; empty where none does.

    For some goods, by default all that anybody needs.

    A crossing's own resources of other names may be what is meant: those that no regime uses are
    named too.
    """
    used = problem.minutes[periods].any(axis=(0, 1, 2))  # (Q,)
    alike: dict[str, tuple[list[str], Flags]] = {}
    for c, crossing in enumerate(problem.crossings):
        lacks = lacking_of(problem, c, goods, periods)
        own = np.asarray(~np.isnan(problem.own_minutes[periods, c]).all(axis=0) & ~used)
        names, idle = alike.setdefault(_named(problem, lacks), ([], np.zeros_like(own)))
        names.append(crossing.name)
        idle |= own
    return "; ".join(
        f"{listed(names)} {'lacks' if len(names) == 1 else 'lack'} {lacks}, which the inspection "
        f"model needs{f' (no regime uses the {_named(problem, idle)} there)' if idle.any() else ''}"
        for lacks, (names, idle) in alike.items()
        if lacks
    )


def lacking_of(
    problem: Problem, c: int, goods: Flags | None = None, periods: slice = slice(None)
) -> Flags:
    """(Q,) What a crossing lacks that the model needs; goods and periods as in `lacking_words`."""
    goods = problem.total_need > 0 if goods is None else goods
    return np.asarray(problem.lacking[periods, c][:, goods].any(axis=(0, 1)))


def _named(problem: Problem, resources: Flags) -> str:
    """Some resources as a sentence lists them."""
    return listed([spoken(problem.resources[q]) for q in np.flatnonzero(resources)])


def _something_arrives(problem: Problem, g: int) -> Flags:
    """(T, C, A) Whether some of what sets out for an area through a crossing is not lost."""
    arrives = np.asarray(problem.route_loss < 1)
    if problem.through_corridors:
        kept = problem.brings[:, :, :, g] & np.asarray(problem.corridor_loss < 1)[:, :, None]
        arrives = arrives & np.asarray(kept.any(axis=1))[:, :, None]  # kept: (T, O, C)
    return arrives


def _at_crossing(plan: Plan, g: int, c: int, unmet: Flags) -> Iterator[Barrier]:
    """What stops a good at a crossing with a way for it, over the periods with unmet need."""
    counted: Counter[_Limit] = Counter()
    used: dict[_Limit, Flags] = {}
    for t in np.flatnonzero(unmet.any(axis=1)).tolist():
        costs = _costs(plan, t, c, g, np.flatnonzero(unmet[t]).tolist())
        dearest = max(costs, key=lambda each: costs[each])
        if costs[dearest] > 0:
            counted[dearest] += 1
            there = used.setdefault(dearest, np.zeros(len(plan.problem.goods), dtype=bool))
            there |= _goods_that_use(plan, t, c, dearest)
    asked = _asked_for(plan)
    export = plan.problem.goods[g].is_export
    areas = () if export else tuple(np.flatnonzero(unmet.any(axis=0)).tolist())
    for limit, periods in counted.most_common():
        others = [n for n in np.flatnonzero(used[limit]).tolist() if n != g]
        others.sort(key=lambda n: -plan.problem.priority[n])
        held = tuple(n for n in others if asked[n])
        name = _name(plan.problem, limit)
        yield Barrier(g, areas, c, limit.reason, name, periods, tuple(others), held)


@dataclass(frozen=True)
class _Limit:
    """What is used up: a reason, and the position of what it speaks of where there are several."""

    reason: str
    position: int = -1


def _name(problem: Problem, limit: _Limit) -> str:
    names: dict[str, Sequence[str]] = {
        "resource": problem.resources,
        "pool": problem.pools,
        "corridor": [corridor.id for corridor in problem.corridors],
        "corridor good": [corridor.id for corridor in problem.corridors],
        "route": [area.id for area in problem.areas],
    }
    return names[limit.reason][limit.position] if limit.reason in names else ""


def _costs(plan: Plan, t: int, c: int, g: int, areas: Sequence[int]) -> dict[_Limit, float]:
    """What a truckload more would cost on the crossing's cheapest way, limit by limit."""
    problem, prices = plan.problem, plan.prices
    regimes = np.flatnonzero(problem.usable[t, c, g]).tolist()
    costs = min(
        (_inspected(plan, t, c, g, r) for r in regimes), key=lambda each: sum(each.values())
    )
    if problem.goods[g].is_export:
        return costs
    if problem.through_corridors:
        kept = 1 - problem.corridor_loss[t]  # (O,)
        brought = np.flatnonzero(problem.brings[t, :, c, g] & (kept > 0)).tolist()
        kept = np.maximum(kept, _UNMET)
        in_all, of_it = prices.corridor[t] / kept, prices.corridor_good[t, :, g] / kept
        shut = problem.corridor_open_days[t] == 0
        o = min(brought, key=lambda o: (shut[o], in_all[o] + of_it[o]))
        if shut[o]:
            return {_Limit("here closed"): np.inf}
        costs[_Limit("corridor", o)] = float(in_all[o])
        costs[_Limit("corridor good", o)] = float(of_it[o])
    arrived = _arrived(plan, t, g)
    after = sum(arrived.values())
    by_route = prices.route[t, c] + after * (1 - problem.route_loss[t, c])  # (A,)
    a = min(areas, key=lambda a: by_route[a])
    costs[_Limit("route", a)] = float(prices.route[t, c, a])
    for limit, cost in arrived.items():
        kept = float(1 - problem.route_loss[t, c, a])
        costs[limit] = costs.get(limit, 0.0) + cost * kept
    return costs


def _arrived(plan: Plan, t: int, g: int) -> dict[_Limit, float]:
    """What a truckload that arrives costs after that, limit by limit."""
    problem, prices = plan.problem, plan.prices
    minutes = problem.end_use_minutes[t, g]  # (P,)
    costs = {
        _Limit("pool", p): float(prices.pool[t, p] * minutes[p])
        for p in np.flatnonzero(minutes).tolist()
    }
    diverted = float(prices.diverted[t] * problem.diverted_share[t, g])
    return costs | {_Limit("diversion"): diverted}


def _inspected(plan: Plan, t: int, c: int, g: int, r: int) -> dict[_Limit, float]:
    """What presenting a truckload under a regime costs, limit by limit."""
    problem, prices = plan.problem, plan.prices
    minutes = problem.minutes[t, g, r]  # (Q,)
    costs = {
        _Limit("resource", q): float(prices.minutes[t, c, q] * minutes[q])
        for q in np.flatnonzero(minutes).tolist()
        if not np.isnan(problem.own_minutes[t, c, q])
    }
    for p, q in enumerate(problem.pool_resource.tolist()):
        if np.isnan(problem.own_minutes[t, c, q]):
            costs[_Limit("pool", p)] = float(prices.pool[t, p] * minutes[q])
    hidden = problem.threat_rate[t, g] * (1 - problem.detection[t, r])
    lacking = problem.detection_floor[t] - problem.detection[t, r]
    return costs | {
        _Limit("gate"): float(prices.gate[t, c] / problem.fill[t, r]),
        _Limit("contraband"): float(prices.undetected[t] * hidden),
        _Limit("detection"): float(prices.detected[t, g] * lacking),
    }


def _goods_that_use(plan: Plan, t: int, c: int, limit: _Limit) -> Flags:
    """(G,) Goods of the plan that take of a limit in a period."""
    problem, at = plan.problem, limit.position
    takes = plan.presented[t, c][..., None] * problem.minutes[t]  # (G, R, Q)
    arrived = plan.arrived[t].sum(axis=(0, 2))  # (G,)
    by_reason: dict[str, Callable[[], Any]] = {
        "resource": lambda: takes[..., at].sum(axis=1),
        "pool": lambda: (
            np.einsum(
                "cgr,gr,c->g",
                plan.presented[t],
                problem.minutes[t, ..., problem.pool_resource[at]],
                np.isnan(problem.own_minutes[t, :, problem.pool_resource[at]]),
            )
            + arrived * problem.end_use_minutes[t, :, at]
        ),
        "gate": lambda: plan.presented[t, c].sum(axis=1),
        "route": lambda: plan.collected[t, c, :, at],
        "corridor": lambda: plan.manifested[t, at].sum(axis=0),
        "contraband": lambda: plan.threats[t].sum(axis=(0, 2)),
        "diversion": lambda: plan.diverted[t],
    }
    if limit.reason not in by_reason:
        return np.zeros(len(problem.goods), dtype=bool)
    return np.asarray(by_reason[limit.reason]() > 0)
