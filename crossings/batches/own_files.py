"""Files of a folder that may come from anybody: plain ones alone, and no links followed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from crossings.errors import SurroundingsError
from crossings.files import said_where

UNFINISHED = ".unfinished"
KEPT = "; what was finished is kept"
MOST_WRITTEN = 30_000_000
"""Bytes of a manifest or journal: it has 150 for each chunk of 4,096 futures."""
_CAREFULLY = os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe in place of a file must not keep us waiting


def content(path: Path, most: int | None = None) -> bytes:
    """What is in a file; raises `FileNotFoundError` where there is none.

    Raises `SurroundingsError` where it is a link or no file, or larger than `most` bytes.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _CAREFULLY)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        why = "it is a link" if path.is_symlink() else error.strerror
        raise SurroundingsError(f"cannot read {path}: {why}") from error
    found = os.fstat(handle)
    wrong = "" if stat.S_ISREG(found.st_mode) else "it is no plain file"
    if most is not None and found.st_size > most:
        wrong = f"{found.st_size:,} bytes are too many"
    if wrong:
        os.close(handle)
        raise SurroundingsError(f"cannot read {path}: {wrong}")
    with os.fdopen(handle, "rb") as stream:
        try:
            return stream.read()
        except OSError as error:
            raise SurroundingsError(f"cannot read {path}: {error.strerror}") from error


def write(path: Path, new: bytes) -> None:
    """Write a file so that it is there whole or not at all, though the machine should fail."""
    unfinished = path.with_name(path.name + UNFINISHED)
    with said_where(path, KEPT):
        unfinished.unlink(missing_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(handle)
        unfinished.replace(path)


def files_below(path: Path) -> list[Path]:
    """Every file in a folder and those in it; none where there is no folder.

    Raises `SurroundingsError` at the first link: what it leads to is not the batch's.
    """
    found, left = [], [path]
    while left:
        one = left.pop()
        if one.is_symlink():
            raise SurroundingsError(f"{one} is a link, which no file or folder of a batch is")
        if not one.is_dir():
            found += [one] if one.exists() else []
            continue
        try:
            left += one.iterdir()
        except OSError as error:
            raise SurroundingsError(f"cannot read {one}: {error.strerror}") from error
    return sorted(found)
