"""`crossings evaluate`: plans carried through many futures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import (
    console_width,
    counting,
    deliver,
    deliver_tables,
    importing_meanwhile,
    in_colour,
    needs_output,
    not_over,
    waiting,
    warn,
)
from crossings.commands.options import (
    format_option,
    output_option,
    overrides,
    quiet_option,
    set_option,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossings.evaluation.measures import Batch
    from crossings.plan import Plan

_RULES = ("plan", "proportional", "first-come")


@click.command("evaluate")
@click.argument("case", type=click.Path())
@click.option(
    "--model", "models", multiple=True, metavar="NAME_OR_FILE",
    help="Use this inspection model; give it again to compare models in the same futures.",
)  # fmt: skip
@click.option(
    "--scenarios", type=click.IntRange(min=1), default=10_000, show_default=True, metavar="N",
    help="Number of futures.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="S",
    help="Which futures: the same number gives the same ones.",
)  # fmt: skip
@click.option(
    "--dispatch", type=click.Choice(_RULES), default="plan", show_default=True,
    help="Which trucks go when not all can.",
)  # fmt: skip
@set_option
@format_option
@output_option
@quiet_option
def command(
    case: str,
    models: tuple[str, ...],
    scenarios: int,
    seed: int,
    dispatch: str,
    settings: tuple[str, ...],
    form: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Carry the plan for CASE through many futures, drawn from what it says is uncertain.

    \b
    Examples:
      crossings evaluate inputs/gaza.yaml
      crossings evaluate inputs/gaza.yaml --model joint --model full-search --scenarios 20000
      crossings evaluate inputs/gaza.yaml --dispatch first-come --format json --output futures.json
    """
    needs_output(form, output)
    changes = overrides(settings)
    from crossings.reading import read_problem

    plans: dict[str, Plan] = {}
    for name in dict.fromkeys(models) or (None,):
        problem = read_problem(case, name, changes)
        not_over(problem.files, (output,))
        warn(problem.warnings, quiet)
        from crossings.allocation import optimal_plan

        with waiting("finding the best plan", quiet), importing_meanwhile("pandas"):
            plans[name or Path(problem.model.path).stem] = optimal_plan(problem)
    from crossings.batches import Contender, Task, run
    from crossings.evaluation import ReadyPlan
    from crossings.scenarios import Seeded

    contenders = tuple(Contender(name, ReadyPlan(plan)) for name, plan in plans.items())
    with counting("futures", scenarios * len(plans), quiet) as done:
        batch = run(Task(Seeded(seed), dispatch, contenders), range(scenarios), done)
    _tell(batch, plans.values(), form, output)
    return 0


def _tell(batch: Batch, plans: Iterable[Plan], form: str, output: str | None) -> None:
    from crossings.outputs.futures import futures_answer, futures_screen

    found = futures_answer(batch)
    evidence = dict.fromkeys(each for plan in plans for each in plan.problem.evidence)
    if not deliver_tables(found, form, output, list(evidence)):
        text = futures_screen(found, colour=in_colour(output), width=console_width(output))
        deliver(text, output)
