"""Counts that stand in a case itself, as lists of totals: each source by itself."""

from __future__ import annotations

from collections.abc import Sequence

from crossings.counts import Group, Tally, TruckList
from crossings.published import Observed


def lists_in_case(observed: Sequence[Observed], file: str) -> list[TruckList]:
    """A list for each source; of counts of the same days, those of all goods or else of some."""
    made = []
    for source in dict.fromkeys(seen.source for seen in observed):
        own = [seen for seen in observed if seen.source == source]
        whole = {_spell(seen) for seen in own if seen.good is None and seen.category is None}
        totals = {}
        for seen in own:
            if _spell(seen) not in whole or (seen.good is None and seen.category is None):
                group = Group(seen.stage, seen.crossing, None, seen.good, seen.category)
                totals[seen.start, seen.end, group] = Tally(seen.truckloads)
        made.append(TruckList(source, file, "", "", "", len(own), {}, (), totals=totals))
    return made


def _spell(seen: Observed) -> tuple[object, ...]:
    return seen.crossing, seen.stage, seen.start, seen.end
