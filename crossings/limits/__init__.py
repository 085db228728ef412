"""What limits a plan, one file a kind.

A record says its formula, what flows take of it, what a scenario does to it, its words and its
levers. The rest of the house reads these records and names none of them.
"""

from __future__ import annotations

from crossings.limits.contraband import DETECTED, UNDETECTED
from crossings.limits.corridor import CORRIDOR, CORRIDOR_GOOD
from crossings.limits.diversion import DIVERTED
from crossings.limits.floors import END_STOCK, EXPORT_FLOOR, FLOOR
from crossings.limits.flows import LEVELS
from crossings.limits.gate import GATE
from crossings.limits.guarantee import guarantees
from crossings.limits.levels import PLATFORM, STORE, YARD, with_room
from crossings.limits.market import MARKET
from crossings.limits.minutes import MINUTES, POOL
from crossings.limits.own import own_limit
from crossings.limits.record import Kind, Limit
from crossings.limits.route import ROUTE
from crossings.limits.use import compared, passed, takings_at, takings_of, used, used_by_goods
from crossings.problem import Problem

_EVERY_CASE = (
    MINUTES, POOL, GATE, ROUTE, CORRIDOR, CORRIDOR_GOOD, UNDETECTED, DETECTED, FLOOR, EXPORT_FLOOR,
    DIVERTED, END_STOCK, YARD, PLATFORM, STORE,
)  # fmt: skip


def limits_of(problem: Problem) -> tuple[Limit, ...]:
    """Every limit that a plan of the problem keeps, in the order of the program's rows."""
    return (*_EVERY_CASE, *guarantees(problem), *further_limits(problem))


def further_limits(problem: Problem) -> tuple[Limit, ...]:
    """Those beside the limits of every case: of its own, and records that a script hands in."""
    return (*map(own_limit, problem.own_limits), *problem.further_limits)


def shares_of_flows(problem: Problem) -> tuple[Limit, ...]:
    """Those that compare a flow with itself in a period: so much of it must be detected."""
    shares = (limit for limit in limits_of(problem) if limit.asked is not None)
    return tuple(limit for limit in shares if limit.spans is None)


def traded_limit(problem: Problem) -> Limit:
    """The limit that a frontier tells the price of."""
    (limit,) = (each for each in limits_of(problem) if each.traded)
    return limit


def every_limit(problem: Problem) -> tuple[Limit, ...]:
    """Those, and what the program states by its columns: that markets take what they need."""
    return (*limits_of(problem), MARKET)


def limits_in_scenarios(problem: Problem) -> list[Limit]:
    """The limits on flows that every period of every scenario keeps, a share of a flow apart."""
    kept = (x for x in every_limit(problem) if x.sense == "at most" and not x.missable)
    return [limit for limit in kept if not of_levels(limit)]


def of_levels(limit: Limit) -> bool:
    """Whether it is on what is there at the end of a period, and not on what passes in it."""
    return all(taking.flow in LEVELS for taking in limit.takes)


__all__ = [
    "Kind", "Limit", "compared", "every_limit", "further_limits", "limits_in_scenarios",
    "limits_of", "of_levels", "passed", "shares_of_flows", "takings_at", "takings_of",
    "traded_limit", "used", "used_by_goods", "with_room",
]  # fmt: skip
