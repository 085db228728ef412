"""A schedule week by week: the trucks of each day from a crossing to an area, good by good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from crossings.problem import WEEK, Named, Period, Place, Ware
from crossings.schedule import Schedule

Figures = tuple[tuple[int, ...], int, float, float]
"""Trucks by day and in all, truckloads, and tonnes; nan where no good says what one weighs."""


@dataclass(frozen=True)
class Bound:
    """What goes from a crossing to an area of a good in a week."""

    crossing: Named
    area: Place | None
    """None: an export, or still on the platform at the end."""
    good: Ware
    trucks: tuple[int, ...]
    """Day by day."""
    truckloads: float
    tonnes: float
    """nan where the good does not say what a truckload weighs."""


@dataclass(frozen=True)
class Week:
    """Seven days of a schedule, at the end of the horizon perhaps fewer."""

    days: tuple[Period, ...]
    bound: tuple[Bound, ...]

    def by_crossing(self) -> Iterator[tuple[Named, list[Bound]]]:
        """What goes from each crossing."""
        for crossing, of_crossing in groupby(self.bound, lambda each: each.crossing):
            yield crossing, list(of_crossing)


def weeks(schedule: Schedule) -> Iterator[Week]:
    """The weeks of a schedule from its first day on."""
    problem, lines, n = schedule.days.problem, schedule.lines, schedule.line
    ways = np.stack([lines.crossing[n], lines.area[n], lines.good[n]], axis=1)
    truckloads = schedule.truckloads
    for first in range(0, len(problem.periods), WEEK):
        here = (schedule.day >= first) & (schedule.day < first + WEEK)
        found, place = np.unique(ways[here], axis=0, return_inverse=True)
        days = problem.periods[first : first + WEEK]
        trucks = np.zeros((len(found), len(days)), dtype=np.intp)
        at = place.reshape(-1)
        np.add.at(trucks, (at, schedule.day[here] - first), schedule.trucks[here])
        loads = np.bincount(at, truckloads[here], len(found))
        rows = zip(found.tolist(), trucks.tolist(), loads.tolist(), strict=True)
        yield Week(
            days,
            tuple(
                Bound(
                    problem.crossings[c],
                    None if a < 0 else problem.areas[a],
                    problem.goods[g],
                    tuple(by_day),
                    load,
                    load * float(problem.tonnes[g]),
                )
                for (c, a, g), by_day, load in rows
            ),
        )


def added_up(bound: list[Bound] | tuple[Bound, ...], days: int) -> Figures:
    """Sums; tonnes of those goods that say what they weigh."""
    by_day = tuple(sum(each.trucks[day] for each in bound) for day in range(days))
    known = [each.tonnes for each in bound if not np.isnan(each.tonnes)]
    tonnes = sum(known) if known else np.nan
    return by_day, sum(by_day), sum(each.truckloads for each in bound), tonnes
