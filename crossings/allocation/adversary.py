"""A plan held against whoever reacts to it, and what a guarantee takes from its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from crossings.allocation.standing import StandingProgram
from crossings.analysis.adversary import (
    FOUND_NOW,
    IN_FORCE,
    POINT_MORE,
    Adversary,
    GuaranteePrice,
    missed_at_rates,
    replies,
)
from crossings.analysis.frontier import Frontier
from crossings.plan import Plan
from crossings.problem import Problem

_POINT = 0.01


def adversary(plan: Plan, *, priced: bool = True) -> Adversary:
    """What gets past a plan; with `priced`, what guarantees cost, each solved for."""
    problem, best = plan.problem, plan.of_most_value
    found = Adversary(problem, missed_at_rates(plan), *replies(plan))
    if not priced:
        return found
    if not problem.guaranteed_rate.any():
        return replace(found, prices=tuple(_found_now(best)))
    free = replace(problem, guaranteed_rate=np.zeros_like(problem.guaranteed_rate))
    without = StandingProgram(free).plan(free)
    assert without is not None  # it asks less
    rate = float(problem.guaranteed_rate.max())
    forgone = without.objective - best.objective
    prices = (GuaranteePrice(IN_FORCE, rate, best.objective, forgone), *_point_more(best))
    return replace(found, without=replies(without), prices=prices)


def held_against(frontier: Frontier) -> Frontier:
    """A frontier with each of its points held against who reacts, and what guarantees cost there.

    The bound on what passes undetected stays that of the point.
    """
    return replace(frontier, against=tuple(adversary(each.plan) for each in frontier.points))


def point_more(plan: Plan) -> GuaranteePrice | None:
    """What a percentage point more of the guarantee costs, solved for; None: nothing is more."""
    return next(_point_more(plan.of_most_value), None)


def _point_more(best: Plan) -> Iterator[GuaranteePrice]:
    given = best.problem.guaranteed_rate  # (T,)
    more = np.where(given > 0, np.minimum(given + _POINT, 1.0), 0.0)
    if (more > given).any():
        value = _value(replace(best.problem, guaranteed_rate=more))
        yield GuaranteePrice(POINT_MORE, float(more.max()), value, best.objective - value)


def _found_now(best: Plan) -> Iterator[GuaranteePrice]:
    """Of what is found by the threat rates of the case, guaranteed everywhere."""
    rate = 1 - missed_at_rates(best)
    if rate > 0:
        guaranteed = np.full(len(best.problem.periods), rate)
        value = _value(replace(best.problem, guaranteed_rate=guaranteed, guaranteed_for="tcg"))
        yield GuaranteePrice(FOUND_NOW, rate, value, best.objective - value)


def _value(problem: Problem) -> float:
    """Of the best plan; nan where there is none."""
    outcome = StandingProgram(problem).best(problem)
    return -outcome.value if outcome.status == "optimal" else float("nan")
