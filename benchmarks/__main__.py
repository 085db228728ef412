"""Run every benchmark: whole commands, and the large program beside its raw form.

Times of one machine say little; ratios measured in one run say more. Both are printed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from benchmarks import futures, needs_table, truck_list
from benchmarks.big_case import written
from crossings.allocation.aims import AIMS
from crossings.allocation.decision import decided
from crossings.allocation.faces import steadied
from crossings.allocation.objectives import value_costs
from crossings.allocation.program import allocation_program
from crossings.allocation.solving import Search
from crossings.ends.deadline import NEVER
from crossings.reading import read_problem

ROOT = Path(__file__).parents[1]
COMMANDS = (
    ("--help", 0.15),
    ("validate inputs/gaza.yaml", 0.4),
    ("optimize inputs/gaza.yaml", 1.8),
    ("report inputs/gaza.yaml", 3.0),
)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def whole_commands() -> None:
    print("whole commands, the median of seven")
    for arguments, target in COMMANDS:
        command = [sys.executable, "cli.py", *arguments.split()]
        run = lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: B023, E731
        seconds = sorted(timed(run)[0] for _ in range(7))[3]
        print(f"  {arguments:<28} {seconds:6.2f} s   (aim {target} s)")


def tables() -> None:
    print("\ntables, the median of five")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case, trucks = needs_table.written(folder), truck_list.written(folder)
        for told, arguments, target in (
            ("validate, 5,000 rows of needs", ["validate", case], 1.0),
            ("observe, 50,000 trucks", ["observe", trucks, "--format", "unrwa"], 3.0),
        ):
            command = [sys.executable, "cli.py", *map(str, arguments)]
            run = lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: B023, E731
            seconds = sorted(timed(run)[0] for _ in range(5))[2]
            print(f"  {told:<30} {seconds:6.2f} s   (aim {target} s)")


def large_program() -> None:
    print("\n90 daily periods, 6 crossings, 12 goods, 3 regimes, 5 areas")
    with tempfile.TemporaryDirectory() as folder:
        reading, problem = timed(lambda: read_problem(str(written(Path(folder)))))
    building, ledger = timed(lambda: allocation_program(problem))
    handing, search = timed(lambda: Search(ledger))
    first_time, first = timed(lambda: search.minimise(value_costs(ledger, problem)))
    best = search.keep_optimal(first)
    aiming, (last, reached) = timed(lambda: steadied(search, ledger, problem, best, AIMS, NEVER))
    deciding, _ = timed(lambda: decided(problem, ledger, first, last, reached))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    total = reading + building + handing + first_time + aiming + deciding
    raw_build, raw_solve = raw_highs(ledger)
    print(f"  reading                      {reading:6.2f} s")
    print(f"  building                     {building:6.2f} s   (aim 5 s)")
    print(f"  handing over to HiGHS        {handing:6.2f} s")
    print(f"  value                        {first_time:6.2f} s")
    print(f"  the aims                     {aiming:6.2f} s")
    print(f"  the plan                     {deciding:6.2f} s")
    print(f"  in all                       {total:6.2f} s   (aim 25 s)")
    print(f"  memory                       {memory:6.2f} GB  (aim 1 GB)")
    print(
        f"  the same program in raw highspy: {raw_build:.2f} s to build, {raw_solve:.2f} s to solve"
    )
    print(f"  ratio, build and hand over : raw build {(building + handing) / raw_build:6.1f}")
    print(f"  ratio, first value : raw solve         {first_time / raw_solve:6.2f}")


def raw_highs(ledger: Any) -> tuple[float, float]:
    """Seconds to build the same program from arrays, and to solve it by HiGHS's own choice."""
    ledger_again = Search(ledger)  # the bounds as they were before the tie-breaks
    lp = ledger_again._highs.getLp()
    matrix = lp.a_matrix_

    def build() -> highspy.Highs:
        raw = highspy.Highs()
        raw.silent()
        raw.setOptionValue("threads", 1)
        raw.setOptionValue("solver", "ipm")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = lp.num_col_, lp.num_row_
        model.col_cost_ = np.array(lp.col_cost_)
        model.col_lower_, model.col_upper_ = np.array(lp.col_lower_), np.array(lp.col_upper_)
        model.row_lower_, model.row_upper_ = np.array(lp.row_lower_), np.array(lp.row_upper_)
        model.a_matrix_.format_ = matrix.format_
        model.a_matrix_.start_ = np.array(matrix.start_)
        model.a_matrix_.index_ = np.array(matrix.index_)
        model.a_matrix_.value_ = np.array(matrix.value_)
        raw.passModel(model)
        return raw

    seconds, raw = timed(build)
    return seconds, timed(raw.run)[0]


if __name__ == "__main__":
    whole_commands()
    tables()
    large_program()
    futures.main()
