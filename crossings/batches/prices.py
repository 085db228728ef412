"""The rule `prices` of each plan's problem: read from the batch's folder, or made.

prices/model=joint.json        worth of stock by good, area and period, and prices of limits
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from crossings.allocation.copies import answered
from crossings.allocation.hindsight import PRACTISED, rule_of
from crossings.batches.checked import digest
from crossings.batches.manifest import known_record, price_file
from crossings.batches.own_files import MOST_WRITTEN, content
from crossings.errors import SurroundingsError
from crossings.plan import Plan
from crossings.policy import Prices, read, written
from crossings.problem import Problem


def price_rules(
    plans: Mapping[str, Plan],
    folder: Path | None = None,
    done: Callable[[int], object] = lambda _: None,
    jobs: int = 1,
) -> dict[str, Prices]:
    """By model; plans of one problem share theirs. So many processes make them, a model each.

    `done` is told of each practice future that is solved.
    """
    problems = {model: plan.problem.without_foresight() for model, plan in plans.items()}
    made: dict[Problem, Prices] = {}
    for model, problem in problems.items():
        kept = None if folder is None else _kept(folder, model, problem)
        if kept is not None:
            made.setdefault(problem, kept)
    missing = [problem for problem in dict.fromkeys(problems.values()) if problem not in made]
    if min(len(missing), jobs) > 1:
        questions = [partial(_written, problem) for problem in missing]
        texts = answered(questions, jobs, lambda more: done(more * PRACTISED))
        made |= {problem: read(problem, text) for problem, text in zip(missing, texts, strict=True)}
    else:
        made |= {problem: rule_of(problem, done) for problem in missing}
    return {model: made[problem] for model, problem in problems.items()}


def _written(problem: Problem) -> bytes:
    return written(rule_of(problem))


def _kept(folder: Path, model: str, problem: Problem) -> Prices | None:
    """What a folder keeps for a model; None where it keeps nothing, or something else by now."""
    record = known_record(folder)
    for each in () if record is None else record.models:
        if each.model == model and each.prices is not None:
            try:
                text = content(folder / price_file(each.folder), MOST_WRITTEN)
                return read(problem, text) if digest(text) == each.prices else None
            except (OSError, SurroundingsError, ValueError):
                return None
    return None
