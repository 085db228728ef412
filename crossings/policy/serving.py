"""Visits made, in arrays over all scenarios at once: each takes what limits leave.

    q = min(piece's end − x, min_l left[l] / use[l]),   at least 0
    x += q        left[l] −= use[l] · q

x is what a place has or gets in the period, so that stock on hand fills pieces first. From time to
time what is next to nothing of a limit is taken for nothing, and scenarios in which every way is
blocked are put aside: the others go on without them, and none is moved by its company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.limits import Number
from crossings.policy.blends import Blend, mixed
from crossings.policy.network import Passage
from crossings.policy.order import Visits
from crossings.policy.worth import Pieces
from crossings.problem import Flags, Floats, Positions

_USED_UP = 1e-9
"""Less of a limit is nothing."""
_TOGETHER = 64
"""Visits between which it is looked who goes on."""


@dataclass(frozen=True, eq=False)
class Order:
    """Visits made ready: of each where its piece ends, and what its way takes."""

    way: Positions  # (V,)
    piece: Positions  # (V,) among the pieces of all places
    place: Positions  # (P,) of each piece
    slope: Floats  # (P,)
    scaled: Floats  # (P,) where it ends, and
    fixed: Floats  # (P,)
    uses: list[list[tuple[int, Number]]]
    """By way: limit, and what a truckload takes of it."""
    later: list[list[int]]
    """By place: the same good and area in later periods, which have what arrives sooner."""
    passages: list[tuple[int, ...]]
    """Sets of limits of which every way takes at least one whole set, in every scenario."""
    blends: list[Blend]
    """Ways that are mixed; they are counted after all ways."""

    def __len__(self) -> int:
        return len(self.way)

    def steps(self, visits: slice) -> list[tuple[int, int, float, float, float]]:
        """Of some visits place, way, slope, and the end of the piece: scaled, fixed.

        As Python's own numbers all visits would fill memory: they are made when they are due.
        """
        at = self.piece[visits]
        columns = (self.place[at], self.way[visits], self.slope[at], self.scaled[at])
        return list(zip(*(each.tolist() for each in (*columns, self.fixed[at])), strict=True))


@dataclass(frozen=True, eq=False)
class Served:
    """What one order of visits comes to."""

    worth: Floats  # (S,)
    there: list[Floats]  # (S,) by place: what it has or gets
    left: list[Floats]  # (S,) of each limit
    brought: dict[int, Floats]  # (S,) by way: truckloads that arrive


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
    return Order(
        visits.way, at, place, slope, scaled, fixed,
        passage.uses, passage.later, passage.narrowest, passage.blends,
    )  # fmt: skip


def serve(
    orders: Sequence[tuple[Order, Positions | None]],
    there: Sequence[Floats],
    capacity: Sequence[Floats],
    factors: Sequence[Floats],
    size: int,
) -> Served:
    """Visits made in `size` scenarios from what is `there`; `factors` (S,) on need by place.

    Each of the `orders`, which are by the same ways, is of the scenarios at some positions; None
    stands for all.
    """
    left = [each.copy() for each in capacity]
    whole = _Batch(np.zeros(size), list(there), left, {}, list(factors), orders[0][0].uses)
    for made, places in orders:
        _serve(whole, made, np.arange(size) if places is None else places)
    return Served(whole.worth, whole.there, whole.left, whole.brought)


def _serve(whole: _Batch, made: Order, places: Positions) -> None:
    """Make the visits in the scenarios at some places."""
    batch = whole if len(places) == len(whole.worth) else whole.taken(places)
    for first in range(0, len(made), _TOGETHER):
        goes_on = batch.goes_on(made.passages)
        if not goes_on.any():
            break
        if 2 * np.count_nonzero(goes_on) < len(goes_on):
            if batch is not whole:
                whole.put(batch, places)
            places = places[goes_on]
            batch = whole.taken(places)
        batch.visit(made, slice(first, first + _TOGETHER))
    if batch is not whole:
        whole.put(batch, places)


class _Batch:
    """Some scenarios as they are served."""

    def __init__(
        self,
        worth: Floats,
        there: list[Floats],
        left: list[Floats],
        brought: dict[int, Floats],
        factors: list[Floats],
        uses: list[list[tuple[int, Number]]],
    ) -> None:
        self.worth, self.there, self.left = worth, there, left
        self.brought, self.factors, self.uses = brought, factors, uses
        self._mixed: dict[int, list[tuple[int, Number]]] = {}
        self._own = set[int]()

    def goes_on(self, passages: Sequence[tuple[int, ...]]) -> Flags:
        """(S,) Whether there is a way on which nothing is used up."""
        opened = [each > _USED_UP for each in self.left]
        for each, some in zip(self.left, opened, strict=True):
            each *= some
        made = np.zeros(len(self.worth), dtype=bool)
        for passage in passages:
            may = np.ones(len(self.worth), dtype=bool)
            for row in passage:
                may &= opened[row]
            made |= may
        return made

    def taken(self, places: Positions) -> _Batch:
        """The scenarios at `places`."""
        made = _Batch(
            self.worth[places],
            [each[places] for each in self.there],
            [each[places] for each in self.left],
            {w: each[places] for w, each in self.brought.items()},
            [each[places] for each in self.factors],
            [
                [(row, each if isinstance(each, float) else each[places]) for row, each in way]
                for way in self.uses
            ],
        )
        made._own = set(range(len(self.there)))
        return made

    def put(self, part: _Batch, places: Positions) -> None:
        """Put back the scenarios of `places`."""
        self.worth[places] = part.worth
        for j, each in enumerate(part.there):
            self._made_own(j)[places] = each
        for mine, each in zip(self.left, part.left, strict=True):
            mine[places] = each
        for w, each in part.brought.items():
            self.brought.setdefault(w, np.zeros(len(self.worth)))[places] = each

    def visit(self, made: Order, visits: slice) -> None:
        """Make some of the visits."""
        size = len(self.worth)
        left, there, factors = self.left, self.there, self.factors
        room, most = np.empty(size), np.empty(size)
        ways = self._open(made, visits)
        shares = self._mix(made, ways)
        for j, w, slope, scaled, fixed in made.steps(visits):
            if w not in ways:
                continue
            np.multiply(factors[j], scaled, out=room)
            if fixed:
                room += fixed
            room -= there[j]
            uses = self.uses[w] if w < len(made.uses) else self._mixed[w]
            for row, each in uses:
                if isinstance(each, float):
                    np.multiply(left[row], 1 / each, out=most)
                else:
                    most.fill(np.inf)
                    np.divide(left[row], each, out=most, where=each > 0)
                np.minimum(room, most, out=room)
            np.maximum(room, 0.0, out=room)
            if not room.any():
                continue
            for place in (j, *made.later[j]):
                there[place] = self._made_own(place)
                there[place] += room
            for row, each in uses:
                np.multiply(room, each, out=most)
                left[row] -= most
            self._bring(w, room)
            room *= slope
            self.worth += room
        for w, share in shares.items():
            if w in self.brought:
                brought, blend = self.brought.pop(w), made.blends[w - len(made.uses)]
                self._bring(blend.first, brought * share)
                self._bring(blend.second, brought * (1 - share))

    def _bring(self, way: int, truckloads: Floats) -> None:
        if way in self.brought:
            self.brought[way] += truckloads
        else:
            self.brought[way] = truckloads.copy()

    def _open(self, made: Order, visits: slice) -> set[int]:
        """Ways of some visits without those on which a limit is used up in all scenarios."""
        used_up = [not (each > 0).any() for each in self.left]

        def closed(w: int) -> bool:
            if w >= len(made.uses):
                blend = made.blends[w - len(made.uses)]
                return closed(blend.first) and closed(blend.second)
            return any(used_up[k] and isinstance(x, float) and x > 0 for k, x in self.uses[w])

        return {w for w in np.unique(made.way[visits]).tolist() if not closed(w)}

    def _mix(self, made: Order, ways: set[int]) -> dict[int, Floats]:
        """(S,) The shares of the first ways of those that are mixes, as what is left asks for."""
        found = {}
        for w in sorted(ways):
            if w >= len(made.uses):
                blend = made.blends[w - len(made.uses)]
                one, other = dict(self.uses[blend.first]), dict(self.uses[blend.second])
                uses = [(one.get(row, 0.0), other.get(row, 0.0), at) for row, at, _ in blend.sides]
                found[w], taken = mixed(uses, [self.left[row] * x for row, _, x in blend.sides])
                rows = (row for row, _, _ in blend.sides)
                self._mixed[w] = list(zip(rows, taken, strict=True))
        return found

    def _made_own(self, place: int) -> Floats:
        """What a place has, to be written to."""
        if place not in self._own:
            self._own.add(place)
            self.there[place] = self.there[place].copy()
        return self.there[place]


def better(one: Served, other: Served) -> Served:
    """In each scenario the one that is worth more."""
    first = one.worth >= other.worth
    none = np.zeros_like(one.worth)
    return Served(
        np.where(first, one.worth, other.worth),
        [np.where(first, x, y) for x, y in zip(one.there, other.there, strict=True)],
        [np.where(first, x, y) for x, y in zip(one.left, other.left, strict=True)],
        {
            w: np.where(first, one.brought.get(w, none), other.brought.get(w, none))
            for w in sorted({*one.brought, *other.brought})
        },
    )
