"""A plan made ready for a batch: with prices that bound each future, and means to solve it."""

from __future__ import annotations

from collections.abc import Callable

from crossings.allocation.hindsight import Reoptimised, Request, grown_pools, ordering_ahead
from crossings.allocation.replanning import Replanned
from crossings.batches.task import (
    AS_COUNTED,
    DECIDING,
    PRICES,
    REOPTIMISE,
    REPLAN,
    SHEET,
    Candidate,
    Planning,
)
from crossings.evaluation import OWN, USUAL, DispatchOptions, ReadyPlan
from crossings.evaluation.as_counted import AsCounted
from crossings.evaluation.sheet_rule import SheetRule
from crossings.plan import Plan
from crossings.policy import Prices
from crossings.scenarios import Futures


def candidate(
    model: str,
    plan: Plan,
    futures: Futures,
    dispatch: str = "plan",
    asked: Request | None = None,
    done: Callable[[int], object] = lambda _: None,
    options: DispatchOptions = USUAL,
    prices: Prices | None = None,
) -> Candidate:
    """A plan under the name of its model; `asked` is how tight a bound of its futures is to be.

    Without it no bound is sought. `done` is told of each practice future that is solved. `prices`
    are those that the rule of that name decides by.
    """
    plan.problem.without_foresight()
    ready = ReadyPlan(plan)
    pool = None
    if asked is not None:
        rule = "plan" if dispatch in (*DECIDING, OWN) else dispatch
        pool = grown_pools(ready, futures, rule, asked, done)
    return Candidate(model, ready, pool, _planning(plan, futures, dispatch, options, prices))


def _planning(
    plan: Plan, futures: Futures, dispatch: str, options: DispatchOptions, prices: Prices | None
) -> Planning | None:
    """What decides in each future by itself; None where the rule carries the plan."""
    if dispatch == REOPTIMISE:
        return Reoptimised(plan.problem, futures)
    if dispatch == REPLAN:
        return Replanned(plan, options)
    if dispatch == PRICES:
        assert prices is not None
        return ordering_ahead(prices, plan, options.ahead(plan.problem))
    if dispatch == AS_COUNTED:
        return AsCounted(plan)
    if dispatch == SHEET:
        assert options.sheet is not None
        return SheetRule(plan, options.sheet)
    return None
