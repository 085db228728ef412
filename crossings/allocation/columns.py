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
    there = {
        PRESENTED: problem.usable & crossing_open[:, :, None, None],
        MANIFESTED: leaves & problem.through_corridors,
        COLLECTED: collects[..., None] & open_routes[:, :, None, :],  # (T, C, G, A)
        WAITING: waits,
        TURNED_AWAY: turned,
        HELD: lies,
    }
    keys = [np.argwhere(each) for each in there.values()]
    rank = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
    period = np.concatenate([each[:, 0] for each in keys])
    families = [(kind, each, None) for kind, each in zip(there, keys, strict=True)]
    ledger.add_columns(families, np.lexsort((rank, period)))


def need_columns(ledger: Ledger, problem: Problem) -> None:
    """S, z and what is discarded. Row 8, inbound: z ≤ (up_to[b] − up_to[b−1]) · need · D[t]."""
    inbound = problem.inbound[:, None]  # (G, 1)
    places = np.broadcast_to(inbound, problem.needed.shape)  # (T, G, A)
    widths = problem.band_width
    met = problem.needed[..., None] * widths  # (T, G, A, B)
    wanted = (places & (problem.needed > 0))[..., None] & (widths >= 0)
    taken = problem.export_needed[..., None] * widths  # (T, G, B)
    exported = np.broadcast_to(~inbound, taken.shape)
    families = [
        (STOCK, np.argwhere(places), None),
        (DISCARDED, np.argwhere(places & may_be_discarded(problem)), None),
        (MET, np.argwhere(wanted), met[wanted]),
        (EXPORTED, np.argwhere(exported), taken[exported]),
    ]
    # Of a period first what areas get, place by place, then what markets take.
    count = [len(keys) for _, keys, _ in families]
    rank = np.repeat(np.arange(len(families)), count)
    of_market = rank == len(families) - 1
    period, good = (np.concatenate([keys[:, at] for _, keys, _ in families]) for at in (0, 1))
    area = np.concatenate([*(keys[:, 2] for _, keys, _ in families[:-1]), np.zeros(count[-1], int)])
    ledger.add_columns(families, np.lexsort((rank, area, good, of_market, period)))


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
