"""The plan in whole trucks, day by day."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from crossings.analysis.schedule import schedule as scheduled
from crossings.plan import Plan
from crossings.problem import Positions
from crossings.tables.labelled import ids, with_loads


def schedule(plan: Plan) -> DataFrame:
    """Trucks presented each day, with when they left, by line; refusals are not taken off."""
    problem, entries = plan.problem, scheduled(plan).entries
    lines = [each.line for each in entries]
    good = np.array([line.good for line in lines], dtype=np.intp)
    regime = np.array([line.regime for line in lines], dtype=np.intp)
    trucks = np.array([each.trucks for each in entries], dtype=np.int64)
    fills = problem.fill[_periods(plan, [each.date.toordinal() for each in entries]), regime]
    table = DataFrame(
        {
            "date": np.array([each.date.isoformat() for each in entries], dtype=object),
            "leaves": np.array(
                [None if e.leaves is None else e.leaves.isoformat() for e in entries], dtype=object
            ),
            "corridor": ids(problem.corridors, _positions([line.corridor for line in lines])),
            "crossing": ids(problem.crossings, _positions([line.crossing for line in lines])),
            "regime": ids(problem.regimes, regime),
            "area": ids(problem.areas, _positions([line.area for line in lines])),
            "good": ids(problem.goods, good),
            "trucks": trucks,
            "truckloads": trucks * fills,
        }
    )
    return with_loads(table, problem, good, table["truckloads"].to_numpy())


def _positions(places: list[int | None]) -> Positions:
    return np.array([-1 if place is None else place for place in places], dtype=np.intp)


def _periods(plan: Plan, days: list[int]) -> Positions:
    starts = [period.start.toordinal() for period in plan.problem.periods]
    return np.asarray(np.searchsorted(starts, days, side="right") - 1)
