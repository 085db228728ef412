"""What scripts use, all to be had from `crossings` itself: read, optimize, sample, simulate."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.allocation.hindsight import Request
from crossings.analysis.same_case import need_one_case
from crossings.batches import (
    DECIDING,
    REPLAN,
    SHEET,
    Parallelism,
    Task,
    batch_folder,
    candidate,
    manifest,
    refusal,
    run,
    usual_form,
)
from crossings.evaluation import DISPATCH_RULES, DispatchOptions, Outcomes, evaluated
from crossings.evaluation.measures import Batch
from crossings.handed_in import (
    plan_handed_in,
    problem_handed_in,
    scenarios_handed_in,
    whole,
)
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import Scenarios, Seeded, sampled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "Batch",
    "Outcomes",
    "Plan",
    "Problem",
    "Scenarios",
    "as_tables",
    "optimize",
    "read_case",
    "sample",
    "simulate",
    "simulate_batch",
]


def read_case(path: str, model: str | None = None, settings: Sequence[str] = ()) -> Problem:
    """The problem that a case file poses.

    `model` is another inspection model, a shipped one's name or a path; `settings` change single
    values as `--set` does: `["crossings.rafah.hours_per_day=12"]`. Raises `InputError` with every
    fault of the files.
    """
    from crossings.reading import read_problem
    from crossings.reading.yaml.overrides import parsed_overrides

    return read_problem(str(path), model, parsed_overrides(settings))


def optimize(problem: Problem) -> Plan:
    """The best plan; raises `NoPlan` where no plan reaches the floors."""
    from crossings.allocation import optimal_plan

    return optimal_plan(problem_handed_in(problem))


def sample(problem: Problem, scenarios: int = 10_000, seed: int = 1, first: int = 0) -> Scenarios:
    """So many futures of a seed, from number `first` on."""
    problem = problem_handed_in(problem)
    first = whole(first, "first", 0)
    numbers = range(first, first + whole(scenarios, "scenarios", 1))
    return sampled(problem, whole(seed, "seed", 0), numbers)


def simulate(plan: Plan, scenarios: Scenarios, dispatch: str = "plan") -> Outcomes:
    """What comes of a plan in each of the futures, as arrays.

    Futures may be one's own; a `ValueError` names an array that cannot be.
    """
    plan = plan_handed_in(plan)
    _known(dispatch, DISPATCH_RULES)
    return evaluated(plan, scenarios_handed_in(scenarios, plan.problem), dispatch)


def simulate_batch(
    plans: Mapping[str, Plan],
    scenarios: int = 10_000,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    bound: bool = False,
    folder: str | None = None,
    jobs: int = 1,
    every_days: int = 1,
    order_ahead_days: int = 0,
) -> Batch:
    """Several plans, by name, in the same futures.

    They are of one case, under whatever inspection models; `ValueError` says what else differs.

    The rule `replan` plans again every `every_days`, and may have to order ahead. With `bound` each
    future has an upper bound of its value; in `folder` all of it is kept, and the same call goes on
    where it was stopped; `jobs` are the processes that carry it. A script that
    asks for several of them begins below `if __name__ == "__main__":`.

    A folder that holds a batch of another case, model, setting, plan or seed is left as it is:
    `SurroundingsError` says what differs. What is damaged in it is computed again, with a warning.
    """
    if not isinstance(plans, Mapping) or not plans:
        raise ValueError(f"plans: expected plans by name, got {plans!r:.60}")
    plans = {name: plan_handed_in(plan, f"plans[{name!r}]") for name, plan in plans.items()}
    need_one_case({name: plan.problem for name, plan in plans.items()})
    scenarios, jobs = whole(scenarios, "scenarios", 1), whole(jobs, "jobs", 1)
    _known(dispatch, (*DISPATCH_RULES, *(rule for rule in DECIDING if rule != SHEET)))
    futures, asked = Seeded(whole(seed, "seed", 0)), Request() if bound else None
    ahead = whole(order_ahead_days, "order_ahead_days", 0)
    if ahead and dispatch != REPLAN:
        raise ValueError("order_ahead_days: only for the rule replan")
    for plan in plans.values():
        if why_not := refusal(dispatch, plan.problem):
            raise ValueError(f"dispatch: {why_not}")
    options = DispatchOptions(whole(every_days, "every_days", 1), ahead)
    candidates = [
        candidate(name, plan, futures, dispatch, asked, options=options)
        for name, plan in plans.items()
    ]
    task = Task(futures, dispatch, tuple(candidates), options)
    if folder is None:
        return run(task, range(scenarios), parallelism=Parallelism(jobs))
    about = manifest(task, scenarios, asked)
    with batch_folder(Path(folder), about, usual_form(), _warn) as kept:
        return run(task, range(scenarios), folder=kept, parallelism=Parallelism(jobs))


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)


def as_tables(found: Plan | Batch) -> dict[str, DataFrame]:
    """Every table of a plan, or of plans in many futures, by name; a schedule where it is daily."""
    if isinstance(found, Plan):
        from crossings.schedule import schedule_of
        from crossings.tables import result_tables

        plan = plan_handed_in(found, "found")
        return dict(result_tables(plan, schedule_of(plan) if plan.problem.by_days else None))
    from crossings.evaluation.winners import verdict
    from crossings.tables.futures import futures_tables

    return futures_tables(found, verdict(found))


def _known(dispatch: str, rules: Sequence[str]) -> None:
    if dispatch not in rules:
        raise ValueError(f"dispatch: expected one of {', '.join(rules)}, got {dispatch!r}")
