"""A state file read for a problem: what is there on a morning, and what is known of its day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from crossings.errors import Finding, InputError
from crossings.problem import Named, Problem
from crossings.problem.morning import Morning
from crossings.reading.lists.tables_named import with_named_tables
from crossings.reading.schema.case import Case
from crossings.reading.schema.references import Sheet, unknown_names
from crossings.reading.schema.state import StateFile
from crossings.reading.yaml.document import DataPath, Document, read_document
from crossings.reading.yaml.validation import validated
from crossings.scenarios import Scenarios, as_planned
from crossings.wording import span

_ROUNDING = 1e-6
Fault = Iterator[tuple[DataPath, str]]


def read_state(given: str | Document, problem: Problem) -> tuple[Morning, Scenarios]:
    """The state in a file or a document, and what is known of its day, as one scenario.

    The problem is by days. Raises `InputError` with every fault.
    """
    read = read_document(Path(given), given) if isinstance(given, str) else given
    document = _with_stock(read, problem)
    found = validated(document, StateFile)
    case = Sheet(Case, _sections(problem), ())
    unknown = unknown_names(document, found.sheet, [case], found.faults, everywhere=True)
    faults: list[Finding] = sorted([*found.faults, *unknown])
    if found.entry is None or faults:
        raise InputError(faults)
    faults = [document.finding(path, text) for path, text in _senseless(found.entry, problem)]
    if faults:
        raise InputError(faults)
    return _morning(found.entry, problem), _known(found.entry, problem)


def _with_stock(document: Document, problem: Problem) -> Document:
    """The document with the stock that a table gives in the place of its name."""
    data = document.data
    named = data.get("stock") if isinstance(data, dict) else None
    if not isinstance(named, dict) or "table" not in named:
        return document
    things = {
        "areas": {each.id: {"name": each.name, "pcode": each.pcode} for each in problem.areas},
        "goods": {each.id: {"name": each.name} for each in problem.goods},
    }
    told = with_named_tables(replace(document, data={**things, "stock": named}))
    stock: dict[str, Any] = {}
    marks = {path: mark for path, mark in told.values.items() if path[:1] != ("stock",)}
    for good, entry in told.data["goods"].items():
        given = entry.get("stock", {})
        stock |= {good: given["by_area"]} if "by_area" in given else {}
        for path in [path for path in told.values if path[:3] == ("goods", good, "stock")]:
            marks["stock", good, *path[4:]] = told.values[path]
        if "truckloads" in given:
            text = f"stock of {good} is given in all; a state has it by area"
            told = replace(told, faults=(*told.faults, told.finding(("stock",), text)))
    if told.faults:
        raise InputError([*told.faults])
    return replace(told, data={**data, "stock": stock}, values=marks)


def _sections(problem: Problem) -> dict[str, Any]:
    """The names that a case defines, as its file has them."""

    def ids(things: Sequence[Named]) -> dict[str, None]:
        return dict.fromkeys(each.id for each in things)

    return {
        "crossings": ids(problem.crossings),
        "goods": ids(problem.goods),
        "areas": ids(problem.areas),
        "corridors": ids(problem.corridors),
        "pools": dict.fromkeys(problem.pools),
        "limits": {"own": dict.fromkeys(own.id for own in problem.own_limits)},
    }


def _senseless(state: StateFile, problem: Problem) -> Fault:
    """What cannot be so."""
    first, last = problem.periods[0].start, problem.periods[-1].end
    if not first <= state.date <= last:
        yield ("date",), f"{state.date} is not planned for: {span(first, last)}"
        return
    t = (state.date - first).days
    if state.yards and not problem.through_corridors:
        yield ("yards",), "the case has no corridors, so nothing waits before inspection"
    for c, goods in state.platforms.items():
        there, holds = sum(x.value for x in goods.values()), problem.platform[t, _at(problem, c)]
        if there > holds * (1 + _ROUNDING) + _ROUNDING:
            text = f"{there:g} truckloads lie there, and the platform holds {holds:g}"
            yield ("platforms", c), text
    for section in ("pipeline", "under_way"):
        for n, each in enumerate(getattr(state, section)):
            if each.date < state.date:
                text = f"lies before {state.date}; what has arrived is no more on its way"
                yield (section, n, "date"), text
    for n, lot in enumerate(state.came):
        if lot.date >= state.date:
            yield (("came", n, "date"), f"does not lie before {state.date}, and nothing has come")
    totals = {own.id for own in problem.own_limits if own.total}
    for name in state.used:
        if name not in totals:
            yield ("used", name), "the limit holds by the day, and of a day nothing is used before"


def _at(problem: Problem, crossing: str) -> int:
    return next(c for c, each in enumerate(problem.crossings) if each.id == crossing)


def _morning(state: StateFile, problem: Problem) -> Morning:
    first, days = problem.periods[0].start, len(problem.periods)
    positions = {
        name: {each.id: n for n, each in enumerate(getattr(problem, name))}
        for name in ("crossings", "goods", "areas")
    }
    goods, areas, crossings = positions["goods"], positions["areas"], positions["crossings"]
    stock, met = np.zeros((len(goods), len(areas))), np.zeros((len(goods), len(areas)))
    yards = np.zeros((len(crossings), len(goods)))
    platforms = np.zeros_like(yards)
    exported = np.zeros(len(goods))
    for array, said in ((stock, state.stock), (met, state.met)):
        for good, by_area in said.items():
            for area, number in by_area.items():
                array[goods[good], areas[area]] = number.value
    for array, said in ((yards, state.yards), (platforms, state.platforms)):
        for crossing, by_good in said.items():
            for good, number in by_good.items():
                array[crossings[crossing], goods[good]] = number.value
    for good, number in state.exported.items():
        exported[goods[good]] = number.value
    to_crossings = np.zeros((days, *yards.shape))
    to_areas, came = (np.zeros((days, *stock.shape)) for _ in range(2))

    def on(day: datetime.date) -> int:
        return (day - first).days

    for each in state.pipeline:
        if on(each.date) < days:
            at = (on(each.date), crossings[each.crossing], goods[each.good])
            to_crossings[at] += each.truckloads.value
    for each in state.under_way:
        if on(each.date) < days:
            to_areas[on(each.date), goods[each.good], areas[each.area]] += each.truckloads.value
    for lot in state.came:
        if on(lot.date) >= 0:
            came[on(lot.date), goods[lot.good], areas[lot.area]] += lot.truckloads.value
    used = {name: number.value for name, number in state.used.items()}
    return Morning(
        on(state.date), stock, came, yards, platforms, to_crossings, to_areas, used, met, exported
    )


def _known(state: StateFile, problem: Problem) -> Scenarios:
    """What is known of the day: of later days nothing is, and none of it is looked at."""
    usual, t = as_planned(problem), (state.date - problem.periods[0].start).days
    opened = {name: number.value for name, number in state.open.items()}
    open_days = np.array(usual.open_days)
    working, pools = np.array(usual.working), np.array(usual.pool_open_days)
    supply, need = np.array(usual.supply), np.array(usual.need)
    routes = np.array(usual.route_days)
    for c, crossing in enumerate(problem.crossings):
        share = opened.get(crossing.id, 1.0)
        pace = state.throughput.get(crossing.id)
        open_days[0, t, c] *= share
        working[0, t, c] = (
            working[0, t, c] * share if pace is None else open_days[0, t, c] * pace.value
        )
        for j, (of, _) in enumerate(problem.dated_routes):
            routes[0, t, j] *= share if of == c else 1.0
    for p, pool in enumerate(problem.pools):
        pools[0, t, p] *= opened.get(pool, 1.0)
    for o, corridor in enumerate(problem.corridors):
        factor = state.supply.get(corridor.id)
        supply[0, t, o] = 1.0 if factor is None else factor.value
    for g, good in enumerate(problem.goods):
        factor = state.need.get(good.id)
        need[0, g] = 1.0 if factor is None else factor.value
    return replace(
        usual, working=working, open_days=open_days, pool_open_days=pools, supply=supply,
        need=need, route_days=routes,
    )  # fmt: skip
