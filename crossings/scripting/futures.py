"""What scripts use, all to be had from `crossings` itself: read, optimize, sample, simulate."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
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
    no_policy_bound,
    price_rules,
    usual_rule,
)
from crossings.evaluation import DISPATCH_RULES, OWN, DispatchOptions, OwnRule
from crossings.evaluation.measures import Batch
from crossings.handed_in import plan_handed_in, problem_handed_in, whole
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading.yaml.overrides import as_texts
from crossings.scenarios import Scenarios, sampled
from crossings.scripting.carrying import CARRIED, carried
from crossings.scripting.given_futures import futures_of
from crossings.scripting.own_code import (
    Dispatch,
    Measures,
    measures_of,
    need_be_sent,
    one_of,
    processes,
    rule_of,
)

if TYPE_CHECKING:
    from pandas import DataFrame

_KEPT = ("inputs", "outcomes")
_USUAL, _USUAL_REPLANNED = 10_000, 100
"""Futures unless another number is asked for, and where each is planned again and again."""


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

    one_of(method, "method", METHODS)
    number, seed = whole(number, "number", 1), whole(seed, "seed", 0)
    return sampled_table(problem_handed_in(problem), number, method, seed)


def simulate_batch(
    plans: Mapping[str, Plan],
    scenarios: int | None = None,
    seed: int = 1,
    dispatch: Dispatch | None = None,
    *,
    measures: Measures | None = None,
    futures: str | os.PathLike[str] | None = None,
    draw_rest: bool = False,
    bound: bool = False,
    gap: float = 0.005,
    practice: int = 60,
    certify: int = 0,
    policy_bound: int = 0,
    folder: str | os.PathLike[str] | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
    every_days: int = 1,
    order_ahead_days: int = 0,
    keep: str = "inputs",
    done: Callable[[int], object] = lambda _: None,
) -> Batch:
    """Several plans, by name, in the same futures.

    They are of one case, under whatever inspection models; `ValueError` says what else differs.

    Without `dispatch` each morning is decided by prices under each plan's model; several plans
    under one, those of one's own, and those of another aim than value are carried out as they are,
    as by the rule `plan`. The rule `replan` plans again every `every_days`; it and `prices` may
    have to order ahead.

    `scenarios` is 10,000 unless said otherwise, 100 where each is planned again, or all rows of
    `futures`, a table of one's own; with `draw_rest` what no column of it names is drawn. With
    `bound` each future has an upper bound of its value, from at most `practice` futures solved,
    fewer where the bound is on average within `gap` of the optimum. `certify` futures are solved
    exactly, and values and bounds held against them (`batch.holds`); in the first `policy_bound`
    it is found what no rule could exceed on average.

    `dispatch` may be a rule of one's own, as `simulate` takes it, and `measures` are functions of
    the `Outcomes`, by name: a figure more of every future, in the tables and in the folder. An
    infeasible rule is a `ValueError` that names the first limit that it passes.

    In `folder` all of it is kept, and the same call goes on where it was stopped; with
    `keep="outcomes"` without what was drawn of each future. `jobs` are the processes that carry
    it, `scheduler` the address of a Dask cluster that does instead. A script that asks for several
    processes begins below `if __name__ == "__main__":`. `done` is told how many futures were
    carried, plan by plan.

    A folder that holds a batch of another case, model, setting, plan or seed is left as it is:
    `SurroundingsError` says what differs. What is damaged in it is computed again, with a warning.
    """
    jobs = processes(jobs)
    if not isinstance(plans, Mapping) or not plans:
        raise ValueError(f"plans: expected plans by name, got {plans!r:.60}")
    plans = {name: plan_handed_in(plan, f"plans[{name!r}]") for name, plan in plans.items()}
    need_one_case({name: plan.problem for name, plan in plans.items()})
    rules = (*DISPATCH_RULES, *(rule for rule in DECIDING if rule != SHEET))
    rule = usual_rule([*plans.values()]) if dispatch is None else rule_of(dispatch, rules)
    dispatch, own_rule = (OWN, rule) if isinstance(rule, OwnRule) else (rule, None)
    own_measures = measures_of(measures)
    if jobs > 1 or scheduler is not None:
        need_be_sent(own_rule, own_measures)
    asked = Request(gap, whole(practice, "practice", 1)) if bound else None
    if draw_rest and futures is None:
        raise ValueError("draw_rest: draws what no column of futures names, and there are none")
    table = None if futures is None else os.fspath(futures)
    drawn = futures_of(table, whole(seed, "seed", 0), plans.values(), draw_rest=draw_rest)
    usual = _USUAL_REPLANNED if dispatch == REPLAN else _USUAL
    there = usual if drawn.size is None else drawn.size
    most = 2**62 if drawn.size is None else drawn.size
    number = whole(there if scenarios is None else scenarios, "scenarios", 1, most)
    whole(certify, "certify", 0), whole(policy_bound, "policy_bound", 0)
    for plan in plans.values() if policy_bound else ():
        if why_not := no_policy_bound(plan.problem, drawn):
            raise ValueError(f"policy_bound: {why_not}")
    ahead = whole(order_ahead_days, "order_ahead_days", 0)
    one_of(keep, "keep", _KEPT)
    if ahead and dispatch not in (PRICES, REPLAN):
        raise ValueError("order_ahead_days: only for the rules prices and replan")
    options = DispatchOptions(whole(every_days, "every_days", 1), ahead, own=own_rule)
    where = None if folder is None else Path(folder)
    prices = price_rules(plans, where, jobs=jobs) if dispatch == PRICES else {}
    return carried(
        plans, drawn, dispatch, number, options=dict.fromkeys(plans, options), prices=prices,
        bound=asked, measures=own_measures, parallelism=Parallelism(jobs, scheduler),
        folder=where, settings=_settings(plan.problem for plan in plans.values()), table=table,
        keep_inputs=keep == "inputs", certify=certify, policy_bound=policy_bound,
        step=lambda what, _: nullcontext(done if what == CARRIED else lambda _: None), say=_warn,
    )  # fmt: skip


def _settings(problems: Iterable[Problem]) -> list[str]:
    """What was set of problems, under any model, as `--set` takes it."""
    read = (problem.reader.changes for problem in problems if problem.was_read)
    return list(dict.fromkeys(text for changes in read for text in as_texts(changes)))


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=2)
