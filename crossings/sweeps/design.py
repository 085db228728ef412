"""Points of a sweep: which values are set, under which inspection model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

MODEL = "model"
"""The column of a design that names an inspection model."""
_TAKEN = ("point", MODEL, "measure", "of", "unit", "better", "status", "reason", "best", "value")
"""Names of columns that no setting may have."""


@dataclass(frozen=True)
class Point:
    """A row of the design under one inspection model."""

    number: int
    """Of the row, from 0; the same under every model."""
    model: str | None
    """None where it is the case's own."""
    settings: tuple[tuple[str, str], ...]
    """Paths as `--set` takes them, and values."""

    @property
    def texts(self) -> list[str]:
        """`PATH=VALUE` of each."""
        return [f"{path}={value}" for path, value in self.settings]


def grid(over: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Every combination of values, the last path turning quickest.

    >>> grid({"a": ["1", "2"], "b": ["3", "4"]})[1]
    {'a': '1', 'b': '4'}
    """
    return [dict(zip(over, values, strict=True)) for values in product(*over.values())]


def crossed(rows: Sequence[Mapping[str, str]], models: Sequence[str | None]) -> tuple[Point, ...]:
    """Each row under each model; a row that names its model is under that alone.

    >>> [(p.number, p.model) for p in crossed([{"a": "1"}, {"a": "2", "model": "x"}], ["y", "z"])]
    [(0, 'y'), (0, 'z'), (1, 'x')]
    """
    points = []
    for number, row in enumerate(rows):
        own = row.get(MODEL)
        settings = tuple((path, value) for path, value in row.items() if path != MODEL)
        points += [Point(number, model, settings) for model in ((own,) if own else models)]
    return tuple(points)


def rows_of(cells: Sequence[Sequence[object]]) -> list[dict[str, str]]:
    """A design from the rows of a table: paths in the first, a point in each other; empty: not set.

    Raises `ValueError` that says what is wrong with it.
    """
    paths = ["" if cell is None else str(cell).strip() for cell in cells[0]] if cells else []
    if not paths or not all(paths):
        raise ValueError(
            "the first row of a design names a path of --set, or model, in each column"
        )
    twice = {path for path in paths if paths.count(path) > 1}
    if twice:
        raise ValueError(f"{min(twice)} has two columns")
    made = []
    for row in cells[1:]:
        found = {p: _text(c) for p, c in zip(paths, row, strict=False) if c not in (None, "")}
        made += [found] if found else []
    if not made:
        raise ValueError("a design has at least one point")
    return made


def lines_of(cells: Sequence[Sequence[object]]) -> list[int]:
    """Lines of such a table in which its points stand, counted from 1."""
    below = enumerate(cells[1:], start=2)
    return [line for line, row in below if any(cell not in (None, "") for cell in row)]


def columns_of(points: Sequence[Point]) -> dict[str, str]:
    """A column's name for each path: as little of its end as tells it from the others.

    >>> columns_of([Point(0, None, (("crossings.a.hours_per_day", "8"), ("goods.x.need", "1")))])
    {'crossings.a.hours_per_day': 'hours_per_day', 'goods.x.need': 'need'}
    """
    paths = list(dict.fromkeys(path for point in points for path, _ in point.settings))
    names: dict[str, str] = {}
    for path in paths:
        steps = path.split(".")
        for length in range(1, len(steps) + 1):
            name = _name(steps[-length:])
            others = (_name(other.split(".")[-length:]) for other in paths if other != path)
            if name not in (*_TAKEN, *others):
                break
        names[path] = name if name not in (*_TAKEN, *names.values()) else f"{name}_{len(names)}"
    return names


def _name(steps: Sequence[str]) -> str:
    return re.sub(r"\W+", "_", "_".join(steps))


def _text(cell: object) -> str:
    """A cell as `--set` takes it: a whole number without its point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
