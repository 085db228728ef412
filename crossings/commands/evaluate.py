"""`crossings evaluate`: plans carried through many futures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crossings.commands.delivery import (
    STANDARD_OUTPUT,
    Delivery,
    counting,
    kept_in,
    not_over,
    say,
    waiting,
    warn,
)
from crossings.commands.options import (
    CARRYING,
    case_argument,
    ending_options,
    format_option,
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
from crossings.commands.plan_options import PlanOptions, plan_options
from crossings.commands.priced import priced
from crossings.ends.importing import importing_meanwhile
from crossings.making import told_names
from crossings.scripting.given_futures import futures_of
from crossings.wording import counted

if TYPE_CHECKING:
    from crossings.evaluation import DispatchOptions
    from crossings.evaluation.measures import Batch
    from crossings.plan import Plan
    from crossings.problem import Problem
    from crossings.scenarios import Futures

_RULES = (*CARRYING, "prices", "reoptimise", "replan", "as-counted")
_SHEET = "sheet"
_ORDERING = "--order-ahead is for rules that decide: use --dispatch prices or replan"
_USUAL = 10_000
"""Futures that are drawn unless another number is asked for."""
_USUAL_REPLANNED = 100
"""Likewise where each is planned again and again."""
_NOT_IN_ORDER = 1
"""Exit code where a future that was solved contradicts what was told of it: a fault of ours."""


def _rule(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A rule by its name, or a dispatch sheet by its file; what is neither is refused."""
    if value is None or value in _RULES or Path(value).suffix:
        return value
    raise click.BadParameter(f"{value!r} is not one of {', '.join(_RULES)}, nor a file")


