"""The days of closure that would cost most, by solving the standing program without them.

    lost = optimum with all open days − optimum without those that are closed

The optimum is that of a future: floors may be missed, what lacks of stocks to be left makes it
less. It foresees the
closure, so that one which comes as a surprise costs more. Days are taken one by one, each the worst
beside those before; and in a row, at one crossing.

A day costs at least what prices of the optimum before it say (the optimum is concave in what limits
allow), and nothing where nothing is inspected or collected on it. Where a crossing has very many
days, those are solved of which prices say most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.allocation.ledger import Key
from crossings.analysis.explanation import IN_A_ROW, ONE_BY_ONE, WorstClosure
from crossings.bounds.factors import Layout, factors
from crossings.limits.flows import COLLECTED, PRESENTED
from crossings.problem import Flags, Floats, Problem
from crossings.scenarios import as_planned

_MOST = 120
"""Days, or rows of days, that are solved at most to find the worst."""
_NOTHING = 1e-9
"""Share of the value that is rounding."""
Days = tuple[int, range, float]
"""A crossing, periods, and how many open days are lost in each of them at most."""


def worst_closures(problem: Problem, days: int) -> tuple[WorstClosure, ...]:
    """The worst `days` days one by one, then the worst so many in a row at each crossing."""
    search = _Search(problem)
    in_a_row = sorted(search.in_a_row(days), key=lambda each: -float(f"{each.lost:.9g}"))
    return (*search.one_by_one(days), *in_a_row)


class _Search:
    """The standing program, and what is open by now."""

    def __init__(self, problem: Problem) -> None:
        self._problem, self._program = problem, HindsightProgram(problem)
        self._layout = Layout.of(problem)
        self._usual = factors(self._program.problem, as_planned(problem))[0]  # (T, F)
        self._best = self._program.foreseen

    def one_by_one(self, count: int) -> Iterator[WorstClosure]:
        """Day after day, each the one that costs most beside those before."""
        now, solved = self._usual, self._best
        opened = np.array(self._problem.crossing_open_days)  # (T, C)
        for _ in range(count):
            used = self._used(solved)
            days = [
                (int(c), range(t, t + 1), 1.0) for t, c in np.argwhere(used & (opened > 0)).tolist()
            ]
            worst = self._worst(days, now, opened, solved)
            if worst is None:
                return
            (c, periods, _), then = worst
            t = periods[0]
            gone = min(1.0, float(opened[t, c]))
            now = self._closed((c, periods, 1.0), now, opened)
            opened[t, c] -= gone
            yield self._told(ONE_BY_ONE, c, periods, gone, solved.value - then.value, then)
            solved = then

    def in_a_row(self, count: int) -> Iterator[WorstClosure]:
        """So many days in a row, in whole periods, at each crossing where they cost anything."""
        problem, opened = self._problem, np.array(self._problem.crossing_open_days)
        width = -(-count // int(problem.days[0]))
        used = self._used(self._best)
        for c in range(len(problem.crossings)):
            rows = [
                (c, periods, np.inf)
                for first in range(len(problem.periods) - width + 1)
                for periods in [range(first, first + width)]
                if used[first : first + width, c].any()
            ]
            worst = self._worst(rows, self._usual, opened, self._best)
            if worst is not None:
                (_, periods, _), then = worst
                gone = float(opened[periods.start : periods.stop, c].sum())
                lost = self._best.value - then.value
                yield self._told(IN_A_ROW, c, periods, gone, lost, then)

    def _told(
        self, kind: str, c: int, periods: range, days: float, lost: float, then: Solved
    ) -> WorstClosure:
        in_all = self._best.value - then.value
        share = in_all / self._best.value if self._best.value > 0 else float("nan")
        return WorstClosure(kind, c, periods[0], periods[-1], days, lost, in_all, share)

    def _worst(
        self, among: Sequence[Days], now: Floats, opened: Floats, solved: Solved
    ) -> tuple[Days, Solved] | None:
        """Which of some days cost most, and the optimum without them; None where none costs."""
        slope = self._slope(solved)
        least = [float((slope * (self._closed(each, now, opened) - now)).sum()) for each in among]
        order = sorted(range(len(among)), key=lambda k: -least[k])[:_MOST]
        best: tuple[Days, Solved] | None = None
        for k in sorted(order):  # so that of two alike the first is told
            rows, columns = self._program.bounds(self._closed(among[k], now, opened)[None])
            then = self._program.solve(rows[0], columns[0], solved.basis)
            room = _NOTHING * max(1.0, abs(self._best.value))
            if then.value < (solved if best is None else best[1]).value - room:
                best = among[k], then
        return best

    def _closed(self, days: Days, now: Floats, opened: Floats) -> Floats:
        """(T, F) Factors without some days; of those of a period each carries alike."""
        c, periods, most = days
        made, layout = now.copy(), self._layout
        routes = [j for j, (of, _) in enumerate(self._problem.dated_routes) if of == c]
        for t in periods:
            left = max(float(opened[t, c]) - most, 0.0)
            share = left / float(opened[t, c]) if opened[t, c] > 0 else 0.0
            for at in (layout.working.start + c, layout.open_days.start + c):
                made[t, at] *= share
            for at in (layout.route_days.start + j for j in routes):
                made[t, at] *= share
            if left == 0:
                made[t, layout.opens.start + c] = 0.0
                for j in routes:
                    made[t, layout.opens.start + len(self._problem.crossings) + j] = 0.0
        return made

    def _slope(self, solved: Solved) -> Floats:
        """(T, F) What a unit of each factor is worth to the value at most, by prices of limits."""
        limits = self._program.limits
        worth = np.bincount(
            limits.place,
            weights=solved.prices[limits.index] * limits.rate,
            minlength=self._usual.size,
        )
        return worth.reshape(self._usual.shape)

    def _used(self, solved: Solved) -> Flags:
        """(T, C) Where anything is inspected or collected."""
        made = np.zeros((len(self._problem.periods), len(self._problem.crossings)), dtype=bool)
        for kind in (PRESENTED, COLLECTED):
            places: Mapping[Key, int] = self._program.ledger.columns(kind)
            for key, column in places.items():
                made[key[0], key[1]] |= solved.columns[column] > 0
        return made
