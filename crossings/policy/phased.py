"""The rule `prices` where phases may not come about: one rule for each way in which they may.

In every period it decides by the rule of what is known then: phases that have begun, or have not
come about, as they did; those that are still to begin are reckoned with until they fail. What is
kept is worth what it is on average over all that may still come about, and what has to be ordered
ahead is ordered as it is sent on average over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np

from crossings.evaluation.orders import OrdersAhead
from crossings.evaluation.outcomes import Outcomes, joined, reunited
from crossings.evaluation.simulation import Flows, Simulation, empty_flows
from crossings.evaluation.trajectory import Trajectory
from crossings.plan import Plan
from crossings.policy.course import Course
from crossings.policy.network import Key
from crossings.policy.rule import PriceRule, on_average
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, apart, blocks

Came = tuple[bool, ...]
"""Whether each uncertain phase comes about."""
_BLOCK = 2048
"""Scenarios decided for at once."""
_ORDERED = 256
"""Likewise where what leaves has to be ordered before."""


class PhasedRule:
    """The rule for the futures of a problem with phases that may not come about."""

    def __init__(self, problem: Problem, rules: Mapping[Came, PriceRule]) -> None:
        """`rules` are of the problem under each combination; all order ahead, or none does."""
        self.problem, self.rules = problem, rules

    @property
    def foreseen(self) -> PriceRule:
        """The rule as long as no phase has failed that may come about at all."""
        return self.rules[tuple(each.probability > 0 for each in self.problem.uncertainty.phases)]

    def ordering(self, plan: Plan, ahead: int, practice: Mapping[Came, Scenarios]) -> PhasedRule:
        """The same, where a truck is ordered so many periods before it leaves.

        The first orders are the plan's, later ones what leaves in `practice` on average over all
        ways in which phases may come about of which nobody knows by then.
        """
        usual = {}
        for came, futures in practice.items():
            ready = self._seen(came, 0).network.ready
            passing = empty_flows(ready.under(self.problem.under(came)), len(futures))
            self._carried(came, futures, passing)
            usual[came] = on_average(ready.trajectory, passing)
        rules = {
            came: PriceRule(each.values, each.vectors, orders=OrdersAhead(plan, ahead, usual[came]))
            for came, each in self.rules.items()
        }
        return PhasedRule(self.problem, rules)

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What its decisions come to; of waiting for a plan there is nothing to tell."""
        block = _BLOCK if self._ordering is None else _ORDERED
        found = [self._outcomes(part) for part in blocks(scenarios, block)]
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
        problem, rule, ordering = self.problem.under(came), self._seen(came, 0), self._ordering
        ready, size = rule.network.ready.under(problem), len(scenarios)
        flows = empty_flows(ready, size) if flows is None and ordering is not None else flows
        simulation = Simulation(ready, scenarios, flows=flows)
        course = self._course(rule, simulation, refusals)
        orders = None if ordering is None else ordering.begun(size)
        for t in range(len(problem.periods)):
            if self._seen(came, t) is not rule:
                rule = self._seen(came, t)
                simulation.follow(rule.network.ready.under(problem))
                course = self._course(rule, simulation, refusals)
            if orders is None:
                simulation.carry(course.decide(simulation))
                continue
            assert flows is not None
            orders.order(t, self._expected(came, t), 1)
            simulation.carry(course.decide(simulation, orders.rows(t)))
            orders.left(t, flows.manifested[:, t], flows.presented[:, t])
        return simulation.outcomes()

    @property
    def _ordering(self) -> OrdersAhead | None:
        """How it orders ahead, if it does; of what is usual see `_expected`."""
        return next(iter(self.rules.values())).orders

    def _expected(self, came: Came, t: int) -> Trajectory:
        """What leaves on average over all ways that nobody can tell from this one in period t."""
        phases = self.problem.uncertainty.phases
        likely, usual = [], []
        for way, rule in self.rules.items():
            pairs = list(zip(phases, way, came, strict=True))
            assert rule.orders is not None
            if all(one == other for each, one, other in pairs if each.start <= t):
                chances = [each.probability if one else 1 - each.probability
                           for each, one, _ in pairs if each.start > t]  # fmt: skip
                likely.append(float(np.prod(chances)))
                usual.append(rule.orders.usual)
        means = {
            name: sum(
                share * getattr(each, name) for share, each in zip(likely, usual, strict=True)
            )
            for name in ("manifested", "presented", "collected")
        }
        return replace(usual[0], **means)

    def _course(
        self, rule: PriceRule, simulation: Simulation, refusals: list[dict[Key, Floats]] | None
    ) -> Course:
        course = rule.course(simulation.scenarios)
        course.refusals = refusals
        simulation.keep(course.trajectory)
        return course

    def _seen(self, came: Came, t: int) -> PriceRule:
        """The rule of what is known in period t: phases are reckoned with until they fail."""
        phases = self.problem.uncertainty.phases
        pairs = zip(phases, came, strict=True)
        return self.rules[tuple(each.start > t or comes for each, comes in pairs)]

    def _came(self, problem: Problem) -> Came:
        return next(came for came in self.rules if self.problem.under(came) is problem)


def foreseen(rule: PriceRule | PhasedRule) -> PriceRule:
    """The rule as long as no phase has failed that may come about at all."""
    return rule if isinstance(rule, PriceRule) else rule.foreseen
