"""Files that replace an existing one only when they are finished."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from crossings.errors import SurroundingsError


def write_text(path: Path, text: str) -> None:
    """Write `text` at `path`; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` at `path`; what stood there stays until all is written.

    A link is followed, and what is no file (a pipe, a device) is written to and not replaced.
    """
    path = Path(os.path.realpath(path))
    if path.is_symlink():
        raise SurroundingsError(f"cannot write {path}: {os.strerror(errno.ELOOP)}")
    if path.exists() and not path.is_file() and not path.is_dir():
        with said_where(path), path.open("wb") as stream:
            stream.write(content)
        return
    write_all(path.parent, {path.name: content})


def write_all(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write each text under its name in `folder`; what stood there stays until all are written.

    Raises `SurroundingsError` where the folder cannot be written.
    """
    for name in contents:
        if (folder / name).is_dir():
            raise SurroundingsError(f"cannot write {folder / name}: it is a folder")
    with said_where(folder / next(iter(contents), "")):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".crossings-") as unfinished:
            for name, content in contents.items():
                data = content.encode("utf-8") if isinstance(content, str) else content
                (Path(unfinished) / name).write_bytes(data)
            for name in contents:
                (Path(unfinished) / name).replace(folder / name)


@contextlib.contextmanager
def said_where(path: Path, more: str = "") -> Iterator[None]:
    """Turn a failure of the file system into one that says which file it was about, and `more`."""
    try:
        yield
    except OSError as error:
        raise SurroundingsError(f"cannot write {path}: {error.strerror}{more}") from error
