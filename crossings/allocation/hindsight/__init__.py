"""What could have been had with foresight: futures solved, and prices that bound them all."""

from __future__ import annotations

from crossings.allocation.hindsight.exact import Exact
from crossings.allocation.hindsight.growing import PRACTICE, Request, grown_pool, grown_pools
from crossings.allocation.hindsight.phased_practice import ordering_ahead, phased_rule, rule_of
from crossings.allocation.hindsight.policy_bound import PolicyBound, told_by_news
from crossings.allocation.hindsight.practising import (
    PRACTISED,
    practised_rule,
    practised_sheet,
)
from crossings.allocation.hindsight.program import HindsightProgram, Solved
from crossings.allocation.hindsight.reoptimised import Reoptimised

__all__ = [
    "PRACTICE",
    "PRACTISED",
    "Exact",
    "HindsightProgram",
    "PolicyBound",
    "Reoptimised",
    "Request",
    "Solved",
    "grown_pool",
    "grown_pools",
    "ordering_ahead",
    "phased_rule",
    "practised_rule",
    "practised_sheet",
    "rule_of",
    "told_by_news",
]
