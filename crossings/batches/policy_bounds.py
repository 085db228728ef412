"""What no rule could earn on average in the futures of a batch, beside what one earns in them."""

from __future__ import annotations

from collections.abc import Callable

from crossings.allocation.hindsight import Exact, PolicyBound, told_by_news
from crossings.batches.task import Task
from crossings.evaluation.measures import PolicyBounded
from crossings.problem import Problem
from crossings.scenarios import Futures, Seeded


def no_policy_bound(problem: Problem, futures: Futures) -> str:
    """Why there is none; empty where there is."""
    if not isinstance(futures, Seeded):
        return "nobody knows how likely the futures of a table are"
    if problem.uncertainty.phases:
        return "a phase of the case may not come about"
    if problem.uncertainty.sampled is not None:
        return "numbers are drawn from their ranges"
    return ""


def policy_bounded(
    task: Task, position: int, count: int, done: Callable[[int], object] = lambda _: None
) -> PolicyBounded:
    """Of one candidate, in the first futures of the batch; `done` is told of each."""
    problem, seed = task.candidates[position].ready.problem, task.futures.seed
    assert seed is not None
    told = told_by_news(problem, seed, range(count))
    bound = PolicyBound.practised(problem).values(told, done=done)
    value = task.outcomes_in(position, told.scenarios).value
    return PolicyBounded(value, bound, Exact(problem).optima(told.scenarios))
