"""`crossings frontier`: what less undetected contraband costs in need met, bend by bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import Delivery, importing_meanwhile, not_over, waiting, warn
from crossings.commands.options import (
    adversary_option,
    answer_options,
    case_argument,
    models_option,
    overrides,
    set_option,
)
from crossings.errors import Finding, InputError, NoPlan

if TYPE_CHECKING:
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override


@click.command("frontier")
@case_argument
@models_option("Use this inspection model in place of the case's; several are put on one chart.")
@set_option
@click.option("--exact", is_flag=True, help="Every bend, not only those needed for 0.1 %.")
@adversary_option
@answer_options
def command(
    case: str,
    models: tuple[str, ...],
    settings: tuple[str, ...],
    exact: bool,
    adversary: bool,
    to: Delivery,
) -> int:
    """Find what security costs in CASE: need met, by the undetected contraband allowed.

    The limit on undetected contraband is replaced by every one that makes a difference, from the
    least that any plan keeps to; all other limits stay. Between two bends the plans mix.

    \b
    Examples:
      crossings frontier inputs/gaza.yaml
      crossings frontier inputs/gaza.yaml --model scan-then-search --model risk-based
      crossings frontier inputs/gaza.yaml --exact --format json --output frontier.json
    """
    to.needs_output()
    problems = _problems(case, models, overrides(settings))
    not_over((file for problem in problems for file in problem.files), (to.output,))
    warn((found for problem in problems for found in problem.warnings), to.quiet)

    from crossings.allocation.frontier import frontier, without_plan

    frontiers, no_plans = [], []
    for problem in problems:
        try:
            solving = waiting(f"solving under {problem.model.title}", to.quiet)
            with solving, importing_meanwhile("pandas"):
                frontiers.append(frontier(problem, exact=exact))
        except NoPlan as error:
            frontiers.append(without_plan(problem, error, exact=exact))
            no_plans.append(error)
    if len(no_plans) == len(problems):
        with to.without_plan():
            raise no_plans[0]

    from crossings.outputs.frontier import frontier_answer
    from crossings.outputs.screens.frontier import frontier_screen

    found = frontier_answer(to.told(frontiers), against=adversary)
    to.give(
        found, frontier_screen, {each.problem.model.path: each.problem for each in found.result}
    )
    return 0


def _problems(case: str, models: tuple[str, ...], changes: list[Override]) -> list[Problem]:
    """The case under every model; the faults of all of them at once."""
    from crossings.reading import read_problem

    problems: list[Problem] = []
    faults: list[Finding] = []
    for model in models or (None,):
        try:
            problems.append(read_problem(case, model, changes))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return problems
