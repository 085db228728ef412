"""A program that stands in the solver: its limits are changed and it is solved again.

Building a program takes as long as solving it. Problems that differ from the one it was built for
only in how much their limits allow or their floors ask need no other program; for all others a new
one is built, so that whoever asks need not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from crossings.allocation.aims import AIMS, Aim
from crossings.allocation.alike import runs_of
from crossings.allocation.decision import decided
from crossings.allocation.faces import steadied
from crossings.allocation.idle import idle_columns
from crossings.allocation.ledger import Ledger
from crossings.allocation.objectives import value_vector
from crossings.allocation.outcomes import Outcome
from crossings.allocation.program import allocation_program
from crossings.allocation.settings import LARGE
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import StoppedEarly
from crossings.limits import Kind, Limit, limits_of, of_levels, with_room
from crossings.plan import Plan
from crossings.problem import Floats, Problem

_SETTLED = 1e-7
"""Share of a sum by which it may differ between best plans, for rounding."""
_INFORMAL = {"informal_share", "informal_interdicted", "informal_threat_rate"}
"""Fields on which a row depends only where contraband by informal channels has a target."""
_BESIDE = {"channels", "backlog"}
_OF_SCENARIOS = {"crossing_opens", "pool_opens", "route_opens", "uncertainty"}
_PUBLISHED = {"observed", "locations", "sources", "evidence"}
WORDS = {"case", "phases", "warnings", "unforeseen", *_PUBLISHED, *_BESIDE, *_OF_SCENARIOS}
"""Fields that no row or column depends on."""


class StandingProgram:
    """The program of a problem, to be solved for it and for others that differ in their limits."""

    def __init__(
        self,
        problem: Problem,
        *,
        deadline: Deadline = NEVER,
        write_lp: Path | None = None,
        beyond: Limit | None = None,
        rooms: bool = False,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        """With `rooms` it has rows for places where nothing may wait or lie, to be asked about.

        It can `tell` what it seeks, of the first plan.
        """
        self.problem = problem = with_room(problem) if rooms else problem
        self._tell = tell
        self._beyond, self._rooms = beyond, rooms
        self._deadline = deadline
        with deadline.enforced():
            self.ledger = allocation_program(problem, beyond=beyond)
            if write_lp is not None:
                self.ledger.write(write_lp)
            self._search = Search(self.ledger, deadline, idle_columns(self.ledger, problem))
            self._search.runs = runs_of(self.ledger, problem)
        self._untouched = True
        self._planned: tuple[Problem, Outcome] | None = None

    def best(
        self, problem: Problem, start: Outcome | None = None, *, anew: bool = False
    ) -> Outcome:
        """Outcome of the first objective alone; its status is `infeasible` where no plan is.

        `start` is the outcome of a problem that differs less than the first one from this; it is
        sought `anew` where the first one is too far away to begin from.
        """
        if start is None and self._planned is not None and self._planned[0] is problem:
            return self._planned[1]
        return self._under(problem, start, anew=anew)._first(problem)

    def plan(
        self,
        problem: Problem,
        start: Outcome | None = None,
        aims: Sequence[Aim] = AIMS,
        *,
        summed: Sequence[Kind] = (),
    ) -> Plan | None:
        """The best plan, brought to `aims` in turn; None where no plan reaches the floors.

        Where the sum of all columns of some kinds is what is wanted, it is brought to none if that
        sum is the same in every best plan.

        Raises `StoppedEarly` where the time is up before any plan is found; a plan found by then
        has a `gap`. The outcome to `start` from may be that of the problem itself.
        """
        return self._under(problem, start)._plan(problem, aims, summed, start)

    def beyond(self, problem: Problem, *, value: bool) -> tuple[float, Outcome] | None:
        """What has to pass a day beyond the limit that it was made for, at least; and the outcome.

        For any plan at all or, with `value`, for one that nothing more of it would better, with
        the prices of its value; None where no plan reaches the floors.
        """
        program = self._under(problem)
        search = program._search
        assert self._beyond is not None
        column = self._beyond.beyond
        search.open(column)
        best = None
        if value:
            best = program._first(problem)
            if best.status == "near":
                raise StoppedEarly(
                    "the search was stopped: no program so large is solved to its end"
                )
            if best.status != "optimal":
                return None
            search.keep_optimal(best)
        least = search.minimise((column, key, 1.0) for key in self.ledger.columns(column))
        if least.status != "optimal":
            return None
        found = least.columns.copy()
        found[self.ledger.places(column)] = 0.0
        return least.value, replace(best or least, columns=found, rows=search.rows_of(found))

    @property
    def first_outcome(self) -> Outcome:
        """Of the first objective of the plan that was sought last."""
        assert self._planned is not None
        return self._planned[1]

    @property
    def is_large(self) -> bool:
        """Whether solving it again, and bringing that to aims, takes more than some seconds."""
        return self.ledger.width > LARGE

    def right_hand_sides(self, problem: Problem) -> Floats:
        """(rows,) What each limit allows or floor asks; nan in all other rows."""
        return right_hand_sides(self.ledger, problem)

    def row_periods(self) -> Floats:
        """(rows,) The period that each limit's row is about; nan in rows of several or of none."""
        periods = np.full(self.ledger.rows, np.nan)
        for limit in limits_of(self.problem):
            if limit.spans is None and not limit.moves_coefficients:
                keys, places = self.ledger.row_keys(limit)
                periods[places] = keys[:, 0]
        return periods

    def _under(
        self, problem: Problem, start: Outcome | None = None, *, anew: bool = False
    ) -> StandingProgram:
        """The program under the limits of `problem`; a new one where rows or columns differ."""
        if problem is self.problem and self._untouched:
            self._untouched = False
            return self
        if not same_rows(self.problem, problem):
            made = StandingProgram(problem, deadline=self._deadline, rooms=self._rooms)
            return made._under(problem) if self._rooms else made
        self._search.reopen(self.right_hand_sides(problem), start, anew=anew)
        return self

    def _first(self, problem: Problem, start: Outcome | None = None) -> Outcome:
        costs = value_vector(self.ledger, problem)
        if start is None or start.problem is not problem:
            return replace(self._search.minimise_each(costs), problem=problem)
        self._search.charge(costs)
        return start

    def _plan(
        self,
        problem: Problem,
        aims: Sequence[Aim],
        summed: Sequence[Kind],
        start: Outcome | None,
    ) -> Plan | None:
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(f"most value, of {self.ledger.width:,} columns")
        first = self._first(problem, start)
        self._planned = problem, first
        if first.status == "infeasible":
            return None
        if first.status == "near":
            from crossings.allocation.near_best import near_best

            def again(limits: Floats) -> Outcome:
                self._search.reopen(limits)
                return self._first(problem)

            asked = self.right_hand_sides(problem)
            return near_best(problem, self.ledger, first, asked, again)
        if not first.has_plan:
            self._deadline.check()
            raise StoppedEarly("the search was stopped before any plan was found")
        best = self._search.keep_optimal(first)
        first = best if best.status == "optimal" else first
        if best.status != "optimal":
            return decided(problem, self.ledger, first, best, finished=False)
        if summed and self._is_settled(summed):
            aims = ()
        last, reached = steadied(
            self._search, self.ledger, problem, best, aims, self._deadline, tell=tell
        )
        if first.is_inside and reached and reached[0].least:
            # It is off by what interior point ends with.
            value = float(value_vector(self.ledger, problem) @ last.columns)
            first = replace(first, value=value)
        done = all(aim.least for aim in reached) or not self._deadline.over
        return decided(problem, self.ledger, first, last, reached, finished=done)

    def _is_settled(self, summed: Sequence[Kind]) -> bool:
        """Whether the sum of all columns of some kinds is the same in what is open by now."""
        each = np.zeros(self.ledger.width)
        for kind in summed:
            each[self.ledger.places(kind)] = 1.0
        least, most = (self._search.minimise_each(way * each, onward=True) for way in (1.0, -1.0))
        ended = least.status == most.status == "optimal"
        return ended and -most.value - least.value <= _SETTLED * max(1.0, least.value)


