"""`crossings sheet`: the order of goods for the wall, and what following it earns."""

from __future__ import annotations

import click

from crossings.commands.delivery import Delivery, deliver, named_file, not_over, say, waiting
from crossings.commands.options import (
    Reading,
    case_options,
    more_option,
    quiet_option,
    scenarios_option,
    seed_option,
)
from crossings.commands.priced import priced

_FUTURES = 200


@click.command("sheet")
@case_options
@scenarios_option(f"Futures in which it is followed; by default {_FUTURES}.")
@seed_option("Other futures with another seed; by default 1.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    help="table: for reading; json: one object, with the rule in words.",
)  # fmt: skip
@click.option("--output", metavar="FILE", help="Write the sheet to this file (CSV).")
@more_option
@quiet_option
def command(
    reading: Reading,
    scenarios: int | None,
    seed: int | None,
    form: str,
    output: str | None,
    whole: bool,
    quiet: bool,
) -> int:
    """Write the dispatch sheet of CASE: what each crossing brings first, until when.

    It says in a page what the rule `prices` does: by crossing the order of goods and the days of
    stock up to which each comes, how many trucks are to wait there, and what areas give out while
    they have little. It is followed through futures beside the plan and the rule itself.

    \b
    Examples:
      crossings sheet inputs/gaza.yaml --output sheet.csv
      crossings evaluate inputs/gaza.yaml --dispatch sheet.csv
      crossings sheet inputs/gaza.yaml --format json
    """
    problem = reading.problem()
    if problem.uncertainty.phases:
        text = "a sheet is of one course of phases: set the probability of each to 0 or 1"
        raise click.UsageError(text)
    not_over(problem.files, (output,))
    from crossings.allocation import plan_for
    from crossings.scripting.sheets import followed

    to = Delivery(form, None, quiet, whole)
    with to.without_plan():
        with waiting("finding the best plan", quiet):
            plan = plan_for(problem)
        rule = priced({"": plan}, None, quiet)[""]
        with waiting("following the sheet", quiet):
            found = followed(rule, plan, scenarios or _FUTURES, 1 if seed is None else seed)
    from crossings.outputs.screens.sheet import sheet_answer, sheet_screen
    from crossings.outputs.sheet_file import sheet_text

    then = reading.then("evaluate", dispatch=output)
    then = then if output else reading.then("sheet", output="sheet.csv")
    to.give(sheet_answer(to.told(found)), sheet_screen, then)
    if output:
        deliver(sheet_text(problem, found.sheet), str(named_file(output)))
        if not quiet:
            say(f"{output} written", err=True)
    return 0
