"""Where trucks may wait, and goods lie, between the stages of their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from crossings.arrays import Flags

if TYPE_CHECKING:
    from crossings.problem import Problem


def through_yards(problem: Problem) -> Flags:
    """(C, G) Where trucks need not come to inspection in the period they set out.

    It is the same whichever uncertain phases come about.
    """
    return _in_any(problem, _through_yards)


def over_platforms(problem: Problem) -> Flags:
    """(C, G) Where what is released may lie before it is collected, likewise."""
    return _in_any(problem, _over_platforms)


def _in_any(problem: Problem, there: Callable[[Problem], Flags]) -> Flags:
    """Whether something holds where all phases come about, or where those that may fail do.

    Whatever is in force in some period of any combination is so in one of these two.
    """
    problem = problem.foreseen or problem
    uncertain = problem.uncertainty.phases
    found = there(problem)
    return found | there(problem.under([False] * len(uncertain))) if uncertain else found


def _through_yards(problem: Problem) -> Flags:
    if not problem.through_corridors:
        return np.zeros((len(problem.crossings), len(problem.goods)), dtype=bool)
    travels = (problem.corridor_transit > 0)[:, :, None, None] & problem.brings
    waits = np.asarray((problem.yard > 0).any(axis=0))
    there = waits[:, None] | travels.any(axis=(0, 1))
    there = there | (problem.due_at_crossings() > 0).any(axis=0) | (problem.first_yard > 0)
    return np.asarray(there & problem.inbound)


def _over_platforms(problem: Problem) -> Flags:
    lies = np.asarray((problem.platform > 0).any(axis=0))
    there = lies[:, None] | (problem.first_platform > 0)
    return np.asarray(there & problem.inbound)
