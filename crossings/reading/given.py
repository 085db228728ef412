"""What one phase gives, looked up by the ids along the axes, with some of its numbers drawn.

A number is a float or, where it is drawn, (S,). Formulas over them are sums and products, so that
one and the same holds for a case as its files give it and for every draw of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Any, TypeAlias, TypeVar

from crossings.inspection import Procedure, procedure
from crossings.problem import Floats, OwnLimit, Period, Ware
from crossings.reading.dated import day_shares, runs_alike
from crossings.reading.inputs import Inputs
from crossings.reading.joint_tables import with_tables
from crossings.reading.schema.case import Area, Arrival, Corridor, Crossing, Pool, Route
from crossings.reading.schema.goods import Admits, DatedNeed, Good
from crossings.reading.schema.limits import Limits
from crossings.reading.schema.models import EndUse, Regime
from crossings.reading.schema.quantity import Quantity, number
from crossings.reading.schema.spans import IN_ALL

Number: TypeAlias = Any
"""A float, or (S,) where it is drawn."""
Formulas: TypeAlias = Mapping[str, tuple[str, Callable[..., Number]]]
"""Fields by name: letters of their axes, and what stands at a place, given its ids.

The axis d is that of t where needs change, and stands for the periods until they change again.
"""
Each = TypeVar("Each")
_NO_ROUTE = Route.model_construct()
_NO_CHECK = EndUse.model_construct(prevents=number(0))
_NO_PROCEDURE = Procedure({}, 0.0, 0.0)


@dataclass(frozen=True)
class Axes:
    """Ids along each axis, by its letter, and what goods and limits of one's own are."""

    ids: Mapping[str, Sequence[Any]]
    goods: tuple[Ware, ...]
    own: tuple[OwnLimit, ...] = ()

    def with_own(self, own: tuple[OwnLimit, ...]) -> Axes:
        """The same with limits of one's own."""
        return Axes({**self.ids, "k": range(len(own))}, self.goods, own)


