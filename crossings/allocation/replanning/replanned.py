"""The dispatch rule `replan`: the rest of the horizon solved again every so many days.

At a date each scenario's rest is planned exactly from its own state: of the present period what
is open, its pace and supply are known, later periods are expected as the mean of all futures. Until
the next date what was decided is carried out as a plan is, by the evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.allocation.replanning.rest import RestProgram
from crossings.evaluation import (
    DispatchOptions,
    Outcomes,
    ReadyTrajectory,
    Simulation,
    empty_flows,
    joined,
)
from crossings.evaluation.state import state_of
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, blocks, needs_known

_BLOCK = 64
"""Scenarios carried at once."""
UNPLANNED = ("most_waiting", "left_waiting", "longest_wait", "days_to_recover")
"""Outcomes of one plan alone: what was planned before and is no more waits for nothing."""


@dataclass(frozen=True, eq=False)
class Replanned:
    """Plans made anew from each scenario's state, every so many periods.

    It can be handed to another process, which makes its own program.
    """

    problem: Problem
    options: DispatchOptions

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What comes of them; of waiting there is nothing to tell."""
        return joined([self._simulated(block) for block in blocks(scenarios, _BLOCK)])

    def __getstate__(self) -> dict[str, Any]:
        """Without what HiGHS holds."""
        return {"problem": self.problem, "options": self.options}

    @cached_property
    def program(self) -> RestProgram:
        """The standing program."""
        return RestProgram(self.problem)

    def _simulated(self, scenarios: Scenarios) -> Outcomes:
        program, size = self.program, len(scenarios)
        nothing = self._ready(np.zeros((size, program.width)), scenarios, 0)
        flows = empty_flows(nothing, size)
        simulation = Simulation(nothing, scenarios, flows=flows)
        bases: list[Any] = [None] * size
        every = self.options.every(self.problem)
        for t in range(len(self.problem.periods)):
            if t % every == 0:
                state = state_of(simulation, flows)
                columns, bases = program.decided(state, scenarios, bases)
                simulation.follow(self._ready(columns, scenarios, t))
            simulation.carry()
        none = np.full(size, np.nan)
        return replace(simulation.outcomes(), **dict.fromkeys(UNPLANNED, none))

    def _ready(self, columns: Floats, scenarios: Scenarios, t: int) -> ReadyTrajectory:
        """What was decided in period t, to be carried."""
        needs = needs_known(self.problem, scenarios.need, t)
        return ReadyTrajectory(self.program.trajectory(self.problem, columns, needs))
