"""What a plan meets with a number of the files at either end of its range: carried on as it is."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from crossings.evaluation import evaluated
from crossings.plan import Plan
from crossings.scenarios import Tabled

Ends = tuple[float, float]
"""A figure where something is at its low end, and at its high end."""


def met_at_ends(plan: Plan, paths: Collection[str]) -> dict[str, Ends]:
    """The share of all need met with each number, by its path, at its low and at its high end.

    All others are as they are. A number that may leave no need at all is left out.
    """
    problem = plan.problem
    every = [
        each
        for each in problem.uncertainty.numbers.ranged
        if each.path in paths and each.low < each.high
    ]
    many = len(every)
    if not many:
        return {}
    table = {each.path: np.full(2 * many, each.value) for each in every}
    for k, each in enumerate(every):
        table[each.path][[2 * k, 2 * k + 1]] = each.low, each.high
    futures = Tabled("ends", "", table).scenarios(problem, range(2 * many))
    made = evaluated(plan, futures)
    need = made.need.sum(axis=1)  # (S,)
    shares = np.divide(made.met.sum(axis=1), need, out=np.full(2 * many, np.nan), where=need > 0)
    ends = zip(every, shares.reshape(many, 2), strict=True)
    return {each.path: (float(at[0]), float(at[1])) for each, at in ends if np.isfinite(at).all()}