@dataclass(frozen=True, eq=False)
class Given:
    """Inputs of one phase. A regime or a pool that it does not know has no minutes."""

    inputs: Inputs
    axes: Axes
    periods: range
    """Positions of the phase's periods, axis t."""
    days: Sequence[Period]
    """Those periods."""
    samples: Mapping[int, Floats]
    """(S,) Numbers drawn, by the `id` of what is given in their place."""

    def ids(self, letters: str) -> list[Sequence[Any]]:
        """What stands along some axes, by their letters."""
        times = {"t": self.periods, "d": self.need_changes}
        return [times[x] if x in times else self.axes.ids[x] for x in letters]

    def of(self, quantity: Quantity | None, otherwise: float = 0.0) -> Number:
        """A number: drawn, as given, or `otherwise` where none is given."""
        if quantity is None:
            return otherwise
        return self.samples.get(id(quantity), quantity.value)

    @cached_property
    def corridors(self) -> Mapping[str, Corridor]:
        """By id; none where goods come to every crossing without limit."""
        return self.inputs.case.corridors or {}

    @cached_property
    def shipments(self) -> Sequence[Arrival]:
        """What is on the way at the start: to crossings, then to areas."""
        to_crossings = (each for o in self.corridors.values() for each in o.pipeline)
        return [*to_crossings, *self.inputs.case.start.under_way]

    @cached_property
    def crossings(self) -> Mapping[str, Crossing]:
        """By id."""
        return self.inputs.case.crossings

    @cached_property
    def goods(self) -> Mapping[str, Good]:
        """By id."""
        return self.inputs.case.goods

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        """By id."""
        return self.inputs.case.areas

    @cached_property
    def regimes(self) -> Mapping[str, Regime]:
        """Those of the model in force, by id."""
        return self.inputs.model.regimes

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        """Those in force, by id."""
        return self.inputs.pools()

    @cached_property
    def limits(self) -> Limits:
        """Those in force."""
        return self.inputs.limits()

    @cached_property
    def procedures(self) -> Mapping[str, Procedure]:
        """What each regime comes to."""
        model = self.inputs.model
        joint = with_tables(model)
        known = {
            r: procedure(each.start, each.steps(self.of, model.sensors, joint))
            for r, each in self.regimes.items()
        }
        return {**dict.fromkeys(self.axes.ids["r"], _NO_PROCEDURE), **known}

    @cached_property
    def fill(self) -> Mapping[str, Number]:
        """Truckloads on a truck while it is inspected, by regime."""
        known = {r: self.of(each.fill) for r, each in self.regimes.items()}
        return {**dict.fromkeys(self.axes.ids["r"], 1.0), **known}

    @cached_property
    def factor(self) -> Mapping[tuple[str, str], Number]:
        """On the minutes of each good and resource."""
        given = self.inputs.model.minutes_factor
        of_resource = {
            q: {word: each[q] for word, each in given.items() if q in each}
            for q in self.axes.ids["q"]
        }
        return {
            (g, q): self.of(self.of_good(each, g), 1.0)
            for g in self.goods
            for q, each in of_resource.items()
        }

    @cached_property
    def shares(self) -> Mapping[str, Number]:
        """Each area's share of what is given in all: by population, evenly where none is given."""
        people = {a: self.of(area.population) for a, area in self.areas.items()}
        total = sum(people.values())
        nobody = 1 - (total > 0)
        return {a: n / (total + nobody) + nobody / len(people) for a, n in people.items()}

    @cached_property
    def _dated(self) -> Mapping[tuple[str, str], Sequence[tuple[DatedNeed, Floats]]]:
        """Needs between dates by good and area, each with its (T,) share of every period's days."""
        rows = [(g, row) for g, good in self.goods.items() for row in good.need.by_date or ()]
        found: dict[tuple[str, str], list[tuple[DatedNeed, Floats]]] = {}
        shares = day_shares([row for _, row in rows], self.days)
        for (g, row), share in zip(rows, shares, strict=True):
            if share.any():
                found.setdefault((g, row.area or IN_ALL), []).append((row, share))
        return found

    @cached_property
    def need_changes(self) -> Sequence[int]:
        """Positions of the periods from which on some need is another, the first one's too."""
        shares = {id(share): share for rows in self._dated.values() for _, share in rows}
        return [self.periods[t] for t in runs_alike(shares.values())]

    def need(self, g: str, a: str, t: int) -> Number:
        """Truckloads a day of a good in an area in a period; 0 for exports."""
        good = self.goods[g]
        if good.category == "export":
            return 0.0
        if good.need.by_date is None:
            return self._lasting_need(good, a)
        of_area = self.dated_need(g, a, t)
        if (g, IN_ALL) not in self._dated:
            return of_area
        return of_area + self.shares[a] * self.dated_need(g, IN_ALL, t)

    def dated_need(self, g: str, area: str, t: int) -> Number:
        """Truckloads a day of what is given between dates for an area, or in all."""
        good, found = self.goods[g], 0.0
        for row, share in self._dated.get((g, area), ()):
            if share[t - self.periods.start] > 0:
                amount = share[t - self.periods.start] * self.of(row.amount)
                if row.people is not None:
                    amount = amount * self.of(good.need.kg_per_person_per_day) / 1000
                if row.truckloads_per_day is None:
                    amount = amount / self.of(good.tonnes_per_truckload, nan)
                found = found + amount
        return found

    def _lasting_need(self, good: Good, area: str) -> Number:
        need = good.need
        if need.by_area is not None:
            return self.of(need.by_area.get(area))
        if need.kg_per_person_per_day is not None:
            kg = self.of(self.areas[area].population) * self.of(need.kg_per_person_per_day)
            return kg / 1000 / self.of(good.tonnes_per_truckload, nan)
        if need.tonnes_per_day is not None:
            tonnes = self.shares[area] * self.of(need.tonnes_per_day)
            return tonnes / self.of(good.tonnes_per_truckload, nan)
        return self.shares[area] * self.of(need.truckloads_per_day)

    def route(self, crossing: str, area: str) -> Route:
        """The way from a crossing to an area; without limit and loss where none is given."""
        return (self.crossings[crossing].routes or {}).get(area, _NO_ROUTE)

    def check(self, good: str) -> EndUse:
        """The check of end use; one that prevents nothing where none is given."""
        return self.of_good(self.inputs.model.end_use, good) or _NO_CHECK

    def of_good(self, given: Mapping[str, Each], good: str) -> Each | None:
        """What is given for a good: by its id, else by its category, else by `*`."""
        for word in (good, self.goods[good].category, "*") if given else ():
            if word in given:
                return given[word]
        return None

    @cached_property
    def used(self) -> Mapping[str, Collection[str]]:
        """Regimes that the model uses at each crossing."""
        return {c: self.inputs.regimes_used(c) for c in self.crossings}

    def admitted(self, crossing: str, good: str, regime: str) -> bool:
        """Whether crossing and regime admit the good."""
        return all(
            _admits(each.admits, good, self.goods[good].category)
            for each in (self.crossings[crossing], self.regimes[regime])
        )

    @cached_property
    def lacking(self) -> Mapping[tuple[str, str], Collection[str]]:
        """Resources that keep a good from a crossing, by the regime that lacks the fewest."""
        found = {}
        for c in self.crossings:
            if self.inputs.regimes_named(c) is not None:
                continue
            missing = {r: self.inputs.missing_resources(c, r) for r in self.regimes}
            for g in self.goods:
                admitting = [each for r, each in missing.items() if self.admitted(c, g, r)]
                found[c, g] = min(admitting, key=len, default=set[str]())
        return found


def _admits(admits: Admits, good: str, category: str) -> bool:
    listed = admits.categories is None and admits.goods is None
    listed = listed or category in (admits.categories or ())
    listed = listed or good in (admits.goods or ())
    return listed and good not in admits.except_
