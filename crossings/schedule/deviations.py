"""What rounding passes, the largest of each kind, and how far days lie from a plan of periods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crossings.analysis.passed import Passed, passed_limits
from crossings.plan import Plan
from crossings.schedule import Schedule

FLOWS = ("manifested", "presented", "collected")


def passed_by_rounding(schedule: Schedule) -> list[Passed]:
    """The largest of each kind of limit; what the plan by days passes itself is none of them.

    Each has one row: the last day of where it is passed by most.
    """
    before = {(each.limit, each.what) for each in passed_limits(schedule.days)}
    largest: dict[str, Passed] = {}
    for each in passed_limits(schedule.rounded):
        worst, sofar = each.worst, largest.get(each.limit)
        if (each.limit, each.what) not in before and (sofar is None or worst.by > sofar.worst.by):
            largest[each.limit] = replace(each, rows=(replace(worst, first=worst.last),))
    return list(largest.values())


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
