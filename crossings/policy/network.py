"""Every way by which something can arrive, period by period, whatever it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.limits import ORDERED, Number, Row, Terms
from crossings.evaluation.steps import Step
from crossings.limits import Limit
from crossings.policy.blends import Blends, Mix, Sides, blends, mixes
from crossings.policy.order import nominal
from crossings.policy.ways import Journeys, Way, drawn_ways, everything, periods_late, ways
from crossings.policy.worth import places_of
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, as_planned

Use: TypeAlias = tuple[int, Floats, Floats]
"""Of a limit, what a truckload takes, and the inverse of that."""
Key: TypeAlias = tuple[str, tuple[int, ...]]
"""A limit by its name, and its place."""


def key_of(row: Row) -> Key:
    """A row as prices know it."""
    limit, place = row
    return (limit.name if isinstance(limit, Limit) else limit), place


def inverse_of(amount: Number) -> Floats:
    """1 / amount; nan where it is nothing: the least of that and others is the least of these."""
    if isinstance(amount, float):
        return np.asarray(1.0 / amount if amount > 0 else np.nan)
    return np.asarray(1.0 / np.where(np.asarray(amount) > 0, amount, np.nan))


def is_road(row: Row) -> bool:
    """Whether it is a limit on the way to one area."""
    limit, _ = row
    return isinstance(limit, Limit) and "a" in limit.places


@dataclass(frozen=True, eq=False)
class Passage:
    """What can set out in one period and is inspected in one, the same or a later."""

    ways: list[Way]
    places: list[tuple[int, int]]
    """Where ways lead: a place of the value functions, and how many periods later; each place
    without delay first, in their order."""
    goods: list[int]
    """By such a place, the good."""
    leads: list[int]
    """By way, to which of them."""
    later: list[list[int]]
    """By place, see `Order`."""
    rows: list[Row]
    """The limits that ways take of."""
    now: frozenset[Row]
    """Of these, where what is inspected later sets out now: limits of the period of leaving."""
    begun: int
    until: int
    """The period of inspection."""
    mixes: tuple[Mix, ...]
    """Ways that are mixed as what is left of limits asks for."""

    @cached_property
    def uses(self) -> list[list[tuple[int, Number]]]:
        """By way, what a truckload takes of each row, by the row's position."""
        position = {row: k for k, row in enumerate(self.rows)}
        return [
            [
                (position[row], each)
                for row, each in way.uses.items()
                if row in position and np.any(each)
            ]
            for way in self.ways
        ]

    def of(self, sends: Sequence[Floats]) -> list[int]:
        """Ways of which each part is sent by; `sends` (T, N) are by line."""
        return [
            w
            for w, way in enumerate(self.ways)
            if all(sends[line][self.until, n] > 0 for leg in way.legs for line, n, _ in leg.sends)
        ]

    @cached_property
    def blends(self) -> list[Blends]:
        """Its mixes by the positions of rows."""
        return blends([(mix.first, mix.second) for mix in self.mixes], self._sides, self.uses)

    @cached_property
    def in_blends(self) -> tuple[Positions, Positions]:
        """By mix, which of the blends it is in, and at which place."""
        blend, place = (np.empty(len(self.mixes), dtype=np.intp) for _ in range(2))
        for k, each in enumerate(self.blends):
            blend[each.numbers], place[each.numbers] = k, np.arange(len(each.numbers))
        return blend, place

    @cached_property
    def mixed(self) -> tuple[Positions, Positions]:
        """By mix, its first way and its second."""
        first = [mix.first for mix in self.mixes]
        second = [mix.second for mix in self.mixes]
        return np.array(first, dtype=np.intp), np.array(second, dtype=np.intp)

    @cached_property
    def alike(self) -> list[list[Use]]:
        """By mix, what either way takes alike."""
        return [
            [use for use in self.amounts[mix.first] if not any(use[0] in side for side in sides)]
            for mix, sides in zip(self.mixes, self._sides, strict=True)
        ]

    @cached_property
    def _sides(self) -> list[Sides]:
        """By mix, the limits of which one way takes more."""
        return [self._sides_of(mix) for mix in self.mixes]

    def _sides_of(self, mix: Mix) -> Sides:
        one, other = (dict(self.uses[w]) for w in (mix.first, mix.second))
        sides: Sides = ([], [], [])
        for k in sorted({*one, *other}):
            if not _equal(one.get(k, 0.0), other.get(k, 0.0)):
                row = self.rows[k]
                sides[0 if row in mix.more else 1 if row in mix.less else 2].append(k)
        return sides

    @cached_property
    def parts(self) -> Floats:
        """(L, 1) The part of each limit that one crossing has, of those that take of it."""
        takers = (self._takers.get(k, ()) for k in range(len(self.rows)))
        return np.array([1 / max(1, len(each)) for each in takers])[:, None]

    @cached_property
    def _takers(self) -> dict[int, set[int]]:
        """By row, the crossings that take of it."""
        found: dict[int, set[int]] = {}
        for way, uses in zip(self.ways, self.uses, strict=True):
            for row, _ in uses:
                found.setdefault(row, set()).update(leg.crossing for leg in way.legs)
        return found

    @cached_property
    def amounts(self) -> list[list[Use]]:
        """What `uses` says, as arrays: by them it is multiplied in half the time."""
        return [
            [(row, np.asarray(each), inverse_of(each)) for row, each in way] for way in self.uses
        ]

    @cached_property
    def barred_by(self) -> tuple[Positions, Positions]:
        """(K, L) Sets of limits, filled up with `len(rows)`; and by way of which set it is.

        Where one of the set is used up no scenario has anything pass.
        """
        sets = [tuple(row for row, each in way if np.all(each)) for way in self.uses]
        kinds = {rows: k for k, rows in enumerate(dict.fromkeys(sets))}
        most = max(map(len, kinds), default=0)
        filled = [[*rows, *[len(self.rows)] * (most - len(rows))] for rows in kinds]
        return (
            np.array(filled, dtype=np.intp).reshape(len(kinds), most),
            np.array([kinds[rows] for rows in sets], dtype=np.intp),
        )


