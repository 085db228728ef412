"""What is to be expected of a period that has not begun yet: the mean of all futures.

    open days  Σ p · p_all        working  Σ p · p_all · f · l        supply  1
    need  that of the scenario; of goods whose need is known later  1

over the days that the calendar opens, with p the share of days that closures leave open, p_all that
of closures of all crossings at once, each of its weekday, f the pace of the weekday, and l the mean
level of throughput.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossings.problem import Floats, Problem, paces
from crossings.scenarios.batch import Scenarios
from crossings.scenarios.sampling import as_planned
from crossings.scenarios.weekly import open_on_weekdays


def expected(problem: Problem) -> Scenarios:
    """The mean of all futures, as one."""
    said, on = problem.uncertainty, paces.weekdays(problem)
    every = open_on_weekdays(
        said.all_closing_weekdays[:, None], [said.all_open_share], [said.all_closed_days]
    )
    own = open_on_weekdays(said.closing_weekdays, said.open_share, said.closed_days)
    share = (own * every)[on]  # (D, C)
    of_pools = open_on_weekdays(
        said.pool_closing_weekdays, said.pool_open_share, said.pool_closed_days
    )[on]  # (D, P)
    opens = problem.crossing_opens * share
    of_routes = problem.route_opens * share[:, [c for c, _ in problem.dated_routes]]
    return replace(
        as_planned(problem),
        working=paces.in_periods(problem, opens * paces.pace(problem) * said.throughput_level)[
            None
        ],
        open_days=paces.in_periods(problem, opens)[None],
        pool_open_days=paces.in_periods(problem, problem.pool_opens * of_pools)[None],
        route_days=paces.in_periods(problem, of_routes)[None],
    )


def needs_known(problem: Problem, need: Floats, t: int) -> Floats:
    """(S, T, G) Factors on needs as they are seen in period t, from (S, G) of the scenarios."""
    made = np.repeat(need[:, None], len(problem.periods), axis=1)
    made[:, t + 1 :, problem.uncertainty.need_known_later] = 1.0
    return made


def known_in(problem: Problem, scenarios: Scenarios, t: int, mean: Scenarios) -> Scenarios:
    """Scenarios as they are seen in period t: what comes later is as in the `mean` of all.

    Of needs see `needs_known`. Numbers drawn from ranges show nowhere: they are the case's.
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
