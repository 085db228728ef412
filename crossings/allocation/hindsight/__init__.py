"""What could have been had with foresight: futures solved, and prices that bound them all."""

from __future__ import annotations

from crossings.allocation.hindsight.exact import Exact
from crossings.allocation.hindsight.growing import PRACTICE, Asked, grown_pool
from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.allocation.hindsight.reoptimised import Reoptimised

__all__ = [
    "PRACTICE",
    "Asked",
    "Exact",
    "HindsightProgram",
    "Reoptimised",
    "Solved",
    "grown_pool",
]
