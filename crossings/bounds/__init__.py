"""Upper bounds: what no plan can exceed in a scenario, told from prices without solving it."""

from __future__ import annotations

from crossings.bounds.pool import Path, PricePool, PricePools, distinct, nothing_scarce
from crossings.bounds.prices import LimitPrices, by_period, free, stacked, throughout
from crossings.bounds.states import PeriodStates, States, consistent

__all__ = [
    "LimitPrices", "Path", "PeriodStates", "PricePool", "PricePools", "States", "by_period",
    "consistent", "distinct", "free", "nothing_scarce", "stacked", "throughout",
]  # fmt: skip
