"""Visits: pieces of worth and ways to them, in the order of what they bring of what is scarce.

    ratio = slope / Σ_l λ̄[l] · use[l]

A visit fills one piece by one way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.limits import Number, Row
from crossings.policy.ways import Way
from crossings.policy.worth import Pieces
from crossings.problem import Floats, Positions

FREE = 1e-12
"""Price of a way that takes nothing scarce."""


@dataclass(frozen=True, eq=False)
class Visits:
    """V visits in their order."""

    place: Positions  # (V,) good and area
    piece: Positions  # (V,) among the pieces of the place
    way: Positions  # (V,) among the ways, and after them the mixes of ways
    ratio: Floats  # (V,)

    def __len__(self) -> int:
        return len(self.way)


def nominal(number: Number) -> float:
    """The number, or the middle of those of the scenarios."""
    return number if isinstance(number, float) else float(np.median(number))


def cost(way: Way, prices: Mapping[Row, float]) -> float:
    """What is taken of limits by a truckload that arrives, at their prices."""
    return sum(prices.get(row, 0.0) * nominal(each) for row, each in way.uses.items())


def visits(
    pieces: Sequence[Pieces], place_of: Mapping[int, int], costs: Mapping[int, float]
) -> Visits:
    """Every visit by ways of which is known to which pieces each leads, and what it costs."""
    empty = np.array([], dtype=np.intp)
    place, piece, way, ratio = [empty], [empty], [empty], [np.array([])]
    for w, j in place_of.items():
        size = len(pieces[j].slope)
        place.append(np.full(size, j))
        piece.append(np.arange(size))
        way.append(np.full(size, w))
        ratio.append(pieces[j].slope / (costs[w] + FREE))
    found = [np.concatenate(column) for column in (place, piece, way, ratio)]
    order = np.lexsort((found[2], found[0], -found[3]))
    return Visits(*(column[order] for column in found))
