"""The cheapest whole numbers of units and hours that reach a target, and what budgets buy.

Costs are counted in a unit of which every cost is a whole multiple, so that two different costs
differ by at least 1 and a gap below 1 is a proof. Among the equally cheap the answer has the fewest
units, then the fewest hours, then the lowest shares stopped, then as many as may be of what stands
first in the files.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from crossings.allocation import optimal_plan
from crossings.allocation.informal import informal_costs
from crossings.allocation.kinds import BOUGHT, HOURS, STOPPED
from crossings.allocation.ledger import Key
from crossings.allocation.sizing_program import (
    coverage_costs,
    exact_costs,
    least_costs,
    sizing_program,
    staffing,
)
from crossings.allocation.unreachable import out_of_reach
from crossings.allocation.whole_numbers import WholeOutcome, WholeSearch
from crossings.analysis.sizing import Sized, Sizing, Staffing, Step, Target, exact
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import NoPlan, StoppedEarly
from crossings.limits import Kind
from crossings.plan import Plan
from crossings.problem import Problem

_LET_DOWN = 1e-8
"""Share of targets and floors that rounding may miss; the search keeps to half of it."""
_SMALLEST_SHARE = 1e-7
"""Of the largest cost: finer differences between costs are not told apart."""
_NEAR = 1e-6
"""How closely the most coverage that a budget buys is found."""
_TIE = 0.5
"""Between two whole numbers."""
_ROUNDING = 1e-9
_PRECISE = 1e8
"""Up to here sums of whole numbers stay whole in the solver."""

Terms = list[tuple[Kind, Key, float]]


def cheapest(
    sizing: Sizing,
    target: Target,
    budgets: tuple[float, ...] = (),
    *,
    deadline: Deadline = NEVER,
    write_lp: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Sized:
    """The cheapest units and hours with which a plan reaches `target`, and what `budgets` buy.

    `write_lp` keeps the program that finds them as a readable file. It can `tell` what it seeks.

    Raises `NoPlan` where no plan reaches it with everything that may be added, and `StoppedEarly`
    where the `deadline` comes before any answer is found.
    """
    with deadline.enforced():
        question = _Question(sizing, target, deadline)
        if write_lp is not None:
            question.write(write_lp)
    found, gap = question.cheapest()
    if found is None:
        with deadline.enforced():
            raise out_of_reach(sizing, target)
    tell("the plan with them")
    plan = _plan(found, target)
    return Sized(target, found, plan, _steps(sizing, target, budgets, deadline, tell), gap)


def _plan(found: Staffing, target: Target) -> Plan:
    """The best plan with these units and hours, of those that reach the target."""
    problem = _let_down_target(target.on(found.problem()), _LET_DOWN)
    try:
        return optimal_plan(problem)
    except NoPlan:  # floors that the search found reached but for a rounding error
        return optimal_plan(_let_down_floors(problem, _LET_DOWN))


def _steps(
    sizing: Sizing,
    target: Target,
    budgets: tuple[float, ...],
    deadline: Deadline,
    tell: Callable[[str], None],
) -> tuple[Step, ...]:
    """What each budget buys of what is asked for first: coverage, worst, or informal."""
    if not budgets:
        return ()
    nothing = {"coverage": 0.0, "worst": 0.0, "informal": math.inf}
    measured = Target(**{target.measured: nothing[target.measured]})
    try:
        with deadline.enforced():
            question = _Question(sizing, measured, deadline)
    except StoppedEarly:
        return tuple(Step(budget, "stopped") for budget in budgets)
    steps = []
    for number, budget in enumerate(budgets, 1):
        tell(f"what budget {number} of {len(budgets)} buys")
        steps.append(question.most_for(budget))
    return tuple(steps)


class _Question:
    """One program in the solver, for one target."""

    def __init__(self, sizing: Sizing, target: Target, deadline: Deadline) -> None:
        self._sizing, self._target, self._deadline = sizing, target, deadline
        problem = target.on(sizing.problem)
        problem = _let_down_floors(_let_down_target(problem, _LET_DOWN / 2), _LET_DOWN / 2)
        self._problem = problem
        informal = target.informal is not None
        self._ledger = sizing_program(problem, sizing, informal=informal)
        self._search = WholeSearch(self._ledger, deadline)
        costs = exact_costs(sizing, informal=informal)
        self._unit = _unit(costs.values())
        self._costs: Terms = [
            (kind, key, float(cost / self._unit)) for (kind, key), cost in costs.items()
        ]

    def write(self, path: Path) -> None:
        """Write the program to a file."""
        self._ledger.write(path)

    def cheapest(self) -> tuple[Staffing | None, float | None]:
        """The cheapest staffing, None where there is none; and the share that might be saved."""
        first = self._search.least(self._costs, _TIE)
        if first.status == "infeasible":
            return None, None
        if not first.has_answer:
            self._deadline.check()
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
        measure, fixed = self._measure()
        first = self._search.least(measure, _NEAR)
        if not first.has_answer:
            return Step(budget, "infeasible" if first.status == "infeasible" else "stopped")
        reached, gap = self._reached(first, fixed)
        if first.status == "feasible":
            return Step(budget, "stopped", self._staffing(first), reached, gap)
        self._search.hold(measure, -math.inf, first.value + _NEAR)
        found = self._search.least(self._costs, _TIE)
        if found.status != "optimal":  # the most is proved, but not that it costs no less
            return Step(budget, "stopped", self._staffing(first), reached, 0.0)
        return Step(budget, "optimal", self._first_of_ties(found), reached)

    def _measure(self) -> tuple[Terms, float]:
        """What budgets are asked for, to be made small, and the part of it that nothing changes."""
        if self._target.measured == "coverage":
            return list(coverage_costs(self._ledger, self._problem)), 0.0
        if self._target.measured == "worst":
            return list(least_costs(self._ledger)), 0.0
        return informal_costs(self._ledger, self._problem, self._sizing)

    def _reached(self, outcome: WholeOutcome, fixed: float) -> tuple[float, float]:
        """What the answer has of what budgets are asked for, and how much better it might be."""
        if self._target.measured != "informal":
            share = min(1.0, max(0.0, -outcome.value))
            return share, -outcome.bound - share
        most = self._problem.hidden_at_most
        return most * max(0.0, outcome.value + fixed), most * (outcome.value - outcome.bound)

    def _first_of_ties(self, first: WholeOutcome) -> Staffing:
        """Among the equally cheap: fewest units, hours, least stopped, most of what comes first."""
        self._search.hold(self._costs, first.value - _TIE, first.value + _TIE)
        best = first
        for terms in self._orders(first):
            later = self._search.least(terms, _TIE, start=best)
            if later.status != "optimal":
                break
            self._search.hold(terms, later.value - _TIE, later.value + _TIE)
            best = later
        return self._staffing(best)

    def _orders(self, first: WholeOutcome) -> list[Terms]:
        """What is made least in turn: units, hours, choices of shares, then Σ place × any of them.

        Places are those in the files. All are whole numbers, so that they can be made least at
        once, as long as none gets large.
        """
        sizing = self._sizing
        supplies = [
            (n, v) for n, post in enumerate(sizing.posts) for v in range(len(post.supplies))
        ]
        here = self._ledger.columns(BOUGHT)
        places: Terms = [(BOUGHT, key, 1.0) for key in supplies if key in here]
        longer = {
            (s, k): sizing.longer(s, k)
            for s, site in enumerate(sizing.sites)
            for k in range(1, len(site.hours))
        }
        hour = common_measure(longer.values())
        hours: Terms = [(HOURS, key, float(more / hour)) for key, more in longer.items()]
        shares: Terms = [
            (STOPPED, key, float(key[1])) for key in self._ledger.columns(STOPPED) if key[1]
        ]
        order: Terms = [
            (BOUGHT, key, float(place)) for place, key in enumerate(supplies, 1) if key in here
        ]
        order += [(kind, key, (len(supplies) + key[0] + 1) * size) for kind, key, size in hours]
        sites = len(supplies) + len(sizing.sites)
        order += [(kind, key, (sites + key[0] + 1) * size) for kind, key, size in shares]
        most_units = self._staffing(first).steps()
        most_hours = sum(size for _, _, size in hours)
        most_shares = sum(size for _, _, size in shares)
        most_order = (sites + len(sizing.interdictions)) * (most_units + most_hours + most_shares)
        if not order:
            return []
        a_share = most_order + 1
        an_hour = a_share * (most_shares + 1)
        a_unit = an_hour * (most_hours + 1)
        if a_unit * (most_units + 1) > _PRECISE:
            return [terms for terms in (places, hours, shares, order) if terms]
        weights = {BOUGHT: a_unit, HOURS: an_hour, STOPPED: a_share}
        ranked = [*places, *hours, *shares]
        return [
            [
                (kind, key, weights[kind] * size + placed)
                for (kind, key, size), (_, _, placed) in zip(ranked, order, strict=True)
            ]
        ]

    def _staffing(self, outcome: WholeOutcome) -> Staffing:
        return staffing(self._sizing, self._ledger, outcome.columns.tolist())


def _unit(costs: Collection[Fraction]) -> Fraction:
    """What costs are counted in: their common measure, or a small share of the largest."""
    largest = max(costs, default=Fraction(0))
    return max(common_measure(costs), largest * Fraction(str(_SMALLEST_SHARE)))


def common_measure(numbers: Iterable[Fraction]) -> Fraction:
    """The largest number of which all are whole multiples; 1 where there is none but 0.

    >>> common_measure([Fraction(6), Fraction(4)]), common_measure([Fraction(1, 2), Fraction(3)])
    (Fraction(2, 1), Fraction(1, 2))
    """
    measure = Fraction(0)
    for number in numbers:
        together = math.lcm(measure.denominator, number.denominator)
        measure = Fraction(math.gcd(int(measure * together), int(number * together)), together)
    return measure or Fraction(1)


def _let_down_target(problem: Problem, share: float) -> Problem:
    return replace(
        problem,
        informal_target=problem.informal_target + problem.hidden_at_most * share,
        coverage_target=problem.coverage_target * (1 - share),
        worst_target=problem.worst_target * (1 - share),
    )


def _let_down_floors(problem: Problem, share: float) -> Problem:
    own_rate = problem.own_rate.copy()
    own_rate[:, [own.column for own in problem.own_limits if own.sense == "at least"]] *= 1 - share
    return replace(
        problem,
        own_rate=own_rate,
        coverage_floor=problem.coverage_floor * (1 - share),
        last_stock=problem.last_stock * (1 - share),
    )
