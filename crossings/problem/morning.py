"""How things stand on the morning of a day, as somebody writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crossings.arrays import Floats, ReadOnly


@dataclass(frozen=True, eq=False)
class Morning(ReadOnly):
    """Truckloads by where they are, and what is used up by now; see the axes of `Problem`."""

    t: int
    """The period that begins."""
    stock: Floats  # (G, A)
    came: Floats  # (T, G, A) in stock, by when it got there: goods that keep for a while alone
    yards: Floats  # (C, G)
    platforms: Floats  # (C, G)
    to_crossings: Floats  # (T, C, G) on the road, by the period in which it gets there
    to_areas: Floats  # (T, G, A)
    used: Mapping[str, float]
    """Of limits of one's own over several periods, since the first day."""
    met: Floats  # (G, A) since the first day of the window of floors
    exported: Floats  # (G,) likewise
