"""Where trucks may wait, and goods lie, between the stages of their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crossings.arrays import Flags

if TYPE_CHECKING:
    from crossings.problem import Problem


def through_yards(problem: Problem) -> Flags:
    """(C, G) Where trucks need not come to inspection in the period they set out."""
    if not problem.through_corridors:
        return np.zeros((len(problem.crossings), len(problem.goods)), dtype=bool)
    travels = (problem.corridor_transit > 0)[:, :, None, None] & problem.brings
    waits = np.asarray((problem.yard > 0).any(axis=0))
    there = waits[:, None] | travels.any(axis=(0, 1))
    there = there | (problem.due_at_crossings() > 0).any(axis=0) | (problem.first_yard > 0)
    return np.asarray(there & problem.inbound)


def over_platforms(problem: Problem) -> Flags:
    """(C, G) Where what is released may lie before it is collected."""
    lies = np.asarray((problem.platform > 0).any(axis=0))
    there = lies[:, None] | (problem.first_platform > 0)
    return np.asarray(there & problem.inbound)
