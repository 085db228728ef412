"""The smallest change of each number that by itself makes a plan possible.

What is missed, as a function of a number that moves only what limits allow or floors ask, is convex
and made of straight pieces: its prices give the piece, and following each piece to where it ends at
nothing missed (Newton's method) arrives at the least change after finitely many steps. Where a
piece leads nowhere, no change of that number helps. What moves a coefficient is searched for among
thousandths.

Every number tried is rounded to a readable one on the safe side and read from the files as `--set`
reads it, so that what is suggested has been tried.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crossings.allocation.conflicts.levers import Lever, floor_levers, levers
from crossings.allocation.conflicts.shortfall import Shortfall, ShortfallProgram
from crossings.allocation.solving import Bounds
from crossings.errors import InputError
from crossings.problem import Floats, Problem

Reread = Callable[[Sequence[str]], Problem]
"""The problem that the files pose with some `PATH=VALUE` changed as well."""
_MOST_STEPS = 100
_NO_SLOPE = 1e-12
_THOUSANDTHS = 1000
_SNAP = 1e-7
"""Share of a rounding step that an exact number may be off by."""


@dataclass(frozen=True)
class Remedy:
    """Numbers whose change makes a plan possible: one, or several at once."""

    changes: tuple[tuple[Lever, float], ...]

    @property
    def settings(self) -> list[str]:
        """What is to be given with `--set`."""
        return [_setting(lever, value) for lever, value in self.changes]

    @property
    def size(self) -> float:
        """Change as a share of what is there."""
        return max(
            abs(to - lever.value) / lever.value if lever.value > 0 else math.inf
            for lever, to in self.changes
        )


def remedies(program: ShortfallProgram, reread: Reread) -> list[Remedy]:
    """Single changes that would each do, the smallest first.

    Where there are none, or none but floors given up altogether, one of several floors at once.
    """
    at_first = _At(program, program.problem, reread)
    single = [(lever, at_first.least(lever)) for lever in levers(program.problem)]
    found = [Remedy(((lever, value),)) for lever, value in single if value is not None]
    found.sort(key=lambda remedy: remedy.size)
    given_up = all(to == lever.best == 0 for each in found for lever, to in each.changes)
    return [*found, *(_together(program, reread) if given_up else [])]


def _together(program: ShortfallProgram, reread: Reread) -> list[Remedy]:
    """Floors let down at once, each no more than it must be beside those dearer than itself."""
    let_down = {lever: lever.best for lever in floor_levers(program.problem)}
    for lever in reversed(list(let_down)):
        others = [_setting(each, to) for each, to in let_down.items() if each != lever]

        def beside(texts: Sequence[str], others: Sequence[str] = others) -> Problem:
            return reread([*others, *texts])

        at_first = _At(program, beside([]), beside)
        least = lever.value if at_first.shortfall.reached else at_first.least(lever)
        if least is None:
            return []
        let_down[lever] = least
    changed = tuple((lever, to) for lever, to in let_down.items() if to != lever.value)
    return [Remedy(changed)] if len(changed) > 1 else []


class _At:
    """A problem as it is read, from where one number may be changed."""

    def __init__(self, program: ShortfallProgram, problem: Problem, reread: Reread) -> None:
        self._program, self._reread = program, reread
        self._bounds = program.bounds(problem)
        self.shortfall = program.shortfall(problem)

    def least(self, lever: Lever) -> float | None:
        """The least change that does, rounded to the safe side; None where none does."""
        if lever.weighs:
            return self._among_thousandths(lever)
        far = lever.best if math.isfinite(lever.best) else 2 * lever.value or 1.0
        changed = self._read(lever, far)
        if changed is None:
            return None
        return self._along(lever, self._per_unit(changed, far - lever.value))

    def _along(self, lever: Lever, per_unit: Bounds) -> float | None:
        direction = 1.0 if lever.best > lever.value else -1.0
        value, shortfall = lever.value, self.shortfall
        for _ in range(_MOST_STEPS):
            closes = -direction * _slope(shortfall, per_unit)
            if closes <= _NO_SLOPE * max(1.0, shortfall.truckloads):
                return None
            at_least = value + direction * shortfall.truckloads / closes
            if direction * (at_least - lever.best) > _SNAP * max(1e-9, abs(lever.best)):
                return None
            value = _rounded(lever, at_least, beyond=value)
            problem = self._read(lever, value)
            if problem is None:
                return None
            shortfall = self._program.shortfall(problem)
            if shortfall.reached:
                return value
        return None

    def _among_thousandths(self, lever: Lever) -> float | None:
        """The least change of a share that is to go down, in thousandths."""

        def does(thousandths: int) -> bool:
            problem = self._read(lever, thousandths / _THOUSANDTHS)
            return problem is not None and self._program.shortfall(problem).reached

        fine, too_much = 0, math.ceil(lever.value * _THOUSANDTHS)
        if not does(fine):
            return None
        while too_much - fine > 1:
            between = (fine + too_much) // 2
            if does(between):
                fine = between
            else:
                too_much = between
        return fine / _THOUSANDTHS

    def _per_unit(self, changed: Problem, units: float) -> Bounds:
        """How far one unit of the number moves each bound."""
        far, here = self._program.bounds(changed), self._bounds
        return Bounds(
            _moved(far.columns_upper, here.columns_upper) / units,
            _moved(far.rows_lower, here.rows_lower) / units,
            _moved(far.rows_upper, here.rows_upper) / units,
        )

    def _read(self, lever: Lever, value: float) -> Problem | None:
        """The problem with the number changed; None where that is another program altogether."""
        try:
            problem = self._reread([_setting(lever, value)])
        except InputError:
            return None
        return problem if self._program.serves(problem) else None


def _setting(lever: Lever, value: float) -> str:
    return f"{lever.path}={np.format_float_positional(value, trim='-')}"


def _moved(there: Floats, here: Floats) -> Floats:
    moves = np.isfinite(there) & np.isfinite(here)
    return np.where(moves, there, 0.0) - np.where(moves, here, 0.0)


def _slope(shortfall: Shortfall, per_unit: Bounds) -> float:
    """How much more is missed for one unit more."""
    prices = shortfall.outcome.prices
    return float((prices * np.where(prices > 0, per_unit.rows_lower, per_unit.rows_upper)).sum())


def _rounded(lever: Lever, value: float, *, beyond: float) -> float:
    """`value` to two figures of the change, whole things wholly; always further than `beyond`.

    >>> gate = Lever("gate", "gate", 40.0, "trucks", math.inf)
    >>> _rounded(gate, 41.2345, beyond=40.0), _rounded(gate, 41.3, beyond=41.3)
    (41.3, 41.4)
    """
    up = lever.best > lever.value
    change = max(abs(value - lever.value), 1e-12)
    step = 10.0 ** (math.floor(math.log10(change)) - 1)
    step = max(1.0, step) if lever.whole else step
    digits = max(0, -math.floor(math.log10(step)))
    steps = math.ceil(value / step - _SNAP) if up else math.floor(value / step + _SNAP)
    found = round(steps * step, digits)
    while (found <= beyond) if up else (found >= beyond):
        steps += 1 if up else -1
        found = round(steps * step, digits)
    return min(found, lever.best) if up else max(found, lever.best)
