"""Concave functions that can only be asked for a value and a slope, one point at a time.

The optimum of a linear program is a concave, piecewise linear function of anything that moves its
limits, and its prices give a slope: at a corner any slope between those to the left and to the
right. A tangent lies on or above the function everywhere; where it meets the function twice, the
function is straight in between. That finds corners exactly, without a grid (Eisner and Severance,
Journal of the ACM 23, 1976).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SAME = 1e-9
"""Values that differ by this share of themselves are the same."""


@dataclass(frozen=True)
class Tangent:
    """A line that touches the function at `at`.

    >>> Tangent(1.0, 5.0, 2.0).height(3.0)
    9.0
    """

    at: float
    value: float
    slope: float

    def height(self, where: float) -> float:
        """Where the line is at `where`: the most that the function can be there."""
        return self.value + self.slope * (where - self.at)

    def meets(self, other: Tangent) -> bool:
        """Whether it touches the function where `other` does too."""
        return self.height(other.at) - other.value <= _SAME * max(1.0, abs(other.value))

    def crossing(self, other: Tangent) -> float:
        """Where the two lines cross, kept between where they touch."""
        if self.slope == other.slope:
            return other.at
        start = (other.height(0.0) - self.height(0.0)) / (self.slope - other.slope)
        low, high = sorted((self.at, other.at))
        return min(max(start, low), high)


def first_piece(
    touch: Callable[[float], Tangent], start: Tangent, far: float
) -> tuple[float, float]:
    """Slope of the function just behind `start`, and where that ends, at most at `far`.

    >>> def falling(x):  # 3 more each up to 2, then 1 more each
    ...     return Tangent(x, 3 * x, 3.0) if x < 2 else Tangent(x, 4 + x, 1.0)
    >>> first_piece(falling, Tangent(0.0, 0.0, 5.0), 10.0)
    (3.0, 2.0)
    """
    line, beyond = start, touch(far)
    if beyond.meets(start):
        return beyond.slope, far
    while True:
        there = line.crossing(beyond)
        if not start.at < there < beyond.at:  # what is left is rounding
            return line.slope, there
        found = touch(there)
        if line.meets(found):
            return line.slope, there
        if found.meets(start):  # straight from the start to here: now the slope is known
            line = Tangent(start.at, start.value, (found.value - start.value) / (there - start.at))
        else:
            beyond = found


def touched(
    touch: Callable[[float], Tangent],
    low: float,
    high: float,
    share: float = 0.0,
    most: float = math.inf,
) -> list[Tangent]:
    """Tangents at `low`, at every bend between, and at `high`, from left to right.

    With a `share` above 0, for functions that are nowhere negative: only so many that straight
    lines between them fall short of the function by no more than that share of it; `most` of them
    at most, where it may be farthest above those lines.

    >>> def roof(at: float) -> Tangent:
    ...     return Tangent(at, 2 * at, 2) if at < 3 else Tangent(at, 6, 0)
    >>> [(tangent.at, tangent.value) for tangent in touched(roof, 0, 10)]
    [(0, 0), (3.0, 6), (10, 6)]
    """
    found = [touch(low)]
    if high > low:
        found.append(touch(high))
        open_ends = [(found[0], found[1])]
        while open_ends and len(found) < most:
            first, last = open_ends.pop(_farthest(open_ends))
            middle = _highest(first, last, share)
            if middle is not None:
                between = touch(middle)
                found.append(between)
                open_ends += [(first, between), (between, last)]
    found.sort(key=lambda tangent: tangent.at)
    if len(found) >= most:
        return found
    return _enough(found, share) if share > 0 else _bends(found)


def falls_short(tangents: Sequence[Tangent]) -> float:
    """Share of the function that lines between tangents, in order, may fall short of it.

    >>> falls_short([Tangent(0, 0, 2), Tangent(4, 4, 0)])  # 4 at 2, and the line 2
    0.5
    """
    short = 0.0
    for one, other in pairwise(tangents):
        at = one.crossing(other)
        top = min(one.height(at), other.height(at))
        if top > 0:
            short = max(short, 1 - chord([(one.at, one.value), (other.at, other.value)], at) / top)
    return short


def _farthest(ends: Sequence[tuple[Tangent, Tangent]]) -> int:
    """Between which of several ends the function may be farthest above the line."""
    return max(range(len(ends)), key=lambda n: (_above(*ends[n]), n))


def _above(first: Tangent, last: Tangent) -> float:
    at = first.crossing(last)
    return first.height(at) - chord([(first.at, first.value), (last.at, last.value)], at)


def chord(points: Sequence[tuple[float, float]], at: float) -> float:
    """Height at `at` of the straight lines between `points`, level beyond the last.

    >>> chord([(0, 0), (4, 8)], 1), chord([(0, 0), (4, 8)], 9)
    (2.0, 8)
    """
    for (left, low), (right, high) in pairwise(points):
        if left <= at < right:
            return low + (high - low) * (at - left) / (right - left)
    return points[-1][1]


def hull(points: Sequence[tuple[float, float]]) -> list[int]:
    """Which of `points` the least concave function that never falls goes through, in order.

    >>> hull([(0, 0), (1, 1), (2, 5), (3, 5), (3, 4), (9, 6)])
    [0, 2, 5]
    """
    order = sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1]))
    kept: list[int] = []
    for i in order:
        at, value = points[i]
        if kept and value <= points[kept[-1]][1]:
            continue
        while len(kept) > 1 and _is_under(points[kept[-1]], points[kept[-2]], points[i]):
            kept.pop()
        if kept and points[kept[-1]][0] == at:
            kept.pop()
        kept.append(i)
    return kept


def _is_under(
    point: tuple[float, float], first: tuple[float, float], last: tuple[float, float]
) -> bool:
    """Whether `point` is no higher than the line from `first` to `last`."""
    return point[1] <= chord([first, last], point[0])


def _highest(first: Tangent, last: Tangent, share: float) -> float | None:
    """Where, between two tangents, the function may be farthest above the line between them.

    None where it is that line, or within `share` of it.
    """
    if not first.slope > last.slope:
        return None
    at = first.crossing(last)
    if not first.at < at < last.at:
        return None  # a line that reaches the other place, or does but for rounding
    straight = chord([(first.at, first.value), (last.at, last.value)], at)
    rounding = _SAME * max(abs(first.value), abs(last.value))
    return at if first.height(at) - straight > max(share * straight, rounding) else None


def _bends(tangents: list[Tangent]) -> list[Tangent]:
    """Tangents in order, without those on a line between their neighbours."""
    kept = tangents[:1]
    for tangent, following in pairwise(tangents[1:]):
        if not _on_line(tangent, kept[-1], following):
            kept.append(tangent)
    return kept + tangents[1:][-1:]


def _enough(tangents: list[Tangent], share: float) -> list[Tangent]:
    """As few of `tangents`, from the left, as keep lines within `share` of all that V may be."""
    kept = tangents[:1]
    first = 0
    for last in range(1, len(tangents)):
        if last + 1 == len(tangents) or not _within(tangents[first : last + 2], share):
            kept.append(tangents[last])
            first = last
    return kept


def _within(tangents: list[Tangent], share: float) -> bool:
    """Whether the line from the first to the last is within `share` of the function."""
    ends = [(tangents[0].at, tangents[0].value), (tangents[-1].at, tangents[-1].value)]
    highest = [(tangent.at, tangent.value) for tangent in tangents[1:-1]]
    for one, other in pairwise(tangents):
        at = one.crossing(other)
        highest.append((at, min(one.height(at), other.height(at))))
    return all(top - chord(ends, at) <= share * top for at, top in highest)


def _on_line(tangent: Tangent, first: Tangent, last: Tangent) -> bool:
    straight = chord([(first.at, first.value), (last.at, last.value)], tangent.at)
    return abs(straight - tangent.value) <= _SAME * abs(tangent.value)
