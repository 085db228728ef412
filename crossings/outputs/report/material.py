"""What a report is made from: one plan in full, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crossings.analysis.assumptions import Assumption
from crossings.analysis.comparison import Column
from crossings.analysis.frontier import Frontier
from crossings.analysis.marginal_values import Margin, MarginalValue, Together
from crossings.evaluation.by_period import ByPeriod
from crossings.evaluation.measures import Batch
from crossings.plan import Plan
from crossings.problem import Origin
from crossings.published import Boundary


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that a report tells."""

    plan: Plan
    marginal_values: tuple[MarginalValue, ...] | None = ()
    """What one more of the foremost limits brings, the one that adds most first.

    None where nobody asked."""
    together: Together | None = None
    """The first two of them at once."""
    more: int = 0
    """Further limits with a price."""
    columns: Sequence[Column] = ()
    """Models side by side, the plan's own first."""
    frontiers: Mapping[str, Frontier] = field(default_factory=dict)
    """By the name of the model."""
    batch: Batch | None = None
    spreads: Sequence[ByPeriod] = ()
    """Period by period, one for each trial of the batch."""
    boundaries: Sequence[Boundary] = ()
    assumptions: Sequence[Assumption] = ()
    """Those that move the answer most, the first most of all."""
    drawn_from: Origin | None = None
    """The file of the boundaries."""
    left_out: bool = False
    """Whether frontier and models that nobody named are not told, for the size of the case."""
    margins: tuple[Margin, ...] | None = None
    """What prices alone say of the foremost limits, where nothing was solved for."""

    @property
    def levers(self) -> tuple[MarginalValue | Margin, ...] | None:
        """What is known of one more of the foremost limits; None where nobody asked."""
        return self.marginal_values if self.margins is None else self.margins
