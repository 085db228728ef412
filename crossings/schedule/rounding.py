"""Whole trucks whose sums stay near a plan's, from the first day to any other.

Every crossing presents a whole number of trucks next to what it has presented in the plan by then,
above rather than below: stores that run dry cost more than trucks that are early. Which trucks
these are is chosen day by day: those that bring sums nearest to their own,

    Σ_f weight[f] · ((d[f] − EARLY)² + STEEP · max(0, |d[f]| − room[f])²)  as little as can be,

with d[f] the trucks scheduled by then beyond those of the plan, for sums f over lines: of a good at
a crossing, to an area, of a route, of a corridor, and of every line by itself. What waits from
before the first day, or is on its way then, is not there earlier than it comes: of its sums every
truck beyond that weighs more than all else.

Of a crossing in all they stay within a truck of the plan by construction. Whether the other sums
keep their `BOUNDS` is looked at: where one does not, days are chosen again with more trucks moved
from line to line, and of all that was tried that is taken which strays least: crossings, goods and
areas first, lines last.
"""

from __future__ import annotations

import numpy as np

from crossings.arrays import Floats, Positions
from crossings.schedule.lines import NOTHING, Lines

LINE = ("corridor", "crossing", "good", "regime", "area")
BOUNDS = {
    "crossing": (("crossing",), 1.0),
    "crossing_good": (("crossing", "good"), 2.0),
    "good_area": (("good", "area"), 2.0),
    "line": (LINE, 2.0),
}
"""Sums by what they are over, and the most trucks that they may stray; the last gives first."""


def furthest(lines: Lines, trucks: Positions) -> dict[str, float]:
    """The most trucks by which a sum of each kind is off the plan's by the end of any day.

    `trucks` are (T, N).
    """
    return {name: _furthest(lines, trucks, axes) for name, (axes, _) in BOUNDS.items()}


def _furthest(lines: Lines, trucks: Positions, axes: tuple[str, ...]) -> float:
    number, place = numbered(lines, axes)
    off = np.zeros((number, len(trucks)))
    np.add.at(off, place, (trucks - lines.trucks).T)
    return float(np.abs(np.cumsum(off, axis=1)).max(initial=0.0))


def numbered(lines: Lines, axes: tuple[str, ...]) -> tuple[int, Positions]:
    """How many sums over some axes there are, and (N,) in which of them each line is."""
    rows = np.stack([getattr(lines, axis) for axis in axes], axis=1)
    found, place = np.unique(rows, axis=0, return_inverse=True)
    return len(found), place.reshape(-1)


_STEEP = 100.0
_SUMS = (
    (("crossing",), 6.0, 1.0),
    (("crossing", "good"), 3.0, 1.2),
    (("good", "area"), 4.0, 1.2),
    (("crossing", "area"), 2.0, 1.0),
    (("corridor",), 2.0, 1.0),
    (("corridor", "good"), 1.0, 1.0),
    (("crossing", "good", "area"), 0.5, 1.2),
    (("crossing", "good", "regime"), 0.5, 1.2),
    (("corridor", "crossing", "good"), 0.5, 1.2),
    (("corridor", "crossing", "good", "regime", "area"), 6.0, 1.4),
)
"""Which sums are kept near the plan's, what each weighs, and how many trucks off it weighs more."""
_MISSING = 1e6
"""Weight of a truck that is not there yet."""
_EARLY = 0.5
"""Trucks that sums are to be ahead of the plan's."""
_FROM = (8, 40, 400)
"""Lines from which a truck is moved to another, at a time: of each time that days are chosen."""
_MOVES = 200
"""How often a truck of a day is moved at most."""


def whole_trucks(lines: Lines) -> Positions:
    """(T, N) Trucks of each line on each day."""
    best, least = None, None
    for moved_from in _FROM:
        made = _chosen(lines, moved_from)
        far = furthest(lines, made)
        beyond = [max(0.0, far[name] - most - _ROUNDING) for name, (_, most) in BOUNDS.items()]
        if least is None or beyond < least:
            best, least = made, beyond
        if not any(least):
            break
    assert best is not None
    return best


def _chosen(lines: Lines, moved_from: int) -> Positions:
    """(T, N) Trucks of each line on each day, moved from so many lines at a time."""
    made = np.zeros(lines.trucks.shape, dtype=np.intp)
    sums = _Sums(lines, moved_from)
    flow_so_far, sent = np.zeros(sums.crossings), np.zeros(sums.crossings, dtype=np.intp)
    for t, flows in enumerate(lines.trucks):
        here = np.flatnonzero(flows)
        if not len(here):
            continue
        crossing = lines.crossing[here]
        flow_so_far += np.bincount(crossing, flows[here], sums.crossings)
        must = np.floor(flow_so_far + _ROUNDING).astype(np.intp) - sent
        may = np.ceil(flow_so_far - _ROUNDING).astype(np.intp) - sent
        made[t, here] = sums.day(t, here, flows[here], crossing, (must, may))
        sent += np.bincount(crossing, made[t, here], sums.crossings).astype(np.intp)
    return made


