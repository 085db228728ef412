"""The cheapest whole numbers of units and hours that reach a target, and what budgets buy.

Costs are counted in a unit of which every cost is a whole multiple, so that two different costs
differ by at least 1 and a gap below 1 is a proof. Among the equally cheap the answer has the fewest
units, then the fewest hours, then as many as may be of what stands first in the files.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from crossings.allocation import optimal_plan
from crossings.allocation.kinds import BOUGHT, HOURS
from crossings.allocation.ledger import Key, Kind
from crossings.allocation.sizing_program import (
    coverage_costs,
    exact_costs,
    least_costs,
    sizing_program,
    staffing,
)
from crossings.allocation.unreachable import out_of_reach
from crossings.allocation.whole_numbers import WholeOutcome, WholeSearch
from crossings.errors import NoPlan, StoppedEarly
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.sizing import Sizing, Staffing, Target, exact

_LET_DOWN = 1e-8
"""Share of targets and floors that rounding may miss; the search keeps to half of it."""
_SMALLEST_SHARE = 1e-7
"""Of the largest cost: finer differences between costs are not told apart."""
_NEAR = 1e-6
"""How closely the most coverage that a budget buys is found."""
_TIE = 0.5
"""Between two whole numbers."""
_ROUNDING = 1e-9

Terms = list[tuple[Kind, Key, float]]


@dataclass(frozen=True, eq=False)
class Step:
    """What a budget buys: the most coverage, or the best worst coverage, at the least cost."""

    budget: float
    status: Literal["optimal", "stopped", "infeasible"]
    """`infeasible`: no plan reaches the floors with it."""
    staffing: Staffing | None = None
    """None where nothing was found."""
    share: float | None = None
    gap: float | None = None
    """How much more share there might be; None where it is proved that there is no more."""


@dataclass(frozen=True, eq=False)
class Sized:
    """The cheapest staffing that reaches a target, the plan with it, and what budgets buy."""

    target: Target
    staffing: Staffing
    plan: Plan
    steps: tuple[Step, ...]
    gap: float | None
    """Share of the cost that might be saved; None where it is proved that nothing can be."""


def cheapest(
    sizing: Sizing,
    target: Target,
    budgets: tuple[float, ...] = (),
    *,
    time_limit: float | None = None,
) -> Sized:
    """The cheapest units and hours with which a plan reaches `target`, and what `budgets` buy.

    Raises `NoPlan` where no plan reaches it with everything that may be added, and `StoppedEarly`
    where `time_limit` seconds pass before any answer is found.
    """
    deadline = None if time_limit is None else time.monotonic() + time_limit
    found, gap = _Question(sizing, target, deadline).cheapest()
    if found is None:
        raise out_of_reach(sizing, target)
    plan = _plan(found, target)
    return Sized(target, found, plan, _steps(sizing, target, budgets, deadline), gap)


def _plan(found: Staffing, target: Target) -> Plan:
    """The best plan with these units and hours, of those that reach the target."""
    problem = _let_down_target(target.on(found.problem()), _LET_DOWN)
    try:
        return optimal_plan(problem)
    except NoPlan:  # floors that the search found reached but for a rounding error
        return optimal_plan(_let_down_floors(problem, _LET_DOWN))


def _steps(
    sizing: Sizing, target: Target, budgets: tuple[float, ...], deadline: float | None
) -> tuple[Step, ...]:
    """What each budget buys of the coverage, or else of the worst coverage, that is asked for."""
    if not budgets:
        return ()
    measured = Target(worst=0.0) if target.coverage is None else Target(coverage=0.0)
    question = _Question(sizing, measured, deadline)
    return tuple(question.most_for(budget) for budget in budgets)


class _Question:
    """One program in the solver, for one target."""

    def __init__(self, sizing: Sizing, target: Target, deadline: float | None) -> None:
        self._sizing, self._target, self._deadline = sizing, target, deadline
        problem = target.on(sizing.problem)
        problem = _let_down_floors(_let_down_target(problem, _LET_DOWN / 2), _LET_DOWN / 2)
        self._problem = problem
        self._ledger = sizing_program(problem, sizing)
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        self._search = WholeSearch(self._ledger, left)
        costs = exact_costs(sizing)
        self._unit = _unit(costs.values())
        self._costs: Terms = [
            (kind, key, float(cost / self._unit)) for (kind, key), cost in costs.items()
        ]

    def cheapest(self) -> tuple[Staffing | None, float | None]:
        """The cheapest staffing, None where there is none; and the share that might be saved."""
        first = self._search.least(self._costs, _TIE)
        if first.status == "infeasible":
            return None, None
        if not first.has_answer:
            raise StoppedEarly("the search was stopped before any answer was found")
        if first.status == "feasible":
            saved = (first.value - max(0.0, first.bound)) / first.value if first.value > 0 else 0.0
            return self._staffing(first), saved
        return self._first_of_ties(first), None

    def most_for(self, budget: float) -> Step:
        """The most of what the target measures that a budget buys, at the least cost."""
        self._search.forget()
        most = float(exact(budget) / self._unit)
        self._search.hold(self._costs, -math.inf, most + _ROUNDING * max(1.0, most))
        if self._target.coverage is None:
            measure = list(least_costs(self._ledger))
        else:
            measure = list(coverage_costs(self._ledger, self._problem))
        first = self._search.least(measure, _NEAR)
        if not first.has_answer:
            return Step(budget, "infeasible" if first.status == "infeasible" else "stopped")
        share = -first.value
        if first.status == "feasible":
            return Step(budget, "stopped", self._staffing(first), share, -first.bound - share)
        self._search.hold(measure, -math.inf, first.value + _NEAR)
        found = self._search.least(self._costs, _TIE)
        if found.status != "optimal":  # the most is proved, but not that it costs no less
            return Step(budget, "stopped", self._staffing(first), share, 0.0)
        return Step(budget, "optimal", self._first_of_ties(found), share)

    def _first_of_ties(self, first: WholeOutcome) -> Staffing:
        """Among the equally cheap: fewest units, fewest hours, most of what comes first."""
        self._search.hold(self._costs, -math.inf, first.value + _TIE)
        best = self._least_of(self._bought(), first, _TIE)
        best = self._least_of(self._longer_hours(), best, _NEAR)
        units = self._ledger.columns(BOUGHT)
        left = sum(self._staffing(best).units())
        for key in units:
            if left:
                best = self._least_of([(BOUGHT, key, -1.0)], best, _TIE)
            left -= round(float(best.columns[self._ledger.place(BOUGHT, key)]))
        several = sum(len(site.hours) > 1 for site in self._sizing.sites) > 1
        for s in range(len(self._sizing.sites)) if several else ():
            hours = [term for term in self._longer_hours() if term[1][0] == s]
            best = self._least_of([(kind, key, -cost) for kind, key, cost in hours], best, _NEAR)
        return self._staffing(best)

    def _least_of(self, terms: Terms, best: WholeOutcome, gap: float) -> WholeOutcome:
        """The outcome with the least Σ `terms`, which is held; `best` where none is found."""
        if not terms:
            return best
        later = self._search.least(terms, gap)
        if later.status != "optimal":
            return best
        self._search.hold(terms, -math.inf, later.value + gap)
        return later

    def _bought(self) -> Terms:
        return [(BOUGHT, key, 1.0) for key in self._ledger.columns(BOUGHT)]

    def _longer_hours(self) -> Terms:
        longer = [
            (HOURS, (s, k), float(self._sizing.longer(s, k)))
            for s, site in enumerate(self._sizing.sites)
            for k in range(1, len(site.hours))
        ]
        return [term for term in longer if term[2]]

    def _staffing(self, outcome: WholeOutcome) -> Staffing:
        return staffing(self._sizing, self._ledger, outcome.columns.tolist())


def _unit(costs: Iterable[Fraction]) -> Fraction:
    """The largest amount of which every cost is a whole multiple, or a small share of the largest.

    >>> _unit([Fraction(6), Fraction(4)]), _unit([Fraction(1, 2), Fraction(3)])
    (Fraction(2, 1), Fraction(1, 2))
    """
    unit, largest = Fraction(0), Fraction(0)
    for cost in costs:
        together = math.lcm(unit.denominator, cost.denominator)
        unit = Fraction(math.gcd(int(unit * together), int(cost * together)), together)
        largest = max(largest, cost)
    return max(unit, largest * Fraction(str(_SMALLEST_SHARE))) or Fraction(1)


def _let_down_target(problem: Problem, share: float) -> Problem:
    return replace(
        problem,
        coverage_target=problem.coverage_target * (1 - share),
        worst_target=problem.worst_target * (1 - share),
    )


def _let_down_floors(problem: Problem, share: float) -> Problem:
    return replace(
        problem,
        coverage_floor=problem.coverage_floor * (1 - share),
        last_stock=problem.last_stock * (1 - share),
    )
