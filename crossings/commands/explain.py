"""`crossings explain`: what would bring more, and why each good gets less than its need."""

from __future__ import annotations

import click

from crossings.commands.delivery import (
    console_width,
    deliver,
    deliver_no_plan,
    deliver_tables,
    importing_meanwhile,
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
    model_option,
    output_option,
    overrides,
    quiet_option,
    rereading,
    set_option,
)
from crossings.errors import NoPlan


@click.command("explain")
@click.argument("case", type=click.Path())
@model_option
@set_option
@click.option("--crossing", metavar="ID", help="Only what concerns this crossing.")
@click.option("--good", metavar="ID", help="Only what concerns this good.")
@format_option
@output_option
@full_paths_option
@quiet_option
def command(
    case: str,
    model: str | None,
    settings: tuple[str, ...],
    crossing: str | None,
    good: str | None,
    form: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Say what holds the plan for CASE back.

    For every limit with a price: what one more of it brings, confirmed by solving again, and for
    how many that holds. For every good that gets less than its need: what stops it.

    \b
    Examples:
      crossings explain inputs/gaza.yaml
      crossings explain inputs/gaza.yaml --crossing rafah
      crossings explain inputs/gaza.yaml --good shelter --format json
    """
    needs_output(form, output)
    changes = overrides(settings)
    from crossings.reading import read_with_levers

    problem, levers = read_with_levers(case, model, changes)
    not_over(problem.files, (output,))
    _known("--crossing", crossing, [each.id for each in problem.crossings])
    _known("--good", good, [each.id for each in problem.goods])
    warn(problem.warnings, quiet)

    from crossings.allocation import explanation_of

    try:
        with waiting("solving again for every limit", quiet), importing_meanwhile("pandas"):
            again = rereading(case, model, changes)
            explanation = explanation_of(
                problem, levers, crossing=crossing, good=good, reread=again
            )
    except NoPlan as error:
        deliver_no_plan(error, form, output)
        raise

    from crossings.outputs.screens.explanation import explanation_answer, explanation_screen

    found = explanation_answer(told(explanation, form))
    problem = found.explanation.plan.problem
    if not deliver_tables(found, form, output, {problem.model.path: problem}, quiet=quiet):
        text = explanation_screen(found, colour=in_colour(output), width=console_width(output))
        deliver(text, output)
    return 0


def _known(option: str, asked: str | None, ids: list[str]) -> None:
    if asked is not None and asked not in ids:
        import difflib

        close = difflib.get_close_matches(asked, ids, n=1)
        meant = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(ids)}"
        raise click.UsageError(f"{option}: the case has no {asked}{meant}")
