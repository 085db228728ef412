"""Bounds and optima of futures: what a bound costs, and the rule `reoptimise`.

Each ratio is measured in one run, in seconds of the processor.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import HindsightProgram, Reoptimised, Request
from crossings.batches import candidate
from crossings.bounds.factors import factors
from crossings.evaluation import ReadyPlan, evaluated
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Scenarios, Seeded, sampled

GAZA = str(Path(__file__).parents[1] / "inputs" / "gaza.yaml")
MANY, SOLVED, ONE_PERIOD = 4096, 40, 3000


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def one_after_the_other(problem: Problem, scenarios: Scenarios) -> tuple[float, Any]:
    """Seconds for each future by a loop by hand: HiGHS stands, and goes on from the last basis."""
    program = HindsightProgram(problem)
    rows, columns = program.bounds(factors(problem, scenarios))
    highs, lower, none = program.highs, program.rows_lower, np.zeros(columns.shape[1])
    all_rows = np.arange(rows.shape[1], dtype=np.int32)
    all_columns = np.arange(columns.shape[1], dtype=np.int32)
    program.run(rows[0], columns[0])
    highs.setOptionValue("solver", "simplex")

    def loop() -> Any:
        values = []
        for s in range(len(scenarios)):
            highs.changeRowsBounds(len(all_rows), all_rows, lower, rows[s])
            highs.changeColsBounds(len(all_columns), all_columns, none, columns[s])
            highs.run()
            np.array(highs.getSolution().col_value)
            values.append(-highs.getObjectiveValue())
        return np.array(values)

    seconds, values = timed(loop)
    return seconds / len(scenarios), values


def main() -> None:
    problem = read_problem(GAZA, None, [])
    plan = optimal_plan(problem)
    growing, one = timed(lambda: candidate("own", plan, Seeded(1), asked=Request()))
    many = sampled(problem, 1, range(MANY))
    assert one.bounding is not None
    one.bounding.bound(many.part(0, 1))  # what is made once
    bounding, bound = timed(lambda: one.bounding.bound(many))
    solving, optimum = one_after_the_other(problem, many.part(0, SOLVED))
    ready = ReadyPlan(plan)
    evaluated(ready, many.part(0, 1))
    carrying, _ = timed(lambda: evaluated(ready, many))
    gap = bound[:SOLVED] / optimum - 1
    print(f"\nbounds of inputs/gaza.yaml; pool in {growing:.1f} s (aim: at most 60)")
    print(f"  a warm-started exact solve: {solving * 1e3:.1f} ms a future")
    print(f"  {solving / (bounding / MANY):,.0f} times as long as a bound (aim: 500)")
    print(f"  {solving / (carrying / MANY):,.0f} times as long as carrying the plan (aim: 200)")
    print(f"  gap of {SOLVED}: mean {gap.mean():.3%}, most {gap.max():.2%} (aim: 0.5 %, P99 3 %)")

    short = read_problem(GAZA, None, parsed_overrides(["horizon.periods=1"]))
    rule, futures = Reoptimised(short, Seeded(1)), sampled(short, 1, range(ONE_PERIOD))
    storing, bases = timed(lambda: rule.bases)
    rows = len(HindsightProgram(short).rows_lower)
    chain, optimum = one_after_the_other(short, futures)
    finding, _ = timed(lambda: rule.columns(futures))
    telling, outcomes = timed(lambda: rule.outcomes(futures))
    off = np.abs(outcomes.value / optimum - 1).max()
    print(f"\nreoptimise, one period of {rows} rows; {len(bases.bases)} bases in {storing:.1f} s")
    print(f"  the loop by hand: {chain * 1e6:.0f} µs a future")
    print(f"  {finding / ONE_PERIOD / chain:.2f} of that to find all plans (aim: 0.8)")
    print(
        f"  {telling / ONE_PERIOD / chain:.2f} of that with all outcomes; values off by {off:.0e}"
    )


if __name__ == "__main__":
    main()
