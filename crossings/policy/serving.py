"""Visits made, in arrays over all scenarios at once: each takes what limits leave.

    q = min(piece's end − x, min_l left[l] / use[l]),   at least 0
    x += q        left[l] −= use[l] · q

x is what a place has or gets in the period, so that stock on hand fills pieces first. Of several
orders of visits each scenario keeps the one that is worth most; none is moved by its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from crossings.policy.network import Passage
from crossings.policy.order import Visits
from crossings.policy.visiting import Order, Visited
from crossings.policy.worth import Pieces
from crossings.problem import Floats, Positions

Orders: TypeAlias = "Sequence[tuple[Order, Positions | None]]"
"""Each of the scenarios at some positions; None stands for all."""


@dataclass(frozen=True, eq=False)
class Served:
    """What visits come to."""

    worth: Floats  # (S,)
    there: list[Floats]  # (S,) by place: what it has or gets
    left: list[Floats]  # (S,) of each limit
    brought: dict[int, Floats] = field(default_factory=dict)  # (S,) by way: what arrives

    def take(self, visited: Visited) -> None:
        """Have what other visits come to, in the scenarios in which that is worth more."""
        more = np.flatnonzero(visited.worth > self.worth[visited.places])
        at = visited.places[more]
        self.worth[at] = visited.worth[more]
        for mine, others in (
            *zip(self.there, visited.there, strict=True),
            *zip(self.left, visited.left, strict=True),
        ):
            mine[at] = others[more]
        for w in self.brought.keys() - visited.brought.keys():
            self.brought[w][at] = 0.0
        for w, others in visited.brought.items():
            mine = self.brought.setdefault(w, np.zeros(len(self.worth)))
            mine[at] = others[more]


def order(visits: Visits, pieces: Sequence[Pieces], passage: Passage) -> Order:
    """The order of the visits by the ways of a passage."""
    sizes = [len(mine.slope) for mine in pieces]
    first = np.cumsum([0, *sizes])
    at = first[visits.place] + visits.piece if len(visits) else visits.piece
    place = np.repeat(np.arange(len(pieces)), sizes)
    slope, scaled, fixed = (
        np.concatenate([np.array([]), *(getattr(mine, name) for mine in pieces)])
        for name in ("slope", "scaled", "fixed")
    )
    return Order(visits.way, at, place, slope, scaled, fixed, passage)


def serve(
    choices: Sequence[Orders],
    there: Sequence[Floats],
    capacity: Sequence[Floats],
    factors: Sequence[Floats],
    size: int,
) -> Served:
    """Visits made in `size` scenarios from what is `there`; `factors` (S,) on need by good.

    All orders are by the same ways.
    """
    nothing = np.full(size, -np.inf)
    best = Served(nothing, [np.empty(size) for _ in there], [np.empty(size) for _ in capacity])
    for orders in choices:
        for each, places in orders:
            at = np.arange(size) if places is None else places
            best.take(Visited(each, at, there, capacity, factors))
    return best
