"""Numbers of a size that nobody means: another unit, thousands left out, or parted by a dot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from crossings.problem import Problem
from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import Entry
from crossings.reading.schema.goods import Good
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.shape import bare, file_keys, is_entry, values_of
from crossings.reading.sheets.cells import Dotted
from crossings.reading.warnings.oddity import Oddities, Oddity, in_case
from crossings.reading.warnings.unserved import passed_by_gates
from crossings.reading.yaml.document import DataPath
from crossings.wording import figure

_MOST_KG, _MOST_KG_OF_WATER, _LEAST_KG = 20.0, 200.0, 0.001
"""What is brought for a person and day."""
_LIGHTEST, _HEAVIEST = 0.1, 60.0
"""Tonnes on a truck."""
_MOST_KG_IN_ALL = 200.0
"""For a person and day, of a good whose need is given in tonnes."""
_MOST_BACKLOG = 500.0
"""Tonnes for a person."""
_GATES_BEYOND = 20.0
"""So many times more than all gates pass is no need, but another unit."""
_FEW_PEOPLE = 10_000
"""In an area, where populations may be given in thousands."""
_LOADS_A_PERSON, _LOADS = 0.01, 3.0
"""Truckloads a day, for each of few people and in all, that thousands more would need."""
_SMALL_NEED, _LARGE_GATE = 1e-3, 20.0
"""Share of what gates pass in a day that is needed, and how much they pass, where as few people
as are told would have no such gate."""


def odd_sizes(inputs: Inputs) -> Oddities:
    """Loads and rations that no truck carries and nobody eats."""
    for g, good in inputs.case.goods.items():
        yield from _ration(g, good)
        load = good.tonnes_per_truckload
        if load is not None and not _LIGHTEST <= load.value <= _HEAVIEST:
            text = f"{figure(load.value)} tonnes on a truck, which carries 1 to {_HEAVIEST:g}"
            if load.value > _HEAVIEST:
                text += f"; if kilograms are meant, write {load.value / 1000:.6g}"
            yield in_case("goods", g, "tonnes_per_truckload", text=text)


def _ration(g: str, good: Good) -> Oddities:
    ration = good.need.kg_per_person_per_day
    kg = 0.0 if ration is None else ration.value
    water = good.sector == "WSH" or "water" in f"{g} {good.name}".casefold()
    path = ("goods", g, "need", "kg_per_person_per_day")
    if kg > (_MOST_KG_OF_WATER if water else _MOST_KG):
        text = f"{figure(kg)} kg for each person and day; if grams are meant, write {kg / 1000:.6g}"
        if kg / 30 <= _MOST_KG:
            text += f", and if it is for a month, {kg / 30:.4g}"
        yield in_case(*path, text=text)
    elif 0 < kg < _LEAST_KG:
        text = f"{figure(kg)} kg for each person and day"
        yield in_case(*path, text=f"{text}; if tonnes are meant, write {kg * 1000:.6g}")


def odd_amounts(problem: Problem, inputs: Inputs) -> Oddities:
    """Amounts of which nobody needs so much, for as many people as there are."""
    people = sum(area.population.value for area in inputs.case.areas.values() if area.population)
    gates = passed_by_gates(problem) / float(problem.days.sum())
    few = _in_thousands(problem, inputs, people, gates)
    for g, good in inputs.case.goods.items():
        tonnes, backlog = good.need.tonnes_per_day, good.backlog_tonnes
        if tonnes is not None and good.tonnes_per_truckload is not None and not few:
            each = tonnes.value * 1000 / people if people else 0.0
            loads = tonnes.value / good.tonnes_per_truckload.value
            text = ""
            if each > _MOST_KG_IN_ALL:
                text = f"{figure(tonnes.value)} tonnes a day are {figure(each)} kg for each person"
            elif loads > _GATES_BEYOND * gates and gates > 0:
                text = f"{figure(tonnes.value)} tonnes a day are {figure(loads)} truckloads"
                text += f", and every gate together passes {figure(gates)}"
            if text:
                text += f"; if kilograms are meant, write {tonnes.value / 1000:.6g}"
                yield in_case("goods", g, "need", "tonnes_per_day", text=text)
        if backlog is not None and people and backlog.value / people > _MOST_BACKLOG and not few:
            text = f"{figure(backlog.value / people)} tonnes for each person; if kilograms are "
            text += f"meant, write {backlog.value / 1000:.6g}"
            yield in_case("goods", g, "backlog_tonnes", text=text)
    if few:
        a, area = next((a, each) for a, each in inputs.case.areas.items() if each.population)
        thousands = 0.0 if area.population is None else area.population.value * 1000
        text = f"{few}; if populations are given in thousands, write {thousands:.12g} here"
        yield in_case("areas", a, "population", text=text)


def _in_thousands(problem: Problem, inputs: Inputs, people: float, gates: float) -> str:
    """Why as few people as are told may be thousands; empty where they may well be so few."""
    given = [area.population.value for area in inputs.case.areas.values() if area.population]
    if not people or max(given) >= _FEW_PEOPLE:
        return ""
    days = float(problem.days.sum())
    needs = np.asarray(problem.needed.sum(axis=(0, 2))) / days  # (G,)
    goods = inputs.case.goods.values()
    by_person = np.array([good.need.kg_per_person_per_day is not None for good in goods], bool)
    need, in_all = float(needs.sum()), float(needs[~by_person].sum())
    if in_all > max(_LOADS, _LOADS_A_PERSON * people):
        return f"{figure(in_all)} truckloads a day are needed for {figure(people)} people in all"
    if by_person.any() and need < _SMALL_NEED * gates and _LARGE_GATE <= gates < np.inf:
        return (
            f"{figure(people)} people in all need {figure(need)} truckloads a day, where gates "
            f"pass {figure(gates)}"
        )
    return ""


_PEOPLE = "people"
_COUNTED = ("people", "truckloads", "trucks", "tonnes a day", "currency", "units of the limit")
_ALSO = ("backlog_tonnes", "at_most", "at_least", "at_most_per_day", "at_least_per_day")
"""What there may be thousands of, by the unit or the key; not the tonnes on a truck."""


def dots_for_thousands(inputs: Inputs) -> Oddities:
    """Numbers that are a thousand times too small, if their dot parts thousands.

    People come whole, so every such number of them is one. Else it ends in a 0 that nobody writes
    after a point, and no number of its unit shows that the dot parts decimals, by other places than
    three or by being below 1.
    """
    for in_model, schema, document in (
        (False, Case, inputs.case_document),
        (True, InspectionModel, inputs.model_document),
    ):
        written = list(_with_a_dot(document.data, ()))
        if not any(isinstance(number, Dotted) for _, number in written):
            continue
        found = [
            (path, number, unit)
            for path, number in written
            if (unit := _unit(schema, path)) is not None
        ]
        decimals = {u for _, n, u in found if n < 1 or not isinstance(n, Dotted)} - {_PEOPLE}
        for path, number, unit in found:
            if not isinstance(number, Dotted) or number < 1 or unit in decimals:
                continue
            if unit == _PEOPLE or number.text.endswith("0"):
                shown = path[:-1] if path[-1] == "value" else path
                yield Oddity(in_model, shown, number.as_thousands)


def _with_a_dot(data: Any, path: DataPath) -> Iterator[tuple[DataPath, float]]:
    """Numbers that are written with a dot, but for those in ranges and of what a phase sets."""
    if isinstance(data, Dotted) or (isinstance(data, float) and data % 1):
        yield path, data
    elif isinstance(data, (dict, list)):
        for step, inside in data.items() if isinstance(data, dict) else enumerate(data):
            if step not in ("range", "set"):
                yield from _with_a_dot(inside, (*path, step))


def _unit(schema: type[Entry], path: DataPath) -> str | None:
    """Unit of the number at a path; None where a thousand times as many cannot be."""
    shape: Any = schema
    unit, key = "", ""
    for step in path:
        if is_entry(shape):
            keys = file_keys(shape)
            field = keys.get(str(step)) or (keys.get(shape.bare_key) if step == "value" else None)
            if field is None:
                return None
            unit, key = _said(field, unit), key if step == "value" else str(step)
            shape = bare(field.annotation)
        else:
            shape = values_of(shape)
    while is_entry(shape) and shape.bare_key in file_keys(shape):  # a bare number
        field = file_keys(shape)[shape.bare_key]
        unit, shape = _said(field, unit), bare(field.annotation)
    return unit if unit.startswith(_COUNTED) or key in _ALSO else None


def _said(field: Any, before: str) -> str:
    extra = field.json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else before
