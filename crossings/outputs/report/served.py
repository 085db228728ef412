"""Charts of who gets what: coverage by area, and weeks by category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.outputs.charts.coverage import Coverage, Served, coverage
from crossings.outputs.charts.weeks import SEEN, Begin, Category, Counted, Week, weeks
from crossings.outputs.report.breaks import break_lines
from crossings.outputs.report.counted import Tally, tallies
from crossings.outputs.report.drawing import Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Problem, ratio


def coverage_drawing(plan: Plan, words: Language) -> Drawing:
    """Coverage of each good in each area, and of all areas together."""
    problem = plan.problem
    needed = [
        g for g in range(len(problem.goods)) if problem.inbound[g] and problem.need[:, g].any()
    ]
    areas = (*(area.name for area in problem.areas), words.say("page.all_areas"))
    cells = tuple(cell for g in needed for cell in _served(plan, g, areas))
    data = Coverage(tuple(problem.goods[g].name for g in needed), areas, cells)
    rows = (
        (
            cell.good, cell.area, number(words, cell.need), number(words, cell.met),
            share(words, cell.share), number(words, cell.days_left),
        )
        for cell in cells
    )  # fmt: skip
    columns = "good area need met share days"
    chart = partial(coverage, data, words)
    return drawing(words, "coverage", chart, columns, rows, there=bool(cells))


def _served(plan: Plan, g: int, areas: tuple[str, ...]) -> Iterator[Served]:
    problem, good = plan.problem, plan.problem.goods[g].name
    days = float(problem.days.sum())
    need, met = problem.needed[:, g].sum(axis=0) / days, plan.met[:, g].sum(axis=0) / days  # (A,)
    last, at_end = problem.need[-1, g], plan.stock[-1, g]
    left = ratio(at_end, last)
    for a, area in enumerate(areas[:-1]):
        days_left = None if np.isnan(left[a]) else float(left[a])
        yield Served(good, area, float(need[a]), float(met[a]), days_left)
    in_all = float(at_end.sum() / last.sum()) if last.sum() > 0 else None
    yield Served(good, areas[-1], float(need.sum()), float(met.sum()), in_all)


def weeks_drawing(plan: Plan, words: Language) -> Drawing:
    """Need and need met of each category, week by week, beside what was counted of all of it."""
    data = tuple(_categories(plan, words))
    rows = (
        (
            category.name, words.day(week.start), number(words, week.need),
            number(words, week.met), number(words, week.arrived),
            number(words, None if week.arrived is None else week.from_stock),
            _counted(category, n, words),
        )
        for category in data
        for n, week in enumerate(category.weeks)
    )  # fmt: skip
    columns = "category week need met arrived stock counted"
    drawn = [category for category in data if _anything(category)] or list(data)
    chart = partial(weeks, tuple(drawn), words)
    made = drawing(words, "weeks", chart, columns, rows)
    if any(category.counted for category in data):
        made = replace(made, says=words.say("weeks.says_counted", says=made.says))
    nothing = [category for category in data if category not in drawn]
    if nothing:
        made = made.saying(words.say("weeks.nothing", categories=words.listed([
            words.say("weeks.nothing_of", category=each.name, need=words.number(_need(each)))
            for each in nothing
        ])))  # fmt: skip
    made = replace(made, notes=tuple(break_lines(plan, words)))
    return made if data else replace(made, svg=None, empty=words.say("coverage.empty"))


def _anything(category: Category) -> bool:
    """Whether anything of it arrives, is met or was counted in any week."""
    return bool(category.counted) or any(week.top > SEEN for week in category.weeks)


def _need(category: Category) -> float:
    """The most that is needed of it in a week, truckloads a day."""
    return max(week.need for week in category.weeks)


def _categories(plan: Plan, words: Language) -> Iterator[Category]:
    """Those of which anything is needed."""
    problem = plan.problem
    begins = tuple(_begins(problem, words))
    for name in dict.fromkeys(good.category for good in problem.goods):
        mine = np.array([good.category == name for good in problem.goods])
        need = problem.needed[:, mine].sum(axis=(1, 2)) + problem.export_needed[:, mine].sum(axis=1)
        met = plan.met[:, mine].sum(axis=(1, 2)) + plan.exported[:, mine].sum(axis=1)  # (T,)
        inbound = bool(problem.inbound[mine].any())
        arrived = plan.arrived[:, :, mine].sum(axis=(1, 2, 3))  # (T,)
        if need.any():
            each = tuple(
                Week(
                    problem.periods[at[0]].start,
                    float(need[at].sum() / days),
                    float(met[at].sum() / days),
                    float(arrived[at].sum() / days) if inbound else None,
                )
                for at in problem.weeks
                for days in [problem.days[at].sum()]
            )
            counted = tuple(_over_weeks(tallies(problem, name, words), problem))
            yield Category(words.term("category", name), each, counted, begins)


def _begins(problem: Problem, words: Language) -> Iterator[Begin]:
    """Where phases after the first begin, in weeks."""
    for phase in problem.phases[1:]:
        t = phase.periods[0]
        week = next(n for n, run in enumerate(problem.weeks) if t in run)
        run = problem.weeks[week]
        before = problem.days[run.start : t].sum() / problem.days[list(run)].sum()
        yield Begin(week + float(before), words.day(problem.periods[t].start))


def _over_weeks(found: Iterable[Tally], problem: Problem) -> Iterator[Counted]:
    """Counts over the weeks that they are about; none of a time before or after."""
    weeks = [(problem.periods[at[0]].start, problem.periods[at[-1]].end) for at in problem.weeks]
    for each in found:
        over = [
            n for n, (start, end) in enumerate(weeks) if start <= each.last and each.first <= end
        ]
        if over:
            yield Counted(range(over[0], over[-1] + 1), each.truckloads, each.when)


def _counted(category: Category, week: int, words: Language) -> str:
    told = (f"{words.number(n.truckloads)}: {n.when}" for n in category.counted if week in n.weeks)
    return "; ".join(told) or "–"
