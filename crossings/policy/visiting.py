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

from crossings.policy.network import Passage, Use, inverse_of
from crossings.problem import Flags, Floats, Positions

_USED_UP = 1e-9
"""Less of a limit is nothing."""
_TOGETHER = 64
"""Visits between which it is looked who goes on."""
_FEW = 256
"""Scenarios that are not parted: half of them take as long."""
_IN_CACHE = 1 << 14
"""Numbers of mixes that are found at once."""


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
        self._rows = [np.zeros(len(places)), *(each[places] for each in (*there, *factors))]
        self._left = np.array([*(each[places] for each in capacity), np.full(len(places), np.inf)])
        self._brought: dict[int, Floats] = {}
        self._drawn = {
            (w, row): (use[places], inverse[places])
            for w, way in enumerate(self._passage.amounts)
            for row, use, inverse in way
            if use.ndim
        }
        self._blends = [each.at(places) for each in self._passage.blends]
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
        self.there, by_good = rows[:places], rows[places:]
        self._now_left = self._left[:, :size]
        self.left = [*self._now_left[:-1]]
        self._factors = [by_good[g] for g in self._passage.goods]
        self.brought = {w: each[:size] for w, each in self._brought.items()}
        self._uses = self._passage.amounts
        if self._drawn:
            self._uses = [
                [self._own(w, use, size) for use in way] for w, way in enumerate(self._uses)
            ]

    def _own(self, way: int, use: Use, size: int) -> Use:
        """What is taken of a limit in so many of the scenarios."""
        row, amount, inverse = use
        if amount.ndim:
            amount, inverse = self._drawn[way, row]
            return row, amount[:size], inverse[:size]
        return use

    def _part(self, goes_on: Flags) -> None:
        """Go on without the others."""
        size, order = len(goes_on), np.argsort(~goes_on, kind="stable")
        drawn = (each for pair in self._drawn.values() for each in pair)
        rows: list[Any] = [*self._rows, *self._left, *self._brought.values(), *drawn, self.places]
        for each in rows:
            each[:size] = each[:size][order]
        going = order[: np.count_nonzero(goes_on)]
        self._blends = [each.at(going) for each in self._blends]
        self._look_at(int(np.count_nonzero(goes_on)))

    def _open(self) -> tuple[Flags, Flags]:
        """Ways that are open in any scenario; and (S,) whether any is."""
        sets, of_way = self._passage.barred_by
        opened = self._now_left > _USED_UP
        np.multiply(self._now_left, opened, self._now_left)
        through = np.ones((len(sets), len(self.worth)), dtype=bool)
        for rows in sets.T:
            through &= opened[rows]
        ways = np.asarray(through.any(axis=1))[of_way]
        first, second = self._passage.mixed
        return np.concatenate([ways, ways[first] | ways[second]]), np.asarray(through.any(axis=0))

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
            for row, _, most in uses:
                multiply(left[row], most, part)
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
                brought, k = self.brought.pop(w), w - len(self._uses)
                mix = self._passage.mixes[k]
                for way, of_it in ((mix.first, share), (mix.second, 1 - share)):
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
        found: dict[int, Floats] = {}
        passage, ways = self._passage, len(self._uses)
        asked = np.unique(self._order.way[visits])
        asked = asked[asked >= ways] - ways
        if not len(asked):
            return found
        blend, place = passage.in_blends
        left, group = self._now_left[:-1] * passage.parts, blend[asked]
        for g in np.unique(group).tolist():
            blends, these = self._blends[g], asked[group == g]
            together = max(1, _IN_CACHE // max(1, blends.rows.shape[1] * len(self.worth)))
            for some in (these[k : k + together] for k in range(0, len(these), together)):
                at = place[some]
                shares, taken = blends.mixed(at, left)
                every = zip(blends.rows[at].tolist(), taken, inverse_of(taken), strict=True)
                for k, share, of_it in zip(some.tolist(), shares, every, strict=True):
                    self._mixed[ways + k] = [*zip(*of_it, strict=True), *passage.alike[k]]
                    found[ways + k] = share
        return found
