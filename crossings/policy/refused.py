"""What limits are worth in a period by what the rule had to refuse in it.

A visit is refused where room is left in its piece and limits that its way takes of are used up,
E of them. They must be worth what it would have brought. Limits that all of a crossing share come
first, by visits that no road refuses, shared as the prices λ̄ of the order are; a road is worth
what is then left of the best that it refused:

    λ[l] = max over visits: slope · λ̄[l] / Σ_{l′ ∈ E} λ̄[l′] · use[l′]         l ∈ E, no road in E
    λ[l] = max over visits: (slope − Σ_{l′} λ[l′] · use[l′]) / use[l]         l the road in E
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crossings.policy.days import Day
from crossings.policy.order import nominal
from crossings.policy.serving import Served
from crossings.problem import Floats

_USED_UP = 1e-9
"""Share of a limit below which nothing is left of it."""


def prices_of_refusals(
    day: Day,
    served: Served,
    allowed: Sequence[Floats],
    best: Sequence[Floats],
    prices: Sequence[float],
    roads: Sequence[bool],
) -> list[Floats]:
    """(S,) Of each limit; inf where it lets nothing pass at all.

    `best` (S,) is what the next truckload to each place would be worth.
    """
    used_up = [
        left <= _USED_UP * np.maximum(whole, _USED_UP)
        for left, whole in zip(served.left, allowed, strict=True)
    ]
    found = [np.zeros(len(served.worth)) for _ in allowed]
    uses = [[(row, nominal(each)) for row, each in way] for way in day.passage.uses]
    by_roads = []
    for w, j in enumerate(day.passage.leads):
        slope = best[j]
        open_road, scarce = slope > 0, np.zeros(len(slope))
        for row, each in uses[w]:
            if roads[row]:
                open_road &= ~used_up[row]
            else:
                scarce += np.where(used_up[row], prices[row] * each, 0.0)
        by_road = (slope > 0) & ~open_road
        if by_road.any():
            by_roads.append((w, slope, by_road))
        refused = open_road & (scarce > 0)
        if refused.any():
            raised = np.divide(slope, scarce, out=np.zeros(len(slope)), where=refused)
            for row, _ in uses[w]:
                if not roads[row]:
                    own = np.where(used_up[row], prices[row] * raised, 0.0)
                    np.maximum(found[row], own, out=found[row])
    for w, slope, refused in by_roads:
        paid = sum(found[row] * each for row, each in uses[w] if not roads[row])
        for row, each in uses[w]:
            if roads[row] and each > 0:
                own = np.where(refused & used_up[row], (slope - paid) / each, 0.0)
                np.maximum(found[row], own, out=found[row])
    shut = [whole <= 0 for whole in allowed]
    return [np.where(closed, np.inf, price) for closed, price in zip(shut, found, strict=True)]
