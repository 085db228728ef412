"""Trucks that are ordered some days before they leave, and may wait from then on.

    Σ_{u ≤ t} left[u] ≤ Σ_{u ≤ t} ordered[u]

`ordered[u]` is settled `ahead` periods before u, of the first of them by the plan. Goods that come
by corridors are ordered there; of all others, exports too, what is presented is what is ordered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.limits import ORDERED, Row
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.trajectory import Trajectory
from crossings.plan import Plan
from crossings.problem import Flags, Floats, Problem
from crossings.scenarios.sums import summed

RESERVE = 2.0
"""Days of what is decided that are ordered beyond what leaves, and wait."""


@dataclass(frozen=True, eq=False)
class OrdersAhead:
    """How a rule orders that has no plan for later periods: as in practice it sends on average."""

    plan: Plan
    """Of which are the orders of the first periods."""
    ahead: int
    """Periods before leaving by which a truck is ordered."""
    usual: Trajectory
    """What leaves on average."""

    def begun(self, size: int) -> Orders:
        """What is ordered at the beginning, in `size` scenarios."""
        return Orders(self.plan, size, self.ahead)


class Orders:
    """What is ordered in each of S scenarios, and what of it has not left.

    In period t a rule asks what `may_leave`, decides to send no more of it, has `order` settle what
    may leave from t + ahead on, and says what `left`.
    """

    def __init__(self, plan: Plan, size: int, ahead: int) -> None:
        problem = plan.problem
        periods = len(problem.periods)
        crossings, goods = len(problem.crossings), len(problem.goods)
        self.ahead = ahead
        self._at_corridors = by_corridors(problem)
        self.from_corridors = np.zeros((size, periods, len(problem.corridors), crossings, goods))
        """(S, T, O, C, G) Truckloads by the period from which on they may leave."""
        self.at_crossings = np.zeros((size, periods, crossings, goods))
        """(S, T, C, G) Likewise of goods that use no corridor, presented."""
        self.waiting_at_corridors = np.zeros((size, *self.from_corridors.shape[2:]))
        self.waiting_at_crossings = np.zeros((size, crossings, goods))
        first = slice(0, ahead)
        presented = plan.presented[first].sum(axis=3) * ~self._at_corridors
        self.place(0, plan.manifested[None, first] + 0.0, presented[None])

    def may_leave(self, t: int) -> tuple[Floats, Floats]:
        """(S, O, C, G) and (S, C, G) The most that may leave in period t."""
        return (
            self.waiting_at_corridors + self.from_corridors[:, t],
            self.waiting_at_crossings + self.at_crossings[:, t],
        )

    def left(self, t: int, manifested: Floats, presented: Floats) -> None:
        """Take what left in period t, (S, O, C, G) and (S, C, G, R); the rest waits."""
        corridors, crossings = self.may_leave(t)
        straight = summed(presented, 3) * ~self._at_corridors
        self.waiting_at_corridors = np.maximum(corridors - manifested, 0.0)
        self.waiting_at_crossings = np.maximum(crossings - straight, 0.0)

    def order(self, t: int, decided: Trajectory, periods: int) -> None:
        """Order in period t what is decided to leave from t + ahead on, and a reserve of it.

        So much is ordered for each of so many `periods` that what may have left by it is what is
        decided to leave up to `RESERVE` days later: on a day on which more passes than is expected
        there is something to send.
        """
        problem = decided.problem
        reserve = math.ceil(RESERVE / float(problem.days[0]))
        straight = summed(decided.presented, 4) * ~self._at_corridors  # (S, T, C, G)
        for u in range(t + self.ahead, min(t + self.ahead + periods, len(problem.periods))):
            for placed, waiting, leaving in (
                (self.from_corridors, self.waiting_at_corridors, decided.manifested),
                (self.at_crossings, self.waiting_at_crossings, straight),
            ):
                wanted = summed(leaving[:, t : u + reserve + 1], 1)
                placed[:, u] = np.maximum(wanted - waiting - summed(placed[:, t:u], 1), 0.0)

    def rows(self, t: int) -> dict[Row, Floats]:
        """(S,) The most that may leave in period t, as limits."""
        corridors, crossings = self.may_leave(t)
        found: dict[Row, Floats] = {}
        for c, g in np.ndindex(crossings.shape[1:]):
            if not self._at_corridors[g]:
                found[ORDERED, (NOWHERE, c, g)] = crossings[:, c, g]
                continue
            for o in range(corridors.shape[1]):
                found[ORDERED, (o, c, g)] = corridors[:, o, c, g]
        return found

    def place(self, t: int, at_corridors: Floats, at_crossings: Floats) -> None:
        """Order what may leave from period t on, (1 or S, periods, …) each."""
        ends = t + at_corridors.shape[1]
        self.from_corridors[:, t:ends] = at_corridors
        self.at_crossings[:, t:ends] = at_crossings


def by_corridors(problem: Problem) -> Flags:
    """(G,) Goods that come by corridors."""
    return problem.inbound & problem.through_corridors
