"""Futures solved exactly by the thousand: value ≤ optimum ≤ bound in every one.

`make certify` runs it; the exit code is 1 where one is out of order.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import Request
from crossings.batches import Task, candidate, certificate, chosen
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Seeded

INPUTS = Path(__file__).parents[1] / "inputs"
OUT_OF = 1_000_000
ONE_PERIOD = ("horizon.periods=1",)
BATCHES = (
    ("gaza", None, (), 2_000),
    ("gaza", None, ONE_PERIOD, 10_000),
    ("gaza", "joint", ONE_PERIOD, 5_000),
    ("gaza-2006", None, ONE_PERIOD, 5_000),
)


def certified(case: str, model: str | None, settings: tuple[str, ...], count: int) -> bool:
    problem = read_problem(str(INPUTS / f"{case}.yaml"), model, parsed_overrides(settings))
    futures = Seeded(1)
    start = time.perf_counter()
    one = candidate("own", optimal_plan(problem), futures, asked=Request())
    grown = time.perf_counter() - start
    found = certificate(Task(futures, "plan", (one,)), 0, chosen(OUT_OF, count, 1))
    seconds = time.perf_counter() - start - grown
    name = " ".join([f"{case}.yaml", *([model] if model else []), *settings])
    print(
        f"{name:<40} {count:6,} futures solved, {'in order' if found.holds else 'NOT IN ORDER'}: "
        f"the plan reaches {found.reached.mean():.1%}; the bound is above the optimum by "
        f"{found.gap.mean():.3%} on average, P99 {np.quantile(found.gap, 0.99):.2%}, most "
        f"{found.gap.max():.2%}; pool in {grown:.1f} s, the rest in {seconds:.0f} s",
        flush=True,
    )
    return found.holds


if __name__ == "__main__":
    held = [certified(*batch) for batch in BATCHES]
    sys.exit(0 if all(held) else 1)
