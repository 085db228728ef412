"""Prices of state: what a truckload is worth that waits, lies on a platform or is in stock.

With these, the program falls apart by period: whatever is there at the end of one period is worth
so much to the next. Any such prices ≥ 0 will do for a bound, as long as nothing gains by being
kept:

    price[t + 1] ≤ price[t] + room[t] + fresh[t]

where `room` is the price of room of which there is only so much, and `fresh` that of the row by
which goods keep for a while. Where room has no limit, the price of state never rises. At the end
stock is worth `left` as far as it is to be left, and what is to be left is owed at that price:

    left[g,a] ≤ stock[g,a,T−1] + room[a,T−1] + fresh[g,a,T−1]
    left[g,a] ≤ priority[g] · area_weight[a] · weight[0]

What arrives after some days is worth what it is worth by then, and fresh for a while:

    arriving[g,a,t] = stock[g,a,t] + Σ_τ fresh[g,a,τ]   over the periods that it keeps, from t on
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from crossings.limits import Kind, Limit, limits_of, of_levels
from crossings.limits.flows import COLLECTED, HELD, MANIFESTED, PRESENTED, STOCK, WAITING
from crossings.limits.record import Horizon
from crossings.problem import Flags, Floats, Problem
from crossings.problem.places import over_platforms, through_yards
from crossings.problem.travel import spread
from crossings.scenarios import Scenarios
from crossings.scenarios.period import PeriodTerms


@dataclass(frozen=True, eq=False)
class States:
    """Prices of state by period, objective per truckload, all ≥ 0."""

    problem: Problem
    prices: Mapping[Kind, Floats]
    """(T, *axes) Of each level: what waits, what is held, what is in stock."""
    fresh: Floats  # (T, G, A)
    left: Floats  # (G, A) of what is to be left at the end
    rooms: Mapping[Limit, Floats] = field(default_factory=dict)
    """(T, *place) Prices of room."""

    @property
    def stock(self) -> Floats:
        """(T, G, A)."""
        return self.prices[STOCK]

    @cached_property
    def arriving(self) -> Floats:
        """(T, G, A) What a truckload is worth that arrives in an area in a period."""
        made = self.stock.copy()
        for g in np.flatnonzero(self.fresh.any(axis=(0, 2))).tolist():
            kept = self.problem.periods_kept(g)
            for t in range(len(made)):
                made[t, g] += self.fresh[t : t + (kept or 0), g].sum(axis=0)
        return made

    @cached_property
    def _places(self) -> tuple[Flags, Flags]:
        return through_yards(self.problem), over_platforms(self.problem)

    def at(self, t: int) -> PeriodStates:
        """Those of one period, with what travels priced by when it arrives."""
        days, problem = float(self.problem.days[0]), self.problem
        waiting = self.prices[WAITING]
        return PeriodStates(
            self.stock[t],
            later(self.arriving, problem.route_transit[t][:, None, :], t, days),
            later(waiting, problem.corridor_transit[t][:, None, None], t, days),
            waiting[t],
            self.prices[HELD][t],
            *self._places,
        )

    def of_the_start(self, scenarios: Scenarios | None = None) -> Floats:
        """(1 or S,) What is there, on the way, and room, are worth in all, less what is owed."""
        changed = {} if scenarios is None else scenarios.changed
        problem = self.problem

        def of(name: str) -> Any:
            return changed.get(name, getattr(problem, name)[None])

        on_the_way = of("on_the_way")
        first = {STOCK: of("first_stock"), WAITING: of("first_yard"), HELD: of("first_platform")}
        total = np.zeros(1)
        for kind, there in first.items():
            price = self.arriving if kind == STOCK else self.prices[kind]
            total = total + _summed(price[0] * there)
        due = problem.due_at_crossings(on_the_way)
        total = total + _summed(self.prices[WAITING] * due)
        total = total + _summed(self.arriving * problem.due_in_areas(on_the_way))
        for limit, price in self.rooms.items():
            (name,) = limit.moved_by
            total = total + _summed(price * np.where(price > 0, of(name), 0.0))
        worth = PeriodTerms(problem, 0, scenarios).first_worth  # (1 or S, G, A)
        return np.asarray(total - _summed(np.minimum(self.left, worth) * of("last_stock")))


@dataclass(frozen=True, eq=False)
class PeriodStates:
    """Prices of state in one period; where nothing may wait or lie, its price says nothing.

    Those of several paths have an axis N in front, one for each vector of prices of limits.
    """

    stock: Floats  # (G, A) a truckload in stock at its end
    onward: Floats  # (C, G, A) one collected, and not lost, for an area
    coming: Floats  # (O, C, G) one that sets out for a crossing, and is not lost
    waiting: Floats  # (C, G) one that is there to be inspected
    held: Floats  # (C, G) one that is released
    in_yard: Flags  # (C, G) where trucks may wait, or come later than they set out
    on_platform: Flags  # (C, G) where what is released may lie


def repeated(states: Sequence[PeriodStates], sizes: Sequence[int]) -> PeriodStates:
    """Prices of several paths, each as often as it has vectors of prices of limits."""

    def of(name: str) -> Floats:
        return np.repeat(np.stack([getattr(each, name) for each in states]), sizes, axis=0)

    return PeriodStates(
        of("stock"),
        of("onward"),
        of("coming"),
        of("waiting"),
        of("held"),
        states[0].in_yard,
        states[0].on_platform,
    )


def worth_by_states(terms: PeriodTerms, states: PeriodStates) -> dict[Kind, Floats]:
    """(N, *axes) What a truckload of a flow brings to be there, less what it takes away."""
    yard, platform = states.in_yard, states.on_platform
    released = (1 - terms.of("refusal"))[:, None, None, :]  # (N, 1, 1, R)
    taken = np.where(yard, states.waiting, 0.0)[..., None]  # (C, G, 1)
    held = np.where(platform, states.held, 0.0)[..., None]
    return {
        MANIFESTED: (1 - terms.of("corridor_loss"))[:, :, None, None] * (states.coming * yard),
        PRESENTED: released * held - taken,
        COLLECTED: (1 - terms.of("route_loss"))[:, :, None, :] * states.onward - held,
    }


def none_priced(problem: Problem) -> States:
    """States of which nothing is worth anything."""
    sizes = {"t": len(problem.periods), "c": len(problem.crossings), "g": len(problem.goods),
             "a": len(problem.areas)}  # fmt: skip
    prices = {kind: np.zeros([sizes[x] for x in kind.axes]) for kind in (STOCK, WAITING, HELD)}
    stock = prices[STOCK]
    return States(problem, prices, np.zeros_like(stock), np.zeros(stock.shape[1:]))


def consistent(
    problem: Problem, prices: Mapping[Kind, Floats], fresh: Floats, left: Floats
) -> States:
    """Prices near those given under which nothing gains by being kept: room is priced for it."""
    rooms: dict[Limit, Floats] = {}
    made: dict[Kind, Floats] = {}
    for kind, given in prices.items():
        price = np.maximum(given, 0.0)
        extra = fresh if kind == STOCK else np.zeros_like(price)
        limits = [
            x for x in limits_of(problem)
            if of_levels(x) and x.sense == "at most" and not x.missable and x.takes[0].flow == kind
        ]  # fmt: skip
        limited = np.zeros(price.shape, dtype=bool)
        for limit in limits:
            limited |= _along(kind, limit, np.isfinite(limit.rate(Horizon(problem))))
        for t in range(len(price) - 1):
            no_more = np.minimum(price[t + 1], price[t] + extra[t])
            price[t + 1] = np.where(limited[t], price[t + 1], no_more)
        last: Floats = np.zeros(price.shape[1:])
        if kind == STOCK:
            last = left = np.where(limited[-1], left, np.minimum(left, price[-1] + extra[-1]))
        gains = np.maximum(np.concatenate([price[1:], last[None]]) - price - extra, 0.0)
        for limit in limits:
            beside = tuple(n for n, x in enumerate(kind.axes) if x not in limit.axes)
            room = np.isfinite(limit.rate(Horizon(problem)))
            rooms[limit] = np.where(room, gains.max(axis=beside, initial=0.0), 0.0)
        made[kind] = price
    return States(problem, made, np.maximum(fresh, 0.0), left, rooms)


def _along(kind: Kind, limit: Limit, there: Flags) -> Flags:
    """(T, *axes) Places of a limit, along the axes of what lies there; 1 long where it has none."""
    sizes = dict(zip(limit.axes, there.shape, strict=True))
    return there.reshape([sizes.get(letter, 1) for letter in kind.axes])


def later(prices: Floats, transit: Floats, t: int, days: float) -> Floats:
    """What a truckload is worth that leaves in period t, at prices (T, …) of when it arrives.

    `transit` has the axes of where it leaves in front of, or among, those of where it gets to.
    """
    made: Floats = np.zeros(np.broadcast_shapes(transit.shape, prices.shape[1:]))
    if not transit.any():
        return np.asarray(made + prices[t])
    for late, share in spread(transit, days):
        for after in np.unique(late).tolist():
            if t + after < len(prices):
                made = made + np.where(late == after, share * prices[t + after], 0.0)
    return made


def _summed(values: Floats) -> Floats:
    """(S,) Sums over all axes but the first, which is S or 1."""
    return np.asarray(values.reshape(len(values), -1).sum(axis=1))
