"""The dispatch rule `reoptimise`: each future's own program solved, as if all had been foreseen.

What is found depends on the future and the stored bases alone, not on the order of the futures or
on who solves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from crossings.allocation.hindsight.bases import Bases, bases_of
from crossings.allocation.hindsight.optima import DECIDED, trajectory_of
from crossings.allocation.hindsight.program import HindsightProgram, own_program
from crossings.bounds.factors import factors
from crossings.evaluation import (
    Outcomes,
    ReadyTrajectory,
    Trajectory,
    joined,
    reunited,
    simulated,
)
from crossings.limits.flows import MET
from crossings.problem import Floats, Problem
from crossings.scenarios import Futures, Scenarios, apart, blocks, practised

_BLOCK = 256
"""Futures whose plans are held at once."""
_WORK = 200_000
"""Rows of programs solved in all for the store of bases."""
_FEWEST, _MOST = 20, 2000


@dataclass(frozen=True, eq=False)
class Reoptimised:
    """Plans made for each future by itself, with bases of practice futures to begin from.

    It can be handed to another process, which makes its own program and bases of it.
    """

    problem: Problem
    futures: Futures

    def outcomes(self, scenarios: Scenarios) -> Outcomes:
        """What the best plan of each future comes to; of waiting there is nothing to tell."""
        if self.problem.uncertainty.phases:
            parts = apart(self.problem, scenarios)
            return reunited([(at, self._under(own).outcomes(part)) for own, at, part in parts])
        return joined([self._simulated(block) for block in blocks(scenarios, _BLOCK)])

    def _under(self, problem: Problem) -> Reoptimised:
        """Plans where it is known which phases come about."""
        return self._apart.setdefault(problem, Reoptimised(problem, self.futures))

    @cached_property
    def _apart(self) -> dict[Problem, Reoptimised]:
        return {}

    def columns(self, scenarios: Scenarios) -> Floats:
        """(S, columns) The optimum of each future, in the standing program's columns."""
        return np.concatenate([self._columns(block) for block in blocks(scenarios, _BLOCK)])

    def _columns(self, scenarios: Scenarios) -> Floats:
        program, bases, size = self._program, self.bases, len(scenarios)
        own = factors(self.problem, scenarios)
        rows, columns = program.bounds(own)
        # Always a whole block, so that rounding does not depend on how many futures there are.
        block = np.zeros((_BLOCK, program.factors_in_all))
        block[:size] = own.reshape(size, -1)
        marginal_values = bases.marginal_values(block)[:size]
        lower = np.concatenate([np.zeros(columns.shape[1]), program.rows_lower])
        upper = np.concatenate([columns, rows], axis=1)
        done, made = bases.answers(marginal_values, block[:size], lower, upper)
        for s in np.flatnonzero(~done).tolist():
            program.run(rows[s], columns[s], bases.bases[marginal_values[s].argmin()])
            made[s] = program.highs.getSolution().col_value
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Without what HiGHS holds."""
        return {"problem": self.problem, "futures": self.futures}

    @cached_property
    def _program(self) -> HindsightProgram:
        return HindsightProgram(self.problem)

    @cached_property
    def bases(self) -> Bases:
        """Those of practice futures, fixed before any other is asked for."""
        program = self._program
        first = program.foreseen
        count = min(_MOST, max(_FEWEST, _WORK // max(1, len(program.rows_lower))))
        practice = practised(self.futures, self.problem, count)
        rows, columns = program.bounds(factors(self.problem, practice))
        found = [program.solve(rows[s], columns[s], first.basis) for s in range(len(practice))]
        return bases_of(program, [first, *found])

    def _simulated(self, scenarios: Scenarios) -> Outcomes:
        trajectory = self._drawn(scenarios) if scenarios.changed else self._standing(scenarios)
        return simulated(ReadyTrajectory(trajectory), scenarios, "plan").without_plan()

    def _standing(self, scenarios: Scenarios) -> Trajectory:
        needed = self.problem.needed[None] * scenarios.need[:, None, :, None]  # (S, T, G, A)
        return trajectory_of(self.problem, self._program.ledger, self._columns(scenarios), needed)

    def _drawn(self, scenarios: Scenarios) -> Trajectory:
        """Where coefficients are drawn, each future has a program of its own."""
        parts = []
        for s in range(len(scenarios)):
            program = own_program(self.problem, scenarios, s)
            columns, needed = program.foreseen.columns[None], program.problem.needed[None]
            parts.append(trajectory_of(self.problem, program.ledger, columns, needed))
        return _side_by_side(parts)


def _side_by_side(parts: Sequence[Trajectory]) -> Trajectory:
    names = (*(kind.name for kind in DECIDED if kind != MET), "coverage")
    arrays = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Trajectory(parts[0].problem, **arrays, of_each=True)
