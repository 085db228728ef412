"""Figures of many futures, each with the interval that holds it: alone, and several at once.

Every interval is of 95 % confidence: of a hundred batches, 95 have what is sought in it.
"""

from crossings.statistics.intervals import (
    FEWEST,
    FEWEST_IN_TAIL,
    UNTOLD,
    Estimate,
    mean,
    quantile,
    share,
    t_of,
    worst_tenth,
)
from crossings.statistics.together import means, miss_of_each

__all__ = [
    "FEWEST", "FEWEST_IN_TAIL", "UNTOLD", "Estimate", "mean", "means", "miss_of_each", "quantile",
    "share", "t_of", "worst_tenth",
]  # fmt: skip
