"""What `crossings size` answers: targets, units, hours, shares stopped, budgets; one row a fact.

Where `budget` is null, a row is of the answer itself, else of what that budget buys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from crossings.analysis.displacement import displaced
from crossings.analysis.sizing import Sized, Staffing
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.tables.labelled import framed


def sizing_tables(sized: Sized) -> dict[str, DataFrame]:
    """Its tables by name."""
    return {
        "targets": targets(sized),
        "units": units(sized),
        "hours": hours(sized),
        "interdiction": interdiction(sized),
        "budgets": budgets(sized),
    }


def targets(sized: Sized) -> DataFrame:
    """Every measure: what is asked, and what the plan shown reaches."""
    coverage, worst, place = reached(sized.plan)
    rows = [
        ("coverage", sized.target.coverage, coverage, None, None),
        ("worst", sized.target.worst, worst, *place),
        ("informal", sized.target.informal, informal_contraband(sized.plan), None, None),
    ]
    problem = sized.plan.problem
    unknown = unknown_channels(problem) if problem.channels else None
    table = framed("targets", [(*row, None) for row in rows])
    table["channels_unknown"] = Series([None, None, unknown], dtype=object)
    return table.astype({"asked": float, "reached": float})


def reached(plan: Plan) -> tuple[float, float, tuple[str | None, str | None]]:
    """Coverage of all inbound need, the worst of a good in an area, and which that is; nan: none.

    Of several alike the worst is the first in the files.
    """
    problem = plan.problem
    need = problem.needed.sum(axis=0)  # (G, A)
    met = plan.met.sum(axis=0)
    if not need.any():
        return np.nan, np.nan, (None, None)
    shares = np.where(need > 0, met, np.inf) / np.where(need > 0, need, 1.0)
    low = float(shares.min())
    g, a = np.argwhere(shares <= low + 1e-9)[0].tolist()
    place = (problem.goods[g].id, problem.areas[a].id)
    return float(met.sum() / need.sum()), low, place


def informal_contraband(plan: Plan) -> float:
    """Truckloads a day that enter by informal channels, unknown ones left out; nan: all are."""
    if np.isnan(plan.problem.informal_threat_rate).all():  # so also where there is no channel
        return np.nan
    return float(np.nansum(displaced(plan).undetected) / plan.problem.days.sum())


def unknown_channels(problem: Problem) -> int:
    """Informal channels whose threat rate is unknown in some period."""
    return int(np.isnan(problem.informal_threat_rate).any(axis=0).sum())


def units(sized: Sized) -> DataFrame:
    """Every supply that may be drawn on, and what is drawn."""
    rows = (row for choice in choices(sized) for row in _units(*choice))
    return framed("units", rows).astype({"budget": float})


def _units(budget: float | None, staffing: Staffing) -> Iterator[tuple[Any, ...]]:
    sizing = staffing.sizing
    for post, added in zip(sizing.posts, staffing.added, strict=True):
        site = sizing.named(sizing.sites[post.site])[0]
        for supply, number in zip(post.supplies, added, strict=True):
            offered = min(supply.units, post.most)
            drawn = (post.units, offered, number, supply.cost, supply.cost * number)
            yield (budget, site, post.resource, supply.supplier, *drawn)


def hours(sized: Sized) -> DataFrame:
    """Hours a day of every site that may work longer; costs are those of the hours more."""
    rows = (row for choice in choices(sized) for row in _hours(*choice))
    return framed("hours", rows).astype({"budget": float})


def _hours(budget: float | None, staffing: Staffing) -> Iterator[tuple[Any, ...]]:
    sizing = staffing.sizing
    costs = staffing.costs_of_hours()
    for site, choice, cost in zip(sizing.sites, staffing.choices, costs, strict=True):
        if len(site.hours) > 1:
            yield (budget, *sizing.named(site), site.hours[0], site.hours[choice], float(cost))


def interdiction(sized: Sized) -> DataFrame:
    """Informal channels of which more may be stopped, and how much is."""
    problem = sized.plan.problem
    rows = [
        (budget, problem.channels[found.channel].id, found.shares[0], found.shares[k], float(cost))
        for budget, staffing in choices(sized)
        for costs in [staffing.costs_of_interdiction()]
        for found, k, cost in zip(
            staffing.sizing.interdictions, staffing.stopped, costs, strict=True
        )
    ]
    return framed("interdiction", rows).astype({"budget": float})


def budgets(sized: Sized) -> DataFrame:
    """What each budget buys of the first of coverage, worst and informal that is asked for."""
    measure = sized.target.measured
    rows = [
        (step.budget, step.status, measure, step.reached, cost, step.gap)
        for step in sized.steps
        for cost in [None if step.staffing is None else step.staffing.cost()]
    ]
    return framed("budgets", rows).astype({"reached": float, "cost": float, "gap": float})


def choices(sized: Sized) -> Iterator[tuple[float | None, Staffing]]:
    """The answer, and what each budget buys."""
    yield None, sized.staffing
    for step in sized.steps:
        if step.staffing is not None:
            yield step.budget, step.staffing
