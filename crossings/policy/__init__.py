"""A rule that decides each morning by prices: what can pass goes to the uses worth most."""

from __future__ import annotations

from crossings.policy.rule import PriceRule
from crossings.policy.sheet import sheet_of

__all__ = ["PriceRule", "sheet_of"]
