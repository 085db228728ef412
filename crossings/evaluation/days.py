"""From one morning to the next: what is there after a day on which so much came.

The truckloads are those that really left, were inspected and were collected, whoever counted them;
areas meet their needs of them as they do in futures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crossings.evaluation.areas import Areas
from crossings.evaluation.limits import Terms
from crossings.evaluation.lines import goods_in_order
from crossings.evaluation.state import State
from crossings.evaluation.trajectory import Trajectory
from crossings.limits import Kind, Limit, further_limits, limits_of, used
from crossings.limits.flows import COLLECTED, EXPORTED, MANIFESTED, MET, PRESENTED
from crossings.problem import Floats, Problem, ReadOnly
from crossings.problem.morning import Morning
from crossings.problem.travel import arrived, spread
from crossings.scenarios import Scenarios


@dataclass(frozen=True, eq=False)
class Day(ReadOnly):
    """Truckloads that passed on one day."""

    manifested: Floats  # (O, C, G)
    presented: Floats  # (C, G, R)
    collected: Floats  # (C, G, A)


@dataclass(frozen=True, eq=False)
class Evening(ReadOnly):
    """What came of a day: the state of the morning after, and what was met."""

    state: State
    met: Floats  # (G, A)
    exported: Floats  # (G,)
    turned_away: Floats  # (C, G)
    discarded: Floats  # (G, A)


def first_state(problem: Problem) -> State:
    """The state on the first day, as the case says it."""
    spans = {x: np.zeros((1, *x.has_row(problem).shape)) for x in spanning(problem)}
    return State(
        0,
        problem.first_stock[None],
        problem.first_yard[None],
        problem.first_platform[None],
        problem.due_at_crossings()[None],
        problem.due_in_areas()[None],
        np.zeros((1, len(problem.periods), *problem.first_stock.shape)),
        spans,
    )


def spanning(problem: Problem) -> list[Limit]:
    """Limits over several periods."""
    return [limit for limit in limits_of(problem) if limit.spans is not None]


def evening(
    problem: Problem, state: State, day: Day, meant: Trajectory, seen: Scenarios
) -> Evening:
    """What is there after the state's day (S = 1), on which areas and yards went by `meant`."""
    t, length = state.t, float(problem.days[0])
    to_crossings, to_areas = np.array(state.to_crossings), np.array(state.to_areas)
    reach = day.manifested * (1 - problem.corridor_loss[t])[:, None, None]
    for o, parts in enumerate(reach):
        for late, share in spread(problem.corridor_transit[t, o], length):
            if t + late < len(problem.periods):
                to_crossings[0, t + late] += share * parts
    for c, g, a in np.argwhere(day.collected).tolist():
        leaves = day.collected[c, g, a] * (1 - problem.route_loss[t, c, a])
        for late, share in spread(problem.route_transit[t, c, a], length):
            if t + late < len(problem.periods):
                to_areas[0, t + late, g, a] += share * leaves
    released = (day.presented * (1 - problem.refusal[t])).sum(axis=2)  # (C, G)
    areas = _areas(problem, state, meant, seen)
    areas.open_period()
    for g, a in np.argwhere(to_areas[0, t]).tolist():
        areas.arrive(g, a, to_areas[:, t, g, a])
    areas.close_period(t)
    exported = np.where(problem.inbound, 0.0, released.sum(axis=0))
    met = areas.by_place(areas.now_met)[0]
    waiting, turned_away = _yards(problem, state, day, to_crossings[0, t], meant)
    return Evening(
        State(
            t + 1,
            areas.by_place(areas.stock),
            waiting[None],
            np.where(
                problem.inbound,
                np.maximum(state.platforms + released - day.collected.sum(axis=2), 0.0),
                0.0,
            ),
            _later(to_crossings, t),
            _later(to_areas, t),
            areas.new_in(t + 1, len(problem.periods)),
            _given(problem, state, day, met, exported),
        ),
        met,
        exported,
        turned_away,
        areas.by_place(areas.now_discarded)[0],
    )


def _later(coming: Floats, t: int) -> Floats:
    """What is still on the road after period t."""
    coming[:, : t + 1] = 0.0
    return coming


