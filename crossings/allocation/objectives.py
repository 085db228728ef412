"""What linear programs are asked for: the cost of columns, to be minimised.

What tells plans of one value apart stands in `aims`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.allocation.kinds import LEAST_COVERAGE
from crossings.allocation.ledger import Key, Ledger
from crossings.limits import Kind, limits_of
from crossings.limits.flows import EXPORTED, MET
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios.period import first_worth

Costs = Iterator[tuple[Kind, Key, float]]
"""Cost of each column; those not named cost nothing."""


def value_costs(ledger: Ledger, problem: Problem) -> Costs:
    """−Σ worth[g,a] · weight[b] · z, of exports −Σ priority[g] · weight[b] · z."""
    for kind, keys, costs in _of_value(ledger, problem):
        for key, cost in zip(keys.tolist(), costs.tolist(), strict=True):
            yield kind, tuple(key), cost


def value_vector(ledger: Ledger, problem: Problem) -> Floats:
    """(columns,) The same of every column."""
    vector = np.zeros(ledger.width)
    for kind, _, costs in _of_value(ledger, problem):
        vector[ledger.places(kind)] = costs
    return vector


def _of_value(ledger: Ledger, problem: Problem) -> Iterator[tuple[Kind, Positions, Floats]]:
    worth, weight = problem.worth, problem.band_weight
    _, g, a, b = (keys := ledger.keys(MET)).T
    yield MET, keys, -worth[g, a] * weight[b]
    _, g, b = (keys := ledger.keys(EXPORTED)).T
    yield EXPORTED, keys, -problem.priority[g] * weight[b]


def scenario_costs(ledger: Ledger, problem: Problem) -> Costs:
    """Those of value, and of what lacks at the end: Σ worth[g,a] · weight[0] · lacking[g,a].

    What is to be left counts as a need of the day after the horizon, in the first band, so that
    nobody gains by emptying stores.
    """
    yield from value_costs(ledger, problem)
    for limit in limits_of(problem):
        if limit.valued:
            for key in ledger.columns(limit.missed):
                yield limit.missed, key, float(first_worth(problem)[key])


def least_coverage_costs(ledger: Ledger) -> Costs:
    """−λ: the least coverage of all goods and areas that can have more."""
    for key in ledger.columns(LEAST_COVERAGE):
        yield LEAST_COVERAGE, key, -1.0


def missed_costs(ledger: Ledger, problem: Problem) -> Costs:
    """Σ of what floors lack."""
    for limit in limits_of(problem):
        for key in ledger.columns(limit.missed):
            yield limit.missed, key, 1.0


def set_costs(highs: Any, ledger: Ledger, costs: Costs) -> None:
    """Let HiGHS minimise Σ costs; columns that are not named cost nothing."""
    vector = costs_of(highs, ledger, costs)
    highs.changeColsCost(len(vector), np.arange(len(vector), dtype=np.int32), vector)


def costs_of(highs: Any, ledger: Ledger, costs: Costs) -> Floats:
    """(columns,) The cost of every column."""
    vector = np.zeros(highs.getNumCol())
    for kind, key, cost in costs:
        vector[ledger.place(kind, key)] += cost
    return vector
