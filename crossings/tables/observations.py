"""Counts beside the plan, each at its own stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crossings.plan import Plan
from crossings.problem import Flags, Floats
from crossings.problem.counted import (
    INBOUND_STAGES,
    crossings_counted,
    goods_counted,
    periods_counted,
)
from crossings.published import Observed

if TYPE_CHECKING:
    from pandas import DataFrame


def observed(plan: Plan) -> DataFrame:
    """Counts and the plan at the same stage, a calendar day and, where known, an open day."""
    from pandas import DataFrame  # a report asks for counts alone and needs no pandas

    columns = ["crossing", "good", "category", "from", "to", "stage", "truckloads_per_day"]
    columns += ["planned_per_day", "truckloads_per_open_day", "planned_per_open_day", "source"]
    rows = [_beside(plan, seen) for seen in plan.problem.observed]
    floats = ("planned_per_day", "truckloads_per_open_day", "planned_per_open_day")
    return DataFrame(rows, columns=columns).astype(dict.fromkeys(floats, float))


def paces(plan: Plan, seen: Observed) -> tuple[float, float, float, float]:
    """A count and the plan at its stage, truckloads a calendar day; then both an open day.

    nan where the case does not count that stage, or the days open are not known.
    """
    problem = plan.problem
    periods, crossings = periods_counted(problem, seen), crossings_counted(problem, seen)
    goods = goods_counted(problem, seen)
    planned = _at_stage(plan, seen.stage, periods, crossings, goods)
    days_seen = (seen.end - seen.start).days + 1
    # Open days of several crossings overlap; only those of one can be counted.
    one = problem.crossing_open_days[periods][:, crossings].sum() if seen.crossing else 0.0
    return (
        seen.truckloads / days_seen,
        planned / float(problem.days[periods].sum()),
        seen.truckloads / seen.open_days if seen.open_days else np.nan,
        planned / one if one else np.nan,
    )


def _beside(plan: Plan, seen: Observed) -> tuple[object, ...]:
    days = (seen.start.isoformat(), seen.end.isoformat())
    what = (seen.crossing, seen.good, seen.category)
    return (*what, *days, seen.stage, *paces(plan, seen), seen.source)


def _at_stage(plan: Plan, stage: str, periods: Flags, crossings: Flags, goods: Flags) -> float:
    """Truckloads of the plan at a stage, in `periods`, through `crossings`, of `goods`.

    nan where the case does not count that stage.
    """
    problem = plan.problem
    if stage in INBOUND_STAGES and not (goods & problem.inbound).any():
        return np.nan
    if stage == "met":
        return float((plan.met.sum(axis=2) + plan.exported)[periods][:, goods].sum())
    if stage == "manifested" and not problem.through_corridors:
        return np.nan
    if stage == "manifested":
        return float(plan.manifested[periods][:, :, crossings][..., goods].sum())
    figures: Floats = getattr(plan, stage)  # (T, C, G, and R or A)
    return float(figures[periods][:, crossings][:, :, goods].sum())
