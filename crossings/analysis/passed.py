"""Which limits a plan of one's own passes, and by how much; what it falls short of.

Of every limit that the program has, so that whatever limits a plan is looked at here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.limits import Limit, every_limit, further_limits
from crossings.limits.record import PASSED
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.problem.labels import AXES

_MINUTES = "minutes"
_UNITS = {"resources": _MINUTES, "gates": "trucks"}
"""What limits count that do not count truckloads, by the table that they are in."""


@dataclass(frozen=True)
class Beyond:
    """A stretch of periods in which a limit is passed."""

    first: int
    last: int
    value: float
    bound: float

    @property
    def by(self) -> float:
        """How far."""
        return abs(self.value - self.bound)


@dataclass(frozen=True)
class Passed:
    """A limit that a plan passes, or a floor that it falls short of, in one place."""

    kind: str
    """The name of the kind of limit."""
    limit: str
    """As results name it: of the files' keys, a resource or gate by its table."""
    what: str
    """`gate of Rafah`."""
    unit: str
    asked: bool
    """Whether it is something asked for, of which the plan falls short."""
    at: dict[str, str]
    """Ids of its place, by axis: crossing, good …"""
    rows: tuple[Beyond, ...]
    times: int
    """Of how many periods, or windows, it speaks in all."""

    @property
    def beyond(self) -> float:
        """How far in all."""
        return sum(row.by for row in self.rows)

    @property
    def worst(self) -> Beyond:
        """Where it is passed by most."""
        return max(self.rows, key=lambda row: row.by)


def passed_limits(plan: Plan) -> list[Passed]:
    """Every limit that a plan passes: what stays closed first, then in the order of the program."""
    found = (each for limit in every_limit(plan.problem) for each in _of_limit(plan, limit))
    return [*_closed(plan), *found]


def _of_limit(plan: Plan, limit: Limit) -> Iterator[Passed]:
    problem = plan.problem
    against = plan.compared(limit)
    value, bound = plan.used(limit) + against, limit.allowed(problem) + against
    asked = limit.sense == "at least"
    with np.errstate(invalid="ignore"):  # of what has no limit
        beyond = np.where(limit.has_row(problem), bound - value if asked else value - bound, 0.0)
        over = beyond > PASSED * np.maximum(1.0, np.abs(bound))
    if limit.days is not None and limit.days.closes_flows:
        over = over & (limit.open_days(problem) > 0)  # told of what is closed
    spans = limit.row_spans(problem)
    times = len(over) if limit.time else 1
    passed = over.reshape(times, -1)
    values, bounds = value.reshape(times, -1), bound.reshape(times, -1)
    for flat, place in enumerate(np.ndindex(over.shape[len(limit.time) :])):
        rows = tuple(
            Beyond(spans[k][0], spans[k][-1], float(values[k, flat]), float(bounds[k, flat]))
            for k in np.flatnonzero(passed[:, flat]).tolist()
        )
        if not rows:
            continue
        yield Passed(
            limit.name,
            limit.key or limit.name,
            limit.words.what(problem, place),
            _unit(problem, limit),
            asked,
            _ids(problem, limit.places, place),
            rows,
            times,
        )


def _closed(plan: Plan) -> Iterator[Passed]:
    """What passes where nothing opens."""
    problem = plan.problem
    routes = [
        (f"route {c.name} to {a.name}", {"crossing": c.id, "area": a.id})
        for c in problem.crossings
        for a in problem.areas
    ]
    own_days = (problem.route_open_days == 0) & (problem.crossing_open_days > 0)[:, :, None]
    through = plan.collected.sum(axis=2)  # (T, C, A)
    for word, flow, closed, places in (
        ("crossing", plan.presented.sum(axis=(2, 3)), problem.crossing_open_days == 0,
         [(c.name, {"crossing": c.id}) for c in problem.crossings]),
        ("corridor", plan.manifested.sum(axis=(2, 3)), problem.corridor_open_days == 0,
         [(f"corridor {o.name}", {"corridor": o.id}) for o in problem.corridors]),
        ("route", through.reshape(len(through), -1), own_days.reshape(len(through), -1), routes),
    ):  # fmt: skip
        over = closed & (flow > PASSED)
        for k in np.flatnonzero(over.any(axis=0)).tolist():
            rows = tuple(
                Beyond(t, t, float(flow[t, k]), 0.0) for t in np.flatnonzero(over[:, k]).tolist()
            )
            name, at = places[k]
            what = f"{name}, which is closed"
            yield Passed("closed", f"closed {word}", what, "truckloads", False, at, rows, len(flow))


def _unit(problem: Problem, limit: Limit) -> str:
    own = dict(zip(further_limits(problem), problem.own_limits, strict=False)).get(limit)
    if own is not None:
        return own.unit if own.unit != "truckload" else "truckloads"
    return _UNITS.get(limit.table.name, "truckloads")


def _ids(problem: Problem, letters: str, place: tuple[int, ...]) -> dict[str, str]:
    return {AXES[x][0]: problem.ids(x)[k] for x, k in zip(letters, place, strict=True)}
