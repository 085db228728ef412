"""The fairest plan: the coverage that each place is sure of, and what fairness costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from crossings.plan import Fairness, Plan
from crossings.problem import WEEK, Problem
from crossings.wording import counted, figure, share

_MOST_LEVELS = 4
_MOST_PLACES = 3
_MOST_GOODS = 5
_SAME = 1e-7
_WINDOWS = {1: "day", WEEK: "week"}


@dataclass(frozen=True)
class _Level:
    """What a place is sure of in a window; of an export, `area` is −1."""

    coverage: float
    good: int
    area: int
    window: int


def fairness_object(plan: Plan) -> dict[str, Any] | None:
    """Levels, from the least on, and the price; None where the plan is the one of most value."""
    if plan.fairness is None:
        return None
    problem, best, days = plan.problem, plan.fairness.best, float(plan.problem.days.sum())
    return {
        "says": f"{says_fairest(problem, plan.fairness)}.",
        "levels": [
            {
                "good": problem.goods[level.good].id,
                "area": problem.areas[level.area].id if level.area >= 0 else None,
                "period": plan.fairness.windows[level.window][0],
                "last_period": plan.fairness.windows[level.window][-1],
                "coverage": level.coverage,
            }
            for level in _levels(plan.fairness)
        ],
        "best_objective": best.objective,
        "objective_given_up": _given_up(plan, best),
        "share_given_up": _share_given_up(plan, best),
        "best_met_per_day": float(best.met.sum()) / days,
        "met_per_day": float(plan.met.sum()) / days,
        "best_exported_per_day": float(best.exported.sum()) / days,
        "exported_per_day": float(plan.exported.sum()) / days,
    }


def fairness_lines(fairness: Fairness, plan: Plan) -> list[str]:
    """The lowest levels of the fairest plan in words, and who is at them."""
    levels = list(_levels(fairness))
    lines = []
    groups = [
        (coverage, list(group))
        for coverage, group in groupby(levels, lambda level: round(level.coverage / _SAME) * _SAME)
    ]
    for coverage, group in groups[:_MOST_LEVELS]:
        places = _places(plan, group, levels)
        for where, goods in list(places.items())[:_MOST_PLACES]:
            told = "; ".join(goods[:_MOST_GOODS])
            rest = len(goods) - _MOST_GOODS
            lines.append(f"  {share(coverage)}{where} for {told}{_more(rest)}")
        if len(places) > _MOST_PLACES:
            lines.append(f"  {share(coverage)}{_more(len(places) - _MOST_PLACES)} such places")
    if len(groups) > _MOST_LEVELS:
        lines.append(f"  and {counted(len(groups) - _MOST_LEVELS, 'level')} above")
    return lines


def price_of_fairness(fairness: Fairness, plan: Plan) -> str:
    """What of value and of need met the fairest plan gives up."""
    best, days = fairness.best, float(plan.problem.days.sum())
    price = f"{_given_up(plan, best):,.1f} of the value {best.objective:,.1f}"
    return (
        f"Price of fairness: {price} ({_share_given_up(plan, best):.2%}); "
        f"need met {figure(plan.met.sum() / days)} truckloads a day, "
        f"{figure(best.met.sum() / days)} in the plan of most value"
    )


def says_fairest(problem: Problem, fairness: Fairness, kind: str = "The fairest plan") -> str:
    """What makes a plan the fairest, and how long the windows are in which it is."""
    days = fairness.over
    by = f", {_WINDOWS[days]} by {_WINDOWS[days]}" if days in _WINDOWS else ""
    windows = by or f", in windows of {days} days"
    windows = windows if len(fairness.windows) > 1 else ""
    return f"{kind}{windows}: none can get a larger share but at the cost of one with no more"


def _more(number: int) -> str:
    return f" and {number} more" if number > 0 else ""


def _places(plan: Plan, group: Sequence[_Level], levels: Sequence[_Level]) -> dict[str, list[str]]:
    """Names of goods by the place and time that they have in common, if not everywhere, always."""
    problem, fairness = plan.problem, plan.fairness
    assert fairness is not None  # whoever asks has looked
    window = _WINDOWS.get(fairness.over, "window")
    here, all_of_it = (Counter((each.good, each.area) for each in some) for some in (group, levels))
    told: dict[str, list[str]] = {}
    for g in sorted({each.good for each in group}):
        whens = {
            a: "" if here[g, a] == most else f"{here[g, a]} of {counted(most, window)}"
            for (it, a), most in sorted(all_of_it.items())
            if it == g
        }
        if len(set(whens.values())) == 1:
            places = [*set(whens.values())]
        else:
            there = [a for a in whens if here[g, a]]
            places = [", ".join(filter(None, (problem.areas[a].name, whens[a]))) for a in there]
        for place in places:
            told.setdefault(f" in {place}" if place else "", []).append(problem.goods[g].name)
    return told


def _levels(fairness: Fairness) -> Iterator[_Level]:
    """Every place with need in every window, from the least on."""
    both = np.concatenate([fairness.export_levels[:, :, None], fairness.levels], axis=2)
    found = [
        (float(both[v, g, a]), g, a - 1, v) for v, g, a in np.argwhere(~np.isnan(both)).tolist()
    ]
    for level in sorted(found):
        yield _Level(*level)


def _share_given_up(plan: Plan, best: Plan) -> float:
    return _given_up(plan, best) / best.objective if best.objective > 0 else 0.0


def _given_up(plan: Plan, best: Plan) -> float:
    return max(0.0, best.objective - plan.objective)
