"""Needs and stocks in truckloads: what is given in all is split over areas by population."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crossings.problem import Floats
from crossings.reading.arrays import floats, value_or
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import Quantity
from crossings.reading.schema.goods import Good


def inbound_need(case: Case) -> Floats:
    """(G, A) Truckloads a day; 0 for exports."""
    need = np.zeros((len(case.goods), len(case.areas)))
    for g, good in enumerate(case.goods.values()):
        if good.category != "export":
            need[g] = _need(case, good)
    return need


def export_need(case: Case) -> Floats:
    """(G,) Truckloads a day that the outside market takes; 0 for inbound goods."""
    return floats(
        value_or(good.need.truckloads_per_day, 0.0) if good.category == "export" else 0.0
        for good in case.goods.values()
    )


def first_stock(case: Case, need: Floats) -> Floats:
    """(G, A) Truckloads at the start, under `need` (G, A)."""
    first = np.zeros_like(need)
    for g, good in enumerate(case.goods.values()):
        stock = good.stock
        if stock.by_area is not None:
            first[g] = _by_area(case, stock.by_area)
        elif stock.days_of_need is not None:
            first[g] = stock.days_of_need.value * need[g]
        else:
            first[g] = value_or(stock.truckloads, 0.0) * _shares(case)
    return first


def last_stock(case: Case, need: Floats) -> Floats:
    """(G, A) Truckloads to be left at the end, under `need` (G, A)."""
    days = floats(good.stock.end_days_of_need.value for good in case.goods.values())  # (G,)
    return days[:, None] * need


def _need(case: Case, good: Good) -> Floats:
    """(A,) Truckloads a day of an inbound good."""
    need, tonnes = good.need, value_or(good.tonnes_per_truckload, np.nan)
    if need.by_area is not None:
        return _by_area(case, need.by_area)
    if need.kg_per_person_per_day is not None:
        people = floats(value_or(area.population, 0.0) for area in case.areas.values())
        return people * need.kg_per_person_per_day.value / 1000 / tonnes
    if need.tonnes_per_day is not None:
        return _shares(case) * need.tonnes_per_day.value / tonnes
    return _shares(case) * value_or(need.truckloads_per_day, 0.0)


def _by_area(case: Case, quantities: Mapping[str, Quantity]) -> Floats:
    """(A,) What is given by area; 0 where nothing is."""
    return floats(value_or(quantities.get(a), 0.0) for a in case.areas)


def _shares(case: Case) -> Floats:
    """(A,) Each area's share of what is given in all: by population, evenly where none is given."""
    population = floats(value_or(area.population, 0.0) for area in case.areas.values())
    total = population.sum()
    return population / total if total > 0 else np.full(len(population), 1 / len(population))
