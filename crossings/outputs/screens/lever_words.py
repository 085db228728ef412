"""What a step of a lever is and brings, in words."""

from __future__ import annotations

from crossings.analysis.marginal_values import Margin, MarginalValue, Together
from crossings.limits.levers import Lever
from crossings.plan import Plan
from crossings.wording import figure, plural

_POINT = "percentage point"


def step(lever: Lever) -> str:
    """A step of a lever in words: `1 scanner more`, `1 day of need less`."""
    size = abs(lever.step) * scale(lever)
    return f"{size:g} {plural(lever.unit, size)} {direction(lever)}"


def direction(lever: Lever) -> str:
    """Whether more of it is told of, or less."""
    return "less" if lever.step < 0 else "more"


def scale(lever: Lever) -> float:
    """What a number in the files is multiplied by to be told: a share is told in points."""
    return 100.0 if lever.unit == _POINT else 1.0


def added_a_day(plan: Plan, worth: MarginalValue | Together) -> tuple[float, float]:
    """Truckloads a day that a step adds: of inbound need met, and of exports passed."""
    days = float(plan.problem.days.sum())
    inbound = float(worth.plan.met.sum() - plan.met.sum()) / days
    exported = float(worth.plan.exported.sum() - plan.exported.sum()) / days
    return round(inbound, 9), round(exported, 9)  # what is left of rounding is nothing


def less_met(plan: Plan, worth: MarginalValue) -> bool:
    """Whether a step meets less need in all, so that what it adds to the value is not all gain."""
    return sum(added_a_day(plan, worth)) <= -_SEEN


def share_added(plan: Plan, value: float) -> str:
    """What a step that brings so much adds to the value of a plan, as a share of it."""
    if plan.objective <= 0:
        return "-"
    added = value / plan.objective
    return "0" if added <= 0 else f"+{added:.2%}" if added >= _LEAST else "under 0.01%"


def added_at_the_margin(plan: Plan, margin: Margin) -> str:
    """What prices alone say that a step adds: a guess, where prices bound nothing."""
    bounded = "about" if margin.rough else "at most"
    return f"{bounded} {share_added(plan, margin.price)}"


_SEEN = 0.005
"""Truckloads a day that are told as more than 0."""
_LEAST = 0.00005
"""Share that is told as 0.01%."""


def signed(value: float | None) -> str:
    """A difference with its sign; a dash where there is none.

    >>> signed(66.57), signed(-0.79), signed(0.0), signed(None)
    ('+66.6', '−0.79', '0', '-')
    """
    if value is None:
        return "-"
    if abs(value) < _SEEN:
        return "0"
    return f"{'+' if value > 0 else '−'}{figure(abs(value))}"
