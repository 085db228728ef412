"""A PuLP program whose columns and rows are found again by kind and key.

PuLP keeps the program readable and writable; the ledger remembers where each row and column went,
because PuLP hands no names to the solver. Names are made so that a written `.lp` file reads like
the model: `presented__kerem_shalom__food__scan_then_search__t03`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from crossings.problem import Floats

Key = tuple[int, ...]
Terms = Iterable[tuple[Any, float]]
_LONGEST_LABEL = 24
_LONGEST_NAME = 255


class Ledger:
    """A linear program to be minimised, all its columns ≥ 0."""

    def __init__(self, name: str) -> None:
        self.lp = pulp.LpProblem(name, pulp.LpMinimize)
        self.columns: dict[str, dict[Key, Any]] = {}
        self.rows: dict[str, dict[Key, int]] = {}
        self._rows_added = 0

    def column(self, kind: str, key: Key, labels: Sequence[str], upper: float | None = None) -> Any:
        """A new column of `kind` at `key`, named after `labels`."""
        variable = self.lp.add_variable("__".join((kind, *labels)), 0, upper)
        self.columns.setdefault(kind, {})[key] = variable
        return variable

    def of(self, kind: str) -> dict[Key, Any]:
        """Columns of `kind` by key."""
        return self.columns.get(kind, {})

    def at_most(self, kind: str, key: Key, labels: Sequence[str], terms: Terms, bound: float) -> None:
        """Add the row Σ terms ≤ bound; none where there are no terms to bound."""
        self._row(kind, key, labels, weighted_sum(terms), "<=", bound)

    def at_least(
        self, kind: str, key: Key, labels: Sequence[str], terms: Terms, bound: float
    ) -> None:
        """Add the row Σ terms ≥ bound."""
        self._row(kind, key, labels, weighted_sum(terms), ">=", bound)

    def equal(self, kind: str, key: Key, labels: Sequence[str], terms: Terms, bound: float) -> None:
        """Add the row Σ terms = bound; none where there are no terms."""
        self._row(kind, key, labels, weighted_sum(terms), "==", bound)

    def _row(
        self, kind: str, key: Key, labels: Sequence[str], total: Any, sense: str, bound: float
    ) -> None:
        if len(total) == 0:
            return
        row = {"<=": total.__le__, ">=": total.__ge__, "==": total.__eq__}[sense](bound)
        self.lp.addConstraint(row, "__".join((kind, *labels)))
        self.rows.setdefault(kind, {})[key] = self._rows_added
        self._rows_added += 1

    def write(self, path: Path) -> None:
        """Write the program in LP format."""
        self.lp.writeLP(str(path), max_length=_LONGEST_NAME)

    def solver_model(self) -> Any:
        """The program handed to HiGHS and not yet solved."""
        solver = pulp.HiGHS(msg=False, threads=1)
        solver.createAndConfigureSolver(self.lp)
        solver.buildSolverModel(self.lp)
        return self.lp.solverModel

    def positions(self) -> dict[str, dict[Key, int]]:
        """Where the solver keeps each column, by kind and key."""
        # PuLP 3 sorts its columns by name; PuLP 4 hands them over as it exports them.
        in_order = getattr(self.lp, "exported_variables", self.lp.variables)()
        place = {variable.name: position for position, variable in enumerate(in_order)}
        return {
            kind: {key: place[variable.name] for key, variable in columns.items()}
            for kind, columns in self.columns.items()
        }


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


def placed(columns: dict[Key, int], values: Floats, shape: tuple[int, ...]) -> Floats:
    """Values of `columns` in an array of `shape`; 0 where there is no column."""
    array = np.zeros(shape)
    if columns:
        array[tuple(np.array(list(columns)).T)] = values[list(columns.values())]
    return array
