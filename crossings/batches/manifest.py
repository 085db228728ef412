"""What a batch is: all that its figures depend on, and nothing of when or where they were made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import crossings
from crossings.allocation.hindsight import Asked
from crossings.allocation.solving import solver_version
from crossings.batches.columns import AXES, names
from crossings.batches.task import Task
from crossings.evaluation import CHUNK
from crossings.problem import Origin, Problem

SCHEMA_VERSION = 1


def manifest(
    task: Task, scenarios: int, asked: Asked | None, settings: Sequence[str] = ()
) -> dict[str, Any]:
    """The manifest of a batch of so many scenarios."""
    problem = task.contenders[0].ready.problem
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": {
            "crossings": crossings.__version__,
            "highs": solver_version(),
            "numpy": np.__version__,
        },
        "case": _origin(problem.case),
        "settings": list(settings),
        "models": [
            {"model": each.model, "files": _models(each.ready.problem)} for each in task.contenders
        ],
        "tables": [_origin(each) for each in problem.tables],
        "futures": {"of": task.futures.words, "seed": task.futures.seed},
        "dispatch": task.dispatch,
        "bound": None if asked is None else {"gap": asked.gap, "solved": asked.solved},
        "chunk": CHUNK,
        "columns": [name for field in AXES for name in names(problem, field)],
        "scenarios": scenarios,
    }


def _models(problem: Problem) -> list[dict[str, str]]:
    return [_origin(each) for each in dict.fromkeys(phase.model for phase in problem.phases)]


def _origin(origin: Origin) -> dict[str, str]:
    return {"title": origin.title, "file": Path(origin.path).name, "sha256": origin.sha256}
