"""What becomes of what arrives: how much is diverted, and how long rebuilding takes."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.rebuilding import Rebuilding, rebuilding
from crossings.plan import Plan
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
    found = np.array(rebuilding(plan), dtype=np.float64).reshape(-1, len(Rebuilding._fields))
    good, *figures = found.T
    return DataFrame(
        {
            "good": ids(plan.problem.goods, good.astype(np.intp)),
            **dict(zip(Rebuilding._fields[1:], figures, strict=True)),
        }
    )
