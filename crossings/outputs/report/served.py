"""Charts of who gets what: coverage by area, weeks by category, and counts beside the plan."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from crossings.outputs.charts.counts import Count, counts
from crossings.outputs.charts.coverage import Coverage, Served, coverage
from crossings.outputs.charts.weeks import Category, Week, weeks
from crossings.outputs.report.drawing import Cell, Drawing, drawing, number, share
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.tables.observations import counted_and_planned

_WEEK = 7
_MOST_COUNTS = 24
"""Counts that are drawn; all are in the table."""


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
    headers = [f"coverage.{each}" for each in ("good", "area", "need", "met", "share", "days")]
    return drawing(
        words, "coverage", lambda width: coverage(data, words, width), headers, rows,
        there=bool(cells),
    )  # fmt: skip


def _served(plan: Plan, g: int, areas: tuple[str, ...]) -> Iterator[Served]:
    problem, good = plan.problem, plan.problem.goods[g].name
    days = float(problem.days.sum())
    need, met = problem.needed[:, g].sum(axis=0) / days, plan.met[:, g].sum(axis=0) / days  # (A,)
    last, at_end = problem.need[-1, g], plan.stock[-1, g]
    left: Floats = np.divide(at_end, last, out=np.full(len(last), np.nan), where=last > 0)
    for a, area in enumerate(areas[:-1]):
        days_left = None if np.isnan(left[a]) else float(left[a])
        yield Served(good, area, float(need[a]), float(met[a]), days_left)
    in_all = float(at_end.sum() / last.sum()) if last.sum() > 0 else None
    yield Served(good, areas[-1], float(need.sum()), float(met.sum()), in_all)


def weeks_drawing(plan: Plan, words: Language) -> Drawing:
    """Need and need met of each category, week by week."""
    problem = plan.problem
    found = []
    for name in dict.fromkeys(good.category for good in problem.goods):
        mine = np.array([good.category == name for good in problem.goods])
        need = problem.needed[:, mine].sum(axis=(1, 2)) + problem.export_needed[:, mine].sum(axis=1)
        met = plan.met[:, mine].sum(axis=(1, 2)) + plan.exported[:, mine].sum(axis=1)  # (T,)
        if need.any():
            each = tuple(
                Week(start, float(need[at].sum() / days), float(met[at].sum() / days))
                for start, at, days in weekly(problem)
            )
            found.append(Category(words.term("category", name), each))
    data = tuple(found)
    rows = (
        (category.name, words.day(week.start), number(words, week.need), number(words, week.met))
        for category in data
        for week in category.weeks
    )
    headers = ("weeks.category", "weeks.week", "weeks.need", "weeks.met")
    made = drawing(words, "weeks", lambda width: weeks(data, words, width), headers, rows)
    if data:
        return made
    return Drawing("weeks", made.title, made.says, None, made.table, words.say("coverage.empty"))


def weekly(problem: Problem) -> Iterator[tuple[datetime.date, slice, float]]:
    """The first day, periods and days of each week; periods as long or longer stay whole."""
    first, days = 0, 0.0
    for t, length in enumerate(problem.days.tolist()):
        days += length
        if days >= _WEEK or t == len(problem.days) - 1:
            yield problem.periods[first].start, slice(first, t + 1), days
            first, days = t + 1, 0.0


def counts_drawing(plan: Plan, words: Language) -> Drawing:
    """Every count of the case beside the plan at its stage."""
    problem = plan.problem
    names = {each.id: each.name for each in (*problem.crossings, *problem.goods)}
    data = []
    for seen in problem.observed:
        goods = words.say("page.all_inbound")
        if seen.good or seen.category:
            category = words.term("category", str(seen.category))
            goods = names[seen.good] if seen.good else category
        where = names[seen.crossing] if seen.crossing else words.say("page.everywhere")
        stage = words.term("stage", seen.stage)
        what = words.say("counts.what", where=where, goods=goods)
        span = words.span(seen.start, seen.end)
        when = words.say("counts.when", stage=stage, span=span, source=seen.publisher)
        counted, planned = counted_and_planned(plan, seen)
        data.append(Count(what, when, counted, None if np.isnan(planned) else planned))
    drawn = tuple(data[:_MOST_COUNTS])
    rows: Iterator[tuple[Cell, ...]] = (
        (each.what, each.when, number(words, each.counted), number(words, each.planned))
        for each in data
    )
    headers = [f"counts.column_{each}" for each in ("what", "when", "counted", "planned")]
    return drawing(
        words, "counts", lambda width: counts(drawn, words, width), headers, rows, there=bool(data)
    )
