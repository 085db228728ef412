"""Outcomes as named columns, a row a scenario, and back to exactly the same arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from crossings.batches.fields import FIELDS
from crossings.evaluation import Outcomes
from crossings.problem import Problem
from crossings.scenarios.inputs import plain_name

_NAMED = {"numbers": "scenario"}
_WORDS = {
    "g": "good", "a": "area", "c": "crossing", "q": "resource", "p": "pool", "h": "phase",
    "m": "measure",
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is told of a future: figures of a problem, and measures of one's own by name."""

    problem: Problem
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a chunk."""

    name: str
    field: str
    labels: Mapping[str, str]
    """What it is of: `{"good": "food", "area": "rafah"}`."""

    @property
    def about(self) -> dict[str, str]:
        """What a reader of the file is told of it; entries without anything to say are left out."""
        field = FIELDS[self.field]
        of = f": {', '.join(self.labels.values())}" if self.labels else ""
        told = {"meaning": field.meaning + of, "unit": field.unit, "stage": field.stage}
        told |= {"better": field.better, **self.labels}
        return {key: text for key, text in told.items() if text}


@lru_cache(16)
def layout(of: Told) -> tuple[Column, ...]:
    """Every column of a chunk, in order: `coverage_food_rafah`.

    Names are of letters, digits and underscores, so that none needs quotes in SQL. Where two would
    be alike, because of what stands between the words of labels, the later one has a number.
    """
    made: list[Column] = []
    taken: set[str] = set()
    for field in FIELDS:
        for labels in _places(of, field):
            plain = plain_name(_NAMED.get(field, field), *labels.values())
            name, number = plain, 1
            while name in taken:
                number += 1
                name = f"{plain}_{number}"
            taken.add(name)
            made.append(Column(name, field, labels))
    return tuple(made)


def _places(of: Told, field: str) -> list[dict[str, str]]:
    labels = _labels(of)
    made: list[dict[str, str]] = [{}]
    for axis in FIELDS[field].axes:
        made = [{**place, _WORDS[axis]: label} for place in made for label in labels[axis]]
    return made


def names(of: Told, field: str) -> list[str]:
    """Columns of a field, in the order of its array."""
    return [column.name for column in layout(of) if column.field == field]


def shape(of: Told, field: str) -> tuple[int, ...]:
    """Lengths of a field's axes behind that of scenarios."""
    labels = _labels(of)
    return tuple(len(labels[axis]) for axis in FIELDS[field].axes)


def _labels(of: Told) -> dict[str, list[str]]:
    problem = of.problem
    phases = [str(each.number) for each in problem.uncertainty.phases]
    return {**{axis: problem.ids(axis) for axis in "gacqp"}, "h": phases, "m": [*of.own]}


def columns(of: Told, outcomes: Outcomes) -> dict[str, Any]:
    """Every field, column by column."""
    return dict(_columns(of, outcomes))


def _columns(of: Told, outcomes: Outcomes) -> Iterator[tuple[str, Any]]:
    names_of = iter(layout(of))
    for field in FIELDS:
        array = getattr(outcomes, field)
        width = int(np.prod(shape(of, field)))
        flat = array.reshape(len(outcomes), width)
        for k in range(width):
            yield next(names_of).name, np.ascontiguousarray(flat[:, k])


def array(of: Told, field: str, read: Mapping[str, Any]) -> Any:
    """A field put together again from its columns."""
    parts = [np.asarray(read[name]) for name in names(of, field)]
    if not FIELDS[field].axes:
        return parts[0]
    size = len(next(iter(read.values()))) if read else 0
    flat = np.stack(parts, axis=1) if parts else np.zeros((size, 0))
    return flat.reshape(size, *shape(of, field))


def without_figures(of: Told, number: int, reason: str) -> Outcomes:
    """The row of a scenario that failed: nothing but its number and the reason."""
    made: dict[str, Any] = {field: np.full((1, *shape(of, field)), np.nan) for field in FIELDS}
    made["numbers"] = np.array([number], dtype=np.int64)
    made["worst_area"] = np.zeros(1, dtype=np.intp)
    made["failed"] = np.array([reason])
    return Outcomes(**made)
