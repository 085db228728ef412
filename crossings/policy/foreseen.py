"""Where nothing is uncertain: the plan, as long as all that a morning finds is as it foresees.

Found are what areas have and are about to get, what waits and lies at crossings, and what limits
leave. On a morning that finds anything otherwise prices decide; on one that does not, the plan.
"""

from __future__ import annotations

import numpy as np

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.dispatch import use_up
from crossings.evaluation.limits import Row
from crossings.evaluation.lines import Line
from crossings.evaluation.simulation import Simulation
from crossings.evaluation.trajectory import Trajectory
from crossings.problem import Flags, Floats
from crossings.scenarios import as_planned

_ROUNDING = 1e-6
"""Share of a quantity, or of a truckload, by which it may be off."""
OF_THE_PLAN = ("discarded", "turned_away", "held")
"""What a trajectory says of places that prices never ask for."""
PLACES = ("stock", "coverage", *OF_THE_PLAN)
"""What a trajectory says of places rather than of lines."""


class Foreseen:
    """A plan along all lines by which anything can go, and the mornings that it foresees."""

    def __init__(self, plan: Trajectory, ready: ReadyTrajectory) -> None:
        self.plan, self._ready = plan, ready
        self._departing = departing(plan, ready)
        self._mornings: list[Floats] = []
        simulation = Simulation(ready, as_planned(ready.problem))
        simulation.keep(plan)
        for t in range(len(ready.problem.periods)):
            self._mornings.append(self._found(simulation)[0])
            simulation.carry(self.sends(t, 1))

    def sends(self, t: int, size: int) -> list[Floats]:
        """(S, N) What leaves by each line in period t, the same in all scenarios."""
        return [np.tile(departing[t], (size, 1)) for departing in self._departing]

    def came(self, simulation: Simulation) -> Flags:
        """(S,) Whether a morning finds what is foreseen of it."""
        if simulation.scenarios.changed:
            return np.zeros(len(simulation.scenarios), dtype=bool)
        found, foreseen = self._found(simulation), self._mornings[simulation.t]
        off = np.abs(found - foreseen) > _ROUNDING * (1 + np.abs(foreseen))
        return np.asarray(~off.any(axis=1))

    def left(self, simulation: Simulation, sends: list[Floats]) -> dict[Row, Floats]:
        """(S,) What limits leave in the period behind what is sent by each line."""
        stages = self._ready.stages(simulation.t, simulation.terms)
        found = {row: simulation.further.left(row, simulation.t) for row in stages.rows}
        left = [np.zeros(0) if each is None else each.copy() for each in found.values()]
        for turn in (stages.to_yards, stages.inspected, stages.from_platforms):
            for step in turn.steps:
                parts = sends[step.index]
                use_up(step, parts.sum(axis=1), parts, left)
        return {
            row: rest
            for (row, allowed), rest in zip(found.items(), left, strict=True)
            if allowed is not None
        }

    def _found(self, simulation: Simulation) -> Floats:
        """(S, ·) All that a morning finds."""
        t, scenarios = simulation.t, simulation.scenarios
        problem, size = self._ready.problem, len(scenarios)
        rows = self._ready.stages(t, simulation.terms).rows
        allowed = [simulation.further.left(row, t) for row in rows]
        due = np.zeros((size, *problem.needed.shape[1:]))  # (S, G, A)
        for (_, g, a), truckloads in simulation.roads.coming(t):
            due[:, g, a] += truckloads
        comes = np.zeros((size, len(problem.crossings), len(problem.goods)))
        for (c, g), truckloads in simulation.yards.road.coming(t):
            comes[:, c, g] += truckloads
        columns = [
            *(np.minimum(each, np.finfo(np.float64).max) for each in allowed if each is not None),
            *simulation.yards.there.values(),
            *simulation.platforms.there.values(),
        ]
        return np.column_stack([
            scenarios.need, simulation.areas.stock, due.reshape(size, -1),
            comes.reshape(size, -1), *columns,
        ])  # fmt: skip


def departing(plan: Trajectory, ready: ReadyTrajectory) -> list[Floats]:
    """(T, N) What a plan sends by each line by which anything can go."""
    planned = {_name(line): line for line in ReadyTrajectory(plan).lines}
    return [_departing(line, planned.get(_name(line))) for line in ready.lines]


def _name(line: Line) -> tuple[object, ...]:
    to = line.areas if line.begins == "platform" else ()  # from there one leads to each area
    return line.begins, line.ends, line.corridor, line.crossing, line.good, line.regime, to


def _departing(line: Line, planned: Line | None) -> Floats:
    """(T, N) What the plan sends by a line, area by area of it."""
    made = np.zeros((line.departing.shape[1], max(1, len(line.areas))))
    if planned is None:
        return made
    if not line.areas:
        return np.array(planned.departing[0])
    for n, a in enumerate(planned.areas):
        if a in line.areas:  # a solver's rounding sends next to nothing where nothing arrives
            made[:, line.areas.index(a)] = planned.departing[0, :, n]
    return made
