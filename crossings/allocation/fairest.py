"""The fairest plan: the least coverage as high as it can be, then the next least, and so on.

The places are every good in every area with need, and every export with need, in every run of
periods as long as the planner chooses: who goes without for a month is not served fairly by having
everything in the next. Level after level, λ is the most that all open places can have beside the
levels found before. A place whose row has a price in that program has λ in every plan that reaches
it, and is fixed there; at least one has, because the prices weigh 1 in all. One that cannot have
more and has no price is found at the next level, which is then the same. In the end every coverage
is settled: lexicographically best coverages of a convex set are unique. What is left open is when a
place gets it within a run, through which crossing and under which regime: value decides, then the
aims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from crossings.allocation.aims import AIMS
from crossings.allocation.decision import decided
from crossings.allocation.faces import steadied
from crossings.allocation.kinds import FAIR, FAIR_EXPORT, KEPT, KEPT_EXPORT, LEAST_COVERAGE
from crossings.allocation.least_coverage import needed_in
from crossings.allocation.ledger import Key, Ledger
from crossings.allocation.objectives import least_coverage_costs, value_costs
from crossings.allocation.outcomes import Outcome
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import StoppedEarly, SurroundingsError
from crossings.limits import Kind
from crossings.plan import Fairness, Plan
from crossings.problem import Flags, Floats, Problem, windows

_PRICED = 1e-6
"""Share of the largest price below which one is taken for rounding; its place stays open."""
_LET_DOWN = (0.0, 1e-11, 1e-9, 1e-7, 1e-5)
"""Shares of the levels that plans may miss where rounding keeps them from reaching them again."""
_NOTHING = 1e-9
"""Coverage up to which nothing reaches a place, but for rounding."""
_LOWER = 1 - 1e-6
"""Share of a level below which the next is no longer the same but for rounding."""
_FULL = 1 - 1e-9
"""Coverage from which everything needed is met."""
_ROWS = ((FAIR, KEPT), (FAIR_EXPORT, KEPT_EXPORT))


def fairest_beside(
    best: Plan, over: int, *, deadline: Deadline = NEVER, write_lp: Path | None = None
) -> Plan:
    """The fairest plan of the problem whose plan of most value is `best`.

    Coverages are those of runs of whole periods that each reach `over` days.

    Raises `StoppedEarly` where the `deadline` comes before it is found.
    """
    problem = best.problem
    runs = windows(problem.periods, over)
    with deadline.enforced():
        ledger = allocation_program(problem, fair=runs)
        if write_lp is not None:
            ledger.write(write_lp)
        search = Search(ledger, deadline)
    places = _Places(ledger, problem, runs)
    last = _raised(search, ledger, places)
    first = _best(search, places, last, list(value_costs(ledger, problem)))
    kept = search.keep_optimal(first)
    if kept.status == "optimal":
        last, aims = steadied(search, ledger, problem, kept, AIMS, deadline)
        done = all(aim.least for aim in aims) or not deadline.over
        plan = decided(problem, ledger, kept, last, aims, finished=done)
    else:
        plan = decided(problem, ledger, first, first, finished=False)
    levels, export_levels = places.levels_of(KEPT), places.levels_of(KEPT_EXPORT)
    return replace(plan, fairness=Fairness(runs, levels, export_levels, best))


def _raised(search: Search, ledger: Ledger, places: _Places) -> Outcome | None:
    """Raise the least coverage, level after level; the last outcome."""
    outcome, level = None, 0.0
    while places.open.any():
        outcome = _best(search, places, outcome, list(least_coverage_costs(ledger)))
        found = float(outcome.columns[ledger.place(LEAST_COVERAGE, ())])
        found = found if found > _NOTHING else 0.0
        # It never falls, but where an earlier one was reached within the solver's tolerance alone.
        level = found if found < level * _LOWER else max(level, found)
        weights = np.where(places.open, outcome.prices[places.fair] * places.need, 0.0)
        stuck = weights > _PRICED * weights.max()
        if level >= _FULL or not stuck.any():
            level, stuck = min(1.0, level), places.open
        places.fix(stuck, level)
    return outcome


def _best(
    search: Search, places: _Places, start: Outcome | None, costs: list[tuple[Kind, Key, float]]
) -> Outcome:
    """The best outcome in which every place keeps its level."""
    for share in _LET_DOWN:
        search.reopen(places.limits(share), start, within=True)
        outcome = search.minimise(iter(costs))
        if outcome.status == "optimal":
            return outcome
        if outcome.status != "infeasible":
            raise StoppedEarly("the search was stopped before the fairest plan was found")
    raise SurroundingsError("the solver finds no plan at levels of coverage that it reached")


class _Places:
    """Every place with need, what it needs, and its level once that is known; arrays (place,)."""

    def __init__(self, ledger: Ledger, problem: Problem, runs: Sequence[range]) -> None:
        self._ledger = ledger
        self.fair, self.kept = (
            np.array([row for kinds in _ROWS for row in ledger.row_places(kinds[i]).values()], int)
            for i in (0, 1)
        )
        needed = needed_in(problem, runs)
        self.need = np.array(
            [needed[kind][key] for kind, _ in _ROWS for key in ledger.row_places(kind)], float
        )
        self.levels = np.zeros(len(self.need))
        self.open = np.ones(len(self.need), dtype=bool)

    def fix(self, which: Flags, level: float) -> None:
        """Fix places at a level."""
        self.levels[which] = level
        self.open[which] = False

    def limits(self, let_down: float) -> Floats:
        """(rows,) Right-hand sides of both rows of each place; nan in all other rows."""
        limits = np.full(self._ledger.rows, np.nan)
        limits[self.fair] = np.where(self.open, 0.0, -self.need)
        limits[self.kept] = self.levels * self.need * (1 - let_down)
        return limits

    def levels_of(self, kind: Kind) -> Floats:
        """The levels with the axes of `kind`; nan where nothing is needed."""
        by_row = np.full(self._ledger.rows, np.nan)
        by_row[self.kept] = self.levels
        there = self._ledger.row_values(kind, np.ones(self._ledger.rows))
        return np.where(there > 0, self._ledger.row_values(kind, by_row), np.nan)
