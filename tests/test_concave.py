"""Corners of concave functions, found from values and slopes alone."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_properties import examples
from tolerances import VALUE, near

from crossings.analysis.concave import Tangent, chord, falls_short, first_piece, hull, touched


def smallest_of(lines: list[tuple[float, float]], steepest: bool) -> Callable[[float], Tangent]:
    """The function min (slope · x + height); at a corner, its steepest or its flattest slope."""

    def touch(x: float) -> Tangent:
        value = min(slope * x + height for slope, height in lines)
        least = [s for s, h in lines if s * x + h <= value + 1e-9 * max(1.0, abs(value))]
        return Tangent(x, value, max(least) if steepest else min(least))

    return touch


LINES = st.lists(
    st.tuples(st.integers(0, 40).map(float), st.integers(0, 200).map(float)), min_size=1, max_size=8
)


@given(LINES, st.booleans(), st.floats(0, 20), st.floats(1, 100))
def test_the_first_piece_is_straight_and_as_long_as_it_can_be(
    lines: list[tuple[float, float]], steepest: bool, at: float, length: float
) -> None:
    touch = smallest_of(lines, steepest)
    start, far = touch(at), at + length
    slope, until = first_piece(touch, start, far)
    # Corners by hand: the line that is least just behind the start, and where another undercuts it.
    value = start.value
    right = min(s for s, h in lines if near(s * at + h, value, 1e-9))
    undercut = [(h - (value - right * at)) / (right - s) for s, h in lines if s < right]
    corner = min([far, *(x for x in undercut if x > at)])
    if corner - at < 1e-6:  # too near to the start to be told from it
        return
    assert near(slope, right, VALUE)
    assert near(until, corner, VALUE)
    assert not math.isnan(until)


def test_a_line_all_the_way_ends_where_it_was_looked_at() -> None:
    assert first_piece(lambda x: Tangent(x, 2 * x, 2.0), Tangent(0.0, 0.0, 2.0), 50.0) == (
        2.0,
        50.0,
    )


@dataclass
class Pieces:
    """A concave function through corners, that counts how often it is asked."""

    corners: list[tuple[float, float]]
    lean: float = 0.5
    """Which of the slopes at a corner it tells: 0 that of the piece before, 1 that behind."""
    asked: list[float] = field(default_factory=list)

    def __call__(self, at: float) -> Tangent:
        self.asked.append(at)
        slopes = [
            (q[1] - p[1]) / (q[0] - p[0])
            for p, q in zip(self.corners, self.corners[1:], strict=False)
        ]
        for i, (place, value) in enumerate(self.corners):
            if abs(at - place) <= 1e-9 * max(1.0, abs(place)):
                before, behind = slopes[max(i - 1, 0)], slopes[min(i, len(slopes) - 1)]
                return Tangent(at, value, before + self.lean * (behind - before))
        for (place, value), (end, _), slope in zip(
            self.corners, self.corners[1:], slopes, strict=False
        ):
            if place < at < end:
                return Tangent(at, value + slope * (at - place), slope)
        raise AssertionError(f"asked outside, at {at}")


@st.composite
def pieces(draw: st.DrawFn) -> Pieces:
    """A function of 1 to 8 pieces, their slopes falling; nowhere negative."""
    lengths = draw(st.lists(st.integers(1, 50), min_size=1, max_size=8))
    slopes = draw(
        st.lists(st.integers(-100, 1000), min_size=len(lengths), max_size=len(lengths), unique=True)
    )
    corners = [(float(draw(st.integers(-20, 20))), float(draw(st.integers(20000, 90000))))]
    for length, slope in zip(lengths, sorted(slopes, reverse=True), strict=True):
        at, value = corners[-1]
        corners.append((at + length / 4, value + slope * length / 4))
    return Pieces(corners, lean=draw(st.sampled_from([0.0, 0.3, 1.0])))


@examples(300)
@given(pieces())
def test_every_bend_is_found_and_nothing_else(function: Pieces) -> None:
    ends = function.corners[0][0], function.corners[-1][0]
    found = touched(function, *ends)
    assert [(t.at, t.value) for t in found] == [
        (pytest.approx(at, rel=1e-9, abs=1e-9), pytest.approx(value))
        for at, value in function.corners
    ]
    assert len(function.asked) <= 3 * len(function.corners)  # by its lines and by no grid


@examples(300)
@given(pieces(), st.sampled_from([0.001, 0.02, 0.3]))
def test_lines_stay_within_the_share(function: Pieces, share: float) -> None:
    ends = function.corners[0][0], function.corners[-1][0]
    found = touched(function, *ends, share)
    points = [(t.at, t.value) for t in found]
    for at, value in function.corners:  # the function is farthest from the lines at its bends
        assert value * (1 - share - 1e-9) <= chord(points, at) <= value * (1 + 1e-9)
    assert len(function.asked) <= 3 * len(function.corners)


@examples(100)
@given(pieces(), st.integers(2, 6))
def test_where_few_are_asked_it_is_told_how_far_lines_fall_short(
    function: Pieces, most: int
) -> None:
    ends = function.corners[0][0], function.corners[-1][0]
    found = touched(function, *ends, most=most)
    assert len(found) <= most and len(function.asked) <= most
    within, points = falls_short(found), [(t.at, t.value) for t in found]
    for at, value in function.corners:
        assert value * (1 - within - 1e-9) <= chord(points, at) <= value * (1 + 1e-9)


def test_one_place_is_one_tangent() -> None:
    assert touched(lambda at: Tangent(at, 7.0, 1.0), 3.0, 3.0) == [Tangent(3.0, 7.0, 1.0)]


@examples(200)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12),
    st.integers(0, 120),
)
def test_the_hull_is_the_least_that_is_concave_and_never_falls(
    points: list[tuple[int, int]], quarter: int
) -> None:
    at = quarter / 4
    kept = [points[i] for i in hull(points)]
    assert kept == sorted(set(kept))
    left = min(x for x, _ in points)
    if at < left:
        return
    # the highest that mixing any two of the points, or staying below one, can reach
    best = max((y for x, y in points if x <= at), default=0.0)
    for x, y in points:
        for other, height in points:
            if x < at < other:
                best = max(best, y + (height - y) * (at - x) / (other - x))
    assert near(chord(kept, at), best, VALUE)