@click.command("evaluate")
@case_argument
@models_option("Use this inspection model; give it again to compare models in the same futures.")
@scenarios_option("Number of futures; by default 10,000, under replan 100, or all of a table.")
@click.option(
    "--futures", "table", type=click.Path(), metavar="FILE",
    help="Take the futures from this table (CSV or Parquet, a row each) instead of drawing them.",
)  # fmt: skip
@click.option(
    "--draw-rest", is_flag=True,
    help="With --futures: draw what no column of the table names, row k with stream k of --seed.",
)  # fmt: skip
@seed_option("Which futures are drawn: the same number gives the same ones; by default 1.")
@click.option(
    "--dispatch", metavar="RULE|FILE", callback=_rule,
    help=f"Which trucks go when not all can: {', '.join(_RULES)}. prices, unless a plan is asked "
    "for by itself: each morning to the uses worth most; reoptimise: the best plan of each future "
    "by itself; replan: the rest planned again from the state as it is; as-counted: what counts "
    "imply was sent, else the plan; a file: by a sheet that says in which order each crossing "
    "brings what, until how many days of stock.",
)  # fmt: skip
@click.option(
    "--every", type=click.IntRange(min=1), metavar="DAYS",
    help="With --dispatch replan: days from one plan to the next, in whole periods; by default 1.",
)  # fmt: skip
@click.option(
    "--order-ahead", "ahead", type=click.IntRange(min=0), default=0, metavar="DAYS",
    help="With --dispatch prices or replan: a truck is ordered so many days before it leaves its "
    "origin, and may wait from then on; by default 0.",
)  # fmt: skip
@click.option(
    "--bound", "solved", type=click.IntRange(min=0), default=60, show_default=True, metavar="N",
    help="Solve at most N practice futures for an upper bound of every future; 0: no bound.",
)  # fmt: skip
@click.option(
    "--gap", type=click.FloatRange(min=0, max=1), default=0.005, show_default=True, metavar="SHARE",
    help="Stop earlier, when the bound is on average this near to the optimum.",
)  # fmt: skip
@click.option(
    "--certify", type=click.IntRange(min=0), default=0, metavar="N",
    help="Solve N of the futures exactly, and hold values and bounds against them.",
)  # fmt: skip
@click.option(
    "--policy-bound", "bounded", type=click.IntRange(min=0), default=0, metavar="N",
    help="Find in N of the futures what no rule could exceed on average, whatever it knows of the "
    "days that have been: what luck costs, and what a better rule could bring.",
)  # fmt: skip
@jobs_option("Carry the futures by so many processes, which make prices of several models too.")
@scheduler_option("Carry them")
@click.option(
    "--keep", type=click.Choice(["inputs", "outcomes"]), default="inputs", show_default=True,
    help="With --output FOLDER: keep what was drawn of each future beside what comes of it, or "
    "outcomes alone.",
)  # fmt: skip
@plan_options
@set_option
@format_option
@click.option(
    "--output", type=click.Path(), metavar="FOLDER",
    help="Keep every future there; the same command goes on where it was stopped. A name that ends "
    "in .json, .txt or .xlsx, like --format: the answer alone.",
)  # fmt: skip
@ending_options
def command(
    case: str,
    models: tuple[str, ...],
    scenarios: int | None,
    table: str | None,
    draw_rest: bool,
    seed: int | None,
    dispatch: str | None,
    every: int | None,
    ahead: int,
    solved: int,
    gap: float,
    certify: int,
    bounded: int,
    jobs: int,
    scheduler: str | None,
    keep: str,
    which: PlanOptions,
    settings: tuple[str, ...],
    to: Delivery,
) -> int:
    """Carry the plan for CASE through many futures, drawn from what it says is uncertain.

    \b
    Examples:
      crossings evaluate inputs/gaza.yaml
      crossings evaluate inputs/gaza.yaml --model joint --model full-search --scenarios 20000
      crossings evaluate inputs/gaza.yaml --dispatch first-come --format json --output futures.json
      crossings evaluate inputs/gaza.yaml --dispatch replan --every 7 --scenarios 100
      crossings evaluate inputs/gaza.yaml --dispatch sheet.csv
      crossings evaluate inputs/gaza.yaml --own-plan plan.csv
      crossings evaluate inputs/gaza.yaml --scenarios 1000000 --jobs 2 --output futures
    """
    if table is not None and seed is not None and not draw_rest:
        raise click.UsageError(
            "--seed draws futures, and --futures gives them: use one of them, or --draw-rest"
        )
    if draw_rest and table is None:
        raise click.UsageError("--draw-rest draws what no column of --futures names: use both")
    if every is not None and dispatch != "replan":
        raise click.UsageError("--every is when --dispatch replan plans again: use both")
    if ahead and dispatch not in (None, "prices", "replan"):
        raise click.UsageError(_ORDERING)
    reachable(scheduler)
    file, folder = _places(to)
    to.needs_output()
    changes = overrides(settings)
    names: list[str | None] = [*dict.fromkeys(models)] or [None]
    if table is None:  # else it is known when the table is read
        _fits(to.form, scenarios or _usual(dispatch), len(names))
    from crossings.reading import read_problem

    plans: dict[str, Plan] = {}
    file_of_sheet = None if dispatch is None or dispatch in _RULES else dispatch
    rule = dispatch if file_of_sheet is None else _SHEET
    options: dict[str, DispatchOptions] = {}
    called = told_names(models)
    for name in names:
        problem = read_problem(case, name, changes).without_foresight()
        read = (*problem.files, *([table] if table else []), *which.files)
        read += () if file_of_sheet is None else (file_of_sheet,)
        not_over(read, (to.output,))
        warn(problem.warnings, to.quiet)
        request = which.request(problem, quiet=to.quiet)
        from crossings.allocation import plan_for

        with waiting("finding the best plan", to.quiet), importing_meanwhile("pandas"):
            plan = plan_for(problem, request)
        known_as = called[name] if name else Path(problem.model.path).stem
        plans[known_as] = plan
        options[known_as] = _options(every, ahead, file_of_sheet, problem, to.quiet)
    from crossings.allocation.hindsight import Request
    from crossings.batches import PRICES, Parallelism, no_policy_bound, usual_rule
    from crossings.scripting.carrying import carried

    rule = usual_rule([*plans.values()]) if rule is None else rule
    if ahead and rule == "plan":
        raise click.UsageError(_ORDERING)
    asked = Request(gap, solved) if solved else None
    futures = futures_of(table, seed, plans.values(), draw_rest=draw_rest)
    scenarios = _count(scenarios, futures, rule)
    _fits(to.form, scenarios, len(names))
    where = None if folder is None else Path(folder)
    for plan in plans.values() if bounded else ():
        if why_not := no_policy_bound(plan.problem, futures):
            raise click.UsageError(f"--policy-bound: there is none where {why_not}")
    prices = priced(plans, where, to.quiet, jobs) if rule == PRICES else {}
    with kept_in(where):
        batch = carried(
            plans, futures, rule, scenarios, options=options, prices=prices, bound=asked,
            parallelism=Parallelism(jobs, scheduler), folder=where, settings=settings, table=table,
            keep_inputs=keep == "inputs", certify=certify, policy_bound=bounded,
            step=partial(counting, quiet=to.quiet), say=partial(say, err=True),
        )  # fmt: skip
        then = "report" if table is None else "explain"
        count = {"scenarios": str(scenarios), "output": "report.html"} if table is None else {}
        next_command = pasted(then, case, model=models, set=settings, **which.given(), **count)
        place = folder if to.form == "csv" else file
        _tell(batch, replace(to, output=place), next_command)
    return 0 if batch.holds else _NOT_IN_ORDER


