"""Periods made ready for the rule: ways, pieces, and visits in the order of each price vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.limits import Number, Row, Terms
from crossings.evaluation.steps import Step
from crossings.limits import Limit
from crossings.policy.order import Visits, nominal, visits
from crossings.policy.serving import Order, order
from crossings.policy.ways import Journeys, Way, drawn_ways, periods_late, ways
from crossings.policy.worth import Pieces, ValueFunctions
from crossings.problem import Floats
from crossings.scenarios import Scenarios, as_planned

Key: TypeAlias = tuple[str, tuple[int, ...]]
"""A limit by its name, and its place."""


def key_of(row: Row) -> Key:
    """A row as prices know it."""
    limit, place = row
    return (limit.name if isinstance(limit, Limit) else limit), place


@dataclass(frozen=True, eq=False)
class Day:
    """One period, or those until what sets out in one is inspected."""

    ways: list[Way]
    places: list[tuple[int, int]]
    """Where ways lead: a place of the value functions, and how many periods later; each place
    without delay first, in their order."""
    leads: list[int]
    """By way, to which of them."""
    pieces: list[Pieces]
    orders: list[Order]
    rows: list[Row]
    """The limits that ways take of."""
    now: frozenset[Row]
    """Of these, where what is inspected later sets out now: limits of the period of leaving."""
    until: int
    """The period of inspection."""
    visits: list[Visits]
    """By order."""
    later: list[list[int]]
    """By place, see `Order`."""


class Days:
    """Every period, and by period what may be sent ahead in it.

    Ways, and the order of visits, are those of the case, where each scenario has numbers of its
    own as well: nothing hangs on the company in which one is met.
    """

    def __init__(
        self,
        ready: ReadyTrajectory,
        values: ValueFunctions,
        vectors: Sequence[Mapping[Key, float]],
    ) -> None:
        problem = self._problem = ready.problem
        self._ready, self._values, self._vectors = ready, values, vectors
        self._terms = terms = Terms(problem, as_planned(problem))

        @cache
        def usually(row: Row, span: range) -> float:
            found = [ready.limits.at(row, t, terms) for t in span]
            return float(sum(np.inf if each is None else float(each[0]) for each in found))

        self.usually = usually
        journeys = self._journeys(terms)
        self.days = [self._made(each, len(vectors)) for each, _ in journeys]
        self.ahead = [[self._made(each, 1) for each in ahead] for _, ahead in journeys]

    def under(self, scenarios: Scenarios) -> Days:
        """The same, with the numbers that `scenarios` have of their own."""
        if not scenarios.changed:
            return self
        made, terms = copy(self), Terms(self._problem, scenarios)
        every = zip(self.days, self.ahead, self._journeys(terms), strict=True)
        made.days, made.ahead = [], []
        for day, ahead, (today, later) in every:
            made.days.append(_drawn(day, today, terms))
            pairs = zip(ahead, later, strict=True)
            made.ahead.append([_drawn(each, journeys, terms) for each, journeys in pairs])
        return made

    def _journeys(self, terms: Terms) -> list[tuple[Journeys, list[Journeys]]]:
        """By period, those that end in it, and those that end later."""
        periods = range(len(self._problem.periods))
        stages, found = [self._ready.stages(t, terms) for t in periods], []
        for t, now in enumerate(stages):
            leaving: dict[int, list[Step]] = {}
            at_once = []
            for step in now.to_yards.steps:
                late = periods_late(self._problem, step, t)
                leaving.setdefault(t + max(1, late), []).append(step)
                if not late:
                    at_once.append(step)
            ahead = [
                Journeys(now, steps, stages[until], (t, until))
                for until, steps in sorted(leaving.items())
                if until in periods
            ]
            found.append((Journeys(now, at_once, now, (t, t)), ahead))
        return found

    def _made(self, journeys: Journeys, vectors: int) -> Day:
        """Ways that bring something where it is worth anything, and `vectors` orders of them."""
        values, periods, (begun, until) = self._values, len(self._problem.periods), journeys.at
        since = min(begun + 1, until)
        number = {where: j for j, where in enumerate(values.places)}
        kept = [
            way
            for way in ways(journeys, self._terms)
            if (way.good, way.area) in number and until + way.late < periods
        ]
        reached = [(number[way.good, way.area], way.late) for way in kept]
        every = {*reached, *((j, 0) for j in number.values())}
        places = sorted(every, key=lambda place: place[::-1])
        leads = [places.index(place) for place in reached]
        pieces = [
            values.pieces(until + late, j, until + late if late else since) for j, late in places
        ]
        later = [
            [k for k, (other, more) in enumerate(places) if other == j and more > late]
            for j, late in places
        ]
        rows = self._binding(kept, until)
        made = []
        for vector in self._vectors[:vectors]:
            prices = {row: vector.get(key_of(row), 0.0) for row in rows}
            made.append(visits(pieces, leads, kept, prices))
        uses, now = _uses(kept, rows), _taken_now(journeys)
        orders = [order(each, pieces, uses, later) for each in made]
        return Day(kept, places, leads, pieces, orders, rows, now, until, made, later)

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


def is_road(row: Row) -> bool:
    """Whether it is a limit on the way to one area."""
    limit, _ = row
    return isinstance(limit, Limit) and "a" in limit.places


def _drawn(day: Day, journeys: Journeys, terms: Terms) -> Day:
    """The same ways and visits, where scenarios have numbers of their own."""
    found = drawn_ways(day.ways, journeys, terms)
    rows = _rows(found)
    uses = _uses(found, rows)
    orders = [order(each, day.pieces, uses, day.later) for each in day.visits]
    return replace(day, ways=found, orders=orders, rows=rows, now=_taken_now(journeys))


def _rows(ways: Iterable[Way]) -> list[Row]:
    return list(dict.fromkeys(row for way in ways for row in way.uses))


def _uses(ways: Iterable[Way], rows: Sequence[Row]) -> list[list[tuple[int, Number]]]:
    """By way, what a truckload takes of each row, by the row's position."""
    position = {row: k for k, row in enumerate(rows)}
    return [
        [(position[row], each) for row, each in way.uses.items() if row in position] for way in ways
    ]


def _taken_now(journeys: Journeys) -> frozenset[Row]:
    """The limits of the period of leaving, where it is not that of inspection."""
    begun, until = journeys.at
    if begun == until:
        return frozenset()
    steps = journeys.setting_out
    return frozenset(journeys.now.limits[row] for step in steps for row, _ in step.takes)


def _days(row: Row) -> Any:
    """What days a limit is for, and of which site; None where it is not so much a day of a site."""
    limit, place = row
    if not isinstance(limit, Limit) or limit.days is None or limit.spans or is_road(row):
        return None
    axis = limit.days.axis
    return limit.days, place[limit.places.index(axis)] if axis else None
