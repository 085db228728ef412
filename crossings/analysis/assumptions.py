"""What the answer would be if a number without a source were at either end of its range."""

from __future__ import annotations

import math
from dataclasses import dataclass

from crossings.plan import Plan
from crossings.problem import Evidence


@dataclass(frozen=True)
class Assumption:
    """A number of the files, and the share of all need met where it is otherwise."""

    evidence: Evidence
    at_low: float
    """The share with the number at the low end of its range, all others as they are; nan: no plan
    reaches what is asked then."""
    at_high: float
    solved: bool
    """Whether a plan was made anew for each end; else the same plan is carried on as far as it can
    be."""

    @property
    def change(self) -> float:
        """By how much the share differs between the ends; infinite where one has no plan."""
        change = abs(self.at_high - self.at_low)
        return math.inf if math.isnan(change) else change


def by_change(each: Assumption) -> float:
    """What sorts assumptions: the largest change first, rounding left out."""
    return -float(f"{each.change:.6g}")


def assumed(plan: Plan) -> dict[str, Evidence]:
    """By their paths, numbers without a source that have a range."""
    return {
        each.path: each
        for each in plan.problem.evidence
        if each.source is None
        and not each.default
        and each.low is not None
        and each.high is not None
        and each.low < each.high
    }


def share_met(plan: Plan) -> float:
    """Share of all need that a plan meets, exports too; nan where nothing is needed."""
    problem = plan.problem
    need = float(problem.needed.sum() + problem.export_needed.sum())
    return float(plan.met.sum() + plan.exported.sum()) / need if need > 0 else math.nan
