"""Futures: drawn in arrays, the same in any batch."""

from __future__ import annotations

from crossings.scenarios.batch import Scenarios, blocks, scenario_problem, without_floors
from crossings.scenarios.expected import expected, known_in, needs_known
from crossings.scenarios.sampling import as_planned, level_path, sampled
from crossings.scenarios.sources import Futures, Seeded, practised
from crossings.scenarios.tabled import Tabled

__all__ = [
    "Futures",
    "Scenarios",
    "Seeded",
    "Tabled",
    "as_planned",
    "blocks",
    "expected",
    "known_in",
    "level_path",
    "needs_known",
    "practised",
    "sampled",
    "scenario_problem",
    "without_floors",
]