class Network:
    """Every period, and by period what may be sent ahead in it.

    Ways are those of the case, where each scenario has numbers of its own as well: nothing hangs on
    the company in which one is met.
    """

    def __init__(self, problem: Problem, *, ordered: bool = False) -> None:
        """With `ordered`, what leaves has to be ordered before."""
        self.problem, self._ordered = problem, ordered
        self.ready = ReadyTrajectory(everything(problem))
        """Every line along which anything can go."""
        self._terms = terms = Terms(problem, as_planned(problem))
        limits = self.ready.limits

        @cache
        def usually(row: Row, span: range) -> float:
            found = [limits.at(row, t, terms) for t in span]
            return float(sum(np.inf if each is None else float(each[0]) for each in found))

        self.usually = usually
        """What a limit leaves in some periods, as foreseen."""
        journeys = self._journeys(terms)
        self.days = [self._passage(each) for each, _ in journeys]
        self.ahead = [[self._passage(each) for each in ahead] for _, ahead in journeys]

    def under(self, scenarios: Scenarios) -> tuple[list[Passage], list[list[Passage]]]:
        """Days, and what is sent ahead, with the numbers that `scenarios` have of their own."""
        terms = Terms(self.problem, scenarios)
        days, ahead = [], []
        for t, (today, later) in enumerate(self._journeys(terms)):
            days.append(_drawn(self.days[t], today, terms))
            pairs = zip(self.ahead[t], later, strict=True)
            ahead.append([_drawn(each, journeys, terms) for each, journeys in pairs])
        return days, ahead

    def _journeys(self, terms: Terms) -> list[tuple[Journeys, list[Journeys]]]:
        """By period, those that end in it, and those that end later."""
        periods = range(len(self.problem.periods))
        stages, found = [self.ready.stages(t, terms) for t in periods], []
        for t, now in enumerate(stages):
            leaving: dict[int, list[Step]] = {}
            at_once = []
            for step in now.to_yards.steps:
                late = periods_late(self.problem, step, t)
                leaving.setdefault(t + max(1, late), []).append(step)
                if not late:
                    at_once.append(step)
            ahead = [
                Journeys(now, steps, stages[until], (t, until), self._ordered)
                for until, steps in sorted(leaving.items())
                if until in periods
            ]
            found.append((Journeys(now, at_once, now, (t, t), self._ordered), ahead))
        return found

    def _passage(self, journeys: Journeys) -> Passage:
        """Ways that bring something where it is ever worth anything."""
        periods, (begun, until) = len(self.problem.periods), journeys.at
        where = places_of(self.problem)
        number = {place: j for j, place in enumerate(where)}
        kept = [
            way
            for way in ways(journeys, self._terms)
            if (way.good, way.area) in number and until + way.late < periods
        ]
        reached = [(number[way.good, way.area], way.late) for way in kept]
        every = {*reached, *((j, 0) for j in number.values())}
        places = sorted(every, key=lambda place: place[::-1])
        position = {place: k for k, place in enumerate(places)}
        goods = [where[j][0] for j, _ in places]
        later = [
            [k for k, (other, more) in enumerate(places) if other == j and more > late]
            for j, late in places
        ]
        leads, rows = [position[place] for place in reached], self._binding(kept, until)
        usual = self._usual(rows, range(min(begun + 1, until), until + 1))
        now, mixed = _taken_now(journeys), mixes(kept, usual)
        return Passage(kept, places, goods, leads, later, rows, now, begun, until, mixed)

    def _usual(self, rows: Sequence[Row], span: range) -> dict[Row, float]:
        """What limits leave as foreseen, where they leave anything and bind."""
        found = {row: self.usually(row, span) for row in rows if isinstance(row[0], Limit)}
        return {row: allowed for row, allowed in found.items() if 0 < allowed < np.inf}

    def _binding(self, ways: Sequence[Way], t: int) -> list[Row]:
        """The limits that ways take of, but for those that others of the same days bind before."""
        rows = _rows(ways)
        shares: dict[Row, Floats] = {}
        alike: dict[Any, list[Row]] = {}
        for row in rows:
            sites = _days(row)
            if sites is None:
                continue
            allowed = self.usually(row, range(t, t + 1))
            if 0 < allowed < np.inf:
                shares[row] = np.array([nominal(way.uses.get(row, 0.0)) for way in ways]) / allowed
                alike.setdefault(sites, []).append(row)
        beaten = set[Row]()
        for group in alike.values():
            for row in group:
                others = (each for each in group if each != row and each not in beaten)
                if any((shares[row] <= shares[other]).all() for other in others):
                    beaten.add(row)
        return [row for row in rows if row not in beaten]


