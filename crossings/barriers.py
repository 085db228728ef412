"""Why a good gets less than its need: what stops it at each crossing, by the prices of the plan.

In a best plan one truckload more of an unmet good costs, on every way it could take, at least what
it is worth. What costs most on a crossing's cheapest way is what stops it there. Where goods that
are worth more for what they take use it up, the good is outbid; where none but itself does, it is
simply full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.limits import Kind, Limit, limits_of, takings_at
from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.limits.record import Place, Reason
from crossings.plan import Plan
from crossings.problem import Flags, Named, Problem

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
    "no route": "no crossing that admits it has a route there",
    "no corridor": "no corridor brings it to a crossing with a route there",
    "closed": "every crossing that could pass it stays closed",
    "here closed": "the corridor that brings it is closed",
}
"""What stops a good everywhere, or where its corridor is closed, in words."""


def reasons(problem: Problem) -> dict[str, Reason]:
    """Everything that can stop a good, by its id."""
    of_limits = (limit.reason for limit in limits_of(problem))
    found = [Reason(name, text) for name, text in REASONS.items()]
    return {each.id: each for each in (*found, *of_limits) if each is not None}


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
    asked = np.zeros(len(plan.problem.goods), dtype=bool)
    for limit in limits_of(plan.problem):
        if limit.is_floor and "g" in limit.axes:
            beside = tuple(at for at, letter in enumerate(limit.axes) if letter != "g")
            asked |= plan.prices.of(limit).any(axis=beside)
    return asked


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


def _at_crossing(plan: Plan, g: int, c: int, unmet: Flags) -> Iterator[Barrier]:
    """What stops a good at a crossing with a way for it, over the periods with unmet need."""
    counted: Counter[_Used] = Counter()
    users: dict[_Used, Flags] = {}
    for t in np.flatnonzero(unmet.any(axis=1)).tolist():
        costs = _costs(plan, t, c, g, np.flatnonzero(unmet[t]).tolist())
        dearest = max(costs, key=lambda each: costs[each])
        if costs[dearest] > 0:
            counted[dearest] += 1
            there = users.setdefault(dearest, np.zeros(len(plan.problem.goods), dtype=bool))
            there |= _goods_that_use(plan, t, c, dearest)
    asked = _asked_for(plan)
    export = plan.problem.goods[g].is_export
    areas = () if export else tuple(np.flatnonzero(unmet.any(axis=0)).tolist())
    for used, periods in counted.most_common():
        others = [n for n in np.flatnonzero(users[used]).tolist() if n != g]
        others.sort(key=lambda n: -plan.problem.priority[n])
        held = tuple(n for n in others if asked[n])
        name = _name(plan.problem, used)
        yield Barrier(g, areas, c, used.reason, name, periods, tuple(others), held)


@dataclass(frozen=True)
class _Used:
    """What is used up: one place of a limit, or a corridor that is closed."""

    reason: str
    limit: Limit | None = None
    place: Place = ()


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


def _costs(plan: Plan, t: int, c: int, g: int, areas: Sequence[int]) -> dict[_Used, float]:
    """What a truckload more would cost on the crossing's cheapest way, limit by limit."""
    problem = plan.problem
    at = {"t": t, "c": c, "g": g}
    regimes = np.flatnonzero(problem.usable[t, c, g]).tolist()
    inspected = (_taken(plan, PRESENTED, {**at, "r": r}) for r in regimes)
    costs = min(inspected, key=lambda each: sum(each.values()))
    if problem.goods[g].is_export:
        return costs
    if problem.through_corridors:
        brought = np.flatnonzero(problem.brings[t, :, c, g]).tolist()
        shut = problem.corridor_open_days[t] == 0
        left = {}
        for o in brought:
            kept = max(1 - float(problem.corridor_loss[t, o]), _UNMET)
            mine = _taken(plan, MANIFESTED, {**at, "o": o})
            left[o] = {used: cost / kept for used, cost in mine.items()}
        o = min(brought, key=lambda o: (shut[o], sum(left[o].values())))
        if shut[o]:
            return {_Used("here closed"): np.inf}
        costs = _added(costs, left[o])
    after = (_taken(plan, COLLECTED, {**at, "a": a}) for a in areas)
    return _added(costs, min(after, key=lambda each: sum(each.values())))


def _added(one: dict[_Used, float], other: dict[_Used, float]) -> dict[_Used, float]:
    return {used: one.get(used, 0.0) + other.get(used, 0.0) for used in {**one, **other}}


def _taken(plan: Plan, flow: Kind, at: dict[str, int]) -> dict[_Used, float]:
    """What a truckload of a flow costs at the prices of the limits that it takes of."""
    costs: dict[_Used, float] = {}
    for limit in limits_of(plan.problem):
        if limit.reason is None or limit.is_floor:
            continue
        sign = 1.0 if limit.sense == "at most" else -1.0
        for place, amount in takings_at(limit, plan.problem, flow, at):
            row = (*limit.row_time(plan.problem, at["t"]), *place)
            price = float(plan.prices.of(limit)[row])
            used = _used(limit, place)
            costs[used] = costs.get(used, 0.0) + sign * amount * price
    return costs


def _goods_that_use(plan: Plan, t: int, c: int, used: _Used) -> Flags:
    """(G,) Goods of the plan that take of a limit in a period."""
    if used.limit is None or "g" in used.limit.places:
        return np.zeros(len(plan.problem.goods), dtype=bool)
    row = (*used.limit.row_time(plan.problem, t), *used.place)
    return np.asarray(plan.used_by_goods(used.limit)[row] > 0)
