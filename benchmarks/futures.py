"""Futures: how many scenario-days a second, and how much quicker than solving each.

Seconds are of the processor, so that other work on the machine does not show.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crossings.allocation import optimal_plan
from crossings.allocation.objectives import value_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.batches import Candidate, Task, run
from crossings.evaluation import CHUNK, ReadyPlan, chunks, evaluated
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Seeded, sampled, scenario_problem

ROOT = Path(__file__).parents[1]
GAZA = str(ROOT / "inputs" / "gaza.yaml")
SOLVED = 8


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def rates(model: str | None, *settings: str) -> tuple[float, float, float]:
    """Scenario-days a second drawn and carried, and seconds to carry one scenario."""
    problem = read_problem(GAZA, model, parsed_overrides(settings))
    ready = ReadyPlan(optimal_plan(problem))
    numbers = range(4 * CHUNK)
    days = len(numbers) * float(problem.days.sum())
    evaluated(ready, sampled(problem, 1, range(CHUNK)))  # what is made once
    drawing, scenarios = timed(lambda: [sampled(problem, 1, part) for part in chunks(numbers)])
    carrying, _ = timed(lambda: [evaluated(ready, part) for part in scenarios])
    return days / drawing, days / carrying, carrying / len(numbers)


def solved(model: str | None) -> float:
    """Seconds to build and solve a scenario's program, its value alone."""
    problem = read_problem(GAZA, model)
    scenarios = sampled(problem, 1, range(SOLVED))

    def each() -> None:
        for s in range(SOLVED):
            own = scenario_problem(problem, scenarios, s)
            ledger = allocation_program(own)
            Search(ledger).minimise(value_costs(ledger, own))

    return timed(each)[0] / SOLVED


def many_futures(scenarios: int) -> None:
    """Carry so many scenarios, and print the most memory that it took."""
    ready = ReadyPlan(optimal_plan(read_problem(GAZA)))
    task = Task(Seeded(1), "plan", (Candidate("own", ready),))
    seconds, _ = timed(lambda: run(task, range(scenarios)))
    days = scenarios * float(ready.plan.problem.days.sum())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {days:12,.0f} scenario-days, drawn and carried: {seconds:6.1f} s, {memory:.2f} GB")


def main() -> None:
    print("\nfutures of inputs/gaza.yaml, 28 daily periods; processor seconds, one core")
    for name, model, settings in (
        ("scan-then-search", None, ()),
        ("joint", "joint", ()),
        ("third-party-monitored", "third-party-monitored", ()),
        ("scan-then-search, ranges drawn", None, ("uncertainty.ranges=true",)),
    ):
        drawn, simulated, each = rates(model, *settings)
        print(
            f"  {name:<32} drawn {drawn:10,.0f}   carried {simulated:10,.0f} scenario-days a second"
        )
        if model is None and not settings:
            solving = solved(model)
            print(f"  {'':<32} building and solving one: {solving / each:,.0f} times as long")
    print(f"  (aim: 500,000 carried; {2000:,} times)")
    for scenarios in (35_715, 357_143):
        command = [sys.executable, "-m", "benchmarks.futures", str(scenarios)]
        print(
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout,
            end="",
        )


if __name__ == "__main__":
    many_futures(int(sys.argv[1]))
