"""A schedule on the screen, week by week, and what rounding to whole trucks passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.outputs.screens.own_plan import passed_sentence
from crossings.outputs.screens.page import Page, Text, grid_of, on_page, short
from crossings.plan import Plan
from crossings.schedule import Schedule
from crossings.schedule.deviations import FLOWS, apart, passed_by_rounding
from crossings.schedule.rounding import BOUNDS
from crossings.schedule.weeks import Figures, added_up, weeks
from crossings.wording import counted, figure, listed, span

NOWHERE = "-"
"""Where what is exported, or still lies on a platform at the end, is bound."""
_SUMS = {
    "crossing": "A crossing in all",
    "crossing_good": "A good at a crossing",
    "good_area": "A good to an area",
    "line": "A good from a corridor through a crossing to an area",
}
_ROUNDING = 1e-5
"""Trucks by which a sum may be off a whole number."""


def rounding(plan: Plan, schedule: Schedule) -> dict[str, Any]:
    """What it passes and how far days lie from the plan, as plain data."""
    days = schedule.days
    return {
        "trucks": int(schedule.trucks.sum()),
        "truckloads": float(schedule.truckloads.sum()),
        "by_days": None
        if days is plan
        else {
            "objective": days.objective,
            **{f"{flow}_apart": each for flow, each in apart(plan, days).items()},
        },
        "furthest": schedule.furthest,
        "passed": [
            {
                "limit": each.limit,
                "what": each.what,
                "date": days.problem.periods[each.worst.last].end.isoformat(),
                "value": each.worst.value,
                "bound": each.worst.bound,
                "unit": each.unit,
                "asked": each.asked,
                "beyond": each.worst.by,
            }
            for each in passed_by_rounding(schedule)
        ],
    }


def rounding_lines(plan: Plan, schedule: Schedule) -> Iterator[str]:
    """The same in words."""
    trucks = counted(int(schedule.trucks.sum()), "truck")
    yield f"{trucks}, {figure(float(schedule.truckloads.sum()))} truckloads presented in all."
    if schedule.days is not plan:
        shares = [f"{each:.1%} of what is {flow}" for flow, each in _apart(plan, schedule)]
        far = f"{listed(shares)} in other weeks or on other ways" if shares else "it comes to that"
        yield f"Carried out by days, beside the plan of periods: {far}."
    for name, strays in schedule.furthest.items():
        if strays > BOUNDS[name][1] + _ROUNDING:
            yield f"{_SUMS[name]} is {strays:.1f} trucks off the days by the end of some day."
    passed = passed_by_rounding(schedule)
    if not passed:
        yield "Rounding to whole trucks passes no limit."
    else:
        yield "Rounding to whole trucks passes limits; the largest of each kind:"
    for each in passed:
        yield f"  {passed_sentence(schedule.days.problem, each)}"


def _apart(plan: Plan, schedule: Schedule) -> list[tuple[str, float]]:
    far = apart(plan, schedule.days)
    return [(flow, far[flow]) for flow in FLOWS if far[flow] > 5e-4]


@on_page
def schedule_detail(console: Page, plan: Plan, schedule: Schedule) -> None:
    """Trucks by day, crossing, area and good, week by week."""
    console.print("\nschedule: trucks presented, by the area they are meant for", markup=False)
    tonnes = not np.isnan(schedule.days.problem.tonnes).all()
    for week in weeks(schedule):
        days = [f"{day.start:%a}\n{day.start.day}" for day in week.days]
        when = span(week.days[0].start, week.days[-1].end)
        of_tonnes = ["tonnes"] if tonnes else []
        grid = grid_of(when, "crossing, area", "<good", *days, "trucks", *of_tonnes)
        for crossing, bound in week.by_crossing():
            cells = _cells(added_up(bound, len(days)), tonnes=tonnes)
            grid.add_row(Text(short(crossing.name)), "", *cells, style="bold")
            for each in bound:
                area = NOWHERE if each.area is None else each.area.name
                words = (Text(f"  {short(area, 20)}"), Text(short(each.good.name, 20)))
                numbers = (each.trucks, sum(each.trucks), each.truckloads, each.tonnes)
                grid.add_row(*words, *_cells(numbers, tonnes=tonnes))
        cells = _cells(added_up(week.bound, len(days)), tonnes=tonnes)
        grid.add_row("All crossings", "", *cells, style="bold")
        console.show(grid)
    console.print()
    for line in rounding_lines(plan, schedule):
        console.print(line, markup=False)


def _cells(figures: Figures, *, tonnes: bool) -> Iterator[str]:
    by_day, trucks, _, weight = figures
    yield from (str(each) if each else "." for each in by_day)
    yield str(trucks)
    if tonnes:
        yield NOWHERE if np.isnan(weight) else f"{weight:,.0f}"
