"""A pool of prices, and the upper bound that it gives for the value of every scenario.

    bound[k] = min_j ( π[j] · what is there + Σ_{t,g} need[j,t,g] · factor[k,g]
                       + Σ_t min_i forms[j,t,i] · factors[k,t] )

π[j] are paths of prices of state; of each path and period the pool has several vectors of prices of
limits, of which each scenario takes the best. Where no coefficient is drawn, all that depends on
prices is worked out once, and a batch is one matrix product a period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from crossings.bounds.covering import BEYOND_ALL, paid
from crossings.bounds.dual import need_forms, period_forms
from crossings.bounds.factors import Layout, factors
from crossings.bounds.prices import LimitPrices, free, stacked
from crossings.bounds.states import PeriodStates, States, none_priced, repeated
from crossings.bounds.takings import per_factor
from crossings.limits import Limit
from crossings.problem import Floats, Positions, Problem
from crossings.scenarios import Scenarios, apart, blocks, scattered
from crossings.scenarios.period import PeriodTerms
from crossings.scenarios.sums import summed

_BLOCK = 256
"""Scenarios bounded at once. Always so many, so that a bound does not depend on its neighbours."""
_BLOCK_DRAWN = 1024
"""Likewise, where coefficients are drawn; there each scenario is reckoned by itself."""
_A_FEW = 4
"""Of so many periods one tells which path is near: bounds are 0.7 % wider than by all paths in all
periods, in `gaza.yaml` with ranges drawn, in 2/5 of the time."""


@dataclass(frozen=True, eq=False)
class Path:
    """Prices of state, and prices of limits that go with them."""

    problem: Problem
    states: States
    limits: tuple[LimitPrices, ...]
    """For each period several vectors."""
    fixed: Mapping[Limit, Floats] = field(default_factory=dict)
    """(T,) Prices of limits that hold throughout; one over several periods has one in all."""

    def fixed_at(self, t: int) -> dict[Limit, Floats]:
        """(1,) Prices of those in period t."""
        return {limit: price[t : t + 1] for limit, price in self.fixed.items()}

    def allowed(self, terms: PeriodTerms) -> Floats:
        """(1 or S,) What they make worth what they allow in a period."""
        total = np.zeros(1)
        for limit, price in self.fixed_at(terms.t).items():
            total = total + paid(price, per_factor(terms, limit))
        return total

    @cached_property
    def once(self) -> Floats:
        """(1 + G,) What no period changes: what is there, and needs by their factor."""
        problem = self.problem
        made = np.zeros(1 + len(problem.goods))
        made[0] = self.states.of_the_start()[0]
        for t in range(len(problem.periods)):
            terms = PeriodTerms(problem, t)
            made[0] += self.allowed(terms)[0]
            made[1:] += need_forms(terms, self.states.stock[t][None], self.fixed_at(t))[0]
        return made


@dataclass(frozen=True, eq=False)
class PricePool:
    """Prices that bound the value of any plan in any scenario of a problem."""

    problem: Problem
    paths: tuple[Path, ...]
    _worked_out: dict[Path, list[Floats]] = field(default_factory=dict)
    """Of paths that have been used: their forms of each period."""

    def with_more(self, paths: Sequence[Path]) -> PricePool:
        """The pool with further paths; what is worked out of the others is kept."""
        return PricePool(self.problem, (*self.paths, *paths), self._worked_out)

    def bound(self, scenarios: Scenarios) -> Floats:
        """(S,) Value that no plan can exceed, whatever it foresees; nan where none is known."""
        block, found = (_BLOCK_DRAWN, self._drawn) if scenarios.changed else (_BLOCK, self._linear)
        made = np.concatenate([found(part) for part in blocks(scenarios, block)])
        return np.where(made < BEYOND_ALL / 2, made, np.nan)

    def _linear(self, scenarios: Scenarios) -> Floats:
        """(S,) The bound, where only right-hand sides are drawn."""
        size, layout = len(scenarios), Layout.of(self.problem)
        own = np.zeros((_BLOCK, len(self.problem.periods), layout.size))
        own[:size] = factors(self.problem, scenarios)
        of_periods = np.ascontiguousarray(own.transpose(1, 2, 0))  # (T, F, S)
        once = self._once  # (J, 1 + G)
        total = once[:, :1] + once[:, 1:] @ of_periods[0, layout.need]  # (J, S)
        for (used, forms), here in zip(self._forms, of_periods, strict=True):
            drawn = here[used]  # (F', S)
            least = forms[0] @ drawn
            for form in forms[1:]:
                np.minimum(least, form @ drawn, out=least)
            total += least
        return np.asarray(total.min(axis=0)[:size])

    @cached_property
    def _once(self) -> Floats:
        """(J, 1 + G) What no period changes, of every path."""
        return np.stack([path.once for path in self.paths])

    @cached_property
    def _forms(self) -> list[tuple[Positions, Floats]]:
        """Of each period the factors used (F',), and coefficients of them, (I, J, F')."""
        new = [path for path in self.paths if path not in self._worked_out]
        self._worked_out.update(zip(new, forms_of(self.problem, new), strict=True))
        found = []
        for of_paths in zip(*(self._worked_out[path] for path in self.paths), strict=True):
            most = max(map(len, of_paths))
            made = np.stack([each[np.arange(most) % len(each)] for each in of_paths], axis=1)
            used = np.flatnonzero(made.any(axis=(0, 1)))
            found.append((used, np.ascontiguousarray(made[:, :, used])))
        return found

    def _drawn(self, scenarios: Scenarios) -> Floats:
        """(S,) The bound, where coefficients are drawn too.

        Any path bounds it: the one is taken that is best by some of the periods.
        """
        own = factors(self.problem, scenarios)  # (S, T, F)
        every = range(len(self.problem.periods))
        some = every[_A_FEW // 2 :: _A_FEW] or every
        nearest = np.zeros(len(own), dtype=np.intp)
        if len(self.paths) > 1:
            of_paths = [self._under(path, scenarios, own, some) for path in self.paths]
            nearest = np.argmin(of_paths, axis=0)
        best = np.empty(len(own))
        for number in np.unique(nearest):
            here = np.flatnonzero(nearest == number)
            part = scenarios.among(here)
            best[here] = self._under(self.paths[number], part, own[here], every)
        return best

    def _under(self, path: Path, scenarios: Scenarios, own: Floats, periods: range) -> Floats:
        """(S,) What a path comes to under (S, T, F) factors, by some periods for all."""
        needs = own[:, 0, Layout.of(self.problem).need]  # (S, G)
        total = np.zeros(len(own))
        for t in periods:
            terms = PeriodTerms(self.problem, t, scenarios)
            states, fixed = path.states.at(t), path.fixed_at(t)
            total = total + path.allowed(terms)
            total = total + summed(need_forms(terms, states.stock[None], fixed) * needs, 1)
            total = total + _least(terms, path.limits[t], fixed, states, own[:, t])
        share = len(periods) / len(self.problem.periods)
        return np.asarray(path.states.of_the_start(scenarios) + total / share)


@dataclass(frozen=True, eq=False)
class PricePools:
    """Prices of each way in which the uncertain phases of a problem may come about."""

    problem: Problem
    pools: Mapping[tuple[bool, ...], PricePool]

    def bound(self, scenarios: Scenarios) -> Floats:
        """(S,) Value that no plan can exceed, whatever it foresees; nan where none is known."""
        of = {self.problem.under(came): pool for came, pool in self.pools.items()}
        parts = apart(self.problem, scenarios)
        return scattered([(at, of[own].bound(part)) for own, at, part in parts])


def forms_of(problem: Problem, paths: Sequence[Path]) -> list[list[Floats]]:
    """Of each path (I, F) of each period: what its vectors make limits worth, by the factors.

    All vectors of a period are worked out at once.
    """
    found: list[list[Floats]] = [[] for _ in paths]
    for t in range(len(problem.periods)) if paths else ():
        sizes = [len(path.limits[t]) for path in paths]
        prices = stacked([path.limits[t].beside(path.fixed_at(t)) for path in paths])
        states = repeated([path.states.at(t) for path in paths], sizes)
        forms = period_forms(PeriodTerms(problem, t), prices, states)
        for own, part in zip(found, np.split(forms, np.cumsum(sizes)[:-1]), strict=True):
            own.append(part)
    return found


def _least(
    terms: PeriodTerms,
    prices: LimitPrices,
    fixed: Mapping[Limit, Floats],
    states: PeriodStates,
    own: Floats,
) -> Floats:
    """(S,) The least of what several vectors make a period's limits worth, under (S, F) factors."""
    least = np.full(len(own), np.inf)
    for k in range(len(prices)):
        form = period_forms(terms, prices.taken([k]).beside(fixed), states)  # (1 or S, F)
        least = np.minimum(least, summed(form * own, 1))
    return least


def nothing_scarce(problem: Problem) -> Path:
    """The path at which nothing costs anything: no plan is worth more than meeting every need."""
    return Path(problem, none_priced(problem), (free(problem),) * len(problem.periods))


def distinct(prices: LimitPrices) -> LimitPrices:
    """The vectors without those that another one equals, but for rounding."""
    flat = prices.flat()
    scale = max(1e-300, float(np.abs(flat).max(initial=0.0)))
    _, first = np.unique(np.round(flat / scale, 10), axis=0, return_index=True)
    return prices.taken(np.sort(first))
