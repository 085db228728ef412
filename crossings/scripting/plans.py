"""Plans: the best of a problem."""

from __future__ import annotations

from crossings.allocation import optimal_plan
from crossings.handed_in import problem_handed_in
from crossings.plan import Plan
from crossings.problem import Problem


def optimize(problem: Problem) -> Plan:
    """The best plan; raises `NoPlan` where no plan reaches the floors."""
    return optimal_plan(problem_handed_in(problem))
