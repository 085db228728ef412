"""`crossings sweep`: settings crossed with inspection models, in the same futures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import Delivery, counting, kept_in, not_over
from crossings.commands.options import (
    CARRYING,
    case_argument,
    ending_options,
    jobs_option,
    models_option,
    overrides,
    pasted,
    reachable,
    scenarios_option,
    scheduler_option,
    seed_option,
    set_option,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from crossings.outputs.answer import Answer
    from crossings.reading.yaml.document import Mark
    from crossings.sweeps import Sweep

    _Place: TypeAlias = Callable[[int, str], Mark]


@click.command("sweep")
@case_argument
@click.option(
    "--over", multiple=True, metavar="PATH=V1,V2,…",
    help="Values that one setting takes in turn, e.g. crossings.rafah.hours_per_day=8,12; given "
    "again, every combination.",
)  # fmt: skip
@click.option(
    "--design", type=click.Path(), metavar="FILE",
    help="A table (CSV or a workbook) with a point in each row; its columns are paths of --set, "
    "and model.",
)  # fmt: skip
@models_option("Use this inspection model; give it again to have every point under each.")
@scenarios_option("Carry every plan through N futures, the same at every point.")
@seed_option("With --scenarios: which futures are drawn; by default 1.")
@click.option(
    "--dispatch", type=click.Choice(CARRYING),
    help="With --scenarios: which trucks go when not all can; by default plan.",
)  # fmt: skip
@click.option(
    "--value-only", is_flag=True,
    help="Seek the best value of each point, and no plan among those as good.",
)  # fmt: skip
@jobs_option("Solve points by so many processes.")
@scheduler_option("Solve them")
@set_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table",
    help="table: for reading; json: one object.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(), metavar="FOLDER",
    help="Keep points and figures there; the same command goes on where it was stopped.",
)  # fmt: skip
@ending_options
def command(
    case: str,
    over: tuple[str, ...],
    design: str | None,
    models: tuple[str, ...],
    scenarios: int | None,
    seed: int | None,
    dispatch: str | None,
    value_only: bool,
    jobs: int,
    scheduler: str | None,
    settings: tuple[str, ...],
    to: Delivery,
) -> int:
    """Solve CASE at every point of a design: settings, and inspection models.

    \b
    Examples:
      crossings sweep inputs/gaza.yaml --over crossings.rafah.hours_per_day=8,12,16
      crossings sweep inputs/gaza.yaml --over model.pools.monitor.units=40,80 --model joint
      crossings sweep inputs/gaza.yaml --design points.csv --scenarios 2000 --jobs 2 --output swept
    """
    if (not over) == (design is None):
        raise click.UsageError("give either --over, as often as settings are crossed, or --design")
    if seed is not None and scenarios is None:
        raise click.UsageError("--seed is about futures and needs --scenarios N")
    if dispatch is not None and scenarios is None:
        raise click.UsageError("--dispatch is about futures and needs --scenarios N")
    reachable(scheduler)
    if value_only and scenarios:
        raise click.UsageError("--value-only seeks no plan that could be carried through futures")
    overrides(settings)  # looked at before anything is read
    rows, place = _grid(over) if design is None else _design(design)
    not_over([case, *([design] if design else [])], (to.output,))

    from crossings.outputs.screens.sweep import sweep_screen
    from crossings.outputs.sweep import sweep_answer, write_sweep
    from crossings.sweeps import crossed
    from crossings.sweeps.asked import sweep_of

    points = crossed(rows, list(dict.fromkeys(models)) or [None])
    folder = None if to.output is None else Path(to.output)
    with kept_in(folder), counting("points", len(points), to.quiet) as done:
        made = sweep_of(
            case, points, settings, scenarios or 0, 1 if seed is None else seed,
            dispatch or "plan", value_only=value_only, jobs=jobs, folder=folder, done=done,
            scheduler=scheduler, place=place,
        )  # fmt: skip
    found = sweep_answer(made)
    if folder is not None:
        write_sweep(found, folder)
    replace(to, output=None).give(found, sweep_screen, _best(case, found, settings))
    return 0


def _best(case: str, found: Answer[Sweep], settings: Sequence[str]) -> str:
    """The command for the plan of the best point, where one has a plan."""
    from crossings.outputs.screens.sweep import best_first
    from crossings.tables import records

    rows = records(found.tables["sweep_points"])
    best = best_first(found.result, rows)
    if not best:
        return pasted("validate", case)
    point = found.result.points[rows.index(best[0])]
    changes = [*settings, *(f"{path}={value}" for path, value in point.settings)]
    return pasted("optimize", case, model=point.model, set=changes)


def _grid(over: Sequence[str]) -> tuple[list[dict[str, str]], _Place]:
    """Points of a grid, and which `--over` sets a path."""
    from crossings.reading.yaml.document import Mark
    from crossings.sweeps import grid

    crossing: dict[str, list[str]] = {}
    for text in over:
        path, sign, values = text.partition("=")
        each = [value.strip() for value in values.split(",") if value.strip()]
        if not sign or not path.strip() or not each:
            raise click.BadParameter(f"{text!r} is not of the form PATH=V1,V2", param_hint="--over")
        if path.strip() in crossing:
            raise click.BadParameter(f"{path.strip()} is given twice", param_hint="--over")
        crossing[path.strip()] = each
    order = list(crossing)
    return grid(crossing), lambda _, path: Mark("--over", order.index(path) + 1, 1)


def _design(design: str) -> tuple[list[dict[str, str]], _Place]:
    """Points of a table, and the cell in which one sets a path."""
    from crossings.errors import Finding, InputError
    from crossings.reading.sheets.rows import Unreadable, read_sheet
    from crossings.reading.yaml.document import Mark
    from crossings.sweeps import lines_of, rows_of

    try:
        cells = read_sheet(Path(design), design).rows
        rows, lines = rows_of(cells), lines_of(cells)
        paths = [str(cell).strip() for cell in cells[0]]

        def place(number: int, path: str) -> Mark:
            return Mark(design, lines[number], paths.index(path) + 1, in_sheet=True)

        return rows, place
    except (Unreadable, ValueError) as error:
        raise InputError([Finding(design, 1, 1, "", str(error))]) from error
