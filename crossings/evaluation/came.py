"""What came on a day, line by line, held against what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.evaluation.days import Day, Evening
from crossings.evaluation.decision import Decision
from crossings.problem import Floats
from crossings.problem.given import GivenPlan
from crossings.problem.places import over_platforms

_NOTHING = 1e-9


@dataclass(frozen=True)
class CameLine:
    """Truckloads of a good at one stage on one way; positions, −1 where the stage has none."""

    stage: str
    corridor: int
    crossing: int
    good: int
    area: int
    meant: float
    came: float


def day_of(given: GivenPlan, decision: Decision) -> Day:
    """What a table says of the decision's day; stages that it does not tell follow from it.

    A truck that was inspected, and left its corridor on the day or names one and no day, left it;
    one that names an area was collected for it. What a row leaves open is shared out as was meant.
    """
    problem, t, meant = decision.problem, decision.t, decision.day
    manifested, presented = np.zeros_like(meant.manifested), np.zeros_like(meant.presented)
    collected = np.zeros_like(meant.collected)
    dated = any(line.left is not None for line in given.lines)
    for line in given.lines:
        c, g, amount = line.crossing, line.good, line.truckloads
        if line.period != t or amount <= 0:
            continue
        if line.stage == "manifested":
            brings = problem.brings[t, :, c, g].astype(np.float64)
            manifested[:, c, g] += _shared(amount, line.corridor, meant.manifested[:, c, g], brings)
        elif line.stage == "presented":
            usable = problem.usable[t, c, g].astype(np.float64)
            here = _shared(amount, line.regime, meant.presented[c, g], usable)
            presented[c, g] += here
            if line.corridor is not None and (line.left == t or not dated):
                kept = 1 - problem.corridor_loss[t, line.corridor]
                manifested[line.corridor, c, g] += amount / kept if kept > 0 else 0.0
            if line.area is not None:
                collected[c, g, line.area] += float((here * (1 - problem.refusal[t])).sum())
        else:
            reaches = problem.reaches[t, c].astype(np.float64)
            collected[c, g] += _shared(amount, line.area, meant.collected[c, g], reaches)
    _collected_from_platforms(given, decision, presented, collected)
    return Day(manifested, presented, collected)


def _shared(amount: float, at: int | None, meant: Floats, possible: Floats) -> Floats:
    """(n,) An amount where it is said to be, else as was meant, else wherever it could be."""
    if at is not None:
        made = np.zeros(len(meant))
        made[at] = amount
        return made
    weights = meant if meant.sum() > 0 else possible
    whole = float(weights.sum())
    return np.asarray(amount * weights / whole) if whole > 0 else np.zeros(len(meant))


def _collected_from_platforms(
    given: GivenPlan, decision: Decision, presented: Floats, collected: Floats
) -> None:
    """Where goods lie on platforms, and nobody says what was collected.

    It is as much as was meant, if so much is there, for the areas that the trucks were for.
    """
    released = (presented * (1 - decision.problem.refusal[decision.t])).sum(axis=2)
    there = decision.state.platforms[0] + released  # (C, G)
    told = {(x.crossing, x.good) for x in given.lines if x.stage in ("released", "collected")}
    for c, g in map(tuple, np.argwhere(over_platforms(decision.problem)).tolist()):
        if (c, g) not in told:
            meant, named = decision.day.collected[c, g], collected[c, g]
            to = named if named.any() else meant
            amount = min(float(meant.sum()), float(there[c, g]))
            collected[c, g] = amount * to / max(float(to.sum()), _NOTHING)


def compared(day: Day, decision: Decision) -> Iterator[CameLine]:
    """Every line of which anything was meant or came, stage by stage."""
    meant = decision.day
    for (o, c, g), both in _pairs(meant.manifested, day.manifested):
        yield CameLine("manifested", o, c, g, -1, *both)
    for (c, g), both in _pairs(meant.presented.sum(axis=2), day.presented.sum(axis=2)):
        yield CameLine("presented", -1, c, g, -1, *both)
    for (c, g, a), both in _pairs(meant.collected, day.collected):
        yield CameLine("collected", -1, c, g, a, *both)


def let_go(after: Evening, decision: Decision) -> Iterator[CameLine]:
    """What was turned away and discarded, beside what was meant to be."""
    meant, t = decision.meant, decision.t
    for (c, g), both in _pairs(meant.turned_away[0, t], after.turned_away):
        yield CameLine("turned away", -1, c, g, -1, *both)
    for (g, a), both in _pairs(meant.discarded[0, t], after.discarded):
        yield CameLine("discarded", -1, -1, g, a, *both)


def _pairs(meant: Floats, came: Floats) -> Iterator[tuple[tuple[int, ...], tuple[float, float]]]:
    for place in map(tuple, np.argwhere((meant > _NOTHING) | (came > _NOTHING)).tolist()):
        yield place, (float(meant[place]), float(came[place]))
