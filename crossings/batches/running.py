"""A task done for a run of scenario numbers, chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable

from crossings.batches.task import Task
from crossings.evaluation import chunks, joined
from crossings.evaluation.measures import Batch, Trial
from crossings.scenarios import as_planned


def run(task: Task, numbers: range, done: Callable[[int], object] = lambda _: None) -> Batch:
    """Each contender in the scenarios `numbers`.

    `done` is told, after each chunk, how many scenarios it had.
    """
    trials = []
    for position, contender in enumerate(task.contenders):
        parts = []
        for chunk in chunks(numbers):
            parts.append(task.outcomes(position, chunk))
            done(len(chunk))
        plan = contender.ready.plan
        foreseen = task.outcomes_in(position, as_planned(plan.problem))
        trials.append(Trial(contender.model, plan, foreseen, joined(parts)))
    return Batch(task.futures, task.dispatch, tuple(trials))
