"""The program of one period, given what stock is worth: where prices of limits come from.

Priced out of the rows that hang together, the program of a future falls apart by period. Each part
is cut out of the standing program as it is: its rows and columns of that period, without what is
kept and need, with the price of what comes to be there on what brings it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from crossings.allocation.hindsight.program import OPTIMAL, HindsightProgram, Solved
from crossings.allocation.interruptible import ONE_AT_A_TIME
from crossings.allocation.kinds import ALL_EXPORTED, BROUGHT, FRESH, RELEASED, STOCKED
from crossings.allocation.ledger import Key, Ledger
from crossings.allocation.settings import configure
from crossings.bounds import (
    LimitPrices,
    PeriodStates,
    States,
    by_period,
    consistent,
    free,
    throughout,
)
from crossings.bounds.states import worth_by_states
from crossings.bounds.takings import costs
from crossings.limits import Kind, Limit, limits_of
from crossings.limits.flows import COLLECTED, EXPORTED, HELD, MANIFESTED, PRESENTED, STOCK, WAITING
from crossings.problem import Flags, Floats, Problem
from crossings.problem.places import over_platforms, through_yards
from crossings.scenarios.period import PeriodTerms

_BALANCES = (RELEASED, BROUGHT, ALL_EXPORTED)
_STATES = ((STOCKED, STOCK), (BROUGHT, WAITING), (RELEASED, HELD))
"""Rows of balance, and what is kept by them from one period to the next."""
_COLUMNS = (MANIFESTED, PRESENTED, COLLECTED, EXPORTED)
_ROUNDING = 1e-11
"""Share of the largest price below which a price is rounding."""
_SHUT = 1e-7
"""What a truckload is worth at least that is kept out because its crossing is shut."""


def state_prices(problem: Problem, ledger: Ledger, prices: Floats) -> States:
    """What a truckload is worth that is there at the end of each period.

    Rounding of the solver is taken away: any such prices will do for a bound.
    """
    left = np.zeros(problem.last_stock.shape)
    for limit in limits_of(problem):
        if limit.valued:
            left += np.abs(ledger.row_values(limit, prices))
    found = {}
    for row, kind in (*_STATES, (FRESH, FRESH)):
        made = ledger.row_values(row, -prices)
        made[made < _ROUNDING * max(1.0, made.max(initial=0.0))] = 0.0
        found[kind] = made
    return consistent(problem, found, found.pop(FRESH), left)


def fixed_prices(problem: Problem, ledger: Ledger, prices: Floats) -> dict[Limit, Floats]:
    """(T,) Prices of limits that hang together over periods; one over several has one in all."""
    found = {}
    for limit in throughout(problem):
        made = np.zeros(len(problem.periods))
        for key, row in ledger.row_places(limit).items():
            span = limit.row_spans(problem)[key[0] if limit.time else 0]
            at = slice(span.start, span.stop)
            made[at] = abs(prices[row])
        made[made < _ROUNDING * max(1.0, np.abs(prices).max(initial=0.0))] = 0.0
        found[limit] = made
    return found


def period_prices(program: HindsightProgram) -> list[PeriodPrices]:
    """Each period's part of a program."""
    ledger, periods = program.ledger, range(len(program.problem.periods))
    kept = {BROUGHT: through_yards(program.problem), RELEASED: over_platforms(program.problem)}
    kinds: list[tuple[Kind, Mapping[Key, int]]] = [
        (kind, _apart(ledger.row_places(kind), kept.get(kind)))
        for kind in (*_BALANCES, *by_period(program.problem))
    ]
    # In the order of the program's rows: which of several prices a degenerate part has hangs on it.
    kinds.sort(key=lambda each: next(iter(each[1].values()), 0))
    rows = _by_period(kinds, len(periods))
    columns = _by_period([(kind, ledger.columns(kind)) for kind in _COLUMNS], len(periods))
    nothing = free(program.problem)
    return [PeriodPrices(program, t, rows[t], columns[t], nothing) for t in periods]


