"""Outlines as they are drawn: without the corners and rings that no eye tells apart.

Administrative boundaries have a corner every few hundred metres; on a chart most of them fall on
one pixel. Corners nearer than half a pixel to the one before are merged, then those are left out
that lie within a quarter of a pixel of a straight line between others (by sleeves, after Zhao and
Saalfeld, 1997, "Linear-time sleeve-fitting polyline simplification"). No line moves by a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from crossings.outputs.charts.canvas import Place

_MERGED = 0.5
_OFF_THE_LINE = 0.25
_SEEN = 0.5
"""Pixels across from which a ring is seen at all."""
_LEAST = 1.0
"""Pixels across of an outline that is smaller: it is there, so it is drawn."""


def outline(rings: Iterable[Sequence[Place]]) -> list[list[Place]]:
    """The rings of one outline, in pixels, as they are drawn; at least one.

    >>> outline([[(0, 0), (5, 0.1), (10, 0), (10, 10), (10, 10.2), (0, 10), (0, 0)]])
    [[(0, 0), (10, 0), (10, 10), (0, 10)]]
    """
    by_size = sorted(((_across(ring), k, ring) for k, ring in enumerate(rings)), key=lambda r: r[0])
    across, _, largest = by_size[-1]
    if across < _SEEN:
        return [_square(largest)]
    seen = sorted((k, ring) for size, k, ring in by_size if size >= _SEEN)
    drawn = [_simplified(ring) for _, ring in seen]
    return [ring for ring in drawn if len(ring) > 1] or [_square(largest)]


def _across(ring: Sequence[Place]) -> float:
    """The longer side of the box around a ring."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _square(ring: Sequence[Place]) -> list[Place]:
    """A mark in the place of a ring with no inside that could be seen."""
    (x, y), half = ring[0], _LEAST / 2
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _simplified(ring: Sequence[Place]) -> list[Place]:
    """The corners of a ring that make its shape, the first not given twice."""
    apart = [ring[0]]
    for corner in ring[1:]:
        if math.dist(corner, apart[-1]) >= _MERGED:
            apart.append(corner)
    while len(apart) > 1 and math.dist(apart[0], apart[-1]) < _MERGED:
        apart.pop()
    return _bends([*apart, apart[0]])[:-1]


def _bends(line: Sequence[Place]) -> list[Place]:
    """The corners of a line between which it is as good as straight, both ends with them.

    From a corner kept, every corner passed leaves a sleeve of directions in which a line passes
    near enough to it; where the next lies in none of them all, or back from the farthest, the line
    bends at the one before. Each corner is looked at once, whatever the shape.
    """
    kept = [line[0]]
    low, high, far = -math.inf, math.inf, 0.0
    before = line[0]
    for at in line[1:]:
        away, turn = _from(kept[-1], at, low)
        if not low <= turn <= high or away < far - _OFF_THE_LINE:
            kept.append(before)
            low, high, far = -math.inf, math.inf, 0.0
            away, turn = _from(before, at, low)
        if away > _OFF_THE_LINE:
            aside = math.asin(_OFF_THE_LINE / away)
            low, high = max(low, turn - aside), min(high, turn + aside)
        far, before = max(far, away), at
    return [*kept, before]


def _from(one: Place, other: Place, near: float) -> tuple[float, float]:
    """How far it is from one place to another, and in which direction: the one near `near`."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    turn = math.atan2(dy, dx)
    if math.isfinite(near):  # half a turn either way is the same direction
        turn += 2 * math.pi * round((near - turn) / (2 * math.pi))
    return math.hypot(dx, dy), turn
