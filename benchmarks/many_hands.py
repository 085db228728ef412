"""A batch carried by one process and by two, told and kept, and the memory that it takes.

Seconds of the clock, each pair in one run; the plan is found and workers are started beforehand.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from crossings.allocation import optimal_plan
from crossings.batches import Parallelism, Task, batch_folder, candidate, manifest, run, usual_form
from crossings.reading import read_problem
from crossings.scenarios import Seeded

ROOT = Path(__file__).parents[1]
GAZA = str(ROOT / "inputs" / "gaza.yaml")
MANY, FEW = 400 * 1024, 16 * 1024


def gaza() -> Task:
    futures = Seeded(1)
    one = candidate("own", optimal_plan(read_problem(GAZA, None, [])), futures)
    return Task(futures, "plan", (one,))


def seconds(task: Task, scenarios: int, parallelism: Parallelism, *, kept: bool) -> float:
    start = time.perf_counter()
    if not kept:
        run(task, range(scenarios), parallelism=parallelism)
        return time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "batch"
        with batch_folder(place, manifest(task, scenarios, None), usual_form()) as held:
            run(task, range(scenarios), folder=held, parallelism=parallelism)
        return time.perf_counter() - start


def rate(task: Task, parallelism: Parallelism, *, kept: bool) -> float:
    """Scenario-days a second, without what it takes to begin."""
    few, many = (seconds(task, size, parallelism, kept=kept) for size in (FEW, MANY))
    return (MANY - FEW) * 28 / (many - few)


def memory(scenarios: int) -> None:
    """Keep so many scenarios in a folder, and print the most memory that it took."""
    took = seconds(gaza(), scenarios, Parallelism(), kept=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {scenarios * 28:12,} scenario-days kept in a folder: {took:6.1f} s, {most:.2f} GB")


def main() -> None:
    print(
        "\nmany hands, inputs/gaza.yaml, 28 daily periods; drawn and carried, seconds of the clock"
    )
    # First, while little is held here: a child's peak begins with what its parent had.
    for scenarios in (35_715, 357_143):
        command = [sys.executable, "-m", "benchmarks.many_hands", str(scenarios)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        print(done.stdout, end="")
    task = gaza()
    for kept in (False, True):
        one, two = (rate(task, Parallelism(jobs), kept=kept) for jobs in (1, 2))
        name = "kept in a folder" if kept else "told"
        print(
            f"  {name:<17} one process {one:9,.0f}, two {two:9,.0f} scenario-days a second: "
            f"{two / one:.2f} times (aim: 850,000; 1.7 times)"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        memory(int(sys.argv[1]))
    else:
        main()
