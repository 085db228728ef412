"""What finds no room in an area's stores, or will be too old, is not kept.

It is given out in the period in place of being discarded at its end, as `Areas` does: too old
first, then of what finds no room the least worth.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.evaluation.areas import without_room
from crossings.evaluation.lines import NOWHERE, goods_in_order
from crossings.policy.morning import Morning
from crossings.problem import Floats


def let_go(
    kept: list[Floats],
    places: Sequence[tuple[int, int]],
    there: Sequence[Floats],
    morning: Morning,
) -> None:
    """Keep no more than can be: of (S,) truckloads `there` by good and area, those `kept`."""
    problem, areas = morning.terms.problem, morning.areas
    number = {place: j for j, place in enumerate(places) if place[1] != NOWHERE}
    for (g, a), j in number.items():
        fresh = areas.keeps(g, a, there[j] - areas.stock_of(g, a))
        if fresh is not None:
            kept[j] = np.minimum(kept[j], fresh)
    for a in range(len(problem.areas)):
        room = morning.terms.number("store", morning.t, a)
        those = [number[g, a] for g in goods_in_order(problem) if (g, a) in number]
        if not those or np.isinf(room).all():
            continue
        for j, gone in zip(those, without_room([kept[j] for j in those], room), strict=True):
            kept[j] = kept[j] - gone
