"""The best plan that inspection capacity allows: a linear program and two tie-breaks."""

from __future__ import annotations

from pathlib import Path

from crossings.allocation.conflicts import reachable
from crossings.allocation.decision import decided
from crossings.allocation.program import (
    allocation_program,
    evenness_costs,
    minutes_costs,
    value_costs,
)
from crossings.allocation.solving import Search
from crossings.errors import StoppedEarly
from crossings.plan import Plan
from crossings.problem import Problem


def optimal_plan(
    problem: Problem, *, time_limit: float | None = None, write_lp: Path | None = None
) -> Plan:
    """The optimal plan of the program in docs/formulas.md.

    It has the most value Σ priority · weight · need met; among those the most even coverage; among
    those the fewest inspection minutes. `write_lp` keeps the program as a readable file.

    Raises `NoPlan` where no plan reaches the floors, and `StoppedEarly` where `time_limit` seconds
    pass before any plan is found; a plan found by then has a `gap`.
    """
    ledger = allocation_program(problem)
    if write_lp is not None:
        ledger.write(write_lp)
    search = Search(ledger, time_limit)
    first = search.minimise(value_costs(ledger, problem))
    if first.status == "infeasible":
        problem = reachable(problem)
        ledger = allocation_program(problem)
        search = Search(ledger, time_limit)
        first = search.minimise(value_costs(ledger, problem))
    if not first.has_plan:
        raise StoppedEarly("the search was stopped before any plan was found")
    best, finished = first, first.status == "optimal"
    for costs in (evenness_costs(ledger, problem), minutes_costs(ledger, problem)):
        if finished:
            search.keep_optimal(best)
            later = search.minimise(costs)
            best = later if later.has_plan else best  # else what is proved stays
            finished = later.status == "optimal"
    return decided(problem, ledger, first, best, finished=finished)
