"""Lines of a plan: the trucks that go from a corridor through a crossing to an area, day by day.

A plan says what leaves, what is presented and what is collected. Which truck is which follows from
queues: who comes first is presented first, and what is released first is collected first; those of
one day are alike. What finds no room in a yard came last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Flags, Floats, Positions
from crossings.plan import Plan
from crossings.problem import travel

LEFT_BEFORE = -1
"""Day of leaving of what was on its way or waited before the first day, or uses no corridor."""
NOTHING = 1e-7
"""Trucks a day below which a line is rounding."""
_NOBODY = -1
Parts = dict[tuple[int, int], float]
"""Truckloads by a pair of positions: corridor and day of leaving, or area and nothing."""


@dataclass(frozen=True, eq=False)
class Lines:
    """N lines by what they pass, and the trucks of each on each day."""

    corridor: Positions  # (N,) -1: none
    crossing: Positions  # (N,)
    good: Positions  # (N,)
    regime: Positions  # (N,)
    area: Positions  # (N,) -1: an export, or still on the platform at the end
    trucks: Floats  # (T, N) presented
    left: dict[tuple[int, int, int], list[tuple[int, int, float]]]
    """Of each corridor, crossing and good: day presented, day of leaving, and trucks."""
    there: Floats
    """(T, N) Trucks that are there by each day and can be no earlier, of all lines of a good at a
    crossing that have no corridor; without end where trucks are sent as they are asked for."""

    @property
    def from_before(self) -> Flags:
        """(N,) Whether its trucks wait or are on their way before the first day."""
        return np.asarray(np.isfinite(self.there).all(axis=0))


def lines_of(days: Plan) -> Lines:
    """The lines of a plan by days."""
    problem = days.problem
    fill = problem.fill[:, None, None, :]
    trucks = days.presented / fill  # (T, C, G, R)
    in_all, presented = trucks.sum(axis=3), days.presented.sum(axis=3)
    came, goes = list(_came(days)), list(_goes(days))
    found: dict[tuple[int, ...], dict[int, float]] = {}
    left: dict[tuple[int, int, int], list[tuple[int, int, float]]] = {}
    for t, c, g in np.argwhere(in_all > NOTHING).tolist():
        sources = _shares(came[c * len(problem.goods) + g][t], presented[t, c, g])
        areas = _shares(goes[c * len(problem.goods) + g][t], 0.0)
        by_corridor: dict[int, float] = {}
        for (o, u), share in sources.items():
            by_corridor[o] = by_corridor.get(o, 0.0) + share
            left.setdefault((o, c, g), []).append((t, u, share * float(in_all[t, c, g])))
        for r in np.flatnonzero(trucks[t, c, g]).tolist():
            amount = float(trucks[t, c, g, r])
            for o, of_corridor in by_corridor.items():
                for (a, _), of_area in areas.items():
                    flow = amount * of_corridor * of_area
                    if flow > NOTHING:
                        found.setdefault((c, g, a, o, r), {})[t] = flow
    keys = sorted(found)
    made = np.zeros((len(problem.periods), len(keys)))
    for n, key in enumerate(keys):
        for t, flow in found[key].items():
            made[t, n] = flow
    columns = np.array(keys, dtype=np.intp).reshape(-1, 5).T
    crossing, good, area, corridor, regime = columns
    there = np.full(made.shape, np.inf)
    if problem.through_corridors:
        due = problem.due_at_crossings()
        due[0] += problem.first_yard
        from_before = problem.inbound[good] & (corridor == _NOBODY)
        for c, g in np.unique(columns[:2, from_before], axis=1).T.tolist():
            own = from_before & (crossing == c) & (good == g)
            fills = problem.fill[:, regime[own]]
            there[:, own] = _there(due[:, c, g], made[:, own], fills)[:, None]
    return Lines(corridor, crossing, good, regime, area, made, left, there)


def _there(due: Floats, trucks: Floats, fills: Floats) -> Floats:
    """(T,) Whole trucks by each day of what waits at the start and comes from before it.

    `due` are (T,) truckloads; `trucks` of the plan and `fills` (T, N).
    """
    waits = np.cumsum(due - (trucks * fills).sum(axis=1))
    so_far = np.cumsum(trucks.sum(axis=1)) + waits / fills.max(axis=1)
    return np.asarray(np.ceil(so_far - NOTHING))


def _shares(parts: Parts, total: float) -> Parts:
    """Parts as shares; what is missing of a total by more than rounding came from nowhere known."""
    known = sum(parts.values())
    whole = max(known, total)
    if whole <= 0:
        return {(_NOBODY, LEFT_BEFORE): 1.0}
    shares = {key: part / whole for key, part in parts.items() if part > 1e-9 * whole}
    rest = 1 - sum(shares.values())
    if rest > 1e-6 or not shares:
        shares[_NOBODY, LEFT_BEFORE] = shares.get((_NOBODY, LEFT_BEFORE), 0.0) + rest
    return shares


def _came(days: Plan) -> Iterator[list[Parts]]:
    """Of each crossing and good, for each day: where what is presented came from."""
    problem = days.problem
    arrivals = _arrivals(days)
    presented, turned = days.presented.sum(axis=3), days.turned_away
    for c in range(len(problem.crossings)):
        for g in range(len(problem.goods)):
            coming = [arrivals.get((t, c, g), {}) for t in range(len(problem.periods))]
            yield _first_come(coming, presented[:, c, g].tolist(), turned[:, c, g].tolist())


def _arrivals(days: Plan) -> dict[tuple[int, int, int], Parts]:
    """What gets to each crossing on each day, by corridor and day of leaving."""
    problem, found = days.problem, dict[tuple[int, int, int], Parts]()

    def add(at: tuple[int, int, int], part: tuple[int, int], amount: float) -> None:
        parts = found.setdefault(at, {})
        parts[part] = parts.get(part, 0.0) + amount

    before = (_NOBODY, LEFT_BEFORE)
    due = problem.due_at_crossings()
    due[0] += problem.first_yard
    for t, c, g in np.argwhere(due).tolist():
        add((t, c, g), before, float(due[t, c, g]))
    arriving = days.manifested * (1 - problem.corridor_loss)[:, :, None, None]
    for t, o, c, g in np.argwhere(arriving).tolist():
        for late, share in travel.spread(problem.corridor_transit[t, o], 1.0):
            at = t + int(late)
            if at < len(problem.periods) and share > 0:
                add((at, c, g), (o, t), float(share * arriving[t, o, c, g]))
    return found


def _goes(days: Plan) -> Iterator[list[Parts]]:
    """Of each crossing and good, for each day: whom what is presented then is meant for."""
    problem = days.problem
    released = days.released.sum(axis=3)
    for c in range(len(problem.crossings)):
        for g in range(len(problem.goods)):
            made = [{(t, 0): x} if x > 0 else {} for t, x in enumerate(released[:, c, g].tolist())]
            first = float(problem.first_platform[c, g])
            if first > 0:
                made[0][LEFT_BEFORE, 0] = first
            collected = days.collected[:, c, g]
            taken = _first_come(made, collected.sum(axis=1).tolist(), [0.0] * len(made))
            areas: list[Parts] = [{} for _ in made]
            for t, parts in enumerate(taken):
                for (day, _), amount in parts.items():
                    for a in np.flatnonzero(collected[t]).tolist() if day >= 0 else ():
                        share = float(collected[t, a] / collected[t].sum())
                        areas[day][a, 0] = areas[day].get((a, 0), 0.0) + amount * share
            for t, parts in enumerate(areas):
                held = float(released[t, c, g]) - sum(parts.values())
                if held > 1e-6 * max(1.0, float(released[t, c, g])) or not parts:
                    parts[_NOBODY, 0] = max(held, 0.0)
            yield areas


def _first_come(
    coming: Iterable[Parts], taken: Iterable[float], turned: Iterable[float]
) -> list[Parts]:
    """What is taken on each day of what has come by then, the oldest first.

    >>> _first_come([{(0, 0): 2.0}, {(0, 1): 2.0}], [1.0, 2.0], [0.0, 0.0])
    [{(0, 0): 1.0}, {(0, 0): 1.0, (0, 1): 1.0}]
    """
    queue: list[Parts] = []
    made: list[Parts] = []
    for parts, out, away in zip(coming, taken, turned, strict=True):
        queue.append(dict(parts))
        made.append(_drawn(queue, out, oldest=True))
        _drawn(queue, away, oldest=False)
    return made


def _drawn(queue: list[Parts], amount: float, *, oldest: bool) -> Parts:
    """So much out of a queue from one end, those of one day alike."""
    drawn: Parts = {}
    while amount > 0 and queue:
        at = 0 if oldest else -1
        whole = sum(queue[at].values())
        share = min(1.0, amount / whole) if whole > 0 else 1.0
        for key, part in queue[at].items():
            drawn[key] = drawn.get(key, 0.0) + share * part
            queue[at][key] = part - share * part
        amount -= share * whole
        if share < 1:
            break
        queue.pop(at)
    return drawn
