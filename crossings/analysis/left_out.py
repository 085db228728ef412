"""Whoever a plan leaves out, ever or in some week; and the stores that it empties.

A place is a good in an area or, of an export, the outside market: area −1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.analysis.comparison import ranked_by_humanitarian, ranked_goods
from crossings.plan import Plan
from crossings.problem import WEEK, Flags, Floats, Problem, by_run, ratio

_NOTHING = 1e-6
"""Coverage up to which a place has nothing, but for rounding."""
_ALIKE = 0.005
"""Coverages that differ by less are told by the same figure."""
_FULL = 0.995
_EMPTY = 0.05
"""Days of need in stock that are told as 0.0."""


@dataclass(frozen=True)
class Nothing:
    """A good of which some areas have nothing, ever or for some weeks."""

    good: int
    areas: tuple[int, ...]
    """Those that have nothing at all."""
    needed: int
    """Areas that need it."""
    at_times: dict[int, int]
    """How many weeks of nothing each other area has, the most first."""

    @property
    def alike(self) -> bool:
        """Whether all of these have as many."""
        return len(set(self.at_times.values())) == 1


@dataclass(frozen=True)
class Least:
    """The least that a place gets in some week, where it is less than all it needs."""

    coverage: float
    goods: tuple[int, ...]
    """The one worth most, and others that are as low in the same places and weeks."""
    areas: tuple[int, ...]
    """Those that have as little of the good in the first of those weeks."""
    weeks: tuple[int, ...]
    """Weeks in which the first of the areas has as little."""
    needed: int
    """Areas that need them."""
    of_aid: bool
    """Whether other goods are needed too, which may have less."""


def coverage_by_run(plan: Plan, runs: Sequence[range]) -> Floats:
    """(runs, G, A + 1) Share of need met in runs of periods, the market last; nan: no need."""
    problem = plan.problem

    def summed(inbound: Floats, exports: Floats) -> Floats:
        return by_run(np.concatenate([inbound, exports[:, :, None]], axis=2), runs)

    return ratio(summed(plan.met, plan.exported), summed(problem.needed, problem.export_needed))


def worst_periods(plan: Plan) -> Flags:
    """(T, G, A + 1) The period in which each place gets the least, the first of several."""
    covered = coverage_by_run(plan, [range(t, t + 1) for t in range(len(plan.problem.periods))])
    there = ~np.isnan(covered)
    rounded = np.where(there, np.round(covered / _NOTHING), np.inf)
    first = rounded.argmin(axis=0)
    return np.asarray(there & (np.arange(len(covered))[:, None, None] == first))


def with_nothing(plan: Plan) -> list[Nothing]:
    """Goods of which somebody has nothing, in the order of the case."""
    problem = plan.problem
    whole = coverage_by_run(plan, [range(len(problem.periods))])[0]  # (G, A + 1)
    none = coverage_by_run(plan, problem.weeks) <= _NOTHING
    areas = [*range(len(problem.areas)), -1]
    found = []
    for g in range(len(problem.goods)):
        never = [a for a in areas if whole[g, a] <= _NOTHING]
        weeks = {a: int(none[:, g, a].sum()) for a in areas if a not in never}
        at_times = dict(sorted(weeks.items(), key=lambda pair: -pair[1]))
        at_times = {a: number for a, number in at_times.items() if number}
        if never or at_times:
            needed = int((~np.isnan(whole[g])).sum())
            found.append(Nothing(g, tuple(never), needed, at_times))
    return found


def least(plan: Plan) -> Least | None:
    """The least that any place gets in a week, of the goods by which areas are ranked.

    None where it is nothing, which `with_nothing` tells, or everything, or where the horizon is one
    week. Who never has anything is left aside.
    """
    problem = plan.problem
    covered = coverage_by_run(plan, problem.weeks)
    ranked = ranked_goods(problem)
    if problem.needed.any():
        covered[:, ~ranked] = np.nan
    never = coverage_by_run(plan, [range(len(problem.periods))])[0] <= _NOTHING
    covered[:, never] = np.nan
    if len(problem.weeks) == 1 or np.isnan(covered).all():
        return None
    lowest = np.nanmin(covered)
    if lowest <= _NOTHING or lowest >= _FULL:
        return None
    low = covered <= lowest + _ALIKE
    goods = np.flatnonzero(low.any(axis=(0, 2)))
    g = int(goods[np.argmax(problem.priority[goods])])
    week = int(np.flatnonzero(low[:, g].any(axis=1))[0])
    areas = np.flatnonzero(low[week, g])
    needed = (~np.isnan(covered[week])).sum(axis=1)  # (G,)
    alike = (low == low[:, [g]]).all(axis=(0, 2)) & (needed == needed[g])
    market = len(problem.areas)
    return Least(
        coverage=float(covered[week, g, areas].min()),
        goods=tuple(np.flatnonzero(alike).tolist()),
        areas=tuple(-1 if a == market else int(a) for a in areas),
        weeks=tuple(np.flatnonzero(low[:, g, areas[0]]).tolist()),
        needed=int(needed[g]),
        of_aid=ranked_by_humanitarian(problem) and bool(problem.total_need[~ranked].any()),
    )


def emptied(plan: Plan) -> tuple[list[int], bool]:
    """Goods whose stores the plan empties on the last day, and whether these are all there are.

    Stores that were not empty a period before, though need goes on.
    """
    problem = plan.problem
    need = problem.need[-1].sum(axis=1)  # (G,)
    before = problem.first_stock if len(problem.periods) == 1 else plan.stock[-2]
    was, is_left = (ratio(stock.sum(axis=1), need) for stock in (before, plan.stock[-1]))
    there = was >= _EMPTY
    gone = there & (is_left < _EMPTY)
    return np.flatnonzero(gone).tolist(), bool((gone | ~there).all())


def runs_are_weeks(problem: Problem) -> bool:
    """Whether `problem.weeks` are of seven days, but for the last, and not of longer periods."""
    return {problem.days[run].sum() for run in problem.weeks[:-1]} == {WEEK}
