"""The fairest plan: the coverage that each place is sure of, and what fairness costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.wording import counted, figure, share

FAIREST = "none can get a larger share but at the cost of one with no more"
_MOST_LEVELS = 4
_MOST_PLACES = 5
_SAME = 1e-7


def fairness_object(plan: Plan) -> dict[str, Any] | None:
    """Levels, from the least on, and the price; None where the plan is the one of most value."""
    if plan.fairness is None:
        return None
    best, days = plan.fairness.best, float(plan.problem.days.sum())
    return {
        "levels": [
            {"good": good, "area": area, "coverage": level} for level, good, area in _levels(plan)
        ],
        "best_objective": best.objective,
        "objective_given_up": _given_up(plan, best),
        "share_given_up": _share_given_up(plan, best),
        "best_met_per_day": float(best.met.sum()) / days,
        "met_per_day": float(plan.met.sum()) / days,
        "best_exported_per_day": float(best.exported.sum()) / days,
        "exported_per_day": float(plan.exported.sum()) / days,
    }


def fairness_lines(plan: Plan) -> list[str]:
    """The same in words: the lowest levels and who is at them, then the price."""
    if plan.fairness is None:
        return []
    best, days = plan.fairness.best, float(plan.problem.days.sum())
    groups = [
        (level, _places(plan, [(good, area) for _, good, area in group]))
        for level, group in groupby(_levels(plan), lambda place: round(place[0] / _SAME) * _SAME)
    ]
    lines = [f"The fairest plan: {FAIREST}."]
    for level, places in groups[:_MOST_LEVELS]:
        told = "; ".join(places[:_MOST_PLACES])
        rest = len(places) - _MOST_PLACES
        told += f" and {rest} more" if rest > 0 else ""
        lines.append(f"  {share(level)} for {told}")
    if len(groups) > _MOST_LEVELS:
        lines.append(f"  and {counted(len(groups) - _MOST_LEVELS, 'level')} above")
    price = f"{_given_up(plan, best):,.1f} of the value {best.objective:,.1f}"
    lines.append(
        f"Price of fairness: {price} ({_share_given_up(plan, best):.2%}); "
        f"need met {figure(plan.met.sum() / days)} truckloads a day, "
        f"{figure(best.met.sum() / days)} in the plan of most value"
    )
    return lines


def _places(plan: Plan, group: list[tuple[str, str | None]]) -> list[str]:
    """Names of the places; a good alone stands for every area with need of it."""
    everywhere = Counter(good for _, good, _ in _levels(plan))
    here = Counter(good for good, _ in group)
    names = {thing.id: thing.name for thing in plan.problem.areas}
    told: dict[str, None] = {}
    for ware in plan.problem.goods:
        for good, area in group:
            if good == ware.id:
                alone = area is None or here[good] == everywhere[good]
                told[ware.name if alone else f"{ware.name} in {names[str(area)]}"] = None
    return list(told)


def _levels(plan: Plan) -> Iterator[tuple[float, str, str | None]]:
    """(level, good, area) of every place with need, from the least on; exports have no area."""
    fairness, problem = plan.fairness, plan.problem
    assert fairness is not None  # both callers have looked
    found: list[tuple[float, int, int]] = [
        (float(fairness.levels[g, a]), g, a)
        for g, a in np.argwhere(~np.isnan(fairness.levels)).tolist()
    ]
    found += [
        (float(fairness.export_levels[g]), g, -1)
        for (g,) in np.argwhere(~np.isnan(fairness.export_levels)).tolist()
    ]
    for level, g, a in sorted(found):
        yield level, problem.goods[g].id, problem.areas[a].id if a >= 0 else None


def _share_given_up(plan: Plan, best: Plan) -> float:
    return _given_up(plan, best) / best.objective if best.objective > 0 else 0.0


def _given_up(plan: Plan, best: Plan) -> float:
    return max(0.0, best.objective - plan.objective)
