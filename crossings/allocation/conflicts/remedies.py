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

from crossings.allocation.conflicts.changeable import (
    changeable_floors,
    changeable_numbers,
)
from crossings.allocation.conflicts.shortfall import Shortfall, ShortfallProgram
from crossings.allocation.outcomes import Bounds
from crossings.errors import InputError
from crossings.limits.words import Changeable
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

    changes: tuple[tuple[Changeable, float], ...]

    @property
    def settings(self) -> list[str]:
        """What is to be given with `--set`."""
        return [_setting(number, value) for number, value in self.changes]

    @property
    def size(self) -> float:
        """Change as a share of what is there."""
        return max(
            abs(to - number.value) / number.value if number.value > 0 else math.inf
            for number, to in self.changes
        )


def smallest_changes(program: ShortfallProgram, reread: Reread) -> list[Remedy]:
    """Single changes that would each do, the smallest first.

    Where there are none, or none but floors given up altogether, one of several floors at once.
    """
    at_first = _At(program, program.problem, reread)
    single = [(number, at_first.least(number)) for number in changeable_numbers(program.problem)]
    found = [Remedy(((number, value),)) for number, value in single if value is not None]
    found.sort(key=lambda remedy: remedy.size)
    given_up = all(to == number.best == 0 for each in found for number, to in each.changes)
    return [*found, *(_together(program, reread) if given_up else [])]


def _together(program: ShortfallProgram, reread: Reread) -> list[Remedy]:
    """Floors let down at once, each no more than it must be beside those dearer than itself."""
    let_down = {number: number.best for number in changeable_floors(program.problem)}
    moved = set()
    for number in reversed(list(let_down)):
        others = [_setting(each, to) for each, to in let_down.items() if each != number]

        def beside(texts: Sequence[str], others: Sequence[str] = others) -> Problem:
            return reread([*others, *texts])

        asked = beside([_setting(number, number.value)])
        at_first = _At(program, asked, beside)
        least = number.value if at_first.shortfall.reached else at_first.least(number)
        if least is None:
            return []
        let_down[number] = least
        # Where a good bears a category's name, its floor is that of others in the category too.
        by_others = (asked.coverage_floor != beside([]).coverage_floor).any()
        if least != number.value or by_others:
            moved.add(number)
    changed = tuple((number, to) for number, to in let_down.items() if number in moved)
    return [Remedy(changed)] if len(changed) > 1 else []


class _At:
    """A problem as it is read, from where one number may be changed."""

    def __init__(self, program: ShortfallProgram, problem: Problem, reread: Reread) -> None:
        self._program, self._reread = program, reread
        self._bounds = program.bounds(problem)
        self.shortfall = program.shortfall(problem)

    def least(self, number: Changeable) -> float | None:
        """The least change that does, rounded to the safe side; None where none does."""
        if number.weighs:
            return self._among_thousandths(number)
        far = number.best if math.isfinite(number.best) else 2 * number.value or 1.0
        changed = self._read(number, far)
        if changed is None:
            return None
        return self._along(number, self._per_unit(changed, far - number.value))

    def _along(self, number: Changeable, per_unit: Bounds) -> float | None:
        direction = 1.0 if number.best > number.value else -1.0
        value, shortfall = number.value, self.shortfall
        for _ in range(_MOST_STEPS):
            closes = -direction * _slope(shortfall, per_unit)
            if closes <= _NO_SLOPE * max(1.0, shortfall.truckloads):
                return None
            at_least = value + direction * shortfall.truckloads / closes
            if direction * (at_least - number.best) > _SNAP * abs(number.best - number.value):
                return None
            value = _rounded(number, at_least, beyond=value)
            problem = self._read(number, value)
            if problem is None:
                return None
            shortfall = self._program.shortfall(problem)
            if shortfall.reached:
                return value
        return None

    def _among_thousandths(self, number: Changeable) -> float | None:
        """The least change of a share that is to go down, in thousandths."""

        def does(thousandths: int) -> bool:
            problem = self._read(number, thousandths / _THOUSANDTHS)
            return problem is not None and self._program.shortfall(problem).reached

        fine, too_much = 0, math.ceil(number.value * _THOUSANDTHS)
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

    def _read(self, number: Changeable, value: float) -> Problem | None:
        """The problem with the number changed; None where that is another program altogether."""
        try:
            problem = self._reread([_setting(number, value)])
        except InputError:
            return None
        return problem if self._program.serves(problem) else None


def _setting(number: Changeable, value: float) -> str:
    return f"{number.path}={np.format_float_positional(value, trim='-')}"


def _moved(there: Floats, here: Floats) -> Floats:
    moves = np.isfinite(there) & np.isfinite(here)
    return np.where(moves, there, 0.0) - np.where(moves, here, 0.0)


def _slope(shortfall: Shortfall, per_unit: Bounds) -> float:
    """How much more is missed for one unit more."""
    prices = shortfall.outcome.prices
    return float((prices * np.where(prices > 0, per_unit.rows_lower, per_unit.rows_upper)).sum())


def _rounded(number: Changeable, value: float, *, beyond: float) -> float:
    """`value` to two figures of the change, whole things wholly; always further than `beyond`.

    >>> gate = Changeable("gate", "gate", 40.0, "trucks", math.inf)
    >>> _rounded(gate, 41.2345, beyond=40.0), _rounded(gate, 41.3, beyond=41.3)
    (41.3, 41.4)
    """
    up = number.best > number.value
    change = max(abs(value - number.value), 1e-12)
    step = 10.0 ** (math.floor(math.log10(change)) - 1)
    step = max(1.0, step) if number.whole else step
    digits = max(0, -math.floor(math.log10(step)))
    steps = math.ceil(value / step - _SNAP) if up else math.floor(value / step + _SNAP)
    found = round(steps * step, digits)
    while (found <= beyond) if up else (found >= beyond):
        steps += 1 if up else -1
        found = round(steps * step, digits)
    return min(found, number.best) if up else max(found, number.best)
