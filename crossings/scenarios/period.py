"""Numbers of a problem in one period, with an axis of scenarios in front."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.problem import Floats, Problem
from crossings.scenarios.batch import Scenarios


@dataclass(frozen=True)
class PeriodTerms:
    """What period t of a problem has in each scenario.

    The axis in front has length 1 where a field is the same in all scenarios, else S.
    """

    problem: Problem
    t: int
    scenarios: Scenarios | None = None
    """None where nothing is drawn that the problem's own numbers do not say."""

    def of(self, name: str) -> Floats:
        """(1 or S, …) A field that has periods."""
        return self.whole(name)[:, self.t]

    def whole(self, name: str) -> Floats:
        """(1 or S, …) A field as it is."""
        changed = {} if self.scenarios is None else self.scenarios.changed
        drawn = changed.get(name)
        return np.asarray(getattr(self.problem, name))[None] if drawn is None else drawn

    @property
    def worth(self) -> Floats:
        """(1 or S, G, A) `Problem.worth`."""
        return self.whole("priority")[:, :, None] * self.whole("area_weight")[:, None, :]

    @property
    def first_worth(self) -> Floats:
        """(1 or S, G, A) Value of the first truckload met, and of each to be left at the end."""
        return np.asarray(self.worth * self.problem.band_weight[0])

    @property
    def sampled(self) -> bool:
        """Whether each scenario has terms of its own."""
        return self.scenarios is not None and bool(self.scenarios.changed)

    @property
    def size(self) -> int:
        """Number of scenarios of which each has terms of its own; 1 where all have the same."""
        return len(self.scenarios) if self.scenarios is not None and self.sampled else 1

    @property
    def days(self) -> float:
        """D[t]."""
        return float(self.problem.days[self.t])


def first_worth(problem: Problem) -> Floats:
    """(G, A) Value of the first truckload met, and of each to be left at the end."""
    return np.asarray(PeriodTerms(problem, 0).first_worth[0])
