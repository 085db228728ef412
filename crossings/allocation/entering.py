"""A search whose program grows: columns enter that are mixtures of columns it has."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np

from crossings.allocation.objectives import Costs
from crossings.allocation.outcomes import Outcome
from crossings.allocation.solving import Search
from crossings.problem import Floats, Positions


class EnteringSearch(Search):
    """One program in HiGHS into which columns enter; those cost nothing by themselves.

    It is solved by interior point without a vertex: prices from the middle of an optimal face tell
    better what should enter, and many columns of one worth take simplex long.
    """

    @property
    def columns(self) -> int:
        """How many columns it has by now."""
        return int(self._highs.getNumCol())

    def minimise_inside(self, costs: Costs) -> Outcome:
        """Outcome of minimising Σ costs, in the middle of what is optimal."""
        self._highs.clearSolver()
        for option, value in (("solver", "ipm"), ("run_crossover", "off")):
            self._highs.setOptionValue(option, value)
        return self.minimise(costs)

    def bound(self, places: Positions, upper: float) -> None:
        """Set the most of some columns, for the next questions."""
        count = len(places)
        uppers = np.full(count, highspy.kHighsInf if np.isinf(upper) else upper)
        self._highs.changeColsBounds(count, places.astype(np.int32), np.zeros(count), uppers)

    def blocks(self, places: Positions) -> tuple[list[Positions], list[Floats]]:
        """For each group of (n, P) `places` of columns: rows they touch, (rows, P) coefficients."""
        order = np.argsort(self._matrix.column, kind="stable")
        rows, values = self._matrix.row[order], self._matrix.value[order]
        starts = np.searchsorted(self._matrix.column[order], np.arange(places.max(initial=0) + 2))
        touched, blocks = [], []
        for group in places:
            spans = [slice(starts[place], starts[place + 1]) for place in group]
            at = np.unique(np.concatenate([rows[span] for span in spans]))
            block = np.zeros((len(at), len(spans)))
            for p, span in enumerate(spans):
                block[np.searchsorted(at, rows[span]), p] = values[span]
            touched.append(at)
            blocks.append(block)
        return touched, blocks

    def enter(self, rows: Sequence[Positions], coefficients: Sequence[Floats]) -> None:
        """Add columns ≥ 0 behind all others, for the next questions: what each takes of rows."""
        count, nothing = len(rows), np.zeros(len(rows))
        starts = np.cumsum([0, *(len(each) for each in rows[:-1])]).astype(np.int32)
        taken = np.concatenate(coefficients)
        self._highs.addCols(
            count, nothing, nothing, np.full(count, highspy.kHighsInf), len(taken), starts,
            np.concatenate(rows).astype(np.int32), taken,
        )  # fmt: skip
