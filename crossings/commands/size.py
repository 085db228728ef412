"""`crossings size`: the cheapest units and hours that reach a target."""

from __future__ import annotations

import math
from typing import Any

import click

from crossings.commands.delivery import (
    Delivery,
    not_over,
    tables_requested,
    waiting,
    warn,
)
from crossings.commands.options import (
    Reading,
    as_options,
    case_options,
    ending_options,
    format_option,
    output_option,
    show_option,
    time_limit_option,
)
from crossings.commands.unfinished import deadline, may_be_written, unfinished
from crossings.ends.importing import importing_meanwhile
from crossings.errors import StoppedEarly

_MEASURES = ("coverage", "worst", "informal")


@click.command("size")
@click.option(
    "--target", required=True, metavar="coverage=SHARE[,worst=SHARE][,informal=TRUCKLOADS]",
    help="Shares of need to be met over the horizon: of all inbound goods; of every good and area. "
    "Truckloads of contraband a day that may enter by informal channels at most.",
)  # fmt: skip
@click.option(
    "--budget", metavar="AMOUNT[,AMOUNT…]",
    help="Tell what these budgets buy, in place of the steps given under `sizing`.",
)  # fmt: skip
@case_options
@format_option
@output_option
@show_option("units, hours, coverage, flows")
@click.option("--write-lp", type=click.Path(), help="Keep the program as a readable file.")
@time_limit_option
@ending_options
def command(
    target: str,
    budget: str | None,
    reading: Reading,
    show: tuple[str, ...],
    write_lp: str | None,
    time_limit: float | None,
    to: Delivery,
) -> int:
    """Find the cheapest whole numbers of units and hours that reach a target.

    What may be added at crossings, to pools and to what limits of one's own allow, at what cost,
    and who offers it stands under `sizing` in CASE or in the inspection model.

    \b
    Examples:
      crossings size inputs/gaza.yaml --target coverage=0.7 --model joint
      crossings size inputs/gaza.yaml --target coverage=0.75,worst=0.4 --model joint
      crossings size inputs/gaza.yaml --target coverage=0.7 --model joint --budget 1e6,5e6
      crossings size case.yaml --target coverage=0.7,informal=0.1
    """
    to.needs_output()
    until = deadline(time_limit, "no answer")
    asked, budgets = _asked(target), _budgets(budget)
    from crossings.tables import SIZING_TABLE_NAMES

    shown = tables_requested(show, SIZING_TABLE_NAMES)
    with to.without_plan(), until.enforced():
        problem = reading.problem()
    not_over(problem.files, (*may_be_written(to.output, time_limit), write_lp))
    warn(problem.warnings, to.quiet)

    from crossings.scripting.answers import size

    signs = waiting("finding the cheapest units and hours", to.quiet)
    told = as_options(informal="--target")
    with to.without_plan(), signs as tell, told, importing_meanwhile("pandas"):
        found = size(
            problem,
            **asked,
            budgets=budgets,
            time_limit=until,
            write_lp=write_lp,
            schedule=to.form != "table",
            tell=tell,
        )

    def on_screen(found: Any, **how: Any) -> str:
        from crossings.outputs.screens.plan import detail
        from crossings.outputs.screens.sizing import sizing_screen

        return sizing_screen(found, **how) + detail(found, shown)

    finished = found.result.finished
    to = to if finished else unfinished(to)
    to.give(to.told(found), on_screen, reading.then("explain"))
    return 0 if finished else StoppedEarly.exit_code


def _asked(target: str) -> dict[str, float]:
    """Numbers by measure, of `coverage=0.9,worst=0.7`."""
    asked: dict[str, float] = {}
    for part in target.split(","):
        measure, sign, number = (word.strip() for word in part.partition("="))
        value = _number(number, "--target") if sign else math.nan
        most = math.inf if measure == "informal" else 1
        if measure not in _MEASURES or not 0 <= value <= most or math.isinf(value):
            raise click.BadParameter(
                "expected coverage=SHARE or worst=SHARE, shares from 0 to 1, or "
                f"informal=TRUCKLOADS a day, from 0, or several of them, got {part!r}",
                param_hint="--target",
            )
        if measure in asked:
            raise click.BadParameter(f"{measure} is given twice", param_hint="--target")
        asked[measure] = value
    return asked


def _budgets(budget: str | None) -> tuple[float, ...] | None:
    if budget is None:
        return None
    amounts = tuple(_number(part, "--budget") for part in budget.split(","))
    for amount in amounts:
        if not 0 <= amount < math.inf:
            raise click.BadParameter(f"expected amounts ≥ 0, got {amount:g}", param_hint="--budget")
    return amounts


def _number(text: str, option: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no number", param_hint=option) from None
