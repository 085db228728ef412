"""What tells one problem or plan from another: a digest to the bit, and sums to see what differs.

A digest holds on one machine. A plan that another machine finds may differ in its last bits; the
sums of its arrays, each figure weighted by where it stands, then agree but for rounding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.problem import Problem, Uncertainty
from crossings.problem.digest import SAID_BESIDE, parts, uncertain

_OF_A_PLAN = ("manifested", "presented", "collected", "stock", "met", "exported")
_ROUNDING = 1e-9


def problem_marks(problem: Problem) -> dict[str, Any]:
    """What tells the problem from others: `sha256`, `sums` by array, and `numbers` of its files."""
    names = [entry.name for entry in fields(problem) if entry.name not in SAID_BESIDE]
    made = _marks({name: getattr(problem, name) for name in names})
    numbers = {each.path: float(each.value) for each in problem.uncertainty.numbers.ranged}
    return {**made, "numbers": numbers}


def plan_marks(plan: Plan) -> dict[str, Any]:
    """What tells the plan from others: `sha256`, and `sums` by array."""
    return _marks({name: getattr(plan, name) for name in _OF_A_PLAN})


def _marks(of: dict[str, Any]) -> dict[str, Any]:
    digest, sums = hashlib.sha256(), {}
    for name, value in of.items():
        for part in parts(value):
            digest.update(part)
        for place, array in _arrays(name, value):
            sums[place] = _sum(array)
    return {"sha256": digest.hexdigest(), "sums": sums}


def _arrays(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Uncertainty):
        for inner, each in uncertain(value).items():
            yield from _arrays(f"uncertainty.{inner}", each)
    elif isinstance(value, np.ndarray | float | int):
        yield name, np.asarray(value, dtype=np.float64)


def _sum(array: Any) -> float:
    """Σ figure · cos(place): no figure can change, or change places, and leave it as it was."""
    told = np.where(np.isnan(array), -1.0, np.where(np.isinf(array), -2.0, array)).ravel()
    return float((told * np.cos(np.arange(1.0, told.size + 1))).sum())


def alike(first: float, second: float) -> bool:
    """Whether two sums are the same but for rounding."""
    return abs(first - second) <= _ROUNDING * max(1.0, abs(first), abs(second))
