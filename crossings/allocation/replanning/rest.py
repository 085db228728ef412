"""The rest of a plan: what is best from a period on, from the state as it is.

It is the program of the whole horizon, standing in HiGHS. What lies before period t is 0 in it;
what came of it stands on the right of the rows of t and after it:

    1.  … = platforms at the beginning of t         6.  … = yards, and what is on the road
    7.  … = stock, and what is on the road          s ≤ … + what got there before t and is not old
    limits over several periods:  Σ from t on ≤ allowed − used;   floors:  ≥ asked − given

What a scenario may miss or pass may be so here, each truckload at more than any need is worth; of
what is to be left at the end each costs what the first need of its area and good is worth. So there
is always a plan. Of plans equally good it prefers the one that brings goods sooner, and to whom has
the fewest days of them in stock, by less than a ten-thousandth of their worth: what is there is
safe from closures that may come. What is then left open is settled by small costs, the same on
every run, so that one plan is the best.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from crossings.allocation.hindsight.optima import trajectory_of
from crossings.allocation.hindsight.program import HindsightProgram
from crossings.allocation.kinds import (
    BROUGHT,
    DAYS_OF_STOCK,
    FIRST_DAYS,
    FRESH,
    NEXT_DAYS,
    RELEASED,
    STOCKED,
)
from crossings.allocation.ledger import Ledger
from crossings.allocation.objectives import Costs, scenario_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.replanning.ordered import add_orders, settle_orders
from crossings.bounds.factors import Layout, factors
from crossings.evaluation import Trajectory
from crossings.evaluation.orders import Orders
from crossings.evaluation.state import State
from crossings.limits import Kind, Limit, limits_of
from crossings.limits.flows import (
    COLLECTED,
    STOCK,
)
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, expected, known_in, needs_known
from crossings.scenarios.period import first_worth

_SOONER = 1e-4
"""Share of its worth by which a truckload is the better for having been there all the time."""
_DAYS = ((FIRST_DAYS, 3.0, 1.0), (NEXT_DAYS, 5.0, 0.4))
"""Days of need in stock, the first before the next, and their shares of that."""
_SETTLED = 1e-6
"""Largest of the costs that settle what is left open, in shares of the least worth."""
_MISSED = 10.0
"""What a truckload that a floor lacks costs, in shares of the greatest worth."""


class RestProgram(HindsightProgram):
    """The standing program of a problem, to be solved from any period and state on."""

    def __init__(self, problem: Problem, *, ordered: bool = False) -> None:
        """With `ordered`, what leaves has to be ordered before."""
        self._ordered = ordered
        super().__init__(problem)
        self.mean = expected(problem)
        columns = len(self.columns_upper)
        self._period = np.zeros(columns, dtype=np.intp)
        """Of each column; of those that belong to several periods the last, so that they stay."""
        for kind in self.ledger.kinds:
            keys = self.ledger.columns(kind)
            if kind.axes.startswith("t"):
                self._period[list(keys.values())] = [key[0] for key in keys]
            else:
                self._period[list(keys.values())] = len(problem.periods)
        self._settle()

    def _posed(self, problem: Problem) -> Problem:
        return replace(problem, coverage_target=0.0, worst_target=0.0, informal_target=np.inf)

    def _stated(self) -> Ledger:
        ledger, need = allocation_program(self.problem, missable=True), self.problem.need
        for key, stock in ledger.columns(STOCK).items():
            parts = [(ledger.column(kind, key, days * float(need[key])), 1.0) for kind, days, _ in
                     _DAYS if need[key] > 0]  # fmt: skip
            if parts:
                ledger.at_most(DAYS_OF_STOCK, key, [*parts, (stock, -1.0)], 0.0)
        if self._ordered:
            add_orders(ledger, self.problem)
        return ledger

    def _costs(self) -> Costs:
        problem = self.problem
        yield from scenario_costs(self.ledger, problem)
        of_exports = float(problem.priority.max(initial=0.0) * problem.band_weight[0])
        most = float(first_worth(problem).max(initial=of_exports))
        for limit in limits_of(problem):
            for key in self.ledger.columns(limit.missed) if not limit.valued else ():
                yield limit.missed, key, _MISSED * most
            for key in self.ledger.columns(limit.passed_by):
                yield limit.passed_by, key, _MISSED * most
        days, least = problem.days / problem.days.sum(), problem.worth * problem.band_weight[-1]
        for kind, _, worth_of_it in _DAYS:
            for t, g, a in self.ledger.columns(kind):
                yield kind, (t, g, a), -_SOONER * worth_of_it * float(least[g, a] * days[t])
        for t, c, g, a in self.ledger.columns(COLLECTED):  # so that nobody brings what nobody uses
            yield COLLECTED, (t, c, g, a), _SOONER * float(least[g, a])

    def _settle(self) -> None:
        """Add the costs that settle what is left open."""
        problem, highs = self.problem, self.highs
        costs = np.array(highs.getLp().col_cost_)
        worth = np.concatenate([problem.worth.ravel(), problem.priority])
        least = float(worth.min(initial=np.inf, where=worth > 0) * problem.band_weight[-1])
        noise = np.random.Generator(np.random.Philox(key=1)).random(len(costs))
        costs += _SETTLED * least * (0.5 + noise)
        highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)

    def decided(
        self,
        state: State,
        scenarios: Scenarios,
        bases: list[Any],
        orders: Orders | None = None,
    ) -> tuple[Floats, list[Any]]:
        """(S, columns) What is best from the state on, and bases to begin the next search from.

        Of `scenarios` nothing is seen that comes after the state's period.
        """
        seen = known_in(self.problem, scenarios, state.t, self.mean)
        needs = needs_known(self.problem, scenarios.need, state.t)
        lower, upper, columns = self._bounds_from(state, seen, needs)
        if orders is not None:
            settle_orders(self.ledger, orders, state.t, lower, upper, columns)
        made, found = np.zeros(columns.shape), []
        for s in range(len(state)):
            self.run(upper[s], columns[s], bases[s] or self.first_basis, lower[s])
            made[s] = self.highs.getSolution().col_value
            found.append(self.highs.getBasis())
        return made, found

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns_upper)

    @cached_property
    def first_basis(self) -> Any:
        """That of the whole plan, as the case foresees it."""
        return self.foreseen.basis

    def _bounds_from(
        self, state: State, seen: Scenarios, needs: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Bounds of rows, (S, rows) each, and upper bounds of columns (S, columns)."""
        t, size = state.t, len(state)
        by = factors(self.problem, seen)
        by[:, :, Layout.of(self.problem).need] = needs
        upper, columns = self.bounds(by)
        lower = np.tile(self.rows_lower, (size, 1))
        columns[:, self._period < t] = 0.0
        for kind, due in self._due(state).items():
            rows, keys = self._rows[kind]
            at: Any = (slice(None), *keys)
            upper[:, rows] = due[at]
            if kind != FRESH:
                lower[:, rows] = upper[:, rows]
        self._asked(state, needs, lower, upper)
        return lower, upper, columns

    def _due(self, state: State) -> dict[Kind, Floats]:
        """(S, T, …) What stands on the right of balances."""
        t = state.t
        brought, stocked = np.array(state.to_crossings), np.array(state.to_areas)
        brought[:, t] += state.yards
        released = np.zeros_like(brought)
        released[:, t] = state.platforms
        fresh = np.array(state.arrived + state.to_areas)
        if t == 0:
            fresh[:, 0] += state.stock
        for g in np.flatnonzero(self.problem.inbound).tolist():
            kept = self.problem.periods_kept(g)
            if kept is not None:
                sums = np.cumsum(fresh[:, :, g], axis=1)
                fresh[:, kept:, g] = sums[:, kept:] - sums[:, :-kept] if kept else 0.0
                fresh[:, :kept, g] = sums[:, :kept]
        stocked[:, t] += state.stock
        return {BROUGHT: brought, RELEASED: released, STOCKED: stocked, FRESH: fresh}

    def _asked(self, state: State, needs: Floats, lower: Floats, upper: Floats) -> None:
        """Fill in what is left of limits over several periods, and what floors still ask for."""
        for limit, (rows, keys, last) in self._spanning.items():
            shape = (len(state), len(rows))
            before = np.zeros(shape)
            if limit in state.given:
                at: Any = (slice(None), *keys)
                before = state.given[limit][at].reshape(shape)
            if limit.is_floor:
                asked = np.stack([self._floor(limit, need)[keys] for need in needs])
                still = asked.reshape(shape) - before
                lower[:, rows] = np.where(last < state.t, -np.inf, still)
            else:
                upper[:, rows] = np.maximum(upper[:, rows] - before, 0.0)

    def _floor(self, limit: Limit, factor: Floats) -> Floats:
        """(time, *place) What a floor asks for where needs are (T, G) times as large."""
        problem = self.problem
        if np.all(factor == 1):
            return limit.allowed(problem)
        need, exported = problem.need * factor[:, :, None], problem.export_need * factor
        return limit.allowed(replace(problem, need=need, export_need=exported))

    @cached_property
    def _rows(self) -> dict[Kind, tuple[Positions, tuple[Positions, ...]]]:
        """Of each balance its rows, and their keys by axis."""
        found = {}
        for kind in (BROUGHT, RELEASED, STOCKED, FRESH):
            places = self.ledger.row_places(kind)
            keys = np.array(list(places), dtype=np.intp).reshape(len(places), 3)
            found[kind] = np.array(list(places.values()), dtype=np.intp), tuple(keys.T)
        return found

    @cached_property
    def _spanning(self) -> dict[Limit, tuple[Positions, tuple[Positions, ...], Positions]]:
        """Of limits over several periods rows, keys by axis, and the last period of each row."""
        found = {}
        for limit in limits_of(self.problem):
            places = self.ledger.row_places(limit)
            if limit.spans is None and not limit.is_floor:
                continue
            if places:
                spans = limit.row_spans(self.problem)
                keys = np.array(list(places), dtype=np.intp).reshape(len(places), -1)
                at = keys[:, 0] if limit.time else np.zeros(len(keys), dtype=np.intp)
                last = np.array([span[-1] for span in spans])[at]
                rows = np.array(list(places.values()), dtype=np.intp)
                found[limit] = rows, tuple(keys.T), last
        return found

    def trajectory(self, problem: Problem, columns: Floats, need: Floats) -> Trajectory:
        """What (S, columns) mean, where needs are (S, T, G) times those of the case."""
        needed = self.problem.needed * need[:, :, :, None]
        return trajectory_of(problem, self.ledger, columns, needed)
