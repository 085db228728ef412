"""`crossings calibrate`: numbers of a case fitted to counts, and counts foretold from others."""

from __future__ import annotations

from pathlib import Path

import click

from crossings.commands.delivery import Delivery, deliver, named_file, not_over, say, waiting
from crossings.commands.list_options import FORMS, for_each, list_options, requested
from crossings.commands.options import more_option, pasted, quiet_option
from crossings.errors import Finding, InputError


@click.command("calibrate")
@click.argument("case", type=click.Path())
@click.option(
    "--observed", "files", multiple=True, type=click.Path(), metavar="FILE",
    help="A list of counts, as observe reads it; may be given again. Without one, the counts in "
    "CASE.",
)  # fmt: skip
@click.option(
    "--list-format", "forms", multiple=True, default=("table",), show_default=True,
    type=click.Choice(FORMS),
    help="Whose form FILE has; once for all files, or once for each in their order.",
)  # fmt: skip
@list_options
@click.option(
    "--fit", "paths", multiple=True, metavar="PATH",
    help="A number to be fitted, such as uncertainty.closures.rafah.open_share; may be given "
    "again.",
)  # fmt: skip
@click.option(
    "--backtest",
    is_flag=True,
    help="Foretell each month (or total) from those that ended before it, and say how that came.",
)
@click.option(
    "--holdout",
    metavar="FROM",
    help="Fit to what ended before this day, and foretell what comes from it on: 2024-03-01.",
)
@click.option(
    "--leave-one-out",
    "left_out",
    is_flag=True,
    help="Foretell each month (or total) from all others.",
)
@click.option(
    "--output", metavar="CASE2",
    help="Write the case with what was fitted to this file, beside CASE.",
)  # fmt: skip
@click.option(
    "--chart", metavar="FILE.svg",
    help="Draw counts beside what was foretold of them, as SVG.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    help="table: for reading; json: one object.",
)  # fmt: skip
@more_option
@quiet_option
def command(
    case: str,
    files: tuple[str, ...],
    forms: tuple[str, ...],
    sheets: tuple[str, ...],
    columns: tuple[str, ...],
    wheres: tuple[str, ...],
    stages: tuple[str, ...],
    paths: tuple[str, ...],
    backtest: bool,
    holdout: str | None,
    left_out: bool,
    output: str | None,
    chart: str | None,
    form: str,
    whole: bool,
    quiet: bool,
) -> int:
    """Fit numbers of CASE to counts, say which of them counts can tell, and test on other months.

    Closures (open_share, mean_closed_days) and the variation of open days (cv, persistence) of a
    crossing are fitted to the days of one list; its level, and any number given with a range, to
    what futures bring on average when as much is sent as was counted. What CASE says of a number,
    and its range, is what is believed before. The case that is written has new values, ranges that
    hold them with 90 %, and notes that say so; a number that the counts do not tell stays as it
    was. Months of days, and totals of any days, are foretold from others, and none from itself:
    --backtest, --holdout.

    \b
    Examples:
      crossings calibrate inputs/gaza.yaml --observed list.xlsx --list-format unrwa \\
        --fit uncertainty.closures.rafah.open_share --output inputs/gaza-fitted.yaml
      crossings calibrate inputs/gaza.yaml --observed list.xlsx --list-format unrwa --backtest
      crossings calibrate inputs/gaza.yaml --fit uncertainty.throughput.kerem-shalom.level
    """
    if not (paths or backtest or holdout or left_out):
        raise click.UsageError("give --fit, --backtest, --holdout or --leave-one-out")
    if backtest + (holdout is not None) + left_out > 1:
        raise click.UsageError("give one of --backtest, --holdout and --leave-one-out")
    if output is not None and named_file(output).parent.resolve() != Path(case).parent.resolve():
        raise click.UsageError("--output is a file beside CASE, whose paths are seen from there")
    tested = backtest or left_out or holdout is not None
    if chart is not None and not (tested and named_file(chart).suffix == ".svg"):
        raise click.UsageError(
            "--chart is a file .svg, of --backtest, --holdout or --leave-one-out"
        )
    from crossings.reading import known_in, truck_lists
    from crossings.scripting.counts import day_of, fitted

    try:
        start = None if holdout is None else day_of(holdout)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from error
    each_form = for_each("--list-format", forms, len(files))
    asked = requested(files, each_form, sheets, columns, wheres, stages, added_up=False)
    known = known_in(case)
    not_over((*files, *known.files), (output, chart))
    with waiting("fitting", quiet):
        lists = truck_lists(asked, known) if asked else []
        found = fitted(
            case, lists, paths, tested=tested, start=start,
            leave_one_out=left_out, rewritten=output is not None,
        )  # fmt: skip
    for odd in (odd for seen in lists for odd in seen.oddities if not quiet):
        say(f"{odd} (warning)", err=True)
    for seen in lists if not quiet else ():
        for each in seen.elsewhere:
            say(f"{seen.file}: {each}; not in the case", err=True)

    from crossings.outputs.screens.fitted import fitted_answer, fitted_screen

    to = Delivery(form, None, quiet, whole)
    then = pasted("evaluate", output or case)
    if paths and not output:
        read = {"sheet": sheets, "columns": columns, "where": wheres, "stage": stages}
        given = {"observed": files, "list_format": forms, **read, "fit": paths}
        then = pasted("calibrate", case, **given, output=_beside(case))
    to.give(fitted_answer(to.told((found.numbers, found.foretold))), fitted_screen, then)
    if chart is not None and found.foretold is not None:
        from crossings.outputs.backtest_chart import backtest_chart

        drawn = backtest_chart(found.foretold)
        if drawn is None:
            raise InputError([Finding(files[0], 1, 1, "", "no count could be foretold")])
        deliver(drawn, str(named_file(chart)))
    if output is not None:
        deliver(found.text, str(named_file(output)))
        if not quiet:
            fits = f"{found.changed} of {len(found.numbers)} numbers fitted"
            also = "" if found.foretold is None else ", and what was tested"
            say(f"{output} written; {fits}{also}", err=True)
    return 0


def _beside(case: str) -> str:
    """A name for the fitted case, beside the case."""
    path = Path(case)
    return str(path.with_name(f"{path.stem}-fitted{path.suffix}"))
