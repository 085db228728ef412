"""Outcomes as named columns, a row a scenario, and back to exactly the same arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from crossings.evaluation import Outcomes
from crossings.problem import Problem

AXES = {
    "numbers": "",
    "value": "",
    "bound": "",
    "failed": "",
    "manifested": "g",
    "presented": "g",
    "released": "g",
    "arrived": "g",
    "need": "g",
    "met": "g",
    "coverage": "ga",
    "worst_coverage": "",
    "worst_area": "",
    "days_below_floor": "g",
    "first_stock_out": "g",
    "most_waiting": "",
    "left_waiting": "",
    "longest_wait": "",
    "minutes_used": "cq",
    "gate_used": "c",
    "pool_used": "p",
    "undetected": "",
    "days_to_recover": "",
    "days_closed": "c",
    "pool_days_closed": "p",
    "floors_missed": "",
    "end_stock_missed": "",
}
"""Axes of each field behind that of scenarios: g good, a area, c crossing, q resource, p pool."""
_NAMED = {"numbers": "scenario"}


def names(problem: Problem, field: str) -> list[str]:
    """Columns of a field, in the order of its array: `coverage.food.rafah`."""
    labels = _labels(problem)
    made = [_NAMED.get(field, field)]
    for axis in AXES[field]:
        made = [f"{name}.{label}" for name in made for label in labels[axis]]
    return made


def shape(problem: Problem, field: str) -> tuple[int, ...]:
    """Lengths of a field's axes behind that of scenarios."""
    labels = _labels(problem)
    return tuple(len(labels[axis]) for axis in AXES[field])


def _labels(problem: Problem) -> dict[str, list[str]]:
    return {
        "g": [each.id for each in problem.goods],
        "a": [each.id for each in problem.areas],
        "c": [each.id for each in problem.crossings],
        "q": list(problem.resources),
        "p": list(problem.pools),
    }


def columns(problem: Problem, outcomes: Outcomes) -> dict[str, Any]:
    """Every field, column by column."""
    return dict(_columns(problem, outcomes))


def _columns(problem: Problem, outcomes: Outcomes) -> Iterator[tuple[str, Any]]:
    for field in AXES:
        array = getattr(outcomes, field)
        flat = array.reshape(len(outcomes), -1)
        for k, name in enumerate(names(problem, field)):
            yield name, np.ascontiguousarray(flat[:, k])


def array(problem: Problem, field: str, read: Mapping[str, Any]) -> Any:
    """A field put together again from its columns."""
    parts = [np.asarray(read[name]) for name in names(problem, field)]
    if not AXES[field]:
        return parts[0]
    size = len(next(iter(read.values()))) if read else 0
    flat = np.stack(parts, axis=1) if parts else np.zeros((size, 0))
    return flat.reshape(size, *shape(problem, field))


def without_figures(problem: Problem, number: int, reason: str) -> Outcomes:
    """The row of a scenario that failed: nothing but its number and the reason."""
    made: dict[str, Any] = {field: np.full((1, *shape(problem, field)), np.nan) for field in AXES}
    made["numbers"] = np.array([number], dtype=np.int64)
    made["worst_area"] = np.zeros(1, dtype=np.intp)
    made["failed"] = np.array([reason])
    return Outcomes(**made)
