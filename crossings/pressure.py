"""What stands in the way of floors and targets: every limit that binds, and what more is worth.

The price of a limit is told for one step: one more on every open day of the horizon (an hour of a
resource, a truck through a gate, a truckload on a route), or one less of what is asked. A price is
what the program says at the margin; how far it holds is not said here.
"""

from __future__ import annotations

from dataclasses import dataclass

from crossings.plan import Plan
from crossings.problem import Floats
from crossings.wording import counted, spoken

_HOUR = 60.0
_TENTH = 0.1
_HUNDREDTH = 0.01
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
    return _binding([*_capacities(plan), *_risks(plan)])


def _binding(found: list[Pressure]) -> list[Pressure]:
    # Nine figures, so that rounding does not order what is worth the same.
    return sorted((p for p in found if p.binds), key=lambda p: (-float(f"{p.worth:.9g}"), p.what))


def _capacities(plan: Plan) -> list[Pressure]:
    return [
        *_resources(plan),
        *_pools(plan),
        *_gates(plan),
        *_corridors(plan),
        *_routes(plan),
    ]


def _pressure(what: str, step: str, prices: Floats, size: Floats) -> Pressure:
    """Prices (T,) of a limit where one step adds `size` (T,) to its rows."""
    return Pressure(what, step, _often(prices, "period"), float((prices * size).sum()))


def _often(prices: Floats, axis: str) -> str:
    priced = prices > _NOTHING * max(1.0, float(prices.max(initial=0.0)))
    if not priced.any():
        return ""
    return f"in {priced.sum()} of {counted(len(prices), axis)}" if len(prices) > 1 else "throughout"


def _resources(plan: Plan) -> list[Pressure]:
    problem, prices = plan.problem, plan.prices.minutes
    return [
        _pressure(
            f"{spoken(q)} at {crossing.name}",
            f"{spoken(q)} hour a day more",
            prices[:, c, i],
            _HOUR * problem.crossing_open_days[:, c],
        )
        for c, crossing in enumerate(problem.crossings)
        for i, q in enumerate(problem.resources)
    ]


def _pools(plan: Plan) -> list[Pressure]:
    problem, prices = plan.problem, plan.prices.pool
    return [
        _pressure(
            f"{spoken(pool)} pool",
            f"{spoken(pool)} hour a day more",
            prices[:, p],
            _HOUR * problem.pool_open_days[:, p],
        )
        for p, pool in enumerate(problem.pools)
    ]


def _gates(plan: Plan) -> list[Pressure]:
    problem = plan.problem
    return [
        _pressure(
            f"gate of {crossing.name}",
            "truck a day more",
            plan.prices.gate[:, c],
            problem.crossing_open_days[:, c],
        )
        for c, crossing in enumerate(problem.crossings)
    ]


def _corridors(plan: Plan) -> list[Pressure]:
    problem, prices = plan.problem, plan.prices
    totals = [
        _pressure(
            f"corridor {corridor.name}",
            "truckload a day more",
            prices.corridor[:, o],
            problem.corridor_open_days[:, o],
        )
        for o, corridor in enumerate(problem.corridors)
    ]
    goods = [
        _pressure(
            f"{good.name} from {corridor.name}",
            "truckload a day more",
            prices.corridor_good[:, o, g],
            problem.corridor_open_days[:, o],
        )
        for o, corridor in enumerate(problem.corridors)
        for g, good in enumerate(problem.goods)
    ]
    return totals + goods


def _routes(plan: Plan) -> list[Pressure]:
    problem = plan.problem
    return [
        _pressure(
            f"route {crossing.name} to {area.name}",
            "truckload a day more",
            plan.prices.route[:, c, a],
            problem.crossing_open_days[:, c],
        )
        for c, crossing in enumerate(problem.crossings)
        for a, area in enumerate(problem.areas)
    ]


def _risks(plan: Plan) -> list[Pressure]:
    problem, prices = plan.problem, plan.prices
    undetected = _pressure(
        "limit on undetected contraband",
        "hundredth of a truckload a day more of it",
        prices.undetected,
        _HUNDREDTH * problem.days,
    )
    diverted = _pressure(
        "limit on diversion",
        "tenth of a truckload a day more of it",
        prices.diverted,
        _TENTH * problem.days,
    )
    presented = plan.presented.sum(axis=(1, 3))  # (T, G)
    detected = [
        _pressure(
            f"detection rate asked of {good.name}",
            "percentage point less",
            prices.detected[:, g],
            _HUNDREDTH * presented[:, g],
        )
        for g, good in enumerate(problem.goods)
    ]
    return [undetected, *detected, diverted]
