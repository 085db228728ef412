"""Futures of a batch solved exactly, to hold what was told of them against the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from crossings.allocation.hindsight import Exact
from crossings.batches.task import Task
from crossings.evaluation.measures import Certificate


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
