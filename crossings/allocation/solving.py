"""HiGHS on a program, objective after objective.

A later objective chooses among the best plans of those before it. These are exactly the plans that
complement one optimal dual: columns whose reduced cost is not 0 stay at their bound, rows whose
price is not 0 stay tight. Fixing both needs no tolerance on the earlier objective's value. Where
costs are too far apart for one dual to tell them all, what they leave open is asked again
(`magnitudes`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from crossings.allocation.alike import Runs, least_by_runs
from crossings.allocation.idle import worth_passed_on
from crossings.allocation.interruptible import solved
from crossings.allocation.ledger import Ledger
from crossings.allocation.magnitudes import Matrix, are_wide, fit_bounds, fit_costs, left_of
from crossings.allocation.objectives import Costs, costs_of
from crossings.allocation.outcomes import Bounds, Ending, Face, Outcome
from crossings.allocation.prices import bounds_priced, least_inside, least_price
from crossings.allocation.settings import DUAL, FALLBACKS, NEARBY, PRIMAL, configure
from crossings.ends.deadline import NEVER, Deadline
from crossings.errors import SurroundingsError
from crossings.limits import Kind
from crossings.problem import Flags, Floats, Positions

_Status = highspy.HighsModelStatus
_FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)
_STOPPED = (_Status.kTimeLimit, _Status.kIterationLimit)
_INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)
_BRIEF = 8_000
"""Columns up to which an objective takes a small part of a second."""
_ROUNDS = 8
"""How often what small costs leave open is asked at most; each time they are a scale smaller."""
_NEAR_STEPS = 0.1
"""Steps of simplex, a share of the columns of a large program, from the optimum of other limits;
where they do not suffice, interior point begins anew. On 24,000 columns that takes 0.9 s, and dual
simplex 0.1 to 50."""


class Search:
    """One program in HiGHS, solved for one objective after the other."""

    runs: Runs | None = None
    """What is added up of it, where it is."""

    def __init__(
        self, ledger: Ledger, deadline: Deadline = NEVER, idle: Positions | None = None
    ) -> None:
        """Columns that are `idle` are left out until prices ask for them."""
        self._idle = np.zeros(0, dtype=np.int32) if idle is None else idle.astype(np.int32)
        self._highs = ledger.solver_model()
        self._ledger = ledger
        self._deadline = deadline
        lp = self._highs.getLp()
        self._matrix = Matrix.of(lp)
        self._largest_coefficients = self._matrix.largest_of_rows(lp.num_row_)
        self._solver = configure(self._highs, without_waiting=len(self._idle) > 0)
        self._brief = lp.num_col_ <= _BRIEF
        self._inside = self._highs.getOptionValue("run_crossover")[1] == "off"
        """Whether it looks for the middle of what is optimal, and for no vertex."""
        fit_bounds(self._highs, ledger)
        self._has_plan = self._is_near = False
        self._column_bounds = np.array(lp.col_lower_), np.array(lp.col_upper_)
        self._row_bounds = np.array(lp.row_lower_), np.array(lp.row_upper_)
        self._first_basis: Any = None

    def minimise(self, costs: Costs) -> Outcome:
        """Outcome of minimising Σ costs over what earlier objectives left open."""
        return self.minimise_each(costs_of(self._highs, self._ledger, costs))

    def minimise_each(self, costs: Floats, *, onward: bool = False) -> Outcome:
        """Likewise, with (columns,) the cost of every column.

        `onward`: from the last optimum, which is a plan still.
        """
        if onward and self._highs.getBasis().valid:
            self._by_simplex(PRIMAL)
        self.charge(costs)
        by_runs = self.runs and least_by_runs(self.runs, self.face, costs, self._deadline)
        outcome = by_runs or self._without_idle(costs) or self._run()
        if self._first_basis is None and outcome.status == "optimal" and not outcome.is_inside:
            self._first_basis = outcome.basis
        return outcome

    def charge(self, costs: Floats) -> None:
        """Have every column cost so much, (columns,)."""
        _set_all(self._highs.changeColsCost, costs)
        fit_costs(self._highs, costs)

    def reopen(
        self,
        limits: Floats,
        start: Outcome | None = None,
        *,
        within: bool = False,
        anew: bool = False,
    ) -> None:
        """Forget every objective and leave open all plans within `limits`, for the next ones.

        `limits` (rows,) are finite where a row's bound is to be another than at first. Always
        starting from the first optimum makes outcomes independent of the order of the questions;
        where the order is fixed, `start` from a nearer one is quicker. The search goes on from its
        prices or, if its plan is `within` the limits, from that; or `anew`, from nothing, as it
        always does where vertices take longest.
        """
        self._has_plan = False
        _set_all(self._highs.changeColsBounds, *self._column_bounds)
        known = np.isfinite(limits)
        changed = [np.where(known & np.isfinite(each), limits, each) for each in self._row_bounds]
        _set_all(self._highs.changeRowsBounds, *changed)
        basis = self._first_basis if start is None else start.basis
        if anew or self._inside:
            self._highs.setOptionValue("simplex_strategy", DUAL)
            self._anew()
        elif basis is not None and basis.valid:
            self._by_simplex(PRIMAL if within else DUAL)
            self._highs.clearSolver()
            self._highs.setBasis(basis)
            self._is_near = self._solver != "simplex"

    def open(self, kind: Kind) -> None:
        """Let the columns of `kind` be as large as they need to be, until all is reopened."""
        places = self._ledger.places(kind).astype(np.int32)
        nothing = np.zeros(len(places))
        self._highs.changeColsBounds(len(places), places, nothing, nothing + highspy.kHighsInf)

    def within(self, bounds: Bounds) -> None:
        """Forget every objective and leave open all that is within `bounds`, for the next ones.

        It goes on from where the last one ended: which of outcomes with one value is found hangs on
        the order of the questions.
        """
        self._has_plan = False
        self._by_simplex(DUAL)
        most = bounds.columns_upper
        _set_all(self._highs.changeColsBounds, np.zeros_like(most), most)
        _set_all(self._highs.changeRowsBounds, bounds.rows_lower, bounds.rows_upper)

    def weigh(self, row: int, column: int, coefficient: float) -> None:
        """Set one coefficient, for the next questions."""
        self._highs.changeCoeff(row, column, coefficient)

    @property
    def bounds(self) -> Bounds:
        """The bounds at first."""
        return Bounds(self._column_bounds[1].copy(), *(each.copy() for each in self._row_bounds))

    def idle(self, among: Flags) -> Flags:
        """(columns,) Those `among` all that are left out until prices ask for them."""
        return among & np.isin(np.arange(len(among)), self._idle)

    def keep_optimal(self, outcome: Outcome) -> Outcome:
        """Leave open only the plans that are as good as `outcome`, itself one of them.

        Returns one of the plans left, by which small costs are settled beside large ones too. An
        outcome of a search that was stopped leaves nothing to keep.
        """
        if outcome.status != "optimal":
            return outcome
        self._has_plan = True
        costs = np.array(self._highs.getLp().col_cost_)
        prices, found = self._fix(outcome, costs), outcome
        for _ in range(_ROUNDS if are_wide(costs) else 0):
            is_open = self.face.columns_lower < self.face.columns_upper
            left = np.where(is_open, left_of(costs, self._matrix, prices), 0.0)
            if not left.any():
                break
            self.charge(left)
            found = self._run()
            if found.status != "optimal":
                return replace(outcome, status="feasible")
            prices += self._fix(found, left)
        if found is outcome:
            return outcome
        reduced = costs - self._matrix.times(prices, len(costs))
        value = float(costs @ found.columns)
        return replace(found, value=value, reduced_costs=reduced, prices=prices)

    def confine(self, lower: Mapping[int, float], upper: Mapping[int, float]) -> None:
        """Set the least and the most of some columns, by their places, for every objective."""
        for bound, given in zip(self._column_bounds, (lower, upper), strict=True):
            bound[list(given)] = list(given.values())
        _set_all(self._highs.changeColsBounds, *self._column_bounds)

    @property
    def face(self) -> Face:
        """What is open by now."""
        lp = self._highs.getLp()
        bounds = (lp.col_lower_, lp.col_upper_, lp.row_lower_, lp.row_upper_)
        return Face(self._matrix, *(np.array(each) for each in bounds))

    def settle(self, columns: Positions, plan: Floats, before: Outcome) -> None:
        """Leave open only what has some columns as in `plan`, for the next objectives.

        Rows stay where it has them, or are let out as far as it passes them by rounding. A small
        program goes on from the vertex of an outcome `before`, which is near.
        """
        face, at = self.face, self.rows_of(plan)
        places = columns.astype(np.int32)
        self._highs.changeColsBounds(len(places), places, plan[columns], plan[columns])
        tight = face.rows_lower == face.rows_upper
        lower = np.where(tight, at, np.minimum(at, face.rows_lower))
        upper = np.where(tight, at, np.maximum(at, face.rows_upper))
        _set_all(self._highs.changeRowsBounds, lower, upper)
        if self._solver == "simplex" and before.basis.valid:
            self._by_simplex(PRIMAL)
            self._highs.clearSolver()
            self._highs.setBasis(before.basis)
        else:
            self._anew()

    def rows_of(self, columns: Floats) -> Floats:
        """(rows,) What columns make of every row."""
        return self._matrix.rows(columns, len(self._largest_coefficients))

    def _fix(self, outcome: Outcome, costs: Floats) -> Floats:
        """Fix what has a price in an outcome under `costs`; (rows,) prices of the rows fixed."""
        lp = self._highs.getLp()
        least = self._least(outcome, costs)
        lower, upper = np.array(lp.col_lower_), np.array(lp.col_upper_)
        at, stands = bounds_priced(outcome.reduced_costs, outcome.columns, lower, upper)
        kept = np.abs(outcome.reduced_costs) > least
        columns = np.flatnonzero(kept & stands).astype(np.int32)
        self._highs.changeColsBounds(len(columns), columns, at[columns], at[columns])

        lower, upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        at, stands = bounds_priced(outcome.prices, outcome.rows, lower, upper)
        kept = np.abs(outcome.prices) * self._largest_coefficients > least
        rows = np.flatnonzero(kept & stands).astype(np.int32)
        self._highs.changeRowsBounds(len(rows), rows, at[rows], at[rows])
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        prices = np.zeros_like(outcome.prices)
        prices[rows] = outcome.prices[rows]
        return prices

    def _without_idle(self, costs: Floats) -> Outcome | None:
        """Outcome without idle columns; None where there are none, or one of them would help."""
        face = self.face
        left_out = self.idle((face.columns_lower == 0) & (face.columns_upper > 0))
        places = np.flatnonzero(left_out).astype(np.int32)
        if not len(places) or self._highs.getOptionValue("solver")[1] in ("simplex", NEARBY):
            return None
        nothing, upper = np.zeros(len(places)), face.columns_upper[places]
        self._highs.changeColsBounds(len(places), places, nothing, nothing)
        outcome = self._run()
        least = self._least(outcome, costs) if outcome.status == "optimal" else None
        self._highs.changeColsBounds(len(places), places, nothing, upper)
        balanced = (face.rows_lower == 0) & (face.rows_upper == 0)
        prices = outcome.reduced_costs, outcome.prices
        if least is not None:
            found = worth_passed_on(self._matrix, *prices, left_out, balanced, least)
        else:  # stopped early, it is what it is
            found = None if outcome.status == "infeasible" else prices
        if found is not None:
            return replace(outcome, reduced_costs=found[0], prices=found[1])
        self._idle = self._idle[:0]
        self._solver = configure(self._highs)
        self._anew()
        return None

    def _anew(self) -> None:
        """Begin from nothing, by the solver for programs of this size."""
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", self._solver)

    def _by_simplex(self, strategy: int) -> None:
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("simplex_strategy", strategy)

    def _run(self) -> Outcome:
        near = self._from_near() if self._is_near else None
        status = near or solved(self._highs, self._deadline, brief=self._brief)
        if self._solver == NEARBY:
            return self._outcome(status)
        if self._inside and status not in _STOPPED and not self._tells_face(status):
            self._highs.clearSolver()
            self._highs.setOptionValue("run_crossover", "on")
            status = solved(self._highs, self._deadline, brief=self._brief)
            self._highs.setOptionValue("run_crossover", "off")
        ended = (_Status.kOptimal, _Status.kModelEmpty, *_STOPPED)
        for option, value in FALLBACKS:
            if status in (ended if self._has_plan else (*ended, *_INFEASIBLE)):
                break
            self._highs.clearSolver()
            self._by_simplex(DUAL)
            self._highs.setOptionValue(option, value)
            status = solved(self._highs, self._deadline, brief=self._brief)
        return self._outcome(status)

    def _from_near(self) -> Any:
        """The status that some steps of simplex end with; None where they do not suffice."""
        self._is_near, most = False, int(_NEAR_STEPS * len(self._column_bounds[0]))
        self._highs.setOptionValue("simplex_iteration_limit", most)
        status = solved(self._highs, self._deadline, brief=self._brief)
        self._highs.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        if status != _Status.kIterationLimit:
            return status
        self._anew()
        return None

    def _tells_face(self, status: Any) -> bool:
        """Whether an optimum was found that says what all the others have in common."""
        if status != _Status.kOptimal or self._highs.getBasis().valid:
            return bool(status in (_Status.kOptimal, _Status.kModelEmpty))
        solution, costs = self._highs.getSolution(), np.array(self._highs.getLp().col_cost_)
        prices = np.array(solution.row_dual)
        return self._least_inside(np.array(solution.col_dual), prices, costs) is not None

    def _least(self, outcome: Outcome, costs: Floats) -> float:
        """What prices of an outcome are at least that hold something."""
        prices = outcome.reduced_costs, outcome.prices
        inside = self._least_inside(*prices, costs) if outcome.is_inside else None
        return inside or least_price(costs)

    def _least_inside(self, reduced: Floats, prices: Floats, costs: Floats) -> float | None:
        moving = self.face.of_what_moves(reduced, prices * self._largest_coefficients)
        return least_inside(moving, costs)

    def _outcome(self, status: Any) -> Outcome:
        word: Ending
        if status in _INFEASIBLE:
            word = "infeasible"
        elif self._solver == NEARBY:
            word = "near"
        elif status in (_Status.kOptimal, _Status.kModelEmpty):
            word = "optimal"
        elif status in _STOPPED:
            feasible = int(self._highs.getInfo().primal_solution_status) == _FEASIBLE
            word = "feasible" if feasible else "nothing"
        else:
            text = self._highs.modelStatusToString(status)
            raise SurroundingsError(f"the solver gave up: {text}")
        solution = self._highs.getSolution()
        found = solution.col_value, solution.row_value, solution.col_dual, solution.row_dual
        columns, rows, reduced_costs, prices = (np.array(each, dtype=np.float64) for each in found)
        value = float(self._highs.getObjectiveValue())
        return Outcome(word, value, columns, rows, reduced_costs, prices, self._highs.getBasis())


def _set_all(change: Callable[..., object], *numbers: Floats) -> None:
    """Change numbers of all columns, or of all rows: costs, or both bounds."""
    places = np.arange(len(numbers[0]), dtype=np.int32)
    change(len(places), places, *numbers)
