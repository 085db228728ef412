"""What a truckload more in an area is worth: value functions of stock, backwards in time.

Of each good in each area by itself, with x what is there to be used from period t on:

    W_t′(x) = slopes of the bands of need of t and of V_t, merged in falling order
    V_{t−1}′(x) = mean over practice n of min(W_t′(x), κ[n,t])

| symbol | code     | shape        | meaning                                                       |
|--------|----------|--------------|---------------------------------------------------------------|
| κ[n,t] | bringing | (N, T, G, A) | what bringing a truckload takes of limits that arrives in t   |
| V_t′   | kept     | (T, J, K)    | worth of a truckload left at the end of t, in cells of stock  |
| W_t    | Pieces   |              | where the next truckload goes: need of a band, or stock       |

A truckload in store is worth the better of what it would serve and what bringing it later would
cost, on average. V_{T−1} is worth what the first band is, up to what is to be left at the end. All
of it is concave, so that pieces are taken in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crossings.evaluation.lines import NOWHERE
from crossings.problem import Floats, Positions, Problem

_FINE = np.linspace(0.0, 8.0, 17)
"""Cells of stock, in periods of need; beyond them cells grow."""
_BEYOND = 8
_ALIKE = 0.05
"""Share by which slopes of stock differ that are told as one piece."""
_ROOM = 1e-9
"""Share of a piece's end below which nothing more fits."""
_NEVER = 1e-12
"""Chance of what cannot come about, so that what follows it has a worth as well."""
_WORTHLESS = np.zeros(1), np.zeros(0)
KEPT = -1
"""In place of a band: stock."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Where truckloads of one good in one place go in a period, what is worth most first."""

    slope: Floats  # (P,) value of a truckload
    fixed: Floats  # (P,) truckloads where a piece ends: what no scenario moves of them
    scaled: Floats  # (P,) and what each scenario multiplies by its factor on need
    band: Positions  # (P,) band of coverage, or KEPT

    def met(self, x: Floats, factor: Floats) -> Floats:
        """(S,) What of x truckloads meets need; the rest is kept."""
        met, begins = np.zeros_like(x), np.zeros_like(x)
        for fixed, scaled, band in zip(self.fixed, self.scaled, self.band, strict=True):
            ends = scaled * factor + fixed
            if band != KEPT:
                met += np.clip(x - begins, 0.0, ends - begins)
            begins = ends
        return met

    def next_worth(self, x: Floats, factor: Floats) -> Floats:
        """(S,) Value of a truckload more than x; 0 where there is no room for one."""
        found = np.zeros_like(x)
        for slope, fixed, scaled in zip(
            self.slope[::-1], self.fixed[::-1], self.scaled[::-1], strict=True
        ):
            ends = scaled * factor + fixed
            np.copyto(found, slope, where=ends - x > _ROOM * ends)
        return found


@dataclass(frozen=True, eq=False)
class ValueFunctions:
    """Worth of what is left at the end of each period in each place."""

    problem: Problem
    kept: Floats  # (T, J, K) value of a truckload in each cell

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """J of them, see `places_of`."""
        return places_of(self.problem)

    @cached_property
    def unit(self) -> Floats:
        """(J,) Truckloads of the largest need of a period."""
        needed = self.problem.needed.max(axis=0)
        return np.array([needed[g, a] or 1.0 if a != NOWHERE else 1.0 for g, a in self.places])

    @cached_property
    def edges(self) -> Floats:
        """(K + 1,) Of cells of stock, in units."""
        return edges(len(self.problem.periods))

    def pieces(self, t: int, j: int, since: int | None = None) -> Pieces:
        """Pieces of period t, or of all from `since` up to it."""
        problem, (g, a) = self.problem, self.places[j]
        span = slice(t if since is None else since, t + 1)
        weight, width = problem.band_weight, problem.band_width
        if a == NOWHERE:
            needed = problem.export_needed[span, g].sum()
            return _in_order(
                problem.priority[g] * weight, np.zeros(len(width)), width * needed,
                np.arange(len(width)),
            )  # fmt: skip
        needed = problem.needed[span, g, a].sum()
        if t == len(problem.periods) - 1:
            worth = problem.worth[g, a] * weight[:1]
            fixed, scaled = problem.last_stock[g, a][None], np.zeros(1)
        else:
            worth, ends = _merged(self.kept[t, j], self.edges)
            fixed, scaled = np.zeros(len(worth)), np.diff(ends) * self.unit[j]
            if problem.uncertainty.need_known_later[g]:  # of later periods only the mean is known
                fixed, scaled = scaled, fixed
        return _in_order(
            np.concatenate([problem.worth[g, a] * weight, worth]),
            np.concatenate([np.zeros(len(width)), fixed]),
            np.concatenate([width * needed, scaled]),
            np.concatenate([np.arange(len(width)), np.full(len(worth), KEPT)]),
        )


