"""What is decided on the morning of one day, and what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from crossings.evaluation.days import Day
from crossings.evaluation.state import State
from crossings.evaluation.trajectory import Trajectory
from crossings.limits import Limit
from crossings.limits.record import Place
from crossings.problem import Floats, Positions, Problem, ReadOnly
from crossings.scenarios import Scenarios

Tight: TypeAlias = tuple[Limit, Place, Positions]
"""A limit and its place, and whose truckloads take of it: positions of crossing, corridor, good and
area, −1 for any, (n, 4)."""


@dataclass(frozen=True, eq=False)
class Decision(ReadOnly):
    """What is to pass on one day, of one scenario."""

    problem: Problem
    state: State
    known: Scenarios
    """What is open on the day, at what pace, and what corridors bring."""
    meant: Trajectory
    """(1, T, …) That of the rest, of which the day is the first."""
    worth: Floats  # (C, G, A) value of one more truckload collected today; 0 where none may be
    tight: tuple[Tight, ...]
    """Limits of the day that have a price."""

    @property
    def t(self) -> int:
        """The period of the day."""
        return self.state.t

    @property
    def day(self) -> Day:
        """What is to pass."""
        return self.on(self.t)

    def on(self, t: int) -> Day:
        """What is to pass on a day of the rest, as far as is foreseen."""
        meant = self.meant
        return Day(meant.manifested[0, t], meant.presented[0, t], meant.collected[0, t])

    @property
    def at_crossings(self) -> Floats:
        """(C, G) What waits at crossings in the morning, or gets there from the road today."""
        return np.asarray(self.state.yards[0] + self.state.to_crossings[0, self.t])