def _options(
    every: int | None, ahead: int, sheet: str | None, problem: Problem, quiet: bool
) -> DispatchOptions:
    """When a rule decides, and by which sheet; what is odd about the sheet is said."""
    from crossings.evaluation import DispatchOptions

    if sheet is None:
        return DispatchOptions(every or 1, ahead)
    from crossings.reading.lists.order_tables import dispatch_sheet

    found, odd = dispatch_sheet(sheet, problem)
    warn(odd, quiet)
    return DispatchOptions(sheet=found)


def _usual(dispatch: str | None) -> int:
    """How many futures are drawn unless another number is asked for."""
    return _USUAL_REPLANNED if dispatch == "replan" else _USUAL


def _count(asked: int | None, futures: Futures, dispatch: str) -> int:
    """How many futures: as many as asked for, or as there are."""
    if futures.size is None:
        return asked or _usual(dispatch)
    if asked is not None and asked > futures.size:
        raise click.UsageError(f"--scenarios {asked}: the table has {futures.size} rows")
    return asked or futures.size


def _fits(form: str, scenarios: int, models: int) -> None:
    """Refuse a workbook that has more futures than a sheet has rows, before they are carried."""
    if form != "xlsx":
        return
    from crossings.outputs.workbook.book import MOST_ROWS

    if scenarios * models > MOST_ROWS:
        raise click.UsageError(
            f"--format xlsx: a sheet holds {MOST_ROWS:,} rows, and {scenarios:,} futures under "
            f"{counted(models, 'model')} are more; use --format csv"
        )


def _places(to: Delivery) -> tuple[str | None, str | None]:
    """The file for the answer alone, and the folder in which the batch is kept."""
    if to.output is None or to.output == STANDARD_OUTPUT:
        return None, None
    ending = {"json": ".json", "table": ".txt", "xlsx": ""}.get(to.form)
    alone = ending is not None and to.output.endswith(ending) and not Path(to.output).is_dir()
    return (to.output, None) if alone else (None, to.output)


def _tell(batch: Batch, to: Delivery, next_command: str) -> None:
    from crossings.outputs.screens.futures import futures_answer, futures_screen

    with waiting("adding up what came of them", to.quiet):
        batch = to.told(batch)
        found = futures_answer(batch)
    to.give(found, futures_screen, next_command)
