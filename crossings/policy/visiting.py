"""One order of visits, made in some scenarios at once.

From time to time what is next to nothing of a limit is taken for nothing. Ways on which in every
scenario something is used up are passed over from then on; and when fewer than half of the
scenarios have a way that is open, these go on without the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossings.policy.blends import mixed
from crossings.policy.network import Passage, Use
from crossings.problem import Flags, Floats, Positions

_USED_UP = 1e-9
"""Less of a limit is nothing."""
_TOGETHER = 64
"""Visits between which it is looked who goes on."""
_FEW = 256
"""Scenarios that are not parted: half of them take as long."""
_NONE = np.zeros(())


@dataclass(frozen=True, eq=False)
class Order:
    """Visits made ready: of each where its piece ends."""

    way: Positions  # (V,)
    piece: Positions  # (V,) among the pieces of all places
    place: Positions  # (P,) of each piece
    slope: Floats  # (P,)
    scaled: Floats  # (P,) where it ends, and
    fixed: Floats  # (P,)
    passage: Passage

    def __len__(self) -> int:
        return len(self.way)

    def steps(self, visits: Positions) -> Iterator[tuple[int, int, float, float, float]]:
        """Of some visits place, way, slope, and the end of the piece: scaled, fixed.

        As Python's own numbers all visits would fill memory: they are made when they are due.
        """
        at = self.piece[visits]
        columns = (self.place[at], self.way[visits], self.slope[at], self.scaled[at])
        return zip(*(each.tolist() for each in (*columns, self.fixed[at])), strict=True)


class Visited:
    """Scenarios in which an order of visits is made; S of them, or of those that go on."""

    worth: Floats  # (S,)
    there: list[Floats]  # (S,) by place: what it has or gets
    left: list[Floats]  # (S,) of each limit
    brought: dict[int, Floats]  # (S,) by way: truckloads that arrive

    def __init__(
        self,
        order: Order,
        places: Positions,
        there: Sequence[Floats],
        capacity: Sequence[Floats],
        factors: Sequence[Floats],
    ) -> None:
        """In the scenarios at some `places`, of all that the arrays are of."""
        self._order, self._passage = order, order.passage
        self._rows = [np.zeros(len(places)), *(x[places] for x in (*there, *capacity, *factors))]
        self._brought: dict[int, Floats] = {}
        self._drawn = {
            (w, row): use[places]
            for w, way in enumerate(self._passage.amounts)
            for row, use, inverse in way
            if inverse is None
        }
        self._mixed: dict[int, list[Use]] = {}
        """What the mixes take of which it was last asked."""
        self.places = places.copy()
        """Of each; those that go on stand before the others."""
        self._look_at(len(places))
        for first in range(0, len(order), _TOGETHER):
            ways, goes_on = self._open()
            if not goes_on.any():
                break
            if _FEW < len(goes_on) > 2 * np.count_nonzero(goes_on):
                self._part(goes_on)
            visits = np.arange(first, min(first + _TOGETHER, len(order)))
            self._visit(visits[ways[order.way[visits]]])
        self._look_at(len(places))

    def _look_at(self, size: int) -> None:
        """Go on with so many of the scenarios."""
        self.worth, *rows = (each[:size] for each in self._rows)
        places = len(self._passage.places)
        limits = places + len(self._passage.rows)
        self.there, self.left = rows[:places], rows[places:limits]
        self._factors = [rows[limits + g] for g in self._passage.goods]
        self.brought = {w: each[:size] for w, each in self._brought.items()}
        self._uses = self._passage.amounts
        if self._drawn:
            self._uses = [
                [(row, self._drawn[w, row][:size] if inverse is None else use, inverse)
                 for row, use, inverse in way]
                for w, way in enumerate(self._uses)
            ]  # fmt: skip

    def _part(self, goes_on: Flags) -> None:
        """Go on without the others."""
        size, order = len(goes_on), np.argsort(~goes_on, kind="stable")
        rows: list[Any] = [*self._rows, *self._brought.values(), *self._drawn.values(), self.places]
        for each in rows:
            each[:size] = each[:size][order]
        self._look_at(int(np.count_nonzero(goes_on)))

    def _open(self) -> tuple[Flags, Flags]:
        """Ways that are open in any scenario; and (S,) whether any is."""
        sets, of_way = self._passage.barred_by
        opened = np.ones((len(self.left) + 1, len(self.worth)), dtype=bool)
        for each, there in zip(self.left, opened, strict=False):
            np.greater(each, _USED_UP, there)
            each *= there
        through = np.ones((len(sets), len(self.worth)), dtype=bool)
        for rows in sets.T:
            through &= opened[rows]
        ways = np.asarray(through.any(axis=1))[of_way]
        blends = [ways[blend.first] | ways[blend.second] for blend in self._passage.blends]
        return np.concatenate([ways, np.array(blends, dtype=bool)]), np.asarray(through.any(axis=0))

    def _visit(self, visits: Positions) -> None:
        """Make some of the visits."""
        there, left, worth = self.there, self.left, self.worth
        room, part = np.empty_like(worth), np.empty_like(worth)
        none, one = np.zeros_like(worth), np.ones_like(worth)
        shares = self._mix(visits)
        add, subtract, multiply, least = np.add, np.subtract, np.multiply, np.fmin
        for j, w, slope, scaled, fixed in self._order.steps(visits):
            multiply(self._factors[j], scaled, room)
            if fixed:
                add(room, fixed, room)
            subtract(room, there[j], room)
            uses = self._uses[w] if w < len(self._uses) else self._mixed[w]
            for row, use, inverse in uses:
                if inverse is not None:
                    multiply(left[row], inverse, part)
                else:
                    part.fill(np.inf)
                    np.divide(left[row], use, part, where=use > 0)
                least(room, part, room)
            np.fmax(room, none, room)
            if not room.dot(one):
                continue
            for place in (j, *self._passage.later[j]):
                add(there[place], room, there[place])
            for row, use, _ in uses:
                multiply(room, use, part)
                subtract(left[row], part, left[row])
            brought = self._brought_by(w)
            add(brought, room, brought)
            multiply(room, slope, room)
            add(worth, room, worth)
        for w, share in shares.items():
            if w in self.brought:
                brought, blend = self.brought.pop(w), self._passage.blends[w - len(self._uses)]
                for way, of_it in ((blend.first, share), (blend.second, 1 - share)):
                    mine = self._brought_by(way)
                    mine += brought * of_it

    def _brought_by(self, way: int) -> Floats:
        """(S,) By a way, or by a mix as long as it is not told by which of its ways."""
        if way not in self.brought:
            made = np.zeros(len(self.places))
            if way < len(self._uses):
                self._brought[way] = made
            self.brought[way] = made[: len(self.worth)]
        return self.brought[way]

    def _mix(self, visits: Positions) -> dict[int, Floats]:
        """(S,) The shares of the first ways of those that are mixes, as what is left asks for."""
        shares = {}
        for w in np.unique(self._order.way[visits]).tolist():
            if w < len(self._uses):
                continue
            blend = self._passage.blends[w - len(self._uses)]
            one, other = (
                {row: use for row, use, _ in self._uses[way]} for way in (blend.first, blend.second)
            )
            uses = [(one.get(row, _NONE), other.get(row, _NONE), at) for row, at, _ in blend.sides]
            shares[w], taken = mixed(uses, [self.left[row] * x for row, _, x in blend.sides])
            rows = (row for row, _, _ in blend.sides)
            self._mixed[w] = [(row, each, None) for row, each in zip(rows, taken, strict=True)]
        return shares
