"""Why a good gets less than its need: what stops it at each crossing, by the prices of the plan.

In a best plan one truckload more of an unmet good costs, on every way it could take, at least what
it is worth. What costs most on a crossing's cheapest way is what stops it there. Where goods that
are worth more for what they take use it up, the good is outbid; where none but itself does, it is
simply full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.analysis.priced_limits import PricedLimits
from crossings.limits import Kind, Limit, limits_of, takings_at
from crossings.limits.flows import ARRIVED, COLLECTED, MANIFESTED, PRESENTED
from crossings.limits.record import Place
from crossings.limits.words import Reason
from crossings.plan import Plan, Prices
from crossings.problem import Flags, Floats, Named, Problem
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
        """Those of them that are worth more where they go, the highest first."""
        areas = np.isin(np.arange(len(problem.areas)), self.areas)
        here = _most_worth(problem, self.good, areas)
        return [n for n in self.rivals if _most_worth(problem, n) > here]


def _most_worth(problem: Problem, g: int, among: Flags | None = None) -> float:
    """What a truckload of a good is worth at most, in some areas or where it is needed."""
    needed = problem.needed[:, g].any(axis=0) if among is None else among  # (A,)
    factor = problem.area_weight[needed].max(initial=0.0) or 1.0  # exports are of no area
    return float(problem.priority[g] * factor)


LACKING = "lacking"
_ROOM = "room"
REASONS = {
    "not admitted": "no crossing and regime admit it",
    LACKING: "the crossing lacks what the inspection model needs",
    "no route": "no crossing that admits it has a route there",
    "no corridor": "no corridor brings it to a crossing with a route there",
    "lost": "all of it is lost on the way there",
    "closed": "every crossing that could pass it stays closed",
    "route closed": "every route there stays closed",
    "here closed": "the corridor that brings it is closed",
    _ROOM: "nothing stops it: the plan leaves room for more of it",
}
"""What stops a good everywhere, or where its corridor is closed, in words."""


def reasons(problem: Problem) -> dict[str, Reason]:
    """Everything that can stop a good, by its id."""
    of_limits = (limit.reason for limit in limits_of(problem))
    needs = "the inspection model needs {}, not there"
    found = [
        Reason(name, text, naming=needs if name == LACKING else "")
        for name, text in REASONS.items()
    ]
    return {each.id: each for each in (*found, *of_limits) if each is not None}


def barriers(plan: Plan) -> list[Barrier]:
    """What stops every good whose need is not met, in the order of the goods.

    In a plan that is not the one of most value, that is what such a plan fills on its ways.
    """
    problem = plan.problem
    if plan.of_most_value is not plan:
        plan = _priced_where_full(plan)
    prices = PricedLimits(plan)
    found: list[Barrier] = []
    for g, good in enumerate(problem.goods):
        if good.is_export:
            needed, met = problem.export_needed[:, g, None], plan.exported[:, g, None]
        else:
            needed, met = problem.needed[:, g], plan.met[:, g]
        unmet = np.asarray(needed - met > _UNMET * needed)  # (T, A), or (T, 1) for an export
        if unmet.any():
            found += _of_good(prices, g, unmet)
    return found


def _priced_where_full(plan: Plan) -> Plan:
    """The plan with a price of 1 on every limit that it reaches or passes, in place of its own."""
    prices: dict[Kind, Floats] = {}
    for limit in limits_of(plan.problem):
        allowed, used = limit.allowed(plan.problem), plan.used(limit)
        slack = used if limit.moves_coefficients else allowed - used
        full = limit.has_row(plan.problem) & (slack <= _UNMET * np.maximum(1.0, allowed))
        prices[limit] = np.where(full & (not limit.is_floor), 1.0, 0.0)
    return replace(plan, prices=Prices(prices))


def _of_good(prices: PricedLimits, g: int, unmet: Flags) -> Iterator[Barrier]:
    plan, problem = prices.plan, prices.plan.problem
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
    if not export:
        ways = ways & (problem.route_open_days > 0)
        stopped["route closed"] = ways
    left = unmet  # (T, A or 1) where need is unmet and no reason is found yet
    for why, way in stopped.items():
        without = left & ~way.any(axis=1)
        left = left & ~without
        if without.any():
            areas = () if export else tuple(np.flatnonzero(without.any(axis=0)).tolist())
            yield Barrier(g, areas, None, why, "", int(without.any(axis=1).sum()))
    for c in range(len(problem.crossings)):
        yield from _at_crossing(prices, g, c, unmet & ways[:, c])
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
        yield Barrier(g, tuple(areas), c, LACKING, limit, int(periods.sum()))


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
    return listed(
        [spoken(problem.resources[q], problem.resource_names) for q in np.flatnonzero(resources)]
    )


def _something_arrives(problem: Problem, g: int) -> Flags:
    """(T, C, A) Whether some of what sets out for an area through a crossing is not lost."""
    arrives = np.asarray(problem.route_loss < 1)
    if problem.through_corridors:
        kept = problem.brings[:, :, :, g] & np.asarray(problem.corridor_loss < 1)[:, :, None]
        arrives = arrives & np.asarray(kept.any(axis=1))[:, :, None]  # kept: (T, O, C)
    return arrives


def _at_crossing(prices: PricedLimits, g: int, c: int, unmet: Flags) -> Iterator[Barrier]:
    """What stops a good at a crossing with a way for it, over the periods with unmet need."""
    plan = prices.plan
    counted: Counter[_Used] = Counter()
    users: dict[_Used, Flags] = {}
    for t in np.flatnonzero(unmet.any(axis=1)).tolist():
        costs = _costs(prices, t, c, g, np.flatnonzero(unmet[t]).tolist())
        dearest = max(costs, key=lambda each: costs[each], default=None)
        if dearest is None:
            continue
        if costs[dearest] <= 0 and plan.of_most_value is not plan:
            counted[_Used(_ROOM)] += 1
            users.setdefault(_Used(_ROOM), np.zeros(len(plan.problem.goods), dtype=bool))
        if costs[dearest] > 0:
            counted[dearest] += 1
            there = users.setdefault(dearest, np.zeros(len(plan.problem.goods), dtype=bool))
            there |= _goods_that_use(prices, t, dearest)
    export = plan.problem.goods[g].is_export
    areas = () if export else tuple(np.flatnonzero(unmet.any(axis=0)).tolist())
    for used, periods in counted.most_common():
        outbidding = users[used] & (plan.of_most_value is plan)  # another plan weighs nothing
        others = [n for n in np.flatnonzero(outbidding).tolist() if n != g]
        others.sort(key=lambda n: -_most_worth(plan.problem, n))
        held = tuple(n for n in others if prices.requested[n])
        name = _name(plan.problem, used)
        yield Barrier(g, areas, c, used.reason, name, periods, tuple(others), held)


@dataclass(frozen=True)
class _Used:
    """What is used up: one place of a limit, or a corridor that is closed."""

    reason: str
    limit: Limit | None = None
    place: Place = ()

    def __hash__(self) -> int:
        """Without the limit, which has few reasons: it is looked up at every way and period."""
        return hash((self.reason, self.place))


def _used(limit: Limit, place: Place) -> _Used:
    """A place of a limit, at the crossing that is spoken of."""
    assert limit.reason is not None
    return _Used(limit.reason.id, limit, place)


def _name(problem: Problem, used: _Used) -> str:
    if used.limit is None or used.limit.reason is None or not used.limit.reason.axis:
        return ""
    axis = used.limit.reason.axis
    named: dict[str, Sequence[Named | str]] = {
        "q": problem.resources,
        "p": problem.pools,
        "o": problem.corridors,
        "a": problem.areas,
    }
    there = named[axis][used.place[used.limit.places.index(axis)]]
    return there if isinstance(there, str) else there.id


def _costs(
    prices: PricedLimits, t: int, c: int, g: int, areas: Sequence[int]
) -> dict[_Used, float]:
    """What a truckload more would cost on the crossing's cheapest way, limit by limit."""
    problem = prices.plan.problem
    at = {"t": t, "c": c, "g": g}
    regimes = np.flatnonzero(problem.usable[t, c, g]).tolist()
    inspected = (_taken(prices, PRESENTED, {**at, "r": r}) for r in regimes)
    costs = min(inspected, key=lambda each: sum(each.values()))
    if problem.goods[g].is_export:
        return costs
    if problem.through_corridors:
        keeps = problem.corridor_loss[t] < 1  # (O,)
        brought = np.flatnonzero(problem.brings[t, :, c, g] & keeps).tolist()
        shut = problem.corridor_open_days[t] == 0
        left = {}
        for o in brought:
            kept = max(1 - float(problem.corridor_loss[t, o]), _UNMET)
            mine = _taken(prices, MANIFESTED, {**at, "o": o})
            left[o] = {used: cost / kept for used, cost in mine.items()}
        o = min(brought, key=lambda o: (shut[o], sum(left[o].values())))
        if shut[o]:
            return {_Used("here closed"): np.inf}
        costs = _added(costs, left[o])
    after = (
        _added(*(_taken(prices, flow, {**at, "a": a}) for flow in (COLLECTED, ARRIVED)))
        for a in areas
    )
    return _added(costs, min(after, key=lambda each: sum(each.values())))


def _added(one: dict[_Used, float], other: dict[_Used, float]) -> dict[_Used, float]:
    made = dict(one)
    for used, cost in other.items():
        made[used] = made.get(used, 0.0) + cost
    return made


def _taken(prices: PricedLimits, flow: Kind, at: dict[str, int]) -> dict[_Used, float]:
    """What a truckload of a flow costs at the prices of limits; of those without one nothing."""
    costs: dict[_Used, float] = {}
    for limit, priced, takings in prices.taken_by(flow):
        sign = 1.0 if limit.sense == "at most" else -1.0
        time = limit.row_time(prices.plan.problem, at["t"])
        for place, amount in takings_at(limit, takings, at):
            used = _used(limit, place)
            costs[used] = costs.get(used, 0.0) + sign * amount * float(priced[(*time, *place)])
    return costs


def _goods_that_use(prices: PricedLimits, t: int, used: _Used) -> Flags:
    """(G,) Goods of the plan that take of a limit in a period."""
    problem = prices.plan.problem
    if used.limit is None or "g" in used.limit.places:
        return np.zeros(len(problem.goods), dtype=bool)
    row = (*used.limit.row_time(problem, t), *used.place)
    return np.asarray(prices.used_by_goods(used.limit)[row] > 0)
