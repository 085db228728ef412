"""What becomes of what arrives: how much is diverted, and how long rebuilding takes."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.plan import Plan
from crossings.problem import ratio
from crossings.tables.labelled import ids, labels


def diversion(plan: Plan) -> DataFrame:
    """Truckloads later put to another use, of every good while it gives a share of them."""
    problem = plan.problem
    t, g = np.nonzero(problem.diversion_share)
    return DataFrame(
        {
            **labels(problem, "tg", (t, g)),
            "arrived": plan.arrived.sum(axis=(1, 3))[t, g],
            "prevented": plan.prevented[t, g],
            "diverted": plan.diverted[t, g],
        }
    )


def rebuild(plan: Plan) -> DataFrame:
    """Days until a backlog has arrived at the plan's mean pace; null where nothing arrives."""
    problem = plan.problem
    g = np.flatnonzero(~np.isnan(problem.backlog))
    arrived = plan.arrived.sum(axis=(0, 1, 3))[g]
    tonnes_per_day = arrived * problem.tonnes[g] / problem.days.sum()
    return DataFrame(
        {
            "good": ids(problem.goods, g),
            "backlog_tonnes": problem.backlog[g],
            "tonnes_per_day": tonnes_per_day,
            "days": ratio(problem.backlog[g], tonnes_per_day),
        }
    )
