"""`crossings explain`: what would bring more, and why each good gets less than its need."""

from __future__ import annotations

import click

from crossings.commands.delivery import Delivery, importing_meanwhile, not_over, waiting, warn
from crossings.commands.options import Reading, answer_options, case_options
from crossings.commands.plan_options import PlanOptions, plan_options

_USUAL_DAYS = 5
"""Days of closure that are sought unless another number is asked for."""


@click.command("explain")
@case_options
@click.option("--crossing", metavar="ID", help="Only what concerns this crossing.")
@click.option("--good", metavar="ID", help="Only what concerns this good.")
@click.option(
    "--show", type=click.Choice(["closures"]),
    help="Also the days of closure that would cost most, each solved for.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(min=1, max=100), metavar="N",
    help="With --show closures: how many days, one by one and in a row; by default 5.",
)  # fmt: skip
@plan_options
@answer_options
def command(
    reading: Reading,
    crossing: str | None,
    good: str | None,
    show: str | None,
    days: int | None,
    which: PlanOptions,
    to: Delivery,
) -> int:
    """Say what holds the plan for CASE back.

    For every limit with a price: what one more of it brings, confirmed by solving again, and for
    how many that holds. For every good that gets less than its need: what stops it.

    \b
    Examples:
      crossings explain inputs/gaza.yaml
      crossings explain inputs/gaza.yaml --crossing rafah
      crossings explain inputs/gaza.yaml --good shelter --format json
      crossings explain inputs/gaza.yaml --own-plan plan.csv
      crossings explain inputs/gaza.yaml --show closures --days 3
    """
    if days is not None and show is None:
        raise click.UsageError("--days is how many days of --show closures: use both")
    to.needs_output()
    from crossings.reading import read_with_levers

    problem, levers = read_with_levers(reading.case, reading.model, reading.changes)
    not_over((*problem.files, *which.files), (to.output,))
    _known("--crossing", crossing, [each.id for each in problem.crossings])
    _known("--good", good, [each.id for each in problem.goods])
    warn(problem.warnings, to.quiet)
    request = which.request(problem, quiet=to.quiet)

    from crossings.allocation import explanation_of

    signs = waiting("solving again for every limit", to.quiet)
    with to.without_plan(), signs, importing_meanwhile("pandas"):
        explanation = explanation_of(
            problem,
            levers,
            request,
            crossing=crossing,
            good=good,
            closed_days=None if show is None else days or _USUAL_DAYS,
            reread=reading.again,
        )

    from crossings.outputs.screens.explanation import explanation_answer, explanation_screen

    found = explanation_answer(to.told(explanation))
    problem = found.result.plan.problem
    to.give(found, explanation_screen, {problem.model.path: problem})
    return 0


def _known(option: str, asked: str | None, ids: list[str]) -> None:
    if asked is not None and asked not in ids:
        from crossings.reading.yaml.spelling import near

        meant = near(asked, ids) or f"; there are {', '.join(ids)}"
        raise click.UsageError(f"{option}: the case has no {asked}{meant}")
