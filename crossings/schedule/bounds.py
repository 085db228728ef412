"""How far sums of whole trucks stray from a plan's, from the first day on, and how far they may."""

from __future__ import annotations

import numpy as np

from crossings.arrays import Positions
from crossings.schedule.lines import Lines

LINE = ("corridor", "crossing", "good", "regime", "area")
BOUNDS = {
    "crossing": (("crossing",), 1.0),
    "crossing_good": (("crossing", "good"), 2.0),
    "good_area": (("good", "area"), 2.0),
    "line": (LINE, 2.0),
}
"""Sums by what they are over, and the most trucks that they may stray; the last gives first."""


def furthest(lines: Lines, trucks: Positions) -> dict[str, float]:
    """The most trucks by which a sum of each kind is off the plan's by the end of any day.

    `trucks` are (T, N).
    """
    return {name: _furthest(lines, trucks, axes) for name, (axes, _) in BOUNDS.items()}


def _furthest(lines: Lines, trucks: Positions, axes: tuple[str, ...]) -> float:
    number, place = numbered(lines, axes)
    off = np.zeros((number, len(trucks)))
    np.add.at(off, place, (trucks - lines.trucks).T)
    return float(np.abs(np.cumsum(off, axis=1)).max(initial=0.0))


def numbered(lines: Lines, axes: tuple[str, ...]) -> tuple[int, Positions]:
    """How many sums over some axes there are, and (N,) in which of them each line is."""
    rows = np.stack([getattr(lines, axis) for axis in axes], axis=1)
    found, place = np.unique(rows, axis=0, return_inverse=True)
    return len(found), place.reshape(-1)
