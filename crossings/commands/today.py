"""`crossings today`: what to send today, from the state as it is."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import (
    Delivery,
    counting,
    deliver,
    not_over,
    waiting,
    warn,
)
from crossings.commands.options import Reading, answer_options, case_options
from crossings.ends.importing import importing_meanwhile

if TYPE_CHECKING:
    from crossings.problem import Problem

_PRICES, _REPLAN = "prices", "replan"
_NEW = "new"
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("today")
@case_options
@click.option(
    "--state", "state", required=True, metavar="FILE|new", type=click.Path(),
    help="How things stand this morning; new: write the form to fill in.",
)  # fmt: skip
@click.option(
    "--date", "day", type=_DAY, metavar="DAY",
    help="The day, as 2024-03-05: that of the state, or of the form (by default the case's first).",
)  # fmt: skip
@click.option(
    "--came", type=click.Path(), metavar="FILE",
    help="What came on that day (CSV, or FILE.xlsx!SHEET): held against what was to be sent.",
)  # fmt: skip
@click.option(
    "--next-state", "following", type=click.Path(), metavar="FILE",
    help="With --came: write the state of the morning after there.",
)  # fmt: skip
@click.option(
    "--dispatch", type=click.Choice([_PRICES, _REPLAN]),
    help="How it is decided: by prices, as evaluate does unless told otherwise, or by planning the "
    "rest again.",
)  # fmt: skip
@click.option(
    "--prices", "kept", type=click.Path(), metavar="FILE",
    help="Keep the prices there: they take some seconds to make, and are the same every day.",
)  # fmt: skip
@answer_options
def command(
    reading: Reading,
    state: str,
    day: datetime.datetime | None,
    came: str | None,
    following: str | None,
    dispatch: str | None,
    kept: str | None,
    to: Delivery,
) -> int:
    """Say what to send today for CASE, in whole trucks with the reason of each line.

    What can pass goes to the uses worth most, today or later, from the state as it is; with
    --dispatch replan the rest of the horizon is planned again.

    \b
    Examples:
      crossings today inputs/gaza.yaml --state new --output state.yaml
      crossings today inputs/gaza.yaml --state state.yaml --prices prices.json
      crossings today inputs/gaza.yaml --state state.yaml --came came.csv --next-state next.yaml
    """
    to.needs_output()
    if following is not None and came is None:
        raise click.UsageError("--next-state is the morning after what --came says: use both")
    if kept is not None and dispatch == _REPLAN:
        raise click.UsageError("--prices are those that --dispatch prices goes by")
    from crossings.allocation.hindsight import PRACTISED
    from crossings.scripting.mornings import (
        REPLAN,
        by_days,
        decided,
        held_against,
        morning_in,
        rule_of,
        state_after,
    )  # fmt: skip

    problem = by_days(reading.problem())
    warn(problem.warnings, to.quiet)
    if state == _NEW:
        _form(problem, day, to)
        return 0
    try:
        rule = rule_of(dispatch, kept=kept is not None)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    read = (*problem.files, state, *([came] if came else []))
    not_over((*read, *([kept] if kept else [])), (to.output, following))
    not_over(read, (kept,))
    at, known = morning_in(problem, state)
    date = problem.periods[at.t].start
    if day is not None and day.date() != date:
        raise click.UsageError(f"--date {day.date()}: the state is that of {date}")
    replanned = waiting("planning the rest again", to.quiet)
    practised = counting("futures practised for prices", PRACTISED, to.quiet)
    done: Any
    with importing_meanwhile("pandas"), replanned if rule == REPLAN else practised as done:
        decision = decided(problem, rule, (at, known), reading.changes, kept, done)
    lines, after, told = None, None, None
    if came is not None:
        lines, after, odd = held_against(decision, came)
        warn(odd, to.quiet)
        told = state_after(decision, after)
    if following is not None:
        from crossings.outputs.state_file import state_text

        if told is None:
            raise click.UsageError("--next-state: the horizon ends with this day")
        deliver(state_text(told), following)
    from crossings.outputs.screens.today import today_screen
    from crossings.outputs.today import today_answer

    found = today_answer(to.told(decision), rule, lines, after, told)
    options = {"dispatch": dispatch, "prices": kept}
    then = reading.then("today", state=state, format="csv", output="today", **options)
    if following is not None:
        then = reading.then("today", state=following, **options)
    to.give(found, today_screen, then)
    return 0


def _form(problem: Problem, day: datetime.datetime | None, to: Delivery) -> None:
    """Write the form for a day."""
    from crossings.outputs.state_file import state_form
    from crossings.scripting.mornings import morning_of_day

    try:
        morning = morning_of_day(problem, None if day is None else day.date())
    except ValueError as error:
        raise click.UsageError(f"--{error}") from error
    deliver(state_form(problem, morning), to.output)
