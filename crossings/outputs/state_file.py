"""A state file: how things stand on a morning, as plain data and as YAML to be filled in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from crossings.problem import Floats, Named, Problem
from crossings.problem.morning import Morning

_LEAST = 1e-9
"""Truckloads below which nothing is there."""
_FORM = {
    "date": "the day: all before it has happened, and nothing of it has",
    "stock": "truckloads in areas",
    "came": "of goods that keep for a while: what came when, used by now or not",
    "yards": "truckloads that wait for inspection, by crossing and good",
    "platforms": "truckloads released and not collected",
    "pipeline": "on the way to crossings: {date, crossing, good, truckloads}",
    "under_way": "collected, and yet to arrive: {date, crossing, good, area, truckloads}",
    "used": "of limits of one's own between dates, since the first day of the case",
    "met": "need met since the first day of the window of floors, in truckloads",
    "exported": "the same of exports",
    "need": "needs, in shares of the case's; what is left out is 1",
    "open": "share of the day that a crossing or pool is open; what is left out is as usual",
    "throughput": "pace of the day at a crossing; what is left out is as usual",
    "supply": "what corridors bring today, in shares of their limits",
}
"""Every key, and what is said of it in a form."""


def state_object(problem: Problem, morning: Morning, need: Floats | None = None) -> dict[str, Any]:
    """A morning with the keys of a state file; (G,) `need` in shares of the case's, None: all."""
    need = np.ones(len(problem.goods)) if need is None else need
    goods, areas, crossings = problem.goods, problem.areas, problem.crossings
    later = range(morning.t, len(problem.periods))
    today = problem.periods[morning.t].start
    found: dict[str, Any] = {
        "date": today.isoformat(),
        "stock": _nested(goods, areas, morning.stock),
        "came": [
            {"date": date, "good": goods[g].id, "area": areas[a].id, "truckloads": amount}
            for date, (g, a), amount in _dated(problem, morning.came, range(morning.t))
        ],
        "yards": _nested(crossings, goods, morning.yards),
        "platforms": _nested(crossings, goods, morning.platforms),
        "pipeline": [
            {"date": date, "crossing": crossings[c].id, "good": goods[g].id, "truckloads": amount}
            for date, (c, g), amount in _dated(problem, morning.to_crossings, later)
        ],
        "under_way": [
            {"date": date, "crossing": _any_crossing(problem, a), "good": goods[g].id,
             "area": areas[a].id, "truckloads": amount}
            for date, (g, a), amount in _dated(problem, morning.to_areas, later)
        ],
        "used": {name: used for name, used in morning.used.items() if used > _LEAST},
        "met": _nested(goods, areas, morning.met),
        "exported": {
            good.id: float(x)
            for good, x in zip(goods, morning.exported, strict=True) if x > _LEAST
        },
        "need": {good.id: float(x) for good, x in zip(goods, need, strict=True) if x != 1},
    }  # fmt: skip
    return {name: value for name, value in found.items() if value or name == "date"}


def state_form(problem: Problem, morning: Morning) -> str:
    """The form to fill in, with what the case says of the first day."""
    told = state_object(problem, morning)
    told.setdefault("stock", {})
    for g, good in enumerate(problem.goods):
        if problem.inbound[g]:
            there = told["stock"].setdefault(good.id, {})
            for area in problem.areas:
                there.setdefault(area.id, 0.0)
    return state_text(told, blank=True)


def state_text(told: Mapping[str, Any], *, blank: bool = False) -> str:
    """A state as YAML; with `blank`, keys that say nothing stand there as remarks."""
    lines = []
    for name, says in _FORM.items():
        value = told.get(name)
        if value:
            lines += [f"# {says}" if blank else "", *_lines(name, value)]
        elif blank:
            lines += [f"# {says}", f"# {name}:"]
    return "\n".join(line for line in lines if line) + "\n"


def _lines(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield f"{name}: {value}"
        return
    yield f"{name}:"
    if isinstance(value, list):
        yield from (f"  - {_flow(each)}" for each in value)
    else:
        yield from (f"  {key}: {_flow(each)}" for key, each in value.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    return repr(value) if isinstance(value, float) else str(value)


def _nested(outer: tuple[Named, ...], inner: tuple[Named, ...], array: Floats) -> dict[str, Any]:
    """What is there, by two ids."""
    made: dict[str, Any] = {}
    for i, j in np.argwhere(array > _LEAST).tolist():
        made.setdefault(outer[i].id, {})[inner[j].id] = float(array[i, j])
    return made


def _dated(
    problem: Problem, array: Floats, periods: range
) -> Iterator[tuple[str, tuple[int, int], float]]:
    """What is there by day and two positions."""
    for t in periods:
        for i, j in np.argwhere(array[t] > _LEAST).tolist():
            yield _day(problem, t).isoformat(), (i, j), float(array[t, i, j])


def _day(problem: Problem, t: int) -> datetime.date:
    return problem.periods[t].start


def _any_crossing(problem: Problem, area: int) -> str:
    """A crossing that reaches an area: which of them it was makes no difference any more."""
    reaching = np.flatnonzero(problem.reaches[:, :, area].any(axis=0))
    return problem.crossings[int(reaching[0]) if len(reaching) else 0].id
