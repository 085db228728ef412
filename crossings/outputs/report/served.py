"""Charts of who gets what: coverage by area, and weeks by category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.analysis.headline import HUMANITARIAN
from crossings.outputs.charts.coverage import Coverage, Served, coverage
from crossings.outputs.charts.weeks import SEEN, Begin, Category, Counted, Week, weeks
from crossings.outputs.report.breaks import break_lines
from crossings.outputs.report.counted import Tally, tallies
from crossings.outputs.report.drawing import Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Problem, ratio

_LACKING = 1e-6
"""Share of need from which something is missing."""
_MANY = 12
"""Goods or areas of which coverage stands sorted; fewer are told in the order of the case."""
_Areas = tuple[str, list[int]]
"""Areas that are told together, under a name."""


def coverage_drawing(plan: Plan, words: Language) -> Drawing:
    """Coverage of each good in each area, and of all areas together."""
    problem = plan.problem
    needed = [
        g for g in range(len(problem.goods)) if problem.inbound[g] and problem.need[:, g].any()
    ]
    of_areas = [(area.name, [a]) for a, area in enumerate(problem.areas)]
    if is_large := max(len(needed), len(of_areas)) > _MANY:
        needed, of_areas = _by_share(plan, needed, words)
    of_areas.append((words.say("page.all_areas"), [*range(len(problem.areas))]))
    areas = tuple(name for name, _ in of_areas)
    cells = tuple(cell for g in needed for cell in _served(plan, g, of_areas))
    data = Coverage(tuple(problem.goods[g].name for g in needed), areas, cells)
    if is_large:
        data = _without_full(data, words)
    rows = (
        (
            cell.good, cell.area, number(words, cell.need), number(words, cell.met),
            share(words, cell.share), number(words, cell.days_left),
        )
        for cell in cells
    )  # fmt: skip
    columns = "good area need met share days"
    chart = partial(coverage, data, words)
    made = drawing(words, "coverage", chart, columns, rows, there=bool(cells))
    return made.saying(words.say("coverage.sorted")) if is_large else made


def _by_share(plan: Plan, goods: list[int], words: Language) -> tuple[list[int], list[_Areas]]:
    """Goods by category, aid before others, and areas by name: those that are met least first.

    Areas that lack nothing are told as one.
    """
    problem = plan.problem
    needed, met = problem.needed.sum(axis=0), plan.met.sum(axis=0)  # (G, A)
    of_goods = ratio(met.sum(axis=1), needed.sum(axis=1))
    of_areas = ratio(met[goods].sum(axis=0), needed[goods].sum(axis=0))
    categories = list(dict.fromkeys(good.category for good in problem.goods))
    categories.sort(key=lambda category: category != HUMANITARIAN)
    goods = sorted(
        goods, key=lambda g: (categories.index(problem.goods[g].category), float(of_goods[g]))
    )
    lacking = (needed - met > _LACKING * needed)[goods].any(axis=0)  # (A,)
    order = [int(a) for a in np.argsort(of_areas, kind="stable")]
    full = [a for a in order if not lacking[a]]
    if len(full) < 2:
        return goods, [(problem.areas[a].name, [a]) for a in order]
    told = [(problem.areas[a].name, [a]) for a in order if lacking[a]]
    return goods, [*told, (words.say("coverage.full_areas", count=len(full)), full)]


def _without_full(data: Coverage, words: Language) -> Coverage:
    """Goods of which nothing is missing anywhere as one, the last of them."""
    lacking = {cell.good for cell in data.cells if cell.missing > _LACKING * cell.need}
    full = [good for good in data.goods if good not in lacking]
    if len(full) < 2:
        return data
    name = words.say("coverage.full_goods", count=len(full))
    sums = (
        (sum(cell.need for cell in mine), sum(cell.met for cell in mine), area)
        for area in data.areas
        for mine in [[cell for cell in data.cells if cell.area == area and cell.good in full]]
    )
    together = tuple(Served(name, area, need, met, None) for need, met, area in sums)
    told = tuple(cell for cell in data.cells if cell.good in lacking)
    goods = tuple(good for good in data.goods if good in lacking)
    return Coverage((*goods, name), data.areas, (*told, *together))


def _served(plan: Plan, g: int, of_areas: Iterable[_Areas]) -> Iterator[Served]:
    problem, good = plan.problem, plan.problem.goods[g].name
    days = float(problem.days.sum())
    need, met = problem.needed[:, g].sum(axis=0) / days, plan.met[:, g].sum(axis=0) / days  # (A,)
    last, at_end = problem.need[-1, g], plan.stock[-1, g]
    for name, a in of_areas:
        left = float(at_end[a].sum() / last[a].sum()) if last[a].sum() > 0 else None
        yield Served(good, name, float(need[a].sum()), float(met[a].sum()), left)


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
