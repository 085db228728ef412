"""What each limit leaves in each period of each scenario, and what a line takes of it.

The limits are rows 2 to 6 and 9 of the program, and for exports row 8: what is released is met, and
no more is met than needed. In place of O[c,t] rows 2 and 4 have the scenario's `working` days, rows
3 and 5 its open days; rows 6 are multiplied by `supply`, row 8 by `need`.

A plan may pass its limits by the rounding of the solver. What it does pass them by is granted to
every scenario, in proportion to the days it is open, so that the plan itself can be carried out.
What a plan of one's own passes them by beyond that is not: it waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from crossings.evaluation.lines import NOWHERE, Line
from crossings.limits import Limit, limits_in_scenarios
from crossings.limits.flows import COLLECTED, EXPORTED, MANIFESTED, PRESENTED
from crossings.limits.record import PASSED, Kind, Taking
from crossings.problem import Flags, Floats, Problem
from crossings.scenarios import Scenarios
from crossings.scenarios.period import PeriodTerms

Row: TypeAlias = tuple[Limit | str, tuple[int, ...]]
"""A limit and its place; or a word, for what no limit says."""
SHUT = "shut"
"""At a crossing, or on a route with days of its own: nothing passes while it is closed, where no
gate and no cap says so."""
IN_YARD, ON_PLATFORM, ROOM = "in yard", "on platform", "room"
"""At a crossing, of a good: what is there to be inspected, or collected; room for what is."""
ORDERED = "ordered"
"""At a corridor for a crossing, or at a crossing, of a good: what may leave of what is ordered."""
STATES = (IN_YARD, ON_PLATFORM, ROOM, ORDERED)
Number: TypeAlias = "float | Floats"
"""One number for all scenarios, or one for each, (S,)."""
ROUNDING = 1e-11
"""Share of a limit that sums of truckloads may be off by: a plan that just fits must pass."""


@dataclass(frozen=True)
class Terms:
    """Numbers of the problem as each scenario has them."""

    problem: Problem
    scenarios: Scenarios
    _made: dict[tuple[int, Any], Any] = field(default_factory=dict)
    """What flows take of limits, and what these allow, in the period last asked for."""

    @cached_property
    def kept_by(self) -> dict[Kind, list[Limit]]:
        """Of each flow, the limits on it that every period of every scenario keeps."""
        found: dict[Kind, list[Limit]] = {}
        for limit in limits_in_scenarios(self.problem):
            for flow in limit.flows:
                found.setdefault(flow, []).append(limit)
        return found

    def kept_at(self, flow: Kind, t: int) -> list[Limit]:
        """Those of them that have a bound in period t, and of which the flow takes anything."""
        found: list[Limit] = self._once(t, flow, lambda: [*self._kept_at(flow, t)])
        return found

    def _kept_at(self, flow: Kind, t: int) -> Iterator[Limit]:
        for limit in self.kept_by.get(flow, ()):
            takes = (self.amount(each, t) for each in limit.takes if each.flow == flow)
            bounded = limit.spans is not None or np.isfinite(self.rate_and_days(limit, t)[0]).any()
            if bounded and any(amount.any() for amount in takes):
                yield limit

    def amount(self, taking: Taking, t: int) -> Floats:
        """(1 or S, …) What a truckload of a flow takes in period t."""
        found: Floats = self._once(t, taking.amount, lambda: taking.amount(self._of_period(t)))
        return found

    def rate_and_days(self, limit: Limit, t: int) -> tuple[Floats, Floats]:
        """(1 or S, *place) What a limit allows a day; (S, sites) days of each scenario.

        A factor on days is one on the limit. Where days are the same for all sites there is one.
        """
        found: tuple[Floats, Floats] = self._once(
            t, limit, lambda: (limit.rate(self._of_period(t)), self._days(limit, t))
        )
        return found

    def asked(self, limit: Limit, t: int) -> Flags:
        """(1 or S, *place) Where a share of a flow has a row in period t."""
        assert limit.asked is not None
        asked = limit.asked
        found: Flags = self._once(t, asked, lambda: asked(self._of_period(t)))
        return found

    def _days(self, limit: Limit, t: int) -> Floats:
        scenarios, days = self.scenarios, limit.days
        if days is None:
            return np.ones((len(scenarios), 1))
        drawn = getattr(scenarios, days.sampled) if days.sampled else np.ones((len(scenarios), 1))
        drawn = drawn if drawn.ndim == 2 else drawn[:, t]  # needs are the same in every period
        if days.counted_by_samples:
            return np.asarray(drawn)
        return np.asarray(drawn * np.atleast_1d(days.in_plan(self.problem)[t]))  # (S, sites)

    def _of_period(self, t: int) -> PeriodTerms:
        return PeriodTerms(self.problem, t, self.scenarios)

    def _once(self, t: int, of: Any, make: Callable[[], Any]) -> Any:
        found = self._made.get((t, of))
        if found is None:
            if any(period != t for period, _ in self._made):
                self._made.clear()
            found = self._made[t, of] = make()
        return found

    def number(self, name: str, *position: int) -> Number:
        """One number of a field: for each scenario, (S,), where it is drawn."""
        drawn = self.scenarios.changed.get(name)
        if drawn is None:
            return float(getattr(self.problem, name)[position])
        where: Any = (slice(None), *position)
        return np.asarray(drawn[where])

    def kept(self, line: Line, t: int) -> Number:
        """Share of what leaves the origin that is presented."""
        if line.corridor == NOWHERE:
            return 1.0
        return 1 - self.number("corridor_loss", t, line.corridor)

    def passed(self, line: Line, t: int) -> Number:
        """Share of what is presented that is released."""
        if not line.inspected:
            return 1.0
        return 1 - self.number("refusal", t, line.regime)

    def arrives(self, line: Line, t: int, area: int) -> Number:
        """Share of what is released for an area that arrives there."""
        return 1 - self.number("route_loss", t, line.crossing, area)

    def hidden(self, line: Line, t: int) -> Number:
        """Undetected contraband in a truckload presented."""
        threat = self.number("threat_rate", t, line.good)
        return threat * (1 - self.number("detection", t, line.regime))


def taken(problem: Problem, terms: Terms, line: Line, t: int) -> Iterator[tuple[Row, Number]]:
    """What a truckload that leaves the line's origin takes of each limit before it is collected."""
    kept, here = terms.kept(line, t), (line.crossing, line.good)
    if line.begins != "origin":
        yield (IN_YARD if line.begins == "yard" else ON_PLATFORM, here), 1.0
    if line.ends == "platform":
        yield (ROOM, here), kept * terms.passed(line, t)
    dated = any((line.crossing, a) in problem.dated_routes for a in line.areas)
    if np.isinf(problem.gate[t, line.crossing]) if line.inspected else line.areas and not dated:
        yield (SHUT, (line.crossing,)), 1.0
    stages: list[tuple[Kind, Number]] = [(PRESENTED, kept)] if line.inspected else []
    if line.corridor != NOWHERE:
        stages.insert(0, (MANIFESTED, 1.0))
    if problem.goods[line.good].is_export:
        stages.append((EXPORTED, kept * terms.passed(line, t)))
    for flow, share in stages:
        for limit in terms.kept_at(flow, t):
            for place, each in of_flow(terms, limit, flow, line.along, t):
                yield (limit, place), share * each


