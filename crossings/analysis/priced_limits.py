"""The limits of a plan that have a price, looked up once for whoever asks good by good."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

from crossings.limits import Kind, Limit, limits_of, takings_of
from crossings.plan import Plan
from crossings.problem import Flags, Floats

Taker: TypeAlias = tuple[Limit, Floats, Sequence[tuple[str, Floats]]]
"""A limit, its prices, and what a truckload of a flow takes of it."""


class PricedLimits:
    """The limits of a plan that have a price: every good, way and period asks for them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._taken: dict[Kind, list[Taker]] = {}
        self._used: dict[Limit, Floats] = {}

    def taken_by(self, flow: Kind) -> list[Taker]:
        """What takes of a flow and can stop it: the limit, its prices, and what a truckload takes.

        Limits without a price are left out.
        """
        if flow not in self._taken:
            able = (
                (limit, self.plan.prices.of(limit))
                for limit in limits_of(self.plan.problem)
                if limit.reason is not None and not limit.is_floor and flow in limit.flows
            )
            self._taken[flow] = [
                (limit, prices, takings_of(limit, self.plan.problem, flow))
                for limit, prices in able
                if prices.any()
            ]
        return self._taken[flow]

    def used_by_goods(self, limit: Limit) -> Floats:
        """(time, *place, G) What each good takes of a limit."""
        if limit not in self._used:
            self._used[limit] = self.plan.used_by_goods(limit)
        return self._used[limit]

    @cached_property
    def requested(self) -> Flags:
        """(G,) Goods with a floor, or stock to be left, that has a price."""
        asked = np.zeros(len(self.plan.problem.goods), dtype=bool)
        for limit in limits_of(self.plan.problem):
            if limit.is_floor and "g" in limit.axes:
                beside = tuple(at for at, letter in enumerate(limit.axes) if letter != "g")
                asked |= self.plan.prices.of(limit).any(axis=beside)
        return asked
