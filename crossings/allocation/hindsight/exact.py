"""The value that the best plan of each future has, solved."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.bounds.factors import factors
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, as_planned, scenario_problem


class Exact:
    """Optima of the futures of one problem, each sought from the optimum of what is foreseen."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def optima(self, scenarios: Scenarios) -> Floats:
        """(S,) The value of each future's program.

        Raises `SurroundingsError` where the solver gives up.
        """
        if scenarios.changed:
            return np.array([self._of_its_own(scenarios, s) for s in range(len(scenarios))])
        program = self._program
        rows, columns = program.bounds(factors(self._problem, scenarios))
        basis = self._first.basis
        return np.array(
            [program.solve(rows[s], columns[s], basis).value for s in range(len(scenarios))]
        )

    @cached_property
    def _program(self) -> HindsightProgram:
        return HindsightProgram(self._problem)

    @cached_property
    def _first(self) -> Solved:
        return _foreseen(self._program)

    def _of_its_own(self, scenarios: Scenarios, s: int) -> float:
        own = scenario_problem(self._problem, scenarios, s)
        return _foreseen(HindsightProgram(own)).value


def _foreseen(program: HindsightProgram) -> Solved:
    rows, columns = program.bounds(factors(program.problem, as_planned(program.problem)))
    return program.solve(rows[0], columns[0])
