"""Where figures go that are not finished: beside the place of the answer, which stays as it is."""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import replace
from pathlib import Path

import click

from crossings.commands.delivery import Delivery, say
from crossings.ends.deadline import Deadline

_ENDING = ".unfinished"
_SAYS = ("UNFINISHED: the search was stopped", '"status": "stopped"')
"""What every answer of a search that was stopped says near its beginning, as text or as JSON."""
_NEAR = 10_000
_TELLING = ("answer.json", "datapackage.json")
"""Of the files of a folder, those that say so."""
_PROPERTIES = "docProps/core.xml"
_BY_US = b"Made by crossings"


def deadline(seconds: float | None, missing: str = "no plan") -> Deadline:
    """The end of the time that `--time-limit` gives, beginning now."""
    if seconds is not None and seconds != seconds:
        raise click.UsageError("--time-limit nan is no number of seconds")
    return Deadline(seconds, missing)


def may_be_written(output: str | None, time_limit: float | None) -> tuple[str, ...]:
    """Every place that the answer may go to."""
    if output is None:
        return ()
    return (output,) if time_limit is None else (output, _beside(output))


def unfinished(to: Delivery) -> Delivery:
    """Where the figures go instead, told on standard error where that is no terminal.

    What somebody else has put there is left alone, and the next name is taken.
    """
    from crossings.files import is_stream

    if to.output is None or is_stream(Path(to.output)):
        return to  # nothing of it is replaced
    place, number = _beside(to.output), 1
    while not _ours_to_replace(Path(place)):
        number += 1
        place = f"{_beside(to.output)}-{number}"
    say(f"unfinished figures are written to {place}", err=True)
    return replace(to, output=place)


def _beside(output: str) -> str:
    return f"{output.rstrip('/')}{_ENDING}"


def _ours_to_replace(path: Path) -> bool:
    """Whether there is nothing, or what an earlier search that was stopped has left."""
    if path.is_dir():
        return not any(path.iterdir()) or any(_says_so(path / name) for name in _TELLING)
    return not (path.exists() or path.is_symlink()) or _says_so(path)


def _says_so(path: Path) -> bool:
    with contextlib.suppress(OSError):
        if zipfile.is_zipfile(path):
            with contextlib.suppress(zipfile.BadZipFile, KeyError), zipfile.ZipFile(path) as book:
                return _BY_US in book.open(_PROPERTIES).read(_NEAR)
            return False
        with path.open("rb") as opened:
            near = opened.read(_NEAR).decode("utf-8", "replace")
        return any(said in near for said in _SAYS)
    return False
