"""A pool of prices grown from futures that are solved, where the bound is widest.

Some futures are practice. In each round those whose bound is furthest above the plan's value are
solved, and as many that come next by number; each gives a path of stock prices, and its periods are
priced in some of the other futures. How far the bound was above the optimum of those that merely
came next, before they were added, tells the gap, and the pool grows until it is what was asked for.
Nothing depends on the clock: the same case gives the same pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crossings.allocation.hindsight.periods import PeriodPrices, period_prices, stock_prices
from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.bounds import Path, PricePool, distinct, nothing_scarce, stacked
from crossings.bounds.factors import factors
from crossings.problem import Floats, Problem
from crossings.scenarios import Scenarios, as_planned, scenario_problem

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
class Asked:
    """When a pool is large enough."""

    gap: float = 0.005
    """Mean share by which the bound may be above the optimum."""
    solved: int = 60
    """Futures that may be solved for it."""


@dataclass(frozen=True, eq=False)
class Grown:
    """A pool, and how it was found."""

    pool: PricePool
    solved: int
    gap: float
    """Mean of those that tell it; nan where there was none."""


def grown_pool(
    problem: Problem,
    practice: Scenarios,
    value: Floats,
    asked: Asked,
    done: Callable[[int], object] = lambda _: None,
) -> Grown:
    """A pool of prices for the futures of `problem`, grown from `practice`.

    `value` (S,) is what the plan comes to in each of them. `done` is told of each future solved.
    """
    ground = _Ground(problem, practice)
    most = min(asked.solved, _SOLVED_DRAWN) if practice.changed else asked.solved
    pool = PricePool(problem, (nothing_scarce(problem), ground.path(ground.foreseen(), 0)))
    gaps: list[float] = []
    waiting = list(range(len(practice)))
    count = 1
    done(1)
    while waiting and count < most and not _near_enough(gaps, asked.gap):
        bound = pool.bound(practice)
        room = np.nan_to_num((bound - value) / np.maximum(bound, 1e-300), nan=np.inf)
        widest = sorted(waiting, key=lambda s: -room[s])[:_A_ROUND]
        others = [s for s in waiting if s not in widest][:_A_ROUND]
        paths = []
        for s in (*others, *widest)[: most - count]:
            waiting.remove(s)
            solved = ground.solved(s)
            if s in others:
                gaps.append((bound[s] - solved.value) / max(solved.value, 1e-300))
            paths.append(ground.path((ground.program(s), solved), s + 1))
            count += 1
            done(1)
        pool = PricePool(problem, (*pool.paths, *paths))
    judged = gaps[-_JUDGED:]
    return Grown(pool, count, float(np.mean(judged)) if judged else float("nan"))


def _near_enough(gaps: list[float], asked: float) -> bool:
    return len(gaps) >= _JUDGED and float(np.mean(gaps[-_JUDGED:])) <= asked


class _Ground:
    """The programs of futures: one for all, or one for each where coefficients are drawn."""

    def __init__(self, problem: Problem, practice: Scenarios) -> None:
        self._problem, self._practice = problem, practice
        self._own = bool(practice.changed)
        self._standing = HindsightProgram(problem)
        self._programs: dict[int, HindsightProgram] = {}
        self._periods: dict[int, list[PeriodPrices]] = {}

    def program(self, s: int) -> HindsightProgram:
        """The program of a future."""
        if not self._own:
            return self._standing
        if s not in self._programs:
            own = scenario_problem(self._problem, self._practice, s)
            self._programs[s] = HindsightProgram(own)
        return self._programs[s]

    def foreseen(self) -> tuple[HindsightProgram, Solved]:
        """What the case itself foresees, solved."""
        program = self._standing
        return program, program.solve(*self._bounds(program, as_planned(self._problem)))

    def solved(self, s: int) -> Solved:
        """A future, solved."""
        program = self.program(s)
        basis = None if self._own else self._first_basis
        return program.solve(*self._bounds_of(s), basis)

    def path(self, found: tuple[HindsightProgram, Solved], turn: int) -> Path:
        """Prices of one optimum, its periods priced in other futures too."""
        program, solved = found
        stock = stock_prices(program, solved)
        vectors = [[each.of_whole(solved)] for each in self._of_periods(program)]
        for s in self._priced_in(turn):
            rows, columns = self._bounds_of(s)
            for t, each in enumerate(self._of_periods(self.program(s))):
                each.price(stock[t])
                vector = each.prices(rows, columns)
                vectors[t] += [] if vector is None else [vector]
        return Path(stock, tuple(distinct(stacked(each)) for each in vectors))

    @cached_property
    def _first_basis(self) -> object:
        return self.foreseen()[1].basis

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
        if self._own:
            return self._bounds(program, as_planned(program.problem))
        return self._bounds(program, self._practice.part(s, s + 1))

    def _bounds(self, program: HindsightProgram, scenario: Scenarios) -> tuple[Floats, Floats]:
        rows, columns = program.bounds(factors(program.problem, scenario))
        return rows[0], columns[0]
