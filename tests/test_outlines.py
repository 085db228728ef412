"""Outlines of a map are drawn with few corners, and nobody sees the difference."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from random import Random

import pytest

from crossings.outputs.charts.outlines import outline

Ring = list[tuple[float, float]]
PIXEL = 1.0


def coast(seed: int) -> Ring:
    """A closed line as a coast has it: large bays, small ones, and corners nobody sees."""
    random = Random(seed)
    waves = [(random.uniform(0, 0.3) / k, k, random.uniform(0, 6.3)) for k in (2, 3, 7, 31, 97)]
    size, count = random.choice([2.0, 20.0, 200.0]), random.choice([5, 200, 3000])
    ring = []
    for step in range(count):
        turn = 2 * math.pi * step / count
        radius = size * (1 + sum(high * math.sin(k * turn + at) for high, k, at in waves))
        radius += random.uniform(-0.3, 0.3)
        ring.append((300 + radius * math.cos(turn), 200 + radius * math.sin(turn)))
    return [*ring, ring[0]]


def zigzag(seed: int) -> Ring:
    """Teeth that run back along themselves, and a line that returns the way it came."""
    random = Random(seed)
    line = [(random.choice([0, 100, 37, 99.8]), random.uniform(0, 2) + k) for k in range(60)]
    return [*line, *reversed(line)]


def area(ring: Sequence[tuple[float, float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def around(ring: Sequence[tuple[float, float]]) -> float:
    return sum(math.dist(one, other) for one, other in itertools.pairwise(ring))


def from_line(at: tuple[float, float], ring: Sequence[tuple[float, float]]) -> float:
    """How far a place is from a closed line."""
    found = math.inf
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        along = ((at[0] - x1) * dx + (at[1] - y1) * dy) / length if length else 0.0
        along = min(max(along, 0.0), 1.0)
        found = min(found, math.hypot(at[0] - x1 - along * dx, at[1] - y1 - along * dy))
    return found


@pytest.mark.parametrize("made", [coast, zigzag])
@pytest.mark.parametrize("seed", range(25))
def test_no_line_moves_by_a_pixel(made: object, seed: int) -> None:
    ring = made(seed)  # type: ignore[operator]
    (drawn,) = outline([ring])
    assert len(drawn) <= len(ring)
    some = ring[:: max(1, len(ring) // 200)]
    assert max(from_line(corner, drawn) for corner in some) < PIXEL
    assert max(from_line(corner, ring) for corner in drawn[:100]) < PIXEL
    assert abs(area(drawn) - area(ring)) <= PIXEL * around(ring)


def test_corners_drawn_do_not_grow_with_those_given() -> None:
    def circle(corners: int) -> Ring:
        turns = [2 * math.pi * k / corners for k in range(corners)]
        return [(100 * math.cos(turn), 100 * math.sin(turn)) for turn in turns]

    assert len(outline([circle(50_000)])[0]) < 100


def test_a_straight_side_is_two_corners() -> None:
    side = [k / 10 for k in range(1000)]
    square = [
        *((x, 0.0) for x in side), *((100.0, y) for y in side),
        *((100 - x, 100.0) for x in side), *((0.0, 100 - y) for y in side),
    ]  # fmt: skip
    assert outline([square]) == [[(0, 0), (100, 0), (100, 100), (0, 100)]]


def test_what_is_too_small_to_see_is_left_out_but_no_area() -> None:
    island, speck = [(0.0, 0.0), (9, 0), (9, 9)], [(50.0, 50.0), (50.1, 50), (50.1, 50.1)]
    assert outline([speck, island]) == [island]
    (mark,) = outline([speck])
    assert area(mark) == pytest.approx(1.0)
    assert from_line((50, 50), mark) <= PIXEL
    line = [(0.0, 0.0), (80.0, 0.1), (0.0, 0.0)]
    assert outline([line]) == [line[:2]]


def test_holes_and_islands_stay_in_their_order() -> None:
    def box(x: float, wide: float) -> Ring:
        return [(x, x), (x + wide, x), (x + wide, x + wide), (x, x + wide)]

    rings = [box(0, 50), box(10, 5), box(100, 80)]
    assert outline(rings) == rings
