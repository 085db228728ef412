"""The rule `prices` where phases may not come about: one rule for each way in which they may.

In every period it decides by the rule of what is known then: phases that have begun, or have not
come about, as they did; those that are still to begin are reckoned with until they fail. What is
kept is worth what it is on average over all that may still come about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from crossings.evaluation.outcomes import Outcomes, joined, reunited
from crossings.evaluation.simulation import Flows, Simulation, empty_flows
from crossings.policy.course import Course
from crossings.policy.network import Key
from crossings.policy.rule import PriceRule
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, apart, blocks

Came = tuple[bool, ...]
"""Whether each uncertain phase comes about."""
_BLOCK = 2048
"""Scenarios decided for at once."""


class PhasedRule:
    """The rule for the futures of a problem with phases that may not come about."""

    def __init__(self, problem: Problem, rules: Mapping[Came, PriceRule]) -> None:
        """`rules` are of the problem under each combination."""
        self.problem, self.rules = problem, rules

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What its decisions come to; of waiting for a plan there is nothing to tell."""
        found = [self._outcomes(part) for part in blocks(scenarios, _BLOCK)]
        return joined(found).without_plan()

    def _outcomes(self, scenarios: Scenarios) -> Outcomes:
        found = []
        for problem, positions, part in apart(self.problem, scenarios):
            made = self._carried(self._came(problem), part)
            found.append((positions, made))
        return reunited(found)

    def carry(self, scenarios: Scenarios, flows: Flows) -> None:
        """Fill in what passes in `scenarios`, period by period."""
        for problem, positions, part in apart(self.problem, scenarios):
            came = self._came(problem)
            passing = empty_flows(self._seen(came, 0).network.ready.under(problem), len(part))
            self._carried(came, part, passing)
            for entry in fields(Flows):
                getattr(flows, entry.name)[positions] = getattr(passing, entry.name)

    def practised(self, came: Came, scenarios: Scenarios) -> tuple[float, list[dict[Key, Floats]]]:
        """What it earns on average where so many phases come about, and prices by its refusals."""
        refusals: list[dict[Key, Floats]] = []
        made = self._carried(came, scenarios, refusals=refusals)
        return float(made.value.mean()), refusals

    def _carried(
        self,
        came: Came,
        scenarios: Scenarios,
        flows: Flows | None = None,
        refusals: list[dict[Key, Floats]] | None = None,
    ) -> Outcomes:
        """Scenarios in which those phases come about."""
        problem, rule = self.problem.under(came), self._seen(came, 0)
        simulation = Simulation(rule.network.ready.under(problem), scenarios, flows=flows)
        course = self._course(rule, simulation, refusals)
        for t in range(len(problem.periods)):
            if self._seen(came, t) is not rule:
                rule = self._seen(came, t)
                simulation.follow(rule.network.ready.under(problem))
                course = self._course(rule, simulation, refusals)
            simulation.carry(course.decide(simulation))
        return simulation.outcomes()

    def _course(
        self, rule: PriceRule, simulation: Simulation, refusals: list[dict[Key, Floats]] | None
    ) -> Course:
        course = rule.course(simulation.scenarios)
        course.refusals = refusals
        simulation.areas.follow(course.trajectory)
        return course

    def _seen(self, came: Came, t: int) -> PriceRule:
        """The rule of what is known in period t: phases are reckoned with until they fail."""
        phases = self.problem.uncertainty.phases
        pairs = zip(phases, came, strict=True)
        return self.rules[tuple(each.start > t or comes for each, comes in pairs)]

    def _came(self, problem: Problem) -> Came:
        return next(came for came in self.rules if self.problem.under(came) is problem)
