"""The rule `prices` of each plan's problem: read from the batch's folder, or made.

prices/model=joint.json        worth of stock by good, area and period, and prices of limits
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from crossings.allocation.hindsight import rule_of
from crossings.batches.checked import digest
from crossings.batches.manifest import known_record, price_file
from crossings.batches.own_files import MOST_WRITTEN, content
from crossings.errors import SurroundingsError
from crossings.plan import Plan
from crossings.policy import Prices, read
from crossings.problem import Problem


def price_rules(
    plans: Mapping[str, Plan],
    folder: Path | None = None,
    done: Callable[[int], object] = lambda _: None,
) -> dict[str, Prices]:
    """By model; plans of one problem share theirs.

    `done` is told of each practice future that is solved.
    """
    made: dict[Problem, Prices] = {}
    found = {}
    for model, plan in plans.items():
        problem = plan.problem.without_foresight()
        if problem not in made:
            kept = None if folder is None else _kept(folder, model, problem)
            made[problem] = rule_of(problem, done) if kept is None else kept
        found[model] = made[problem]
    return found


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
