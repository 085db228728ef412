"""What can be party to a conflict: each floor, and each limit in the words of a planner.

A limit holds over the whole horizon; a floor is one good's in one area, over some windows. To leave
a limit out is to free its rows; to leave out open days is to open every day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crossings.allocation.conflicts.floors import Floor, floor_at, spanned
from crossings.allocation.conflicts.shortfall import ShortfallProgram
from crossings.allocation.ledger import Key
from crossings.allocation.outcomes import Bounds
from crossings.limits import limits_of
from crossings.problem import Floats, Problem
from crossings.wording import spoken

_CROSSINGS = "crossing_open_days"
_CLOSURES = (_CROSSINGS, "corridor_open_days", "pool_open_days", "dated_route_days")
_WHOLE_HORIZON = -1


@dataclass(frozen=True, eq=False)
class Party:
    """Floors of a good in an area, a limit, or the open days of a site."""

    what: str
    rows: tuple[int, ...] = ()
    """Where its rows are in the program."""
    floors: tuple[tuple[int, Floor], ...] = ()
    """Of floors: the window and the floor of each row."""
    opens: tuple[str, int] | None = None
    """Of open days: the field of `Problem` that counts them, and the position of the site."""

    @property
    def floor(self) -> Floor | None:
        """Its floors as one, from the first window to the last."""
        return spanned([floor for _, floor in self.floors]) if self.floors else None

    def within(self, windows: range) -> Party:
        """The party without its floors of other windows; what holds for the whole horizon stays."""
        if not self.floors:
            return self
        kept = [
            (row, (window, floor))
            for row, (window, floor) in zip(self.rows, self.floors, strict=True)
            if window in windows or window == _WHOLE_HORIZON
        ]
        rows, floors = tuple(row for row, _ in kept), tuple(floor for _, floor in kept)
        told = spanned([floor for _, floor in floors]).told if floors else self.what
        return Party(told, rows, floors)


def parties(program: ShortfallProgram) -> list[Party]:
    """Everything that can be party to a conflict, what is least to be told first."""
    return [*_closures(program.problem), *_limits(program), *_floors(program)]


def only(program: ShortfallProgram, there: Iterable[Party]) -> Bounds:
    """Bounds of the program under some parties alone; all others are left out."""
    kept, closed = set[int](), set[tuple[str, int]]()
    for party in there:
        kept.update(party.rows)
        closed.update([party.opens] if party.opens is not None else [])
    opened: dict[str, Any] = {}
    for field in _CLOSURES:
        open_days: Floats = getattr(program.problem, field).copy()
        left_out = [site for site in range(open_days.shape[1]) if (field, site) not in closed]
        open_days[:, left_out] = program.problem.days[:, None]
        opened[field] = open_days
        if field == _CROSSINGS:  # each at its pace, and no fewer than before
            worked = program.problem.crossing_worked_days.copy()
            worked[:, left_out] = np.maximum(worked, program.problem.days[:, None])[:, left_out]
            opened["crossing_worked_days"] = worked
    bounds = program.bounds(replace(program.problem, **opened))
    rows = (program.ledger.row_places(limit) for limit in limits_of(program.problem))
    places = (place for of_limit in rows for place in of_limit.values())
    freed = [row for row in places if row not in kept]
    bounds.rows_lower[freed], bounds.rows_upper[freed] = -np.inf, np.inf
    return bounds


def _closures(problem: Problem) -> Iterator[Party]:
    names = (
        [crossing.name for crossing in problem.crossings],
        [corridor.name for corridor in problem.corridors],
        [f"the {spoken(pool, problem.resource_names)} pool" for pool in problem.pools],
        [
            f"the route {problem.crossings[c].name} to {problem.areas[a].name}"
            for c, a in problem.dated_routes
        ],
    )
    for field, of_kind in zip(_CLOSURES, names, strict=True):
        open_days: Floats = getattr(problem, field)
        for place, name in enumerate(of_kind):
            if (open_days[:, place] < problem.days).any():
                yield Party(f"the open days of {name}", opens=(field, place))


def _limits(program: ShortfallProgram) -> Iterator[Party]:
    for limit in limits_of(program.problem)[::-1]:
        rows: dict[Key, list[int]] = {}
        for key, row in program.ledger.row_places(limit).items() if not limit.is_floor else ():
            place = key[len(limit.time) :] if limit.words.by_place else ()
            rows.setdefault(place, []).append(row)
        for place, mine in sorted(rows.items()):
            yield Party(limit.told(program.problem, place), tuple(mine))


def _floors(program: ShortfallProgram) -> Iterator[Party]:
    for limit in limits_of(program.problem):
        found: dict[Key, list[tuple[int, tuple[int, Floor]]]] = {}
        for key, row in program.ledger.row_places(limit).items() if limit.is_floor else ():
            window = key[0] if limit.time else _WHOLE_HORIZON
            floor = floor_at(program.problem, limit, key)
            found.setdefault(key[len(limit.time) :], []).append((row, (window, floor)))
        for mine in found.values():
            rows, floors = tuple(row for row, _ in mine), tuple(floor for _, floor in mine)
            yield Party(spanned([floor for _, floor in floors]).told, rows, floors)
