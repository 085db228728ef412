"""`crossings today`: what to send today, from the state as it is."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import click

from crossings.commands.delivery import (
    Delivery,
    deliver,
    importing_meanwhile,
    not_over,
    waiting,
    warn,
)
from crossings.commands.options import Reading, answer_options, case_options
from crossings.commands.priced import priced_case

if TYPE_CHECKING:
    from crossings.evaluation.came import CameLine
    from crossings.evaluation.days import Evening
    from crossings.evaluation.decision import Decision
    from crossings.evaluation.state import State
    from crossings.problem import Problem
    from crossings.scenarios import Scenarios

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
    "rest again. prices, where no phase may fail to come about.",
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
    problem = _by_days(reading)
    rule = _rule(problem, dispatch, kept)
    warn(problem.warnings, to.quiet)
    if state == _NEW:
        _form(problem, day, to)
        return 0
    read = (*problem.files, state, *([came] if came else []))
    not_over((*read, *([kept] if kept else [])), (to.output, following))
    not_over(read, (kept,))
    morning, known = _morning(problem, state, day)
    if rule == _REPLAN:
        decision = _planned_again(problem, morning, known, to)
    else:
        decision = _by_prices(problem, morning, known, reading, kept, to)
    lines, after = (None, None) if came is None else _after(decision, came, to)
    told = None if after is None else _next_state(decision, after)
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
    to.give(found, today_screen, {problem.model.path: found.result.problem}, then)
    return 0


def _by_days(reading: Reading) -> Problem:
    """The case in periods of a day."""
    from crossings.reading import read_problem

    problem = read_problem(reading.case, reading.model, reading.changes).without_foresight()
    if problem.by_days:
        return problem
    days = int(problem.days.sum())
    return reading.again([f"horizon.periods={days}", "horizon.days_per_period=1"])


def _form(problem: Problem, day: datetime.datetime | None, to: Delivery) -> None:
    """Write the form for a day."""
    from dataclasses import replace

    from crossings.evaluation.days import first_state, morning_of
    from crossings.outputs.state_file import state_form

    morning = morning_of(problem, first_state(problem))
    if day is not None:
        first, last = problem.periods[0].start, problem.periods[-1].end
        if not first <= day.date() <= last:
            text = f"--date {day.date()}: the case plans for {first} to {last}"
            raise click.UsageError(text)
        morning = replace(morning, t=(day.date() - first).days)
    deliver(state_form(problem, morning), to.output)


def _rule(problem: Problem, asked: str | None, kept: str | None) -> str:
    """The rule that decides: prices, where they can and no other is asked for."""
    phases = "a state does not say which phases came about, and prices ask for it; replan does not"
    why_not = phases if problem.uncertainty.phases else ""
    if why_not and (asked == _PRICES or kept is not None):
        raise click.UsageError(why_not)
    return asked or (_REPLAN if why_not else _PRICES)


def _morning(
    problem: Problem, state: str, day: datetime.datetime | None
) -> tuple[State, Scenarios]:
    """What a state says of its morning, and what is known of the day."""
    from crossings.evaluation.days import state_at
    from crossings.reading.states import read_state

    morning, known = read_state(state, problem)
    date = problem.periods[morning.t].start
    if day is not None and day.date() != date:
        raise click.UsageError(f"--date {day.date()}: the state is that of {date}")
    return state_at(problem, morning), known


def _planned_again(problem: Problem, state: State, known: Scenarios, to: Delivery) -> Decision:
    from crossings.allocation.replanning import RestProgram, today

    with waiting("planning the rest again", to.quiet), importing_meanwhile("pandas"):
        return today(RestProgram(problem), state, known)


def _by_prices(
    problem: Problem,
    state: State,
    known: Scenarios,
    reading: Reading,
    kept: str | None,
    to: Delivery,
) -> Decision:
    from crossings.policy import today

    with importing_meanwhile("pandas"):
        return today(priced_case(problem, reading, kept, to.quiet), state, known)


def _after(decision: Decision, came: str, to: Delivery) -> tuple[list[CameLine], Evening]:
    """What came beside what was meant, and what comes of it."""
    from crossings.evaluation.came import compared, day_of, let_go
    from crossings.evaluation.days import evening
    from crossings.reading.lists.plan_tables import own_plan

    problem = decision.problem
    given, odd = own_plan(came, problem, stage_by_stage=True)
    warn(odd, to.quiet)
    day = day_of(given, decision)
    after = evening(problem, decision.state, day, decision.meant, decision.known)
    return [*compared(day, decision), *let_go(after, decision)], after


def _next_state(decision: Decision, after: Evening) -> dict[str, Any] | None:
    """The state of the morning after, if there is one."""
    from crossings.evaluation.days import morning_of
    from crossings.outputs.state_file import state_object

    problem = decision.problem
    if decision.t + 1 == len(problem.periods):
        return None
    return state_object(problem, morning_of(problem, after.state), decision.known.need[0])
