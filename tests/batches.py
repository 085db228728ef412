"""Batches that several tests keep, and what they hold."""

from pathlib import Path
from typing import Any

import numpy as np

from crossings.allocation import optimal_plan
from crossings.batches import Parallelism, Task, batch_folder, candidate, manifest, run
from crossings.evaluation.measures import Batch
from crossings.evaluation.outcomes import Outcomes
from crossings.reading import read_problem
from crossings.scenarios import Seeded

FIELDS = tuple(Outcomes.__dataclass_fields__)


def task_of(case: Path, dispatch: str = "plan") -> Task:
    plan = optimal_plan(read_problem(str(case), None, []))
    futures = Seeded(3)
    return Task(futures, dispatch, (candidate("own", plan, futures, dispatch),))


def kept(task: Task, folder: Path, scenarios: int, form: Any = "npz", **parallelism: Any) -> Batch:
    with batch_folder(folder, manifest(task, scenarios, None), form) as place:
        return run(task, range(scenarios), folder=place, parallelism=Parallelism(**parallelism))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def same(first: Outcomes, second: Outcomes) -> None:
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), name)
