"""The dispatch rule `prices`: in every period what can pass goes to the uses worth most."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from crossings.evaluation.outcomes import Outcomes, joined
from crossings.evaluation.simulation import Flows, Simulation, empty_flows
from crossings.policy.course import Course
from crossings.policy.days import Days
from crossings.policy.network import Key, Network
from crossings.policy.worth import ValueFunctions
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, blocks

_BLOCK = 2048
"""Scenarios decided for at once."""


class PriceRule:
    """The rule for the futures of one problem, whatever scenario is met.

    `vectors` are prices of limits, objective per unit: an order of visits follows from each. The
    rule can be handed to another process, which makes itself ready anew.
    """

    def __init__(
        self,
        values: ValueFunctions,
        vectors: tuple[Mapping[Key, float], ...],
        network: Network | None = None,
    ) -> None:
        self.values, self.vectors = values, vectors
        if network is not None:
            self.network = network

    @property
    def problem(self) -> Problem:
        """What it decides for."""
        return self.values.problem

    @cached_property
    def network(self) -> Network:
        """All that can go anywhere."""
        return Network(self.problem)

    @cached_property
    def usual(self) -> Days:
        """Periods made ready, where no coefficients are drawn."""
        return Days(self.network, self.values, self.vectors)

    def course(self, scenarios: Scenarios) -> Course:
        """What it decides in `scenarios`, period by period."""
        return Course(self.usual.under(scenarios), scenarios)

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What its decisions come to; of waiting for a plan there is nothing to tell."""
        return joined([self._outcomes(part) for part in blocks(scenarios, _BLOCK)])

    def _outcomes(self, scenarios: Scenarios) -> Outcomes:
        return self._carried(scenarios, self.course(scenarios)).without_plan()

    def carry(self, scenarios: Scenarios, flows: Flows) -> None:
        """Fill in what passes in `scenarios`, period by period."""
        self._carried(scenarios, self.course(scenarios), flows)

    def _carried(
        self, scenarios: Scenarios, course: Course, flows: Flows | None = None
    ) -> Outcomes:
        simulation = Simulation(self.network.ready, scenarios, flows=flows)
        simulation.areas.follow(course.trajectory)
        for _ in self.problem.periods:
            simulation.carry(course.decide(simulation))
        return simulation.outcomes()

    def practised(self, scenarios: Scenarios) -> tuple[float, list[dict[Key, Floats]]]:
        """What it earns on average, and (S,) prices by period of limits at which it refused."""
        course = self.course(scenarios)
        course.refusals = []
        value = self._carried(scenarios, course).value
        return float(value.mean()), course.refusals

    def waiting(self, scenarios: Scenarios) -> Floats:
        """(C, G) What waits for inspection when a period is over, on average."""
        flows = empty_flows(self.network.ready, len(scenarios))
        self._carried(scenarios, self.course(scenarios), flows)
        return np.asarray(flows.in_yard.mean(axis=(0, 1)))

    def __getstate__(self) -> dict[str, Any]:
        """Without what is made ready."""
        return {name: self.__dict__[name] for name in ("values", "vectors")}
