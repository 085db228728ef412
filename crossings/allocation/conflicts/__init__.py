"""Why there is no plan: what conflicts, by how much, and the smallest changes that would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crossings.allocation.conflicts.floors import Floor, MissedFloor, missed_floors
from crossings.allocation.conflicts.irreducible import conflicts
from crossings.allocation.conflicts.parties import Party
from crossings.allocation.conflicts.remedies import Remedy, Reread, smallest_changes
from crossings.allocation.conflicts.shortfall import ShortfallProgram
from crossings.allocation.conflicts.telling import detail, sentence
from crossings.allocation.decision import decided
from crossings.analysis.pressure import Pressure, pressures_beside_floors
from crossings.errors import InputError, NoPlan
from crossings.problem import Problem

_LET_DOWN = 1e-8
"""Share of a floor that is asked less of it, where rounding alone misses it."""

_MORE = "the floors ask for more than can be had."


def reachable(problem: Problem, reread: Reread | None = None) -> Problem:
    """The problem with floors that are missed by a rounding error let down by as much.

    Raises `NoPlan`, with its sentence and its rows, where they are missed by more. With `reread`,
    which reads the files again with some numbers changed, it says too which changes would help.
    """
    program = ShortfallProgram(problem)
    shortfall = program.shortfall(problem)
    if shortfall.reached:
        return replace(
            problem,
            coverage_floor=problem.coverage_floor * (1 - _LET_DOWN),
            last_stock=problem.last_stock * (1 - _LET_DOWN),
        )
    missed = missed_floors(problem, program.ledger, shortfall)
    nearest = decided(problem, program.ledger, shortfall.outcome, shortfall.outcome)
    found = conflicts(program)
    ways_out = None if reread is None else _ways_out(program, reread)
    rows = [
        *map(_of_floor, missed),
        *(_of_party(n, party) for n, conflict in enumerate(found) for party in conflict),
        *map(_of_remedy, ways_out or ()),
        *(_of_pressure(way, missed) for way in pressures_beside_floors(nearest)),
    ]
    # None is found where what is missed is next to nothing: then how much is all there is to say.
    sentences = [sentence(conflict, missed) for conflict in found] or [_MORE]
    told, *others = sentences
    raise NoPlan(told, rows, detail(others, missed, ways_out))


def _ways_out(program: ShortfallProgram, reread: Reread) -> list[Remedy] | None:
    """Changes that would help; None where the files are gone by now, or are no case any more."""
    try:
        return smallest_changes(program, reread)
    except InputError:
        return None


def _of_floor(missed: MissedFloor) -> dict[str, object]:
    return {
        "kind": "floor",
        **_place(missed.floor),
        "asked": missed.floor.asked,
        "reached": missed.reached,
        "short": missed.short,
        "reason": missed.reason,
    }


def _of_party(conflict: int, party: Party) -> dict[str, object]:
    place = {} if party.floor is None else _place(party.floor)
    return {"kind": "irreducible", "conflict": conflict, "what": party.what, **place}


def _of_remedy(remedy: Remedy) -> dict[str, object]:
    number, to = remedy.changes[0]
    single = len(remedy.changes) == 1
    return {
        "kind": "remedy",
        "what": number.what if single else "floors at once",
        "set": remedy.settings,
        "from": number.value if single else None,
        "to": to if single else None,
        "unit": number.unit if single else None,
    }


def _of_pressure(way: Pressure, missed: Sequence[MissedFloor]) -> dict[str, object]:
    """A limit that stands in the way; by its price, it closes no more than is missed in all."""
    return {
        "kind": "in the way",
        "what": way.what,
        "one_more": way.step,
        "binds": way.binds,
        "closes_truckloads": min(way.worth, sum(floor.short for floor in missed)),
    }


def _place(floor: Floor) -> dict[str, object]:
    return {
        "limit": floor.limit,
        "good": None if floor.good is None else floor.good.id,
        "area": None if floor.area is None else floor.area.id,
        "start": floor.first.isoformat(),
        "end": floor.last.isoformat(),
    }
