"""Bases of futures that were solved: where to begin, and whether there is anything left to do.

An optimal basis stays dual feasible whatever the right-hand sides, so its prices bound every other
future from above, and the one that bounds a future most tightly is the best to begin from. What is
basic is linear in the future's factors; where that is feasible too, it is the optimum, and no
solver is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.bounds.covering import BEYOND_ALL
from crossings.problem import Flags, Floats, Positions

_BASIC, _UPPER = highspy.HighsBasisStatus.kBasic, highspy.HighsBasisStatus.kUpper
_MOST_ENTRIES = 20_000_000
"""Numbers kept to try whether a basis answers; where it takes more, the solver is always asked."""
_TRIED = 8
"""Bases tried for each future: where plans are not unique, many bound it equally tightly."""
_ROUNDING = 1e-9
"""By how much what is basic may be beyond its bounds, in shares of the largest factor."""


@dataclass(frozen=True, eq=False)
class Bases:
    """N bases of one program. The axis X is that of its columns, followed by its rows."""

    bases: tuple[Any, ...]
    worth: Floats  # (N, T · F) what their prices make the factors worth
    basic: Positions  # (N, rows) on axis X
    at_upper: Flags  # (N, columns)
    made: Floats | None  # (N, rows, T · F) what is basic, by the factors; nan: not to be had
    """None where the program is too large to try whether a basis answers."""

    def marginal_values(self, factors: Floats) -> Floats:
        """(S, N) What each makes the (S, T · F) factors worth: a bound of each future's value."""
        return np.asarray(factors @ self.worth.T)

    def answers(
        self, marginal_values: Floats, factors: Floats, lower: Floats, upper: Floats
    ) -> tuple[Flags, Floats]:
        """(S,) Whether a basis is optimal for a future, and (S, columns) what it says.

        The tightest are tried, the first of equals first. `lower` (X,) and `upper` (S, X) are
        bounds of columns and rows under the factors.
        """
        done = np.zeros(len(factors), dtype=bool)
        columns = np.zeros((len(factors), self.at_upper.shape[1]))
        waiting, left = np.arange(len(factors)), marginal_values.copy()
        for _ in range(0 if self.made is None else min(_TRIED, len(self.bases))):
            chosen = left.argmin(axis=1)
            fits, found = self._answers(chosen, factors[waiting], lower, upper[waiting])
            columns[waiting[fits]], done[waiting[fits]] = found[fits], True
            left[np.arange(len(left)), chosen] = np.inf
            waiting, left = waiting[~fits], left[~fits]
        return done, columns

    def _answers(
        self, chosen: Positions, factors: Floats, lower: Floats, upper: Floats
    ) -> tuple[Flags, Floats]:
        """Likewise, of the basis that is chosen for each."""
        assert self.made is not None
        width = self.at_upper.shape[1]
        columns = np.where(self.at_upper[chosen], upper[:, :width], 0.0)
        value = np.einsum("srf,sf->sr", self.made[chosen], factors)  # (S, rows)
        basic = self.basic[chosen]
        least, most = lower[basic], np.take_along_axis(upper, basic, axis=1)
        room = _ROUNDING * np.maximum(1.0, np.abs(factors).max(axis=1, initial=0.0))[:, None]
        fits = ((value >= least - room) & (value <= most + room)).all(axis=1)
        s, at = np.nonzero((basic < width) & fits[:, None])
        columns[s, basic[s, at]] = np.clip(value[s, at], 0.0, most[s, at])
        return np.asarray(fits), columns


def bases_of(program: HindsightProgram, found: Sequence[Solved]) -> Bases:
    """Bases of optima, each once."""
    distinct: dict[bytes, tuple[Solved, Positions]] = {}
    for solved in found:
        both = (*solved.basis.col_status, *solved.basis.row_status)
        status = np.array([int(each) for each in both], dtype=np.intp)
        distinct.setdefault(status.tobytes(), (solved, status))
    known = [solved for solved, _ in distinct.values()]
    status = np.stack([each for _, each in distinct.values()])  # (N, X)
    rows, columns = len(program.rows_lower), len(program.columns_upper)
    basic = np.zeros((len(known), rows), dtype=np.intp)
    for own, at in zip(status, basic, strict=True):
        places = np.flatnonzero(own == int(_BASIC))
        at[: len(places)] = places
    at_upper = status[:, :columns] == int(_UPPER)
    made = None
    if len(known) * rows * program.factors_in_all <= _MOST_ENTRIES:
        pairs = zip(basic, at_upper, strict=True)
        made = np.stack([_what_is_basic(program, *pair) for pair in pairs])
    worth = np.stack([_worth(program, each) for each in known])
    return Bases(tuple(each.basis for each in known), worth, basic, at_upper, made)


def _worth(program: HindsightProgram, solved: Solved) -> Floats:
    """The dual objective as coefficients of the factors."""
    made = np.zeros(program.factors_in_all)
    price, saved = np.abs(solved.prices), np.maximum(-solved.reduced_costs, 0.0)
    limits, needs, gates = program.limits, program.needs, program.gates
    np.add.at(made, limits.place, price[limits.index] * limits.rate)
    np.add.at(made, needs.place, saved[needs.index] * needs.rate)
    np.add.at(made, gates.place, np.where(saved[gates.index] > _ROUNDING, BEYOND_ALL, 0.0))
    made[0] -= float(solved.prices[program.constant] @ program.rows_lower[program.constant])
    return made


def _what_is_basic(program: HindsightProgram, basic: Positions, at_upper: Flags) -> Floats:
    """(rows, T · F) By the inverse of the basis; nan where there is none.

    The activity r of a row is a column of its own: A · x − r = 0.
    """
    rows, columns = len(program.rows_lower), len(at_upper)
    row, column, value = program.entries
    whole = np.zeros((rows, columns + rows))
    whole[row, column] = value
    whole[np.arange(rows), columns + np.arange(rows)] = -1.0
    right = np.zeros((rows, program.factors_in_all))
    right[:, 0] = np.where(np.isfinite(program.rows_lower), program.rows_lower, 0.0)
    right[program.limits.index, program.limits.place] = program.limits.rate
    right[basic[basic >= columns] - columns] = 0.0
    upper = np.zeros((columns, program.factors_in_all))
    upper[program.needs.index, program.needs.place] = program.needs.rate
    right -= whole[:, np.flatnonzero(at_upper)] @ upper[at_upper]
    try:
        return np.asarray(np.linalg.solve(whole[:, basic], right))
    except np.linalg.LinAlgError:
        return np.full(right.shape, np.nan)
