"""A program that stands in the solver: its limits are changed and it is solved again.

Building a program takes as long as solving it. Problems that differ from the one it was built for
only in how much their limits allow or their floors ask need no other program; for all others a new
one is built, so that whoever asks need not know.
"""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from crossings.allocation.decision import decided
from crossings.allocation.kinds import AT_LEAST, AT_MOST, BEYOND
from crossings.allocation.objectives import Costs, evenness_costs, minutes_costs, value_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Outcome, Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import StoppedEarly
from crossings.plan import Plan
from crossings.problem import Floats, Problem

LIMITS = {
    "own_minutes",
    "pool_minutes",
    "gate",
    "route_capacity",
    "corridor_capacity",
    "corridor_good_capacity",
    "undetected_limit",
    "diverted_limit",
}
"""What moves nothing but right-hand sides; where it is infinite there is no row."""
FLOORS = {"coverage_floor", "last_stock"}
"""Likewise; where it is 0 there is no row."""
_INFORMAL = {"informal_share", "informal_interdicted", "informal_threat_rate"}
"""Fields on which a row depends only where contraband by informal channels has a target."""
_BESIDE = {"channels", "backlog"}
_OF_SCENARIOS = {"crossing_opens", "pool_opens", "uncertainty"}
_PUBLISHED = {"observed", "locations", "sources", "evidence"}
WORDS = {"case", "phases", "warnings", *_PUBLISHED, *_BESIDE, *_OF_SCENARIOS}
"""Fields that no row or column depends on."""


class StandingProgram:
    """The program of a problem, to be solved for it and for others that differ in their limits."""

    def __init__(
        self,
        problem: Problem,
        *,
        deadline: Deadline = NEVER,
        write_lp: Path | None = None,
        beyond: bool = False,
    ) -> None:
        self.problem = problem
        self._deadline = deadline
        with deadline.enforced():
            self.ledger = allocation_program(problem, beyond=beyond)
            if write_lp is not None:
                self.ledger.write(write_lp)
            self._search = Search(self.ledger, deadline)
        self._untouched = True

    def best(self, problem: Problem, start: Outcome | None = None) -> Outcome:
        """Outcome of the first objective alone; its status is `infeasible` where no plan is.

        `start` is the outcome of a problem that differs less than the first one from this.
        """
        return self._under(problem, start)._first(problem)

    def plan(self, problem: Problem, start: Outcome | None = None) -> Plan | None:
        """The best plan, after both tie-breaks; None where no plan reaches the floors.

        Raises `StoppedEarly` where the time is up before any plan is found; a plan found by then
        has a `gap`.
        """
        return self._under(problem, start)._plan(problem)

    def beyond(self, problem: Problem, *, value: bool) -> float | None:
        """Undetected truckloads a day beyond the limit of `problem` that are needed at least.

        For any plan at all or, with `value`, for one that nothing more undetected would better;
        None where no plan reaches the floors. The program was made with `beyond`.
        """
        program = self._under(problem)
        search = program._search
        search.open(BEYOND)
        if value:
            best = program._first(problem)
            if best.status != "optimal":
                return None
            search.keep_optimal(best)
        least = search.minimise((BEYOND, key, 1.0) for key in self.ledger.columns(BEYOND))
        return least.value if least.status == "optimal" else None

    def right_hand_sides(self, problem: Problem) -> Floats:
        """(rows,) What each limit allows or floor asks; nan in all other rows."""
        values = np.full(self.ledger.rows, np.nan)
        for kind, bounds in {**AT_MOST, **AT_LEAST}.items():
            places = self.ledger.row_places(kind)
            if places:
                keys = tuple(np.array(list(places)).T)
                values[list(places.values())] = bounds(problem)[keys]
        return values

    def row_periods(self) -> Floats:
        """(rows,) The period that each limit's row is about; nan in rows of several or of none."""
        periods = np.full(self.ledger.rows, np.nan)
        for kind in AT_MOST:
            for key, place in self.ledger.row_places(kind).items():
                periods[place] = key[kind.axes.index("t")]
        return periods

    def _under(self, problem: Problem, start: Outcome | None = None) -> StandingProgram:
        """The program under the limits of `problem`; a new one where rows or columns differ."""
        if problem is self.problem and self._untouched:
            self._untouched = False
            return self
        if not _same_rows(self.problem, problem):
            return StandingProgram(problem, deadline=self._deadline)
        self._search.reopen(self.right_hand_sides(problem), start)
        return self

    def _first(self, problem: Problem) -> Outcome:
        return self._search.minimise(value_costs(self.ledger, problem))

    def _plan(self, problem: Problem) -> Plan | None:
        first = self._first(problem)
        if first.status == "infeasible":
            return None
        if not first.has_plan:
            self._deadline.check()
            raise StoppedEarly("the search was stopped before any plan was found")
        best = self._search.keep_optimal(first)
        first = best if best.status == "optimal" else first
        for costs in self._tie_breaks(problem):
            if self._deadline.over:
                best = replace(best, status="feasible")
            if best.status != "optimal":
                break  # the time is up, and what is proved stays
            later = self._search.minimise(costs)
            stopped = replace(best, status="feasible")
            best = self._search.keep_optimal(later) if later.has_plan else stopped
        return decided(problem, self.ledger, first, best, finished=best.status == "optimal")

    def _tie_breaks(self, problem: Problem) -> tuple[Costs, Costs]:
        return evenness_costs(self.ledger, problem), minutes_costs(self.ledger, problem)


def _same_rows(one: Problem, other: Problem) -> bool:
    """Whether the rows and columns of `one` serve `other` too, but for what they allow."""
    for field in fields(Problem):
        mine, its = getattr(one, field.name), getattr(other, field.name)
        beside = field.name in _INFORMAL and np.isinf(one.informal_target)
        if field.name in WORDS or beside or mine is its:
            continue
        if field.name in LIMITS:
            alike = _alike(np.isinf(mine), np.isinf(its)) and _alike(np.isnan(mine), np.isnan(its))
        elif field.name in FLOORS:
            alike = mine.shape == its.shape and bool(((mine > 0) | (its == 0)).all())
        elif isinstance(mine, np.ndarray):
            alike = np.array_equal(mine, its, equal_nan=mine.dtype.kind == "f")
        else:
            alike = mine == its
        if not alike:
            return False
    return True


def _alike(mine: Any, its: Any) -> bool:
    return bool(np.array_equal(mine, its))
