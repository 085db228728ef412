"""A plan of longer periods, carried out by days.

The program is that of the same case by daily periods, without floors and stocks to be left, which
may be missed. What days add up to is brought as near to the plan of periods as can be,

    Σ_flow Σ_period |Σ_{day in period} v[day] − V[period]|  as little as can be,

over all that is manifested, presented and collected; then value decides, then the aims.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

import numpy as np

from crossings.allocation.aims import AIMS
from crossings.allocation.decision import decided
from crossings.allocation.faces import steadied
from crossings.allocation.kinds import FOLLOWED
from crossings.allocation.ledger import Key, Ledger
from crossings.allocation.objectives import Costs, value_costs
from crossings.allocation.outcomes import Outcome
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import StoppedEarly
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import without_floors


def carried_by_days(plan: Plan, daily: Problem, *, deadline: Deadline = NEVER) -> Plan:
    """The plan by days that follows `plan`; `daily` is its problem by daily periods.

    Raises `StoppedEarly` where the `deadline` comes before it is known.
    """
    problem = replace(without_floors(daily), last_stock=np.zeros_like(daily.last_stock))
    with deadline.enforced():
        ledger = allocation_program(problem)
        _follow(ledger, plan, problem)
        search = Search(ledger, deadline)
    search.keep_optimal(_found(search, _apart(ledger)))
    first = _found(search, value_costs(ledger, problem))
    last, aims = steadied(search, ledger, problem, search.keep_optimal(first), AIMS, deadline)
    return decided(problem, ledger, first, last, aims)


def _period_of_days(plan: Plan, daily: Problem) -> list[int]:
    """The period of the plan that each day is in."""
    ends = [period.end for period in plan.problem.periods]
    return [bisect_left(ends, day.start) for day in daily.periods]


def _found(search: Search, costs: Costs) -> Outcome:
    outcome = search.minimise(costs)
    if outcome.status != "optimal":
        raise StoppedEarly("the search was stopped before the plan was carried out by days")
    return outcome


def _follow(ledger: Ledger, plan: Plan, problem: Problem) -> None:
    """Rows Σ_{day in period} v + short − beyond = V."""
    period = _period_of_days(plan, problem)
    for flow, of in FOLLOWED.items():
        planned = getattr(plan, flow.name)
        days: dict[Key, list[tuple[int, float]]] = defaultdict(list)
        for key, column in ledger.columns(flow).items():
            days[period[key[0]], *key[1:]].append((column, 1.0))
        for key, terms in days.items():
            short, beyond = (ledger.column(kind, key) for kind in (of.short, of.beyond))
            ledger.equal(of.row, key, [*terms, (short, 1.0), (beyond, -1.0)], float(planned[key]))


def _apart(ledger: Ledger) -> Costs:
    """Σ of what days have less or more than the plan."""
    for of in FOLLOWED.values():
        for kind in (of.short, of.beyond):
            for key in ledger.columns(kind):
                yield kind, key, 1.0
