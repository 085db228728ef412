"""A plan explained: what would bring more, and what stops each good that falls short."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.analysis.adversary import GuaranteePrice
from crossings.analysis.barriers import Barrier
from crossings.analysis.closures import WorstClosure
from crossings.analysis.marginal_values import MarginalValue
from crossings.plan import Plan


@dataclass(frozen=True, eq=False)
class Explanation:
    """What `crossings explain` answers."""

    plan: Plan
    marginal_values: tuple[MarginalValue, ...]
    """Those of levers with a price, the one that adds most first."""
    barriers: tuple[Barrier, ...]
    crossing: str | None = None
    """The crossing that it is narrowed to."""
    good: str | None = None
    """The good that it is narrowed to."""
    closures: tuple[WorstClosure, ...] | None = None
    """The days of closure that would cost most; None where nobody asked."""
    point_more: GuaranteePrice | None = None
    """What a percentage point more of the guarantee costs; None where none is in force."""
