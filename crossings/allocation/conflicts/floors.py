"""Floors that are missed: how much is asked of each, how much can be had, and why nothing can."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings import capacity
from crossings.allocation.conflicts.shortfall import Shortfall
from crossings.allocation.kinds import END_STOCK_MISSED, FLOOR_MISSED, MISSED
from crossings.allocation.ledger import Key, Kind, Ledger
from crossings.barriers import lacking_words
from crossings.limit_names import COVERAGE, END_STOCK
from crossings.problem import Place, Problem, Ware
from crossings.wording import span


@dataclass(frozen=True)
class Floor:
    """A floor, in truckloads; without an area, an export's."""

    limit: str
    good: Ware
    area: Place | None
    first: datetime.date
    last: datetime.date
    asked: float

    @property
    def told(self) -> str:
        """The floor in words, with its days."""
        place = f" in {self.area.name}" if self.area is not None else ""
        if self.limit == END_STOCK:
            return f"{self.good.name} left{place}, {span(self.last, self.last)}"
        return f"{self.good.name}{place}, {span(self.first, self.last)}"


@dataclass(frozen=True)
class MissedFloor:
    """A floor that is missed beside the others, in truckloads."""

    floor: Floor
    short: float
    reason: str
    """Why nothing at all can come; empty where it is a matter of how much."""

    @property
    def reached(self) -> float:
        """What can be had of it."""
        return max(0.0, self.floor.asked - self.short)


def spanned(floors: Sequence[Floor]) -> Floor:
    """Floors of one good in one area as one, from the first to the last."""
    return replace(
        floors[0],
        first=min(floor.first for floor in floors),
        last=max(floor.last for floor in floors),
        asked=sum(floor.asked for floor in floors),
    )


def missed_floors(problem: Problem, ledger: Ledger, shortfall: Shortfall) -> list[MissedFloor]:
    """Every floor that is missed, the one that lacks most first."""
    missed = [
        MissedFloor(
            floor_at(problem, kind, tuple(key)),
            float(short[tuple(key)]),
            _reason(problem, kind, tuple(key)),
        )
        for kind in MISSED
        for short in [ledger.column_values(kind, shortfall.outcome.columns)]
        for key in np.argwhere(short > 0).tolist()
    ]
    return sorted(missed, key=lambda each: -each.short)


def floor_at(problem: Problem, kind: Kind, key: Key) -> Floor:
    """The floor that a column of what is missed belongs to."""
    window, g, a = _place(problem, kind, key)
    if kind == END_STOCK_MISSED:
        limit, asked = END_STOCK, problem.last_stock[g, a]
    elif kind == FLOOR_MISSED:
        limit, asked = COVERAGE, capacity.floor(problem)[key]
    else:
        limit, asked = COVERAGE, capacity.export_floor(problem)[key]
    return Floor(
        limit,
        problem.goods[g],
        problem.areas[a] if a >= 0 else None,
        problem.periods[window[0]].start,
        problem.periods[window[-1]].end,
        float(asked),
    )


def _place(problem: Problem, kind: Kind, key: Key) -> tuple[range, int, int]:
    """Its window, good and area; −1 for exports."""
    if kind == END_STOCK_MISSED:
        return range(len(problem.periods)), key[0], key[1]
    return problem.windows[key[0]], key[1], key[2] if kind == FLOOR_MISSED else -1


def _reason(problem: Problem, kind: Kind, key: Key) -> str:
    """Why nothing at all can come; empty where it is a matter of how much."""
    window, g, a = _place(problem, kind, key)
    until = slice(0, window.stop)
    here = problem.usable[until, :, g].any(axis=2)  # (T, C)
    lacking = lacking_words(problem, np.arange(len(problem.goods)) == g, until)
    besides = f"; {lacking}" if lacking else ""
    if not here.any():
        return f"no crossing and regime admit it{besides}"
    if a >= 0:
        here = here & problem.reaches[until, :, a]
        if not here.any():
            return f"no crossing that admits it has a route there{besides}"
        if problem.through_corridors:
            here = here & problem.brings[until, :, :, g].any(axis=1)
            if not here.any():
                return "no corridor brings it to a crossing with a route there"
            kept = problem.brings[until, :, :, g] & (problem.corridor_loss[until] < 1)[..., None]
            here = here & kept.any(axis=1)
        here = here & (problem.route_loss[until, :, a] < 1)
        if not here.any():
            return "all of it is lost on the way there"
    if not (problem.crossing_open_days[until] * here).any():
        return "every crossing that could pass it stays closed"
    return ""
