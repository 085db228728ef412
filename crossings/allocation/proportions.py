"""U: what everything in proportion would carry, by which the last aim tells ways and days apart.

    U = N[g] · open days · shares        N[g] = Σ_a max_t need[g,a,t]

in truckloads a period. An entry's shares are its corridor's by cap, its crossing's by what gate and
own resources let pass in an open day with the good's quickest regime, its area's by need, its
regime's evenly. A cap that is not there counts as the need of all goods a day. Shares are of all
corridors that bring a good, and of all crossings that some regime lets it through, open or not; so
whatever is split in two of half the size leaves all others what they had.
"""

from __future__ import annotations

import numpy as np

from crossings.limits import Kind
from crossings.limits.flows import COLLECTED, DISCARDED, MANIFESTED, PRESENTED, TURNED_AWAY
from crossings.problem import Flags, Floats, Problem

_LEAST = 1e-4
"""Share of the good's need in a period that U is at least; of a truckload a day without need."""


def proportions(problem: Problem) -> dict[Kind, Floats]:
    """U of each flow, with the axes of its columns; more than 0."""
    need = _need(problem)  # (G,)
    least = _LEAST * np.where(need > 0, need, 1.0)[:, None] * problem.days  # (G, T)
    crossings = _crossing_shares(problem)  # (T, C, G)
    opens = problem.crossing_open_days[:, :, None]  # (T, C, 1)
    by_crossing = need * crossings * opens  # (T, C, G)
    regimes = problem.usable / np.maximum(problem.usable.sum(axis=3, keepdims=True), 1)
    areas = problem.need.max(axis=0, initial=0.0) / np.where(need > 0, need, 1.0)[:, None]  # (G, A)
    corridors = _corridor_shares(problem)[:, :, None, :] * crossings[:, None]  # (T, O, C, G)
    supplied = problem.corridor_open_days[:, :, None, None]
    found = {
        MANIFESTED: need * corridors * supplied,
        PRESENTED: by_crossing[..., None] * regimes,
        COLLECTED: (need * crossings)[..., None] * problem.route_open_days[:, :, None] * areas,
        TURNED_AWAY: by_crossing,
        DISCARDED: (need[:, None] * areas) * problem.days[:, None, None],
    }
    floor = least.T[:, None, :]  # (T, 1, G)
    floors = {
        MANIFESTED: floor[:, None], PRESENTED: floor[..., None], COLLECTED: floor[..., None],
        TURNED_AWAY: floor, DISCARDED: least.T[..., None],
    }  # fmt: skip
    return {kind: np.maximum(size, floors[kind]) for kind, size in found.items()}


def _need(problem: Problem) -> Floats:
    """(G,) Truckloads a day: of each area its greatest, summed; of an export its market's."""
    areas = problem.need.max(axis=0, initial=0.0).sum(axis=1)
    return np.asarray(areas + problem.export_need.max(axis=0, initial=0.0))


def _crossing_shares(problem: Problem) -> Floats:
    """(T, C, G) Of what all crossings let pass of a good in an open day."""
    fill = problem.fill[:, None, None, :]  # (T, 1, 1, R)
    most = np.broadcast_to(problem.gate[:, :, None, None] * fill, problem.usable.shape).copy()
    for q in range(len(problem.resources)):
        own = problem.own_minutes[:, :, q]  # (T, C) inf: unknown; nan: not its own
        minutes = problem.minutes[:, None, :, :, q]  # (T, 1, G, R)
        known = np.isfinite(own)[:, :, None, None] & (minutes > 0)
        through = np.full(most.shape, np.inf)
        there = np.where(np.isfinite(own), own, 0.0)[:, :, None, None]
        np.divide(there, minutes, out=through, where=known)
        np.minimum(most, through, out=most)
    quickest = np.where(problem.usable, most, 0.0).max(axis=3, initial=0.0)  # (T, C, G)
    return _shares(quickest, np.asarray(problem.usable.any(axis=3)), problem)


def _corridor_shares(problem: Problem) -> Floats:
    """(T, O, G) Of what all corridors bring of a good in an open day."""
    caps = np.minimum(problem.corridor_capacity[:, :, None], problem.corridor_good_capacity)
    return _shares(caps, np.asarray(problem.brings.any(axis=2)), problem)


def _shares(caps: Floats, there: Flags, problem: Problem) -> Floats:
    """(T, sites, G) Each one's share of the caps of all that are there."""
    everything = float(_need(problem).sum())
    caps = np.where(there, np.where(np.isfinite(caps), caps, everything), 0.0)
    whole = caps.sum(axis=1, keepdims=True)
    return np.asarray(caps / np.where(whole > 0, whole, 1.0))
