"""What is proven of a batch after it was carried: futures solved, and what no rule could exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import counting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossings.batches import Task
    from crossings.evaluation.measures import Batch
    from crossings.plan import Plan
    from crossings.scenarios import Futures


def certified(batch: Batch, task: Task, scenarios: int, count: int, quiet: bool) -> Batch:
    """The batch with some of its futures solved exactly."""
    from crossings.scripting.proven import certified as made

    with counting("futures solved", min(count, scenarios) * len(task.candidates), quiet) as done:
        return made(batch, task, scenarios, count, done)


def refuse_without_policy_bound(plans: Iterable[Plan], futures: Futures) -> None:
    """Refuse where nothing is known that bounds every rule."""
    from crossings.batches import no_policy_bound

    for plan in plans:
        if why_not := no_policy_bound(plan.problem, futures):
            raise click.UsageError(f"--policy-bound: there is none where {why_not}")


def policy_bounded(batch: Batch, task: Task, count: int, quiet: bool) -> Batch:
    """The batch with what no rule could exceed on average in its first futures."""
    from crossings.scripting.proven import policy_bounded as made

    solved = count * len(task.candidates)
    with counting("futures bounded for every rule", solved, quiet) as done:
        return made(batch, task, count, done)
