"""Two plans for one case in the same futures: the planner's own, the best, or the fairest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import (
    Delivery,
    counting,
    importing_meanwhile,
    not_over,
    waiting,
    warn,
)
from crossings.commands.plan_options import PlanOptions
from crossings.making import told_names

if TYPE_CHECKING:
    from crossings.plan import Plan
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override

FOUND = {"best": "value", "fairest": "fairest"}
"""Plans that are found and not given, and what they are found for."""
USUAL = 10_000
"""Futures that are drawn unless another number is asked for."""


def compare_plans(
    case: str,
    model: str | None,
    changes: Sequence[Override],
    plans: Sequence[str],
    over: int,
    scenarios: int,
    seed: int,
    to: Delivery,
    next_command: str,
) -> None:
    """Tell what comes of plans in the same futures, side by side."""
    if len({*plans}) < len(plans):
        raise click.UsageError(f"--plans {' '.join(plans)}: the same plan twice")
    from crossings.reading import read_problem

    problem = read_problem(case, model, changes)
    options = {
        name: PlanOptions(FOUND.get(name, "value"), over, None if name in FOUND else name)
        for name in plans
    }
    files = [file for each in options.values() for file in each.files]
    not_over((*problem.files, *files), (to.output,))
    warn(problem.warnings, to.quiet)
    candidates = _plans(problem, options, quiet=to.quiet)

    from crossings.batches import Task, candidate, run
    from crossings.outputs.screens.futures import futures_answer, futures_screen
    from crossings.scenarios import Seeded

    futures = Seeded(seed)
    task = Task(futures, "plan", tuple(candidate(*each, futures) for each in candidates.items()))
    with counting("futures", scenarios * len(candidates), to.quiet) as done:
        batch = run(task, range(scenarios), done)
    with waiting("adding up what came of them", to.quiet):
        batch = to.told(batch)
        found = futures_answer(batch)
    problems = {each.model: each.plan.problem for each in batch.trials}
    to.give(found, futures_screen, problems, next_command)


def _plans(problem: Problem, options: Mapping[str, PlanOptions], *, quiet: bool) -> dict[str, Plan]:
    """Each plan by what it is called."""
    requests = {name: each.request(problem, quiet=quiet) for name, each in options.items()}
    from crossings.allocation import optimal_plan, requested_plan

    with waiting("finding the best plan", quiet), importing_meanwhile("pandas"):
        best, called = optimal_plan(problem), told_names(options)
        return {called[name]: requested_plan(best, each) for name, each in requests.items()}
