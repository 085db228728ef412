"""`crossings report`: one page to share and print, or one of its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossings.commands.assumed import foremost_assumptions
from crossings.commands.delivery import (
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
    Reading,
    case_argument,
    full_paths_option,
    models_option,
    overrides,
    quiet_option,
    scenarios_option,
    seed_option,
    set_option,
)
from crossings.commands.page_options import check_page_options, is_no_reading, named_after
from crossings.commands.plan_options import PlanOptions, plan_options
from crossings.commands.priced import priced
from crossings.errors import NoPlan
from crossings.outputs.report.names import OF_FUTURES
from crossings.scripting.given_futures import futures_of

if TYPE_CHECKING:
    from crossings.allocation.beside import Planning
    from crossings.analysis.frontier import Frontier
    from crossings.batches import About
    from crossings.evaluation.by_period import ByPeriod
    from crossings.evaluation.measures import Batch
    from crossings.limits.levers import Lever
    from crossings.outputs.report.material import Material
    from crossings.plan import Plan
    from crossings.problem import Origin, Problem
    from crossings.published import Boundary
    from crossings.reading.yaml.overrides import Override

_MOST_ASKED = 3
"""Limits that it is solved again for, to say what one more of them brings."""
_MOST_BY_PERIOD = 1000
"""Futures whose periods are looked at one by one."""
_FRONTIER_SHARE = 0.005
"""Of the value, that lines of the frontier may fall short of it: less than is seen in a chart."""
_TOLD = ("prices", "plan")
"""Rules of which a page tells."""
Posed = dict[str, "tuple[Problem, tuple[Lever, ...]]"]


@dataclass(frozen=True)
class _Request:
    """What the command line asks for."""

    case: str
    models: Sequence[str | None]
    """Under which the case is read; None is its own."""
    tried: int
    """So many of them have a frontier and go through futures; others stand beside them."""
    settings: Sequence[str]
    scenarios: int | None
    seed: int
    batch: About | None
    """A finished batch, which is told instead of a new one."""
    chart: str | None
    language: str
    which: PlanOptions
    brief: bool
    """Whether what fits one page is told, and nothing is solved for more."""

    @property
    def changes(self) -> list[Override]:
        """What the settings change."""
        return overrides(self.settings)


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
    asked_for: tuple[str | None, ...] = models
    if Path(case).is_dir():
        kind = None if which.objective == "value" else which.objective
        batch = _finished(case, (models, settings, scenarios, seed, which.own, kind))
        which = PlanOptions(batch.objective, batch.over, batch.own)
        case, asked_for, settings = str(batch.case), batch.asked_for, batch.settings
        scenarios, seed = batch.scenarios, batch.seed
    if seed is not None and scenarios is None:
        raise click.UsageError("--seed is about futures and needs --scenarios N")
    check_page_options(chart, form, output, scenarios, language)
    if brief and chart is not None:
        raise click.UsageError("--brief is a page and goes without --chart")
    ending_fits(form, output)
    tried = max(1, len(asked_for))
    asked = _Request(
        case, asked_for if models else _beside(asked_for, chart, brief=brief), tried, settings,
        scenarios, 1 if seed is None else seed, batch, chart, language, which, brief,
    )  # fmt: skip
    from crossings.allocation.beside import second_process

    with second_process(wanted=_side_by_side(asked) and len(asked.models) > 2) as planning:
        with waiting("reading", quiet):
            posed = _posed(asked)
        problems = [problem for problem, _ in posed.values()]
        read = [file for problem in problems for file in problem.files]
        not_over([*read, *([boundaries] if boundaries else []), *which.files], (output,))
        outlines = _outlines(boundaries, problems[0], quiet)
        warn(problems[0].warnings, quiet)
        material = replace(
            _material(asked, posed, planning, quiet),
            boundaries=outlines[0], drawn_from=outlines[1],
        )  # fmt: skip
    _write(material, asked, form, output)
    if named_itself:
        say(f"the {'page' if chart is None else 'chart'} is in {output}")
    return 0


def _finished(folder: str, given: Sequence[object]) -> About:
    """What a batch is about; nothing else may give its models, settings and futures."""
    if any(each not in (None, ()) for each in given):
        text = f"{folder} has its own models, settings, plans and futures: leave out --model, --set"
        raise click.UsageError(f"{text}, --objective, --scenarios and --seed")
    from crossings.batches import about

    told = about(Path(folder))
    if told.dispatch not in _TOLD:
        text = f"{folder}: only futures under --dispatch {' or '.join(_TOLD)} are told on a page"
        raise click.UsageError(text)
    return told


def _beside(asked_for: Sequence[str | None], chart: str | None, *, brief: bool) -> list[str | None]:
    """What is asked for, the case's own where nothing is, and every shipped model beside one."""
    from crossings.reading import shipped_models

    own = [*asked_for] or [None]
    alone = brief or chart not in (None, "models")
    return own if len(own) > 1 or alone else [*own, *shipped_models()]


def _posed(asked: _Request) -> Posed:
    """The case under every model, by the name of the model; in a batch, by its name there."""
    from crossings.scripting.cases import read_models

    read = read_models(asked.case, asked.models, asked.settings)
    posed = {name: (problem, problem.reader.levers(problem)) for name, problem in read.items()}
    if asked.batch is None:
        return posed
    there = dict(zip(asked.batch.models, posed.values(), strict=False))
    others = [*posed.items()][len(there) :]
    return {**there, **{name: other for name, other in others if name not in there}}