def _equal(one: Number, other: Number) -> bool:
    return isinstance(one, float) and isinstance(other, float) and one == other


def _drawn(passage: Passage, journeys: Journeys, terms: Terms) -> Passage:
    """The same ways, where scenarios have numbers of their own."""
    found = drawn_ways(passage.ways, journeys, terms)
    return replace(passage, ways=found, rows=_rows(found), now=_taken_now(journeys))


def _rows(ways: Iterable[Way]) -> list[Row]:
    return list(dict.fromkeys(row for way in ways for row in way.uses))


def _taken_now(journeys: Journeys) -> frozenset[Row]:
    """The limits of the period of leaving, where it is not that of inspection."""
    begun, until = journeys.at
    if begun == until:
        return frozenset()
    steps = journeys.setting_out
    taken = frozenset(journeys.now.limits[row] for step in steps for row, _ in step.takes)
    lines = [step.line for step in steps if journeys.ordered]
    return taken | {(ORDERED, (line.corridor, line.crossing, line.good)) for line in lines}


def _days(row: Row) -> Any:
    """What days a limit is for, and of which site; None where it is not so much a day of a site."""
    limit, place = row
    if not isinstance(limit, Limit) or limit.days is None or limit.spans or is_road(row):
        return None
    axis = limit.days.axis
    return limit.days, place[limit.places.index(axis)] if axis else None
