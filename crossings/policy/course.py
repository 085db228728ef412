"""Decisions each morning, in all scenarios at once, with what is there and what is open today.

1. **Serve.** Visits in the order of what they bring of what is scarce, stock on hand first. One
   order follows from each vector of prices; of what they come to, each scenario keeps the best.
2. **Send ahead.** What is left of the corridors goes to yards, as if the periods until it is there
   were one, in which crossings let pass what they usually do, and more: on a day that turns out
   well there is something to inspect. So do trucks go that are on the way for some periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.limits import IN_YARD, ON_PLATFORM, Row
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.simulation import Simulation
from crossings.evaluation.trajectory import Trajectory
from crossings.policy.days import Day, Days
from crossings.policy.network import Key, is_road, key_of
from crossings.policy.refused import prices_of_refusals
from crossings.policy.serving import Served, better, serve
from crossings.problem import Floats
from crossings.scenarios import Scenarios

_AMPLE = 4.0
"""What crossings let pass on a good day, as a share of what they usually do."""
_LYING = (IN_YARD, ON_PLATFORM)
_NOTHING: Mapping[Row, Floats] = {}


class _Morning:
    """What is known at the beginning of a period, before anything moves in it."""

    def __init__(
        self, simulation: Simulation, ready: ReadyTrajectory, ordered: Mapping[Row, Floats]
    ) -> None:
        self.t = simulation.t
        self.areas, self.roads = simulation.areas, simulation.roads
        self.yards, self.platforms = simulation.yards, simulation.platforms
        rows = ready.stages(self.t, simulation.terms).rows
        found = {row: simulation.further.left(row, self.t) for row in rows}
        self.capacity: dict[Row, Floats] = {
            row: allowed for row, allowed in found.items() if allowed is not None
        } | dict(ordered)
        self.in_yards = dict(simulation.yards.there)
        """(S,) What waits there, with what comes from the road in the period."""
        for place, truckloads in simulation.yards.road.coming(self.t):
            self.in_yards[place] = self.in_yards[place] + truckloads


class Course:
    """Decisions in a run of scenarios, one period after the other."""

    def __init__(self, days: Days, scenarios: Scenarios) -> None:
        self._days, self._size = days, len(scenarios)
        self._problem, self._places = days.network.problem, days.values.places
        need = np.asfortranarray(scenarios.need)
        self._factors = [need[:, g] for g, _ in self._places]
        shape = (len(self._problem.goods), len(self._problem.areas), self._size)
        self._coverage, self._stock = np.zeros(shape), np.zeros(shape)
        self._none = np.zeros(self._size)
        self.refusals: list[dict[Key, Floats]] | None = None
        """By period, prices of limits by what had to be refused, where they are asked for."""

    @cached_property
    def trajectory(self) -> Trajectory:
        """Coverage and stock as decided last, whichever period is asked for."""
        shape = (self._size, len(self._problem.periods), *self._stock.shape[:2])

        def throughout(array: Floats) -> Floats:
            return np.broadcast_to(np.moveaxis(array, 2, 0)[:, None], shape)

        return replace(
            self._days.network.ready.trajectory,
            stock=throughout(self._stock),
            coverage=throughout(self._coverage),
        )

    def decide(
        self, simulation: Simulation, ordered: Mapping[Row, Floats] = _NOTHING
    ) -> list[Floats]:
        """What is to leave by each line, (S, N), and what areas do with what is there then.

        `ordered` (S,) is what may leave, where that has to be ordered before.
        """
        sends, _, _ = self.decided(simulation, ordered)
        return sends

    def decided(
        self, simulation: Simulation, ordered: Mapping[Row, Floats] = _NOTHING
    ) -> tuple[list[Floats], Served, dict[Row, Floats]]:
        """That, with what the period comes to and what is (S,) left of its limits."""
        morning = _Morning(simulation, self._days.network.ready, ordered)
        t, day = morning.t, self._days.days[morning.t]
        lying = self._lying(morning)
        served = self._served(morning, day, lying)
        sends: dict[tuple[int, int], Floats] = {}
        for w, brought in sorted(served.brought.items()):  # sums are the same in any company
            way = day.passage.ways[w]
            for leg, share in zip(way.legs, way.shares, strict=True):
                for line, n, each in leg.sends:
                    _add(sends, (line, n), brought * (share * each))
        stock = self._kept(t, day, served)
        left = {
            **morning.capacity,
            **lying,
            **dict(zip(day.passage.rows, served.left, strict=True)),
        }
        for ahead in self._days.ahead[t]:
            self._send_ahead(morning, ahead, stock, left, sends)
        return self._by_line(sends), served, left

    def _served(self, morning: _Morning, day: Day, lying: Mapping[Row, Floats]) -> Served:
        """The best that one of the orders comes to."""
        allowed = [
            lying[row] if row in lying else morning.capacity[row] for row in day.passage.rows
        ]
        there, factors = (
            self._there(morning, day),
            [self._factors[j] for j, _ in day.passage.places],
        )
        first, *others = (serve(order, there, allowed, factors, self._size) for order in day.orders)
        for other in others:
            first = better(first, other)
        if self.refusals is not None:
            keys = [key_of(row) for row in day.passage.rows]
            prices = [self._days.vectors[0].get(key, 0.0) for key in keys]
            roads = [is_road(row) for row in day.passage.rows]
            refused = prices_of_refusals(day, first, allowed, factors, prices, roads)
            self.refusals.append(dict(zip(keys, refused, strict=True)))
        return first

    def _there(self, morning: _Morning, day: Day) -> list[Floats]:
        """(S,) What each place has in the period, or would have in a later one."""
        now = [
            self._none if a == NOWHERE else morning.areas.stock_of(g, a) + due
            for (g, a), due in zip(self._places, self._due(morning, morning.t), strict=True)
        ]
        found = [now[j] for j, late in day.passage.places if not late]
        latest = max((late for _, late in day.passage.places), default=0)
        by_late = {0: now}
        for late in range(1, latest + 1):
            needed, due = morning.t + late - 1, self._due(morning, morning.t + late)
            by_late[late] = [
                np.maximum(before - self._needed(needed, j), 0.0) + due[j]
                for j, before in enumerate(by_late[late - 1])
            ]
        return found + [by_late[late][j] for j, late in day.passage.places if late]

    def _kept(self, t: int, day: Day, served: Served) -> list[Floats]:
        """(S,) What each place keeps, when it has met what is worth more today."""
        kept = []
        for j, (g, a) in enumerate(self._places):
            if a == NOWHERE:
                kept.append(self._none)
                continue
            met = day.pieces[j].met(served.there[j], self._factors[j])
            kept.append(served.there[j] - met)
            self._stock[g, a] = kept[-1]
            needed = self._needed(t, j)
            np.divide(met, needed, out=self._coverage[g, a], where=needed > 0)
        for w, brought in sorted(served.brought.items()):
            if day.passage.ways[w].late:
                j, _ = day.passage.places[day.passage.leads[w]]
                kept[j] = kept[j] + brought
        return kept

    def _send_ahead(
        self,
        morning: _Morning,
        ahead: Day,
        stock: list[Floats],
        left: dict[Row, Floats],
        sends: dict[tuple[int, int], Floats],
    ) -> None:
        """Let set out what may be inspected then; it takes of what `left` says."""
        t, until = morning.t, ahead.passage.until
        allowed = [self._then(row, morning, ahead, left) for row in ahead.passage.rows]
        there = list(stock)
        for later in range(t + 1, until + 1):
            there = [x + due for x, due in zip(there, self._due(morning, later), strict=True)]
        there = [there[j] for j, _ in ahead.passage.places]
        factors = [self._factors[j] for j, _ in ahead.passage.places]
        served = serve(ahead.orders[0], there, allowed, factors, self._size)
        for w, brought in sorted(served.brought.items()):
            way = ahead.passage.ways[w]
            for leg, share in zip(way.legs, way.shares, strict=True):
                if leg.begins == "origin":
                    line, n, each = leg.sends[0]
                    _add(sends, (line, n), brought * (share * each))
        rests = zip(ahead.passage.rows, served.left, strict=True)
        left.update({row: rest for row, rest in rests if row in ahead.passage.now})

    def _then(self, row: Row, morning: _Morning, ahead: Day, left: Mapping[Row, Floats]) -> Floats:
        """(S,) What there is of a limit for what is sent ahead."""
        kind, place = row
        if row in ahead.passage.now:
            return left.get(row, self._none)
        if kind == IN_YARD:
            there = left.get(row, self._none)
            for later in range(morning.t + 1, ahead.passage.until + 1):
                for at, truckloads in morning.yards.road.coming(later):
                    there = there + truckloads if at == place else there
            return there
        if kind == ON_PLATFORM:
            return left.get(row, self._none)
        usual = self._days.network.usually(row, range(morning.t + 1, ahead.passage.until + 1))
        return np.full(self._size, _AMPLE * usual)

    def _needed(self, t: int, j: int) -> Floats:
        """(S,) Truckloads needed in period t."""
        g, a = self._places[j]
        if a == NOWHERE:
            return self._none
        return np.asarray(self._problem.needed[t, g, a] * self._factors[j])

    def _due(self, morning: _Morning, t: int) -> list[Floats]:
        """(S,) What arrives in each place in period t of what is on its way."""
        due: dict[tuple[int, int], Floats] = {}
        for (_, g, a), truckloads in morning.roads.coming(t):
            due[g, a] = due[g, a] + truckloads if (g, a) in due else truckloads
        return [due.get(place, self._none) for place in self._places]

    def _lying(self, morning: _Morning) -> dict[Row, Floats]:
        """(S,) What waits in yards and lies on platforms."""
        found: dict[Row, Floats] = {}
        for kind, there in zip(_LYING, (morning.in_yards, morning.platforms.there), strict=True):
            found.update({(kind, at): truckloads for at, truckloads in there.items()})
        return found

    def _by_line(self, sends: Mapping[tuple[int, int], Floats]) -> list[Floats]:
        lines = self._days.network.ready.lines
        made = [np.zeros((self._size, max(1, len(line.areas))), order="F") for line in lines]
        for (line, n), truckloads in sends.items():
            made[line][:, n] = truckloads
        return made


def _add(sends: dict[tuple[int, int], Floats], at: tuple[int, int], truckloads: Floats) -> None:
    sends[at] = sends[at] + truckloads if at in sends else truckloads
