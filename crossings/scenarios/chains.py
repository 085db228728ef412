"""Closures of one crossing, pool or of all crossings: a chain of days by a stream of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossings.problem import Flags, Floats, Problem, paces
from crossings.scenarios.processes import open_chain
from crossings.scenarios.streams import uniforms
from crossings.scenarios.weekly import closing, open_by_weekday


@dataclass(frozen=True, eq=False)
class Chain:
    """Days that are open or closed, from the first of the horizon on."""

    path: str
    """Of its stream."""
    first: float
    """How likely the first day is open."""
    closes: Floats  # (D,) P(open → closed)
    closed_days: float
    """Mean days of a closed spell."""

    def opens(self, seed: int, numbers: range) -> Flags:
        """(S, D) Whether it leaves each day open in the scenarios `numbers` of `seed`."""
        uniform = uniforms(seed, self.path, numbers, len(self.closes))
        return open_chain(uniform, self.first, self.closes, self.closed_days)

    def expected(self, opens: Flags, begins: Flags) -> Floats:
        """(S, D) How likely each day is open, as it looks on the eve of its period.

        `opens` are the days as they came, (D,) `begins` says which begin a period.
        """
        made = np.empty(opens.shape, order="F")
        made[:, 0] = self.first
        for d in range(1, len(begins)):
            before = opens[:, d - 1] if begins[d] else made[:, d - 1]
            made[:, d] = before * (1 - self.closes[d]) + (1 - before) / self.closed_days
        return made


def chain(problem: Problem, name: str, share: float, spell: float, factors: Floats) -> Chain | None:
    """Closures that leave such a share of days open; None where there are none.

    `factors` (7,) on closing by weekday are as they are given.
    """
    if share >= 1:
        return None
    weekdays = paces.weekdays(problem)
    closes, first = closing(factors.tolist(), share, spell), share
    if np.ptp(closes) > 0:
        first = float(open_by_weekday(closes, spell)[weekdays[0]])
    return Chain(f"uncertainty.closures.{name}", first, closes[weekdays], spell)


def of_all(problem: Problem) -> Chain | None:
    """Closures of all crossings at once."""
    said = problem.uncertainty
    every = said.all_open_share, said.all_closed_days, said.all_closing_weekdays
    return chain(problem, "all", *every)


def of_crossings(problem: Problem) -> Iterator[Chain | None]:
    """Each crossing's own."""
    said = problem.uncertainty
    for c, crossing in enumerate(problem.crossings):
        own = said.open_share[c], said.closed_days[c], said.closing_weekdays[:, c]
        yield chain(problem, crossing.id, *own)


def of_pools(problem: Problem) -> Iterator[Chain | None]:
    """Each pool's own, also where a crossing has its name: no id of a crossing is `pool.…`."""
    said = problem.uncertainty
    crossings = {crossing.id for crossing in problem.crossings}
    for p, pool in enumerate(problem.pools):
        own = said.pool_open_share[p], said.pool_closed_days[p], said.pool_closing_weekdays[:, p]
        yield chain(problem, f"pool.{pool}" if pool in crossings else pool, *own)
