"""`crossings inspect`: the best inspection that sensors allow, as a model file."""

from __future__ import annotations

import click

from crossings.commands.delivery import Delivery, deliver, named_file, not_over, say, waiting
from crossings.commands.options import (
    full_paths_option,
    more_option,
    overrides,
    pasted,
    quiet_option,
    set_option,
)


@click.command("inspect")
@click.argument("case", type=click.Path())
@click.option(
    "--sensors", metavar="NAME_OR_FILE",
    help="The model that lists the sensors, in place of the case's.",
)  # fmt: skip
@click.option("--exact", is_flag=True, help="The best procedures, however many and large.")
@click.option("--output", metavar="FILE", help="Write the designed model to this file.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    help="table: for reading; json: one object, with the model in it.",
)  # fmt: skip
@set_option
@more_option
@full_paths_option
@quiet_option
def command(
    case: str,
    sensors: str | None,
    exact: bool,
    output: str | None,
    form: str,
    settings: tuple[str, ...],
    whole: bool,
    quiet: bool,
) -> int:
    """Design the inspection of CASE from sensors: which to use, at which threshold, in what order.

    Sensors stand in a model file. Of all procedures that they allow, and all mixtures of those, the
    design has the most value under the limits of the case, one of which has to be on contraband or
    on what is detected. It has few small procedures, worth all but a thousandth of that; --exact
    keeps them all. The file it writes is a model like any other.

    \b
    Examples:
      crossings inspect inputs/gaza.yaml --sensors cargo --output designed.yaml
      crossings inspect inputs/gaza.yaml --sensors cargo --format json
      crossings compare inputs/gaza.yaml scan-then-search designed.yaml
    """
    changes = overrides(settings)
    from crossings.reading import read_equipment

    found = read_equipment(case, sensors, changes)
    not_over(found.problem.files, (output,))

    from crossings.scripting.designs import designed

    with waiting("designing", quiet) as progress, Delivery(form, None, quiet).without_plan():
        made, before = designed(found, case, changes, progress, exact=exact)

    from crossings.outputs.inspection import inspection_answer
    from crossings.outputs.screens.inspection import inspection_screen

    to = Delivery(form, None, quiet, whole)
    then = pasted("inspect", case, sensors=sensors, set=settings, output="designed.yaml")
    to.give(
        inspection_answer(to.told(made), before),
        lambda _, **how: inspection_screen(made, before, **how),
        pasted("compare", case, output, set=settings) if output else then,
    )
    if output:
        deliver(found.model(made.regimes, made.title, made.description), str(named_file(output)))
        if not quiet:
            say(f"{output} written", err=True)
    return 0