def _outlines(
    file: str | None, problem: Problem, quiet: bool
) -> tuple[tuple[Boundary, ...], Origin | None]:
    if file is None:
        return (), None
    from crossings.reading.lists.boundaries import boundaries
    from crossings.reading.warnings.places import far_from_outlines

    found, origin = boundaries(file)
    warn(far_from_outlines(file, found, problem), quiet)
    return found, origin


def _material(asked: _Request, posed: Posed, planning: Planning, quiet: bool) -> Material:
    """Everything that the page, or the chart asked for, tells."""
    from crossings.allocation import foremost_and_both, requested_plan, standing_plan
    from crossings.analysis.comparison import column
    from crossings.outputs.report.material import Material

    own, (problem, levers) = next(iter(posed.items()))
    others = dict([*posed.items()][1:])
    request = asked.which.request(problem, quiet=quiet)
    coming = planning(others if _side_by_side(asked) else {}, replace(request, given=None))
    with waiting("finding the best plan", quiet):
        again = Reading(asked.case, asked.models[0], asked.changes).again
        program, plan = standing_plan(problem, reread=again)
        values, more, both = (
            ((), 0, None) if asked.chart else foremost_and_both(program, plan, levers, _MOST_ASKED)
        )
        plan = requested_plan(plan, request)
    with waiting("finding what security costs", quiet):
        frontiers = {name: _frontier(each) for name, each in _for_frontiers(asked, posed)}
    with waiting("planning under every model", quiet):
        columns = [column(own, problem.model.title, plan, levers, ()), *coming()]
    tried = columns[: asked.tried]
    plans = {each.model: each.plan for each in tried if each.plan is not None}
    simulated = asked.scenarios is not None and asked.chart in (None, *OF_FUTURES)
    futures = _batch(plans, asked, quiet) if simulated else ()
    beside = asked.brief or asked.chart is not None
    anew = program if asked.scenarios is not None and plan.of_most_value is plan else None
    found = () if beside else foremost_assumptions(plan, anew, quiet)
    told = Material(plan, values, both, more, columns, frontiers, *futures)
    return replace(told, assumptions=found)


def _side_by_side(asked: _Request) -> bool:
    if asked.brief:
        return False
    return asked.chart in (None, "models") or (asked.chart in OF_FUTURES and asked.tried > 1)


def _for_frontiers(asked: _Request, posed: Posed) -> list[tuple[str, Problem]]:
    """The plan's own model, or all that were named."""
    if asked.brief or asked.chart not in (None, "frontier"):
        return []
    named_first = [(name, problem) for name, (problem, _) in posed.items()]
    return named_first[: asked.tried]


def _frontier(problem: Problem) -> Frontier:
    from crossings.allocation.aims import EVENNESS
    from crossings.allocation.frontier import frontier, without_plan

    try:
        return frontier(problem, share=_FRONTIER_SHARE, aims=[EVENNESS])
    except NoPlan as error:
        return without_plan(problem, error, exact=False)


def _batch(plans: dict[str, Plan], asked: _Request, quiet: bool) -> tuple[Batch, list[ByPeriod]]:
    """Every plan in the same futures, and period by period in the first of them."""
    from crossings.batches import PRICES, Task, candidate, finished_batch, run, usual_rule
    from crossings.evaluation.by_period import by_period

    copy = None if asked.batch is None else asked.batch.table  # of a table of futures
    table, rest = None if copy is None else str(copy), asked.batch and asked.batch.seed is not None
    futures = futures_of(table, asked.seed, plans.values(), draw_rest=bool(rest))
    size = asked.scenarios or 0
    rule = usual_rule([*plans.values()]) if asked.batch is None else asked.batch.dispatch
    folder = None if asked.batch is None else asked.batch.folder
    prices = priced(plans, folder, quiet) if rule == PRICES else {}
    candidates = tuple(
        candidate(name, plan, futures, rule, prices=prices.get(name))
        for name, plan in plans.items()
    )
    task = Task(futures, rule, candidates)
    if asked.batch is not None:
        batch = finished_batch(asked.batch, task)
    else:
        with counting("futures", size * len(plans), quiet) as done:
            batch = run(task, range(size), done)
    first = range(min(size, _MOST_BY_PERIOD))
    with waiting("looking at every day", quiet):
        spreads = [
            by_period(plans[each.model].problem, each.ready, futures, first, partial(task.carry, k))
            for k, each in enumerate(candidates)
        ]
    return batch, spreads


def _write(material: Material, asked: _Request, form: str, output: str | None) -> None:
    from crossings.outputs.provenance import for_others
    from crossings.outputs.report.language import language
    from crossings.outputs.report.page import nothing_in, page, slide
    from crossings.outputs.retold import in_language

    words = language(asked.language, material.plan.problem.calendar_months)
    told = in_language(for_others(material), asked.language)
    if asked.chart is None:
        deliver(page(told, words, brief=asked.brief), output, encoded=True)
        return
    drawn = slide(told, words, asked.chart)
    if drawn is None:
        why = nothing_in(material, language("en"), asked.chart)
        raise click.UsageError(f"--chart {asked.chart}: nothing to show: {why}")
    if form == "svg":
        deliver(drawn, output, encoded=True)
        return
    from crossings.files import write_bytes
    from crossings.outputs.report.image import picture

    write_bytes(named_file(str(output)), picture(drawn))
