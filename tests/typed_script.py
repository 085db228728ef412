"""A script as an analyst types it: `mypy` holds it against the public names, strictly.

The last lines are nonsense: that they are faults is what `type: ignore` says, and it would be one
itself if they were none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import assert_type

from pandas import DataFrame

from crossings import (
    Batch,
    Outcomes,
    Plan,
    Problem,
    Scenarios,
    SweepTables,
    as_tables,
    optimize,
    read_case,
    sample,
    simulate,
    simulate_batch,
    sweep,
)


def study(case: Path | Mapping[str, object]) -> float:
    problem = assert_type(read_case(case, "joint", {"limits.coverage_window_days": 7}), Problem)
    assert_type(problem.with_settings({"horizon.periods": 2}), Problem)
    assert_type(problem.to_yaml(), str)
    plan = assert_type(optimize(problem), Plan)
    assert_type(as_tables(plan), dict[str, DataFrame])
    futures = assert_type(sample(problem, 10), Scenarios)
    assert_type(simulate(plan, futures), Outcomes)
    assert_type(simulate_batch({"today": plan}, 10), Batch)
    assert_type(sweep("case.yaml", {"horizon.periods": [1, 2]}), SweepTables)
    return plan.objective


def nonsense() -> None:
    a: int = optimize(read_case("case.yaml"))  # type: ignore[assignment]
    optimize("nonsense")  # type: ignore[arg-type]
    simulate_batch({"today": a}, scenarios="many")  # type: ignore[arg-type, dict-item]
