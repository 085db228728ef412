"""What rounding passes, the largest of each kind, and how far days lie from a plan of periods."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from crossings.analysis.passed import passed_limits
from crossings.plan import Plan
from crossings.schedule import Schedule

FLOWS = ("manifested", "presented", "collected")


@dataclass(frozen=True)
class PassedBy:
    """The limit of a kind that rounding passes by most, on the day on which it does."""

    limit: str
    """The kind, as results name it."""
    what: str
    date: datetime.date
    value: float
    bound: float
    unit: str
    asked: bool
    """Whether it is something asked for, of which the schedule falls short."""

    @property
    def by(self) -> float:
        """How far."""
        return abs(self.value - self.bound)


def passed_by_rounding(schedule: Schedule) -> list[PassedBy]:
    """The largest of each kind of limit; what the plan by days passes itself is none of them."""
    days = schedule.days
    before = {(each.limit, each.what) for each in passed_limits(days)}
    found: dict[str, PassedBy] = {}
    for each in passed_limits(schedule.rounded):
        worst, largest = each.worst, found.get(each.limit)
        if (each.limit, each.what) in before or (largest and worst.by <= largest.by):
            continue
        date, both = days.problem.periods[worst.last].end, (worst.value, worst.bound)
        found[each.limit] = PassedBy(each.limit, each.what, date, *both, each.unit, each.asked)
    return list(found.values())


def apart(plan: Plan, days: Plan) -> dict[str, float]:
    """Of what a plan has at each stage, the share that days have in other periods or ways.

    What they lack and what they have beyond it are counted both.
    """
    ends = np.array([period.end.toordinal() for period in plan.problem.periods])
    starts = np.array([day.start.toordinal() for day in days.problem.periods])
    period, found = np.searchsorted(ends, starts), {}
    for flow in FLOWS:
        planned, made = getattr(plan, flow), np.zeros_like(getattr(plan, flow))
        np.add.at(made, period, getattr(days, flow))
        in_all = float(planned.sum())
        found[flow] = float(np.abs(made - planned).sum()) / in_all if in_all > 0 else 0.0
    return found
