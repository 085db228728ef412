"""What each limit allows in a period, in the units of its row; inf where no limit is given.

The program bounds its rows by these figures and the tables print them: they are told here once.
A limit that is not given stays without one on days on which nothing opens.
"""

from __future__ import annotations

import numpy as np

from crossings.problem import Floats, Problem


def minutes(problem: Problem) -> Floats:
    """(T, C, Q) Minutes of a crossing's own resources; nan where it has none of its own."""
    return _over(problem.own_minutes, problem.crossing_open_days[:, :, None])


def pool(problem: Problem) -> Floats:
    """(T, P) Minutes of the pools."""
    return _over(problem.pool_minutes, problem.pool_open_days)


def gate(problem: Problem) -> Floats:
    """(T, C) Trucks through the gates."""
    return _over(problem.gate, problem.crossing_open_days)


def route(problem: Problem) -> Floats:
    """(T, C, A) Truckloads on the routes."""
    return _over(problem.route_capacity, problem.crossing_open_days[:, :, None])


def corridor(problem: Problem) -> Floats:
    """(T, O) Truckloads that leave a corridor."""
    return _over(problem.corridor_capacity, problem.corridor_open_days)


def corridor_good(problem: Problem) -> Floats:
    """(T, O, G) Truckloads of a good that leave a corridor."""
    return _over(problem.corridor_good_capacity, problem.corridor_open_days[:, :, None])


def undetected(problem: Problem) -> Floats:
    """(T,) Truckloads with contraband that may go undetected."""
    return problem.undetected_limit * problem.days


def diverted(problem: Problem) -> Floats:
    """(T,) Truckloads that may be diverted of what arrives."""
    return problem.diverted_limit * problem.days


def floor(problem: Problem) -> Floats:
    """(W, G, A) Truckloads that each area must get in each window."""
    return _in_windows(problem, problem.coverage_floor[:, :, None] * problem.needed)


def export_floor(problem: Problem) -> Floats:
    """(W, G) Truckloads that must be exported in each window."""
    return _in_windows(problem, problem.coverage_floor * problem.export_needed)


def end_stock(problem: Problem) -> Floats:
    """(G, A) Truckloads to be left at the end."""
    return problem.last_stock


def _in_windows(problem: Problem, by_period: Floats) -> Floats:
    """(W, ·) Sums of `by_period` (T, ·) over each window."""
    return np.stack(
        [by_period[window.start : window.stop].sum(axis=0) for window in problem.windows]
    )


def _over(per_open_day: Floats, open_days: Floats) -> Floats:
    """`per_open_day` over the open days of each period."""
    without = np.isinf(per_open_day)
    return np.where(without, np.inf, np.where(without, 0.0, per_open_day) * open_days)
