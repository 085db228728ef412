"""The day on which each truck of a schedule left its corridor.

Of what a corridor brings of a good to a crossing, the k-th truck presented is the k-th of the plan.
It may leave on any day on which a part of that truck leaves in the plan, and early enough to be
there, while its corridor is open. Among those days corridors send as many trucks as the plan does:
on each day those that must leave first.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from crossings.arrays import Positions
from crossings.problem import Problem
from crossings.schedule.lines import LEFT_BEFORE, Lines

_ROUNDING = 1e-6


def days_left(
    lines: Lines, day: Positions, line: Positions, trucks: Positions, problem: Problem
) -> list[dict[int, int]]:
    """Of each row, how many of its trucks left on which day."""
    found: list[dict[int, int]] = [{} for _ in day]
    rows = defaultdict(list)
    for m, (t, n) in enumerate(zip(day.tolist(), line.tolist(), strict=True)):
        way = (int(lines.corridor[n]), int(lines.crossing[n]), int(lines.good[n]))
        rows[way].append((t, m, int(trucks[m])))
    waiting: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    """Of each corridor: the first and the last day on which a truck may leave, and its row."""
    for way, of_way in rows.items():
        if way[0] < 0:
            for _, m, number in of_way:
                found[m][LEFT_BEFORE] = number
            continue
        spans = _spans(sorted(lines.left[way], key=lambda each: each[1]))
        opens = np.flatnonzero(problem.corridor_open_days[:, way[0]])
        comes = opens + np.floor(problem.corridor_transit[opens, way[0]] + 1e-9)
        for t, m, number in sorted(of_way):
            latest = int(opens[comes <= t].max(initial=0))
            for _ in range(number):
                first, last = next(spans)
                last = min(last, latest)
                waiting[way[0]].append((min(first, last), last, m))
    for o, of_corridor in waiting.items():
        for u, m in _sent(of_corridor, _planned(lines, o, len(problem.periods))):
            found[m][u] = found[m].get(u, 0) + 1
    return found


def _spans(parts: list[tuple[int, int, float]]) -> Iterator[tuple[int, int]]:
    """First and last day on which parts of each truck leave, truck after truck."""
    so_far, k, at = 0.0, 0, 0
    first: int | None = None
    while at < len(parts):
        _, u, amount = parts[at]
        first = u if first is None else first
        if so_far + amount >= k + 1 - _ROUNDING:
            yield first, u
            k += 1
            if so_far + amount <= k + _ROUNDING:
                so_far, at, first = so_far + amount, at + 1, None
            else:
                first = u
        else:
            so_far, at = so_far + amount, at + 1
    last = parts[-1][1] if parts else 0
    while True:
        yield (last if first is None else first), last


def _planned(lines: Lines, corridor: int, days: int) -> list[float]:
    """Trucks of a corridor that have left in the plan by each day."""
    made = np.zeros(days)
    for (o, _, _), parts in lines.left.items():
        for _, u, amount in parts if o == corridor else ():
            made[u] += amount
    return [float(each) for each in np.cumsum(made)]


def _sent(trucks: list[tuple[int, int, int]], planned: list[float]) -> Iterator[tuple[int, int]]:
    """The day on which each leaves, and its row."""
    coming = sorted(trucks)
    ready: list[tuple[int, int]] = []
    sent = at = 0
    for u, so_far in enumerate(planned):
        while at < len(coming) and coming[at][0] <= u:
            heapq.heappush(ready, coming[at][1:])
            at += 1
        while ready and (ready[0][0] <= u or sent < np.ceil(so_far - _ROUNDING)):
            _, m = heapq.heappop(ready)
            sent += 1
            yield u, m
