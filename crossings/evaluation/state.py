"""What is there at the beginning of a period: all that whoever decides then has to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from crossings.arrays import frozen
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.lines import NOWHERE
from crossings.evaluation.roads import Place
from crossings.evaluation.simulation import Flows, Simulation
from crossings.limits import Kind, Limit, limits_of, used
from crossings.limits.flows import ARRIVED, EXPORTED, HELD, MET, TURNED_AWAY, WAITING
from crossings.problem import Floats, Problem, ReadOnly
from crossings.problem.travel import arrived
from crossings.scenarios import Scenarios


@dataclass(frozen=True, eq=False)
class State(ReadOnly):
    """Truckloads by where they are at the beginning of period t, in each of S scenarios."""

    t: int
    stock: Floats  # (S, G, A)
    yards: Floats  # (S, C, G) before inspection
    platforms: Floats  # (S, C, G) released
    to_crossings: Floats  # (S, T, C, G) on the road, by the period in which they get there
    to_areas: Floats  # (S, T, G, A) likewise
    arrived: Floats  # (S, T, G, A) in stock as new as that: goods that keep for a while alone
    given: Mapping[Limit, Floats]
    """(S, *row) What counts by now for limits over several periods."""

    def __post_init__(self) -> None:
        """Make every array read-only."""
        super().__post_init__()
        given = {limit: frozen(array) for limit, array in self.given.items()}
        object.__setattr__(self, "given", given)

    def __len__(self) -> int:
        return len(self.stock)


def state_of(simulation: Simulation, flows: Flows) -> State:
    """The state of scenarios that are carried, whose flows so far are `flows`."""
    problem, size = simulation.terms.problem, len(simulation.scenarios)
    periods, t = range(len(problem.periods)), simulation.t
    by_crossing = (len(problem.crossings), len(problem.goods))
    by_area = (len(problem.goods), len(problem.areas))
    areas, yards = simulation.areas, simulation.yards
    to_crossings = np.zeros((size, len(periods), *by_crossing))
    to_areas = np.zeros((size, len(periods), *by_area))
    for u in periods[t:]:
        for (c, g), truckloads in yards.road.coming(u):
            to_crossings[:, u, c, g] += truckloads
        for (_, g, a), truckloads in simulation.roads.coming(u):
            to_areas[:, u, g, a] += truckloads
    return State(
        t,
        areas.by_place(areas.stock),
        _there(yards.there.items(), size, by_crossing),
        _there(simulation.platforms.there.items(), size, by_crossing),
        to_crossings,
        to_areas,
        areas.new_in(t, len(periods)),
        _given(problem, flows, size),
    )


def resumed(
    ready: ReadyTrajectory, scenarios: Scenarios, state: State, flows: Flows | None = None
) -> Simulation:
    """A simulation that goes on from a state; what came of the periods before it does not tell."""
    simulation = Simulation(ready, scenarios, flows=flows)
    simulation.t = state.t
    simulation.yards.resume(state.yards, state.to_crossings)
    simulation.platforms.resume(state.platforms)
    simulation.roads.resume(state.to_areas, (NOWHERE,))
    simulation.areas.resume(state.t, state.stock, state.arrived)
    simulation.further.resume(state.given)
    return simulation


def _there(found: Iterable[tuple[Place, Floats]], size: int, axes: tuple[int, int]) -> Floats:
    made = np.zeros((size, *axes))
    for (c, g), truckloads in found:
        made[:, c, g] = truckloads
    return made


def _given(problem: Problem, flows: Flows, size: int) -> dict[Limit, Floats]:
    found: dict[Limit, Floats] = {}
    kept, transit = (1 - problem.route_loss)[:, :, None], problem.route_transit[:, :, None]
    names = {WAITING: "in_yard", HELD: "held", TURNED_AWAY: "turned_away", EXPORTED: "exported"}
    for limit in limits_of(problem):
        if limit.spans is None or not limit.row_spans(problem):
            continue
        rows = []
        for s in range(size):

            def flow(kind: Kind, s: int = s) -> Floats:
                if kind == ARRIVED:
                    leaving = flows.collected[s] * kept
                    return arrived(leaving, transit, float(problem.days[0]))
                if kind == MET:
                    return np.asarray(flows.met[s])
                return np.asarray(getattr(flows, names.get(kind, kind.name))[s])

            rows.append(used(limit, problem, flow))
        found[limit] = np.stack(rows)
    return found
