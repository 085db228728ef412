"""A plan by days as whole trucks: which leave when, pass where, and are meant for whom."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crossings.arrays import Floats, Positions
from crossings.plan import Plan
from crossings.problem.places import over_platforms
from crossings.schedule.leaving import days_left
from crossings.schedule.lines import LEFT_BEFORE, Lines, lines_of
from crossings.schedule.rounding import furthest, whole_trucks

__all__ = ["LEFT_BEFORE", "Schedule", "schedule_of"]


@dataclass(frozen=True, eq=False)
class Schedule:
    """Whole trucks by line, day of inspection and day of leaving; M rows."""

    days: Plan
    """The plan by days that it was made from."""
    lines: Lines
    line: Positions  # (M,) position among the lines
    day: Positions  # (M,) period in which they are presented
    left: Positions  # (M,) period in which they left; `LEFT_BEFORE` where none
    trucks: Positions  # (M,)

    @property
    def truckloads(self) -> Floats:
        """(M,) Truckloads on them: a truck carries the fill of its regime."""
        return np.asarray(
            self.trucks * self.days.problem.fill[self.day, self.lines.regime[self.line]]
        )

    @property
    def by_day(self) -> Positions:
        """(T, N) Trucks of each line presented on each day."""
        trucks = np.zeros(self.lines.trucks.shape, dtype=np.intp)
        np.add.at(trucks, (self.day, self.line), self.trucks)
        return trucks

    @property
    def furthest(self) -> dict[str, float]:
        """Trucks by which sums from the first day stray furthest from the days, by kind of sum."""
        return furthest(self.lines, self.by_day)

    @property
    def rounded(self) -> Plan:
        """The plan by days with these trucks in place of its own, collected as they are released.

        What lies, is stored and is met stays that of the days, and so does what is collected from
        platforms: nobody says when a truck leaves one.
        """
        days, lines, line, truckloads = self.days, self.lines, self.line, self.truckloads
        problem = days.problem
        presented, collected = np.zeros_like(days.presented), np.zeros_like(days.collected)
        manifested = np.zeros_like(days.manifested)
        crossing, good, area = lines.crossing[line], lines.good[line], lines.area[line]
        corridor, regime = lines.corridor[line], lines.regime[line]
        np.add.at(presented, (self.day, crossing, good, regime), truckloads)
        over_platform = over_platforms(problem)
        collected[:, over_platform] = days.collected[:, over_platform]
        to = (area >= 0) & ~over_platform[crossing, good]
        released = truckloads * (1 - problem.refusal[self.day, regime])
        np.add.at(collected, (self.day[to], crossing[to], good[to], area[to]), released[to])
        by = self.left != LEFT_BEFORE
        sent = truckloads[by] / (1 - problem.corridor_loss[self.left[by], corridor[by]])
        np.add.at(manifested, (self.left[by], corridor[by], crossing[by], good[by]), sent)
        return replace(days, presented=presented, collected=collected, manifested=manifested)


def schedule_of(days: Plan) -> Schedule:
    """The schedule of a plan by days."""
    lines = lines_of(days)
    trucks = whole_trucks(lines)  # (T, N)
    day, line = np.nonzero(trucks)
    left = days_left(lines, day, line, trucks[day, line], days.problem)
    rows = [
        (t, n, u, number)
        for t, n, at in zip(day.tolist(), line.tolist(), left, strict=True)
        for u, number in sorted(at.items())
    ]
    table = np.array(rows, dtype=np.intp).reshape(-1, 4)
    return Schedule(days, lines, table[:, 1], table[:, 0], table[:, 2], table[:, 3])
