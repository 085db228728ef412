"""The plan in whole trucks a day, as dispatchers send them."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.schedule import LEFT_BEFORE, Schedule
from crossings.tables.labelled import labels, with_loads, words


def schedule(made: Schedule) -> DataFrame:
    """Trucks by day of inspection; no area: an export, or still on the platform at the end.

    What was on its way or waiting before the first day has no corridor and no day of leaving.
    """
    problem, lines, n = made.days.problem, made.lines, made.line
    dates = [period.start.isoformat() for period in problem.periods]
    here = (lines.corridor[n], lines.crossing[n], lines.regime[n], lines.area[n], lines.good[n])
    left = np.where(made.left == LEFT_BEFORE, len(dates), made.left)
    table = DataFrame(
        {
            "date": words(dates, made.day),
            "leaves": words(dates, left),
            **labels(problem, "ocrag", here),
            "trucks": made.trucks,
            "truckloads": made.truckloads,
        }
    )
    return with_loads(table, problem, lines.good[n], made.truckloads)
