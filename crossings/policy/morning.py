"""What is known at the beginning of a period, before anything moves in it."""

from __future__ import annotations

from collections.abc import Mapping

from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.limits import Row
from crossings.evaluation.simulation import Simulation
from crossings.problem import Floats


class Morning:
    """The morning of the period in which a simulation is, with what may leave in it."""

    def __init__(
        self, simulation: Simulation, ready: ReadyTrajectory, ordered: Mapping[Row, Floats]
    ) -> None:
        self.t, self.terms = simulation.t, simulation.terms
        self.areas, self.roads = simulation.areas, simulation.roads
        self.yards, self.platforms = simulation.yards, simulation.platforms
        rows = ready.stages(self.t, simulation.terms).rows
        found = {row: simulation.further.left(row, self.t) for row in rows}
        self.capacity: dict[Row, Floats] = {
            row: allowed for row, allowed in found.items() if allowed is not None
        } | dict(ordered)
        self.in_yards = dict(simulation.yards.there)
        """(S,) What waits there, with what comes from the road in the period."""
        for place, truckloads in simulation.yards.road.coming(self.t):
            self.in_yards[place] = self.in_yards[place] + truckloads
