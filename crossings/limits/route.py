"""5. Truckloads on the route from a crossing to an area.

Σ_g y[c,g,a,t] ≤ route[c,a,t] · O[c,a,t]
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crossings.limits.days import OPEN
from crossings.limits.flows import COLLECTED
from crossings.limits.levers import CROSSINGS, Files, Lever, more_a_day
from crossings.limits.record import Given, Limit, Place, Taking, once
from crossings.limits.words import Adjustable, Reason, Table, Words
from crossings.problem import Flags, Problem


def _what(problem: Problem, place: Place) -> str:
    c, a = place
    return f"route {problem.crossings[c].name} to {problem.areas[a].name}"


def _reached(problem: Problem) -> Flags:
    return problem.reaches


def _levers(files: Files) -> Iterator[Lever]:
    problem = files.problem
    limited = np.isfinite(problem.route_capacity).any(axis=0)  # (C, A)
    for c, a in np.argwhere(limited).tolist():
        crossing, area = problem.crossings[c], problem.areas[a]
        path = ("crossings", crossing.id, "routes", area.id, "truckloads_per_day")
        yield more_a_day(
            files, path, "route_capacity", (c, a),
            kind="route", what=_what(problem, (c, a)), crossing=crossing.id, says="route",
            names={"place": crossing.name, "area": area.name}, section=(CROSSINGS, c),
        )  # fmt: skip


ROUTE = Limit(
    "route",
    "tca",
    row=5,
    takes=(Taking(COLLECTED, "", once),),
    rate=Given("route_capacity"),
    days=OPEN,
    words=Words(_what, says="route"),
    table=Table("routes", {"crossing": "c", "area": "a"}, _reached),
    levers=_levers,
    numbers=(
        Adjustable(
            "crossings.*.routes.*.truckloads_per_day", "route {} to {}", "truckloads per open day"
        ),
    ),
    moved_by=("route_capacity",),
    reason=Reason("route", "the route is full", "a", "the route to {} is full"),
)
