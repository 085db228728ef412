"""One day: what to send from the state as it is, what came of it, and the morning after."""

from __future__ import annotations

import datetime
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import crossings
from crossings.errors import Finding, InputError
from crossings.files import write_text
from crossings.handed_in import problem_handed_in
from crossings.outputs.answer import Answer, remade
from crossings.problem import Problem
from crossings.problem.readable import Source
from crossings.reading.scripts import state_given

if TYPE_CHECKING:
    from crossings.evaluation.came import CameLine
    from crossings.evaluation.days import Evening
    from crossings.evaluation.decision import Decision
    from crossings.evaluation.state import State
    from crossings.policy import PriceRule
    from crossings.problem.morning import Morning
    from crossings.reading.yaml.document import Document
    from crossings.reading.yaml.overrides import Override
    from crossings.scenarios import Scenarios

PRICES, REPLAN = "prices", "replan"
"""Rules that decide a day."""


def first_state(problem: Problem, date: datetime.date | None = None) -> dict[str, Any]:
    """How things stand on the first morning of a case, as `today` takes it, to be filled in.

    It is told of another `date` with the same stocks. Keys are those of `crossings schema state`.
    """
    from crossings.outputs.state_file import state_object

    daily = by_days(problem_handed_in(problem))
    morning = morning_of_day(daily, date)
    return state_object(daily, morning)


def today(
    problem: Problem,
    state: Source,
    *,
    came: str | os.PathLike[str] | None = None,
    dispatch: str | None = None,
    prices: str | os.PathLike[str] | None = None,
    done: Callable[[int], object] = lambda _: None,
) -> Answer[Decision]:
    """What to send today, in whole trucks with the reason of each line.

    `state` is how things stand in the morning: a path, a text, or keys and values, such as
    `first_state` has them. `dispatch` decides by `prices`, or by planning the rest again
    (`replan`). With `came`, a table of what came on that day, it is held against what was to be
    sent, and `answer.about["next_state"]` is the morning after. Prices take some seconds and are
    the same every day: the file `prices` keeps them. `done` is told of futures practised for them.
    """
    daily = by_days(problem_handed_in(problem))
    rule = rule_of(dispatch, kept=prices is not None)
    at, known = morning_in(daily, state_given(state))
    decision = decided(daily, rule, (at, known), problem.reader.changes, prices, done)
    lines, after, following = None, None, None
    if came is not None:
        lines, after, odd = held_against(decision, os.fspath(came))
        following = state_after(decision, after)
        for each in odd:
            warnings.warn(str(each), stacklevel=2)
    from crossings.outputs.today import today_answer

    make = partial(today_answer, dispatch=rule, came=lines, after=after, next_state=following)
    return remade(make, decision, {daily.model.path: daily})


def by_days(problem: Problem) -> Problem:
    """The problem in periods of a day, nothing foreseen."""
    bare = problem.without_foresight()
    if bare.by_days:
        return bare
    days = int(bare.days.sum())
    daily = [f"horizon.periods={days}", "horizon.days_per_period=1"]
    return cast(Problem, problem.reader.again(daily))


def morning_of_day(problem: Problem, date: datetime.date | None) -> Morning:
    """The first morning of a case by days, or that of a date as if nothing had happened."""
    from crossings.evaluation.days import first_state, morning_of

    morning = morning_of(problem, first_state(problem))
    if date is None:
        return morning
    first, last = problem.periods[0].start, problem.periods[-1].end
    if not first <= date <= last:
        raise ValueError(f"date {date}: the case plans for {first} to {last}")
    return replace(morning, t=(date - first).days)


def rule_of(asked: str | None, *, kept: bool) -> str:
    """The rule that decides: prices, where no other is asked for."""
    if asked not in (None, PRICES, REPLAN):
        raise ValueError(f"dispatch: expected {PRICES} or {REPLAN}, got {asked!r}")
    if kept and asked == REPLAN:
        raise ValueError("prices: only those that the rule prices goes by are kept")
    return asked or PRICES


def morning_in(problem: Problem, state: str | Document) -> tuple[State, Scenarios]:
    """What a state says of its morning, and what is known of the day."""
    from crossings.evaluation.days import state_at
    from crossings.reading.states import read_state

    morning, known = read_state(state, problem)
    return state_at(problem, morning), known


def decided(
    problem: Problem,
    rule: str,
    morning: tuple[State, Scenarios],
    changes: Sequence[Override],
    kept: str | os.PathLike[str] | None,
    done: Callable[[int], object],
) -> Decision:
    """The day by prices, or as the rest of the horizon has it, planned again."""
    if rule == REPLAN:
        from crossings.allocation.replanning import RestProgram
        from crossings.allocation.replanning import today as planned_again

        return planned_again(RestProgram(problem), *morning)
    from crossings.policy import today as by_prices

    return by_prices(priced_case(problem, changes, kept, done), *morning)


def priced_case(
    problem: Problem,
    changes: Sequence[Override],
    kept: str | os.PathLike[str] | None,
    done: Callable[[int], object] = lambda _: None,
) -> PriceRule:
    """The prices of one case by days, read under `changes`.

    Phases that may not come about are reckoned with, as likely as they are, and one whose day is
    there counts as come: `changes` say of one that failed that its probability is 0. Prices are
    those of the file `kept`, if there is one by that name; else they are made, and written there.
    """
    from crossings.allocation.hindsight import rule_of as made
    from crossings.policy import foreseen, read, written

    about = {
        "version": crossings.__version__,
        "read": [origin.sha256 for origin in problem.origins],
        "changed": [[".".join(map(str, each.path)), str(each.value)] for each in changes],
    }
    if kept is not None and Path(kept).exists():
        try:
            found = read(problem, Path(kept).read_bytes(), about)
        except ValueError as error:
            text = f"{error}; remove the file, and they are made anew"
            raise InputError([Finding(os.fspath(kept), 1, 1, "", text)]) from error
        return foreseen(found)
    rule = made(problem, done)
    if kept is not None:
        write_text(Path(kept), written(rule, about).decode())
    return foreseen(rule)


def held_against(decision: Decision, came: str) -> tuple[list[CameLine], Evening, list[Finding]]:
    """What came beside what was meant, what comes of it, and what is odd about the table."""
    from crossings.evaluation.came import compared, day_of, let_go
    from crossings.evaluation.days import evening
    from crossings.reading.lists.plan_tables import own_plan

    problem = decision.problem
    given, odd = own_plan(came, problem, stage_by_stage=True)
    day = day_of(given, decision)
    after = evening(problem, decision.state, day, decision.meant, decision.known)
    return [*compared(day, decision), *let_go(after, decision)], after, [*odd]


def state_after(decision: Decision, after: Evening) -> dict[str, Any] | None:
    """The state of the morning after, if there is one."""
    from crossings.evaluation.days import morning_of
    from crossings.outputs.state_file import state_object

    problem = decision.problem
    if decision.t + 1 == len(problem.periods):
        return None
    return state_object(problem, morning_of(problem, after.state), decision.known.need[0])
