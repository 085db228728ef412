"""What a scenario multiplies limits and needs by, as one matrix.

Every right-hand side of a scenario's program is a rate of the problem times one factor of the
scenario: minutes and gates times the days worked, roads times the days open, and so on. Whatever is
linear in right-hand sides is therefore a matrix product with these factors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.limits import Limit
from crossings.limits.record import Place
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios

ALWAYS = 0
"""Position of the factor 1."""


@dataclass(frozen=True)
class Layout:
    """Where each factor stands on the axis F of factors."""

    crossings: int
    pools: int
    corridors: int
    goods: int
    routes: int

    @classmethod
    def of(cls, problem: Problem) -> Layout:
        """The layout of a problem's factors."""
        axes = (problem.crossings, problem.pools, problem.corridors, problem.goods,
                problem.dated_routes)  # fmt: skip
        return cls(*map(len, axes))

    @property
    def working(self) -> slice:
        """Σ over the open days of throughput, by crossing."""
        return slice(1, 1 + self.crossings)

    @property
    def open_days(self) -> slice:
        """Days open, by crossing."""
        return _next(self.working, self.crossings)

    @property
    def opens(self) -> slice:
        """1 where a crossing opens at all, else 0; then of routes with days of their own."""
        return _next(self.open_days, self.crossings + self.routes)

    @property
    def pool_open_days(self) -> slice:
        """Days open, by pool."""
        return _next(self.opens, self.pools)

    @property
    def supply(self) -> slice:
        """Factor on both limits, by corridor."""
        return _next(self.pool_open_days, self.corridors)

    @property
    def need(self) -> slice:
        """Factor on the need, by good."""
        return _next(self.supply, self.goods)

    @property
    def route_days(self) -> slice:
        """Days open, by route that has its own."""
        return _next(self.need, self.routes)

    def own(self, limit: Limit, problem: Problem) -> dict[Place, int]:
        """Places of a limit with a factor of their own, and where it stands."""
        found = {} if limit.days is None else limit.days.own(problem)
        return {place: self.route_days.start + j for place, j in found.items()}

    def at(self, limit: Limit, place: Place = ()) -> slice:
        """The factors on a limit: of every site, or of the one at `place` along its axes."""
        if limit.days is None or not limit.days.sampled:
            return slice(ALWAYS, ALWAYS + 1)
        among: slice = getattr(self, limit.days.sampled)
        if not place:
            return among
        site = among.start + place[limit.places.index(limit.days.axis)]
        return slice(site, site + 1)

    @property
    def size(self) -> int:
        """Number of factors, F."""
        return int(self.route_days.stop)


def _next(before: slice, size: int) -> slice:
    return slice(before.stop, before.stop + size)


def factors(problem: Problem, scenarios: Scenarios) -> Floats:
    """(S, T, F) The factors of each scenario and period."""
    layout = Layout.of(problem)
    made = np.empty((len(scenarios), len(problem.periods), layout.size))
    made[:, :, ALWAYS] = 1.0
    made[:, :, layout.working] = scenarios.working
    made[:, :, layout.open_days] = scenarios.open_days
    days = np.concatenate([scenarios.open_days, scenarios.route_days], axis=2)
    made[:, :, layout.opens] = days > 0
    made[:, :, layout.route_days] = scenarios.route_days
    made[:, :, layout.pool_open_days] = scenarios.pool_open_days
    made[:, :, layout.supply] = scenarios.supply
    made[:, :, layout.need] = scenarios.need[:, None, :]
    return made
