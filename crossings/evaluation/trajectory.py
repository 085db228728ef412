"""What is meant to happen: one trajectory for all scenarios, or one for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, Problem, ReadOnly


@dataclass(frozen=True, eq=False)
class Trajectory(ReadOnly):
    """Truckloads by period and stage as they are meant to pass; K is 1, or the scenarios' number.

    See the axes of `Problem`.
    """

    problem: Problem
    manifested: Floats  # (K, T, O, C, G)
    presented: Floats  # (K, T, C, G, R)
    collected: Floats  # (K, T, C, G, A)
    held: Floats  # (K, T, C, G) to be left on platforms at the end of the period
    turned_away: Floats  # (K, T, C, G)
    discarded: Floats  # (K, T, G, A)
    stock: Floats  # (K, T, G, A) to be left at the end of the period
    coverage: Floats  # (K, T, G, A) share of need to be met; 0 where nothing is needed
    of_each: bool = False
    """Whether each scenario has a trajectory of its own, though it be the only one."""


def trajectory_of(plan: Plan) -> Trajectory:
    """A plan, as the trajectory for all scenarios."""
    problem = plan.problem
    return Trajectory(
        problem,
        plan.manifested[None],
        plan.presented[None],
        plan.collected[None],
        plan.held[None],
        plan.turned_away[None],
        plan.discarded[None],
        plan.stock[None],
        share(plan.met, problem.needed)[None],
    )


def share(met: Floats, needed: Floats) -> Floats:
    """Part of what is needed; 0 where nothing is."""
    made = np.zeros(np.broadcast_shapes(met.shape, needed.shape))
    np.divide(met, needed, out=made, where=needed > 0)
    return made
