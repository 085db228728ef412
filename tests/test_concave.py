"""Concave functions made of straight pieces: every bend is found, and no other place is told."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_properties import examples
from tolerances import VALUE, near

from crossings.concave import Tangent, chord, held, hull, touched


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
        st.lists(
            st.integers(-100, 1000), min_size=len(lengths), max_size=len(lengths), unique=True
        )
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


@examples(200)
@given(pieces())
def test_a_line_holds_to_the_next_bend(function: Pieces) -> None:
    first, second = function.corners[:2]
    start = Pieces(function.corners, lean=1.0)(first[0])
    assert near(held(function, start, function.corners[-1][0]), second[0], VALUE)
    end, before = function.corners[-1], function.corners[-2]
    back = Pieces(function.corners, lean=0.0)(end[0])
    assert near(held(function, back, first[0]), before[0], VALUE)


def test_a_line_that_leaves_at_once_holds_nowhere() -> None:
    function = Pieces([(0.0, 0.0), (1.0, 5.0)])
    assert held(function, Tangent(0.0, 0.0, 9.0), 1.0) == 0.0


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
