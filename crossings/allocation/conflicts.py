"""Why there is no plan: what the floors lack at least, where, and what stands in the way.

The program is solved again with every floor allowed to be missed, for the least Σ of what is
missed, in truckloads. That sum is what the limits and the floors differ by; which floor is told to
lack it is one of several ways to share it out, and the sentence says so where it is.
"""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from crossings.allocation.decision import decided
from crossings.allocation.ledger import Key, Kind
from crossings.allocation.program import (
    END_STOCK_MISSED,
    FLOOR_MISSED,
    MISSED,
    allocation_program,
    missed_costs,
)
from crossings.allocation.solving import Search
from crossings.errors import NoPlan
from crossings.pressure import Pressure, pressures_beside_floors
from crossings.problem import Problem
from crossings.wording import counted, figure, listed, span

_MOST_TOLD = 3
_NOTHING = 1e-9


@dataclass(frozen=True)
class MissedFloor:
    """A floor and what can be reached of it beside the others, in truckloads."""

    limit: str
    good: str
    area: str | None
    start: str
    end: str
    asked: float
    reached: float
    short: float
    reason: str


def no_plan(problem: Problem) -> NoPlan:
    """The finding that no plan reaches the floors, with its sentence and its rows."""
    ledger = allocation_program(problem, elastic=True)
    search = Search(ledger)
    outcome = search.minimise(missed_costs(ledger))
    nearest = decided(problem, ledger, search, outcome, outcome)
    missed = [
        _missed(problem, kind, key, float(outcome.columns[place]))
        for kind in MISSED
        for key, place in search.places(kind).items()
        if outcome.columns[place] > _NOTHING
    ]
    missed.sort(key=lambda floor: -floor.short)
    in_the_way = pressures_beside_floors(nearest)
    return NoPlan(_sentence(problem, missed, in_the_way), _rows(missed, in_the_way))


def _missed(problem: Problem, kind: Kind, key: Key, short: float) -> MissedFloor:
    if kind == END_STOCK_MISSED:
        g, a = key
        asked, window = float(problem.last_stock[g, a]), range(len(problem.periods))
        limit = "end_days_of_need"
    else:
        w, g, a = key if kind == FLOOR_MISSED else (*key, -1)
        window, limit = problem.windows[w], "coverage_at_least"
        need = problem.need[g, a] if kind == FLOOR_MISSED else problem.export_need[g]
        asked = float(problem.coverage_floor[g] * need * problem.days[list(window)].sum())
    return MissedFloor(
        limit,
        problem.goods[g].id,
        problem.areas[a].id if a >= 0 else None,
        problem.periods[window[0]].start.isoformat(),
        problem.periods[window[-1]].end.isoformat(),
        asked,
        asked - short,
        short,
        _reason(problem, g, a, window),
    )


def _reason(problem: Problem, g: int, a: int, window: range) -> str:
    """Why nothing at all can come; empty where it is a matter of how much."""
    here = problem.usable[:, g].any(axis=1)  # (C,)
    if not here.any():
        return "no crossing and regime admit it"
    if a >= 0:
        here = here & problem.reaches[:, a]
        if not here.any():
            return "no crossing that admits it has a route there"
        if problem.through_corridors:
            here = here & problem.brings[:, :, g].any(axis=0)
            if not here.any():
                return "no corridor brings it to a crossing with a route there"
    until = slice(0, window.stop)
    if not problem.crossing_open_days[until][:, here].any():
        return "every crossing that could pass it stays closed"
    return ""


def _sentence(problem: Problem, missed: list[MissedFloor], in_the_way: list[Pressure]) -> str:
    total = sum(floor.short for floor in missed)
    parts = [f"the floors ask for {figure(total)} truckloads more than can be had."]
    parts += [f"{_told(problem, floor)}." for floor in missed[:_MOST_TOLD]]
    if len(missed) > _MOST_TOLD:
        parts.append(f"{counted(len(missed) - _MOST_TOLD, 'floor')} more cannot be reached.")
    if len(missed) > 1:
        parts.append("Which floor lacks how much is one way to share the shortfall out.")
    ways = [
        f"{way.what} (one {way.unit} {way.change} closes {figure(way.worth)} truckloads of it)"
        for way in in_the_way[:_MOST_TOLD]
    ]
    if ways:
        parts.append(f"What stands in the way: {listed(ways)}.")
    return "\n  ".join(parts)


def _told(problem: Problem, floor: MissedFloor) -> str:
    goods = {good.id: good for good in problem.goods}
    areas = {area.id: area.name for area in problem.areas}
    place = f" in {areas[floor.area]}" if floor.area is not None else ""
    first, last = (datetime.date.fromisoformat(day) for day in (floor.start, floor.end))
    if floor.limit == "end_days_of_need":
        what = f"{goods[floor.good].name} to be left{place} on {span(last, last)}"
        had = "can be left"
    else:
        what, had = f"{goods[floor.good].name}{place}, {span(first, last)}", "can be met"
    why = f", because {floor.reason}" if floor.reason else ""
    return (
        f"{what}: {figure(floor.asked)} truckloads asked, {figure(max(0.0, floor.reached))} {had}, "
        f"{figure(floor.short)} short{why}"
    )


def _rows(missed: list[MissedFloor], in_the_way: list[Pressure]) -> list[dict[str, object]]:
    floors: list[dict[str, object]] = [{"kind": "floor", **asdict(floor)} for floor in missed]
    ways: list[dict[str, object]] = [
        {
            "kind": "in the way",
            "what": way.what,
            "one_more": f"{way.unit} {way.change}",
            "binds": way.binds,
            "closes_truckloads": way.worth,
        }
        for way in in_the_way
    ]
    return floors + ways
