"""What is proven of a batch: futures solved exactly, and what no rule could earn on average."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from crossings.allocation.hindsight import Exact, PolicyBound, told_by_news
from crossings.batches.task import Task
from crossings.evaluation.measures import Certificate, PolicyBounded
from crossings.problem import Problem
from crossings.scenarios import Futures, Seeded


def chosen(scenarios: int, count: int, seed: int | None) -> list[int]:
    """Numbers of up to `count` of so many scenarios, at random, in order.

    >>> chosen(10, 3, 1) == chosen(10, 3, 1), len(set(chosen(10, 20, 1)))
    (True, 10)
    """
    random = np.random.default_rng([seed or 0, scenarios])
    return sorted(random.choice(scenarios, min(count, scenarios), replace=False).tolist())


def certificate(
    task: Task,
    position: int,
    numbers: Sequence[int],
    done: Callable[[int], object] = lambda _: None,
) -> Certificate:
    """What one candidate comes to in the futures `numbers`, with their optima and bounds."""
    problem = task.candidates[position].ready.problem
    exact, rows = Exact(problem), []
    for number in numbers:
        scenario = task.futures.scenarios(problem, range(number, number + 1))
        made = task.outcomes_in(position, scenario)
        rows.append((made.value[0], exact.optima(scenario)[0], made.bound[0]))
        done(1)
    return Certificate(np.array(numbers, dtype=np.intp), *np.array(rows).reshape(-1, 3).T.copy())


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
