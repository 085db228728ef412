"""In a line, whoever a plan leaves out; and the stores that it empties, where need goes on."""

from __future__ import annotations

from itertools import groupby

from rich.markup import escape

from crossings.analysis.left_out import Least, Nothing, emptied, least, runs_are_weeks, with_nothing
from crossings.outputs.screens.page import Page
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.wording import counted, listed, share, span

_MOST_PARTS = 5
_MOST_GOODS = 3
_YEAR = 365


def left_out(console: Page, plan: Plan) -> None:
    """Who has nothing, the least week, and what ends empty; of each no line where there is none."""
    problem = plan.problem
    lines = []
    if nothing := with_nothing(plan):
        lines.append(f"[bold]Left with nothing[/bold]: {escape(_nothing(problem, nothing))}")
    if lowest := least(plan):
        label = f"least {_run(problem)}{' of aid' if lowest.of_aid else ''}"
        label = label if nothing else f"[bold]{label.capitalize()}[/bold]"
        lines.append(f"{label}: {escape(_least(problem, lowest))}")
    if lines:
        console.print("; ".join(lines))
    goods, all_of_them = emptied(plan)
    if goods:
        names = listed([problem.goods[g].name for g in goods])
        what = "every store" if all_of_them else f"the stores of {escape(names)}"
        stock = problem.goods[goods[0]].id if len(goods) == 1 else "GOOD"
        keeps = f"goods.{stock}.stock.end_days_of_need keeps some"
        with console.part("stores that are emptied", foremost=True):
            console.print(f"The plan empties {what} on the last day; {keeps}")


def _nothing(problem: Problem, found: list[Nothing]) -> str:
    """Goods one after the other; those left out at the same places together."""
    parts = [
        listed([problem.goods[each.good].name for each in alike]) + (f" {where}" if where else "")
        for where, alike in groupby(found, lambda each: _where(problem, each))
    ]
    rest = len(parts) - _MOST_PARTS
    return "; ".join(parts[:_MOST_PARTS]) + (f"; and {counted(rest, 'more')}" if rest > 0 else "")


def _where(problem: Problem, nothing: Nothing) -> str:
    """At which places they have nothing, ever and for some weeks."""
    areas, told = nothing.areas, []
    if len(areas) == nothing.needed > 1:
        told.append("in every area")
    elif len(areas) > 1:
        told.append(f"in {len(areas)} of {nothing.needed} areas")
    elif areas and areas[0] >= 0 and len(problem.areas) > 1:
        told.append(f"in {problem.areas[areas[0]].name}")
    if nothing.at_times:
        most = next(iter(nothing.at_times.values()))
        number = f"{most} of {counted(len(problem.weeks), _run(problem))}"
        where = _in(problem, tuple(nothing.at_times), nothing.needed)
        told.append(f"for {'' if nothing.alike else 'up to '}{number}{where}")
    return " and ".join(told)


def _in(problem: Problem, areas: tuple[int, ...], needed: int) -> str:
    if len(areas) == needed > 1:
        return " in every area"
    if areas[0] < 0 or len(problem.areas) == 1:
        return ""
    others = f" and {len(areas) - 1} more" if len(areas) > 1 else ""
    return f" in {problem.areas[areas[0]].name}{others}"


def _least(problem: Problem, lowest: Least) -> str:
    names, runs = [problem.goods[g].name for g in lowest.goods], len(lowest.weeks)
    if len(names) > _MOST_GOODS:
        names = [*names[: _MOST_GOODS - 1], f"{len(names) - _MOST_GOODS + 1} more"]
    where = _in(problem, lowest.areas, lowest.needed)
    if runs == len(problem.weeks):
        when = f"in every {_run(problem)}"
    else:
        when = f"in the {_begins(problem, lowest.weeks[0])}"
        when += f" and {runs - 1} more" if runs > 1 else ""
    return f"{listed(names)}{where}, {share(lowest.coverage)} {when}"


def _run(problem: Problem) -> str:
    """What a run of periods as long as a week is called."""
    return "week" if runs_are_weeks(problem) else "period"


def _begins(problem: Problem, week: int) -> str:
    """Which week, or which longer period."""
    run = problem.weeks[week]
    first, last = problem.periods[run[0]].start, problem.periods[run[-1]].end
    if not runs_are_weeks(problem):
        return f"period {span(first, last)}"
    year = f" {first.year}" if problem.days.sum() > _YEAR else ""
    return f"week of {first.day} {first:%b}{year}"
