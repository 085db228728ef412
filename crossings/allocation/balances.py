"""Rows of balance: what comes out, waits or lies is what went in and what was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crossings.allocation.kinds import (
    ALL_EXPORTED,
    BEYOND_MARKET,
    BROUGHT,
    FRESH,
    RELEASED,
    STOCKED,
)
from crossings.allocation.ledger import Key, Ledger
from crossings.limits.flows import (
    COLLECTED,
    DISCARDED,
    EXPORTED,
    HELD,
    MANIFESTED,
    MET,
    PRESENTED,
    STOCK,
    TURNED_AWAY,
    WAITING,
)
from crossings.limits.record import Kind
from crossings.problem import Floats, Problem
from crossings.problem.travel import spread


def released_trucks_are_collected(ledger: Ledger, problem: Problem) -> None:
    """1. Inbound: Σ_a y[c,g,a,t] + h[c,g,t] = h[c,g,t−1] + Σ_r (1 − refusal[r,t]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    first = problem.first_platform.tolist()
    held, collected = ledger.columns(HELD), ledger.grouped(COLLECTED, "tcg")
    presented = ledger.grouped(PRESENTED, "tcg")
    for t, c, g in _keys(presented, collected, held, later=held):
        if problem.inbound[g]:
            key = (t, c, g)
            terms = [(x, -passed[t][r]) for (_, _, _, r), x in presented.get(key, ())]
            terms += [(y, 1.0) for _, y in collected.get(key, ())]
            terms += _kept(held, key)
            ledger.equal(RELEASED, key, terms, first[c][g] if t == 0 else 0.0)


def brought(ledger: Ledger, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] + w[c,g,t] + turned_away[c,g,t] = w[c,g,t−1] + what comes.

    What comes is pipeline[c,g,t] + Σ_o (1 − loss[o,·]) · m̂[o,c,g,·], of trucks that reach c in t.
    """
    if not problem.through_corridors:
        return
    coming = _arrivals(ledger, problem, MANIFESTED, 1 - problem.corridor_loss, _of_corridor)
    waiting, turned = ledger.columns(WAITING), ledger.columns(TURNED_AWAY)
    presented = ledger.grouped(PRESENTED, "tcg")
    due = problem.due_at_crossings()
    due[0] += problem.first_yard
    for key in _keys(presented, coming, waiting, turned, later=waiting):
        if problem.inbound[key[2]]:
            terms = [(x, 1.0) for _, x in presented.get(key, ())]
            terms += _kept(waiting, key)
            terms += [(turned[key], 1.0)] if key in turned else []
            terms += [(m, -share) for m, share in coming.get(key, ())]
            ledger.equal(BROUGHT, key, terms, float(due[key]))


def stocks(ledger: Ledger, problem: Problem) -> None:
    """7. s[g,a,t] + discarded[g,a,t] = s[g,a,t−1] + what arrives − Σ_b z[g,a,b,t].

    What arrives is Σ_c (1 − loss[c,a,·]) · y[c,g,a,·], of the truckloads that get there in t. Where
    goods keep for L days, s[g,a,t] ≤ what arrived in the last ⌊L / D⌋ periods, this one included,
    and the first stock while it is no older.
    """
    due = problem.due_in_areas()
    due[0] += problem.first_stock
    discarded, met = ledger.columns(DISCARDED), ledger.grouped(MET, "tga")
    arriving = _arrivals(ledger, problem, COLLECTED, 1 - problem.route_loss, _of_route)
    stock = ledger.columns(STOCK)
    for key, s in stock.items():
        terms = _kept(stock, key)
        terms += [(y, -share) for y, share in arriving.get(key, ())]
        terms += [(discarded[key], 1.0)] if key in discarded else []
        terms += [(z, 1.0) for _, z in met.get(key, ())]
        ledger.equal(STOCKED, key, terms, float(due[key]))
        kept = problem.periods_kept(key[1])
        if kept is not None:
            recent = range(max(key[0] - kept + 1, 0), key[0] + 1)
            sums: dict[str, tuple[Any, float]] = {s.name: (s, 1.0)}
            for t in recent:
                for y, share in arriving.get((t, *key[1:]), ()):
                    before = sums.get(y.name, (y, 0.0))[1]
                    sums[y.name] = (y, before - share)
            fresh = float(sum(due[t][key[1:]] for t in recent))
            ledger.at_most(FRESH, key, sums.values(), fresh)


def exports(ledger: Ledger, problem: Problem) -> None:
    """8. Exports: Σ_b z[g,b,t] = Σ_{c,r} (1 − refusal[r,t]) · x[c,g,r,t]."""
    passed = (1 - problem.refusal).tolist()
    presented = ledger.grouped(PRESENTED, "tg")
    beyond = ledger.columns(BEYOND_MARKET)
    for (t, g), exported in ledger.grouped(EXPORTED, "tg").items():
        terms = [(z, 1.0) for _, z in exported]
        terms += [(beyond[t, g], 1.0)] if (t, g) in beyond else []
        terms += [(x, -passed[t][r]) for (_, _, _, r), x in presented.get((t, g), ())]
        ledger.equal(ALL_EXPORTED, (t, g), terms, 0)


BALANCES: Mapping[int, Callable[[Ledger, Problem], None]] = {
    1: released_trucks_are_collected,
    6: brought,
    7: stocks,
    8: exports,
}
"""By the number of the row: before the limits that follow."""


def _keys(*of: Mapping[Key, Any], later: Mapping[Key, Any]) -> Iterator[Key]:
    """Every key once, in the order of periods, and those of the period after a key of `later`."""
    after = ((t + 1, *rest) for t, *rest in later)
    found = {key: None for each in of for key in each}
    last = max((key[0] for key in found), default=-1)
    found.update((key, None) for key in after if key[0] <= last)
    return iter(found if not later else sorted(found))


def _kept(level: Mapping[Key, Any], key: Key) -> list[tuple[Any, float]]:
    """What lies at the end of a period, less what lay at its beginning."""
    t, *rest = key
    before = (t - 1, *rest)
    found = [(level[key], 1.0)] if key in level else []
    return [*found, (level[before], -1.0)] if before in level else found


def _of_corridor(key: Key) -> tuple[tuple[int, int], Key]:
    """Of a key of what is manifested: which corridor in which period, and what it comes to."""
    t, o, c, g = key
    return (t, o), (c, g)


def _of_route(key: Key) -> tuple[tuple[int, int, int], Key]:
    """Of a key of what is collected: which route in which period, and what it comes to."""
    t, c, g, a = key
    return (t, c, a), (g, a)


_WAYS = {MANIFESTED: "corridor_transit", COLLECTED: "route_transit"}


def _arrivals(
    ledger: Ledger,
    problem: Problem,
    kind: Kind,
    kept: Floats,
    parts: Callable[[Key], tuple[tuple[int, ...], Key]],
) -> dict[Key, list[tuple[Any, float]]]:
    """Columns that leave, and the share of each that arrives, by the period and place of that."""
    transit = getattr(problem, _WAYS[kind])
    ways = [(late, kept * share) for late, share in spread(transit, float(problem.days[0]))]
    tables = [(late.tolist(), share.tolist()) for late, share in ways]
    periods = len(problem.periods)
    found: dict[Key, list[tuple[Any, float]]] = {}
    for key, column in ledger.columns(kind).items():
        way, place = parts(key)
        for late, share in tables:
            t, each = key[0] + _at(late, way), _at(share, way)
            if t < periods and each > 0:
                found.setdefault((t, *place), []).append((column, each))
    return found


def _at(table: Any, place: Key) -> Any:
    for step in place:
        table = table[step]
    return table
