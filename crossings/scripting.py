"""What scripts use, all to be had from `crossings` itself: read, optimize, sample, simulate."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.allocation.hindsight import Request
from crossings.analysis.same_case import need_one_case
from crossings.batches import (
    DECIDING,
    PRICES,
    REPLAN,
    SHEET,
    Parallelism,
    Task,
    batch_folder,
    candidate,
    manifest,
    price_rules,
    refusal,
    run,
    usual_form,
    usual_rule,
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
from crossings.sweeps import crossed, grid
from crossings.sweeps.asked import sweep_of

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "Batch",
    "Outcomes",
    "Plan",
    "Problem",
    "Scenarios",
    "SweepTables",
    "as_tables",
    "optimize",
    "read_case",
    "sample",
    "sample_table",
    "simulate",
    "simulate_batch",
    "sweep",
]


_KEPT = ("inputs", "outcomes")


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


def sample_table(problem: Problem, number: int, method: str = "random", seed: int = 1) -> DataFrame:
    """So many futures as a table that `--futures` takes, as `crossings sample` writes it.

    `random` has in row k what stream k of the seed draws; `latin` and `sobol` spread rows evenly.
    """
    from crossings.scenarios.designs import METHODS
    from crossings.tables.designed import sampled_table

    _one_of(method, "method", METHODS)
    number, seed = whole(number, "number", 1), whole(seed, "seed", 0)
    return sampled_table(problem_handed_in(problem), number, method, seed)


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
    dispatch: str | None = None,
    *,
    bound: bool = False,
    folder: str | None = None,
    jobs: int = 1,
    every_days: int = 1,
    order_ahead_days: int = 0,
    keep: str = "inputs",
) -> Batch:
    """Several plans, by name, in the same futures.

    They are of one case, under whatever inspection models; `ValueError` says what else differs.

    Without `dispatch` each morning is decided by prices under each plan's model; several plans
    under one, those of one's own, and those of another aim than value are carried out as they are,
    as by the rule `plan`. The rule `replan` plans again every `every_days`; it and `prices` may
    have to order ahead. With `bound` each future has an upper bound of its value; in `folder` all
    of it is kept, and the same call goes on where it was stopped; with `keep="outcomes"` without
    what was drawn of each future. `jobs` are the processes that carry it. A script that asks for
    several of them begins below `if __name__ == "__main__":`.

    A folder that holds a batch of another case, model, setting, plan or seed is left as it is:
    `SurroundingsError` says what differs. What is damaged in it is computed again, with a warning.
    """
    if not isinstance(plans, Mapping) or not plans:
        raise ValueError(f"plans: expected plans by name, got {plans!r:.60}")
    plans = {name: plan_handed_in(plan, f"plans[{name!r}]") for name, plan in plans.items()}
    need_one_case({name: plan.problem for name, plan in plans.items()})
    scenarios, jobs = whole(scenarios, "scenarios", 1), whole(jobs, "jobs", 1)
    rules = (*DISPATCH_RULES, *(rule for rule in DECIDING if rule != SHEET))
    dispatch = usual_rule([*plans.values()]) if dispatch is None else _known(dispatch, rules)
    futures, asked = Seeded(whole(seed, "seed", 0)), Request() if bound else None
    ahead = whole(order_ahead_days, "order_ahead_days", 0)
    _one_of(keep, "keep", _KEPT)
    if ahead and dispatch not in (PRICES, REPLAN):
        raise ValueError("order_ahead_days: only for the rules prices and replan")
    for plan in plans.values():
        if why_not := refusal(dispatch, plan.problem):
            raise ValueError(f"dispatch: {why_not}")
    options = DispatchOptions(whole(every_days, "every_days", 1), ahead)
    where = None if folder is None else Path(folder)
    prices = price_rules(plans, where) if dispatch == PRICES else {}
    candidates = [
        candidate(name, plan, futures, dispatch, asked, options=options, prices=prices.get(name))
        for name, plan in plans.items()
    ]
    task = Task(futures, dispatch, tuple(candidates), options)
    if where is None:
        return run(task, range(scenarios), parallelism=Parallelism(jobs))
    about = manifest(task, scenarios, asked, keep_inputs=keep == "inputs")
    with batch_folder(where, about, usual_form(), _warn) as kept:
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


@dataclass(frozen=True, eq=False)
class SweepTables:
    """A sweep as tables: one row a point, one row a figure of a point, and what factors do."""

    points: DataFrame
    sweep: DataFrame
    factors: DataFrame


def sweep(
    case: str | Path,
    design: Sequence[Mapping[str, object]] | Mapping[str, Sequence[object]],
    models: Sequence[str | Path] = (),
    scenarios: int = 0,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    settings: Sequence[str] = (),
    value_only: bool = False,
    jobs: int = 1,
    folder: str | Path | None = None,
    done: Callable[[int], object] = lambda _: None,
) -> SweepTables:
    """A case solved at every point of a design, as `crossings sweep` does.

    `design` is a list of points, each its settings by path (and `model`), or values by path, of
    which every combination is a point. Each is put under every one of `models`. With `scenarios`
    every plan is carried through the same futures; `value_only` seeks no plan. In `folder` all of
    it is kept, and the same call goes on where it was stopped. `done` is told how many points are
    finished. A point without a plan is a row with its reason.

    Raises `InputError` where no point can be read, and `SurroundingsError` where the folder holds
    something else.
    """
    rows = _design(design)
    if value_only and scenarios:
        raise ValueError("value_only: seeks no plan that could be carried through scenarios")
    _known(dispatch, DISPATCH_RULES)
    whole(scenarios, "scenarios", 0), whole(seed, "seed", 0), whole(jobs, "jobs", 1)
    points = crossed(rows, [str(model) for model in models] or [None])
    place = None if folder is None else Path(folder)
    made = sweep_of(
        str(case), points, settings, scenarios, seed, dispatch,
        value_only=value_only, jobs=jobs, folder=place, done=done,
    )  # fmt: skip
    from crossings.outputs.sweep import sweep_answer, write_sweep

    found = sweep_answer(made)
    if place is not None:
        write_sweep(found, place)
    tables = found.tables
    return SweepTables(tables["sweep_points"], tables["sweep"], tables["factors"])


def _design(design: object) -> list[dict[str, str]]:
    """Points by path, with values as text."""
    if isinstance(design, Mapping) and design:
        crossing = {str(path): [*map(_value, values)] for path, values in design.items()}
        rows = grid(crossing)
    elif isinstance(design, Sequence) and all(isinstance(row, Mapping) for row in design):
        rows = [{str(path): _value(value) for path, value in row.items()} for row in design]
    else:
        raise ValueError("design: expected a list of points, or values by path")
    if not rows:
        raise ValueError("design: expected one point at least")
    return rows


def _value(value: object) -> str:
    """A value as `--set` takes it."""
    if isinstance(value, str):
        return value
    item = getattr(value, "item", None)  # of an array's number
    return json.dumps(item() if item is not None else value)


def _known(dispatch: str, rules: Sequence[str]) -> str:
    return _one_of(dispatch, "dispatch", rules)


def _one_of(value: str, name: str, known: Sequence[str]) -> str:
    if value not in known:
        raise ValueError(f"{name}: expected one of {', '.join(known)}, got {value!r}")
    return value
