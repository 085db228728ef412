"""A PuLP program whose columns and rows are found again by kind and key.

PuLP keeps the program readable and writable; the ledger remembers where each row and column went,
because PuLP hands no names to the solver. Names are made so that a written `.lp` file reads like
the model: `presented__kerem_shalom__food__scan_then_search__t03`.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy  # before PuLP, which goes on without it where its import is interrupted
import numpy as np
import pulp

from crossings.files import working_folder, write_text
from crossings.limits.record import Kind
from crossings.problem import Floats, Positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[int, ...]
Terms = Iterable[tuple[Any, float]]
_LONGEST_LABEL = 24
_LONGEST_NAME = 255
_SMALLEST = 1e-12
"""Coefficients from here on count, the least that HiGHS can be told."""
_TIMES = "twv"
"""Axes of time; in names they stand last."""


class Ledger:
    """A linear program to be minimised, all its columns ≥ 0, some of them perhaps whole.

    `labels` names the positions of each axis, by its letter.
    """

    def __init__(self, labels: Mapping[str, Sequence[str]]) -> None:
        self.lp = pulp.LpProblem("crossings", pulp.LpMinimize)
        self.labels = labels
        self._columns: dict[Kind, dict[Key, Any]] = {}
        self._column_places: dict[Kind, dict[Key, int]] = {}
        self._row_places: dict[Kind, dict[Key, int]] = {}
        self._columns_added: list[Any] = []
        self._rows_added = 0
        self._keys: dict[Kind, Positions] = {}
        self._named: dict[Kind, list[tuple[int, Sequence[str]]]] = {}

    def column(
        self, kind: Kind, key: Key, upper: float | None = None, *, whole: bool = False
    ) -> Any:
        """A new column of `kind` at `key`; `whole`: it takes whole numbers alone."""
        category = "Integer" if whole else "Continuous"
        variable = self.lp.add_variable(self._name(kind, key), 0, upper, category)
        self._columns.setdefault(kind, {})[key] = variable
        self._column_places.setdefault(kind, {})[key] = len(self._columns_added)
        self._columns_added.append(variable)
        return variable

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Every family of columns that has any."""
        return tuple(self._columns)

    def columns(self, kind: Kind) -> dict[Key, Any]:
        """Columns of `kind` by key."""
        return self._columns.get(kind, {})

    def grouped(self, kind: Kind, axes: str) -> dict[Key, list[tuple[Key, Any]]]:
        """Columns of `kind` by some axes of their key: what a Σ over the others runs over."""
        places = [kind.axes.index(axis) for axis in axes]
        of = itemgetter(*places, *places[:1])  # of one place alone it would be no tuple
        groups: defaultdict[Key, list[tuple[Key, Any]]] = defaultdict(list)
        for entry in self.columns(kind).items():
            groups[of(entry[0])[:-1]].append(entry)
        return dict(groups)

    def keys(self, kind: Kind) -> Positions:
        """(n, axes) Keys of the columns of `kind`, in the order they were added."""
        columns = self.columns(kind)
        kept = self._keys.get(kind)
        if kept is None or len(kept) < len(columns):
            kept = np.array(list(columns), dtype=np.intp).reshape(len(columns), len(kind.axes))
            self._keys[kind] = kept
        return kept

    def at_most(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms ≤ bound, if there are terms and a bound."""
        if math.isfinite(bound):
            total = weighted_sum(terms)
            self._row(kind, key, total, total <= bound)

    def at_least(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms ≥ bound, if there are terms."""
        total = weighted_sum(terms)
        self._row(kind, key, total, total >= bound)

    def equal(self, kind: Kind, key: Key, terms: Terms, bound: float) -> None:
        """Add the row Σ terms = bound, if there are terms."""
        total = weighted_sum(terms)
        self._row(kind, key, total, total == bound)

    def _row(self, kind: Kind, key: Key, total: Any, row: Any) -> None:
        if len(total) == 0:
            return
        self.lp.addConstraint(row, self._name(kind, key))
        self._row_places.setdefault(kind, {})[key] = self._rows_added
        self._rows_added += 1

    def _name(self, kind: Kind, key: Key) -> str:
        named = self._named.get(kind)
        if named is None:
            axes = sorted(enumerate(kind.axes), key=lambda each: each[1] in _TIMES)
            named = self._named[kind] = [(at, self.labels[axis]) for at, axis in axes]
        return "__".join([kind.name, *[words[key[at]] for at, words in named]])

    def write(self, path: Path) -> None:
        """Write the program in LP format; `SurroundingsError` where that cannot be done."""
        with working_folder() as folder:
            written = folder / "program.lp"
            self.lp.writeLP(str(written), max_length=_LONGEST_NAME)
            write_text(path, written.read_text(encoding="utf-8"))

    def solver_model(self) -> Any:
        """The program in HiGHS and not yet solved, its columns in the order they were added."""
        solver = pulp.HiGHS(msg=False, threads=1)
        solver.createAndConfigureSolver(self.lp)
        self.lp.solverModel.setOptionValue("small_matrix_value", _SMALLEST)
        solver.buildSolverModel(self.lp)
        # PuLP 3 hands its columns over by name, PuLP 4 by age: one order gives one plan.
        handed_over = getattr(self.lp, "exported_variables", self.lp.variables)()
        place = {variable.name: position for position, variable in enumerate(handed_over)}
        for variable in self._columns_added:
            if variable.name not in place:
                place[variable.name] = len(place)
                _add_alone(self.lp.solverModel, variable)
        order = [place[variable.name] for variable in self._columns_added]
        return _with_columns_in(np.array(order, dtype=np.intp), self.lp.solverModel)

    def place(self, kind: Kind, key: Key) -> int:
        """Where the solver keeps a column."""
        return self._column_places[kind][key]

    def column_places(self, kind: Kind) -> Mapping[Key, int]:
        """Where the solver keeps the columns of `kind`."""
        return self._column_places.get(kind, {})

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._columns_added)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self._rows_added

    def row_places(self, kind: Kind) -> Mapping[Key, int]:
        """Where the solver keeps the rows of `kind`."""
        return self._row_places.get(kind, {})

    def column_values(self, kind: Kind, values: Floats) -> Floats:
        """The solver's `values` (…, columns) of `kind`, with its axes; 0 where there is none."""
        return self._array(kind, self._column_places.get(kind, {}), values)

    def row_values(self, kind: Kind, values: Floats) -> Floats:
        """The solver's `values` of the rows of `kind`, with its axes; 0 where there is none."""
        return self._array(kind, self._row_places.get(kind, {}), values)

    def axes(self, kind: Kind) -> list[Sequence[str]]:
        """Labels along each axis of `kind`."""
        return [self.labels[axis] for axis in kind.axes]

    def _array(self, kind: Kind, places: Mapping[Key, int], values: Floats) -> Floats:
        array = np.zeros([*values.shape[:-1], *map(len, self.axes(kind))])
        if places:
            keys = tuple(np.array(list(places)).T)  # () of one row without axes
            found = values[..., list(places.values())]
            array[(..., *keys)] = found if keys else found[..., 0]
        return array


