"""Decisions each morning, in all scenarios at once, with what is there and what is open today.

1. **Serve.** Visits in the order of what they bring of what is scarce, stock on hand first. One
   order follows from each vector of prices; of what they come to, each scenario keeps the best.
2. **Send ahead.** What is left of the corridors goes to yards, as if the periods until it is there
   were one, in which crossings let pass what they usually do, and more: on a day that turns out
   well there is something to inspect. So do trucks go that are on the way for some periods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.limits import IN_YARD, ON_PLATFORM, Row
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.simulation import Simulation
from crossings.evaluation.trajectory import Trajectory
from crossings.policy.days import Day, Days, under
from crossings.policy.filling import Fill
from crossings.policy.foreseen import OF_THE_PLAN, PLACES, Foreseen
from crossings.policy.keeping import let_go
from crossings.policy.morning import Morning
from crossings.policy.network import Key, is_road, key_of
from crossings.policy.refused import prices_of_refusals
from crossings.policy.serving import Served, serve
from crossings.policy.worth import Pieces
from crossings.problem import Flags, Floats, Positions
from crossings.scenarios import Scenarios

_AMPLE = 4.0
"""What crossings let pass on a good day, as a share of what they usually do."""
_LYING = (IN_YARD, ON_PLATFORM)
_NOTHING: Mapping[Row, Floats] = {}


DayOf: TypeAlias = "tuple[Day, Positions | None]"
"""A day, and the positions of the scenarios that go by it; None: all do."""


@dataclass(frozen=True, eq=False)
class Decided:
    """What is decided for one period."""

    sends: list[Floats]  # (S, N) by line
    served: Served
    left: dict[Row, Floats]  # (S,) of limits
    days: list[DayOf]


class Course:
    """Decisions in a run of scenarios, one period after the other."""

    def __init__(
        self,
        levels: Sequence[Days],
        fills: Sequence[Floats],
        scenarios: Scenarios,
        foreseen: Foreseen | None = None,
    ) -> None:
        """By days of several `levels`, see `filling`; `fills` (T,) end all but the last.

        With `foreseen`, mornings that find what it foresees are as it has them.
        """
        self._levels, self._fills = under(levels, scenarios), fills
        self._days = days = self._levels[-1]
        self._size, self._foreseen = len(scenarios), foreseen
        self._fill = Fill.of(days.values)
        self._problem, self._places = days.network.problem, days.values.places
        need = np.asfortranarray(scenarios.need)
        self._need = [need[:, g] for g in range(need.shape[1])]
        self._factors = [self._need[g] for g, _ in self._places]
        later, mean = self._problem.uncertainty.need_known_later, np.ones(self._size)
        self._known = [mean if later[g] else self._need[g] for g, _ in self._places]
        """What is known of need on the first day."""
        names = PLACES[:2] if foreseen is None else PLACES
        self._meant = {
            name: np.zeros((*getattr(days.network.ready.trajectory, name).shape[2:], self._size))
            for name in names
        }
        """What places are to do in the period, with the scenarios as the last axis."""
        self._none = np.zeros(self._size)
        self.filled: list[Floats] | None = None
        """By period, (S,) what is in store, where it is asked for."""
        self.refusals: list[dict[Key, Floats]] | None = None
        """By period, prices of limits by what had to be refused, where they are asked for."""

    @cached_property
    def trajectory(self) -> Trajectory:
        """What places are to do as decided last, whichever period is asked for."""
        periods = len(self._problem.periods)

        def throughout(array: Floats) -> Floats:
            by_scenario = np.moveaxis(array, 2, 0)[:, None]
            return np.broadcast_to(by_scenario, (self._size, periods, *by_scenario.shape[2:]))

        found: dict[str, Any] = {name: throughout(array) for name, array in self._meant.items()}
        return replace(self._days.network.ready.trajectory, **found)

    def decide(
        self, simulation: Simulation, ordered: Mapping[Row, Floats] = _NOTHING
    ) -> list[Floats]:
        """What is to leave by each line, (S, N), and what areas do with what is there then.

        `ordered` (S,) is what may leave, where that has to be ordered before.
        """
        return self.decided(simulation, ordered).sends

    def decided(self, simulation: Simulation, ordered: Mapping[Row, Floats] = _NOTHING) -> Decided:
        """That, with what the period comes to."""
        morning = Morning(simulation, self._days.network.ready, ordered)
        t, now = morning.t, self._now(morning)
        levels = self._by_level(t, now)
        if self.filled is not None:
            self.filled.append(self._fill(now, self._known))
        days = [(each.days[t], at) for each, at in levels]
        for name in OF_THE_PLAN if self._foreseen is not None else ():
            self._meant[name][:] = 0.0
        lying, passage = self._lying(morning), days[0][0].passage
        served = self._served(morning, days, now, lying)
        sends: dict[tuple[int, int], Floats] = {}
        for w, brought in sorted(served.brought.items()):  # sums are the same in any company
            way = passage.ways[w]
            for leg, share in zip(way.legs, way.shares, strict=True):
                for line, n, each in leg.sends:
                    _add(sends, (line, n), brought * (share * each))
        stock = self._kept(morning, days, served)
        left = {
            **morning.capacity,
            **lying,
            **dict(zip(passage.rows, served.left, strict=True)),
        }
        for n in range(len(self._days.ahead[t])):
            ahead = [(each.ahead[t][n], at) for each, at in levels]
            self._send_ahead(morning, ahead, stock, left, sends)
        made = self._by_line(sends)
        if self._foreseen is not None and (came := self._foreseen.came(simulation)).any():
            self._as_foreseen(simulation, self._foreseen, came, made, left)
        return Decided(made, served, left, days)

    def _by_level(self, t: int, now: list[Floats]) -> list[tuple[Days, Positions | None]]:
        """Days of each level that holds in any scenario, and where it does; None: in all."""
        if not self._fills:
            return [(self._days, None)]
        fill = self._fill(now, self._known)
        level = sum((fill >= fills[t]).astype(np.intp) for fills in self._fills)
        parts = [(days, np.flatnonzero(level == n)) for n, days in enumerate(self._levels)]
        return [(days, None if len(at) == self._size else at) for days, at in parts if len(at)]

    def _as_foreseen(
        self,
        simulation: Simulation,
        foreseen: Foreseen,
        came: Flags,
        sends: list[Floats],
        left: dict[Row, Floats],
    ) -> None:
        """Let the plan stand in the scenarios in which all came as it foresees."""
        planned = foreseen.sends(simulation.t, self._size)
        for own, others in zip(sends, planned, strict=True):
            own[came] = others[came]
        for row, rest in foreseen.left(simulation, planned).items():
            left[row] = np.where(came, rest, left.get(row, rest))
        for name, own in self._meant.items():
            own[..., came] = getattr(foreseen.plan, name)[0, simulation.t][..., None]

    def _served(
        self,
        morning: Morning,
        days: Sequence[DayOf],
        now: list[Floats],
        lying: Mapping[Row, Floats],
    ) -> Served:
        """The best that one of the orders comes to."""
        day, _ = days[0]
        allowed = [
            lying[row] if row in lying else morning.capacity[row] for row in day.passage.rows
        ]
        there = self._there(morning, day, now)
        choices = [[(each.orders[n], at) for each, at in days] for n in range(len(day.orders))]
        served = serve(choices, there, allowed, self._need, self._size)
        if self.refusals is not None:
            best = [
                _over(days, Pieces.next_worth, k, there, self._factors[j])
                for k, (there, (j, _)) in enumerate(
                    zip(served.there, day.passage.places, strict=True)
                )
            ]
            keys = [key_of(row) for row in day.passage.rows]
            prices = [self._days.vectors[0].get(key, 0.0) for key in keys]
            roads = [is_road(row) for row in day.passage.rows]
            refused = prices_of_refusals(day, served, allowed, best, prices, roads)
            self.refusals.append(dict(zip(keys, refused, strict=True)))
        return served

    def _now(self, morning: Morning) -> list[Floats]:
        """(S,) What each place has in the period."""
        return [
            self._none if a == NOWHERE else morning.areas.stock_of(g, a) + due
            for (g, a), due in zip(self._places, self._due(morning, morning.t), strict=True)
        ]

    def _there(self, morning: Morning, day: Day, now: list[Floats]) -> list[Floats]:
        """(S,) What each place has in the period, or would have in a later one."""
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

    def _kept(self, morning: Morning, days: Sequence[DayOf], served: Served) -> list[Floats]:
        """(S,) What each place keeps, when it has met what is worth more today."""
        kept = [self._none] * len(self._places)
        areas = [(j, g, a) for j, (g, a) in enumerate(self._places) if a != NOWHERE]
        for j, g, a in areas:
            met = _over(days, Pieces.met, j, served.there[j], self._factors[j])
            kept[j], needed = served.there[j] - met, self._needed(morning.t, j)
            np.divide(met, needed, out=self._meant["coverage"][g, a], where=needed > 0)
        let_go(kept, self._places, served.there, morning)
        for j, g, a in areas:
            self._meant["stock"][g, a] = kept[j]
        passage = days[0][0].passage
        for w, brought in sorted(served.brought.items()):
            if passage.ways[w].late:
                j, _ = passage.places[passage.leads[w]]
                kept[j] = kept[j] + brought
        return kept

    def _send_ahead(
        self,
        morning: Morning,
        days: Sequence[DayOf],
        stock: list[Floats],
        left: dict[Row, Floats],
        sends: dict[tuple[int, int], Floats],
    ) -> None:
        """Let set out what may be inspected then; it takes of what `left` says."""
        ahead, _ = days[0]
        t, until = morning.t, ahead.passage.until
        allowed = [self._then(row, morning, ahead, left) for row in ahead.passage.rows]
        there = list(stock)
        for later in range(t + 1, until + 1):
            there = [x + due for x, due in zip(there, self._due(morning, later), strict=True)]
        there = [there[j] for j, _ in ahead.passage.places]
        orders = [(each.orders[0], at) for each, at in days]
        served = serve([orders], there, allowed, self._need, self._size)
        for w, brought in sorted(served.brought.items()):
            way = ahead.passage.ways[w]
            for leg, share in zip(way.legs, way.shares, strict=True):
                if leg.begins == "origin":
                    line, n, each = leg.sends[0]
                    _add(sends, (line, n), brought * (share * each))
        rests = zip(ahead.passage.rows, served.left, strict=True)
        left.update({row: rest for row, rest in rests if row in ahead.passage.now})

    def _then(self, row: Row, morning: Morning, ahead: Day, left: Mapping[Row, Floats]) -> Floats:
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

    def _due(self, morning: Morning, t: int) -> list[Floats]:
        """(S,) What arrives in each place in period t of what is on its way."""
        due: dict[tuple[int, int], Floats] = {}
        for (_, g, a), truckloads in morning.roads.coming(t):
            due[g, a] = due[g, a] + truckloads if (g, a) in due else truckloads
        return [due.get(place, self._none) for place in self._places]

    def _lying(self, morning: Morning) -> dict[Row, Floats]:
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


def _over(
    days: Sequence[DayOf],
    told: Callable[[Pieces, Floats, Floats], Floats],
    k: int,
    there: Floats,
    factor: Floats,
) -> Floats:
    """(S,) What the pieces of a place, in each scenario those of its day, tell of what is there."""
    (day, at), *_ = days
    if at is None:
        return told(day.pieces[k], there, factor)
    found = np.empty_like(there)
    for day, at in days:
        found[at] = told(day.pieces[k], there[at], factor[at])
    return found
