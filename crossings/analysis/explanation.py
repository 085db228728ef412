"""A plan explained: what would bring more, and what stops each good that falls short."""

from __future__ import annotations

from dataclasses import dataclass

from crossings.analysis.adversary import GuaranteePrice
from crossings.analysis.barriers import Barrier
from crossings.analysis.marginal_values import Margin, MarginalValue
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
    margins: tuple[Margin, ...] = ()
    """In place of `marginal_values` what prices alone say of a large case, the most first."""


ONE_BY_ONE, IN_A_ROW = "one by one", "in a row"


@dataclass(frozen=True)
class WorstClosure:
    """A day, or days in a row, on which a crossing is closed."""

    kind: str
    """`ONE_BY_ONE` or `IN_A_ROW`."""
    crossing: int
    first: int
    """Period in which they begin."""
    last: int
    days: float
    """Open days that are lost."""
    lost: float
    """Value that the best plan has less; of days one by one, beside what those before cost."""
    lost_in_all: float
    """Value that it has less for them and, of days one by one, all those before."""
    share: float
    """That, as a share of the best value without any closure."""
