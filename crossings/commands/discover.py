"""`crossings discover`: in which futures of a batch something happens."""

from __future__ import annotations

from pathlib import Path

import click

from crossings.commands.delivery import Delivery, waiting
from crossings.commands.options import answer_options, pasted
from crossings.ends.importing import importing_meanwhile


@click.command("discover")
@click.argument("folder", type=click.Path())
@click.option(
    "--where", required=True, metavar="CONDITION",
    help="What happens, of columns of the batch and met_share: 'met_share < 0.6', several joined "
    "by and.",
)  # fmt: skip
@click.option(
    "--model", metavar="NAME", help="Under which of the folder's models, where it has several."
)
@answer_options
def command(folder: str, where: str, model: str | None, to: Delivery) -> int:
    """Find the futures of FOLDER in which something happens: boxes in what was drawn (PRIM).

    FOLDER is what `crossings evaluate --output` kept. Each box is told by futures that it was not
    made from, with how likely one as good is by chance.

    \b
    Examples:
      crossings discover futures --where "met_share < 0.6"
      crossings discover futures --where "met_share_food < 0.5 and days_below_floor_fuel > 3"
    """
    to.needs_output()
    from crossings.discovery import MalformedCondition, discovered
    from crossings.outputs.screens.discovered import discovered_answer, discovered_screen

    with waiting("looking for boxes", to.quiet), importing_meanwhile("pandas"):
        try:
            found = discovered(Path(folder), where, model)
        except MalformedCondition as error:
            raise click.BadParameter(str(error), param_hint="--where") from error
    options = {"where": where, "model": model, "format": "csv", "output": "boxes"}
    then = pasted("discover", folder, **options)
    to.give(discovered_answer(found), discovered_screen, then)
    return 0
