"""What a step of a lever brings, and how far that holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crossings.limits.levers import Lever
from crossings.plan import Plan

_IN_PLACE = 0.5
"""Of what a step adds alone: what adds less behind another step, that step does in its place."""


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
class MarginalValue:
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
    first_quarter: float | None = None
    """Share of `value` that a quarter of the step adds; None where the step adds nothing."""


@dataclass(frozen=True, eq=False)
class Together:
    """The steps of several levers made at once, and the plan that they make possible."""

    parts: tuple[MarginalValue, ...]
    """Each of them by itself."""
    plan: Plan
    """The best plan with every step made."""
    value: float
    """What the steps add to the objective together."""

    @property
    def instead(self) -> bool:
        """Whether one does in place of the other.

        What the other still adds then is less than half of what it adds alone.
        """
        alone = [part.value for part in self.parts]
        return self.value - max(alone) < _IN_PLACE * min(alone)


@dataclass(frozen=True, eq=False)
class Margin:
    """One lever, and what the prices of a plan say of a step of it; nothing was solved for it."""

    lever: Lever
    periods: int
    """In how many periods its limit has a price; 0 where it is not a matter of single periods."""
    price: float
    """What a step adds to the objective, in units of it: the most that it can add."""
    rough: bool = False
    """Whether it is no such bound but a guess: of a lever that moves coefficients, or by prices
    that are only near the best."""


def narrowed(
    levers: Iterable[Lever], crossing: str | None = None, good: str | None = None
) -> list[Lever]:
    """Levers of one crossing or good; those of no crossing or good concern every one."""
    return [
        lever
        for lever in levers
        if crossing in (None, lever.crossing or crossing) and good in (None, lever.good or good)
    ]
