"""Plans asked for from several threads of one process at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from crossings import optimize, read_case, sample, simulate, simulate_batch
from crossings.allocation.hindsight.program import HindsightProgram
from crossings.plan import Plan

_T = TypeVar("_T")
THREADS = 8


def from_threads(do: Callable[[int], _T]) -> list[_T]:
    """What `do` gives for each number of a thread, all begun at the same moment."""
    together = threading.Barrier(THREADS)

    def begun(number: int) -> _T:
        together.wait()
        return do(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return [*threads.map(begun, range(THREADS))]


def figures(plan: Plan) -> bytes:
    arrays = (plan.manifested, plan.presented, plan.stock, plan.met, np.array(plan.objective))
    return b"".join(each.tobytes() for each in arrays)


def test_eight_threads_find_the_plans_that_one_finds(case: Path) -> None:
    def planned(number: int) -> bytes:
        setting = f"crossings.gate-a.gate_truckloads_per_day={10 + number}"
        return figures(optimize(read_case(str(case), settings=["horizon.periods=20", setting])))

    alone = [*map(planned, range(THREADS))]
    assert from_threads(planned) == alone and len({*alone}) == THREADS


def test_eight_threads_carry_and_foresee_futures_as_one_does(case: Path) -> None:
    problem = read_case(str(case))
    plan = optimize(problem)

    def simulated(number: int) -> tuple[bytes, float]:
        outcomes = simulate(plan, sample(problem, scenarios=20, seed=number))
        return outcomes.value.tobytes(), HindsightProgram(problem).foreseen.value

    assert from_threads(simulated) == [simulated(number) for number in range(THREADS)]


def test_eight_threads_carry_batches_as_one_does(case: Path, tmp_path: Path) -> None:
    plan = optimize(read_case(case))

    def carried(number: int, where: str) -> bytes:
        folder = None if number % 2 else tmp_path / f"{where}-{number}"
        batch = simulate_batch(
            {"today": plan}, 50, number, "plan", bound=True, practice=2, folder=folder
        )
        (trial,) = batch.trials
        return trial.outcomes.value.tobytes() + trial.outcomes.bound.tobytes()

    together = from_threads(lambda number: carried(number, "together"))
    assert together == [carried(number, "alone") for number in range(THREADS)]
