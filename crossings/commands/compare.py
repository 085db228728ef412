"""`crossings compare`: one place under several inspection models, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
from crossings.commands.options import (
    format_option,
    output_option,
    overrides,
    quiet_option,
    set_option,
)
from crossings.errors import NoPlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossings.comparison import Column
    from crossings.problem import Evidence


@click.command("compare")
@click.argument("case", type=click.Path())
@click.argument("models", metavar="[MODEL]...", nargs=-1)
@set_option
@format_option
@output_option
@quiet_option
def command(
    case: str,
    models: tuple[str, ...],
    settings: tuple[str, ...],
    form: str,
    output: str | None,
    quiet: bool,
) -> int:
    """Put CASE under several inspection models and show them side by side.

    Each MODEL is a shipped one's name or a file; without any, the case as it is and every shipped
    model. Differences are against the first.

    \b
    Examples:
      crossings compare inputs/gaza.yaml
      crossings compare inputs/gaza.yaml scan-then-search joint my-model.yaml
      crossings compare inputs/gaza.yaml --format json --output compared.json
    """
    needs_output(form, output)
    changes = overrides(settings)
    from crossings.comparison import Comparison
    from crossings.reading import read_under, shipped_models

    asked: list[str | None] = [*models] or [None, *shipped_models()]
    columns: list[Column] = []
    with waiting("planning under every model", quiet), importing_meanwhile("pandas"):
        for name, (problem, levers) in zip(asked, read_under(case, asked, changes), strict=True):
            not_over(problem.files, (output,))
            from crossings.allocation import compared

            called = name or _name(problem.model.path)
            if called not in [column.model for column in columns]:
                columns.append(compared(called, problem, levers))
    if all(column.plan is None for column in columns):
        raise NoPlan("under none of the models.", [])

    from crossings.outputs.comparison import comparison_answer, comparison_screen

    found = comparison_answer(Comparison(tuple(columns)))
    if not deliver_tables(found, form, output, _evidence(columns)):
        text = comparison_screen(found, colour=in_colour(output), width=console_width(output))
        deliver(text, output)
    return 0


def _name(path: str) -> str:
    """A shipped model's name; any other as it is."""
    from crossings.reading import shipped_models

    stem = Path(path).stem
    return stem if path == f"models/{stem}.yaml" and stem in shipped_models() else path


def _evidence(columns: Sequence[Column]) -> list[Evidence]:
    """What the plans rest on, each number once."""
    plans = [column.plan for column in columns if column.plan is not None]
    return list(dict.fromkeys(each for plan in plans for each in plan.problem.evidence))
