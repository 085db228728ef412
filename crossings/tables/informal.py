"""Informal channels: what comes on them beside the plan, by the case's own assumption."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.displacement import displaced
from crossings.plan import Plan
from crossings.tables.labelled import labels


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
