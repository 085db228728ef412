"""Columns that stay empty unless prices say otherwise: what waits where all days are alike.

Trucks wait before a crossing because it is shut, or because it passes less on some days than comes
by the corridors. Where every period is as open as any other they hardly ever gain by it, and the
columns for it chain period to period at every crossing, beside the stocks of every area: of a year
by weeks (`benchmarks/country.py`) they are a twentieth of the columns, and half of what interior
points factorise. So such a program is solved without them. Its prices show whether one of them
would help, and then it is solved again with all; what comes of it is exact either way.

Where nothing comes of a good, what a truckload of it is worth in the yard is not told: any price
will do that is no more than it takes to bring it. So before a column is taken to help, that worth
is raised to what it would have a period later. Rows that add up to 0 leave the sum of all prices
times bounds as it is: where no other column's price gets the wrong sign, these are optimal too.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import Matrix
from crossings.limits.flows import HELD, WAITING
from crossings.problem import Flags, Floats, Positions, Problem

_ROUNDS = 1_000
"""Periods through which a worth is passed on at most."""


def idle_columns(ledger: Ledger, problem: Problem) -> Positions:
    """Places of columns that are left out until prices ask for them; none where days differ."""
    opens = (
        problem.crossing_open_days,
        problem.crossing_worked_days,
        problem.corridor_open_days,
        problem.pool_open_days,
        problem.dated_route_days,
    )
    begins_with_some = problem.first_yard.any() or problem.first_platform.any()
    if begins_with_some or len(problem.phases) > 1 or not all(map(_alike, opens)):
        return np.zeros(0, dtype=np.intp)
    return np.concatenate([ledger.places(kind) for kind in (WAITING, HELD)])


def _alike(days: Floats) -> bool:
    """Whether every period has as many days as the first."""
    return bool((days == days[:1]).all())


def worth_passed_on(
    matrix: Matrix, reduced: Floats, prices: Floats, idle: Flags, balanced: Flags, least: float
) -> tuple[Floats, Floats] | None:
    """Reduced costs (columns,) and prices (rows,) by which no `idle` column would help.

    Prices may be lowered of rows that are `balanced`: both sides 0. None where a column helps.
    """
    begins = idle[matrix.column] & balanced[matrix.row] & (matrix.value > 0)
    columns, rows, size = matrix.column[begins], matrix.row[begins], matrix.value[begins]
    found, costs = prices.copy(), reduced
    for _ in range(_ROUNDS):
        helps = costs[columns] < -least
        if not helps.any():
            break
        found[rows[helps]] += costs[columns[helps]] / size[helps]
        costs = reduced - matrix.times(found - prices, len(reduced))
    worse = (costs < -least) & (costs < reduced - least)
    return None if (costs[idle] < -least).any() or worse.any() else (costs, found)
