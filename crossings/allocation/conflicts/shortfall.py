"""What the floors lack at least: the program with every floor allowed to be missed.

It is solved for the least Σ of what is missed, in truckloads. That sum is what the limits and the
floors differ by; which floor lacks how much of it is one of several ways to share it out.

One program serves every question about a case: it has the columns of days on which nothing opens
too, and they are closed by their bounds. Problems that differ in how much their limits allow, what
their floors ask, their first stocks, open days, losses or the detection rate asked are bounds and
coefficients of the same program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from crossings.allocation.kinds import BROUGHT, STOCKED
from crossings.allocation.objectives import missed_costs
from crossings.allocation.opened import open_every_day
from crossings.allocation.outcomes import Bounds, Outcome
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.allocation.standing import WORDS
from crossings.limits import Limit, limits_of
from crossings.limits.flows import COLLECTED, MANIFESTED, PRESENTED
from crossings.limits.record import Horizon
from crossings.problem import Floats, Problem

_ROUNDING = 1e-9
"""Share of a floor that rounding may miss of it."""
_MOVED = {
    "first_stock",
    "crossing_open_days",
    "crossing_worked_days",
    "corridor_open_days",
    "pool_open_days",
    "dated_route_days",
    "route_loss",
    "corridor_loss",
}
"""Fields that only bounds and coefficients depend on, beside those that limits are moved by."""


@dataclass(frozen=True)
class Shortfall:
    """The least that is missed of all floors together, and where the solver put it."""

    outcome: Outcome
    reached: bool
    """Whether nothing is missed, but for rounding."""

    @property
    def truckloads(self) -> float:
        """What is missed."""
        return self.outcome.value


class ShortfallProgram:
    """The program in which floors may be missed, for a problem and others that it serves."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.ledger = allocation_program(open_every_day(problem), elastic=True)
        self._search = Search(self.ledger)
        self._at_first = self._search.bounds
        self._weighed = problem
        floors = [limit for limit in limits_of(problem) if limit.is_floor]
        missed = [self.ledger.columns(limit.missed) for limit in floors]
        asked = [self.ledger.row_places(limit) for limit in floors]
        self._missed = np.array([place for kind in missed for place in kind.values()], np.intp)
        rows = [rows[key] for rows, kind in zip(asked, missed, strict=True) for key in kind]
        self._asked = np.array(rows, np.intp)

    def serves(self, problem: Problem) -> bool:
        """Whether `problem` is this program under other bounds."""
        limits = limits_of(self.problem)
        moved = {*_MOVED, *(field for limit in limits for field in limit.moved_by)}
        for field in fields(Problem):
            mine, its = getattr(self.problem, field.name), getattr(problem, field.name)
            if field.name in WORDS or mine is its:
                continue
            # What arrives takes minutes and may be diverted: then losses are in other rows too.
            followed = self.problem.end_use_minutes.any() or self.problem.diverted_share.any()
            if field.name == "route_loss" and followed and (mine != its).any():
                return False
            if not isinstance(mine, np.ndarray):
                alike = mine == its
            elif field.name in moved and mine.shape == its.shape:
                alike = np.array_equal(np.isnan(mine), np.isnan(its))
            else:
                alike = np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f")
            if not alike:
                return False
        every_day, its = open_every_day(self.problem), open_every_day(problem)
        return all(bool((x.has_row(every_day) | ~x.has_row(its)).all()) for x in limits)

    def bounds(self, problem: Problem) -> Bounds:
        """Bounds that make this the program of `problem`."""
        lower, upper = self._at_first.rows_lower.copy(), self._at_first.rows_upper.copy()
        for limit in limits_of(problem):
            if limit.is_floor:
                self._put(limit, limit.allowed(problem), lower)
            elif limit.sense == "at most":
                self._put(limit, _where_open(limit, problem), upper)
        stocks = {
            key: place for key, place in self.ledger.row_places(STOCKED).items() if not key[0]
        }
        for (_, g, a), place in stocks.items():
            lower[place] = upper[place] = problem.first_stock[g, a]
        columns = self._at_first.columns_upper.copy()
        crossing, corridor = problem.crossing_open_days > 0, problem.corridor_open_days > 0
        route = problem.route_open_days > 0
        for kind, c in ((PRESENTED, 1), (COLLECTED, 1), (MANIFESTED, 2)):
            places = self.ledger.columns(kind)
            if places:
                keys = np.array(list(places)).T
                is_open = crossing[keys[0], keys[c]]
                if kind == MANIFESTED:
                    is_open = is_open & corridor[keys[0], keys[1]]
                if kind == COLLECTED:
                    is_open = is_open & route[keys[0], keys[1], keys[3]]
                columns[list(places.values())] = np.where(is_open, np.inf, 0.0)
        return Bounds(columns, lower, upper)

    def shortfall(self, problem: Problem, bounds: Bounds | None = None) -> Shortfall:
        """The least that is missed in `problem`, or within other bounds than its own."""
        for row, column, coefficient in self._other_coefficients(problem):
            self._search.weigh(row, column, coefficient)
        self._weighed = problem
        bounds = bounds or self.bounds(problem)
        self._search.within(bounds)
        outcome = self._search.minimise(missed_costs(self.ledger, self.problem))
        short = np.maximum(outcome.columns[self._missed], 0.0)
        asked = bounds.rows_lower[self._asked][short > 0].sum()
        return Shortfall(outcome, bool(short.sum() <= _ROUNDING * asked))

    def _other_coefficients(self, problem: Problem) -> Iterator[tuple[int, int, float]]:
        """Row, column and coefficient where they are not those of the last problem solved."""
        before, ledger = self._weighed, self.ledger
        lost = problem.route_loss != before.route_loss  # (T, C, A)
        if lost.any():
            rows = ledger.row_places(STOCKED)
            for (t, c, g, a), place in ledger.columns(COLLECTED).items():
                if lost[t, c, a]:
                    yield rows[t, g, a], place, problem.route_loss[t, c, a] - 1
        lost = problem.corridor_loss != before.corridor_loss  # (T, O)
        if lost.any():
            rows = ledger.row_places(BROUGHT)
            for (t, o, c, g), place in ledger.columns(MANIFESTED).items():
                if lost[t, o]:
                    yield rows[t, c, g], place, problem.corridor_loss[t, o] - 1
        for limit in limits_of(problem):
            if limit.moves_coefficients:
                yield from self._other_takings(limit, problem)

    def _other_takings(self, limit: Limit, problem: Problem) -> Iterator[tuple[int, int, float]]:
        """Of a limit that compares a flow with itself, by the axes of that flow."""
        rows = self.ledger.row_places(limit)
        for taking in limit.takes:
            amount = taking.amount(Horizon(problem))
            moved = amount != taking.amount(Horizon(self._weighed))
            for key, place in self.ledger.columns(taking.flow).items() if moved.any() else ():
                along = dict(zip(taking.flow.axes, key, strict=True))
                at = (along["t"], *(along[letter] for letter in taking.axes))
                row = tuple(along[letter] for letter in limit.axes)
                if moved[at] and row in rows:
                    yield rows[row], place, float(amount[at])

    def _put(self, kind: Limit, values: Floats, into: Floats) -> None:
        places = self.ledger.row_places(kind)
        if places:
            into[list(places.values())] = values[tuple(np.array(list(places)).T)]


def _where_open(limit: Limit, problem: Problem) -> Floats:
    """What a row allows; no limit on days on which its columns are closed by themselves."""
    allowed = limit.allowed(problem)
    if limit.days is None or not limit.days.closes_flows:
        return allowed
    return np.where(limit.open_days(problem) > 0, allowed, np.inf)