def _add_alone(highs: Any, variable: Any) -> None:
    """Add a column that stands in no row and costs nothing: PuLP hands none of these over."""
    upper = highspy.kHighsInf if variable.upBound is None else variable.upBound
    highs.addCol(0.0, variable.lowBound, upper, 0, [], [])
    if variable.cat == pulp.LpInteger:
        last = highs.getNumCol() - 1
        highs.changeColIntegrality(last, highspy.HighsVarType.kInteger)


def _with_columns_in(order: NDArray[np.intp], highs: Any) -> Any:
    """The model of `highs` with column order[j] at place j."""
    if (order == np.arange(len(order))).all():
        return highs
    highs.ensureRowwise()
    lp = highs.getLp()
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    lp.col_cost_ = np.array(lp.col_cost_)[order]
    lp.col_lower_ = np.array(lp.col_lower_)[order]
    lp.col_upper_ = np.array(lp.col_upper_)[order]
    whole = list(lp.integrality_)  # a copy of all of it, each time
    lp.integrality_ = [whole[place] for place in order] if whole else []
    lp.a_matrix_.index_ = place[np.array(lp.a_matrix_.index_)]
    highs.passModel(lp)
    return highs


def weighted_sum(terms: Terms) -> Any:
    """Σ coefficient · column, each column at most once; both PuLP majors have a quick way."""
    kept = [(column, coefficient) for column, coefficient in terms if coefficient != 0]
    if hasattr(pulp, "lpSum_vars_coefs"):
        return pulp.lpSum_vars_coefs(kept)
    return pulp.LpAffineExpression(kept)


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
