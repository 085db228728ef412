"""What waits, lies between stages and is still on its way; where there is none there is no row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
from pandas import DataFrame

from crossings.plan import Plan
from crossings.problem import Floats, travel
from crossings.tables.labelled import ids, labels

_Place = tuple[int, int, int, int]
"""Corridor, crossing, good and area; −1 where there is none."""


def yards(plan: Plan) -> DataFrame:
    """Truckloads that wait for inspection at the end of each period, and what found no room."""
    rows = np.nonzero((plan.waiting > 0) | (plan.turned_away > 0))
    levels = {"waiting": plan.waiting[rows], "turned_away": plan.turned_away[rows]}
    return DataFrame({**labels(plan.problem, "tcg", rows), **levels})


def platforms(plan: Plan) -> DataFrame:
    """Truckloads released and not collected at the end of each period."""
    rows = np.nonzero(plan.held)
    return DataFrame({**labels(plan.problem, "tcg", rows), "held": plan.held[rows]})


def under_way(plan: Plan) -> DataFrame:
    """What is on its way at the end, after what is lost, by the first day on which it may arrive.

    No corridor: it has passed its crossing; no area: it comes to it.
    """
    problem, found = plan.problem, dict[tuple[datetime.date, _Place], float]()
    for date, place, truckloads in (*_from_the_start(plan), *_left_since(plan)):
        found[date, place] = found.get((date, place), 0.0) + truckloads
    rows = sorted(found)
    places = np.array([place for _, place in rows], dtype=np.intp).reshape(-1, 4).T
    axes = (problem.corridors, problem.crossings, problem.goods, problem.areas)
    columns = zip(("corridor", "crossing", "good", "area"), axes, places, strict=True)
    return DataFrame(
        {
            "date": np.array([date.isoformat() for date, _ in rows], dtype=object),
            **{name: ids(things, at) for name, things, at in columns},
            "truckloads": np.array([found[row] for row in rows], dtype=np.float64),
        }
    )


def _from_the_start(plan: Plan) -> Iterator[tuple[datetime.date, _Place, float]]:
    problem = plan.problem
    for shipment, truckloads in zip(problem.shipments, problem.on_the_way.tolist(), strict=True):
        if truckloads > 0 and travel.period_of(problem.periods, shipment) is None:
            o, a = (-1 if each is None else each for each in (shipment.corridor, shipment.area))
            yield shipment.date, (o, shipment.crossing, shipment.good, a), truckloads


def _left_since(plan: Plan) -> Iterator[tuple[datetime.date, _Place, float]]:
    problem = plan.problem
    days, start = int(problem.days[0]), problem.periods[0].start
    leaving = plan.manifested * (1 - problem.corridor_loss)[:, :, None, None]
    transit = problem.corridor_transit[:, :, None, None]

    def rows(late: dict[int, Floats]) -> Iterator[tuple[datetime.date, tuple[int, ...], float]]:
        for t, truckloads in late.items():
            date = start + t * days * datetime.timedelta(1)
            for place in map(tuple, np.argwhere(truckloads).tolist()):
                yield date, place, float(truckloads[place])

    for date, (o, c, g), amount in rows(travel.under_way(leaving, transit, float(days))):
        yield date, (o, c, g, -1), amount
    transit = problem.route_transit[:, :, None, :]
    for date, (c, g, a), amount in rows(travel.under_way(plan.arrived, transit, float(days))):
        yield date, (-1, c, g, a), amount
