"""Why there is no plan: what the floors lack at least, where, and what stands in the way.

The program is solved again with every floor allowed to be missed, for the least Σ of what is
missed, in truckloads. That sum is what the limits and the floors differ by; which floor is told to
lack it is one of several ways to share it out, and the sentence says so where it is.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np

from crossings import capacity
from crossings.allocation.decision import decided
from crossings.allocation.kinds import END_STOCK_MISSED, FLOOR_MISSED, MISSED
from crossings.allocation.ledger import Key, Kind
from crossings.allocation.objectives import missed_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.errors import NoPlan
from crossings.limit_names import COVERAGE, END_STOCK
from crossings.pressure import Pressure, pressures_beside_floors
from crossings.problem import Place, Problem, Ware
from crossings.wording import counted, figure, listed, span

_MOST_TOLD = 3
_ROUNDING = 1e-9
_LET_DOWN = 1e-8
"""Shares of a floor: what rounding may miss of it, and what is then asked less."""


@dataclass(frozen=True)
class MissedFloor:
    """A floor that is missed beside the others, in truckloads; without an area, an export's."""

    limit: str
    good: Ware
    area: Place | None
    first: datetime.date
    last: datetime.date
    asked: float
    short: float
    reason: str

    @property
    def reached(self) -> float:
        """What can be had of it."""
        return max(0.0, self.asked - self.short)


def reachable(problem: Problem) -> Problem:
    """The problem with floors that are missed by a rounding error let down by as much.

    Raises `NoPlan`, with its sentence and its rows, where they are missed by more.
    """
    ledger = allocation_program(problem, elastic=True)
    outcome = Search(ledger).minimise(missed_costs(ledger))
    missed = [
        _missed(problem, kind, tuple(key), float(short[tuple(key)]))
        for kind in MISSED
        for short in [ledger.column_values(kind, outcome.columns)]
        for key in np.argwhere(short > 0).tolist()
    ]
    missed.sort(key=lambda floor: -floor.short)
    if sum(floor.short for floor in missed) <= _ROUNDING * sum(floor.asked for floor in missed):
        return replace(
            problem,
            coverage_floor=problem.coverage_floor * (1 - _LET_DOWN),
            last_stock=problem.last_stock * (1 - _LET_DOWN),
        )
    nearest = decided(problem, ledger, outcome, outcome)
    in_the_way = pressures_beside_floors(nearest)
    raise NoPlan(_sentence(missed, in_the_way), _rows(missed, in_the_way))


def _missed(problem: Problem, kind: Kind, key: Key, short: float) -> MissedFloor:
    window = range(len(problem.periods))
    if kind == END_STOCK_MISSED:
        limit, (g, a) = END_STOCK, key
        asked = problem.last_stock[g, a]
    elif kind == FLOOR_MISSED:
        limit, (w, g, a) = COVERAGE, key
        asked, window = capacity.floor(problem)[w, g, a], problem.windows[w]
    else:
        limit, (w, g), a = COVERAGE, key, -1
        asked, window = capacity.export_floor(problem)[w, g], problem.windows[w]
    return MissedFloor(
        limit,
        problem.goods[g],
        problem.areas[a] if a >= 0 else None,
        problem.periods[window[0]].start,
        problem.periods[window[-1]].end,
        float(asked),
        short,
        _reason(problem, g, a, window),
    )


def _reason(problem: Problem, g: int, a: int, window: range) -> str:
    """Why nothing at all can come; empty where it is a matter of how much."""
    until = slice(0, window.stop)
    here = problem.usable[until, :, g].any(axis=2)  # (T, C)
    if not here.any():
        return "no crossing and regime admit it"
    if a >= 0:
        here = here & problem.reaches[until, :, a]
        if not here.any():
            return "no crossing that admits it has a route there"
        if problem.through_corridors:
            here = here & problem.brings[until, :, :, g].any(axis=1)
            if not here.any():
                return "no corridor brings it to a crossing with a route there"
    if not (problem.crossing_open_days[until] * here).any():
        return "every crossing that could pass it stays closed"
    return ""


def _sentence(missed: list[MissedFloor], in_the_way: list[Pressure]) -> str:
    total = sum(floor.short for floor in missed)
    lines = [f"the floors ask for {figure(total)} truckloads more than can be had."]
    lines += [f"{_told(floor)}." for floor in missed[:_MOST_TOLD]]
    if len(missed) > _MOST_TOLD:
        lines.append(f"{counted(len(missed) - _MOST_TOLD, 'floor')} more cannot be reached.")
    if len(missed) > 1:
        lines.append("Which floor lacks how much is one way to share the shortfall out.")
    ways = [
        f"{way.what} (one {way.step} closes {figure(way.worth)} truckloads of it)"
        for way in in_the_way[:_MOST_TOLD]
    ]
    if ways:
        lines.append(f"What stands in the way: {listed(ways)}.")
    return "\n  ".join(lines)


def _told(floor: MissedFloor) -> str:
    place = f" in {floor.area.name}" if floor.area is not None else ""
    if floor.limit == END_STOCK:
        what = f"{floor.good.name} to be left{place} on {span(floor.last, floor.last)}"
        had = "can be left"
    else:
        what, had = f"{floor.good.name}{place}, {span(floor.first, floor.last)}", "can be met"
    why = f", because {floor.reason}" if floor.reason else ""
    return (
        f"{what}: {figure(floor.asked)} truckloads asked, {figure(floor.reached)} {had}, "
        f"{figure(floor.short)} short{why}"
    )


def _rows(missed: list[MissedFloor], in_the_way: list[Pressure]) -> list[dict[str, object]]:
    floors: list[dict[str, object]] = [
        {
            "kind": "floor",
            "limit": floor.limit,
            "good": floor.good.id,
            "area": None if floor.area is None else floor.area.id,
            "start": floor.first.isoformat(),
            "end": floor.last.isoformat(),
            "asked": floor.asked,
            "reached": floor.reached,
            "short": floor.short,
            "reason": floor.reason,
        }
        for floor in missed
    ]
    ways: list[dict[str, object]] = [
        {
            "kind": "in the way",
            "what": way.what,
            "one_more": way.step,
            "binds": way.binds,
            "closes_truckloads": way.worth,
        }
        for way in in_the_way
    ]
    return floors + ways
