"""Floors that are missed: how much is asked of each, how much can be had, and why nothing can."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crossings.allocation.conflicts.shortfall import Shortfall
from crossings.allocation.ledger import Key, Ledger
from crossings.analysis.barriers import lacking_words
from crossings.limits import Limit, limits_of
from crossings.limits.words import FloorWords
from crossings.problem import Place, Problem, Ware
from crossings.wording import span


@dataclass(frozen=True)
class Floor:
    """A floor, in truckloads; without an area, an export's or one of the case's own."""

    limit: str
    """As results name it."""
    words: FloorWords
    name: str
    """What it is for: the name of its good, or its own."""
    good: Ware | None
    area: Place | None
    first: datetime.date
    last: datetime.date
    asked: float

    @property
    def told(self) -> str:
        """The floor in words, with its days."""
        place = f" in {self.area.name}" if self.area is not None else ""
        return f"{self.name}{self.words.ending}{place}, {self.days}"

    @property
    def days(self) -> str:
        """The days that it is asked for."""
        return span(self.last if self.words.at_end else self.first, self.last)


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
            floor_at(problem, limit, tuple(key)),
            float(short[tuple(key)]),
            _reason(problem, limit, tuple(key)),
        )
        for limit in limits_of(problem)
        if limit.is_floor
        for short in [ledger.column_values(limit.missed, shortfall.outcome.columns)]
        for key in np.argwhere(short > 0).tolist()
    ]
    return sorted(missed, key=lambda each: -each.short)


def floor_at(problem: Problem, limit: Limit, key: Key) -> Floor:
    """The floor of one row of a limit."""
    window, g, a = _place(problem, limit, key)
    assert limit.words.floor is not None
    return Floor(
        limit.key,
        limit.words.floor,
        problem.goods[g].name if g >= 0 else limit.words.what(problem, key[len(limit.time) :]),
        problem.goods[g] if g >= 0 else None,
        problem.areas[a] if a >= 0 else None,
        problem.periods[window[0]].start,
        problem.periods[window[-1]].end,
        float(limit.allowed(problem)[key]),
    )


def _place(problem: Problem, limit: Limit, key: Key) -> tuple[range, int, int]:
    """Its periods, good and area; −1 where it is of none."""
    named = dict(zip(limit.axes, key, strict=True))
    if limit.spans is None:
        window = range(key[0], key[0] + 1)
    else:
        window = limit.spans(problem)[key[0] if limit.time else 0]
    if limit.words.floor is not None and limit.words.floor.at_end:
        window = range(window.stop)
    return window, named.get("g", -1), named.get("a", -1)


def _reason(problem: Problem, limit: Limit, key: Key) -> str:
    """Why nothing at all can come; empty where it is a matter of how much."""
    window, g, a = _place(problem, limit, key)
    if g < 0:
        return ""
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
    if a >= 0:
        here = here & (problem.crossing_open_days[until] > 0)
        if not (problem.route_open_days[until, :, a] * here).any():
            return "every route there stays closed"
    return ""
