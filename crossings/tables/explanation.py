"""A plan explained, as tables: levers, what each good gains by them, and what stops each good."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import DataFrame, Series

from crossings.analysis.barriers import reasons
from crossings.analysis.explanation import Explanation
from crossings.analysis.marginal_values import Margin, MarginalValue
from crossings.plan import Plan
from crossings.problem import Floats
from crossings.tables import OWN_TABLE
from crossings.tables.described import columns_of
from crossings.tables.labelled import framed
from crossings.tables.limits import passed
from crossings.tables.records import records

CLOSURES_TABLE = "worst_closures"
"""A table that explanations have besides where it is asked for."""
EXPLANATION_TABLE_NAMES = ("levers", "gains", "unmet", "barriers")


def explanation_tables(explanation: Explanation) -> dict[str, DataFrame]:
    """Every table of an explanation by name."""
    made = (_levers, _gains, _unmet, _barriers)
    tables = {
        name: table(explanation) for name, table in zip(EXPLANATION_TABLE_NAMES, made, strict=True)
    }
    if explanation.closures is not None:
        tables |= {CLOSURES_TABLE: _closures(explanation)}
    own = explanation.plan.own is not None
    return {**tables, OWN_TABLE: passed(explanation.plan)} if own else tables


def _people(plan: Plan) -> Floats:
    """(G,) People whose need is met, mean of the days; nan where they are not counted."""
    by_good = np.nansum(plan.people_met, axis=2) * plan.problem.days[:, None]
    counted = ~np.isnan(plan.people_met).all(axis=(0, 2))
    return np.where(counted, by_good.sum(axis=0) / plan.problem.days.sum(), np.nan)


def _gains(explanation: Explanation) -> DataFrame:
    """What one step of each lever brings of each good whose need met changes."""
    plan = explanation.plan.of_most_value
    problem = plan.problem
    before, people_before = plan.met_a_day, _people(plan)
    rows = []
    for number, worth in enumerate(explanation.marginal_values):
        more = worth.plan.met_a_day - before
        people = _people(worth.plan) - people_before
        for g in np.flatnonzero(np.abs(more) > 1e-9 * np.maximum(1.0, before)).tolist():
            tonnes = more[g] * problem.tonnes[g]
            rows.append((number, problem.goods[g].id, more[g], tonnes, people[g]))
    made = framed("gains", rows)
    floats = dict.fromkeys(made.columns[2:], float)
    return made.astype({"lever": int, "good": object, **floats})


def _levers(explanation: Explanation) -> DataFrame:
    """Every lever with a price, and what one step of it brings in all."""
    gains = _gains(explanation)
    solved = [
        {"lever": number, "solved": True, **_lever(worth), **_solved(worth, gains, number)}
        for number, worth in enumerate(explanation.marginal_values)
    ]
    at_the_margin = [
        {"lever": number, "solved": False, **_lever(margin), "value": margin.price}
        | {"price": np.nan if margin.rough else margin.price}
        for number, margin in enumerate(explanation.margins)
    ]
    return DataFrame([*solved, *at_the_margin], columns=[*columns_of("levers")])


def _lever(worth: MarginalValue | Margin) -> dict[str, Any]:
    """What a lever and a step of it are."""
    lever = worth.lever
    return {
        "kind": lever.kind,
        "what": lever.what,
        "crossing": lever.crossing,
        "good": lever.good,
        "step": lever.step,
        "unit": lever.unit,
        "set": " ".join(f"--set {each}" for each in lever.as_set(lever.step)) or None,
        "periods": worth.periods,
    }


def _solved(worth: MarginalValue, gains: DataFrame, number: int) -> dict[str, Any]:
    """What a step brings that was solved for."""
    mine = gains[gains["lever"] == number]
    people = mine.dropna(subset="people_met").sort_values("people_met", ascending=False)
    most = records(people.head(1))
    return {
        "price": np.nan if worth.price is None else worth.price,
        "value": worth.value,
        "first_quarter": np.nan if worth.first_quarter is None else worth.first_quarter,
        "truckloads_per_day": mine["truckloads_per_day"].sum(),
        "tonnes_per_day": _in_all(mine["tonnes_per_day"]),
        "people_met": most[0]["people_met"] if most else np.nan,
        "people_met_of": most[0]["good"] if most else None,
        "holds_for": np.nan if worth.held is None else worth.held.units,
        "holds_further": None if worth.held is None else worth.held.further,
        "unique": None if worth.held is None else worth.held.unique,
    }


def _in_all(column: Series[float]) -> float:
    """Their sum; nan where all of some are unknown, 0 where there are none."""
    return float(column.sum(min_count=min(1, len(column))))


def _unmet(explanation: Explanation) -> DataFrame:
    """Every good that gets less than its need, in truckloads a day."""
    plan = explanation.plan
    problem = plan.problem
    met = plan.met_a_day
    goods = dict.fromkeys(barrier.good for barrier in explanation.barriers)
    rows = [
        (problem.goods[g].id, problem.goods[g].category, need, met[g], need - met[g])
        for g in goods
        for need in [problem.total_need[g]]
    ]
    return framed("unmet", rows)


def _closures(explanation: Explanation) -> DataFrame:
    """The days of closure that would cost most."""
    problem = explanation.plan.problem
    rows = [
        (
            each.kind,
            problem.crossings[each.crossing].id,
            problem.periods[each.first].start.isoformat(),
            problem.periods[each.last].end.isoformat(),
            each.days,
            each.lost,
            each.lost_in_all,
            each.share,
        )
        for each in explanation.closures or ()
    ]
    made = framed(CLOSURES_TABLE, rows)
    return made.astype(dict.fromkeys(made.columns[4:], float))


def _barriers(explanation: Explanation) -> DataFrame:
    """What stops each of them, everywhere or at a crossing."""
    problem = explanation.plan.problem
    told = reasons(problem)
    rows = [
        (
            problem.goods[each.good].id,
            " ".join(problem.areas[a].id for a in each.areas) or None,
            None if each.crossing is None else problem.crossings[each.crossing].id,
            each.reason,
            told[each.reason].says,
            each.limit or None,
            each.periods,
            " ".join(problem.goods[g].id for g in each.higher(problem)) or None,
            " ".join(problem.goods[g].id for g in each.held) or None,
            " ".join(problem.goods[g].id for g in each.rivals) or None,
        )
        for each in explanation.barriers
    ]
    return framed("barriers", rows)
