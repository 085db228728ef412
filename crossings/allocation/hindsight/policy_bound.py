"""What no rule could earn on average, whatever it knows of the days that have been: a bound.

Foresight keeps stock for what it alone knows is coming. For who cannot foresee, what is in stock,
in yards and on platforms at the end of t − 1 was settled before the news of t, so that whatever
multipliers β there are (Brown, Smith and Sun 2010)

    E[φ[t] · s[t−1]] = 0        φ[t] = news[t] ⊗ (1, news[t−1])

    value of every rule ≤ E[max over plans of: value − Σ_t β[t] · φ[t] · s[t−1]]

The β that help are the prices of the rows Σ_n φ[n,t] · s[n,t−1] = 0 in one program of N practice
futures side by side. Where those would be too many, rows of a state are one over all t, of the news
alone. Of β and half of it that is taken which bounds other practice futures best, and none where
that is not sure, or the program too large to learn from.

More than what is still needed then and to be left need nobody keep, nor may: so it is bounded.

| symbol | code        | shape      | meaning                                            |
|--------|-------------|------------|----------------------------------------------------|
| s      | states      | (K,)       | columns of what is kept from one period to another |
| φ      | features    | (S, T, F)  | products of news, in shares of their spread        |
| β      | multipliers | (K, F)     | what is owed by who keeps by the news              |
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import highspy
import numpy as np

from crossings.allocation.hindsight.program import OPTIMAL, HindsightProgram, Solved
from crossings.allocation.interruptible import ONE_AT_A_TIME
from crossings.bounds.factors import factors
from crossings.limits.flows import HELD, STOCK, WAITING
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, news, sampled

_KEPT = (STOCK, WAITING, HELD)
_MOST_ROWS = 2_000
"""Rows of multipliers beyond which those of a state are one over all periods."""
_MOST_COLUMNS, _FEWEST = 40_000, 8
"""Columns of the futures that multipliers are learnt from together; with fewer futures none is."""
_SURE = 2.0
"""Standard errors by which they have to bound better."""
_SHARES = (1.0, 0.5)
_LEAST = 1e-9
_SEED, _FROM = 0, 1 << 42
"""Futures to learn from begin there, where no batch comes, nor the practice of rules."""
_LEARNT, _TRIED = 40, 16


@dataclass(frozen=True, eq=False)
class Told:
    """Futures, and the news of each period in them."""

    scenarios: Scenarios
    news: Floats  # (S, T, J) of mean zero on its eve

    def part(self, most: int) -> Told:
        """The first of them."""
        return Told(self.scenarios.part(0, most), self.news[:most])


def told_by_news(problem: Problem, seed: int, numbers: range) -> Told:
    """The futures `numbers` of `seed`; all phases of the problem are sure."""
    return Told(sampled(problem, seed, numbers), news(problem, seed, numbers))


class PolicyBound:
    """A bound for the rules of one problem, learnt in practice."""

    def __init__(
        self, problem: Problem, practice: Told, trial: Told, *, sure: float = _SURE
    ) -> None:
        """Multipliers are learnt in `practice`, and how much of them is taken in `trial`.

        There they have to bound better by `sure` standard errors: 0 where it is all there is.
        """
        self.problem, self._program = problem, HindsightProgram(problem)
        self._costs = np.array(self._program.highs.getLp().col_cost_)
        self._spread = np.sqrt((practice.news**2).mean(axis=(0, 1)))  # (J,)
        self._states = [
            (column, kind, key[0], key[1:])
            for kind in _KEPT
            for key, column in self._program.ledger.columns(kind).items()
            if key[0] + 1 < len(problem.periods)
        ]
        self._columns = np.array([column for column, *_ in self._states], dtype=np.intp)  # (K,)
        self._period = np.array([t + 1 for _, _, t, _ in self._states], dtype=np.intp)  # (K,)
        """The one that follows."""
        kinds = int((self._spread > 0).sum())
        self._by_period = len(self._states) * kinds * (1 + kinds) <= _MOST_ROWS
        self._kinds = kinds * (1 + kinds) if self._by_period else kinds
        row: dict[Any, int] = {}
        told = [(kind, t * self._by_period, place) for _, kind, t, place in self._states]
        self._row = np.array([row.setdefault(each, len(row)) for each in told], dtype=np.intp)
        width = len(self._costs)
        several = _MOST_COLUMNS // width
        if several < _FEWEST:
            self.multipliers = np.zeros((len(self._states), self._kinds))
            return
        learnt = self._learnt(practice.part(several))  # (K, F)
        none = self.values(trial, 0.0 * learnt)
        gains = [(none - self.values(trial, share * learnt), share) for share in _SHARES]
        gain, share = max(gains, key=lambda pair: float(pair[0].mean()))
        error = float(gain.std(ddof=1)) / math.sqrt(len(gain))
        self.multipliers = learnt * (share if gain.mean() > sure * error else 0.0)

    @classmethod
    def practised(cls, problem: Problem) -> PolicyBound:
        """From futures that belong to no batch."""
        learnt = told_by_news(problem, _SEED, range(_FROM, _FROM + _LEARNT))
        trial = range(_FROM + _LEARNT, _FROM + _LEARNT + _TRIED)
        return cls(problem, learnt, told_by_news(problem, _SEED, trial))

    def values(
        self,
        told: Told,
        multipliers: Floats | None = None,
        done: Callable[[int], object] = lambda _: None,
    ) -> Floats:
        """(S,) Of which the mean bounds what every rule earns on average."""
        program = self._program
        beta = self.multipliers if multipliers is None else multipliers
        owed = np.einsum("skf,kf->sk", self._features(told)[:, self._period], beta)  # (S, K)
        rows, columns = self._bounds(told)
        found = np.empty(len(owed))
        for s, each in enumerate(owed):
            costs = self._costs.copy()
            costs[self._columns] += each
            self._cost(costs)
            found[s] = program.solve(rows[s], columns[s], self._first.basis).value
            done(1)
        self._cost(self._costs)
        return found

    @property
    def _first(self) -> Solved:
        """What is foreseen, at the usual costs."""
        if "foreseen" not in self._program.__dict__:
            self._cost(self._costs)
        return self._program.foreseen

    def _cost(self, costs: Floats) -> None:
        every = np.arange(len(costs), dtype=np.int32)
        self._program.highs.changeColsCost(len(costs), every, costs)

    def _bounds(self, told: Told) -> tuple[Floats, Floats]:
        """Of rows (S, rows), and of columns (S, columns) with the most that anybody would keep."""
        rows, columns = self._program.bounds(factors(self.problem, told.scenarios))
        always, scaled = self._most  # (K,), (K,)
        goods = [place[0] if kind == STOCK else place[1] for _, kind, _, place in self._states]
        good = np.array(goods, dtype=np.intp)
        most = always + scaled * told.scenarios.need[:, good]  # (S, K)
        columns[:, self._columns] = np.minimum(columns[:, self._columns], most)
        return rows, columns

    @cached_property
    def _most(self) -> tuple[Floats, Floats]:
        """(K,) Truckloads that are needed from then on: what no future moves, and at usual need."""
        problem = self.problem
        there = problem.first_stock + problem.due_in_areas().sum(axis=0)  # (G, A)
        waits = problem.first_yard + problem.first_platform + problem.due_at_crossings().sum(axis=0)
        arrives = (1 - problem.refusal.max(initial=0.0)) * (1 - problem.route_loss.max(initial=0.0))
        always, scaled = np.empty(len(self._states)), np.empty(len(self._states))
        for k, (_, kind, t, place) in enumerate(self._states):
            later = problem.needed[t + 1 :].sum(axis=0)  # (G, A)
            if kind == STOCK:
                always[k] = there[place] + problem.last_stock[place]
                scaled[k] = later[place]
            else:
                g = place[1]
                always[k] = waits[place] + problem.last_stock[g].sum() / max(arrives, _LEAST)
                scaled[k] = later[g].sum() / max(arrives, _LEAST)
        return always, scaled

    def _features(self, told: Told) -> Floats:
        """(S, T, F)."""
        varies = self._spread > 0
        news = told.news[:, :, varies] / self._spread[varies]
        if not self._by_period:
            return np.asarray(news)
        before = np.ones((*news.shape[:2], 1 + news.shape[2]))
        before[:, 1:, 1:] = news[:, :-1]
        return np.asarray((news[..., None] * before[:, :, None]).reshape(*news.shape[:2], -1))

    def _learnt(self, told: Told) -> Floats:
        """(K, F) Prices of keeping by the news, in futures side by side."""
        program, size, width = self._program, len(told.scenarios), len(self._costs)
        features = self._features(told)[:, self._period]  # (N, K, F)
        kinds = features.shape[2]
        rows, columns = self._bounds(told)
        row, column, value = program.entries
        height = len(program.rows_lower)
        of, at = [row + n * height for n in range(size)], [column + n * width for n in range(size)]
        values = [value] * size
        for n in range(size):
            for f in range(kinds):
                of.append(size * height + self._row * kinds + f)
                at.append(n * width + self._columns)
                values.append(features[n, :, f])
        states = int(self._row.max(initial=-1)) + 1
        more = np.zeros(states * kinds)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = size * width, size * height + len(more)
        lp.col_cost_ = np.tile(self._costs, size)
        lp.col_lower_, lp.col_upper_ = np.zeros(size * width), columns.ravel()
        lp.row_lower_ = np.concatenate([np.tile(program.rows_lower, size), more])
        lp.row_upper_ = np.concatenate([rows.ravel(), more])
        _fill(lp, np.concatenate(of), np.concatenate(at), np.concatenate(values))
        prices = _prices(lp)[size * height :].reshape(states, kinds)
        return np.asarray(-prices[self._row]).reshape(len(self._row), kinds)


def _fill(lp: Any, row: Positions, column: Positions, value: Floats) -> None:
    """Set the matrix, column by column."""
    there = np.flatnonzero(value)
    order = there[np.argsort(column[there], kind="stable")]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(lp.num_col_ + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order], value[order]


def _prices(lp: Any) -> Floats:
    """(rows,) Of any sign; near the optimum will do: whatever they are, they bound."""
    highs: Any = highspy.Highs()
    options = {"output_flag": False, "solver": "ipm", "run_crossover": "off", "threads": 1}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    with ONE_AT_A_TIME:
        highs.run()
    if highs.getModelStatus() not in OPTIMAL:
        return np.zeros(lp.num_row_)
    return np.array(highs.getSolution().row_dual)
