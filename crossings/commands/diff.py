"""`crossings diff`: two answers held against each other: what they rest on, and what they say."""

from __future__ import annotations

import click

from crossings.commands.delivery import Delivery, not_over, waiting
from crossings.commands.options import answer_options, pasted
from crossings.ends.importing import importing_meanwhile


@click.command("diff")
@click.argument("one", type=click.Path())
@click.argument("other", type=click.Path())
@answer_options
def command(one: str, other: str, to: Delivery) -> int:
    """Say what differs between two answers, the largest changes first.

    ONE and OTHER are what `--format json` wrote, of whatever cases, by one command: two plans, two
    comparisons, two evaluations. First come the numbers of the cases that differ, then the figures.

    \b
    Examples:
      crossings diff march.json april.json
      crossings diff march.json april.json --format json --output changes.json
    """
    to.needs_output()
    not_over((one, other), (to.output,))
    from crossings.reading.answers import of_one_kind, saved_answer

    with waiting("reading", to.quiet), importing_meanwhile("pandas"):
        answers = saved_answer(one), saved_answer(other)
    of_one_kind(*answers)

    from crossings.outputs.screens.changes import changes_answer, changes_screen

    found = changes_answer(*answers)
    then = pasted("diff", one, other, format="xlsx", output="changes.xlsx")
    to.give(found, changes_screen, then)
    return 0
