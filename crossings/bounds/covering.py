"""Prices raised until no column is worth more than it costs.

What a column is worth beyond its costs, times the most that it can carry, is the least by which the
bound must rise. The most is what a limit allows that the column meets: of a corridor's truckloads
of its good or of all goods, of a crossing's gate, of minutes, of contraband. The one for which that
comes to least, on a usual day, is taken.
"""

from __future__ import annotations

import numpy as np

from crossings.bounds.factors import ALWAYS, Layout
from crossings.bounds.prices import LimitPrices
from crossings.bounds.terms import PeriodTerms
from crossings.problem import Flags, Floats
from crossings.scenarios.sums import summed

BEYOND_ALL = 1e30
"""What a bound is raised by, where nothing limits what a column carries and its crossing opens.

On days on which it does not open, nothing passes, at whatever price."""


def cover_corridors(
    made: Floats, layout: Layout, terms: PeriodTerms, prices: LimitPrices, presented: Floats
) -> Floats:
    """Raise corridors' prices in `made` (N, F) until nothing manifested is worth more.

    `presented` (N, C, G) is what a truckload presented is worth. Returns what it may be worth, for
    what no limit of a corridor covers.
    """
    problem, t = terms.problem, terms.t
    open_days = problem.corridor_open_days[t]  # (O,)
    brings = problem.brings[t] & (open_days > 0)[:, None, None]  # (O, C, G)
    kept = 1 - terms.of("corridor_loss")[:, :, None, None]  # (N, O, 1, 1)
    price = (prices.corridor[:, :, None] + prices.corridor_good)[:, :, None, :]  # (N, O, 1, G)
    worth = np.where(kept > 0, kept * np.where(kept > 0, presented[:, None], 0.0), 0.0)
    excess = np.maximum(np.where(brings, worth - price, 0.0), 0.0)  # (N, O, C, G)
    of_good = excess.max(axis=2, initial=0.0)  # (N, O, G)
    by_good = summed(paid(of_good, terms.of("corridor_good_capacity")), 2)
    in_all = paid(of_good.max(axis=2, initial=0.0), terms.of("corridor_capacity"))
    least = np.minimum(by_good, in_all)  # (N, O)
    covered = np.isfinite(least)
    made[:, layout.supply] += np.where(covered, least * open_days, 0.0)
    return allowed(terms, prices, ~covered)  # what a corridor cannot cover, the crossing must


def allowed(terms: PeriodTerms, prices: LimitPrices, among: Flags | None = None) -> Floats:
    """(N, C, G) What a truckload presented may be worth by its corridors' prices.

    That is the least of the corridors `among` (N, O), or of all; inf where there is none.
    """
    problem, t = terms.problem, terms.t
    kept = 1 - terms.of("corridor_loss")[:, :, None, None]  # (N, O, 1, 1)
    price = (prices.corridor[:, :, None] + prices.corridor_good)[:, :, None, :]  # (N, O, 1, G)
    brings = problem.brings[t] & (problem.corridor_open_days[t] > 0)[:, None, None]  # (O, C, G)
    counts = brings & (kept > 0)  # (N, O, C, G)
    counts = counts if among is None else counts & among[:, :, None, None]
    may = np.full(np.broadcast_shapes(price.shape, counts.shape), np.inf)
    np.divide(price, kept, out=may, where=np.broadcast_to(counts, may.shape))
    return np.asarray(may.min(axis=1, initial=np.inf))


def cover_crossings(made: Floats, layout: Layout, terms: PeriodTerms, excess: Floats) -> None:
    """Raise prices in `made` (N, F) until nothing presented is worth more than it costs.

    `excess` (N, C, G, R) is what a truckload is worth beyond its costs, at least 0. Limits of the
    crossing come first; what they do not cover, pools or the limit on contraband may.
    """
    if not excess.any():
        return
    own = _own_ways(terms, excess).min(axis=0)  # (N, C)
    covered = np.isfinite(own)
    made[:, layout.working] += np.where(covered, own, 0.0)
    rest = np.where(covered[:, :, None, None], 0.0, excess)
    if not rest.any():
        return
    ways = _shared_ways(terms, rest)  # (1 + P, N, C)
    best, least = ways.argmin(axis=0), ways.min(axis=0)
    covered = np.isfinite(least)
    for way in range(len(ways)):
        paid = summed(np.where(covered & (best == way), least, 0.0), 1)
        made[:, ALWAYS if way == 0 else layout.pool_open_days.start + way - 1] += paid
    made[:, layout.opens] += np.where(covered, 0.0, BEYOND_ALL)


def _own_ways(terms: PeriodTerms, excess: Floats) -> Floats:
    """(1 + Q, N, C) What it comes to on a day worked to raise the price of the gate, or of minutes.

    inf where that does not cover all that is worth too much.
    """
    truck = excess * terms.of("fill")[:, None, None, :]
    ways = [paid(truck.max(axis=(2, 3), initial=0.0), terms.of("gate"))]
    own, minutes = terms.of("own_minutes"), terms.of("minutes")  # (N, C, Q), (N, G, R, Q)
    for q in range(own.shape[2]):
        rate = np.where(np.isnan(own[:, :, q]), np.inf, own[:, :, q])
        ways.append(paid(_most(excess, minutes[:, None, :, :, q]), rate))
    size = max(map(len, ways))
    return np.stack([np.broadcast_to(way, (size, way.shape[1])) for way in ways])


def _shared_ways(terms: PeriodTerms, excess: Floats) -> Floats:
    """(1 + P, N, C) Likewise of the limit on contraband in the period, or of minutes of pools."""
    problem = terms.problem
    hidden = terms.of("threat_rate")[:, :, None] * (1 - terms.of("detection"))[:, None, :]
    limit = terms.of("undetected_limit")[:, None] * terms.days  # (N, 1)
    ways = [paid(_most(excess, hidden[:, None]), limit)]
    shared, minutes = np.isnan(problem.own_minutes[terms.t]), terms.of("minutes")  # (C, Q)
    for p, q in enumerate(problem.pool_resource.tolist()):
        each = np.where(shared[:, q, None, None], minutes[:, None, :, :, q], 0.0)
        ways.append(paid(_most(excess, each), terms.of("pool_minutes")[:, p, None]))
    size = max(map(len, ways))
    return np.stack([np.broadcast_to(way, (size, excess.shape[1])) for way in ways])


def _most(excess: Floats, each: Floats) -> Floats:
    """(N, C) Price of a limit that covers all that is worth too much, of which each takes so much.

    inf where something takes nothing of it.
    """
    made = np.full(np.broadcast_shapes(excess.shape, each.shape), np.inf)
    np.divide(excess, each, out=made, where=np.broadcast_to(each > 0, made.shape))
    return np.asarray(np.where(excess > 0, made, 0.0).max(axis=(2, 3), initial=0.0))


def paid(price: Floats, rate: Floats) -> Floats:
    """Price · rate; 0 where nothing is paid, whatever the rate; inf where nothing helps."""
    size = (max(len(price), len(rate)), *price.shape[1:])
    made = np.where(np.broadcast_to(price > 0, size), np.inf, 0.0)
    np.multiply(price, rate, out=made, where=np.broadcast_to((price > 0) & (price < np.inf), size))
    return made
