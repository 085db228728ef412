"""A plan made ready for a batch: with prices that bound each future, and means to solve it."""

from __future__ import annotations

from collections.abc import Callable

from crossings.allocation.hindsight import PRACTICE, Reoptimised, Request, grown_pool
from crossings.batches.task import REOPTIMISE, Candidate
from crossings.evaluation import ReadyPlan, simulated
from crossings.plan import Plan
from crossings.scenarios import Futures, practised


def candidate(
    model: str,
    plan: Plan,
    futures: Futures,
    dispatch: str = "plan",
    asked: Request | None = None,
    done: Callable[[int], object] = lambda _: None,
) -> Candidate:
    """A plan under the name of its model; `asked` is how tight a bound of its futures is to be.

    Without it no bound is sought. `done` is told of each practice future that is solved.
    """
    ready = ReadyPlan(plan)
    pool = None
    if asked is not None:
        practice = practised(futures, plan.problem, PRACTICE)
        rule = "plan" if dispatch == REOPTIMISE else dispatch
        value = simulated(ready, practice, rule).value
        pool = grown_pool(plan.problem, practice, value, asked, done)
    foresight = Reoptimised(plan.problem, futures) if dispatch == REOPTIMISE else None
    return Candidate(model, ready, pool, foresight)
