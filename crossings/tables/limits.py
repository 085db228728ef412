"""What each limit allows, how much of it is used, what one more is worth, and what is passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pandas import DataFrame, concat

from crossings.analysis.passed import passed_limits
from crossings.limits import Limit, limits_of
from crossings.plan import Plan
from crossings.problem import Problem, ratio
from crossings.problem.labels import AXES
from crossings.tables.labelled import words

_SORTED_BY = {"resources": ["period"], "corridors": ["period", "corridor"]}
_PLACES = ("crossing", "good", "area")
_LIMITS = ("period", "last_period", "limit", *_PLACES, "value", "bound", "shadow_price")


def resources(plan: Plan) -> DataFrame:
    """Minutes of every resource; null where a crossing's capacity is unknown."""
    made = _use(plan, "resources")
    return made.rename(columns={"used": "used_minutes", "capacity": "capacity_minutes"})


def gates(plan: Plan) -> DataFrame:
    """Trucks through each gate."""
    return _use(plan, "gates")


def corridors(plan: Plan) -> DataFrame:
    """Truckloads that leave each corridor beside its caps; good null: the corridor's total."""
    return _use(plan, "corridors").drop(columns="utilisation")


def routes(plan: Plan) -> DataFrame:
    """Truckloads collected on each route."""
    return _use(plan, "routes").drop(columns="utilisation")


def limits(plan: Plan) -> DataFrame:
    """The two sides of each limit's row; floors over windows say which periods they span."""
    made = [_sides(plan, limit) for limit in _listed(plan.problem, "limits")]
    both = concat([each for each in made if len(each)]) if any(map(len, made)) else made[0]
    return both.reset_index(drop=True).astype(dict.fromkeys(_PLACES, object))[list(_LIMITS)]


def _listed(problem: Problem, table: str) -> list[Limit]:
    return [limit for limit in limits_of(problem) if limit.table.name == table]


def _use(plan: Plan, table: str) -> DataFrame:
    """Use beside capacity of all limits of a table."""
    made = [_used(plan, limit) for limit in _listed(plan.problem, table)]
    both = concat([each for each in made if len(each)]) if any(map(len, made)) else made[0]
    return both.sort_values(_SORTED_BY.get(table, ["period"]), kind="stable", ignore_index=True)


def _used(plan: Plan, limit: Limit) -> DataFrame:
    """Use beside capacity; where there is no limit, neither capacity nor price."""
    problem, allowed = plan.problem, limit.allowed(plan.problem)
    shown = np.isfinite(allowed) if limit.table.shown is None else limit.table.shown(problem)
    key = np.nonzero(shown)
    used, capacities, price = plan.used(limit)[key], allowed[key], plan.prices.of(limit)[key]
    limited = np.isfinite(capacities)
    return DataFrame(
        {
            "period": key[0],
            **_labels(problem, limit, key),
            "used": used,
            "capacity": np.where(limited, capacities, np.nan),
            "utilisation": ratio(used, np.where(limited, capacities, 0.0)),
            "shadow_price": np.where(limited, price, np.nan),
        }
    )


def _sides(plan: Plan, limit: Limit) -> DataFrame:
    """The two sides of each row: what is there, and what bounds it."""
    problem = plan.problem
    key = tuple(np.argwhere(limit.has_row(problem)).T)  # () of a single row without axes
    spans = limit.spans(problem) if limit.spans is not None else ()
    value, bound, price = (
        np.atleast_1d(each[key])
        for each in (
            plan.used(limit) + plan.compared(limit),
            limit.allowed(problem) + plan.compared(limit),
            plan.prices.of(limit),
        )
    )
    row = key[0] if limit.time else np.zeros(len(value), dtype=np.intp)
    first, last = (
        (row, row)
        if limit.spans is None
        else (np.array([s[0] for s in spans])[row], np.array([s[-1] for s in spans])[row])
    )
    return DataFrame(
        {
            "period": first,
            "last_period": last,
            "limit": words([limit.key], np.zeros_like(row)),
            **{place: words([None], np.zeros_like(row)) for place in _PLACES},
            **_labels(problem, limit, key),
            "value": value,
            "bound": bound,
            "shadow_price": price,
        }
    )


def _labels(problem: Problem, limit: Limit, key: Sequence[Any]) -> dict[str, Any]:
    """The columns that say which row it is: an id for each position, a word, or null."""
    columns = {}
    for column, letter in limit.table.columns.items():
        if letter in AXES:
            columns[column] = words(problem.ids(letter), key[limit.axes.index(letter)])
        else:
            word = None if letter is None else letter.strip("'")
            columns[column] = words([word], np.zeros(len(key[0]), dtype=np.intp))
    return columns


_PASSED_AT = ("corridor", "crossing", "good", "area", "resource")
_OF_PASSED = (
    "period", "last_period", "limit", "what", *_PASSED_AT, "unit", "value", "bound", "beyond",
)  # fmt: skip


def passed(plan: Plan) -> DataFrame:
    """A row for each stretch of periods in which a limit is passed, or a floor is not reached."""
    rows = [
        (row.first, row.last, each.limit, each.what, *(each.at.get(name) for name in _PASSED_AT),
         each.unit, row.value, row.bound, row.by)
        for each in passed_limits(plan)
        for row in each.rows
    ]  # fmt: skip
    table = DataFrame(rows, columns=list(_OF_PASSED))
    kinds = {
        **dict.fromkeys(_OF_PASSED[:2], np.int64),
        **dict.fromkeys(_OF_PASSED[-3:], np.float64),
    }
    return table.astype({name: kinds.get(name, object) for name in _OF_PASSED})
