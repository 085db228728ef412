"""`crossings observe`: lists of trucks as they are published, turned into counts of a case."""

from __future__ import annotations

import click

from crossings.commands.delivery import (
    console_width,
    deliver,
    deliver_tables,
    importing_meanwhile,
    in_colour,
    needs_output,
    not_over,
    waiting,
)
from crossings.commands.options import output_option, quiet_option

_FORMS = ("unrwa", "cogat", "table")


@click.command("observe")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--format", "forms", multiple=True, required=True, type=click.Choice(_FORMS),
    help="Whose form FILE has; once for all files, or once for each in their order.",
)  # fmt: skip
@click.option(
    "--case", type=click.Path(), metavar="CASE",
    help="Know crossings (by id, name and alias) and goods from this case.",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(["week", "month", "all"]), default="month",
    help="What counts are added up over; weeks begin on Sunday.",
)  # fmt: skip
@click.option(
    "--as", "form", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table",
    help="table: for reading; json: one object; csv: a folder of tables; xlsx: a workbook.",
)  # fmt: skip
@output_option
@quiet_option
def command(
    files: tuple[str, ...],
    forms: tuple[str, ...],
    case: str | None,
    by: str,
    form: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Turn published lists of trucks into what a case takes as `observed`, and into days.

    Each FILE is a workbook or CSV file with a row for each truck. Several stand side by side;
    they are never added up. Every row that cannot be read is listed with its cell.

    \b
    Examples:
      crossings observe list.xlsx --format unrwa --case inputs/gaza.yaml
      crossings observe list.xlsx aid.csv --format unrwa --format cogat --by all
      crossings observe aid.csv --format cogat --as csv --output counts
    """
    if form in ("csv", "xlsx") and output is None:
        raise click.UsageError(f"--as {form} needs --output")
    needs_output(form, output)
    if len(forms) not in (1, len(files)):
        raise click.UsageError("--format is given once for all files, or once for each")
    not_over((*files, *([case] if case else [])), (output,))
    each = forms * len(files) if len(forms) == 1 else forms

    from crossings.reading import truck_lists

    with waiting("reading lists of trucks", quiet), importing_meanwhile("pandas"):
        lists = truck_lists(list(zip(files, each, strict=True)), case)

    from crossings.outputs.counts import counts_answer, counts_screen

    found = counts_answer(lists, by)
    if not deliver_tables(found, form, output):
        text = counts_screen(found, colour=in_colour(output), width=console_width(output))
        deliver(text, output)
    return 0
