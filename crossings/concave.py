"""Concave functions that can only be asked for a value and a slope, one point at a time.

The optimum of a linear program is a concave, piecewise linear function of anything that moves its
limits, and its prices give a slope: at a corner any slope between those to the left and to the
right. A tangent lies on or above the function everywhere; where it meets the function twice, the
function is straight in between. That finds corners exactly, without a grid (Eisner and Severance,
Journal of the ACM 23, 1976).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
