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
    slope: Floats  # (V,)

    def __len__(self) -> int:
        return len(self.way)

    def at(self, places: Positions) -> Visits:
        """Those at some places, in that order."""
        return Visits(self.place[places], self.piece[places], self.way[places], self.slope[places])

    def first_by(self, ways: Sequence[int]) -> Visits:
        """The same visits, but first all by some ways, what is worth most before the rest."""
        these = np.isin(self.way, ways)
        return self.at(np.lexsort((np.where(these, -self.slope, 0.0), ~these)))


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
    sizes = [len(pieces[j].slope) for j in place_of.values()]
    nothing = np.zeros(0)
    found = Visits(
        np.repeat(np.array([*place_of.values()], dtype=np.intp), sizes),
        np.concatenate([nothing, *map(np.arange, sizes)]).astype(np.intp),
        np.repeat(np.array([*place_of], dtype=np.intp), sizes),
        np.concatenate([nothing, *(pieces[j].slope for j in place_of.values())]),
    )
    ratio = found.slope / (np.repeat([costs[w] for w in place_of], sizes) + FREE)
    return found.at(np.lexsort((found.way, found.place, -ratio)))
