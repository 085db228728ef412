"""The program of one future, solved as if it had been known from the first day.

It is the program of the problem without floors, its limits and needs times the scenario's factors
(`crossings.bounds.factors`). Of the stock to be left at the end something may lack, at its price.
It stands in HiGHS; from future to future only bounds of rows and columns change, and every search
begins from a basis that is named, so that what it finds depends on the future alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import highspy
import numpy as np

from crossings.allocation.interruptible import ONE_AT_A_TIME
from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import Matrix, fit_bounds, fit_costs
from crossings.allocation.objectives import Costs, scenario_costs, set_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.settings import FALLBACKS, configure
from crossings.bounds.factors import Layout, factors
from crossings.errors import SurroundingsError
from crossings.limits import limits_of
from crossings.limits.flows import COLLECTED, EXPORTED, MET, PRESENTED
from crossings.problem import Floats, Positions, Problem
from crossings.problem.places import over_platforms
from crossings.scenarios import Scenarios, as_planned, scenario_problem, without_floors

OPTIMAL = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)


@dataclass(frozen=True, eq=False)
class Solved:
    """The optimum of one future."""

    value: float
    columns: Floats
    prices: Floats  # (rows,) as the solver signs them in a minimisation
    reduced_costs: Floats  # (columns,) likewise
    basis: Any


@dataclass(frozen=True, eq=False)
class Scaled:
    """Bounds that futures change: `rate` times the factor at `place` of (T · F)."""

    index: Positions  # (n,) row or column
    rate: Floats  # (n,)
    place: Positions  # (n,)

    def times(self, factors: Floats) -> Floats:
        """(S, n) Bounds under (S, T · F) factors."""
        return np.asarray(self.rate * factors[:, self.place])


class HindsightProgram:
    """The standing program of a problem's futures, whose coefficients are the problem's own."""

    def __init__(self, problem: Problem) -> None:
        self.problem = self._posed(problem)
        self.ledger = self._stated()
        self.highs: Any = self.ledger.solver_model()
        configure(self.highs)
        fit_bounds(self.highs, self.ledger)
        set_costs(self.highs, self.ledger, self._costs())
        lp = self.highs.getLp()
        fit_costs(self.highs, np.array(lp.col_cost_))
        self.rows_lower, self.rows_upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        self.columns_upper = np.array(lp.col_upper_)
        self.limits, self.needs = self._of_limits(), self._of_needs()
        self.gates = self._of_missing_gates()
        self.factors_in_all = Layout.of(problem).size * len(problem.periods)
        self.constant = np.flatnonzero(np.isfinite(self.rows_lower))
        self._all_rows = np.arange(len(self.rows_lower), dtype=np.int32)
        self._all_columns = np.arange(len(self.columns_upper), dtype=np.int32)
        self._none = np.zeros(len(self.columns_upper))

    def _posed(self, problem: Problem) -> Problem:
        """The problem that the program is of."""
        return without_floors(problem)

    def _stated(self) -> Ledger:
        return allocation_program(self.problem, elastic=True)

    def _costs(self) -> Costs:
        return scenario_costs(self.ledger, self.problem)

    @cached_property
    def entries(self) -> tuple[Any, Any, Floats]:
        """Row, column and coefficient of every entry of the program."""
        matrix = Matrix.of(self.highs.getLp())
        return matrix.row, matrix.column, matrix.value

    def bounds(self, factors: Floats) -> tuple[Floats, Floats]:
        """Upper bounds of rows (S, rows) and of columns (S, columns) under (S, T, F) factors."""
        flat = factors.reshape(len(factors), -1)
        rows = np.tile(self.rows_upper, (len(flat), 1))
        rows[:, self.limits.index] = self.limits.times(flat)
        columns = np.tile(self.columns_upper, (len(flat), 1))
        columns[:, self.needs.index] = self.needs.times(flat)
        shut = self.gates.times(flat) == 0
        columns[:, self.gates.index] = np.where(shut, 0.0, columns[:, self.gates.index])
        return rows, columns

    def bounds_of(self, scenario: Scenarios) -> tuple[Floats, Floats]:
        """Upper bounds of rows (rows,) and of columns (columns,) in one scenario."""
        rows, columns = self.bounds(factors(self.problem, scenario))
        return rows[0], columns[0]

    @cached_property
    def foreseen(self) -> Solved:
        """The optimum of what the problem itself foresees."""
        return self.solve(*self.bounds_of(as_planned(self.problem)))

    def solve(self, rows_upper: Floats, columns_upper: Floats, basis: Any = None) -> Solved:
        """The optimum within such bounds, sought from `basis`.

        Raises `SurroundingsError` where the solver gives up.
        """
        self.run(rows_upper, columns_upper, basis)
        solution = self.highs.getSolution()
        return Solved(
            -float(self.highs.getObjectiveValue()),
            np.array(solution.col_value),
            np.array(solution.row_dual),
            np.array(solution.col_dual),
            self.highs.getBasis(),
        )

    def run(
        self,
        rows_upper: Floats,
        columns_upper: Floats,
        basis: Any = None,
        rows_lower: Floats | None = None,
    ) -> None:
        """Bring HiGHS to the optimum within such bounds; see `solve`.

        `rows_lower` are those of the program unless they are given.
        """
        highs, lower = self.highs, self.rows_lower if rows_lower is None else rows_lower
        highs.changeRowsBounds(len(self._all_rows), self._all_rows, lower, rows_upper)
        highs.changeColsBounds(len(self._all_columns), self._all_columns, self._none, columns_upper)
        if basis is not None:
            highs.setOptionValue("solver", "simplex")
            highs.clearSolver()
            highs.setBasis(basis)
        with ONE_AT_A_TIME:
            highs.run()
        if highs.getModelStatus() not in OPTIMAL:
            self._run_again()

    def _run_again(self) -> None:
        """From nothing, by simplex alone: what presolve, scaling or a basis led astray."""
        self.highs.setOptionValue("solver", "simplex")
        before = [(option, self.highs.getOptionValue(option)[1]) for option, _ in FALLBACKS]
        status = None
        for option, value in FALLBACKS:
            if status not in OPTIMAL:
                self.highs.clearSolver()
                self.highs.setOptionValue(option, value)
                with ONE_AT_A_TIME:
                    self.highs.run()
                status = self.highs.getModelStatus()
        for option, value in before:
            self.highs.setOptionValue(option, value)
        if status not in OPTIMAL:
            text = self.highs.modelStatusToString(status)
            raise SurroundingsError(f"the solver gave up on a future: {text}")

    def _of_limits(self) -> Scaled:
        """What rows allow."""
        found: list[tuple[int, float, int]] = []
        usual, layout = self._usual(), Layout.of(self.problem)
        for limit in limits_of(self.problem):
            if limit.sense != "at most":
                continue
            rates = limit.allowed(self.problem)
            for key, row in self.ledger.row_places(limit).items():
                t = key[0] if limit.time else 0
                at = key[len(limit.time) :]
                own = layout.own(limit, self.problem)
                place = t * layout.size + own.get(at, layout.at(limit, at).start)
                share = usual[place]
                found.append((row, float(rates[key]) / share if share > 0 else 0.0, place))
        return _scaled(found)

    def _of_needs(self) -> Scaled:
        """What columns of need met allow."""
        found = [
            (column, float(self.columns_upper[column]), self._place("need", *key[:2]))
            for kind in (MET, EXPORTED)
            for key, column in self.ledger.columns(kind).items()
        ]
        return _scaled(found)

    def _of_missing_gates(self) -> Scaled:
        """Columns that no gate and no cap keeps at 0 while their crossing or route is shut."""
        found = [
            (column, 1.0, self._place("opens", *key[:2]))
            for key, column in self.ledger.columns(PRESENTED).items()
            if np.isinf(self.problem.gate[key[0], key[1]])
        ]
        routes = {route: j for j, route in enumerate(self.problem.dated_routes)}
        lies = over_platforms(self.problem)
        for (t, c, g, a), column in self.ledger.columns(COLLECTED).items():
            if np.isfinite(self.problem.route_capacity[t, c, a]):
                continue
            if (c, a) in routes:
                found.append((column, 1.0, self._place("route_days", t, routes[c, a])))
            elif lies[c, g]:
                found.append((column, 1.0, self._place("opens", t, c)))
        return _scaled(found)

    def _usual(self) -> Floats:
        return factors(self.problem, as_planned(self.problem)).reshape(-1)

    def _place(self, name: str, t: int, at: int) -> int:
        """Where a factor stands in (T · F)."""
        layout = Layout.of(self.problem)
        among: slice = getattr(layout, name)
        return int(t * layout.size + among.start + at)


def own_program(problem: Problem, scenarios: Scenarios, s: int) -> HindsightProgram:
    """A program of one scenario's own, which foresees it, where coefficients are drawn."""
    return HindsightProgram(scenario_problem(problem, scenarios, s))


def _scaled(found: list[tuple[int, float, int]]) -> Scaled:
    table = np.array(found, dtype=np.float64).reshape(-1, 3)
    return Scaled(table[:, 0].astype(np.intp), table[:, 1], table[:, 2].astype(np.intp))
