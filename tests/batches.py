"""Batches that several tests keep, and what they hold."""

from pathlib import Path
from typing import Any

import numpy as np

from crossings.allocation import optimal_plan
from crossings.batches import Parallelism, Task, batch_folder, candidate, manifest, run
from crossings.batches.folder import read_folder
from crossings.errors import SurroundingsError
from crossings.evaluation.measures import Batch
from crossings.evaluation.outcomes import Outcomes
from crossings.reading import read_problem
from crossings.scenarios import Seeded

FIELDS = tuple(Outcomes.__dataclass_fields__)
SIZE = 24
"""Futures of a batch that strangers change."""


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


def chunk_of(folder: Path) -> Path:
    return next(folder.glob("outcomes/model=own/part-000000.*"))


def told_or_the_same(task: Task, folder: Path, truth: Outcomes) -> list[str]:
    """What is said when the batch is gone on with; its figures are those that it had."""
    said: list[str] = []
    try:
        with batch_folder(folder, manifest(task, SIZE, None), "npz", said.append) as kept:
            found = run(task, range(SIZE), folder=kept)
    except SurroundingsError as error:
        return [str(error)]
    same(found.trials[0].outcomes, truth)
    return said


def read_or_refused(task: Task, folder: Path, truth: Outcomes) -> str:
    """Why it cannot be told as it is; where it can, its figures are those that it had."""
    try:
        kept = read_folder(folder, manifest(task, SIZE, None))
        if kept.missing(range(SIZE)):
            return "still to be done"
        same(run(task, range(SIZE), folder=kept).trials[0].outcomes, truth)
    except SurroundingsError as error:
        assert str(folder) in str(error)
        return str(error)
    return ""
