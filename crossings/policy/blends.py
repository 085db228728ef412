"""Two ways of one good by one crossing under different regimes, mixed as what is left asks for.

The mix is the one by which most can still pass. Of limits P the first way takes more, of limits Q
the second; a and b are what each takes as a share of what is left, where that is the most:

    a_P = max_{l ∈ P} use₁[l] / left[l]     b_P = max_{l ∈ P} use₂[l] / left[l]     and so for Q
    θ · a_P + (1 − θ) · b_P = θ · a_Q + (1 − θ) · b_Q                               0 ≤ θ ≤ 1

So no limit is used up while another is left over that a slower or a stricter inspection would have
taken of instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

import numpy as np

from crossings.evaluation.limits import Number, Row
from crossings.policy.order import nominal
from crossings.policy.ways import Way
from crossings.problem import Floats, Positions

_NOTHING = 1e-12
"""Less of a limit is taken for so much."""
_NO_PART = 1e-9
"""A smaller share of a way is none: of a limit that is used up the other takes nothing."""
_SCARCE = 0.25
"""What is left of a limit beside the usual, on days for which mixes are chosen."""
_SHARES = np.linspace(0.0, 1.0, 17)[:, None]


@dataclass(frozen=True)
class Mix:
    """Two ways whose mix passes most, among others to the same place by the same crossing."""

    first: int
    second: int
    group: frozenset[int]
    more: frozenset[Row]
    """Limits P."""
    less: frozenset[Row]
    """Limits Q."""


Sides: TypeAlias = "tuple[list[int], list[int], list[int]]"
"""Positions of limits P, of limits Q, and of those of neither, of which the ways take unlike."""


@dataclass(frozen=True, eq=False)
class Blends:
    """B pairs of ways that are mixed as what is left of limits asks for.

    Of each pair L limits are told: as many P, then Q, then of neither as of every other.
    """

    numbers: Positions  # (B,) of the pairs, among all
    rows: Positions  # (B, L)
    one: Floats  # (B, L, 1 or S) what the first takes
    other: Floats  # (B, L, 1 or S) and the second
    more: int
    """P."""
    less: int
    """Q."""

    def at(self, places: Positions) -> Blends:
        """With the numbers of some scenarios, where each has its own."""
        if self.one.shape[2] <= 1:
            return self
        return replace(self, one=self.one[..., places], other=self.other[..., places])

    def mixed(self, these: Positions, left: Floats) -> tuple[Floats, Floats]:
        """Of N pairs (N, S) shares of the first ways, and (N, L, S) what is taken of limits.

        `left` (limits, S) is what one crossing may count on.
        """
        there = left[self.rows[these, : self.more + self.less]]
        return mixed(self.one[these], self.other[these], there, self.more)


def blends(
    pairs: Sequence[tuple[int, int]],
    sides: Sequence[Sides],
    uses: Sequence[Sequence[tuple[int, Number]]],
) -> list[Blends]:
    """Of two ways each, those together of which as many limits are told; `uses` are of all ways."""
    alike: dict[tuple[int, ...], list[int]] = {}
    for k, of in enumerate(sides):
        alike.setdefault(tuple(map(len, of)), []).append(k)
    by_way = [dict(way) for way in uses]
    found = []
    for (more, less, neither), numbers in alike.items():
        rows = [[row for side in sides[k] for row in side] for k in numbers]
        amounts = [
            by_way[pairs[k][of]].get(row, 0.0)
            for of in (0, 1)
            for k, own in zip(numbers, rows, strict=True)
            for row in own
        ]
        size = max(map(np.size, amounts), default=1)
        apart = np.array([np.broadcast_to(each, size) for each in amounts])
        shape = (len(numbers), more + less + neither)
        one, other = apart.reshape(2, *shape, size)
        at = np.array(rows, dtype=np.intp).reshape(shape)
        found.append(Blends(np.array(numbers), at, one, other, more, less))
    return found


def mixed(one: Floats, other: Floats, left: Floats, more: int) -> tuple[Floats, Floats]:
    """(…, S) The share θ of the first way, and (…, L, S) what the mix takes of each limit.

    The ways take `one` and `other` (…, L, 1 or S) of limits. Of the first so many the first takes
    `more`, of the next less; of both `left` tells, and of no others.
    """
    there = np.maximum(left, _NOTHING)
    sides = np.s_[..., : left.shape[-2], :]
    a, b = one[sides] / there, other[sides] / there
    gain = _most(b[..., more:, :]) - _most(b[..., :more, :])
    loss = _most(a[..., :more, :]) - _most(a[..., more:, :])
    np.maximum(gain, 0.0, out=gain)
    whole = gain + np.maximum(loss, 0.0)
    theta = np.divide(gain, whole, out=np.zeros_like(whole), where=whole > 0)
    theta[theta < _NO_PART] = 0.0
    theta[theta > 1 - _NO_PART] = 1.0
    share = theta[..., None, :]
    return theta, share * one + (1 - share) * other


def _most(shares: Floats) -> Floats:
    """(…, S) The largest of (…, L, S) shares; 0 of none."""
    return np.asarray(shares.max(axis=-2, initial=0.0))


def mixes(ways: Sequence[Way], usual: Mapping[Row, float]) -> tuple[Mix, ...]:
    """Of ways to one place by one crossing two, where there are two of which none is the better.

    `usual` is what limits leave as foreseen; others are not looked at.
    """
    alike: dict[object, list[int]] = {}
    for w, way in enumerate(ways):
        leg, crossings = way.legs[0], frozenset(each.crossing for each in way.legs)
        place = leg.begins, leg.corridor, crossings, way.good, way.area, way.late
        alike.setdefault(place, []).append(w)
    uses = [{row: nominal(each) for row, each in way.uses.items() if row in usual} for way in ways]
    return tuple(mix for group in alike.values() for mix in _best(group, uses, usual))


def _best(
    group: Sequence[int], uses: Sequence[Mapping[Row, float]], usual: Mapping[Row, float]
) -> Iterator[Mix]:
    """The pair that passes most, on the usual day and where one of the limits is scarcer."""
    found = []
    rows = list(dict.fromkeys(row for w in group for row in uses[w]))
    capacity = np.array([usual[row] for row in rows])
    days = capacity * np.where(np.eye(len(rows) + 1, len(rows), dtype=bool), _SCARCE, 1.0)
    for one, other in combinations(group, 2):
        first, second = (np.array([uses[w].get(row, 0.0) for row in rows]) for w in (one, other))
        if (first > second).any() and (first < second).any():
            taken = _SHARES * first + (1 - _SHARES) * second  # (shares, rows)
            least = (taken / days[:, None]).max(axis=2).min(axis=1).sum()
            more, less = (
                frozenset(row for row, at in zip(rows, those, strict=True) if at)
                for those in (first > second, first < second)
            )
            found.append((float(least), Mix(one, other, frozenset(group), more, less)))
    if found:
        yield min(found, key=lambda each: each[0])[1]