def burdens(
    problem: Problem, terms: Terms, line: Line, t: int
) -> Iterator[tuple[Row, list[Number]]]:
    """What a truckload for each of the line's areas takes of limits on what is collected.

    Limits that tell areas apart are roads, and not among them.
    """
    through = terms.kept(line, t) * terms.passed(line, t)
    for limit in terms.kept_at(COLLECTED, t):
        if "a" in limit.places:
            continue
        found: dict[tuple[int, ...], list[Number]] = {}
        for a in line.areas:
            reached = problem.reaches[t, line.crossing, a]
            for place, each in of_flow(terms, limit, COLLECTED, {**line.along, "a": a}, t):
                found.setdefault(place, []).append(through * each if reached else 0.0)
        for place, by_area in found.items():
            yield (limit, place), by_area


def roads(problem: Problem, terms: Terms, line: Line, t: int) -> Iterator[tuple[int, Row, Number]]:
    """Limits on what is collected for each of the line's areas: its position, and what it takes."""
    through = terms.kept(line, t) * terms.passed(line, t)
    for n, a in enumerate(line.areas):
        route = line.crossing, a
        if route in problem.dated_routes and np.isinf(problem.route_capacity[(t, *route)]):
            yield n, (SHUT, route), through
    for limit in terms.kept_at(COLLECTED, t):
        if "a" in limit.places:
            for n, a in enumerate(line.areas):
                for place, each in of_flow(terms, limit, COLLECTED, {**line.along, "a": a}, t):
                    yield n, (limit, place), through * each


def of_flow(
    terms: Terms, limit: Limit, flow: Kind, along: dict[str, int], t: int
) -> Iterator[tuple[tuple[int, ...], Number]]:
    """Places of a limit, and what a truckload of a flow at positions `along` takes there."""
    yield from _of_takings(terms, limit, limit.takes, flow, along, t)


