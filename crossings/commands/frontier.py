"""`crossings frontier`: what less undetected contraband costs in need met, bend by bend."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import Delivery, counting, not_over, waiting, warn
from crossings.commands.options import (
    adversary_option,
    answer_options,
    case_argument,
    models_option,
    overrides,
    pasted,
    set_option,
)
from crossings.ends.importing import importing_meanwhile
from crossings.errors import Finding, InputError

if TYPE_CHECKING:
    from crossings.analysis.frontier import Frontier
    from crossings.problem import Problem
    from crossings.reading.yaml.overrides import Override

_FEWEST_BENDS = 2
"""With which there is something to trade off."""


@click.command("frontier")
@case_argument
@models_option("Use this inspection model in place of the case's; several are put on one chart.")
@set_option
@click.option(
    "--sensors", metavar="NAME_OR_FILE",
    help="Beside the models, inspection designed anew for every limit from this model's sensors.",
)  # fmt: skip
@click.option("--exact", is_flag=True, help="Every bend, not only those needed for 0.1 %.")
@click.option(
    "--guarantee", is_flag=True,
    help="The value by the share detected wherever contraband is sent, in place of that.",
)  # fmt: skip
@adversary_option
@answer_options
def command(
    case: str,
    models: tuple[str, ...],
    settings: tuple[str, ...],
    sensors: str | None,
    exact: bool,
    guarantee: bool,
    adversary: bool,
    to: Delivery,
) -> int:
    """Find what security costs in CASE: need met, by the undetected contraband allowed.

    The limit on undetected contraband is replaced by every one that makes a difference, from the
    least that any plan keeps to; all other limits stay. Between two bends the plans mix. With
    --sensors it is also told what the best inspection over these sensors would cost, designed for
    every limit. With --guarantee it is solved for the share that limits.detection_for_every asks,
    up to the most.

    \b
    Examples:
      crossings frontier inputs/gaza.yaml
      crossings frontier inputs/gaza.yaml --model scan-then-search --model risk-based
      crossings frontier inputs/west-bank.yaml --model risk-based --sensors cargo
      crossings frontier inputs/gaza.yaml --model risk-based --guarantee
      crossings frontier inputs/gaza.yaml --exact --format json --output frontier.json
    """
    if guarantee and (exact or adversary or sensors):
        raise click.UsageError("--guarantee takes neither --exact, --adversary nor --sensors")
    if sensors and exact:
        raise click.UsageError("--sensors takes no --exact")
    to.needs_output()
    changes = overrides(settings)
    from crossings.reading import read_equipment_beside

    problems = _problems(case, models, changes)
    equipment = read_equipment_beside(case, sensors, changes) if sensors else None
    read = [*problems, *([equipment.problem] if equipment else [])]
    not_over((file for problem in read for file in problem.files), (to.output,))
    warn((found for problem in problems for found in problem.warnings), to.quiet)

    from crossings.allocation.copies import at_once
    from crossings.allocation.guarantee_curve import MOST_SOLVED
    from crossings.scripting.answers import frontier

    signs: contextlib.AbstractContextManager[Any]
    if guarantee:
        signs = counting("rates solved", MOST_SOLVED * len(problems), to.quiet)
    elif len(read) > 1:
        signs = counting("models solved", len(read), to.quiet)
    else:
        signs = waiting("finding what security costs", to.quiet)
    with to.without_plan(), signs as sign, importing_meanwhile("pandas"):
        told: dict[str, Any] = {"tell" if len(read) == 1 and not guarantee else "done": sign}
        found = frontier(
            problems,
            exact=exact,
            adversary=adversary,
            guarantee=guarantee,
            sensors=equipment,
            jobs=at_once(),
            **told,
        )

    from crossings.outputs.screens.frontier import frontier_screen
    from crossings.outputs.screens.guarantees import guarantees_screen

    then = pasted("frontier", case, "--adversary", model=models, set=settings)
    if not guarantee:
        bend = _at_a_bend(found.result[0])
        model = models[0] if models else None
        then = pasted("optimize", case, model=model, set=[*settings, *bend])
    to.give(to.told(found), guarantees_screen if guarantee else frontier_screen, then)
    return 0


def _at_a_bend(frontier: Frontier) -> list[str]:
    """The setting that gives the plan where allowing less begins to cost, if it ever does."""
    if len(frontier.points) < _FEWEST_BENDS:
        return []
    path = "limits.undetected_threats_per_day"
    in_model = any(number.path == f"model.{path}" for number in frontier.problem.evidence)
    return [f"{'model.' * in_model}{path}={frontier.points[-2].allowed:.4g}"]


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