def _areas(problem: Problem, state: State, meant: Trajectory, seen: Scenarios) -> Areas:
    """Areas as they are in the morning."""
    areas = Areas(meant, Terms(problem, seen), seen.need)
    areas.resume(state.t, state.stock, state.arrived)
    return areas


def _yards(
    problem: Problem, state: State, day: Day, due: Floats, meant: Trajectory
) -> tuple[Floats, Floats]:
    """(C, G) What waits for inspection, and what is turned away.

    Beyond the room there goes what is worth least.
    """
    away = np.zeros_like(due)
    if not problem.through_corridors:
        return np.zeros_like(due), away
    there = state.yards[0] + due - day.presented.sum(axis=2)
    there = np.where(problem.inbound, np.maximum(there, 0.0), 0.0)
    away = np.minimum(meant.turned_away[0, state.t], there)
    there = there - away
    for c, room in enumerate(problem.yard[state.t]):
        beyond = max(there[c].sum() - room, 0.0)
        for g in reversed(goods_in_order(problem)):
            gone = min(beyond, there[c, g])
            there[c, g] -= gone
            away[c, g] += gone
            beyond -= gone
    return there, away


def _given(
    problem: Problem, state: State, day: Day, met: Floats, exported: Floats
) -> dict[Limit, Floats]:
    """What counts by now for limits over several periods."""
    of_day = {MANIFESTED: day.manifested, PRESENTED: day.presented, COLLECTED: day.collected,
              MET: met, EXPORTED: exported}  # fmt: skip
    kept, transit = (1 - problem.route_loss)[:, :, None], problem.route_transit[:, :, None]

    def flow(kind: Kind) -> Floats:
        source = COLLECTED if kind not in of_day and "c" in kind.axes else kind
        shape = [len(axis) for axis in _axes(problem, source)]
        made = np.zeros(shape)
        if source in of_day:
            made[state.t] = of_day[source]
        if source is not kind:
            made = arrived(made * kept, transit, float(problem.days[0]))
        return made

    return {limit: before + used(limit, problem, flow) for limit, before in state.given.items()}


def _axes(problem: Problem, kind: Kind) -> list[tuple[object, ...]]:
    """What stands along the axes of a flow, bands of need together."""
    along: dict[str, tuple[object, ...]] = {
        "t": problem.periods, "o": problem.corridors, "c": problem.crossings, "g": problem.goods,
        "r": problem.regimes, "a": problem.areas,
    }  # fmt: skip
    return [along[letter] for letter in kind.axes if letter in along]


def state_at(problem: Problem, morning: Morning) -> State:
    """A morning that somebody wrote down, as a state."""
    given = {}
    for limit in spanning(problem):
        made = np.zeros((1, *limit.has_row(problem).shape))
        if limit.time == "w":
            row = limit.row_time(problem, morning.t)
            made[(0, *row)] = morning.met if limit.places == "ga" else morning.exported
        given[limit] = made
    for own, limit in zip(problem.own_limits, further_limits(problem), strict=False):
        if own.total:
            given[limit] = np.full(given[limit].shape, morning.used.get(own.id, 0.0))
    came = np.array(morning.came)
    return State(
        morning.t, morning.stock[None], morning.yards[None], morning.platforms[None],
        morning.to_crossings[None], morning.to_areas[None], came[None], given,
    )  # fmt: skip


def morning_of(problem: Problem, state: State) -> Morning:
    """A state (S = 1), to be written down."""
    met = np.zeros((len(problem.goods), len(problem.areas)))
    exported, used_by = np.zeros(len(problem.goods)), {}
    for limit, given in state.given.items():
        if limit.time == "w":
            row = (0, *limit.row_time(problem, state.t))
            if limit.places == "ga":
                met = given[row]
            else:
                exported = given[row]
    for own, limit in zip(problem.own_limits, further_limits(problem), strict=False):
        if own.total:
            used_by[own.id] = float(state.given[limit][0])
    return Morning(
        state.t, state.stock[0], state.arrived[0], state.yards[0], state.platforms[0],
        state.to_crossings[0], state.to_areas[0], used_by, met, exported,
    )  # fmt: skip
