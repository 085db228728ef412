"""`crossings calibrate`: numbers of a case fitted to counts by days."""

from __future__ import annotations

from pathlib import Path

import click

from crossings.commands.delivery import Delivery, deliver, named_file, not_over, say, waiting
from crossings.commands.options import quiet_option
from crossings.errors import Finding, InputError


@click.command("calibrate")
@click.argument("case", type=click.Path())
@click.option(
    "--observed", "files", multiple=True, required=True, type=click.Path(), metavar="FILE",
    help="A list with counts by days, as observe reads it; may be given again.",
)  # fmt: skip
@click.option(
    "--list-format", "forms", multiple=True, default=("table",), show_default=True,
    type=click.Choice(["unrwa", "cogat", "table"]),
    help="Whose form FILE has; once for all files, or once for each in their order.",
)  # fmt: skip
@click.option(
    "--fit", "paths", multiple=True, required=True, metavar="PATH",
    help="A number to be fitted, such as uncertainty.closures.rafah.open_share; may be given "
    "again.",
)  # fmt: skip
@click.option(
    "--output", metavar="CASE2",
    help="Write the case with what was fitted to this file, beside CASE.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    help="table: for reading; json: one object.",
)  # fmt: skip
@quiet_option
def command(
    case: str,
    files: tuple[str, ...],
    forms: tuple[str, ...],
    paths: tuple[str, ...],
    output: str | None,
    form: str,
    quiet: bool,
) -> int:
    """Fit numbers of CASE to counts by days, and say which of them the counts can tell.

    Closures (open_share, mean_closed_days) and the variation of open days (cv, persistence) of a
    crossing are fitted to the days of one list. What CASE says of a number, and its range, is what
    is believed before. The case that is written has new values, ranges that hold them with 90 %,
    and notes that say so; a number that the counts do not tell stays as it was.

    \b
    Examples:
      crossings calibrate inputs/gaza.yaml --observed list.xlsx --list-format unrwa \\
        --fit uncertainty.closures.rafah.open_share --output inputs/gaza-fitted.yaml
    """
    if len(forms) not in (1, len(files)):
        raise click.UsageError("--list-format is given once for all files, or once for each")
    if output is not None and named_file(output).parent.resolve() != Path(case).parent.resolve():
        raise click.UsageError("--output is a file beside CASE, whose paths are seen from there")
    from crossings.reading import known_in, read_document, refitted, truck_lists
    from crossings.reading.lists.truck_lists import Requested

    known = known_in(case)
    not_over((*files, *known.files), (output,))
    each_form = forms * len(files) if len(forms) == 1 else forms
    with waiting("fitting", quiet):
        lists = truck_lists(list(map(Requested, files, each_form)), known)
        from crossings.calibration.asked import Unfit, calibrated, changes
        from crossings.calibration.series import Uncounted

        document = read_document(Path(case), case)
        try:
            numbers = calibrated(document.data, lists, list(dict.fromkeys(paths)))
        except (Unfit, Uncounted) as error:
            raise InputError([Finding(case, 1, 1, "", str(error))]) from error
    for odd in (odd for seen in lists for odd in seen.oddities if not quiet):
        say(f"{odd} (warning)", err=True)

    from crossings.outputs.screens.fitted import fitted_answer, fitted_screen

    to = Delivery(form, None, quiet)
    to.give(fitted_answer(to.told(numbers)), fitted_screen)
    if output is not None:
        changed = changes(numbers, document.data)
        deliver(refitted(document, changed), str(named_file(output)))
        if not quiet:
            say(f"{output} written; {len(changed)} of {len(numbers)} numbers fitted", err=True)
    return 0
