"""What areas have and meet of their needs, period after period.

    met[g,a,t] = min(need, available, max(ẑ / nominal need · need, available − ŝ))

with ẑ and ŝ the plan's met and stock at the period's end: an area is served as planned, and keeps
what the plan keeps unless more is there. Columns K are the pairs (good, area) of inbound goods.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.limits import Number, Terms
from crossings.evaluation.lines import goods_in_order
from crossings.evaluation.trajectory import Trajectory
from crossings.problem import Floats

_NEXT_TO_NOTHING = 1e-300
_NEGLIGIBLE = 1e-7
"""Share of the largest need below which need is met and stock is gone: rounding of the solver."""


def without_room(there: Sequence[Floats], room: Number) -> list[Floats]:
    """(S,) What of goods that lie together finds no room: of the last first, worth the least."""
    beyond, gone = sum(there) - room, []
    for each in reversed(there):
        gone.append(np.clip(beyond, 0.0, each))
        beyond = beyond - gone[-1]
    return gone[::-1]


@dataclass(frozen=True, eq=False)
class Cap:
    """What may be met in a period: Σ weights · met ≤ left."""

    weights: Floats  # (G, A)
    left: Floats  # (S,)


class Areas:
    """Stock and need met by good and area; (S, K) unless said otherwise."""

    def __init__(self, trajectory: Trajectory, terms: Terms, need_factor: Floats) -> None:
        problem = trajectory.problem
        size, areas = len(need_factor), len(problem.areas)
        self.goods = np.flatnonzero(problem.inbound)  # (Gi,)
        self.good_of = np.repeat(self.goods, areas)  # (K,)
        self._column = {int(g): k * areas for k, g in enumerate(self.goods)}
        self._trajectory, self._problem = trajectory, problem
        self._terms, self._factor = terms, need_factor
        count = len(self.good_of)
        self.stock = np.empty((size, count), order="F")
        self.stock[:] = self._first = self._drawn("first_stock", None)  # (1 or S, K)
        self.floor = self._drawn("last_stock", None)  # (1 or S, K)
        self.met = np.zeros((size, count), order="F")
        self.needed = np.zeros((size, count), order="F")
        self.in_bands = [np.zeros((size, count), order="F") for _ in problem.band_top[:-1]]
        self.days_below = np.zeros((size, len(self.goods)), order="F")
        self.first_out = np.full((size, len(self.goods)), np.nan, order="F")
        self.now_met = np.zeros((size, count), order="F")
        self.now_needed = np.zeros((size, count), order="F")
        self.now_discarded = np.zeros((size, count), order="F")
        self.any_discarded = False
        self._room = np.empty((size, count), order="F")
        self._order = goods_in_order(problem)
        self._fresh: dict[int, deque[Floats]] = {}
        """Of goods that keep for a while, by column: what arrived in the last periods."""
        for k, g in enumerate(self.good_of.tolist()):
            kept = problem.periods_kept(g)
            if kept is not None:
                self._fresh[k] = deque(maxlen=kept)
        self._rate: Floats | None = None
        self._first_day = np.cumsum(np.concatenate([[1.0], problem.days]))  # (T + 1,)
        self._tolerance = _NEGLIGIBLE * max(1.0, float(problem.needed.max(initial=0.0)))

    def follow(self, trajectory: Trajectory) -> None:
        """Go by another trajectory from now on."""
        self._trajectory = trajectory

    def stock_of(self, good: int, area: int) -> Floats:
        """(S,) What of a good an area has."""
        return self.stock[:, self._column[good] + area]

    def keeps(self, good: int, area: int, came: Floats) -> Floats | None:
        """(S,) What will not be too old when (S,) `came` in this period; None: it does not age."""
        column = self._column[good] + area
        fresh = self._fresh.get(column)
        if fresh is None or fresh.maxlen is None:
            return None
        seen = [*fresh, came]
        recent = seen[max(0, len(seen) - fresh.maxlen) :]
        return self._recent(column, recent, since_first=len(recent) == len(seen))

    def _recent(self, column: int, came: Collection[Floats], *, since_first: bool) -> Floats:
        """(S,) What came in some periods; the first stock is as new as what came in the first."""
        recent = sum(came, np.zeros(len(self.stock)))
        return recent + self._first[:, column] if since_first else recent

    def by_place(self, truckloads: Floats) -> Floats:
        """(S, G, A) of (S, K) truckloads; 0 of exports."""
        problem = self._problem
        made = np.zeros((len(truckloads), len(problem.goods), len(problem.areas)))
        made[:, self.goods] = truckloads.reshape(len(made), len(self.goods), len(problem.areas))
        return made

    def new_in(self, t: int, periods: int) -> Floats:
        """(S, periods, G, A) What got there in each period before t and may still lie there.

        Of goods that keep for a while alone; the first stock is as new as the first period.
        """
        by_column = np.zeros((len(self.stock), periods, len(self.good_of)))
        for k, fresh in self._fresh.items():
            for u, truckloads in zip(range(t - len(fresh), t), fresh, strict=True):
                by_column[:, u, k] = truckloads
            if t > 0:
                by_column[:, 0, k] += self._first[:, k]
        return np.stack([self.by_place(by_column[:, u]) for u in range(periods)], axis=1)

    def resume(self, t: int, stock: Floats, came: Floats) -> None:
        """Go on in period t with (S, G, A) in stock, of which (S, T, G, A) came in each period.

        When it came counts for goods that keep for a while alone.
        """
        self.stock[:] = self._flat(stock)
        for k, fresh in self._fresh.items():
            first = max(0, t - (fresh.maxlen or 0))
            fresh.extend(self._flat(came[:, u])[:, k].copy() for u in range(first, t))
            if t and not first and fresh:  # the first stock is counted apart
                fresh[0] -= self._first[:, k]

    def need_a_day(self, t: int) -> Floats:
        """(S, K) Truckloads needed a day in period t."""
        return np.asarray(self._factor[:, self.good_of] * self._drawn("need", t))

    def arrive(self, good: int, area: int, truckloads: Floats) -> None:
        """Add (S,) truckloads to what an area has."""
        column = self._column[good] + area
        self.stock[:, column] += truckloads
        if self._fresh.get(column):
            self._fresh[column][-1] += truckloads

    def open_period(self) -> None:
        """Begin a period, in which nothing has arrived yet."""
        for fresh in self._fresh.values():
            fresh.append(np.zeros(len(self.stock)))

    def close_period(self, t: int, caps: Iterable[Cap] = ()) -> None:
        """Meet the needs of period t from what is there, no more than `caps` allow.

        What the plan discards goes first; last, what is too old or finds no room.
        """
        self._needs_of(t)
        self._discard_as_planned(t)
        room, need, met, trajectory = self._room, self.now_needed, self.now_met, self._trajectory
        np.multiply(need, self._flat(trajectory.coverage[:, t]), out=met)
        np.subtract(self.stock, self._flat(trajectory.stock[:, t]), out=room)
        np.maximum(met, room, out=met)
        np.minimum(met, self.stock, out=met)
        np.minimum(met, need, out=met)
        for cap in caps:
            wanted = self.counted(cap.weights, met)
            share = np.minimum(1.0, cap.left / np.maximum(wanted, _NEXT_TO_NOTHING))  # (S,)
            for k in np.flatnonzero(self._weights(cap.weights)).tolist():
                met[:, k] *= share
        self.stock -= met
        self.met += met
        self.needed += need
        for top, held in zip(self._problem.band_top[:-1], self.in_bands, strict=True):
            np.multiply(need, top, out=room)
            np.minimum(met, room, out=room)
            held += room
        self._let_go(t)
        self._count_shortages(t)

    def _discard_as_planned(self, t: int) -> None:
        if self.any_discarded:
            self.now_discarded[:] = 0.0
        planned = self._flat(self._trajectory.discarded[:, t])
        self.any_discarded = bool(planned.any())
        if self.any_discarded:
            np.minimum(planned, self.stock, out=self.now_discarded)
            self.stock -= self.now_discarded

    def _let_go(self, t: int) -> None:
        """Discard what is older than it keeps, and of what finds no room the least worth first."""
        for k, fresh in self._fresh.items():
            recent = self._recent(k, fresh, since_first=t + 1 == len(fresh))
            self._discard(k, np.maximum(self.stock[:, k] - recent, 0.0))
        for a in range(len(self._problem.areas)):
            room = self._terms.number("store", t, a)
            if np.isinf(room).all():
                continue
            columns = [self._column[g] + a for g in self._order if g in self._column]
            gone = without_room([self.stock[:, k] for k in columns], room)
            for k, truckloads in zip(columns, gone, strict=True):
                self._discard(k, truckloads)

    def _discard(self, column: int, truckloads: Floats) -> None:
        self.stock[:, column] -= truckloads
        self.now_discarded[:, column] += truckloads
        self.any_discarded = True

    def counted(self, weights: Floats, truckloads: Floats) -> Floats:
        """(S,) Σ of (S, K) truckloads with weights (G, A); 0 where there are no weights."""
        total, by_column = np.zeros(len(truckloads)), self._weights(weights)
        for k in np.flatnonzero(by_column).tolist():
            total += by_column[k] * truckloads[:, k]
        return total

    def _weights(self, weights: Floats) -> Floats:
        """(K,)."""
        return weights[self.goods].ravel() if weights.ndim else np.zeros(0)

    def _count_shortages(self, t: int) -> None:
        problem, room, areas = self._problem, self._room, len(self._problem.areas)
        asks = np.asarray(
            (self.floor > 0).any(axis=0)
        )  # (K,) nowhere is less than nothing in stock
        np.subtract(self.now_needed, self.now_met, out=room)
        out = (room > self._tolerance) & (self.stock <= self._tolerance)
        day = self._first_day[t]
        for k in range(len(self.goods)):
            columns = slice(k * areas, (k + 1) * areas)
            if asks[columns].any():
                below = self.stock[:, columns] < self.floor[:, columns] - self._tolerance
                self.days_below[:, k] += below.any(axis=1) * problem.days[t]
            new = out[:, columns].any(axis=1) & np.isnan(self.first_out[:, k])
            self.first_out[:, k] = np.where(new, day, self.first_out[:, k])

    def _needs_of(self, t: int) -> None:
        """Fill in the needs of period t, unless they are those of the period before."""
        rate = self._drawn("need", t) * self._problem.days[t]  # (1 or S, K)
        if self._rate is not None and np.array_equal(rate, self._rate):
            return
        self._rate = rate
        for k, g in enumerate(self.good_of):
            np.multiply(self._factor[:, g], rate[:, k], out=self.now_needed[:, k])

    def _drawn(self, name: str, t: int | None) -> Floats:
        """(1 or S, K) A field over goods and areas, in period t where it has periods."""
        drawn = self._terms.scenarios.changed.get(name)
        array = getattr(self._problem, name)[None] if drawn is None else drawn
        array = array if t is None else array[:, t]
        return np.asfortranarray(array[:, self.goods].reshape(len(array), -1))

    def _flat(self, array: Floats) -> Floats:
        """(1 or S, K) of (1 or S, G, A)."""
        return np.asarray(array[:, self.goods].reshape(len(array), -1))
