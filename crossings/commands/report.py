"""`crossings report`: one page to share and print, or one of its charts."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import (
    STANDARD_OUTPUT,
    counting,
    deliver,
    ending_fits,
    named_file,
    not_over,
    say,
    waiting,
    warn,
)
from crossings.commands.options import (
    case_argument,
    full_paths_option,
    models_option,
    pasted,
    quiet_option,
    scenarios_option,
    seed_option,
    set_option,
)
from crossings.commands.plan_options import PlanOptions, plan_options

if TYPE_CHECKING:
    from crossings.batches import About
    from crossings.scripting.page_material import Asked


@click.command("report")
@case_argument
@models_option(
    "Use this inspection model; further ones stand beside it, in place of every shipped one."
)
@scenarios_option("Carry the plans through N futures as well.")
@seed_option("Which futures: the same number gives the same ones.  [default: 1]")
@click.option("--language", default="en", show_default=True, help="en, or ar: right to left.")
@click.option(
    "--boundaries", type=click.Path(), metavar="GEOJSON",
    help="Outlines of areas for the map, matched by p-code or name.",
)  # fmt: skip
@click.option("--chart", metavar="NAME", help="This chart alone, as a drawing.")
@click.option("--brief", is_flag=True, help="The answer on one page of A4.")
@click.option(
    "--format", "form", type=click.Choice(["html", "svg", "png"]),
    help="html: the page; svg, png: with --chart.  [default: html, or svg with --chart]",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(),
    help="Write there; - is standard output.  [default: CASE.html; standard output for a chart]",
)  # fmt: skip
@plan_options
@set_option
@full_paths_option
@quiet_option
def command(
    case: str,
    models: tuple[str, ...],
    scenarios: int | None,
    seed: int | None,
    language: str,
    boundaries: str | None,
    chart: str | None,
    brief: bool,
    form: str | None,
    output: str | None,
    which: PlanOptions,
    settings: tuple[str, ...],
    quiet: bool,
) -> int:
    """Tell the plan for CASE on one page that opens anywhere without a network, and prints.

    CASE is a case file, or a folder that `crossings evaluate CASE --output FOLDER` has finished:
    then its plans and its futures are told.

    \b
    Examples:
      crossings report inputs/gaza.yaml
      crossings report inputs/gaza.yaml --scenarios 2000 --language ar --output report.html
      crossings report inputs/gaza.yaml --boundaries admin2.geojson --output report.html
      crossings report inputs/gaza.yaml --own-plan plan.csv --output report.html
      crossings report futures --output report.html
      crossings report inputs/gaza.yaml --brief --output brief.html
      crossings report inputs/gaza.yaml --chart coverage --format svg --output coverage.svg
    """
    form = form or ("svg" if chart else "html")
    named_itself = output is None and is_no_reading(form)
    output = named_after(case, chart, form) if named_itself else output
    batch = None
    named: tuple[str | None, ...] = models
    if Path(case).is_dir():
        kind = None if which.objective == "value" else which.objective
        batch = _finished(case, (models, settings, scenarios, seed, which.own, kind))
        which = PlanOptions(batch.objective, batch.over, batch.own)
        case, named, settings = str(batch.case), batch.asked_for, batch.settings
        scenarios, seed = batch.scenarios, batch.seed
    if seed is not None and scenarios is None:
        raise click.UsageError("--seed is about futures and needs --scenarios N")
    check_page_options(chart, form, output, language, futures=scenarios is not None, brief=brief)
    ending_fits(form, output)
    from crossings.allocation.copies import at_once
    from crossings.scripting.cases import read_models
    from crossings.scripting.page_material import Asked, called_as_in, material, outlines_of
    from crossings.scripting.pages import NothingToShow, page_of

    seed = 1 if seed is None else seed
    asked = Asked(max(1, len(named)), scenarios, seed, batch, chart, brief)
    under = asked.models(named)
    with waiting("reading", quiet):
        problems = read_models(case, under, settings)
    problems = problems if batch is None else called_as_in(batch, problems)
    read = [file for problem in problems.values() for file in problem.files]
    not_over([*read, *([boundaries] if boundaries else []), *which.files], (output,))
    first = next(iter(problems.values()))
    outlines = outlines_of(boundaries, first, lambda odd: warn([odd], quiet))
    warn(first.warnings, quiet)
    request = which.request(first, quiet=quiet)
    jobs = at_once()
    told = material(asked, problems, request, outlines, partial(_step, quiet), jobs)
    try:
        made = page_of(told, asked, language, jobs)
    except NothingToShow as error:
        raise click.UsageError(f"--{error}") from error
    if form == "png":
        from crossings.files import write_bytes
        from crossings.outputs.report.image import picture

        write_bytes(named_file(str(output)), picture(made.text))
    else:
        deliver(made.text, output, encoded=True)
    if output not in (None, STANDARD_OUTPUT) and (named_itself or not quiet):
        then = _next(asked, case, models, {"set": settings, **which.given()})
        say(f"the {'page' if chart is None else 'chart'} is in {output}\n\nNext: {then}")
    return 0


def _next(
    asked: Asked, case: str, models: Sequence[str], given: dict[str, Sequence[str] | str | None]
) -> str:
    """What tells more: the whole page, then many futures, then what is sent with it."""
    if asked.batch is not None:
        return pasted("sensitivity", str(asked.batch.folder))
    if asked.scenarios is not None:
        package = {"format": "package", "output": "package"}
        return pasted("optimize", case, model=models[:1], **given, **package)
    futures = None if asked.chart or asked.brief else "1000"
    return pasted("report", case, model=models, **given, scenarios=futures)


def _finished(folder: str, given: Sequence[object]) -> About:
    """What a batch is about; nothing else may give its models, settings and futures."""
    if any(each not in (None, ()) for each in given):
        text = f"{folder} has its own models, settings, plans and futures: leave out --model, --set"
        raise click.UsageError(f"{text}, --objective, --scenarios and --seed")
    from crossings.scripting.page_material import told_batch

    try:
        return told_batch(Path(folder))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def _step(quiet: bool, what: str, total: int) -> Iterator[Callable[[Any], None]]:
    """Around a step of the work: how many are done, or a sign of life and how far it is."""
    with counting(what, total, quiet) if total else waiting(what, quiet) as done:
        yield done


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
