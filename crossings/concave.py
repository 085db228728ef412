"""A concave function found through its tangents: where it bends, and how far a price holds.

What a limit is worth, as a function of that limit, is the best value of a linear program with
another right-hand side: concave, made of straight pieces, and each solution comes with a price that
is the slope of a line which touches it there and lies above it everywhere. Two such lines cross at
a place where the function is either met, and bends, or found to lie lower, with a new line. No grid
is needed, and none of the bends is missed (Eisner and Severance, 1976).

At a bend any slope between those of its two pieces is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

ROUNDING = 1e-9
"""Share of the largest value by which values that ought to be the same differ."""


@dataclass(frozen=True)
class Tangent:
    """A line that touches the function at `at`, where it has `value`, and lies above it."""

    at: float
    value: float
    slope: float

    def line(self, at: float) -> float:
        """Height of the line at another place.

        >>> Tangent(at=2, value=10, slope=3).line(4)
        16
        """
        return self.value + self.slope * (at - self.at)

    def crossing(self, other: Tangent) -> float:
        """Where the two lines cross, if their slopes differ.

        >>> Tangent(0, 0, 2).crossing(Tangent(10, 10, 0))
        5.0
        """
        first, last = self.value - self.slope * self.at, other.value - other.slope * other.at
        return (last - first) / (self.slope - other.slope)


Touch = Callable[[float], Tangent]
"""The function: at a place, its value and a slope that is right there."""


def touched(touch: Touch, low: float, high: float, share: float = 0.0) -> list[Tangent]:
    """Tangents at `low`, at every bend between, and at `high`, from left to right.

    With a `share` above 0, for functions that are nowhere negative: only so many that straight
    lines between them fall short of the function by no more than that share of it.

    >>> def roof(at: float) -> Tangent:
    ...     return Tangent(at, 2 * at, 2) if at < 3 else Tangent(at, 6, 0)
    >>> [(tangent.at, tangent.value) for tangent in touched(roof, 0, 10)]
    [(0, 0), (3.0, 6), (10, 6)]
    """
    found = [touch(low)]
    if high > low:
        found.append(touch(high))
        open_ends = [(found[0], found[1])]
        while open_ends:
            first, last = open_ends.pop()
            middle = _highest(first, last, share)
            if middle is not None:
                between = touch(middle)
                found.append(between)
                open_ends += [(first, between), (between, last)]
    return _bends(sorted(found, key=lambda tangent: tangent.at))


def held(touch: Touch, start: Tangent, far: float) -> float:
    """How far towards `far` the function stays on the line of `start`.

    >>> def roof(at: float) -> Tangent:
    ...     return Tangent(at, 2 * at, 2) if at < 3 else Tangent(at, 6, 0)
    >>> held(roof, roof(0), 10), held(roof, roof(10), 0)
    (3.0, 3.0)
    """
    end = touch(far)
    while not _same(start.line(end.at), end.value, start.value):
        at = start.crossing(end)
        if not min(start.at, end.at) < at < max(start.at, end.at):
            return start.at  # the line leaves the function at once
        end = touch(at)
    return end.at


def chord(points: Sequence[tuple[float, float]], at: float) -> float:
    """Height at `at` of the straight lines between `points`, level beyond the last.

    >>> chord([(0, 0), (4, 8)], 1), chord([(0, 0), (4, 8)], 9)
    (2.0, 8)
    """
    for (left, low), (right, high) in zip(points, points[1:], strict=False):
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
    rounding = ROUNDING * max(abs(first.value), abs(last.value))
    return at if first.line(at) - straight > max(share * straight, rounding) else None


def _bends(tangents: list[Tangent]) -> list[Tangent]:
    """Tangents in order, without those on a line between their neighbours."""
    kept = tangents[:1]
    for tangent, following in zip(tangents[1:], tangents[2:], strict=False):
        if not _on_line(tangent, kept[-1], following):
            kept.append(tangent)
    return kept + tangents[1:][-1:]


def _on_line(tangent: Tangent, first: Tangent, last: Tangent) -> bool:
    straight = chord([(first.at, first.value), (last.at, last.value)], tangent.at)
    return _same(straight, tangent.value, tangent.value)


def _same(one: float, other: float, scale: float) -> bool:
    return abs(one - other) <= ROUNDING * max(abs(one), abs(other), abs(scale))
