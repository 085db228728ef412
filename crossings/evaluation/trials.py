"""Several plans carried through the same futures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crossings.evaluation.carrying import carried
from crossings.evaluation.chunks import chunks
from crossings.evaluation.compiled import ReadyPlan
from crossings.evaluation.measures import Batch, Trial
from crossings.evaluation.outcomes import joined
from crossings.plan import Plan
from crossings.scenarios import as_planned, sampled


def tried(
    plans: Mapping[str, Plan],
    numbers: range,
    seed: int,
    dispatch: str = "plan",
    done: Callable[[int], object] = lambda _: None,
) -> Batch:
    """Each plan, by the name of its model, in the scenarios `numbers` of `seed`.

    `done` is told, after each chunk, how many scenarios it had.
    """
    trials = []
    for model, plan in plans.items():
        ready, parts = ReadyPlan(plan), []
        for chunk in chunks(numbers):
            parts.append(carried(ready, sampled(plan.problem, seed, chunk), dispatch))
            done(len(chunk))
        foreseen = carried(ready, as_planned(plan.problem), dispatch)
        trials.append(Trial(model, plan, foreseen, joined(parts)))
    return Batch(seed, dispatch, tuple(trials))
