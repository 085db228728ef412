"""A script as an analyst types it: `mypy` holds it against the public names, strictly.

The last lines are nonsense: that they are faults is what `type: ignore` says, and it would be one
itself if they were none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

from pandas import DataFrame

from crossings import (
    Answer,
    Batch,
    Outcomes,
    Plan,
    Problem,
    Scenarios,
    SweepTables,
    as_tables,
    compare,
    explain,
    frontier,
    optimize,
    read_case,
    read_models,
    sample,
    simulate,
    simulate_batch,
    size,
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
    under = assert_type(read_models(case, ["joint", None]), dict[str, Problem])
    assert_type(explain(problem)["levers"], DataFrame)
    assert_type(compare(under).to_json(), str)
    assert_type(frontier(under), Answer[Any])
    assert_type(size(problem, coverage=0.7).result.finished, bool)
    assert_type(sweep("case.yaml", {"horizon.periods": [1, 2]}), SweepTables)
    return plan.objective


def nonsense() -> None:
    a: int = optimize(read_case("case.yaml"))  # type: ignore[assignment]
    optimize("nonsense")  # type: ignore[arg-type]
    simulate_batch({"today": a}, scenarios="many")  # type: ignore[arg-type, dict-item]
