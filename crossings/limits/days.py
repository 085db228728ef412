"""The days that limits are for."""

from __future__ import annotations

from collections.abc import Mapping

from crossings.limits.record import Days, Place
from crossings.problem import Floats, Problem


class RouteDays(Days):
    """Those of the crossing, but for routes that have their own."""

    def in_plan(self, problem: Problem) -> Floats:
        """(T, C) Days in the plan, or (T, C, A) where a route has its own."""
        return problem.route_open_days if problem.dated_routes else super().in_plan(problem)

    def own(self, problem: Problem) -> Mapping[Place, int]:
        """Such routes, by crossing and area."""
        return {place: j for j, place in enumerate(problem.dated_routes)}


WORKED = Days("crossing_worked_days", "c", "working", closes_flows=True)
"""Of a crossing's staff and gate: each open day at the pace of its weekday, and of the scenario."""
OPEN = RouteDays("crossing_open_days", "c", "open_days", closes_flows=True)
"""Of roads behind a crossing."""
POOLED = Days("pool_open_days", "p", "pool_open_days")
SUPPLIED = Days("corridor_open_days", "o", "supply", multiplies=True, closes_flows=True)
NEEDED = Days("days", "g", "need", multiplies=True)
EVERY = Days("days")
