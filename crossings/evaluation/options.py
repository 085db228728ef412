"""What is agreed beside the name of a dispatch rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

from crossings.evaluation.own_rule import OwnRule
from crossings.problem import Problem
from crossings.problem.sheets import Sheet


@dataclass(frozen=True)
class DispatchOptions:
    """When a rule decides, and by what."""

    every_days: int = 1
    """Days from one plan to the next, of the rule that plans again."""
    order_ahead_days: int = 0
    """Days before a truck leaves its origin by which it is ordered."""
    sheet: Sheet | None = None
    """Of the rule that goes by one: in which order crossings bring what."""
    own: OwnRule | None = None
    """The rule of one's own."""

    def every(self, problem: Problem) -> int:
        """Whole periods from one plan to the next."""
        return _periods(self.every_days, problem)

    def ahead(self, problem: Problem) -> int:
        """Whole periods before leaving by which a truck is ordered."""
        return _periods(self.order_ahead_days, problem)


USUAL = DispatchOptions()


def _periods(days: int, problem: Problem) -> int:
    return math.ceil(days / float(problem.days[0]))
