"""Positions in arrays turned back into labels, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pandas import DataFrame

from crossings.problem import Flags, Floats, Named, Problem


def ids(things: Sequence[Named], positions: Any) -> Any:
    """Ids of the things at `positions`."""
    return words([thing.id for thing in things], positions)


def words(labels: Sequence[str | None], positions: Any) -> Any:
    """Labels at `positions`; a negative position has none."""
    return np.array([*labels, None], dtype=object)[positions]


def every_period(problem: Problem, flags: Flags) -> tuple[Any, ...]:
    """Positions of every period × each combination that is flagged."""
    return np.nonzero(np.broadcast_to(flags, (len(problem.periods), *flags.shape)))


def every_place(array: Any) -> list[Any]:
    """Positions of everything in `array`, axis by axis."""
    return [axis.ravel() for axis in np.indices(array.shape)]


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part / whole; nan where there is no whole."""
    shares = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def with_loads(table: DataFrame, problem: Problem, good: Any, truckloads: Floats) -> DataFrame:
    """`table` with tonnes and pallets of `truckloads`, where any good says how many a truck has."""
    for column, per_truckload in (("tonnes", problem.tonnes), ("pallets", problem.pallets)):
        if not np.isnan(per_truckload).all():
            table[column] = truckloads * per_truckload[good]
    return table
