"""Figures with how far off they may be, as a screen says them."""

from __future__ import annotations

import math
from collections.abc import Callable

from crossings.statistics import Estimate
from crossings.wording import figure, share


def there(found: Estimate) -> bool:
    """Whether there is anything to be told."""
    return not math.isnan(found.value)


def tenth_share(value: float) -> str:
    """A share to a tenth of a percent."""
    return f"{value:z.1%}"


def fine_share(value: float) -> str:
    """A small share to a hundredth of a percent."""
    return f"{value:z.2%}"


def off(found: Estimate, told: Callable[[float], str]) -> str:
    """How far off, to the greater side: of shares in points, rounded up, else in the figure's unit.

    >>> off(Estimate(0.57, 0.5641, 0.575), share), off(Estimate(1203.0, 1190.0, 1217.0), figure)
    ('±0.6', '±14.0')
    """
    if math.isnan(found.low):
        return ""
    if told not in (share, tenth_share, fine_share):
        return f"±{figure(found.off)}"
    digits = 2 if told is fine_share else 1
    return f"±{math.ceil(found.off * 10 ** (2 + digits) - 1e-6) / 10**digits:.{digits}f}"


def within(found: Estimate, told: Callable[[float], str]) -> str:
    """A figure in a sentence: `57% (±0.6)`.

    >>> within(Estimate(0.57, 0.564, 0.575), share)
    '57% (±0.6)'
    """
    if not there(found):
        return "-"
    return f"{told(found.value)} ({off(found, told)})" if off(found, told) else told(found.value)


def cell(found: Estimate, told: Callable[[float], str]) -> str:
    """A figure in a grid, and below it how far off."""
    if not there(found):
        return "-"
    return f"{told(found.value)}\n[dim]{off(found, told)}[/dim]".rstrip()
