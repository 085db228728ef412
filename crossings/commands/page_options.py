"""What a page, or a chart alone, is asked for as: its form, its language and where it goes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crossings.commands.delivery import STANDARD_OUTPUT


def is_no_reading(form: str) -> bool:
    """Whether nobody could read it where standard output goes, so that it goes into a file."""
    return form == "html" or (form == "svg" and sys.stdout.isatty())


def named_after(case: str, chart: str | None, form: str) -> str:
    """The name of a page or chart that is given none, in the working folder."""
    place = Path(case)
    name = place.resolve().name if place.is_dir() else place.stem
    return f"{name}{'' if chart is None else f'-{chart}'}.{form}"


def check_page_options(
    chart: str | None, form: str, output: str | None, language: str, *, futures: bool, brief: bool
) -> None:
    """Refuse charts, forms and languages that there are not, or that do not go together."""
    from crossings.outputs.report.names import OF_FUTURES
    from crossings.scripting.pages import check_page

    if chart in OF_FUTURES and not futures:
        raise click.UsageError(f"--chart {chart} is about futures and needs --scenarios N")
    try:
        check_page(chart, language, futures=futures, brief=brief)
    except ValueError as error:
        raise click.UsageError(f"--{error}") from error
    if (form == "html") == (chart is not None):
        told = "a chart is a drawing: --format svg or png" if chart else f"--format {form} needs"
        raise click.UsageError(told if chart else f"{told} --chart NAME")
    if form == "png" and output in (None, STANDARD_OUTPUT):
        raise click.UsageError("--format png is a picture and needs --output FILE")