def of_share(
    terms: Terms, limit: Limit, flow: Kind, along: dict[str, int], t: int
) -> Iterator[tuple[tuple[int, ...], Number]]:
    """Places of a share of a flow, and what is asked of a truckload there."""
    yield from _of_takings(terms, limit, limit.against, flow, along, t)


def _of_takings(
    terms: Terms,
    limit: Limit,
    takings: Sequence[Taking],
    flow: Kind,
    along: dict[str, int],
    t: int,
) -> Iterator[tuple[tuple[int, ...], Number]]:
    for taking in takings:
        if taking.flow != flow:
            continue
        amount = terms.amount(taking, t)
        at: Any = tuple(along.get(letter, slice(None)) for letter in taking.axes)
        here = amount[(slice(None), *at)]  # (1 or S, own …)
        if here.ndim == 1:
            number = float(here[0]) if len(here) == 1 else here
            yield tuple(along[letter] for letter in limit.places), number
            continue
        own = [letter for letter in taking.axes if letter not in along]
        for extra in np.ndindex(here.shape[1:]):
            where = {**along, **dict(zip(own, extra, strict=True))}
            each = here[(slice(None), *extra)]
            number = float(each[0]) if len(each) == 1 else each
            yield tuple(where[letter] for letter in limit.places), number


@dataclass(frozen=True)
class Limits:
    """Every limit that a trajectory could meet, with what a plan passes it by."""

    problem: Problem
    excess: dict[tuple[int, Row], float]
    """By period and row: what the plan uses beyond the limit, per open day, by rounding."""

    def at(self, row: Row, t: int, terms: Terms) -> Floats | None:
        """(S,) What the limit allows in period t; None where it has no bound.

        One over several periods allows all of it in each, as if it were the only one. What is not
        a limit but there is anything.
        """
        kind, place = row
        if kind in STATES:
            return np.full(len(terms.scenarios), np.inf)
        if isinstance(kind, str):
            of, site = terms.scenarios.open_days, place[0]
            if place in self.problem.dated_routes:
                of, site = terms.scenarios.route_days, self.problem.dated_routes.index(place)
            return np.where(of[:, t, site] > 0, np.inf, 0.0)
        return self.allowed(kind, place, t, terms)

    def allowed(self, limit: Limit, place: tuple[int, ...], t: int, terms: Terms) -> Floats | None:
        """(S,) Likewise of a limit at one place."""
        begins = _begins(limit, self.problem, t)
        if begins is None:
            return None
        rate, days = _at(terms, limit, place, begins)
        if not np.isfinite(rate).any():
            return None
        return (rate + self.excess.get((begins, (limit, place)), 0.0)) * days * (1 + ROUNDING)


def _begins(limit: Limit, problem: Problem, t: int) -> int | None:
    """The first of the periods that a limit's row of period t spans; None where it has none."""
    if limit.spans is None:
        return t
    return next((span[0] for span in limit.spans(problem) if t in span), None)


def with_excess(problem: Problem, nominal: Scenarios, used: dict[tuple[int, Row], float]) -> Limits:
    """The limits, where the plan uses `used` of them by period and row."""
    excess: dict[tuple[int, Row], float] = {}
    terms, in_all = Terms(problem, nominal), dict[tuple[int, Row], float]()
    for (t, row), amount in used.items():
        limit, _ = row
        begins = None if isinstance(limit, str) else _begins(limit, problem, t)
        if begins is not None:
            in_all[begins, row] = in_all.get((begins, row), 0.0) + amount
    for (t, (limit, place)), amount in in_all.items():
        assert not isinstance(limit, str)
        rate, days = _at(terms, limit, place, t)
        if float(np.ravel(days)[0]) > 0:
            allowed = float(np.ravel(rate)[0])
            over = amount / float(np.ravel(days)[0]) - allowed
            if 0 < over <= PASSED * max(1.0, allowed):
                excess[t, (limit, place)] = over
    return Limits(problem, excess)


def _at(terms: Terms, limit: Limit, place: tuple[int, ...], t: int) -> tuple[Number, Floats]:
    """What a limit allows a day at one place, and the days (S,) of each scenario."""
    rate, days = terms.rate_and_days(limit, t)
    axis = "" if limit.days is None else limit.days.axis
    site = place[limit.places.index(axis)] if axis else 0
    at: Any = (slice(None), *place)
    here = rate[at]
    own = {} if limit.days is None else limit.days.own(terms.problem)
    open_days = terms.scenarios.route_days[:, t, own[place]] if place in own else days[:, site]
    return float(here[0]) if len(here) == 1 else here, open_days
