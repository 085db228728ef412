"""What a planner could have one more of, or ask one less of, over the whole horizon.

A number that phases change is one setting for each phase that gives its own; one unit more is one
more in each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

import numpy as np

from crossings.problem import Floats, Named, Problem
from crossings.wording import spoken

Path: TypeAlias = tuple[str, ...]
"""Steps to a number of the files; `limits` and `pools` are where they are in force."""
POINT = 0.01
"""A percentage point of a share."""
_DAY = 24.0
_FEW = 20
"""Whole units up to which one more is told of."""
_ROUNDING = 1e-9


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


class Files(Protocol):
    """A case in its phases, asked for single numbers."""

    @property
    def problem(self) -> Problem:
        """The problem that the case poses."""

    def values(self, path: Path) -> Floats:
        """(T,) The number at a path by period; 0 where it is not given."""

    def settings(self, path: Path, default: float | None = None) -> tuple[Setting, ...]:
        """What would have to be set to move the number in every phase that gives it.

        Empty where no path leads to the number of each phase alone. Where no phase gives it, its
        `default` is moved, if there is one.
        """

    def floors(self) -> Mapping[Path, Floats]:
        """Steps to each number of floors, and (T, G, A) whether it is the one meant."""


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
    pool: str | None = None
    """The pool whose units it moves."""
    says: str = "other"
    """How a page tells of it: the key of a text."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What that text names."""
    moves_coefficients: bool = False
    """Whether it moves what stands before columns, so that nothing is known of its slope."""
    section: tuple[int, int] = (0, 0)
    """Where it stands in the files: the section, and the place there."""

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


CROSSINGS, CORRIDORS, AREAS, POOLS, LIMITS = range(5)
"""Sections of the files, in the order in which levers are told."""


def round_step(there: Floats, nothing: float = 1.0) -> float:
    """A round number of about a tenth to a half of the least that is there; `nothing`: where none.

    One, ten, a hundred or a tenth, or else two of them.

    >>> [round_step(np.array([there])) for there in (1.0, 2.0, 12.0, 60.0, 250.0)]
    [0.1, 1.0, 2.0, 10.0, 100.0]
    """
    least = float(there[there > 0].min(initial=np.inf))
    if not np.isfinite(least):
        return nothing
    ten = float(f"1e{np.floor(np.log10(least) + _ROUNDING):.0f}")  # 1 of 1 to 9.9, 10 of 10 to 99
    many = least / ten
    tenth = float(f"{ten / 10:.1g}")
    return ten if many >= 2 else tenth if many < 1 + _ROUNDING else 2 * tenth


def more_units(files: Files, path: Path, resource: str, **rest: Any) -> Lever:
    """One unit more, or more where there are many."""
    units = files.values(path)
    few = units[units > 0].min(initial=np.inf) <= _FEW
    step = 1.0 if few else round_step(units)
    return Lever(
        unit=spoken(resource, files.problem.resource_names),
        step=step,
        settings=files.settings(path),
        **rest,
    )


def more_hours(files: Files, path: Path, **rest: Any) -> Lever:
    """An hour a day more, as far as the day has any."""
    hours = files.values(path)
    room = _DAY - float(hours.max())
    return Lever(
        kind="hours",
        unit="hour a day",
        step=min(1.0, round_step(hours), room),
        settings=files.settings(path),
        room=room,
        **rest,
    )


def more_a_day(
    files: Files,
    path: Path,
    field: str,
    position: tuple[int, ...],
    nothing: float = 1.0,
    default: float | None = None,
    **rest: Any,
) -> Lever:
    """Some truckloads a day more, in every period."""
    every_period = np.ones(len(files.problem.periods))  # (T,)
    return Lever(
        **{"unit": "truckload a day", **rest},
        step=round_step(files.values(path), nothing),
        settings=files.settings(path, default),
        moves=(Move(field, position, every_period),),
    )


def less_asked(
    files: Files,
    path: Path,
    what: str,
    step: float,
    moves: Sequence[Move],
    good: Named | None = None,
    **rest: Any,
) -> Lever:
    """A lever of which less is asked, at most all of it; in phases that ask nothing it stays."""
    asked = files.values(path)
    room = float(asked[asked > 0].min(initial=np.inf))
    return Lever(
        kind="limit",
        what=what,
        unit="percentage point" if step == POINT else "day of need",
        step=-min(step, room),
        settings=tuple(each for each in files.settings(path) if each.value > 0),
        moves=tuple(moves),
        room=room,
        good=None if good is None else good.id,
        **rest,
    )


def none_to_move(files: Files) -> Iterator[Lever]:
    """Of a limit that no number of the files moves by itself."""
    yield from ()


def _plain(value: float) -> str:
    """A number as short as it can be written, without sums like 0.30000000000000004."""
    return f"{value:.12g}"
