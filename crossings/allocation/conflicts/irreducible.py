"""Sets of limits and floors that conflict, and of which none can be left out.

A deletion filter: parties are left out one after the other, and whoever's absence removes the
conflict is taken back. What remains conflicts, and leaving out any one of it removes the conflict:
that was so beside even more parties when it was tried.

First the floors are narrowed down to the fewest windows from the first on that conflict, then to
the fewest of these up to the last. Whatever has no price in the program of least shortfall can go
at once: the prices prove by themselves that the rest conflicts.
"""

from __future__ import annotations

import numpy as np

from crossings.allocation.conflicts.parties import Party, only, parties
from crossings.allocation.conflicts.shortfall import ShortfallProgram

_MOST_CONFLICTS = 3
_PRICE = 1e-9
"""A price below this is rounding; one truckload missed costs 1."""


def conflicts(program: ShortfallProgram) -> list[list[Party]]:
    """Irreducible sets of what conflicts; several where each stands in the way by itself.

    No limit is in two of them: the second is what is left when the limits of the first are out of
    the way, or its floors where it has no limits.
    """
    there = parties(program)
    found: list[list[Party]] = []
    while len(found) < _MOST_CONFLICTS:
        conflict = _conflicting(program, there)
        if conflict is None:
            break
        conflict = _irreducible(program, _in_fewest_windows(program, there))
        found.append(conflict)
        whole = {party.what: party for party in conflict if not party.floors}
        places = {_good_and_area(party) for party in conflict}
        there = [
            party
            for party in there
            if (party.what not in whole if whole else _good_and_area(party) not in places)
        ]
    return found


def _good_and_area(party: Party) -> tuple[object, ...]:
    floor = party.floor
    return () if floor is None else (floor.limit, floor.name, floor.area)


def _in_fewest_windows(program: ShortfallProgram, there: list[Party]) -> list[Party]:
    """The parties with their floors in as few windows as still conflict."""
    number = len(program.problem.windows)

    def conflict_within(windows: range) -> bool:
        narrowed = [party.within(windows) for party in there]
        return _conflicting(program, narrowed) is not None

    fewest, enough = 0, number
    while fewest < enough:
        between = (fewest + enough) // 2
        if conflict_within(range(between)):
            enough = between
        else:
            fewest = between + 1
    first, last = 0, max(0, enough - 1)
    while first < last:
        between = (first + last + 1) // 2
        if conflict_within(range(between, enough)):
            first = between
        else:
            last = between - 1
    return [party.within(range(first, enough)) for party in there]


def _irreducible(program: ShortfallProgram, there: list[Party]) -> list[Party]:
    kept = _conflicting(program, there) or there
    goods: dict[object, list[Party]] = {}
    for party in kept:
        floor = party.floor
        if floor is not None:
            goods.setdefault((floor.limit, floor.name), []).append(party)
    # All areas of a good at once, where that is enough, saves trying one by one.
    for some in [*goods.values(), *([party] for party in kept)]:
        if any(party in kept for party in some):
            fewer = _conflicting(program, [party for party in kept if party not in some])
            kept = kept if fewer is None else fewer
    return kept


def _conflicting(program: ShortfallProgram, there: list[Party]) -> list[Party] | None:
    """Those of `there` that conflict, where all others are left out; None where they do not."""
    bounds = only(program, there)
    shortfall = program.shortfall(program.problem, bounds)
    if shortfall.reached:
        return None
    prices = np.abs(shortfall.outcome.prices) > _PRICE
    gains = shortfall.outcome.reduced_costs < -_PRICE

    def priced(party: Party) -> bool:
        if party.opens is None:
            return bool(prices[list(party.rows)].any())
        opened = only(program, [other for other in there if other is not party])
        more = prices & (opened.rows_upper != bounds.rows_upper)
        new = gains & (opened.columns_upper != bounds.columns_upper)
        return bool(more.any() or new.any())

    return [party for party in there if priced(party)]
