"""Where a result comes from: the files, the tool, the solver, the command."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import replace
from typing import Any, TypeVar

import crossings
from crossings.counts import TruckList
from crossings.making import time_of_making, told_command, told_path
from crossings.outputs.retold import retold
from crossings.plan import Solver
from crossings.problem import Evidence, Origin, Problem

SCHEMA_VERSION = 1
T = TypeVar("T")


def provenance(solver: Solver | None, seed: int | None = None) -> dict[str, Any]:
    """What made a result, and when."""
    return {
        "tool": "crossings",
        "version": crossings.__version__,
        "created": time_of_making().isoformat(timespec="seconds"),
        "command": told_command(sys.argv[1:]),
        "seed": seed,
        "solver": None
        if solver is None
        else {"name": solver.name, "version": solver.version, "status": solver.status},
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def origin(source: Origin) -> dict[str, str]:
    """A file that a result rests on."""
    return {"title": source.title, "path": told_path(source.path), "sha256": source.sha256}


def for_others(made: T) -> T:
    """What was made, as it may be passed on: its problems tell files as `told_path` has them."""
    return retold(made, _of_files)


def _of_files(made: Any) -> Any:
    if isinstance(made, Problem):
        return _told_problem(made)
    return _told_list(made) if isinstance(made, TruckList) else made


def _told_list(made: TruckList) -> TruckList:
    refused = (replace(each, file=told_path(each.file)) for each in made.refused)
    return replace(made, file=told_path(made.file), refused=tuple(refused))


def _told_problem(problem: Problem) -> Problem:
    """The problem with files as results name them, in what is said of its numbers too."""
    names = {path: told_path(path) for path in sorted(problem.files, key=len, reverse=True)}
    others = {path: name for path, name in names.items() if path != name}
    if not others:
        return problem

    named = re.compile(rf"(?<![\w./-])({'|'.join(map(re.escape, others))})")

    def told(text: str) -> str:
        return named.sub(lambda found: others[found[0]], text)

    def origin(source: Origin) -> Origin:
        return replace(source, path=told(source.path))

    def evidence(rows: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(replace(each, note=each.note and told(each.note)) for each in rows)

    return replace(
        problem,
        case=origin(problem.case),
        phases=tuple(
            replace(each, model=origin(each.model), changes=tuple(map(told, each.changes)))
            for each in problem.phases
        ),
        tables=tuple(map(origin, problem.tables)),
        evidence=evidence(problem.evidence),
        warnings=tuple(
            replace(each, file=told(each.file), text=told(each.text)) for each in problem.warnings
        ),
        uncertainty=replace(problem.uncertainty, evidence=evidence(problem.uncertainty.evidence)),
    )
