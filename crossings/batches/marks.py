"""What tells one problem or plan from another: a digest to the bit, and sums to see what differs.

A digest holds on one machine. A plan that another machine finds may differ in its last bits; the
sums of its arrays, each figure weighted by where it stands, then agree but for rounding.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.problem import Origin, Problem, Uncertainty

_SAID_BESIDE = {"case", "tables", "notes", "observed", "locations", "sources", "evidence",
                "warnings", "resource_names", "admin_level", "calendar_months"}  # fmt: skip
"""Fields of a problem on which no figure of a future rests."""
_OF_A_PLAN = ("manifested", "presented", "collected", "stock", "met", "exported")
_ROUNDING = 1e-9


def problem_marks(problem: Problem) -> dict[str, Any]:
    """What tells the problem from others: `sha256`, `sums` by array, and `numbers` of its files."""
    names = [entry.name for entry in fields(problem) if entry.name not in _SAID_BESIDE]
    made = _marks({name: getattr(problem, name) for name in names})
    numbers = {each.path: float(each.value) for each in problem.uncertainty.numbers.ranged}
    return {**made, "numbers": numbers}


def plan_marks(plan: Plan) -> dict[str, Any]:
    """What tells the plan from others: `sha256`, and `sums` by array."""
    return _marks({name: getattr(plan, name) for name in _OF_A_PLAN})


def _marks(of: dict[str, Any]) -> dict[str, Any]:
    digest, sums = hashlib.sha256(), {}
    for name, value in of.items():
        for part in _parts(value):
            digest.update(part)
        for place, array in _arrays(name, value):
            sums[place] = _sum(array)
    return {"sha256": digest.hexdigest(), "sums": sums}


def _parts(value: Any) -> Iterator[bytes]:
    """A value as bytes: other bytes for another value, and the same wherever the files lie."""
    if isinstance(value, np.ndarray):
        yield f"{value.dtype.str}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Origin):
        yield value.sha256.encode()
    elif isinstance(value, Uncertainty):
        for name, each in _uncertain(value).items():
            yield name.encode()
            yield from _parts(each)
    elif is_dataclass(value):
        for entry in fields(value):
            yield from _parts(getattr(value, entry.name))
    elif isinstance(value, dict):  # what a phase says otherwise, as the file has it
        yield b"mapping"
        yield from _parts(tuple(value.items()))
    elif isinstance(value, tuple | list):
        yield f"tuple {len(value)}".encode()
        for each in value:
            yield from _parts(each)
    else:
        assert value is None or isinstance(value, str | int | float | range | datetime.date)
        yield f"{value!r};".encode()


def _uncertain(value: Uncertainty) -> dict[str, Any]:
    """What is uncertain, as plain values; the numbers drawn are told by their ranges."""
    said = ("sampled", "numbers", "evidence", "combinations")
    plain = {each.name: getattr(value, each.name) for each in fields(value)}
    drawn = None if value.sampled is None else value.sampled.ranged
    least = None  # what there is where no phase comes about that may fail
    if value.combinations is not None:
        least = value.combinations.terms((False,) * len(value.phases))
    told = {name: each for name, each in plain.items() if name not in said}
    return {**told, "drawn": drawn, "least": least}


def _arrays(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Uncertainty):
        for inner, each in _uncertain(value).items():
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