def places_of(problem: Problem) -> tuple[tuple[int, int], ...]:
    """Good and area of each place where anything is needed; exports have no area."""
    needed = (problem.needed.max(axis=0) > 0) | (problem.last_stock > 0)  # (G, A)
    inbound = needed & problem.inbound[:, None]
    exports = np.flatnonzero(~problem.inbound & (problem.export_need > 0).any(axis=0))
    return (
        *((int(g), int(a)) for g, a in np.argwhere(inbound)),
        *((int(g), NOWHERE) for g in exports),
    )


def edges(periods: int) -> Floats:
    """Cells that grow from half a period's need to that of the horizon.

    >>> edges(3)
    array([0. , 0.5, 1. , 1.5, 2. , 2.5, 3. ])
    """
    fine = _FINE[max(periods, 1) >= _FINE]
    if periods <= fine[-1]:
        return fine
    return np.concatenate([fine, np.geomspace(fine[-1], periods, _BEYOND)[1:]])


def value_functions(problem: Problem, bringing: Floats) -> ValueFunctions:
    """Value functions under costs `bringing` (N, T, G, A) of what arrives in each period."""
    (made,) = joint_value_functions([(problem, 1.0, bringing)], lambda *_: True)
    return made


def joint_value_functions(
    ways: Sequence[tuple[Problem, float, Floats]], alike: Callable[[int, int, int], bool]
) -> list[ValueFunctions]:
    """Value functions of problems that differ in what is to come, each as likely as is said.

    What is kept at the end of period t is worth the mean over those that are `alike` up to t, of
    whom nobody knows by then which it will be.
    """
    cells, periods = edges(len(ways[0][0].periods)), len(ways[0][0].periods)
    made = [
        ValueFunctions(problem, np.zeros((periods, len(places_of(problem)), len(cells) - 1)))
        for problem, _, _ in ways
    ]
    for t in range(periods - 1, 0, -1):
        gains = [
            dict(_gains(values, t, bringing))
            for values, (_, _, bringing) in zip(made, ways, strict=True)
        ]
        for n, values in enumerate(made):
            those = [m for m in range(len(ways)) if alike(n, m, t - 1)]
            chances = [max(ways[m][1], _NEVER) for m in those]
            likely = [each / sum(chances) for each in chances]
            for j, place in enumerate(values.places):
                if place[1] != NOWHERE:
                    found = np.zeros(len(cells) - 1)
                    for m, share in zip(those, likely, strict=True):
                        ends, worth = gains[m].get(place, _WORTHLESS)
                        steps = ends / values.unit[j]
                        value = np.concatenate([[0.0], np.cumsum(worth * np.diff(steps))])
                        gained = np.diff(np.interp(cells, steps, value)) / np.diff(cells)
                        found += share * gained
                    values.kept[t - 1, j] = found * _keeps(values, t, j, cells)
    return [ValueFunctions(each.problem, np.round(each.kept, 6)) for each in made]


def _keeps(values: ValueFunctions, t: int, j: int, cells: Floats) -> Floats:
    """(K,) Share of each cell for which there is room, and use before it is too old."""
    problem, (g, a), unit = values.problem, values.places[j], values.unit[j]
    most, kept = problem.store[t - 1, a], problem.periods_kept(g)
    if kept is not None:
        most = min(most, problem.needed[t : t + kept, g, a].sum())
    return np.asarray(np.clip((most / unit - cells[:-1]) / np.diff(cells), 0.0, 1.0))


def _gains(
    values: ValueFunctions, t: int, bringing: Floats
) -> Iterator[tuple[tuple[int, int], tuple[Floats, Floats]]]:
    """By place, truckloads there in period t and what each of them is worth on average."""
    for j, (g, a) in enumerate(values.places):
        if a != NOWHERE:
            pieces = values.pieces(t, j)
            worth = np.minimum(pieces.slope, bringing[:, t, g, a, None]).mean(axis=0)  # (P,)
            yield (g, a), (np.concatenate([[0.0], pieces.fixed + pieces.scaled]), worth)


def _merged(slopes: Floats, ends: Floats) -> tuple[Floats, Floats]:
    """Cells of about the same slope told as one; what is worth nothing left out."""
    begins = [0]
    for k, slope in enumerate(slopes):
        if slope < slopes[begins[-1]] * (1 - _ALIKE):
            begins.append(k)
    widths = np.diff(ends)
    value = np.add.reduceat(slopes * widths, begins)
    width = np.add.reduceat(widths, begins)
    return value / width, np.concatenate([ends[begins], ends[-1:]])


def _in_order(slope: Floats, fixed: Floats, scaled: Floats, band: Positions) -> Pieces:
    order = [k for k in np.argsort(-slope, kind="stable") if slope[k] > 0 < fixed[k] + scaled[k]]
    return Pieces(slope[order], np.cumsum(fixed[order]), np.cumsum(scaled[order]), band[order])
