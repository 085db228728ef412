"""One day in whole trucks: what is inspected, for whom, where it comes from, and what sets out.

Trucks that wait at a crossing are inspected before those that come on the same day. Of a crossing
the trucks of a day are the whole number below or above those of the plan; a line never takes more
trucks than wait there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from crossings.arrays import Floats
from crossings.problem import Problem
from crossings.schedule.lines import NOTHING, Lines
from crossings.schedule.rounding import whole_trucks

NOWHERE = -1
_ROUNDING = 1e-6


@dataclass(frozen=True)
class DayLine:
    """Trucks of one good on one way; positions, or `NOWHERE`."""

    corridor: int
    """From where they set out today; `NOWHERE` where they wait, or come by themselves."""
    crossing: int
    good: int
    regime: int
    """`NOWHERE` where they are not inspected today."""
    area: int
    """`NOWHERE` of exports, of what sets out alone, and of what stays on the platform."""
    trucks: int
    truckloads: float
    planned: float
    """Truckloads before rounding."""


@dataclass(frozen=True)
class _Flow:
    """Truckloads of a line, as they reach the crossing."""

    place: tuple[int, int, int, int, int]
    """Corridor, crossing, good, regime and area."""
    truckloads: float
    fill: float
    waits: bool


def whole_day(
    problem: Problem,
    t: int,
    waiting: Floats,
    manifested: Floats,
    presented: Floats,
    collected: Floats,
) -> list[DayLine]:
    """The lines of a day, of which (C, G) `waiting` is at crossings to be inspected."""
    inspected = list(_inspected(problem, t, waiting, manifested, presented, collected))
    setting_out = list(_setting_out(problem, t, inspected, manifested))
    made = [*_rounded(inspected, waiting), *_rounded(setting_out, waiting)]
    return [line for line in made if line.trucks or line.planned > NOTHING]


def _inspected(
    problem: Problem,
    t: int,
    waiting: Floats,
    manifested: Floats,
    presented: Floats,
    collected: Floats,
) -> Iterator[_Flow]:
    """Lines that are inspected: each regime has its share of every origin and area."""
    for c, g in np.argwhere(presented.sum(axis=2) > NOTHING).tolist():
        in_all = float(presented[c, g].sum())
        sources = {NOWHERE: in_all}
        if problem.through_corridors and problem.inbound[g]:
            waits = min(float(waiting[c, g]), in_all)
            comes = _coming(problem, t, manifested[:, c, g])
            share = (in_all - waits) / comes.sum() if comes.sum() > 0 else 0.0
            sources = {NOWHERE: waits, **{o: float(x) * share for o, x in enumerate(comes)}}
        to = collected[c, g] if problem.inbound[g] else np.zeros(0)
        areas = {NOWHERE: 1.0}
        if to.sum() > 0:
            areas = {a: float(x / to.sum()) for a, x in enumerate(to) if x > 0}
        for o, source in sources.items():
            for r in np.flatnonzero(presented[c, g]).tolist():
                for a, share in areas.items():
                    flow = source * float(presented[c, g, r]) / in_all * share
                    if flow > NOTHING:
                        fill = float(problem.fill[t, r])
                        waits_there = o == NOWHERE and bool(
                            problem.through_corridors and problem.inbound[g]
                        )
                        yield _Flow((o, c, g, r, a), flow, fill, waits_there)


def _coming(problem: Problem, t: int, manifested: Floats) -> Floats:
    """(O,) What of it gets to the crossing on the same day."""
    same_day = problem.corridor_transit[t] < problem.days[0]
    late = problem.corridor_transit[t] / problem.days[0]
    return np.asarray(
        np.where(same_day, manifested * (1 - problem.corridor_loss[t]) * (1 - late), 0.0)
    )


def _setting_out(
    problem: Problem, t: int, inspected: list[_Flow], manifested: Floats
) -> Iterator[_Flow]:
    """What sets out and is not inspected today."""
    rest = manifested * (1 - problem.corridor_loss[t])[:, None, None]
    for flow in inspected:
        o, c, g, _, _ = flow.place
        if o != NOWHERE:
            rest[o, c, g] -= flow.truckloads
    for o, c, g in np.argwhere(rest > NOTHING).tolist():
        yield _Flow((o, c, g, NOWHERE, NOWHERE), float(rest[o, c, g]), 1.0, False)


def _rounded(flows: list[_Flow], waiting: Floats) -> Iterator[DayLine]:
    """Lines in whole trucks, no more than wait."""
    if not flows:
        return
    corridor, crossing, good, regime, area = np.array([flow.place for flow in flows]).T
    trucks = np.array([[flow.truckloads / flow.fill for flow in flows]])  # (1, N)
    there = np.full(trucks.shape, np.inf)
    whole = whole_trucks(Lines(corridor, crossing, good, regime, area, trucks, {}, there))[0]
    made = [
        DayLine(*flow.place, int(number), int(number) * flow.fill, float(flow.truckloads))
        for flow, number in zip(flows, whole, strict=True)
    ]
    for c, g in {flow.place[1:3] for flow in flows if flow.waits}:
        own = [n for n, flow in enumerate(flows) if flow.waits and flow.place[1:3] == (c, g)]
        while sum(made[n].truckloads for n in own) > waiting[c, g] + _ROUNDING:
            n = max(own, key=lambda n: (made[n].truckloads - made[n].planned, made[n].trucks))
            if not made[n].trucks:
                break
            fewer = made[n].trucks - 1
            made[n] = replace(made[n], trucks=fewer, truckloads=fewer * flows[n].fill)
    yield from made
