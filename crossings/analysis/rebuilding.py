"""How long what is to be rebuilt takes, at the pace at which a plan brings what it takes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crossings.plan import Plan
from crossings.problem import ratio


class Rebuilding(NamedTuple):
    """The backlog of a good, and how it is worked off."""

    good: int
    backlog_tonnes: float
    tonnes_per_day: float
    days: float
    """Until it has arrived at the plan's mean pace; nan where nothing arrives."""


def rebuilding(plan: Plan) -> list[Rebuilding]:
    """Every good with a backlog."""
    problem = plan.problem
    g = np.flatnonzero(~np.isnan(problem.backlog))
    arrived = plan.arrived.sum(axis=(0, 1, 3))[g]
    pace = arrived * problem.tonnes[g] / problem.days.sum()
    days = ratio(problem.backlog[g], pace)
    columns = (g.tolist(), problem.backlog[g].tolist(), pace.tolist(), days.tolist())
    return [Rebuilding(*row) for row in zip(*columns, strict=True)]