_ROUNDING = 10 * NOTHING
"""Trucks by which a sum may be off a whole number."""


class _Sums:
    """Trucks scheduled beyond those of the plan, by sum."""

    def __init__(self, lines: Lines, moved_from: int) -> None:
        self.moved_from = moved_from
        columns, weights, rooms, start = [], [], [], 0
        for axes, weight, room in _SUMS:
            number, place = numbered(lines, axes)
            columns.append(place + start)
            weights.append(np.full(number, weight))
            rooms.append(np.full(number, room))
            start += number
        self.ahead = _ahead(lines)  # (T, Q) of the sums from `self.capped` on
        self.capped = start
        columns.append(numbered(lines, ("crossing", "good", "from_before"))[1] + start)
        self.of = np.stack(columns, axis=1)  # (N, J) places of the sums that a line is in
        self.beyond = np.zeros(start + self.ahead.shape[1])
        self.weight = np.concatenate(weights)
        self.room = np.concatenate(rooms)
        self.crossings = int(lines.crossing.max(initial=-1)) + 1

    def day(
        self,
        t: int,
        here: Positions,
        flows: Floats,
        crossing: Positions,
        number: tuple[Positions, Positions],
    ) -> Positions:
        """Trucks of the lines `here`; at each crossing in all between the two of `number`."""
        of = self.of[here]
        sums = np.unique(of)
        place = np.searchsorted(sums, of)  # (n, J)
        near, capped = np.split(sums, [int(np.searchsorted(sums, self.capped))])
        beyond, weight, least = self.beyond[sums], self.weight[near], self.room[near]
        most = self.ahead[t, capped - self.capped]
        trucks = np.floor(flows + _ROUNDING).astype(np.intp)
        beyond += np.bincount(place.ravel(), np.repeat(trucks - flows, place.shape[1]), len(sums))
        there = np.bincount(crossing, trucks, self.crossings).astype(np.intp)
        must, may = number[0] - there, number[1] - there

        def cost(d: Floats) -> Floats:
            by_plan, from_before = d[: len(near)], d[len(near) :]
            over = np.maximum(np.abs(by_plan) - least, 0.0)
            missing = np.maximum(from_before - most, 0.0)
            strayed = weight * ((by_plan - _EARLY) ** 2 + _STEEP * over * over)
            return np.concatenate([strayed, _MISSING * missing * missing])

        while (may > 0).any():
            more = (cost(beyond + 1) - cost(beyond))[place].sum(axis=1)
            more[may[crossing] <= 0] = np.inf
            forced = must[crossing] > 0
            n = int(np.argmin(np.where(forced, more, np.inf) if forced.any() else more))
            if more[n] >= 0 and not forced[n]:
                break
            trucks[n] += 1
            beyond[place[n]] += 1
            for left in (must, may):
                left[crossing[n]] -= 1
        for _ in range(_MOVES):
            before = cost(beyond)
            one_less, one_more = cost(beyond - 1) - before, cost(beyond + 1) - before
            less = np.where(trucks > 0, one_less[place].sum(axis=1), np.inf)
            several = np.argsort(less, kind="stable")[: self.moved_from]
            several = several[np.isfinite(less[several])]
            more = one_more[place].sum(axis=1)
            both = one_less + one_more  # of a sum that both are in, nothing changes
            same = place[several][:, None, :] == place[None, :, :]  # (k, n, J)
            shared = (same * both[place][None, :, :]).sum(axis=2)
            change = less[several][:, None] + more[None, :] - shared
            change[crossing[several][:, None] != crossing[None, :]] = np.inf
            if not change.size or change.min() >= -1e-9:
                break
            k, n = divmod(int(np.argmin(change)), change.shape[1])
            trucks[several[k]] -= 1
            beyond[place[several[k]]] -= 1
            trucks[n] += 1
            beyond[place[n]] += 1
        self.beyond[sums] = beyond
        return trucks


def _ahead(lines: Lines) -> Floats:
    """(T, Q) Trucks beyond those of the plan that are there by each day."""
    number, place = numbered(lines, ("crossing", "good", "from_before"))
    _, first = np.unique(place, return_index=True)
    planned = np.zeros((len(lines.trucks), number))
    np.add.at(planned.T, place, lines.trucks.T)
    return np.asarray(lines.there[:, first] - np.cumsum(planned, axis=0))
