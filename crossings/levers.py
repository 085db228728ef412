"""What a planner could have one more of, or ask one less of, over the whole horizon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from crossings.plan import Plan
from crossings.problem import Floats, Problem


@dataclass(frozen=True)
class Setting:
    """One number in the files: its path as `--set` takes it, and its value there."""

    path: str
    value: float


@dataclass(frozen=True, eq=False)
class Move:
    """What one unit more changes in an array of the problem: `amount` at `position`.

    The position leaves out the axis of the periods where the array has one; `amount` is then (T,).
    """

    field: str
    position: tuple[int, ...]
    amount: Floats


@dataclass(frozen=True, eq=False)
class Lever:
    """One thing that can be moved, and what its numbers are now."""

    kind: str
    """resource, hours, pool, gate, corridor, route or limit: the table that shows its use."""
    what: str
    unit: str
    step: float
    """Units that are told of at once, below 0 where less is asked: ten inspectors, an hour."""
    settings: tuple[Setting, ...]
    moves: tuple[Move, ...]
    room: float = np.inf
    """Units by which it can be moved that way at all."""
    crossing: str | None = None
    good: str | None = None

    def moved(self, problem: Problem, units: float) -> Problem:
        """The problem with so many units more in every period."""
        arrays: dict[str, Any] = {}
        for move in self.moves:
            array = arrays.setdefault(move.field, np.array(getattr(problem, move.field)))
            by_period = np.ndim(move.amount) > 0
            array[(slice(None), *move.position) if by_period else move.position] += (
                move.amount * units
            )
        return replace(problem, **arrays)

    def as_set(self, units: float) -> tuple[str, ...]:
        """The same as `--set` takes it."""
        return tuple(f"{each.path}={_plain(each.value + units)}" for each in self.settings)


@dataclass(frozen=True)
class Held:
    """How far what one unit more brings holds for further ones."""

    units: float
    """So many units add as much each as the first."""
    further: bool
    """Whether that is only as far as was looked."""
    unique: bool
    """Whether one less would cost what one more brings."""


@dataclass(frozen=True, eq=False)
class Worth:
    """One lever, a step of it, and the plan that it makes possible."""

    lever: Lever
    periods: int
    """In how many periods its limit has a price; 0 where it is not a matter of single periods."""
    price: float | None
    """What the prices of the plan say of a step: at most this, in units of the objective.

    None where the lever moves coefficients, so that prices bound nothing."""
    plan: Plan
    """The best plan with the step made."""
    value: float
    """What the step adds to the objective."""
    held: Held | None = None
    """None where it was not asked, or where nothing is known of slopes."""


def _plain(value: float) -> str:
    """A number as short as it can be written, without sums like 0.30000000000000004."""
    return f"{value:.12g}"


def narrowed(
    levers: Iterable[Lever], crossing: str | None = None, good: str | None = None
) -> list[Lever]:
    """Levers of one crossing or good; those of no crossing or good concern every one."""
    return [
        lever
        for lever in levers
        if crossing in (None, lever.crossing or crossing) and good in (None, lever.good or good)
    ]
