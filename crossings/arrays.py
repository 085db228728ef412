"""Arrays of records: their kinds, and that nobody writes to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from textwrap import fill
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:  # numpy.typing takes 25 ms to import and says nothing at run time
    from numpy.typing import NDArray

_WIDTH, _MOST_LINES = 90, 8
"""Of a record as it is told."""
Floats: TypeAlias = "NDArray[np.float64]"
Flags: TypeAlias = "NDArray[np.bool_]"
Positions: TypeAlias = "NDArray[np.intp]"


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part / whole; nan where there is no whole."""
    made = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=made, where=whole > 0)
    return made


def floats(values: Iterable[float]) -> Floats:
    """Values in a row.

    >>> floats([1, 2]).tolist()
    [1.0, 2.0]
    """
    return np.fromiter(values, dtype=np.float64)


def by_run(values: Floats, runs: Sequence[range]) -> Floats:
    """(runs, ·) Sums of (T, ·) over runs of periods that follow each other from the first on.

    >>> by_run(np.array([1.0, 2, 4]), [range(0, 2), range(2, 3)]).tolist()
    [3.0, 4.0]
    """
    return np.asarray(np.add.reduceat(values, [run.start for run in runs], axis=0))


class ReadOnly:
    """A record of arrays that nobody writes to: whoever wants other numbers makes another.

    An array that its owner may still write to stays so; the record has a copy of it.
    """

    def __post_init__(self) -> None:
        """Make every array read-only."""
        for entry in fields(self):  # type: ignore[arg-type]  # of its dataclass
            object.__setattr__(self, entry.name, frozen(getattr(self, entry.name)))

    def __repr__(self) -> str:
        """Its arrays by name, with their shapes, as far as they go into a few lines."""
        named = [(entry.name, getattr(self, entry.name)) for entry in fields(self)]  # type: ignore[arg-type]
        shapes = [f"{name} {value.shape}" for name, value in named if isinstance(value, np.ndarray)]
        told = fill(", ".join(shapes), _WIDTH, initial_indent="  ", subsequent_indent="  ")
        lines = told.splitlines()
        more = ["  …"] if len(lines) > _MOST_LINES else []
        return "\n".join([type(self).__name__, *lines[:_MOST_LINES], *more])


def frozen(value: Any) -> Any:
    """A value; of an array that can be written to a copy that cannot.

    >>> mine = np.ones(2)
    >>> frozen(mine).flags.writeable, mine.flags.writeable
    (False, True)
    """
    if isinstance(value, np.ndarray) and value.flags.writeable:
        value = value.copy(order="K")
        value.setflags(write=False)
    return value