def same_rows(one: Problem, other: Problem) -> bool:
    """Whether the rows and columns of `one` serve `other` too, but for what they allow."""
    limits = [limit for limit in limits_of(one) if not limit.moves_coefficients]
    moved = {field for limit in limits for field in limit.moved_by}
    for field in fields(Problem):
        mine, its = getattr(one, field.name), getattr(other, field.name)
        beside = field.name in _INFORMAL and np.isinf(one.informal_target)
        if field.name in WORDS or beside or mine is its:
            continue
        if field.name in moved:  # what is unknown stays so
            alike = np.array_equal(np.isnan(mine), np.isnan(its))
        elif isinstance(mine, np.ndarray):
            alike = np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f")
        else:
            alike = mine == its
        if not alike:
            return False
    return all(_rows_serve(limit, one, other) for limit in limits_of(one))


def _rows_serve(limit: Limit, one: Problem, other: Problem) -> bool:
    """Whether a limit has the rows that it needs: a floor that asks nothing needs none."""
    if of_levels(limit) and limit.sense == "at most":  # where there is no room there is no column
        opened = (limit.allowed(other) > 0) & (limit.allowed(one) <= 0)
        return not opened.any() and bool((limit.has_row(one) == limit.has_row(other)).all())
    mine, its = limit.has_row(one), limit.has_row(other)
    return bool((mine | ~its).all() if limit.is_floor else (mine == its).all())


def right_hand_sides(ledger: Ledger, problem: Problem) -> Floats:
    """(rows,) What each limit allows or floor asks; nan in all other rows."""
    values = np.full(ledger.rows, np.nan)
    for limit in limits_of(problem):
        keys, places = ledger.row_keys(limit)
        if len(places) and not limit.moves_coefficients:
            values[places] = limit.allowed(problem)[tuple(keys.T)]
    return values
