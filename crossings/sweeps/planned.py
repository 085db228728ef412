"""Figures of a plan as it stands, by the names that they have in futures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats


def planned_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """A row for each figure of all, and for need met of each good; what does not exist is left out.

    They are those of the plan simulated in the one future that its case foresees.
    """
    problem = plan.problem
    days = float(problem.days.sum())
    need = problem.needed.sum(axis=(0, 2)) + problem.export_needed.sum(axis=0)  # (G,)
    met = plan.met.sum(axis=(0, 2)) + plan.exported.sum(axis=0)  # (G,)
    yield value_row(plan.objective)
    yield from _share("all", met.sum(), need.sum())
    for g, good in enumerate(problem.goods):
        yield from _share(good.id, met[g], need[g])
    by_area = problem.needed.sum(axis=(0, 1))  # (A,)
    if by_area.any():
        there = by_area > 0
        worst = (plan.met.sum(axis=(0, 1))[there] / by_area[there]).min()
        yield _row("worst area", "share", "more", float(worst))
    passed: dict[str, Floats] = {"presented": plan.presented, "refused": plan.refused,
                                 "released": plan.released, "arrived": plan.arriving}  # fmt: skip
    for stage, flow in passed.items():
        better = "less" if stage == "refused" else "more"
        yield _row(stage, "truckloads a day", better, float(flow.sum()) / days)
    yield _row("met", "truckloads a day", "more", float(met.sum()) / days)
    yield _row("unmet", "truckloads a day", "less", float((need - met).sum()) / days)
    hidden = plan.threats * (1 - problem.detection[:, None, None, :])  # (T, C, G, R)
    undetected = float(hidden.sum()) / days if plan.contraband_known() else np.nan
    yield _row("undetected", "truckloads a day", "less", undetected)


def value_row(value: float) -> dict[str, Any]:
    """The row of the value."""
    return _row("value", "value", "more", value)


def _share(of: str, met: float, need: float) -> Iterator[dict[str, Any]]:
    if need > 0:
        yield _row("need met", "share", "more", float(met / need), of)


def _row(measure: str, unit: str, better: str, planned: float, of: str = "all") -> dict[str, Any]:
    return {"measure": measure, "of": of, "unit": unit, "better": better, "planned": planned}
