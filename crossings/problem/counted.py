"""What of a problem a count speaks of: periods, crossings and goods."""

from __future__ import annotations

import numpy as np

from crossings.problem import Flags, Problem
from crossings.published import Observed

INBOUND_STAGES = ("manifested", "collected", "intercepted", "arrived")
"""At which no exports are counted: they leave when they are released."""


def periods_counted(problem: Problem, seen: Observed) -> Flags:
    """(T,) Periods with a day that was counted; all of them where none has one."""
    beside = [each.start <= seen.end and seen.start <= each.end for each in problem.periods]
    return np.array(beside if any(beside) else [True] * len(beside), dtype=bool)


def crossings_counted(problem: Problem, seen: Observed) -> Flags:
    """(C,) The one that was counted, or all."""
    return np.array([seen.crossing in (None, c.id) for c in problem.crossings], dtype=bool)


def goods_counted(problem: Problem, seen: Observed) -> Flags:
    """(G,) The one that was counted, those of a category, or all."""
    return np.array(
        [seen.good in (None, g.id) and seen.category in (None, g.category) for g in problem.goods],
        dtype=bool,
    )


def places_counted(problem: Problem, seen: Observed) -> Flags:
    """(C, G) Both, without exports at stages at which none are counted."""
    goods = goods_counted(problem, seen)
    if seen.stage in INBOUND_STAGES:
        goods &= problem.inbound
    return np.asarray(crossings_counted(problem, seen)[:, None] & goods)
