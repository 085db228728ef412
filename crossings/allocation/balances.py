"""Rows of balance: what comes out, waits or lies is what went in and what was there before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from crossings.allocation.entries import Part, at_keys, once_each, part, rows_of
from crossings.allocation.kinds import (
    ALL_EXPORTED,
    BEYOND_MARKET,
    BROUGHT,
    FRESH,
    RELEASED,
    STOCKED,
)
from crossings.allocation.ledger import Ledger
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
    t, _, g, r = ledger.keys(PRESENTED).T
    presented = part(ledger, PRESENTED, "tcg", -(1 - problem.refusal)[t, r])
    inbound = [presented.those(problem.inbound[g]), part(ledger, COLLECTED, "tcg", 1.0)]
    first = np.zeros((len(problem.periods), *problem.first_platform.shape))
    first[0] = problem.first_platform
    _balance(ledger, RELEASED, inbound, HELD, first)


def brought(ledger: Ledger, problem: Problem) -> None:
    """6. Σ_r x[c,g,r,t] + w[c,g,t] + turned_away[c,g,t] = w[c,g,t−1] + what comes.

    What comes is pipeline[c,g,t] + Σ_o (1 − loss[o,·]) · m̂[o,c,g,·], of trucks that reach c in t.
    """
    if not problem.through_corridors:
        return
    presented = part(ledger, PRESENTED, "tcg", 1.0)
    coming = _arriving(ledger, problem, MANIFESTED)
    turned = part(ledger, TURNED_AWAY, "tcg", 1.0)
    due = problem.due_at_crossings()
    due[0] += problem.first_yard
    parts = [each.those(problem.inbound[each.keys[:, 2]]) for each in (presented, *coming, turned)]
    _balance(ledger, BROUGHT, parts, WAITING, due)


def stocks(ledger: Ledger, problem: Problem) -> None:
    """7. s[g,a,t] + discarded[g,a,t] = s[g,a,t−1] + what arrives − Σ_b z[g,a,b,t].

    What arrives is Σ_c (1 − loss[c,a,·]) · y[c,g,a,·], of the truckloads that get there in t. Where
    goods keep for L days, s[g,a,t] ≤ what arrived in the last ⌊L / D⌋ periods, this one included,
    and the first stock while it is no older.
    """
    due = problem.due_in_areas()
    due[0] += problem.first_stock
    arriving = list(_arriving(ledger, problem, COLLECTED))
    let_go, met = part(ledger, DISCARDED, "tga", 1.0), part(ledger, MET, "tga", 1.0)
    _balance(ledger, STOCKED, [*arriving, let_go, met], STOCK, due)

    kept = np.array([problem.periods_kept(g) or 0 for g in range(len(problem.goods))])
    spoils = np.isfinite(problem.shelf_life)
    stock = part(ledger, STOCK, "tga", 1.0)
    parts, fresh = [stock.those(spoils[stock.keys[:, 1]])], np.zeros_like(due)
    for before in range(min(len(due), int(kept[spoils].max(initial=0)))):
        recent = spoils & (before < kept)
        fresh[before:, recent] += due[: len(due) - before, recent]
        for each in (_later(arrived, before) for arrived in arriving):
            there = recent[each.keys[:, 1]] & (each.keys[:, 0] < len(problem.periods))
            parts.append(each.those(there))
    rows = once_each(rows_of(parts, due.shape, sorted_by_key=True))
    bound = at_keys(fresh, rows.keys)
    ledger.add_rows(FRESH, rows.keys, rows.entries, np.full(len(bound), -np.inf), bound)


def exports(ledger: Ledger, problem: Problem) -> None:
    """8. Exports: Σ_b z[g,b,t] = Σ_{c,r} (1 − refusal[r,t]) · x[c,g,r,t]."""
    t, _, g, r = ledger.keys(PRESENTED).T
    presented = part(ledger, PRESENTED, "tg", -(1 - problem.refusal)[t, r])
    parts = [part(ledger, EXPORTED, "tg", 1.0), part(ledger, BEYOND_MARKET, "tg", 1.0)]
    rows = rows_of(
        [*parts, presented.those(~problem.inbound[g])],
        problem.export_need.shape,
        sorted_by_key=True,
    )
    nothing = np.zeros(len(rows.keys))
    ledger.add_rows(ALL_EXPORTED, rows.keys, rows.entries, nothing, nothing)


BALANCES: Mapping[int, Callable[[Ledger, Problem], None]] = {
    1: released_trucks_are_collected,
    6: brought,
    7: stocks,
    8: exports,
}
"""By the number of the row: before the limits that follow."""


def _balance(ledger: Ledger, kind: Kind, parts: Sequence[Part], level: Kind, due: Floats) -> None:
    """Rows Σ parts + level[t] − level[t−1] = due, up to the last period with any column."""
    now = part(ledger, level, kind.axes, 1.0)
    last = max((each.keys[:, 0].max(initial=-1) for each in (*parts, now)), default=-1)
    before = _later(now, 1)
    before = before.those(before.keys[:, 0] <= last)
    taken = Part(before.keys, before.places, -before.values)
    rows = rows_of([*parts, now, taken], due.shape, sorted_by_key=True)
    bound = at_keys(due, rows.keys)
    ledger.add_rows(kind, rows.keys, rows.entries, bound, bound)


def _later(some: Part, periods: int) -> Part:
    """The same in rows so many periods later."""
    keys = some.keys.copy()
    keys[:, 0] += periods
    return Part(keys, some.places, some.values)


_WAYS = {MANIFESTED: ("to", "tcg", "corridor"), COLLECTED: ("tca", "tga", "route")}
"""Axes of the ways of what leaves, those of where it arrives, and the ways' name."""


def _arriving(ledger: Ledger, problem: Problem, kind: Kind) -> Iterator[Part]:
    """Columns that leave, and less the share of each that arrives, by when and where that is."""
    along, place, way = _WAYS[kind]
    kept = 1 - getattr(problem, f"{way}_loss")
    leaving = part(ledger, kind, place, 0.0)
    at = tuple(part(ledger, kind, along, 0.0).keys.T)
    for late, share in spread(getattr(problem, f"{way}_transit"), float(problem.days[0])):
        keys, arrives = leaving.keys.copy(), (kept * share)[at]
        keys[:, 0] += late[at]
        there = (keys[:, 0] < len(problem.periods)) & (arrives > 0)
        yield Part(keys, leaving.places, -arrives).those(there)
