"""What stands in the way of floors and targets: every limit that binds, and what more is worth.

The price of a limit is told for one step: one more on every open day of the horizon (an hour of a
resource, a truck through a gate, a truckload on a route), or one less of what is asked. A price is
what the program says at the margin; how far it holds is not said here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.limits import Limit, limits_of
from crossings.plan import Plan
from crossings.problem import Floats
from crossings.wording import counted

_NOTHING = 1e-9


@dataclass(frozen=True)
class Pressure:
    """One limit that binds."""

    what: str
    step: str
    """What one more of it is, or of what is asked one less."""
    binds: str
    """Where it has a price: in how many periods, or areas."""
    worth: float
    """What the step adds over the horizon, in units of the objective."""


def pressures_beside_floors(plan: Plan) -> list[Pressure]:
    """Every limit with a price, floors apart, the one worth most first."""
    found = [each for limit in limits_of(plan.problem) for each in _of_limit(plan, limit)]
    # Nine figures, so that rounding does not order what is worth the same.
    return sorted((p for p in found if p.binds), key=lambda p: (-float(f"{p.worth:.9g}"), p.what))


def _of_limit(plan: Plan, limit: Limit) -> Iterator[Pressure]:
    """Of each place of a limit that allows so much a period."""
    if limit.is_floor or limit.spans is not None:
        return
    problem, prices = plan.problem, plan.prices.of(limit)
    size = limit.words.size * _counted(plan, limit)
    for place in np.ndindex(prices.shape[1:]):
        at = (slice(None), *place)
        binds = _often(prices[at], "period")
        worth = float((prices[at] * np.broadcast_to(size, prices.shape)[at]).sum())
        told = limit.words.what(problem, place), limit.step_told(problem, place)
        yield Pressure(*told, binds, worth)


def _counted(plan: Plan, limit: Limit) -> Floats:
    """(T, …) Days that one more of it counts for; of a share of a flow, that flow."""
    if limit.days is not None:
        return limit.open_days(plan.problem)
    return plan.passed(limit) if limit.moves_coefficients else np.ones(1)


def _often(prices: Floats, axis: str) -> str:
    priced = prices > _NOTHING * max(1.0, float(prices.max(initial=0.0)))
    if not priced.any():
        return ""
    return f"in {priced.sum()} of {counted(len(prices), axis)}" if len(prices) > 1 else "throughout"
