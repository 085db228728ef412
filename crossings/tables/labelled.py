"""Positions in arrays turned back into labels, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from pandas import DataFrame

from crossings.problem import Floats, Named, Problem
from crossings.problem.labels import AXES
from crossings.tables.described import columns_of


def framed(table: str, rows: Iterable[Sequence[Any]]) -> DataFrame:
    """Rows below the columns that a table always has, in the order of `described.toml`."""
    columns = [name for name, each in columns_of(table).items() if not each.missing]
    return DataFrame(list(rows), columns=columns)


def ids(things: Sequence[Named], positions: Any) -> Any:
    """Ids of the things at `positions`."""
    return words([thing.id for thing in things], positions)


def words(labels: Sequence[str | None], positions: Any) -> Any:
    """Labels at `positions`; a negative position has none."""
    return np.array([*labels, None], dtype=object)[positions]


def labels(problem: Problem, axes: str, positions: Sequence[Any]) -> dict[str, Any]:
    """Columns that say where rows stand: the period, where `axes` have t, and ids of the others."""
    columns = {}
    for axis, here in zip(axes, positions, strict=True):
        if axis in AXES:
            columns[AXES[axis][0]] = words(problem.ids(axis), here)
        else:
            columns["period"] = here
    return columns


def with_loads(table: DataFrame, problem: Problem, good: Any, truckloads: Floats) -> DataFrame:
    """`table` with tonnes and pallets of `truckloads`, where any good says how many a truck has."""
    for column, per_truckload in (("tonnes", problem.tonnes), ("pallets", problem.pallets)):
        if not np.isnan(per_truckload).all():
            table[column] = truckloads * per_truckload[good]
    return table
