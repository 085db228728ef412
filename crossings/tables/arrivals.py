"""What becomes of what arrives, and what comes beside it, by the case's own assumption."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.displacement import displaced
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


def informal(plan: Plan) -> DataFrame:
    """Truckloads sent by each channel, as need goes unmet; null where contraband is unknown."""
    problem, found = plan.problem, displaced(plan)
    counts = np.array([channel.counts_as_met for channel in problem.channels], dtype=bool)
    rows = np.nonzero(found.sent)
    return DataFrame(
        {
            **labels(problem, "tnga", rows),
            "sent": found.sent[rows],
            "interdicted": found.stopped[rows],
            "entered": found.entered[rows],
            "undetected": found.undetected[rows],
            "counts_as_met": counts[rows[1]],
        }
    )
