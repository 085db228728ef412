"""The chart of weeks of each good in each area, and its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from crossings.analysis.left_out import coverage_by_run
from crossings.outputs.charts.least import Steady, least
from crossings.outputs.report.drawing import Drawing, drawing, share
from crossings.outputs.report.language import Language
from crossings.plan import Plan

_ALIKE = 0.005
_MOST = 60
"""Small charts that are drawn; of more, those of each good with the least weeks."""


def least_drawing(plan: Plan, words: Language) -> Drawing:
    """Share of need met of each good in each area, week by week, its least week marked."""
    data = list(_places(plan, words))
    goods = len({each.good for each in data})
    most = max(2, _MOST // max(goods, 1))
    drawn = [each for each in data if _rank(each, data) < most]
    rows = (
        (
            each.good, each.area, share(words, each.shares[each.least]),
            words.day(plan.problem.periods[plan.problem.weeks[each.least][0]].start),
            share(words, float(np.nanmax(each.shares))),
        )
        for each in data
    )  # fmt: skip
    chart = partial(least, drawn, words)
    made = drawing(words, "least", chart, "good area least week most", rows, there=bool(data))
    if all(each.alike for each in data):
        return replace(made, alike=words.say("least.alike"))
    more = len(data) - len(drawn)
    return made.saying(words.say("page.more_rows", count=more)) if more else made


def _rank(each: Steady, data: list[Steady]) -> int:
    """How many places of the same good have a lower least week."""
    mine = [other for other in data if other.good == each.good]
    lower = sorted(mine, key=lambda other: other.shares[other.least])
    return next(n for n, other in enumerate(lower) if other is each)


def _places(plan: Plan, words: Language) -> Iterator[Steady]:
    """Every good in every area that needs it; an export abroad."""
    problem = plan.problem
    covered = coverage_by_run(plan, problem.weeks)  # (weeks, G, A + 1)
    names = [*(area.name for area in problem.areas), words.say("page.outside")]
    for g, good in enumerate(problem.goods):
        for a, area in enumerate(names):
            shares = covered[:, g, a]
            if np.isnan(shares).all():
                continue
            low, high = float(np.nanmin(shares)), float(np.nanmax(shares))
            week = int(np.flatnonzero(shares <= low + 1e-6)[0])
            day = words.day(problem.periods[problem.weeks[week][0]].start)
            alike = high - low <= _ALIKE
            says = words.say(
                f"least.{'always' if alike else 'lowest'}", share=words.share(low), day=day
            )
            tip = words.say("least.tip", good=good.name, area=area, says=says)
            yield Steady(good.name, area, tuple(shares.tolist()), week, alike, says, tip)
