"""Where numbers stand along an axis, and the few of them that are written."""

from __future__ import annotations

import math
from collections.abc import Iterator


def ticks(high: float, most: int) -> list[float]:
    """Round numbers from 0 to high, about `most` of them.

    >>> ticks(270, 4)
    [0.0, 100.0, 200.0]
    """
    if not high > 0:
        return [0.0]
    rough = high / most
    size = 10 ** math.floor(math.log10(rough))
    step = next((size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough), size * 10)
    return [round(float(n * step), 10) for n in range(math.floor(high / step + 1e-9) + 1)]


def scale_to(high: float, most: int = 5) -> list[float]:
    """Round numbers from zero to the first at or above `high`; at most so many steps, at least two.

    >>> scale_to(8), scale_to(130), scale_to(204)
    ([0.0, 2.0, 4.0, 6.0, 8.0], [0.0, 50.0, 100.0, 150.0], [0.0, 50.0, 100.0, 150.0, 200.0, 250.0])
    """
    size = 10.0 ** (math.floor(math.log10(high)) - 1)
    steps = [size * n for n in (1, 2, 2.5, 5, 10, 20, 25, 50)]
    counts = [math.ceil(high / step - 1e-9) for step in steps]
    within = [(n, step) for n, step in zip(counts, steps, strict=True) if 2 <= n <= most]
    count, step = min(within, key=lambda each: (each[0] * each[1], each[0]))
    return [float(f"{n * step:.9g}") for n in range(count + 1)]


def spread_apart(places: list[float], least: float, low: float, high: float) -> list[float]:
    """Places moved until neighbours are `least` apart, within low and high as far as that goes.

    >>> spread_apart([10, 11, 40], 12, 0, 100)
    [10, 22, 40]
    """
    order = sorted(range(len(places)), key=lambda k: places[k])
    moved = list(places)
    floor = low
    for k in order:
        moved[k] = max(moved[k], floor)
        floor = moved[k] + least
    ceiling = high
    for k in reversed(order):
        moved[k] = min(moved[k], ceiling)
        ceiling = moved[k] - least
    return moved


def every(count: int, room: float, needed: float) -> int:
    """Every how many of `count` labels is written so that each has the room it needs."""
    return max(1, math.ceil(count * needed / max(room, 1.0)))


def along(begin: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Places along a straight line, a few pixels apart: what lies near one of them is passed."""
    count = int(math.dist(begin, end) / 4) + 1
    for k in range(count + 1):
        share = k / count
        yield (begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share)
