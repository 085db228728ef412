"""What waits, is on its way, or is let go, in a few figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, Named, travel

SEEN = 0.05
"""Truckloads from which something is told of."""
_ALIKE = 1e-6


@dataclass(frozen=True)
class Most:
    """Where most of something is at the end of a period."""

    place: str
    period: int
    truckloads: float


@dataclass(frozen=True)
class Part:
    """Truckloads of a good at a place, over the horizon."""

    good: str
    place: str
    truckloads: float


def most_waiting(plan: Plan) -> Most | None:
    """The fullest yard; None where nothing waits."""
    return _most(plan.waiting.sum(axis=2), plan.problem.crossings)


def most_held(plan: Plan) -> Most | None:
    """The fullest platform; None where nothing lies on any."""
    return _most(plan.held.sum(axis=2), plan.problem.crossings)


def turned_away(plan: Plan) -> list[Part]:
    """What finds no room in a yard, the most first."""
    return _parts(plan, plan.turned_away.sum(axis=0).T, plan.problem.crossings)


def discarded(plan: Plan) -> list[Part]:
    """What finds no room in an area, or is too old there, the most first."""
    return _parts(plan, plan.discarded.sum(axis=0), plan.problem.areas)


def under_way(plan: Plan) -> float:
    """Truckloads on the way to crossings and to areas at the end."""
    problem, days = plan.problem, float(plan.problem.days[0])
    leaving = plan.manifested * (1 - problem.corridor_loss)[:, :, None, None]
    late = (
        travel.under_way(leaving, problem.corridor_transit[:, :, None, None], days),
        travel.under_way(plan.arrived, problem.route_transit[:, :, None, :], days),
    )
    due = problem.due_at_crossings().sum() + problem.due_in_areas().sum()
    beyond = float(problem.on_the_way.sum() - due)
    return beyond + sum(float(each.sum()) for way in late for each in way.values())


def _most(levels: Floats, places: Sequence[Named]) -> Most | None:
    most = levels.max(initial=0.0)
    if most <= SEEN:
        return None
    first = int((levels >= (1 - _ALIKE) * most).argmax())  # of days alike but for rounding
    t, n = np.unravel_index(first, levels.shape)
    return Most(places[int(n)].name, int(t), float(levels[t, n]))


def _parts(plan: Plan, amounts: Floats, places: Sequence[Named]) -> list[Part]:
    """Of (G, places)."""
    found = [
        Part(plan.problem.goods[g].name, places[n].name, float(amounts[g, n]))
        for g, n in np.argwhere(amounts > SEEN).tolist()
    ]
    return sorted(found, key=lambda part: -part.truckloads)
