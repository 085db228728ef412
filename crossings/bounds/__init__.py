"""Upper bounds: what no plan can exceed in a scenario, told from prices without solving it."""

from __future__ import annotations

from crossings.bounds.pool import Path, PricePool, distinct, nothing_scarce
from crossings.bounds.prices import LimitPrices, by_period, free, stacked, throughout

__all__ = [
    "LimitPrices",
    "Path",
    "PricePool",
    "by_period",
    "distinct",
    "free",
    "nothing_scarce",
    "stacked",
    "throughout",
]
