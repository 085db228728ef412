"""The columns of the program: one only where something can pass, wait or lie.

Not on days a crossing or a corridor stays closed, and y only where some regime passes the good at
the crossing, or some may lie on its platform. Every other y would be 0 by row 1. Trucks are turned
away, and goods discarded, only where what the plan does not decide may find no room: anything else
that was let go had better never been sent.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.limits import further_limits, limits_of
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
from crossings.problem import Flags, Problem


def flow_columns(ledger: Ledger, problem: Problem) -> None:
    """m̂, x and y, w, h and what is turned away, of every period."""
    crossing_open = problem.crossing_open_days > 0  # (T, C)
    corridor_open = problem.corridor_open_days > 0  # (T, O)
    passes = problem.usable.any(axis=3) & problem.inbound  # (T, C, G)
    opens = passes & crossing_open[:, :, None]
    lies = may_lie(problem)
    may_come = came(problem)
    waits = (problem.yard > 0)[:, :, None] & may_come  # (T, C, G)
    turned = may_come & may_be_turned_away(problem)
    travels = (problem.corridor_transit > 0)[:, :, None, None]  # (T, O, 1, 1)
    waits_there = (problem.yard > 0)[:, None, :, None]  # (T, 1, C, 1)
    leaves = np.where(travels | waits_there, passes[:, None], opens[:, None])
    leaves &= problem.brings & corridor_open[:, :, None, None]  # (T, O, C, G)
    held_before = np.concatenate([(problem.first_platform > 0)[None], lies[:-1]])
    collects = opens | held_before
    open_routes = problem.reaches & (problem.route_open_days > 0)  # (T, C, A)
    collects = collects[..., None] & open_routes[:, :, None, :]  # (T, C, G, A)
    for t in range(len(problem.periods)):
        admitted = problem.usable[t] & crossing_open[t][:, None, None]
        for key in np.argwhere(admitted).tolist():
            ledger.column(PRESENTED, (t, *key))
        for key in np.argwhere(leaves[t]).tolist() if problem.through_corridors else ():
            ledger.column(MANIFESTED, (t, *key))
        for key in np.argwhere(collects[t]).tolist():
            ledger.column(COLLECTED, (t, *key))
        for kind, there in ((WAITING, waits), (TURNED_AWAY, turned), (HELD, lies)):
            for key in np.argwhere(there[t]).tolist():
                ledger.column(kind, (t, *key))


def need_columns(ledger: Ledger, problem: Problem) -> None:
    """S, z and what is discarded. Row 8, inbound: z ≤ (up_to[b] − up_to[b−1]) · need · D[t]."""
    inbound = np.flatnonzero(problem.inbound).tolist()
    exports = np.flatnonzero(~problem.inbound).tolist()
    bands = list(enumerate(problem.band_width.tolist()))
    needed, export_needed = problem.needed.tolist(), problem.export_needed.tolist()
    let_go = may_be_discarded(problem)
    for t in range(len(problem.periods)):
        for g in inbound:
            for a in range(len(problem.areas)):
                ledger.column(STOCK, (t, g, a))
                if let_go[t, g, a]:
                    ledger.column(DISCARDED, (t, g, a))
                for b, width in bands if needed[t][g][a] > 0 else ():
                    ledger.column(MET, (t, g, a, b), width * needed[t][g][a])
        for g in exports:
            for b, width in bands:
                ledger.column(EXPORTED, (t, g, b), width * export_needed[t][g])


def came(problem: Problem) -> Flags:
    """(T, C, G) Where trucks of a good may have come by the end of a period."""
    brings = problem.brings & (problem.corridor_open_days > 0)[:, :, None, None]
    comes = brings.any(axis=1) | (problem.due_at_crossings() > 0)
    comes[0] |= problem.first_yard > 0
    return np.logical_or.accumulate(comes, axis=0)


def may_lie(problem: Problem) -> Flags:
    """(T, C, G) Where released goods may lie at the end of a period."""
    released = problem.usable.any(axis=3) & problem.inbound
    released[0] |= problem.first_platform > 0
    return np.asarray(
        np.logical_or.accumulate(released, axis=0) & (problem.platform > 0)[:, :, None]
    )


def may_be_turned_away(problem: Problem) -> Flags:
    """(T, C, G) Where trucks that no plan can keep back may find no room by and by.

    Of what travels, a part may come when it can be inspected, and the rest when it cannot. A floor
    on what leaves its origin may send trucks for its own sake.
    """
    finite = np.logical_or.accumulate(np.isfinite(problem.yard)[::-1], axis=0)[::-1]  # (T, C)
    travels = (problem.corridor_transit > 0)[:, :, None, None] & problem.brings
    forced = (problem.due_at_crossings() > 0).any(axis=0) | (problem.first_yard > 0)  # (C, G)
    forced = forced | travels.any(axis=(0, 1))
    asked = any(
        limit.is_floor and taking.flow == MANIFESTED
        for limit in limits_of(problem)
        for taking in limit.takes
    )
    return finite[:, :, None] & (forced | (asked & problem.through_corridors)) & problem.inbound


def may_be_discarded(problem: Problem) -> Flags:
    """(T, G, A) Where goods may find no room in an area by and by, or grow too old there."""
    finite = np.logical_or.accumulate(np.isfinite(problem.store)[::-1], axis=0)[::-1]  # (T, A)
    bounded = any(
        limit.sense == "at most" and taking.flow == STOCK
        for limit in further_limits(problem)
        for taking in limit.takes
    )
    return finite[:, None, :] | np.isfinite(problem.shelf_life)[:, None] | bounded