class PeriodPrices:
    """Prices of one period's limits, under prices of state and in futures that are asked for."""

    def __init__(
        self, program: HindsightProgram, t: int, rows: _Part, columns: _Part, nothing: LimitPrices
    ) -> None:
        self._problem, self._t, self._nothing = program.problem, t, nothing
        self._rows, self._columns = rows, columns
        self._lower = program.rows_lower[self._rows.places]
        self._highs = _part(program, self._rows.places, self._columns.places)
        self._priced = {
            limit: self._rows.of(limit)
            for limit in by_period(program.problem)
            if limit in self._rows.kinds
        }
        self._base = np.array(self._highs.getLp().col_cost_)
        self._presented = self._columns.of(PRESENTED)

    def price(self, states: PeriodStates, fixed: Mapping[Limit, Floats]) -> None:
        """Let what comes to be there be worth its price, and limits cost what is `fixed`."""
        terms, base = PeriodTerms(self._problem, self._t), self._base.copy()
        worth = worth_by_states(terms, states)
        for flow in _COLUMNS:
            at, keys = self._columns.of(flow)
            if len(at) and flow in worth:
                base[at] -= worth[flow][0][keys]
            if len(at) and fixed:
                each = costs(terms, fixed, flow)[0]
                base[at] += each[
                    tuple(
                        key if size > 1 else np.zeros_like(key)
                        for key, size in zip(keys, each.shape, strict=True)
                    )
                ]
        self._highs.changeColsCost(len(base), np.arange(len(base), dtype=np.int32), base)

    def prices(self, rows_upper: Floats, columns_upper: Floats) -> LimitPrices | None:
        """One vector: prices of the optimum within bounds of the whole program.

        None where there is no optimum: some truckload is worth something and nothing limits it.
        """
        rows, columns = self._rows.places, self._columns.places
        size = len(rows)
        if size:
            self._highs.changeRowsBounds(
                size, np.arange(size, dtype=np.int32), self._lower, rows_upper[rows]
            )
            size = len(columns)
            self._highs.changeColsBounds(
                size, np.arange(size, dtype=np.int32), np.zeros(size), columns_upper[columns]
            )
            with ONE_AT_A_TIME:
                self._highs.run()
            if self._highs.getModelStatus() not in OPTIMAL:
                return None
        solution = self._highs.getSolution()
        return self._taken(np.array(solution.row_dual), np.array(solution.col_dual))

    def of_whole(self, solved: Solved) -> LimitPrices:
        """One vector: the prices that an optimum of the whole program has in this period."""
        reduced_costs = solved.reduced_costs[self._columns.places]
        return self._taken(solved.prices[self._rows.places], reduced_costs)

    def _taken(self, prices: Floats, reduced_costs: Floats) -> LimitPrices:
        problem = self._problem
        values = np.abs(prices)
        values = np.where(values > _ROUNDING * values.max(initial=0.0), values, 0.0)
        by_limit = {limit: array.copy() for limit, array in self._nothing.by_limit.items()}
        for limit, (at, keys) in self._priced.items():
            by_limit[limit][(0, *keys)] = values[at] if keys else values[at[0]]
        at, keys = self._presented
        ungated = np.isinf(problem.gate[self._t, keys[0]]) if len(at) else []
        shut = self._nothing.shut.copy()
        for c, worth in zip(keys[0][ungated], -reduced_costs[at][ungated], strict=True):
            shut[0, c] = max(shut[0, c], worth)
        at, (c, g, a) = self._columns.of(COLLECTED)
        if len(at):
            uncapped = np.isinf(problem.route_capacity[self._t, c, a])
            lies = uncapped & over_platforms(problem)[c, g]
            np.maximum.at(shut[0], c[lies], -reduced_costs[at][lies])
        for j, route in enumerate(problem.dated_routes):
            if np.isinf(problem.route_capacity[(self._t, *route)]):
                over = at[(c == route[0]) & (a == route[1])]
                shut[0, len(problem.crossings) + j] = (-reduced_costs[over]).max(initial=0.0)
        shut[shut < _SHUT] = 0.0
        return LimitPrices(by_limit, shut)


def _apart(rows: Mapping[Key, int], kept: Flags | None) -> Mapping[Key, int]:
    """Rows that hang together with no other period, by what is `kept` where they balance."""
    if kept is None or not kept.any():
        return rows
    return {key: row for key, row in rows.items() if not kept[key[1:]]}


@dataclass(frozen=True)
class _Part:
    """Rows or columns of one period: where they stand in the whole program, and their keys."""

    kinds: Mapping[Kind, tuple[Any, Any]]
    places: Any

    def of(self, kind: Kind) -> tuple[Any, Any]:
        """Positions in the part, and keys without the period as an array for each axis."""
        none = np.array([], dtype=np.intp)
        return self.kinds.get(kind, (none, (none,) * (len(kind.axes) - 1)))


def _by_period(
    found: list[tuple[Kind, Mapping[tuple[int, ...], int]]], periods: int
) -> list[_Part]:
    kinds: list[dict[Kind, tuple[Any, Any]]] = [{} for _ in range(periods)]
    places: list[list[int]] = [[] for _ in range(periods)]
    for kind, of_kind in found:
        own: list[list[tuple[int, ...]]] = [[] for _ in range(periods)]
        begins = [len(each) for each in places]
        for (t, *key), place in of_kind.items():
            own[t].append(tuple(key))
            places[t].append(place)
        for t, keys in enumerate(own):
            if keys:
                at = np.arange(begins[t], len(places[t]))
                axes = tuple(np.array(keys, dtype=np.intp).reshape(len(keys), -1).T)
                kinds[t][kind] = (at, axes)
    return [
        _Part(of_kinds, np.array(at, dtype=np.intp))
        for of_kinds, at in zip(kinds, places, strict=True)
    ]


def _part(program: HindsightProgram, rows: Any, columns: Any) -> Any:
    """A program of some rows and columns of another."""
    whole = program.highs.getLp()
    row, column, value = program.entries
    place = np.full(whole.num_row_, -1)
    place[rows] = np.arange(len(rows))
    among = np.full(whole.num_col_, -1)
    among[columns] = np.arange(len(columns))
    kept = (place[row] >= 0) & (among[column] >= 0)
    row, column, value = place[row[kept]], among[column[kept]], value[kept]
    order = np.argsort(column, kind="stable")
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = len(rows), len(columns)
    lp.col_cost_ = np.array(whole.col_cost_)[columns]
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), program.columns_upper[columns]
    lp.row_lower_, lp.row_upper_ = program.rows_lower[rows], program.rows_upper[rows]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    starts = np.searchsorted(column[order], np.arange(len(columns) + 1))
    lp.a_matrix_.start_ = starts.astype(np.int32)
    lp.a_matrix_.index_ = row[order].astype(np.int32)
    lp.a_matrix_.value_ = value[order]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    configure(highs)
    highs.setOptionValue("presolve", "off")
    return highs
