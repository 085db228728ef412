"""What a step of a lever is and brings, in words."""

from __future__ import annotations

from crossings.levers import Worth
from crossings.plan import Plan
from crossings.wording import figure


def step(worth: Worth) -> str:
    """A step of a lever in words: `1 scanner more`, `1 day of need less`."""
    size = abs(worth.lever.step)
    if worth.lever.unit == "percentage point":
        size *= 100
    noun, _, rest = worth.lever.unit.partition(" ")
    plural = noun if size == 1 or worth.lever.unit == "percentage point" else f"{noun}s"
    words = " ".join(part for part in (plural, rest) if part)
    if worth.lever.unit == "percentage point" and size != 1:
        words = "percentage points"
    return f"{size:g} {words} {'less' if worth.lever.step < 0 else 'more'}"


def share_added(plan: Plan, worth: Worth) -> str:
    """What a step adds to the value of a plan, as a share of it."""
    if plan.objective <= 0:
        return "-"
    return f"{worth.value / plan.objective:+.2%}" if worth.value > 0 else "0"


def signed(value: float) -> str:
    """A difference with its sign.

    >>> signed(66.55), signed(-0.79), signed(0.0)
    ('+66.6', '−0.79', '0')
    """
    if abs(value) < 0.005:
        return "0"
    return f"{'+' if value > 0 else '−'}{figure(abs(value))}"
