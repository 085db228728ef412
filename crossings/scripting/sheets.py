"""The dispatch sheet of a problem, and what following it earns."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.files import write_text
from crossings.handed_in import problem_handed_in, whole
from crossings.outputs.answer import Answer, remade
from crossings.problem import Problem

if TYPE_CHECKING:
    from crossings.evaluation.sheet_rule import Followed
    from crossings.plan import Plan


def sheet(
    problem: Problem,
    *,
    scenarios: int = 200,
    seed: int = 1,
    output: str | os.PathLike[str] | None = None,
    done: Callable[[int], object] = lambda _: None,
) -> Answer[Followed]:
    """What each crossing brings first, and until when, as the rule `prices` has it for the wall.

    `answer.about["says"]` is the rule in words; `output` a file of it, which `evaluate` and `today`
    take as a rule. It is followed in futures beside the plan and the rule. `done` is told of
    futures practised for prices.
    """
    problem = problem_handed_in(problem)
    if problem.uncertainty.phases:
        text = "a sheet is of one course of phases: set the probability of each to 0 or 1"
        raise ValueError(f"problem: {text}")
    whole(scenarios, "scenarios", 1), whole(seed, "seed", 0)
    from crossings.allocation import plan_for
    from crossings.batches import price_rules
    from crossings.outputs.screens.sheet import sheet_answer
    from crossings.outputs.sheet_file import sheet_text

    plan = plan_for(problem)
    found = followed(price_rules({"": plan}, None, done)[""], plan, scenarios, seed)
    if output is not None:
        write_text(Path(output), sheet_text(problem, found.sheet))
    return remade(sheet_answer, found, {problem.model.path: problem})


def followed(rule: object, plan: Plan, scenarios: int, seed: int) -> Followed:
    """The sheet of a rule, followed in futures beside the plan and the rule itself."""
    from crossings.allocation.hindsight import practised_sheet
    from crossings.evaluation import evaluated
    from crossings.evaluation.sheet_rule import Followed, SheetRule
    from crossings.outputs.screens.sheet import PLAN, PRICES, SHEET
    from crossings.policy import PriceRule
    from crossings.scenarios import Seeded

    assert isinstance(rule, PriceRule)
    made = practised_sheet(rule)
    futures = Seeded(seed).scenarios(plan.problem, range(scenarios))
    outcomes = {
        PLAN: evaluated(plan, futures),
        SHEET: SheetRule(plan, made).outcomes(futures),
        PRICES: rule.outcomes(futures),
    }
    return Followed(plan.problem, made, outcomes, seed)
