"""The dispatch rule `replan`: the rest of the horizon solved again every so many days.

At a date each scenario's rest is planned exactly from its own state: of the present period what
is open, its pace and supply are known, later periods are expected as the mean of all futures. Until
the next date what was decided is carried out as a plan is, by the evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    reunited,
)
from crossings.evaluation.orders import Orders
from crossings.evaluation.state import state_of
from crossings.plan import Plan
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, apart, blocks, needs_known

_BLOCK = 64
"""Scenarios carried at once."""


@dataclass(frozen=True, eq=False)
class Replanned:
    """Plans made anew from each scenario's state, every so many periods.

    It can be handed to another process, which makes its own program.
    """

    plan: Plan
    """Of which are the orders of the first days, where trucks are ordered ahead."""
    options: DispatchOptions

    @property
    def problem(self) -> Problem:
        """The problem that the plan is of."""
        return self.plan.problem

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What comes of them; of waiting there is nothing to tell."""
        parts = []
        for problem, positions, part in apart(self.problem, scenarios):
            made = [self._simulated(problem, block) for block in blocks(part, _BLOCK)]
            parts.append((positions, joined(made)))
        return reunited(parts)

    def __getstate__(self) -> dict[str, Any]:
        """Without what HiGHS holds."""
        return {"plan": self.plan, "options": self.options}

    @cached_property
    def program(self) -> RestProgram:
        """The standing program, of the case as it is foreseen."""
        return self._program(self.problem)

    def _program(self, problem: Problem) -> RestProgram:
        """The standing program of a problem."""
        if problem not in self._programs:
            ordered = self.options.order_ahead_days > 0
            self._programs[problem] = RestProgram(problem, ordered=ordered)
        return self._programs[problem]

    @cached_property
    def _programs(self) -> dict[Problem, RestProgram]:
        return {}

    def _simulated(self, problem: Problem, scenarios: Scenarios) -> Outcomes:
        """What comes of scenarios in which those phases come about that `problem` has."""
        size, every = len(scenarios), self.options.every(problem)
        program = self._program(self._seen(problem, scenarios, 0))
        nothing = self._ready(program, problem, np.zeros((size, program.width)), scenarios, 0)
        flows = empty_flows(nothing, size)
        simulation = Simulation(nothing, scenarios, flows=flows)
        bases: list[Any] = [None] * size
        ahead = self.options.ahead(problem)
        orders = Orders(self.plan, size, ahead) if ahead else None
        for t in range(len(problem.periods)):
            if t % every == 0:
                state = state_of(simulation, flows)
                now = self._program(self._seen(problem, scenarios, t))
                if now is not program:
                    program, bases = now, [None] * size
                columns, bases = program.decided(state, scenarios, bases, orders)
                ready = self._ready(program, problem, columns, scenarios, t)
                simulation.follow(ready)
                if orders is not None:
                    orders.order(t, ready.trajectory, every)
            simulation.carry()
            if orders is not None:
                orders.left(t, flows.manifested[:, t], flows.presented[:, t])
        return simulation.outcomes().without_plan()

    def _seen(self, problem: Problem, scenarios: Scenarios, t: int) -> Problem:
        """The problem as it is seen in period t: phases are reckoned with until they fail."""
        uncertain = self.problem.uncertainty.phases
        if not uncertain or not scenarios.came.shape[1]:
            return problem
        came = scenarios.came[0]  # as in all of them
        return self.problem.under(
            [each.start > t or bool(comes) for each, comes in zip(uncertain, came, strict=True)]
        )

    def _ready(
        self,
        program: RestProgram,
        problem: Problem,
        columns: Floats,
        scenarios: Scenarios,
        t: int,
    ) -> ReadyTrajectory:
        """What was decided in period t, to be carried in what is the problem in truth."""
        needs = needs_known(problem, scenarios.need, t)
        return ReadyTrajectory(program.trajectory(problem, columns, needs))
