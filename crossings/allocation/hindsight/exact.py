"""The value that the best plan of each future has, solved."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from crossings.allocation.hindsight.program import HindsightProgram, own_program
from crossings.bounds.factors import factors
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, apart, scattered


class Exact:
    """Optima of the futures of one problem, each sought from the optimum of what is foreseen."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    def optima(self, scenarios: Scenarios) -> Floats:
        """(S,) The value of each future's program.

        Raises `SurroundingsError` where the solver gives up.
        """
        if self._problem.uncertainty.phases:
            parts = apart(self._problem, scenarios)
            return scattered([(at, self._under(own).optima(part)) for own, at, part in parts])
        count = range(len(scenarios))
        if scenarios.changed:
            own = (own_program(self._problem, scenarios, s) for s in count)
            return np.array([program.foreseen.value for program in own])
        program = self._program
        rows, columns = program.bounds(factors(self._problem, scenarios))
        basis = program.foreseen.basis
        return np.array([program.solve(rows[s], columns[s], basis).value for s in count])

    def _under(self, problem: Problem) -> Exact:
        """Optima where it is known which phases come about."""
        return self._apart.setdefault(problem, Exact(problem))

    @cached_property
    def _apart(self) -> dict[Problem, Exact]:
        return {}

    @cached_property
    def _program(self) -> HindsightProgram:
        return HindsightProgram(self._problem)
