"""Futures: drawn in arrays, the same in any batch."""

from __future__ import annotations

from crossings.scenarios.batch import Scenarios, blocks, scenario_problem, without_floors
from crossings.scenarios.combinations import apart, combinations, scattered
from crossings.scenarios.expected import expected, known_in, needs_known
from crossings.scenarios.news import news
from crossings.scenarios.sampling import as_planned, level_path, sampled
from crossings.scenarios.sources import Futures, Seeded, practised
from crossings.scenarios.tabled import DrawnRest, Tabled

__all__ = [
    "DrawnRest", "Futures", "Scenarios", "Seeded", "Tabled", "apart", "as_planned", "blocks",
    "combinations", "expected", "known_in", "level_path", "needs_known", "news", "practised",
    "sampled", "scattered", "scenario_problem", "without_floors",
]  # fmt: skip
