"""Whoever a plan leaves out, and the stores that it empties, in sentences of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from crossings.analysis.left_out import Least, Nothing, emptied, least, runs_are_weeks, with_nothing
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Problem


def left_out_sentences(plan: Plan, words: Language) -> Iterator[str]:
    """Who has nothing, the least week, and what ends empty; of each none where there is none."""
    problem = plan.problem
    if nothing := with_nothing(plan):
        places = words.say("phases.between").join(_places(problem, nothing, words))
        yield words.say("left_out.nothing", places=places)
    if lowest := least(plan):
        yield _least(problem, lowest, words)
    goods, all_of_them = emptied(plan)
    if goods:
        key = "left_out.empties" if all_of_them else "left_out.empties_some"
        yield words.say(key, goods=words.listed([problem.goods[g].name for g in goods]))


def _places(problem: Problem, found: Sequence[Nothing], words: Language) -> Iterator[str]:
    """Goods left out at the same places together; then those left out for some weeks."""
    never = [each for each in found if each.areas]
    for where, alike in groupby(
        never, lambda each: _where(problem, each.areas, each.needed, words)
    ):
        goods = words.listed([problem.goods[each.good].name for each in alike])
        yield _place(goods, where, words)
    for each in found:
        if each.at_times:
            most = next(iter(each.at_times.values()))
            where = _where(problem, tuple(each.at_times), each.needed, words)
            place = _place(problem.goods[each.good].name, where, words)
            key = f"left_out.{_run(problem)}s{'' if each.alike else '_at_most'}"
            yield words.say(key, place=place, count=most, runs=len(problem.weeks))


def _place(goods: str, where: str, words: Language) -> str:
    return words.say("left_out.at", goods=goods, where=where) if where else goods


def _where(problem: Problem, areas: tuple[int, ...], needed: int, words: Language) -> str:
    """Names of areas; nothing where there is one alone, or for the market of an export."""
    if len(areas) == needed > 1:
        return words.say("left_out.everywhere")
    names = [problem.areas[area].name for area in areas if area >= 0]
    return words.listed(names) if names and len(problem.areas) > 1 else ""


def _least(problem: Problem, lowest: Least, words: Language) -> str:
    run, goods = _run(problem), words.listed([problem.goods[g].name for g in lowest.goods])
    where = _where(problem, lowest.areas, lowest.needed, words)
    if len(lowest.weeks) == len(problem.weeks):
        when = words.say(f"left_out.every_{run}")
    else:
        at = problem.weeks[lowest.weeks[0]]
        first, last = problem.periods[at[0]].start, problem.periods[at[-1]].end
        when = words.say(f"left_out.in_{run}", first=words.day(first), span=words.span(first, last))
        if others := len(lowest.weeks) - 1:
            when = words.say(f"left_out.more_{run}s", when=when, count=others)
    key = f"left_out.least_{run}{'_of_aid' if lowest.of_aid else ''}"
    place = _place(goods, where, words)
    return words.say(key, place=place, share=words.share(lowest.coverage), when=when)


def _run(problem: Problem) -> str:
    return "week" if runs_are_weeks(problem) else "period"
