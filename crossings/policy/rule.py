"""The dispatch rule `prices`: in every period what can pass goes to the uses worth most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.evaluation.orders import OrdersAhead
from crossings.evaluation.outcomes import Outcomes, joined
from crossings.evaluation.simulation import Flows, Simulation, empty_flows
from crossings.evaluation.trajectory import Trajectory
from crossings.plan import Plan
from crossings.policy.course import Course
from crossings.policy.days import Days
from crossings.policy.filling import Level
from crossings.policy.foreseen import Foreseen
from crossings.policy.network import Key, Network
from crossings.policy.worth import ValueFunctions
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, blocks

_BLOCK = 4096
"""Scenarios decided for at once: levels part them into fewer, which take longer each."""
_ORDERED = 256
"""Likewise where what leaves has to be ordered before."""


class PriceRule:
    """The rule for the futures of one problem, whatever scenario is met.

    `vectors` are prices of limits, objective per unit: an order of visits follows from each. Where
    less is in store than `scarcer` levels say, their value functions hold, the scarcest first. With
    `orders` what leaves was ordered before. With a `plan` one more order begins with its ways; and
    where nothing is uncertain the rule is the plan, as long as all comes as it foresees. The rule
    can be handed to another process, which makes itself ready anew.
    """

    def __init__(
        self,
        values: ValueFunctions,
        vectors: tuple[Mapping[Key, float], ...],
        network: Network | None = None,
        orders: OrdersAhead | None = None,
        plan: Trajectory | None = None,
        scarcer: tuple[Level, ...] = (),
    ) -> None:
        self.values, self.vectors, self.orders, self.plan = values, vectors, orders, plan
        self.scarcer = scarcer
        if network is not None:
            self.network = network

    @property
    def problem(self) -> Problem:
        """What it decides for."""
        return self.values.problem

    @cached_property
    def network(self) -> Network:
        """All that can go anywhere."""
        return Network(self.problem, ordered=self.orders is not None)

    @cached_property
    def usual(self) -> Days:
        """Periods made ready, where no coefficients are drawn and enough is in store."""
        return self._made_ready(self.values)

    @cached_property
    def levels(self) -> list[Days]:
        """Periods made ready for every level, the usual last."""
        return [*(self._made_ready(each.values) for each in self.scarcer), self.usual]

    def _made_ready(self, values: ValueFunctions) -> Days:
        return Days(self.network, values, self.vectors, self.plan)

    @cached_property
    def foreseen(self) -> Foreseen | None:
        """The mornings of its plan, where they may come about."""
        if self.plan is None or not self.problem.uncertainty.certain:
            return None
        return Foreseen(self.plan, self.network.ready)

    def course(self, scenarios: Scenarios) -> Course:
        """What it decides in `scenarios`, period by period."""
        fills = [each.fills for each in self.scarcer]
        return Course(self.levels, fills, scenarios, self.foreseen)

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What its decisions come to; of waiting for a plan there is nothing to tell."""
        block = _BLOCK if self.orders is None else _ORDERED
        return joined([self._outcomes(part) for part in blocks(scenarios, block)])

    def _outcomes(self, scenarios: Scenarios) -> Outcomes:
        return self._carried(scenarios, self.course(scenarios)).without_plan()

    def carry(self, scenarios: Scenarios, flows: Flows) -> None:
        """Fill in what passes in `scenarios`, period by period."""
        self._carried(scenarios, self.course(scenarios), flows)

    def _carried(
        self, scenarios: Scenarios, course: Course, flows: Flows | None = None
    ) -> Outcomes:
        if self.orders is not None and flows is None:
            flows = empty_flows(self.network.ready, len(scenarios))
        simulation = Simulation(self.network.ready, scenarios, flows=flows)
        simulation.keep(course.trajectory)
        if self.orders is not None:
            assert flows is not None
            self._in_order(self.orders, simulation, course, flows)
            return simulation.outcomes()
        for _ in self.problem.periods:
            simulation.carry(course.decide(simulation))
        return simulation.outcomes()

    def _in_order(
        self, ahead: OrdersAhead, simulation: Simulation, course: Course, flows: Flows
    ) -> None:
        """Carry all periods, in which no more leaves than was ordered."""
        orders = ahead.begun(len(simulation.scenarios))
        for t in range(len(self.problem.periods)):
            orders.order(t, ahead.usual, 1)
            simulation.carry(course.decide(simulation, orders.rows(t)))
            orders.left(t, flows.manifested[:, t], flows.presented[:, t])

    def practised(self, scenarios: Scenarios) -> Practised:
        """What comes of it, and what it finds and refuses on the way."""
        course = self.course(scenarios)
        course.refusals, course.filled = [], []
        value = self._carried(scenarios, course).value
        return Practised(self, float(value.mean()), course.refusals, np.array(course.filled))

    def ordering(self, plan: Plan, ahead: int, practice: Scenarios) -> PriceRule:
        """The same, where a truck is ordered so many periods before it leaves.

        The first orders are the plan's, later ones what leaves in `practice` on average.
        """
        flows = empty_flows(self.network.ready, len(practice))
        self._carried(practice, self.course(practice), flows)
        usual = on_average(self.network.ready.trajectory, flows)
        orders = OrdersAhead(plan, ahead, usual)
        return self.but(network=None, orders=orders)

    def waiting(self, scenarios: Scenarios) -> Floats:
        """(C, G) What waits for inspection when a period is over, on average."""
        flows = empty_flows(self.network.ready, len(scenarios))
        self._carried(scenarios, self.course(scenarios), flows)
        return np.asarray(flows.in_yard.mean(axis=(0, 1)))

    def but(self, **others: Any) -> PriceRule:
        """The same, with some parts of it another."""
        return PriceRule(**{**self.__getstate__(), "network": self.network, **others})

    def __getstate__(self) -> dict[str, Any]:
        """Without what is made ready."""
        return {
            name: self.__dict__[name] for name in ("values", "vectors", "orders", "plan", "scarcer")
        }


@dataclass(frozen=True, eq=False)
class Practised:
    """A rule carried through some futures."""

    rule: PriceRule
    earned: float
    """On average."""
    refusals: list[dict[Key, Floats]]
    """(S,) By period, prices of limits at which it refused."""
    filled: Floats  # (T, S) what is in store on each morning, see `filling`


def on_average(trajectory: Trajectory, flows: Flows) -> Trajectory:
    """The trajectory that sends what passes on average."""
    means = {
        name: getattr(flows, name).mean(axis=0)[None]
        for name in ("manifested", "presented", "collected")
    }
    return replace(trajectory, **means)
