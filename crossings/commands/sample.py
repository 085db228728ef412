"""`crossings sample`: a table of futures, for other tools to fill or read."""

from __future__ import annotations

from pathlib import Path

import click

from crossings.commands.delivery import STANDARD_OUTPUT, deliver, not_over, say, warn
from crossings.commands.options import Reading, case_options, full_paths_option, quiet_option
from crossings.wording import counted

_METHODS = ("random", "latin", "sobol")


@click.command("sample")
@case_options
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@click.option(
    "--method", type=click.Choice(_METHODS), default="random", show_default=True,
    help="random: what a seed draws; latin, sobol: rows spread evenly over every quantity.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="S",
    help="Which futures: the same number gives the same ones.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(), metavar="FILE",
    help="Write there instead of standard output: CSV, or Parquet by the name's ending.",
)  # fmt: skip
@full_paths_option
@quiet_option
def command(
    reading: Reading, number: int, method: str, seed: int, output: str | None, quiet: bool
) -> int:
    """Write N futures of CASE as a table: a row each, a column for each quantity that varies.

    Quantities are the numbers with a range, and what `uncertainty` says of need, supply, levels and
    phases. What changes from day to day, closures and pace, is left to `evaluate --draw-rest`.

    \b
    Examples:
      crossings sample inputs/gaza.yaml 1000 --method latin --output futures.csv
      crossings evaluate inputs/gaza.yaml --futures futures.csv --draw-rest
    """
    not_over([reading.case], (output,))
    from crossings.outputs.csv import csv_text
    from crossings.outputs.futures_file import write_futures
    from crossings.tables.designed import sampled_table

    problem = reading.problem()
    warn(problem.warnings, quiet)
    table = sampled_table(problem, number, method, seed)
    if output is not None and Path(output).suffix.lower() == ".parquet":
        write_futures(table, Path(output))
    else:
        deliver(csv_text(table), output, encoded=True)
    if not quiet:
        told = f"{counted(number, 'future')}, {counted(len(table.columns), 'column')}"
        rest = "closures and pace from day to day are in none: evaluate --draw-rest draws them"
        say(f"{told}; {rest}", err=True)
        if output not in (None, STANDARD_OUTPUT):
            say(f"\nNext: {reading.then('evaluate', '--draw-rest', futures=output)}", err=True)
    return 0
