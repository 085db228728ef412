"""A linear program whose columns and rows are found again by kind and key.

It is kept as arrays, as the solver takes them: a column is known by its place, an integer, and its
bounds and entries are numbers in a row of numbers. Whole families are added at once, or one column
and one row at a time where there are few. Names are made where it is written to be read
(`readable`).
"""

from __future__ import annotations

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from crossings.limits.record import Kind
from crossings.problem import Floats, Positions

Key = tuple[int, ...]
Terms = Iterable[tuple[int, float]]
"""Columns by their places, each at most once, and their coefficients."""
_LONGEST_LABEL = 24
_SMALLEST = 1e-12
"""Coefficients from here on count, the least that HiGHS can be told."""


class Ledger:
    """A linear program to be minimised, all its columns ≥ 0, some of them perhaps whole.

    `labels` names the positions of each axis, by its letter.
    """

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        self.labels = labels
        self._columns: dict[Kind, _Family] = {}
        self._rows: dict[Kind, _Family] = {}
        self._most = array("d")
        """Of each column; its least is 0."""
        self._whole: list[int] = []
        self._costs: dict[int, float] = {}
        self._lower, self._upper = array("d"), array("d")
        self._row, self._column, self._value = array("i"), array("i"), array("d")
        """Every entry, the rows in their order."""

    def column(
        self, kind: Kind, key: Key, upper: float | None = None, *, whole: bool = False
    ) -> int:
        """The place of a new column of `kind` at `key`; `whole`: it takes whole numbers alone."""
        place = self.width
        self._family(self._columns, kind).add(key, place)
        self._most.append(math.inf if upper is None else upper)
        if whole:
            self._whole.append(place)
        return place

    def add_columns(
        self, families: Sequence[tuple[Kind, Positions, Floats | None]], order: Positions
    ) -> None:
        """Columns of some kinds: keys (n, axes) and most (n,) of each; None: no limit.

        `order` (columns of all of them,) says which comes first.
        """
        place = np.empty(len(order), dtype=np.intp)
        place[order] = np.arange(len(order)) + self.width
        most = [np.full(len(keys), np.inf) if upper is None else upper
                for _, keys, upper in families]  # fmt: skip
        first = 0
        for kind, keys, _ in families:
            if len(keys):
                self._family(self._columns, kind).extend(keys, place[first : first + len(keys)])
            first += len(keys)
        self._most.frombytes(np.concatenate(most)[order].tobytes())

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every family of columns that has any."""
        return tuple(self._columns)

    @property
    def row_kinds(self) -> tuple[Kind, ...]:
        """Every family of rows that has any."""
        return tuple(self._rows)

    def columns(self, kind: Kind) -> Mapping[Key, int]:
        """Where the solver keeps the columns of `kind`, by key."""
        return self._columns[kind].by_key if kind in self._columns else {}

    def grouped(self, kind: Kind, axes: str) -> dict[Key, list[tuple[Key, int]]]:
        """Columns of `kind` by some axes of their key: what a Σ over the others runs over."""
        places = [kind.axes.index(axis) for axis in axes]
        of = itemgetter(*places, *places[:1])  # of one place alone it would be no tuple
        groups: defaultdict[Key, list[tuple[Key, int]]] = defaultdict(list)
        for entry in self.columns(kind).items():
            groups[of(entry[0])[:-1]].append(entry)
        return dict(groups)

    def keys(self, kind: Kind) -> Positions:
        """(n, axes) Keys of the columns of `kind`, in the order they were added."""
        return _of(self._columns, kind).arrays[0]

    def places(self, kind: Kind) -> Positions:
        """(n,) Where the solver keeps the columns of `kind`, likewise."""
        return _of(self._columns, kind).arrays[1]

    def at_most(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms ≤ bound, if there are terms and a bound."""
        if math.isfinite(bound):
            self._add_row(kind, key, terms, -math.inf, bound)

    def at_least(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms ≥ bound, if there are terms."""
        self._add_row(kind, key, terms, bound, math.inf)

    def equal(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms = bound, if there are terms."""
        self._add_row(kind, key, terms, bound, bound)

    def add_rows(
        self,
        kind: Kind,
        keys: Positions,
        entries: tuple[Positions, Positions, Floats],
        lower: Floats,
        upper: Floats,
    ) -> None:
        """Rows of `kind` at `keys` (n, axes), from `lower` to `upper` (n,): those that have terms.

        Of the `entries` each is of a row, one of these n, and of a column; a column stands in a row
        once.
        """
        row, column, value = (each[entries[2] != 0] for each in entries)
        there = np.zeros(len(keys), dtype=bool)
        there[row] = True
        number = np.cumsum(there) - 1 + self.rows
        order = np.argsort(row, kind="stable")
        self._family(self._rows, kind).extend(keys[there], np.unique(number[there]))
        self._row.frombytes(number[row[order]].astype(np.int32).tobytes())
        self._column.frombytes(column[order].astype(np.int32).tobytes())
        self._value.frombytes(value[order].astype(np.float64).tobytes())
        self._lower.frombytes(lower[there].astype(np.float64).tobytes())
        self._upper.frombytes(upper[there].astype(np.float64).tobytes())

    def _add_row(self, kind: Kind, key: Key, terms: Terms, lower: float, upper: float) -> None:
        number, empty = self.rows, True
        for column, coefficient in terms:
            if coefficient != 0:
                self._row.append(number)
                self._column.append(column)
                self._value.append(coefficient)
                empty = False
        if not empty:
            self._family(self._rows, kind).add(key, number)
            self._lower.append(lower)
            self._upper.append(upper)

    def state_objective(self, terms: Terms) -> None:
        """What is minimised, for whoever reads the program; searches are told one by one."""
        self._costs = {}
        for column, cost in terms:
            self._costs[column] = self._costs.get(column, 0.0) + cost

    def write(self, path: Path) -> None:
        """Write the program in LP format; `SurroundingsError` where that cannot be done."""
        from crossings.allocation.readable import write

        columns, rows = (
            [(kind, *family.arrays) for kind, family in families.items()]
            for families in (self._columns, self._rows)
        )
        write(self.stated, columns, rows, self.labels, path)

    @property
    def stated(self) -> Any:
        """The program as HiGHS takes it, its rows one after the other."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.width, self.rows
        costs = np.zeros(self.width)
        costs[list(self._costs)] = list(self._costs.values())
        lp.col_cost_ = costs
        lp.col_lower_, lp.col_upper_ = np.zeros(self.width), np.array(self._most)
        lp.row_lower_, lp.row_upper_ = np.array(self._lower), np.array(self._upper)
        if self._whole:
            kinds = [highspy.HighsVarType.kContinuous] * self.width
            for place in self._whole:
                kinds[place] = highspy.HighsVarType.kInteger
            lp.integrality_ = kinds
        matrix = lp.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.num_col_, matrix.num_row_ = self.width, self.rows
        ends = np.cumsum(np.bincount(np.array(self._row), minlength=self.rows))
        matrix.start_ = np.concatenate([[0], ends]).astype(np.int32)
        matrix.index_, matrix.value_ = np.array(self._column), np.array(self._value)
        return lp

    def solver_model(self) -> Any:
        """The program in HiGHS and not yet solved, its columns in the order they were added."""
        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False), ("threads", 1), ("small_matrix_value", _SMALLEST)
        ):  # fmt: skip
            highs.setOptionValue(option, value)
        highs.passModel(self.stated)
        return highs

    def place(self, kind: Kind, key: Key) -> int:
        """Where the solver keeps a column."""
        return self._columns[kind].by_key[key]

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._most)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self._lower)

    def row_places(self, kind: Kind) -> Mapping[Key, int]:
        """Where the solver keeps the rows of `kind`, by key."""
        return self._rows[kind].by_key if kind in self._rows else {}

    def row_keys(self, kind: Kind) -> tuple[Positions, Positions]:
        """(n, axes) Keys of the rows of `kind`, and (n,) where the solver keeps them."""
        return _of(self._rows, kind).arrays

    def column_values(self, kind: Kind, values: Floats) -> Floats:
        """The solver's `values` (…, columns) of `kind`, with its axes; 0 where there is none."""
        return self._array(kind, _of(self._columns, kind), values)

    def row_values(self, kind: Kind, values: Floats) -> Floats:
        """The solver's `values` of the rows of `kind`, with its axes; 0 where there is none."""
        return self._array(kind, _of(self._rows, kind), values)

    def axes(self, kind: Kind) -> list[Sequence[str]]:
        """Labels along each axis of `kind`."""
        return [self.labels[axis] for axis in kind.axes]

    def _array(self, kind: Kind, family: _Family, values: Floats) -> Floats:
        found = np.zeros([*values.shape[:-1], *map(len, self.axes(kind))])
        keys, places = family.arrays
        if len(places):
            at = tuple(keys.T)  # () of one row without axes
            found[(..., *at)] = values[..., places] if at else values[..., places[0]]
        return found

    @staticmethod
    def _family(families: dict[Kind, _Family], kind: Kind) -> _Family:
        if kind not in families:
            families[kind] = _Family(len(kind.axes))
        return families[kind]


class _Family:
    """Keys of one kind and their places, in the order they were added."""

    def __init__(self, axes: int) -> None:
        self._axes = axes
        self._arrays: list[tuple[Positions, Positions]] = []
        self._latest: dict[Key, int] = {}
        """Added one by one since the last array."""
        self._by_key: dict[Key, int] | None = {}
        """All of them; None: to be made anew."""

    def add(self, key: Key, place: int) -> None:
        """One more."""
        self._latest[key] = place
        if self._by_key is not None:
            self._by_key[key] = place

    def extend(self, keys: Positions, places: Positions) -> None:
        """Many more."""
        self._gather()
        self._arrays.append((keys, places))
        self._by_key = None

    @property
    def arrays(self) -> tuple[Positions, Positions]:
        """(n, axes) Keys, and (n,) places."""
        self._gather()
        if not self._arrays:
            return np.zeros((0, self._axes), dtype=np.intp), np.zeros(0, dtype=np.intp)
        if len(self._arrays) > 1:
            keys, places = zip(*self._arrays, strict=True)
            self._arrays = [(np.concatenate(keys), np.concatenate(places))]
        return self._arrays[0]

    @property
    def by_key(self) -> Mapping[Key, int]:
        """Places by key."""
        if self._by_key is None:
            keys, places = self.arrays
            self._by_key = dict(zip(map(tuple, keys.tolist()), places.tolist(), strict=True))
        return self._by_key

    def _gather(self) -> None:
        if self._latest:
            keys = np.array(list(self._latest), dtype=np.intp).reshape(
                len(self._latest), self._axes
            )
            self._arrays.append((keys, np.array(list(self._latest.values()), dtype=np.intp)))
            self._latest = {}


def _of(families: Mapping[Kind, _Family], kind: Kind) -> _Family:
    return families.get(kind) or _Family(len(kind.axes))


def labels(ids: Iterable[str]) -> list[str]:
    """Ids as parts of names in an `.lp` file: no dashes, not too long, still told apart.

    >>> labels(["gaza-city", "gaza_city", "rafah"])
    ['gaza_city', 'gaza_city_2', 'rafah']
    """
    made: dict[str, None] = {}
    for word in ids:
        short = re.sub("_+", "_", word.replace("-", "_"))[:_LONGEST_LABEL].rstrip("_")
        label, number = short, 1
        while label in made:
            number += 1
            label = f"{short}_{number}"
        made[label] = None
    return list(made)
