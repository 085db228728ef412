"""HiGHS on a program with whole numbers: outcomes with the bound that was proved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np

from crossings.allocation.interruptible import solved
from crossings.allocation.ledger import Key, Ledger
from crossings.allocation.objectives import set_costs
from crossings.allocation.outcomes import Ending
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.limits import Kind
from crossings.problem import Floats

_Status = highspy.HighsModelStatus
_WHOLE = 1e-9
"""How far from a whole number a column may be while HiGHS searches."""
_ROUNDING = 1e-9


@dataclass(frozen=True)
class WholeOutcome:
    """What HiGHS made of one objective."""

    status: Ending
    value: float
    bound: float
    """No answer has a lower value."""
    columns: Floats

    @property
    def has_answer(self) -> bool:
        """Whether its columns are an answer."""
        return self.status in ("optimal", "feasible")


class WholeSearch(Search):
    """A program with whole columns in HiGHS, asked one question after the other."""

    def __init__(self, ledger: Ledger, deadline: Deadline = NEVER) -> None:
        super().__init__(ledger, deadline)
        self._rows = self._highs.getNumRow()
        for option, value in (
            ("solver", "choose"),  # any other leaves whole numbers aside in some versions
            ("mip_feasibility_tolerance", _WHOLE),
            ("mip_rel_gap", 0.0),
            ("user_bound_scale", 0),  # whole numbers are counted one by one
        ):
            self._highs.setOptionValue(option, value)

    def forget(self) -> None:
        """Take back everything that was held."""
        added = np.arange(self._rows, self._highs.getNumRow(), dtype=np.int32)
        if len(added):
            self._highs.deleteRows(len(added), added)

    def hold(self, costs: Iterable[tuple[Kind, Key, float]], low: float, high: float) -> None:
        """From now on Σ costs is from `low` to `high`."""
        terms = [(self._ledger.place(kind, key), cost) for kind, key, cost in costs if cost]
        places = np.array([place for place, _ in terms], dtype=np.int32)
        values = np.array([cost for _, cost in terms])
        self._highs.addRow(low, high, len(places), places, values)

    def least(
        self,
        costs: Iterable[tuple[Kind, Key, float]],
        gap: float,
        start: WholeOutcome | None = None,
    ) -> WholeOutcome:
        """The least Σ costs, proved to within `gap`; the search may begin at `start`."""
        self._highs.setOptionValue("mip_abs_gap", gap)
        set_costs(self._highs, self._ledger, iter(costs))
        if start is not None:
            at = highspy.HighsSolution()
            at.col_value = list(start.columns)
            self._highs.setSolution(at)
        if solved(self._highs, self._deadline) == _Status.kUnboundedOrInfeasible:
            self._highs.setOptionValue("presolve", "off")  # no objective here is unbounded
            solved(self._highs, self._deadline)
            self._highs.setOptionValue("presolve", "choose")
        outcome = self._outcome(self._highs.getModelStatus())
        bound = float(self._highs.getInfo().mip_dual_bound)
        status = outcome.status
        if status == "optimal" and outcome.value - bound > gap + _ROUNDING * abs(bound):
            status = "feasible"  # whatever the solver calls it
        return WholeOutcome(status, outcome.value, bound, outcome.columns)
