"""Corners of concave functions, found from values and slopes alone."""

import math
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from tolerances import VALUE, near

from crossings.concave import Tangent, first_piece


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
