"""`crossings explain`: what would bring more, and why each good gets less than its need."""

from __future__ import annotations

import shlex

import click

from crossings.commands.delivery import Delivery, not_over, waiting, warn
from crossings.commands.options import Reading, answer_options, as_options, case_options, pasted
from crossings.commands.plan_options import PlanOptions, plan_options
from crossings.commands.unfinished import unfinished
from crossings.ends.importing import importing_meanwhile
from crossings.errors import StoppedEarly

_USUAL_DAYS = 5
"""Days of closure that are sought unless another number is asked for."""


@click.command("explain")
@case_options
@click.option("--crossing", metavar="ID", help="Only what concerns this crossing.")
@click.option("--good", metavar="ID", help="Only what concerns this good.")
@click.option(
    "--show", multiple=True, type=click.Choice(["more", "closures"]),
    help="more: also what the first screen leaves out; closures: the days of closure that would "
    "cost most, each solved for.",
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(min=1, max=100), metavar="N",
    help="With --show closures: how many days, one by one and in a row; by default 5.",
)  # fmt: skip
@click.option(
    "--confirm", is_flag=True,
    help="Solve again for every limit where the program is so large that prices alone tell what "
    "more of it brings.",
)  # fmt: skip
@plan_options
@answer_options
def command(
    reading: Reading,
    crossing: str | None,
    good: str | None,
    show: tuple[str, ...],
    days: int | None,
    confirm: bool,
    which: PlanOptions,
    to: Delivery,
) -> int:
    """Say what holds the plan for CASE back.

    For every limit with a price: what one more of it brings, confirmed by solving again, and for
    how many that holds; above 20,000 columns by prices alone, unless --confirm is given. For every
    good that gets less than its need: what stops it.

    \b
    Examples:
      crossings explain inputs/gaza.yaml
      crossings explain inputs/gaza.yaml --crossing rafah
      crossings explain inputs/gaza.yaml --good shelter --format json
      crossings explain inputs/gaza.yaml --own-plan plan.csv
      crossings explain inputs/gaza.yaml --show closures --days 3
    """
    closures = "closures" in show
    if days is not None and not closures:
        raise click.UsageError("--days is how many days of --show closures: use both")
    to.needs_output()
    problem = reading.problem()
    not_over((*problem.files, *which.files), (to.output,))
    warn(problem.warnings, to.quiet)
    asked = which.asked(problem, quiet=to.quiet)

    from crossings.allocation.copies import at_once
    from crossings.scripting.answers import explain

    signs = waiting("finding the best plan", to.quiet)
    told = as_options(crossing="--crossing", good="--good")
    with to.without_plan(), signs as tell, told, importing_meanwhile("pandas"):
        found = explain(
            problem,
            crossing=crossing,
            good=good,
            closed_days=days or _USUAL_DAYS if closures else None,
            confirm=confirm,
            **asked,
            jobs=at_once(),
            tell=tell,
        )

    from crossings.outputs.screens.explanation import explanation_screen
    from crossings.tables import records

    foremost = next((row["set"] for row in records(found.tables["levers"]) if row["set"]), "")
    settings = [word for word in shlex.split(foremost) if word != "--set"]
    then = reading.then("optimize", set=settings) if settings else pasted("compare", reading.case)
    finished = found.result.plan.gap is None
    to = to if finished else unfinished(to)
    to.give(to.told(found), explanation_screen, then)
    return 0 if finished else StoppedEarly.exit_code
