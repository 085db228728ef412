"""What was counted: every count beside the plan at its stage, and whole categories by the week."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from crossings.outputs.charts.counts import Count, counts
from crossings.outputs.report import findings
from crossings.outputs.report.drawing import Cell, Drawing, drawing, number
from crossings.outputs.report.language import Language
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.problem.counted import INBOUND_STAGES
from crossings.published import Observed
from crossings.tables.observations import paces

_MOST_COUNTS = 24
"""Counts that are drawn; all are in the table."""


@dataclass(frozen=True)
class Tally:
    """What one source counted of a whole category, at one stage and over some days."""

    first: datetime.date
    last: datetime.date
    truckloads: float
    """A calendar day."""
    when: str
    """Where, at which stage, from when to when, and by whom, in words."""


def counts_drawing(plan: Plan, words: Language) -> Drawing:
    """Every count of the case beside the plan at its stage."""
    problem = plan.problem
    names = {each.id: each.name for each in (*problem.crossings, *problem.goods)}
    data = []
    for seen in problem.observed:
        goods = words.say(f"page.all_{'inbound' if seen.stage in INBOUND_STAGES else 'goods'}")
        if seen.good or seen.category:
            category = words.term("category", str(seen.category))
            goods = names[seen.good] if seen.good else category
        where = names[seen.crossing] if seen.crossing else words.say("page.everywhere")
        stage = words.term("stage", seen.stage)
        what = words.say("counts.what", where=where, goods=goods)
        span = words.span(seen.start, seen.end)
        when = words.say("counts.when", stage=stage, span=span, source=seen.publisher)
        counted, planned, *of_open_days = paces(plan, seen)
        if not np.isnan(of_open_days).any():
            counted, planned = of_open_days
            when = words.say("counts.when_open", when=when)
        data.append(Count(what, when, counted, None if np.isnan(planned) else planned))
    drawn = tuple(data[:_MOST_COUNTS])
    rows: Iterator[tuple[Cell, ...]] = (
        (each.what, each.when, number(words, each.counted), number(words, each.planned))
        for each in data
    )
    columns = "column_what column_when column_counted column_planned"
    chart = partial(counts, drawn, words)
    made = drawing(words, "counts", chart, columns, rows, there=bool(data))
    more = []
    if fitted := sum(each.fitted for each in problem.evidence):
        more.append(words.say("counts.says_fitted", count=fitted))
    if len(data) > len(drawn):
        more.append(words.say("page.more_rows", count=len(data) - len(drawn)))
    told = [(each.counted, each.planned) for each in data]
    return replace(made.saying(*more), finding=findings.of_counts(told, words))


def tallies(problem: Problem, category: str, words: Language) -> Iterator[Tally]:
    """Counts of all that is in a category; crossings of one source are added up, sources never."""
    goods = {good.id for good in problem.goods if good.category == category}
    together: dict[tuple[object, ...], list[Observed]] = {}
    for seen in problem.observed:
        if seen.category == category or {seen.good} == goods:
            key = (seen.source, seen.stage, seen.start, seen.end)
            together.setdefault(key, []).append(seen)
    names = {crossing.id: crossing.name for crossing in problem.crossings}
    for every in together.values():
        # What a source says of all crossings is not added to what it says of each.
        mine = [seen for seen in every if seen.crossing is None][:1] or every
        seen, days = mine[0], (mine[0].end - mine[0].start).days + 1
        stage, span = words.term("stage", seen.stage), words.span(seen.start, seen.end)
        when = words.say("counts.when", stage=stage, span=span, source=seen.publisher)
        where = " + ".join(names[each.crossing] for each in mine if each.crossing)
        told = words.say("counts.what", where=where, goods=when) if where else when
        yield Tally(seen.start, seen.end, sum(each.truckloads for each in mine) / days, told)
