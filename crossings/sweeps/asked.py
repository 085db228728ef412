"""A sweep as it is asked for: of a case file, kept in a folder where one is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import crossings
from crossings.allocation.settings import solver_version
from crossings.problem import Problem
from crossings.reading.reader import CaseGiven, CaseReader, case_document
from crossings.reading.yaml.document import Document, Mark
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Seeded
from crossings.sweeps.design import Point
from crossings.sweeps.kept import sweep_folder
from crossings.sweeps.running import Request, Sweep, swept


def _of_design(number: int, path: str) -> Mark:
    """Where a script's design sets a path: in a row, counted from 1."""
    return Mark("design", number + 1, 1)


def sweep_of(
    case: CaseGiven,
    points: Sequence[Point],
    settings: Sequence[str] = (),
    scenarios: int = 0,
    seed: int = 1,
    dispatch: str = "plan",
    *,
    value_only: bool = False,
    jobs: int = 1,
    folder: Path | None = None,
    done: Callable[[int], object] = lambda _: None,
    scheduler: str | None = None,
    place: Callable[[int, str], Mark] = _of_design,
) -> Sweep:
    """Every point of a design of a case; `settings` hold at all of them.

    `place` tells messages where the value of a path stands that a row of the design sets; points
    are solved by so many processes, or by the Dask cluster of a scheduler.
    """
    document = case_document(case)

    def read(point: Point) -> Problem:
        own = [
            replace(each, place=place(point.number, path))
            for each, (path, _) in zip(parsed_overrides(point.texts), point.settings, strict=True)
        ]
        return CaseReader(document, point.model, [*parsed_overrides(settings), *own])()

    request = Request(Seeded(seed), scenarios, dispatch, value_only)
    kept = None
    if folder is not None:
        kept = sweep_folder(folder, _about(document, points, settings, request))
    return swept(points, read, request, jobs=jobs, folder=kept, done=done, scheduler=scheduler)


def _about(
    case: Document, points: Sequence[Point], settings: Sequence[str], request: Request
) -> dict[str, Any]:
    """What a sweep is, by which one is told from another; points are bound to their numbers too."""
    return {
        "case": case.sha256,
        "settings": list(settings),
        "points": [
            [point.number, point.model, list(map(list, point.settings))] for point in points
        ],
        "scenarios": request.scenarios,
        "seed": request.futures.seed if request.scenarios else None,
        "dispatch": request.dispatch if request.scenarios else None,
        "value_only": request.value_only,
        "versions": {
            "crossings": crossings.__version__,
            "highs": solver_version(),
            "numpy": np.__version__,
        },
    }
