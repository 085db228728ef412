"""A rule that decides each morning by prices: what can pass goes to the uses worth most."""

from __future__ import annotations

from crossings.policy.kept import Prices, read, written
from crossings.policy.phased import PhasedRule, foreseen
from crossings.policy.rule import PriceRule
from crossings.policy.today import today

__all__ = ["PhasedRule", "PriceRule", "Prices", "foreseen", "read", "today", "written"]
