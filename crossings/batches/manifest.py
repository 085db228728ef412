"""What a batch is: all that its figures depend on, and nothing of when or where they were made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import crossings
from crossings.allocation.hindsight import Asked
from crossings.allocation.solving import solver_version
from crossings.batches.columns import AXES, names
from crossings.batches.copies import INPUTS, Copies, copies
from crossings.batches.task import Task
from crossings.evaluation import CHUNK
from crossings.problem import Origin, Problem

SCHEMA_VERSION = 1
_LONGEST = 80


@dataclass(frozen=True)
class Manifest:
    """What is written of a batch, and the files that are kept beside it."""

    entries: dict[str, Any]
    copies: Copies


def manifest(
    task: Task, scenarios: int, asked: Asked | None, settings: Sequence[str] = ()
) -> Manifest:
    """The manifest of a batch of so many scenarios."""
    problems = [each.ready.problem for each in task.contenders]
    kept, problem = copies(problems), problems[0]
    folders = _folders(each.model for each in task.contenders)
    entries = {
        "schema_version": SCHEMA_VERSION,
        "versions": {
            "crossings": crossings.__version__,
            "highs": solver_version(),
            "numpy": np.__version__,
        },
        "case": _origin(problem.case),
        "settings": list(settings),
        "models": [
            {"model": each.model, "folder": folder, "files": _models(each.ready.problem)}
            for each, folder in zip(task.contenders, folders, strict=True)
        ],
        "tables": [_origin(each) for each in problem.tables],
        "futures": {"of": task.futures.words, "seed": task.futures.seed},
        "dispatch": task.dispatch,
        "bound": None if asked is None else {"gap": asked.gap, "solved": asked.solved},
        "chunk": CHUNK,
        "columns": [name for field in AXES for name in names(problem, field)],
        "scenarios": scenarios,
        INPUTS: {
            "case": kept.of(problem.case),
            "models": [kept.of(problem.model) for problem in problems],
        },
    }
    return Manifest(entries, kept)


def _folders(names: Iterable[str]) -> list[str]:
    """Names of a batch's folders, one for each contender: a path's slashes would lead out of it.

    >>> _folders(["joint", "../models/joint.yaml", "inputs"])
    ['joint', 'models-joint', 'inputs-2']
    """
    made: list[str] = []
    for name in names:
        plain = re.sub(r"[^\w-]+", "-", name.removesuffix(".yaml")).strip("-")[:_LONGEST] or "model"
        folder, number = plain, 1
        while folder.casefold() in {INPUTS, *map(str.casefold, made)}:
            number += 1
            folder = f"{plain}-{number}"
        made.append(folder)
    return made


def _models(problem: Problem) -> list[dict[str, str]]:
    return [_origin(each) for each in dict.fromkeys(phase.model for phase in problem.phases)]


def _origin(origin: Origin) -> dict[str, str]:
    return {"title": origin.title, "file": Path(origin.path).name, "sha256": origin.sha256}
