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
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crossings.evaluation.limits import Number, Row
from crossings.policy.order import nominal
from crossings.policy.ways import Way
from crossings.problem import Floats

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


@dataclass(frozen=True)
class Blend:
    """Two ways that are mixed as what is left of limits asks for."""

    first: int
    second: int
    sides: list[tuple[int, int, float]]
    """Limits that either takes of: 1 where the first takes more, -1 where the second does; and the
    part that one crossing may count on, where several take of the limit."""


def mixed(
    uses: Sequence[tuple[Number, Number, int]], left: Sequence[Floats]
) -> tuple[Floats, list[Floats]]:
    """(S,) The share θ of the first way, and what the mix takes of each limit.

    `uses` says what each way takes and whether the limit is of P (1), of Q (-1) or of neither.
    """
    none = np.zeros_like(left[0])
    a, b = {1: none, -1: none}, {1: none, -1: none}
    for (one, other, side), rest in zip(uses, left, strict=True):
        if side:
            there = np.maximum(rest, _NOTHING)
            a[side] = np.maximum(a[side], one / there)
            b[side] = np.maximum(b[side], other / there)
    gain, loss = np.maximum(b[-1] - b[1], 0.0), np.maximum(a[1] - a[-1], 0.0)
    whole = gain + loss
    theta = np.divide(gain, whole, out=none, where=whole > 0)
    theta[theta < _NO_PART] = 0.0
    theta[theta > 1 - _NO_PART] = 1.0
    return theta, [theta * one + (1 - theta) * other for one, other, _ in uses]


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
