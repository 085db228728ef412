"""Plans carried through futures, kept in a folder if one is named, and what is proven of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeAlias

from crossings.allocation.hindsight import Request
from crossings.batches import (
    BatchFolder,
    Parallelism,
    Task,
    batch_folder,
    candidate,
    certificate,
    chosen,
    manifest,
    policy_bounded,
    run,
    usual_form,
)
from crossings.evaluation import DispatchOptions, OwnMeasure
from crossings.evaluation.measures import Batch
from crossings.plan import Plan
from crossings.policy import Prices
from crossings.scenarios import Futures

Step: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]
"""Around each step: what is done, and how many there are of it."""
CARRIED = "futures"
"""The step in which plans are carried."""


def carried(
    plans: Mapping[str, Plan],
    futures: Futures,
    rule: str,
    scenarios: int,
    *,
    options: Mapping[str, DispatchOptions],
    prices: Mapping[str, Prices],
    bound: Request | None,
    measures: tuple[OwnMeasure, ...] = (),
    parallelism: Parallelism,
    folder: Path | None,
    settings: Sequence[str],
    table: str | None,
    keep_inputs: bool,
    certify: int,
    policy_bound: int,
    step: Step,
    say: Callable[[str], object],
) -> Batch:
    """Plans by name in the same futures; `say` is told what in the folder is computed again.

    `bound` is how tight a bound of each is to be, `table` the file of those written down. Some are
    solved exactly (`certify`), and of the first it is found what no rule could exceed on average.
    """
    candidates = []
    for name, plan in plans.items():
        ways = 2 ** len(plan.problem.uncertainty.phases)
        with step("practice futures", ways * (0 if bound is None else bound.solved)) as done:
            how = (bound, done, options[name], prices.get(name))
            candidates.append(candidate(name, plan, futures, rule, *how))
    task = Task(futures, rule, tuple(candidates), next(iter(options.values())), measures)
    numbers, positions = range(scenarios), range(len(candidates))
    if folder is None:
        opened: AbstractContextManager[BatchFolder | None] = nullcontext()
    else:
        about = manifest(task, scenarios, bound, settings, table, keep_inputs=keep_inputs)
        opened = batch_folder(folder, about, usual_form(), say)
    with opened as kept, step(CARRIED, scenarios * len(positions)) as done:
        batch = run(task, numbers, done, folder=kept, parallelism=parallelism)
    if certify:
        some = chosen(scenarios, certify, futures.seed)
        with step("futures solved", len(some) * len(positions)) as done:
            batch = batch.certified([certificate(task, k, some, done) for k in positions])
    if policy_bound:
        count = min(policy_bound, scenarios)
        with step("futures bounded for every rule", count * len(positions)) as done:
            bounds = [policy_bounded(task, k, count, done) for k in positions]
        batch = batch.policy_bounded(bounds)
    return batch
