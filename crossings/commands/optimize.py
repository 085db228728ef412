"""`crossings optimize`: the best plan, on one screen, as JSON or as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import (
    Delivery,
    not_over,
    say,
    tables_requested,
    waiting,
    warn,
)
from crossings.commands.options import (
    Reading,
    adversary_option,
    case_options,
    ending_options,
    show_option,
    time_limit_option,
)
from crossings.commands.plan_options import PlanOptions, plan_options
from crossings.commands.unfinished import deadline, may_be_written, unfinished
from crossings.ends.importing import SOLVERS, importing_meanwhile
from crossings.errors import StoppedEarly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossings.allocation.standing import StandingProgram
    from crossings.analysis.adversary import Adversary
    from crossings.analysis.marginal_values import Margin, MarginalValue, Together
    from crossings.ends.deadline import Deadline
    from crossings.limits.levers import Lever
    from crossings.plan import Plan
    from crossings.problem import Problem

    Brings = tuple[tuple[MarginalValue | Margin, ...] | None, int, Together | None]

_MOST_ASKED = 3
"""Limits that it is solved again for, to say what one more of them brings."""


@click.command("optimize")
@case_options
@click.option(
    "--format", "form", default="table",
    type=click.Choice(["table", "json", "csv", "xlsx", "package"]),
    help="table: one screen; json: one object; csv: a folder of tables; xlsx: a workbook; package: "
    "a folder of tables to publish.",
)  # fmt: skip
@click.option("--hxl", is_flag=True, help="With package: a row of HXL tags below each header.")
@click.option("--output", type=click.Path(), help="Write there instead of standard output.")
@show_option("flows, deliveries, coverage")
@plan_options
@adversary_option
@click.option("--write-lp", type=click.Path(), help="Keep the linear program as a readable file.")
@click.option(
    "--confirm", is_flag=True,
    help="Solve again for what one more of a limit brings where the program is so large that "
    "prices alone tell it.",
)  # fmt: skip
@time_limit_option
@ending_options
def command(
    reading: Reading,
    hxl: bool,
    show: tuple[str, ...],
    which: PlanOptions,
    adversary: bool,
    write_lp: str | None,
    confirm: bool,
    time_limit: float | None,
    to: Delivery,
) -> int:
    """Find the best plan for CASE that inspection capacity allows.

    \b
    Examples:
      crossings optimize inputs/gaza.yaml
      crossings optimize inputs/gaza.yaml --model risk-based --show flows
      crossings optimize inputs/gaza.yaml --set crossings.rafah.hours_per_day=12
      crossings optimize inputs/gaza.yaml --objective fairest --fair-over 7d
      crossings optimize inputs/gaza.yaml --model risk-based --adversary
      crossings optimize inputs/gaza.yaml --own-plan plan.csv
      crossings optimize inputs/gaza.yaml --show schedule
      crossings optimize inputs/gaza.yaml --format json --output plan.json
      crossings optimize inputs/gaza.yaml --format xlsx --output plan.xlsx
      crossings optimize inputs/gaza.yaml --format package --output published
    """
    to.needs_output()
    if hxl and to.form != "package":
        raise click.UsageError("--hxl goes with --format package")
    if confirm and to.form != "table":
        raise click.UsageError("--confirm goes with --format table")
    until = deadline(time_limit)
    from crossings.tables import ADVERSARY_TABLES, OWN_TABLE, SCHEDULE_TABLE

    beside = (
        *(() if which.own is None else (OWN_TABLE,)),
        *(ADVERSARY_TABLES if adversary else ()),
    )
    shown = tables_requested(show, (SCHEDULE_TABLE, *beside))
    lp = None if write_lp is None else Path(write_lp)
    brings: Brings = (None, 0, None)
    with to.without_plan():
        with until.enforced():
            problem = reading.problem()
            levers = problem.reader.levers(problem)
        written = (*may_be_written(to.output, time_limit), write_lp)
        not_over((*problem.files, *which.files), written)
        warn(problem.warnings, to.quiet)

        request = which.request(problem, quiet=to.quiet)
        from crossings.allocation import plan_for, standing_plan
        from crossings.problem.given import MOST_VALUE

        needed = SOLVERS if to.form == "table" and not shown else (*SOLVERS, "pandas")
        with waiting("finding the best plan", to.quiet) as tell, importing_meanwhile(*needed):
            again = problem.reader.again
            if request != MOST_VALUE:
                plan = plan_for(
                    problem, request, deadline=until, write_lp=lp, reread=again, tell=tell
                )
            else:
                program, plan = standing_plan(
                    problem, deadline=until, write_lp=lp, reread=again, tell=tell
                )
                if plan.gap is None:
                    tell("what holds it back")
                    brings = _foremost(program, plan, levers, confirm=confirm)

    if plan.gap is not None:
        to = unfinished(to)
    from crossings.outputs.answer import answer

    days = _days(plan, problem, until, to, asked=SCHEDULE_TABLE in shown)
    held = _held_against(plan, to) if adversary else None
    plan, days, held = to.told((plan, days, held))
    from crossings.analysis.headline import headline

    values, more, both = brings
    found = answer(plan, days, held, headline(plan, values, both))
    if to.form == "package":
        from crossings.outputs.package import write_package

        write_package(found, Path(str(to.output)), hxl=hxl)
    else:

        def on_screen(found: Any, **how: Any) -> str:
            from crossings.outputs.screens.plan import detail, screen

            return screen(found, values, more, **how) + detail(found, shown)

        to.give(found, on_screen, reading.then("explain", **which.given()))
    return 0 if plan.gap is None else StoppedEarly.exit_code


def _days(
    plan: Plan, problem: Problem, until: Deadline, to: Delivery, *, asked: bool
) -> Plan | None:
    """The plan by days that a schedule is made from; None where no schedule is asked for.

    JSON and CSV have one where the plan is by days; longer periods take another search.
    """
    if to.form == "table" and not asked:
        return None
    if plan.problem.by_days:
        return plan
    if to.form in ("json", "csv") and not asked:
        return None
    from crossings.allocation.by_days import carried_by_days

    days = int(plan.problem.days.sum())
    daily = problem.reader.again([f"horizon.periods={days}", "horizon.days_per_period=1"])
    try:
        with waiting("carrying the plan out by days", to.quiet):
            return carried_by_days(plan, daily, deadline=until)
    except StoppedEarly as error:
        say(f"no schedule: {error}", err=True)
        return None


def _held_against(plan: Plan, to: Delivery) -> Adversary:
    """What gets past the plan; of an unfinished one, without what guarantees cost."""
    from crossings.allocation.adversary import adversary

    with waiting("asking what a guarantee costs", to.quiet):
        return adversary(plan, priced=plan.gap is None)


def _foremost(
    program: StandingProgram, plan: Plan, levers: Sequence[Lever], *, confirm: bool
) -> Brings:
    """What one more of the foremost limits brings, and the first two at once.

    Of a large program that is what prices say, unless it is to be confirmed; where the time is up,
    nothing is known of it.
    """
    from crossings.allocation import at_the_margin, foremost_and_both
    from crossings.allocation.copies import at_once

    try:
        if program.is_large and not confirm:
            return *at_the_margin(program, plan, levers, _MOST_ASKED), None
        return foremost_and_both(program, plan, levers, _MOST_ASKED, at_once())
    except StoppedEarly:
        return None, 0, None
