"""Periods made ready for the rule: pieces, and visits in the order of each price vector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from crossings.evaluation.limits import Row
from crossings.evaluation.trajectory import Trajectory
from crossings.policy.foreseen import departing
from crossings.policy.network import Key, Network, Passage, key_of
from crossings.policy.order import Visits, cost, visits
from crossings.policy.serving import order
from crossings.policy.visiting import Order
from crossings.policy.worth import Pieces, ValueFunctions
from crossings.problem import Floats
from crossings.scenarios import Scenarios

_TIED = 0.05
"""Share by which costs of two ways differ of which either may be the cheaper today."""


@dataclass(frozen=True, eq=False)
class Day:
    """One period, or those until what sets out in one is inspected."""

    passage: Passage
    pieces: list[Pieces]
    """By place of the passage."""
    visits: list[Visits]
    orders: list[Order]
    """Of the visits."""


class Days:
    """Every period, and by period what may be sent ahead in it.

    The order of visits is that of the case, where each scenario has numbers of its own as well.
    """

    def __init__(
        self,
        network: Network,
        values: ValueFunctions,
        vectors: Sequence[Mapping[Key, float]],
        plan: Trajectory | None = None,
    ) -> None:
        """With a `plan`, one more order begins with the ways by which it sends in the period."""
        self.network = network
        self.values, self.vectors = values, vectors
        sends = None if plan is None else departing(plan, network.ready)
        self.days = [self._day(each, len(vectors), sends) for each in network.days]
        self.ahead = [[self._day(each, 1) for each in ahead] for ahead in network.ahead]

    def by(self, days: Sequence[Passage], ahead: Sequence[Sequence[Passage]]) -> Days:
        """The same, by ways with numbers of their own."""
        made = copy(self)
        made.days = [_drawn(day, own) for day, own in zip(self.days, days, strict=True)]
        made.ahead = [
            [_drawn(day, own) for day, own in zip(later, others, strict=True)]
            for later, others in zip(self.ahead, ahead, strict=True)
        ]
        return made

    def _day(self, passage: Passage, vectors: int, sends: Sequence[Floats] | None = None) -> Day:
        """What ways bring, and in which orders: by `vectors`, and as is planned to be sent."""
        until, since = passage.until, min(passage.begun + 1, passage.until)
        pieces = [
            self.values.pieces(until + late, j, until + late if late else since)
            for j, late in passage.places
        ]
        made: list[Visits] = []
        for vector in self.vectors[:vectors]:
            prices = {row: vector.get(key_of(row), 0.0) for row in passage.rows}
            made += _by_prices(passage, pieces, prices)
        if sends is not None:
            made.append(made[-1].first_by(passage.of(sends)))
        return Day(passage, pieces, made, _orders(made, pieces, passage))


def under(levels: Sequence[Days], scenarios: Scenarios) -> Sequence[Days]:
    """Days of several levels, with the numbers that `scenarios` have of their own."""
    if not scenarios.changed:
        return levels
    own = levels[0].network.under(scenarios)
    return [each.by(*own) for each in levels]


def _by_prices(
    passage: Passage, pieces: list[Pieces], prices: Mapping[Row, float]
) -> Iterator[Visits]:
    """Visits by mixes in place of the ways that they are of, where there are any, and by all ways.

    Mixes are visited all, or those alone of whose ways none is clearly cheaper than the other: what
    one crossing could pass most with may be worth more at another. None is the best on every day.
    """
    costs = {w: cost(way, prices) for w, way in enumerate(passage.ways)}
    leads = dict(enumerate(passage.leads))
    mixes = dict(enumerate(passage.mixes, len(leads)))
    for k, mix in mixes.items():
        costs[k] = min(costs[mix.first], costs[mix.second])
    alike = {
        k: mix
        for k, mix in mixes.items()
        if max(costs[mix.first], costs[mix.second]) <= costs[k] * (1 + _TIED)
    }
    for some in (mixes, alike):
        if some:
            mixed = {w for mix in some.values() for w in mix.group}
            visited = {w: j for w, j in leads.items() if w not in mixed}
            visited |= {k: leads[mix.first] for k, mix in some.items()}
            yield visits(pieces, visited, costs)
        if len(alike) == len(mixes):
            break
    yield visits(pieces, leads, costs)


def _drawn(day: Day, own: Passage) -> Day:
    return Day(own, day.pieces, day.visits, _orders(day.visits, day.pieces, own))


def _orders(visits: Sequence[Visits], pieces: list[Pieces], passage: Passage) -> list[Order]:
    return [order(each, pieces, passage) for each in visits]
