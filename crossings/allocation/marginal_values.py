"""What one more of each lever brings, by solving again, and how far that holds.

The optimum is concave in every lever that moves right-hand sides. The price of a plan is a slope of
it at today's number; what is brought by a whole step may be less, and is found by solving for it.
Where a lever moves coefficients, the slope says nothing of a whole step, and no price is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.allocation.aims import EVENNESS
from crossings.allocation.copies import answered, worth_copies
from crossings.allocation.outcomes import Outcome
from crossings.allocation.standing import StandingProgram
from crossings.analysis.concave import Tangent, first_piece
from crossings.analysis.marginal_values import Held, Margin, MarginalValue, Together
from crossings.errors import StoppedEarly
from crossings.limits import limits_of
from crossings.limits.levers import Lever
from crossings.plan import Plan
from crossings.problem import Floats, Problem

_NOTHING = 1e-9
"""Share of the objective that is rounding."""
_ROUNDING = 1e-6
"""Share of a slope that is rounding."""
_FAR = 100.0
"""Steps to which it is followed how far a worth holds."""
_UNANSWERED = "the search was stopped before every question was answered"
_A_LITTLE = 1e-4
"""Share of a step by which less is asked about, to see the slope on that side."""


def marginal_values(
    program: StandingProgram, plan: Plan, levers: Iterable[Lever], jobs: int = 1
) -> list[MarginalValue]:
    """The worth of every lever whose limit has a price, and how far each holds.

    So many processes ask side by side.
    """
    asked = _Request(program, plan)

    def found(lever: Lever, price: float) -> MarginalValue | None:
        worth = asked.worth(lever, price)
        return None if worth is None else replace(worth, held=asked.held(worth))

    questions = [partial(found, *each) for each in asked.priced(levers)]
    jobs = worth_copies(program.ledger.width * len(questions), jobs)
    return [worth for worth in answered(questions, jobs) if worth is not None]


def foremost_and_both(
    program: StandingProgram, plan: Plan, levers: Iterable[Lever], most: int, jobs: int = 1
) -> tuple[tuple[MarginalValue, ...], int, Together | None]:
    """The worth of the levers with the highest prices, and how many more have a price.

    Where not all are told, one whose step brings nothing is among those more. With what the steps
    of the first two bring at once; None where there are no two, or no plan has both. So many
    processes ask side by side.
    """
    asked = _Request(program, plan)
    priced = asked.dearest(levers)
    dearest = priced[:most]
    jobs = worth_copies(program.ledger.width * len(dearest), jobs)
    pair = [lever for lever, _ in dearest[:2]]

    def found(lever: Lever, price: float) -> tuple[MarginalValue | None, Plan | None]:
        worth = asked.worth(lever, price)
        # The two dearest are the first two most often: not waited for where others have the rest.
        return worth, both_dearest() if jobs > 1 and lever is pair[0] else None

    def both_dearest() -> Plan | None:
        return asked.both(pair, asked.outcomes.get(pair[0]) if pair else None)

    answers = answered([partial(found, *each) for each in dearest], jobs)
    worths = [
        replace(worth, lever=lever)  # the one asked about, and no copy
        for (lever, _), (worth, _) in zip(dearest, answers, strict=True)
        if worth is not None
    ]
    least = _NOTHING * max(1.0, plan.objective) if len(priced) > most else -math.inf
    told = tuple(sorted((each for each in worths if each.value > least), key=by_marginal_value))
    first = [worth.lever for worth in told[:2]]
    if {*first} == {*pair}:
        moved = answers[0][1] if jobs > 1 else both_dearest()
    else:
        moved = asked.both(first)
    both = None if moved is None else Together(told[:2], moved, moved.objective - plan.objective)
    return told, len(priced[most:]) + len(worths) - len(told), both


def at_the_margin(
    program: StandingProgram, plan: Plan, levers: Iterable[Lever], most: int | None = None
) -> tuple[tuple[Margin, ...], int]:
    """What prices alone say of the levers with the highest, or all, and how many more there are.

    On the 24,000 columns of 10 crossings, 20 goods and 10 areas over six weeks, three levers take
    17 s to solve for, as long as the plan with all its aims; by prices none takes any.
    """
    asked = _Request(program, plan)
    priced = asked.dearest(levers)
    rough = asked.best.status == "near"
    told = [
        Margin(lever, asked.periods_priced(lever), price, rough or lever.moves_coefficients)
        for lever, price in priced[:most]
    ]
    return tuple(told), len(priced) - len(told)


def by_marginal_value(worth: MarginalValue) -> tuple[float, str]:
    """What sorts levers: the one that adds most first, rounding left out."""
    return -float(f"{worth.value:.9g}"), worth.lever.what


def priced(program: StandingProgram, plan: Plan, levers: Iterable[Lever]) -> list[Lever]:
    """Levers whose limit has a price, the dearest step first."""
    return [lever for lever, _ in _Request(program, plan).dearest(levers)]


class _Request:
    """A plan and its program, asked about levers."""

    def __init__(self, program: StandingProgram, plan: Plan) -> None:
        self.program = program
        self.plan = plan
        self.best = program.best(plan.problem)
        if self.best.status not in ("optimal", "near"):
            raise StoppedEarly(_UNANSWERED)
        self.limits = program.right_hand_sides(plan.problem)
        self.periods = program.row_periods()
        self.outcomes: dict[Lever, Outcome] = {}
        """Of the first objective with the step of a lever made; where a search may begin."""

    def both(self, levers: Sequence[Lever], start: Outcome | None = None) -> Plan | None:
        """The plan with a step of either made; None where there are no two, or there is no plan."""
        if len(levers) < 2:
            return None
        problem = self.plan.problem
        for lever in levers:
            problem = lever.moved(problem, lever.step)
        return self._planned(problem, start)

    def _planned(self, problem: Problem, start: Outcome | None = None) -> Plan | None:
        """The best plan, evened out; None where there is none."""
        plan = self.program.plan(problem, start, aims=[EVENNESS])
        if plan is not None and plan.gap is not None:
            raise StoppedEarly(_UNANSWERED)
        return plan

    def priced(self, levers: Iterable[Lever]) -> Iterator[tuple[Lever, float]]:
        """Levers that can be moved and whose limit has a price, with that of a step."""
        for lever in levers:
            price = self._price(lever) if lever.step != 0 else 0.0
            if price > _NOTHING * max(1.0, self.plan.objective):
                yield lever, price

    def dearest(self, levers: Iterable[Lever]) -> list[tuple[Lever, float]]:
        """Likewise, the dearest step first, rounding left out."""
        return sorted(self.priced(levers), key=lambda each: -float(f"{each[1]:.9g}"))

    def _price(self, lever: Lever) -> float:
        """What the prices say of a step, in units of the objective."""
        if lever.moves_coefficients:
            moved = {move.field for move in lever.moves}
            return abs(lever.step) * sum(
                float((self.plan.prices.of(limit) * self.plan.passed(limit)).sum())
                for limit in limits_of(self.plan.problem)
                if limit.moves_coefficients and moved & set(limit.moved_by)
            )
        return self._slope(lever, self.best.prices) * abs(lever.step)

    def worth(self, lever: Lever, price: float) -> MarginalValue | None:
        """What a step of the lever brings; None where it is not to be had."""
        moved = self._planned(lever.moved(self.plan.problem, lever.step))
        if moved is None:
            return None
        self.outcomes[lever] = self.program.first_outcome
        value = moved.objective - self.plan.objective
        bound = None if lever.moves_coefficients else price
        quarter = self._first_quarter(lever, bound, value)
        periods = self.periods_priced(lever)
        return MarginalValue(lever, periods, bound, moved, value, first_quarter=quarter)

    def _first_quarter(self, lever: Lever, price: float | None, value: float) -> float | None:
        """The share of the value of a step that its first quarter adds."""
        if value <= _NOTHING * max(1.0, self.plan.objective):
            return None
        if price is not None and price - value <= _ROUNDING * value:  # a straight line
            return 0.25
        best = self.program.best(lever.moved(self.plan.problem, lever.step / 4))
        if best.status != "optimal":
            raise StoppedEarly(_UNANSWERED)
        return (-best.value - self.plan.objective) / value

    def held(self, worth: MarginalValue) -> Held | None:
        """How far each unit adds what the first does; None where the slope cannot be told."""
        lever = worth.lever
        if worth.price is None:
            return None
        start = Tangent(0.0, self.plan.objective, worth.price / abs(lever.step))
        far = min(lever.room, _FAR * abs(lever.step))
        slope, units = first_piece(lambda units: self._touch(lever, units), start, far)
        return Held(units, units >= far < lever.room, self._costs_alike(lever, slope))

    def _touch(self, lever: Lever, units: float) -> Tangent:
        """The optimum with `units` more in the direction of the step, and its slope there."""
        problem = lever.moved(self.plan.problem, math.copysign(units, lever.step))
        best = self.program.best(problem)
        if best.status != "optimal":
            raise StoppedEarly(_UNANSWERED)
        return Tangent(units, -best.value, self._slope(lever, best.prices))

    def _costs_alike(self, lever: Lever, slope: float) -> bool:
        """Whether a little less costs, a unit, the `slope` that a little more brings."""
        best = self.program.best(lever.moved(self.plan.problem, -_A_LITTLE * lever.step))
        before = self._slope(lever, best.prices)
        return best.status == "optimal" and before - slope <= _ROUNDING * max(before, slope)

    def periods_priced(self, lever: Lever) -> int:
        """In how many periods the limit of a lever has a price."""
        moved = self.program.right_hand_sides(lever.moved(self.plan.problem, lever.step))
        prices = np.abs(self.best.prices)
        priced = (moved != self.limits) & (prices > _NOTHING * prices.max(initial=0.0))
        periods = self.periods[priced]
        return len(np.unique(periods[~np.isnan(periods)]))

    def _slope(self, lever: Lever, prices: Floats) -> float:
        """Objective a unit more in the direction of the step, by the solver's `prices`."""
        one = math.copysign(1.0, lever.step)
        moved = self.program.right_hand_sides(lever.moved(self.plan.problem, one))
        by_row = np.nan_to_num(moved - self.limits, nan=0.0, posinf=0.0, neginf=0.0)
        return float(-prices @ by_row)  # it is a minimisation that they are the prices of
