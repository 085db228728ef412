"""Files that replace an existing one only when they are finished."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from crossings.errors import SurroundingsError


def write_text(path: Path, text: str) -> None:
    """Write `text` at `path`; what stood there stays until all is written."""
    write_all(path.parent, {path.name: text})


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Write each text under its name in `folder`, or none of them.

    Raises `SurroundingsError` where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".crossings-") as unfinished:
            for name, text in texts.items():
                (Path(unfinished) / name).write_text(text, encoding="utf-8", newline="\n")
            for name in texts:
                (Path(unfinished) / name).replace(folder / name)
    except OSError as error:
        place = folder / next(iter(texts), "")
        raise SurroundingsError(f"cannot write {place}: {error.strerror}") from error
