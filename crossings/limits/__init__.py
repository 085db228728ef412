"""What limits a plan, one file a kind.

A record says its formula, what flows take of it, what a scenario does to it, its words and its
levers. The rest of the house reads these records and names none of them.
"""

from __future__ import annotations

from crossings.limits.contraband import DETECTED, UNDETECTED
from crossings.limits.corridor import CORRIDOR, CORRIDOR_GOOD
from crossings.limits.diversion import DIVERTED
from crossings.limits.floors import END_STOCK, EXPORT_FLOOR, FLOOR
from crossings.limits.gate import GATE
from crossings.limits.minutes import MINUTES, POOL
from crossings.limits.own import own_limit
from crossings.limits.record import Kind, Limit
from crossings.limits.route import ROUTE
from crossings.limits.use import compared, passed, takings_at, used, used_by_goods
from crossings.problem import Problem

_EVERY_CASE = (
    MINUTES,
    POOL,
    GATE,
    ROUTE,
    CORRIDOR,
    CORRIDOR_GOOD,
    UNDETECTED,
    DETECTED,
    FLOOR,
    EXPORT_FLOOR,
    DIVERTED,
    END_STOCK,
)


def limits_of(problem: Problem) -> tuple[Limit, ...]:
    """Every limit that a plan of the problem keeps, in the order of the program's rows."""
    return (*_EVERY_CASE, *map(own_limit, problem.own_limits))


__all__ = [
    "Kind",
    "Limit",
    "compared",
    "limits_of",
    "passed",
    "takings_at",
    "used",
    "used_by_goods",
]
