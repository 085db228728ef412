"""A program as PuLP writes it: for people, and for other solvers.

Names are made so that a written `.lp` file reads like the model:
`presented__kerem_shalom__food__scan_then_search__t03`. PuLP is loaded here, where it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import highspy  # before PuLP, which goes on without it where its import is interrupted
import numpy as np
import pulp

from crossings.files import working_folder, write_text
from crossings.limits.record import Kind
from crossings.problem import Positions

Families = Iterable[tuple[Kind, Positions, Positions]]
"""Of each kind the keys (n, axes), and where the solver keeps them (n,)."""
_LONGEST_NAME = 255
_TIMES = "twv"
"""Axes of time; in names they stand last."""


def write(
    lp: Any, columns: Families, rows: Families, labels: Mapping[str, Sequence[str]], path: Path
) -> None:
    """Write what HiGHS takes in LP format; `SurroundingsError` where that cannot be done."""
    program = _program(lp, _names(columns, labels), _names(rows, labels))
    with working_folder() as folder:
        written = folder / "program.lp"
        program.writeLP(str(written), max_length=_LONGEST_NAME)
        write_text(path, written.read_text(encoding="utf-8"))


def _program(lp: Any, columns: Mapping[int, str], rows: Mapping[int, str]) -> Any:
    program = pulp.LpProblem("crossings", pulp.LpMinimize)
    most = np.array(lp.col_upper_).tolist()
    whole = list(lp.integrality_) or [highspy.HighsVarType.kContinuous] * len(most)
    variables = [
        program.add_variable(
            columns[place],
            0,
            None if upper == highspy.kHighsInf else upper,
            "Integer" if kind == highspy.HighsVarType.kInteger else "Continuous",
        )
        for place, (upper, kind) in enumerate(zip(most, whole, strict=True))
    ]
    costs = np.array(lp.col_cost_).tolist()
    program.setObjective(_weighted_sum(zip(variables, costs, strict=True)))
    lower, upper = np.array(lp.row_lower_).tolist(), np.array(lp.row_upper_).tolist()
    for row, terms in enumerate(_rows(lp)):
        total = _weighted_sum((variables[column], value) for column, value in terms)
        if lower[row] == upper[row]:
            program.addConstraint(total == upper[row], rows[row])
        elif np.isfinite(upper[row]):
            program.addConstraint(total <= upper[row], rows[row])
        else:
            program.addConstraint(total >= lower[row], rows[row])
    return program


def _rows(lp: Any) -> Iterator[list[tuple[int, float]]]:
    """Places and coefficients of each row."""
    matrix = lp.a_matrix_
    index, value = np.array(matrix.index_).tolist(), np.array(matrix.value_).tolist()
    starts = np.array(matrix.start_).tolist()
    for first, last in pairwise(starts):
        yield list(zip(index[first:last], value[first:last], strict=True))


def _names(families: Families, labels: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """What each place is called."""
    found = {}
    for kind, keys, places in families:
        axes = sorted(enumerate(kind.axes), key=lambda each: each[1] in _TIMES)
        named = [(at, labels[axis]) for at, axis in axes]
        for key, place in zip(keys.tolist(), places.tolist(), strict=True):
            found[place] = "__".join([kind.name, *[words[key[at]] for at, words in named]])
    return found


def _weighted_sum(terms: Iterable[tuple[Any, float]]) -> Any:
    """Σ coefficient · column; both PuLP majors have a quick way."""
    kept = [(column, coefficient) for column, coefficient in terms if coefficient != 0]
    if hasattr(pulp, "lpSum_vars_coefs"):
        return pulp.lpSum_vars_coefs(kept)
    return pulp.LpAffineExpression(kept)
