"""Orders in the program of the rest of a plan: what leaves was ordered before, and may have waited.

    waits[t] = waits[t−1] + settled[t] + new[t] − left[t]        new[t] = 0 for the first periods

with `left` what leaves a corridor for a crossing, or what is presented of goods that use none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from crossings.allocation.kinds import (
    NEW_AT_CROSSING,
    NEW_ORDERS,
    ORDERS,
    ORDERS_AT_CROSSING,
    WAITS_AT_CROSSING,
    WAITS_AT_ORIGIN,
)
from crossings.allocation.ledger import Key, Ledger
from crossings.evaluation.orders import Orders, by_corridors
from crossings.limits.flows import MANIFESTED, PRESENTED
from crossings.problem import Floats, Positions, Problem

_FAMILIES = (
    (MANIFESTED, "ocg", NEW_ORDERS, WAITS_AT_ORIGIN, ORDERS),
    (PRESENTED, "cg", NEW_AT_CROSSING, WAITS_AT_CROSSING, ORDERS_AT_CROSSING),
)


def add_orders(ledger: Ledger, problem: Problem) -> None:
    """Columns and rows of what is ordered and waits."""
    straight = ~by_corridors(problem)
    for flow, axes, new, waits, row in _FAMILIES:
        leaving = ledger.grouped(flow, f"t{axes}")
        ways = dict.fromkeys(key[1:] for key in leaving)
        for way in ways:
            if flow == PRESENTED and not straight[way[-1]]:
                continue
            before: tuple[tuple[int, float], ...] = ()
            for t in range(len(problem.periods)):
                key: Key = (t, *way)
                kept = ledger.column(waits, key)
                terms = [(kept, 1.0), (ledger.column(new, key), -1.0), *before]
                terms += [(column, 1.0) for _, column in leaving.get(key, ())]
                ledger.equal(row, key, terms, 0.0)
                before = ((kept, -1.0),)


def settle_orders(
    ledger: Ledger, orders: Orders, t: int, lower: Floats, upper: Floats, columns: Floats
) -> None:
    """Fill in what is settled by period t, in bounds (S, rows) and (S, columns)."""
    corridors, crossings = np.array(orders.from_corridors), np.array(orders.at_crossings)
    corridors[:, t] += orders.waiting_at_corridors
    crossings[:, t] += orders.waiting_at_crossings
    due = {ORDERS: corridors, ORDERS_AT_CROSSING: crossings}
    for _, _, new, _, row in _FAMILIES:
        places, keys = _placed(ledger.row_places(row), len(row.axes))
        due[row][:, :t] = 0.0
        at: Any = (slice(None), *keys)
        upper[:, places] = lower[:, places] = due[row][at]
        places, keys = _placed(ledger.columns(new), len(new.axes))
        settled = places[keys[0] < t + orders.ahead]
        columns[:, settled] = 0.0


def _placed(found: Mapping[Key, int], axes: int) -> tuple[Positions, tuple[Positions, ...]]:
    keys = np.array(list(found), dtype=np.intp).reshape(len(found), axes)
    return np.array(list(found.values()), dtype=np.intp), tuple(keys.T)
