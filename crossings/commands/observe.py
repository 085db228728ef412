"""`crossings observe`: lists of trucks as they are published, turned into counts of a case."""

from __future__ import annotations

import functools

import click

from crossings.commands.delivery import Delivery, not_over, say, waiting
from crossings.commands.list_options import FORMS, for_each, list_options, requested
from crossings.commands.options import ending_options, output_option, pasted
from crossings.ends.importing import importing_meanwhile
from crossings.wording import counted


@click.command("observe")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--format", "forms", multiple=True, required=True, type=click.Choice(FORMS),
    help="Whose form FILE has; once for all files, or once for each in their order.",
)  # fmt: skip
@list_options
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
@ending_options
def command(
    files: tuple[str, ...],
    forms: tuple[str, ...],
    sheets: tuple[str, ...],
    columns: tuple[str, ...],
    wheres: tuple[str, ...],
    stages: tuple[str, ...],
    case: str | None,
    by: str,
    to: Delivery,
) -> int:
    """Turn published lists of trucks into what a case takes as `observed`, and into days.

    Each FILE is a workbook or CSV file with a row for each truck, or for the count of a day, a
    week or a month. Several stand side by side; they are never added up. Every row that cannot be
    read is listed with its cell. With --columns and --where any list can be read: NAME is date,
    from, to, crossing, cargo, truckloads, tonnes, stage, open or id.

    \b
    Examples:
      crossings observe list.xlsx --format unrwa --case inputs/gaza.yaml
      crossings observe list.xlsx aid.csv --format unrwa --format cogat --by all
      crossings observe aid.csv --format cogat --as csv --output counts
      crossings observe ports.csv --format table --where Measure=Trucks --stage presented \
        --columns "date=Date,crossing=Port Name,truckloads=Value"
    """
    if to.form in ("csv", "xlsx") and to.output is None:
        raise click.UsageError(f"--as {to.form} needs --output")
    to.needs_output()
    each_form = for_each("--format", forms, len(files))
    asked = requested(files, each_form, sheets, columns, wheres, stages)

    from crossings.reading import known_in, truck_lists
    from crossings.reading.lists.truck_lists import KNOWING_NOTHING

    known = known_in(case) if case is not None else KNOWING_NOTHING
    not_over((*files, *known.files), (to.output,))
    with waiting("reading lists of trucks", to.quiet), importing_meanwhile("pandas"):
        lists = truck_lists(asked, known)

    for odd in (odd for seen in lists for odd in seen.oddities if not to.quiet):
        say(f"{odd} (warning)", err=True)

    from crossings.outputs.screens.counts import counts_answer, counts_screen

    found = counts_answer(to.told(lists), by)
    read = {"format": forms, "sheet": sheets, "columns": columns, "where": wheres, "stage": stages}
    then = pasted("observe", *files, **read, case=case, as_="csv", output="counts")
    to.give(found, functools.partial(counts_screen, by=by), then)
    for seen in lists if to.form != "table" and not to.quiet else ():
        for each in seen.elsewhere:
            say(f"{seen.file}: {each}; not in the case", err=True)
        if seen.refused:
            refused = f"{len(seen.refused):,} of {counted(seen.rows, 'row')}"
            say(f"{seen.file}: {refused} not read: table refused", err=True)
    return 0
