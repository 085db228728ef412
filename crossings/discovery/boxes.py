"""Boxes of futures in which something happens: the patient rule induction method (PRIM).

Friedman and Fisher (1999), for discovering scenarios as Bryant and Lempert (2010). A box limits
some inputs from below or above. With n futures of interest, of which t among the b of a box:

    coverage = t / n        density = t / b        F = 2 t / (b + n), their harmonic mean

1. peel: of all slices that hold the outer twentieth of a box along one input, the one goes without
   which density is largest, until few futures are left; the box of largest F of all is taken;
2. shift: end by end, the box takes the place of largest F while the other ends stay;
3. drop: an end goes that F is not smaller without.

It is made from one half of the futures, and told by the other: how likely so many of interest in a
box of that size are by chance is the exact hypergeometric tail, which the search cannot flatter.
What lies in a box is set aside, and the next is sought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.arrays import Flags, Floats

_PEELED = 0.05
"""Share of a box that a peel takes."""
_FEWEST = 20
"""Futures that a box holds at least."""
_MOST_BOXES = 3
SURE = 0.01
"""Chance above which a box is none; of each that is sought an equal part."""
_ROUNDS = 20
_WORTH = 0.03
"""Share of F that an end brings at least."""


@dataclass(frozen=True)
class End:
    """One condition of a box: an input is above a number, or up to one."""

    input: int
    """Position of its column."""
    above: bool
    at: float
    coverage_without: float
    """Of the box without this condition, among the futures held out."""
    density_without: float


@dataclass(frozen=True, eq=False)
class Box:
    """Where something happens, as told by futures that it was not made from."""

    ends: tuple[End, ...]
    inside: int
    """Held-out futures in it."""
    of_interest: int
    """Of them, those in which it happens."""
    futures: int
    """Held-out futures in all that no earlier box holds."""
    here: int
    """Of them, those in which it happens."""
    all_of_interest: int
    """Of all held out, those in which it happens."""
    chance: float
    """How likely as many are in a box of its size by chance."""


def boxes(inputs: Floats, interest: Flags) -> list[Box]:
    """Boxes that are surely no chance, of inputs (S, K) and whether it happens (S,)."""
    order = np.random.default_rng(0).permutation(len(interest))
    made_from, held = order[::2], order[1::2]
    total = int(interest[held].sum())
    found: list[Box] = []
    while len(found) < _MOST_BOXES:
        own = _searched(inputs[made_from], interest[made_from])
        box = None if own is None else _told(own, inputs[held], interest[held], total)
        if own is None or box is None or box.chance > SURE / _MOST_BOXES:
            break
        found.append(box)
        made_from = made_from[~_inside(own, inputs[made_from])]
        held = held[~_inside(own, inputs[held])]
    return found


def _searched(inputs: Floats, interest: Flags) -> Floats | None:
    """(2, K) Above which and up to which each input is in the box of largest F; ±inf where free.

    None where nothing is of interest, or all.
    """
    wanted = int(interest.sum())
    if wanted < _FEWEST or wanted == len(interest):
        return None
    best, at = None, 0.0
    for limits in _peeled(inputs, interest):
        inside = _inside(limits, inputs)
        value = _f(int(interest[inside].sum()), int(inside.sum()), wanted)
        if value > at:
            best, at = limits, value
    if best is None:
        return None
    for _ in range(_ROUNDS):
        shifted, value = _shifted(best, inputs, interest, wanted)
        if value <= at * (1 + 1e-12):
            break
        best, at = shifted, value
    best = _dropped(best, inputs, interest, wanted)
    return best if np.isfinite(best).any() else None


def _peeled(inputs: Floats, interest: Flags) -> Iterator[Floats]:
    """Boxes, each a slice smaller than the one before."""
    limits = np.stack([np.full(inputs.shape[1], -np.inf), np.full(inputs.shape[1], np.inf)])
    left, happens = inputs, interest
    while len(left) > _FEWEST and 0 < happens.sum() < len(happens):
        low, high = np.quantile(left, [_PEELED, 1 - _PEELED], axis=0)  # (K,)
        # Where a twentieth or more is alike at an end, all of it goes.
        low = np.where(low > left.min(axis=0), low, _next(left, above=True))
        high = np.where(high < left.max(axis=0), high, _next(left, above=False))
        keep = np.concatenate([left >= low, left <= high], axis=1)  # (S, 2K)
        sizes = keep.sum(axis=0)  # (2K,)
        hits = keep[happens].sum(axis=0)
        fine = (sizes >= _FEWEST) & (sizes < len(left))
        if not fine.any():
            return
        density = np.where(fine, hits / np.maximum(sizes, 1), -1.0)
        k = int(np.argmax(density))
        side, column = divmod(k, inputs.shape[1])
        inside = keep[:, k]
        limits = limits.copy()
        limits[side, column] = _between(left[:, column], inside, above=side == 0)
        left, happens = left[inside], happens[inside]
        yield limits


def _next(values: Floats, *, above: bool) -> Floats:
    """(K,) The value next to the least of each column, or to the most."""
    end = values.min(axis=0) if above else values.max(axis=0)
    rest = np.where(values == end, np.inf if above else -np.inf, values)
    return np.asarray(rest.min(axis=0) if above else rest.max(axis=0))


def _between(values: Floats, inside: Flags, *, above: bool) -> float:
    """The middle between what stays and what goes."""
    if above:
        return float((values[inside].min() + values[~inside].max()) / 2)
    return float((values[inside].max() + values[~inside].min()) / 2)


def _shifted(limits: Floats, inputs: Floats, interest: Flags, wanted: int) -> tuple[Floats, float]:
    """The box with each end in turn where F is largest."""
    best, at = limits, 0.0
    for side, column in np.argwhere(np.isfinite(limits)).tolist():
        free = best.copy()
        free[side, column] = np.inf if side else -np.inf
        inside = _inside(free, inputs)
        values, happens = inputs[inside, column], interest[inside]
        order = np.argsort(values if side else -values, kind="stable")
        values, hits = values[order], np.cumsum(happens[order])
        f = 2.0 * hits / (np.arange(1, len(values) + 1) + wanted)
        last = np.append(values[1:] != values[:-1], True)  # alike ones go in together
        k = int(np.argmax(np.where(last, f, -1.0)))
        best = free
        if k + 1 < len(values):
            best = free.copy()
            best[side, column] = (values[k] + values[k + 1]) / 2
        at = float(f[k])
    return best, at


def _dropped(limits: Floats, inputs: Floats, interest: Flags, wanted: int) -> Floats:
    """The box without ends that F is not smaller without, the least telling first."""
    while True:
        ends = np.argwhere(np.isfinite(limits)).tolist()
        inside = _inside(limits, inputs)
        at = _f(int(interest[inside].sum()), int(inside.sum()), wanted)
        freed = []
        for side, column in ends:
            free = limits.copy()
            free[side, column] = np.inf if side else -np.inf
            around = _inside(free, inputs)
            freed.append((_f(int(interest[around].sum()), int(around.sum()), wanted), free))
        value, free = max(freed, key=lambda each: each[0], default=(-1.0, limits))
        if not ends or value < at * (1 - _WORTH):
            return limits
        limits = free


def _told(limits: Floats, inputs: Floats, interest: Flags, total: int) -> Box | None:
    """The box by futures that it was not made from; None where none lies in it."""
    from scipy.stats import hypergeom

    inside = _inside(limits, inputs)
    b, t = int(inside.sum()), int(interest[inside].sum())
    if not b:
        return None
    ends = []
    for side, column in np.argwhere(np.isfinite(limits)).tolist():
        free = limits.copy()
        free[side, column] = np.inf if side else -np.inf
        around = _inside(free, inputs)
        hits = int(interest[around].sum())
        without = hits / max(1, total), hits / max(1, int(around.sum()))
        ends.append(End(column, side == 0, float(limits[side, column]), *without))
    chance = float(hypergeom.sf(t - 1, len(interest), int(interest.sum()), b))
    return Box(tuple(ends), b, t, len(interest), int(interest.sum()), total, chance)


def _inside(limits: Floats, inputs: Floats) -> Flags:
    """(S,) Which futures lie in a box."""
    return np.asarray(((inputs > limits[0]) & (inputs <= limits[1])).all(axis=1))


def _f(hits: int, size: int, wanted: int) -> float:
    return 2.0 * hits / (size + wanted)
