"""What is to be expected of a period that has not begun yet: the mean of all futures.

    open days  p · p_all · O        throughput and supply  1        need  that of the scenario

with p the share of days that closures leave open, p_all that of closures of all crossings at once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossings.problem import Floats, Problem
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.sampling import as_planned


def expected(problem: Problem) -> Scenarios:
    """The mean of all futures, as one."""
    said, usual = problem.uncertainty, as_planned(problem)
    share = said.open_share * said.all_open_share  # (C,)
    of_routes = share[[c for c, _ in problem.dated_routes]]  # (J,)
    return replace(
        usual,
        working=usual.working * share,
        open_days=usual.open_days * share,
        pool_open_days=usual.pool_open_days * said.pool_open_share,
        route_days=usual.route_days * of_routes,
    )


def known_in(problem: Problem, scenarios: Scenarios, t: int, mean: Scenarios) -> Scenarios:
    """Scenarios as they are seen in period t: what comes later is as in the `mean` of all.

    Numbers drawn from ranges show nowhere: they are the case's.
    """

    def seen(name: str) -> Floats:
        array = np.array(getattr(scenarios, name), order="F")
        array[:, t + 1 :] = getattr(mean, name)[:, t + 1 :]
        return array

    return replace(
        scenarios,
        working=seen("working"),
        open_days=seen("open_days"),
        pool_open_days=seen("pool_open_days"),
        supply=seen("supply"),
        route_days=seen("route_days"),
        changed={},
        drawn={},
    )
