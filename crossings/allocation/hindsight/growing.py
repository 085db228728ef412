"""A pool of prices grown from futures that are solved, where the bound is widest.

Some futures are practice. In each round those whose bound is furthest above the plan's value are
solved, and as many that come next by number; each gives a path of prices of state, and its periods
are priced in some of the other futures. How far the bound was above the optimum of those that
merely came next, before they were added, tells the gap, and the pool grows until it is what was
asked for. Nothing depends on the clock: the same case gives the same pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from crossings.allocation.hindsight.periods import (
    PeriodPrices,
    fixed_prices,
    period_prices,
    state_prices,
)
from crossings.allocation.hindsight.program import HindsightProgram, Solved, own_program
from crossings.bounds import Path, PricePool, PricePools, distinct, nothing_scarce, stacked
from crossings.bounds.factors import factors
from crossings.evaluation import ReadyPlan, simulated
from crossings.problem import Floats, Problem
from crossings.scenarios import Futures, Scenarios, as_planned, combinations, practised

PRACTICE = 256
"""Futures among which those to be solved are chosen."""
_A_ROUND = 2
"""Futures solved in a round because their bound is widest, and as many that come next."""
_JUDGED = 12
"""Of those that came next, the last so many tell the gap."""
_PRICED_IN = 12
"""Futures in which each path's periods are priced."""
_SOLVED_DRAWN = 12
"""Futures solved at most where each has a program of its own: their prices fit others less well."""
_PRICED_IN_DRAWN = 3
"""Likewise, where each future has coefficients, and thus a program, of its own."""


@dataclass(frozen=True)
class Request:
    """When a pool is large enough."""

    gap: float = 0.005
    """Mean share by which the bound may be above the optimum."""
    solved: int = 60
    """Futures that may be solved for it."""


def grown_pool(
    problem: Problem,
    practice: Scenarios,
    value: Floats,
    asked: Request,
    done: Callable[[int], object] = lambda _: None,
) -> PricePool:
    """A pool of prices for the futures of `problem`, grown from `practice`.

    `value` (S,) is what the plan comes to in each of them. `done` is told of each future solved.
    """
    ground = _Ground(problem, practice)
    most = min(asked.solved, _SOLVED_DRAWN) if practice.changed else asked.solved
    pool = PricePool(
        problem,
        (nothing_scarce(problem), ground.path(ground.standing, ground.standing.foreseen, 0)),
    )
    judged: list[tuple[float, float]] = []
    waiting = _distinct(problem, practice)
    count = 1
    done(1)
    while waiting and count < most and not _near_enough(judged, asked.gap):
        bound = pool.bound(practice)
        room = np.nan_to_num(bound - value, nan=np.inf)
        widest = sorted(waiting, key=lambda s: -room[s])[:_A_ROUND]
        others = [s for s in waiting if s not in widest][:_A_ROUND]
        paths = []
        for s in (*others, *widest)[: most - count]:
            waiting.remove(s)
            solved = ground.solved(s)
            if s in others:
                judged.append((float(bound[s]), solved.value))
            paths.append(ground.path(ground.program(s), solved, s + 1))
            count += 1
            done(1)
        pool = pool.with_more(paths)
    return pool


def grown_pools(
    ready: ReadyPlan,
    futures: Futures,
    rule: str,
    asked: Request,
    done: Callable[[int], object] = lambda _: None,
) -> PricePools:
    """Prices that bound every future of a plan; of each combination of phases its own."""
    pools = {}
    for came in combinations(ready.problem):
        problem = ready.problem.under(came)
        practice = practised(futures, problem, PRACTICE)
        value = simulated(ready.under(problem), practice, rule).value
        pools[came] = grown_pool(problem, practice, value, asked, done)
    return PricePools(ready.problem, pools)


def _distinct(problem: Problem, practice: Scenarios) -> list[int]:
    """Futures, each but once: where nothing is uncertain, what is foreseen is all there is."""
    if practice.changed:
        return list(range(len(practice)))
    beside = (factors(problem, as_planned(problem)), factors(problem, practice))  # (·, T, F)
    rows = [each.tobytes() for each in np.concatenate(beside)]
    first = {row: s for s, row in reversed(list(enumerate(rows, -1)))}
    return sorted(s for s in first.values() if s >= 0)


def _near_enough(judged: list[tuple[float, float]], asked: float) -> bool:
    """Whether the last bounds lie by no more than the share `asked` above their optima in all."""
    bounds, optima = np.sum(judged[-_JUDGED:], axis=0) if judged else (np.inf, 0.0)
    return len(judged) >= _JUDGED and bool(bounds - optima <= asked * optima)


class _Ground:
    """The programs of futures: one for all, or one for each where coefficients are drawn."""

    def __init__(self, problem: Problem, practice: Scenarios) -> None:
        self._problem, self._practice = problem, practice
        self._own = bool(practice.changed)
        self.standing = HindsightProgram(problem)
        self._programs: dict[int, HindsightProgram] = {}
        self._periods: dict[int, list[PeriodPrices]] = {}

    def program(self, s: int) -> HindsightProgram:
        """The program of a future."""
        if not self._own:
            return self.standing
        if s not in self._programs:
            self._programs[s] = own_program(self._problem, self._practice, s)
        return self._programs[s]

    def solved(self, s: int) -> Solved:
        """A future, solved."""
        if self._own:
            return self.program(s).foreseen
        return self.standing.solve(*self._bounds_of(s), self.standing.foreseen.basis)

    def path(self, program: HindsightProgram, solved: Solved, turn: int) -> Path:
        """Prices of one optimum, its periods priced in other futures too."""
        of_optimum = program.problem, program.ledger, solved.prices
        states, fixed = state_prices(*of_optimum), fixed_prices(*of_optimum)
        vectors = [[each.of_whole(solved)] for each in self._of_periods(program)]
        at = [states.at(t) for t in range(len(vectors))]
        fixed_at = [{x: price[t : t + 1] for x, price in fixed.items()} for t in range(len(at))]
        priced = None
        for s in self._priced_in(turn):
            rows, columns = self._bounds_of(s)
            parts = self._of_periods(self.program(s))
            for t, each in enumerate(parts):
                if parts is not priced:
                    each.price(at[t], fixed_at[t])
                vector = each.prices(rows, columns)
                vectors[t] += [] if vector is None else [vector]
            priced = parts
        limits = tuple(distinct(stacked(each)) for each in vectors)
        return Path(self._problem, states, limits, fixed)

    def _priced_in(self, turn: int) -> Iterator[int]:
        """Futures spread over the practice, others for each path."""
        if self._own:
            yield from list(self._programs)[-_PRICED_IN_DRAWN:]
            return
        size = len(self._practice)
        count = min(_PRICED_IN, size)
        yield from ((turn + k * size // count) % size for k in range(count))

    def _of_periods(self, program: HindsightProgram) -> list[PeriodPrices]:
        if id(program) not in self._periods:
            self._periods[id(program)] = period_prices(program)
        return self._periods[id(program)]

    def _bounds_of(self, s: int) -> tuple[Floats, Floats]:
        program = self.program(s)
        own = as_planned(program.problem) if self._own else self._practice.part(s, s + 1)
        return program.bounds_of(own)
