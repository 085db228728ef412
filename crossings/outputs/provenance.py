"""Where a result comes from: the files, the tool, the solver, the command."""

from __future__ import annotations

import platform
import shlex
import sys
from typing import Any

import crossings
from crossings.making import time_of_making
from crossings.plan import Solver
from crossings.problem import Origin

SCHEMA_VERSION = 1


def provenance(solver: Solver | None, seed: int | None = None) -> dict[str, Any]:
    """What made a result, and when."""
    return {
        "tool": "crossings",
        "version": crossings.__version__,
        "created": time_of_making().isoformat(timespec="seconds"),
        "command": shlex.join(["crossings", *sys.argv[1:]]),
        "seed": seed,
        "solver": None
        if solver is None
        else {"name": solver.name, "version": solver.version, "status": solver.status},
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def origin(source: Origin) -> dict[str, str]:
    """A file that a result rests on."""
    return {"title": source.title, "path": source.path, "sha256": source.sha256}
