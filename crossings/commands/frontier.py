"""`crossings frontier`: what less undetected contraband costs in need met, bend by bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import (
    console_width,
    deliver,
    deliver_no_plan,
    deliver_tables,
    in_colour,
    needs_output,
    not_over,
    told,
    waiting,
    warn,
)
from crossings.commands.options import (
    format_option,
    full_paths_option,
    output_option,
    overrides,
    quiet_option,
    set_option,
)
from crossings.errors import Finding, InputError, NoPlan

if TYPE_CHECKING:
    from crossings.analysis.frontier import Frontier
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override


@click.command("frontier")
@click.argument("case", type=click.Path())
@click.option(
    "--model", "models", multiple=True, metavar="NAME_OR_FILE",
    help="Use this inspection model in place of the case's; several are put on one chart.",
)  # fmt: skip
@set_option
@click.option("--exact", is_flag=True, help="Every bend, not only those needed for 0.1 %.")
@format_option
@output_option
@full_paths_option
@quiet_option
def command(
    case: str,
    models: tuple[str, ...],
    settings: tuple[str, ...],
    exact: bool,
    form: str,
    output: str | None,
    quiet: bool,
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
    needs_output(form, output)
    problems = _problems(case, models, overrides(settings))
    not_over((file for problem in problems for file in problem.files), (output,))
    warn((found for problem in problems for found in problem.warnings), quiet)

    from crossings.allocation.frontier import frontier, without_plan

    frontiers, no_plans = [], []
    for problem in problems:
        try:
            with waiting(f"solving under {problem.model.title}", quiet):
                frontiers.append(frontier(problem, exact=exact))
        except NoPlan as error:
            frontiers.append(without_plan(problem, error, exact=exact))
            no_plans.append(error)
    if len(no_plans) == len(problems):
        deliver_no_plan(no_plans[0], form, output)
        raise no_plans[0]
    _write(told(frontiers, form), form, output, quiet)
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


def _write(frontiers: list[Frontier], form: str, output: str | None, quiet: bool) -> None:
    if form == "json":
        from crossings.outputs.answer import as_json
        from crossings.outputs.frontier import frontier_object

        deliver(as_json(frontier_object(frontiers)), output, encoded=True)
    elif form == "table":
        from crossings.outputs.screens.frontier import frontier_screen

        width, colour = console_width(output), in_colour(output)
        deliver(frontier_screen(frontiers, colour=colour, width=width), output)
    else:
        from crossings.outputs.frontier import frontier_answer

        posed = {each.problem.model.path: each.problem for each in frontiers}
        deliver_tables(frontier_answer(frontiers), form, output, posed, quiet=quiet)
