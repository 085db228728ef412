"""Where a result comes from: the files, the tool, the solver, the command."""

from __future__ import annotations

import datetime
import os
import platform
import shlex
import sys
from typing import Any

import crossings
from crossings.plan import Solver
from crossings.problem import Origin

SCHEMA_VERSION = 1


def made_at() -> datetime.datetime:
    """The time of making that every answer bears: now, or what `SOURCE_DATE_EPOCH` says.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is None:
        return datetime.datetime.now(datetime.UTC)
    return datetime.datetime.fromtimestamp(int(said), datetime.UTC)


def provenance(solver: Solver | None, seed: int | None = None) -> dict[str, Any]:
    """What made a result, and when."""
    return {
        "tool": "crossings",
        "version": crossings.__version__,
        "created": made_at().isoformat(timespec="seconds"),
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
