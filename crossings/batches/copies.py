"""Copies of the files that a batch was made from, so that its folder says all of it by itself."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from crossings.batches.own_files import UNFINISHED
from crossings.errors import SurroundingsError
from crossings.problem import Origin, Problem

INPUTS = "inputs"
"""Folder of the copies within that of the batch."""
PRICES = "prices"
"""Folder in which it keeps the prices that a rule decides by."""


DRAWN_LIKE = re.compile(r"part-\d+\.(?:parquet|npz)")
"""Names of files beside the copies: what was drawn."""
_APART = "files"


@dataclass(frozen=True)
class Copies:
    """What lies in the folder for the files of some problems; shipped models need no copy.

    Copies lie to each other as the files do: what a case says of paths holds among them too.
    """

    places: Mapping[str, str]
    """Where in the batch's folder the copy of each file lies, by the file's path."""
    digests: Mapping[str, str]
    """SHA-256 of each file, by the file's path."""

    def of(self, origin: Origin) -> str | None:
        """Where the copy of a file lies; None where it needs none."""
        return None if origin.shipped else self.places.get(origin.path)

    def contents(self) -> dict[str, bytes]:
        """The files themselves, each by where its copy lies."""
        found = {}
        for path, place in self.places.items():
            try:
                content = Path(path).read_bytes()
            except OSError as error:
                raise SurroundingsError(f"cannot read {path}: {error.strerror}") from error
            if hashlib.sha256(content).hexdigest() != self.digests[path]:
                raise SurroundingsError(f"{path} was changed while it was read: begin again")
            found[place] = content
        return found


def copies(problems: Iterable[Problem], others: Mapping[str, str] | None = None) -> Copies:
    """The copies for every file of `problems`, and of `others` by path with their digests."""
    digests = {
        origin.path: origin.sha256
        for problem in problems
        for origin in problem.origins
        if not origin.shipped
    } | dict(others or {})
    digests = {path: digest for path, digest in digests.items() if Path(path).is_file()}  # no pipes
    # Links are not followed: a case names other files from where it is read.
    where = {path: Path(os.path.normpath(Path(path).absolute())) for path in digests}
    root = os.path.commonpath([at.parent for at in where.values()] or [Path("/")])
    within = {path: at.relative_to(root) for path, at in where.items()}
    alike = any(
        DRAWN_LIKE.fullmatch(at.parts[0].removesuffix(UNFINISHED)) for at in within.values()
    )
    folder = Path(INPUTS) / _APART if alike else Path(INPUTS)
    places = {path: (folder / at).as_posix() for path, at in within.items()}
    return Copies(places, digests)


OUTCOMES = "outcomes"


def outcomes_of(folder: str) -> str:
    """The folder of a model's outcomes, by the name that it has for the model."""
    return f"{OUTCOMES}/model={folder}"


def part_file(part: int, form: str) -> str:
    """The file of a chunk, by its number."""
    return f"part-{part:06d}.{form}"
