"""What is proven of a batch after it was carried: futures solved, and what no rule could exceed."""

from __future__ import annotations

from collections.abc import Callable

from crossings.batches import Task, certificate, chosen
from crossings.batches import policy_bounded as bounded
from crossings.evaluation.measures import Batch


def certified(
    batch: Batch, task: Task, scenarios: int, count: int, done: Callable[[int], object]
) -> Batch:
    """The batch with some of its futures solved exactly, and held against what is told of them."""
    numbers, positions = chosen(scenarios, count, task.futures.seed), range(len(task.candidates))
    return batch.certified([certificate(task, k, numbers, done) for k in positions])


def policy_bounded(batch: Batch, task: Task, count: int, done: Callable[[int], object]) -> Batch:
    """The batch with what no rule could exceed on average in its first futures."""
    positions = range(len(task.candidates))
    return batch.policy_bounded([bounded(task, k, count, done) for k in positions])
