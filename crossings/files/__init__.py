"""Files that replace an existing one only when they are finished."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from crossings import ends
from crossings.errors import SurroundingsError
from crossings.files.folders import replaced_whole, restore

_UNFINISHED = ".crossings-"
_FORGOTTEN = 3600
"""Seconds after which a folder of unfinished files is one that a killed run has left."""


def write_text(path: Path, text: str) -> None:
    """Write `text` at `path`; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write `content` at `path`; what stood there stays until all is written.

    A link is followed, and what is no file (a pipe, a device) is written to and not replaced.
    A file that is written again keeps its mode; a new one has what the umask leaves.
    """
    ends.heed()
    with said_where(path):
        if is_stream(path):
            _write_into(path, content)
            return
        path = Path(os.path.realpath(path))
        if path.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(path.parent) as unfinished:
            _write_like(unfinished / path.name, content, path)
            (unfinished / path.name).replace(path)


def write_all(
    folder: Path, contents: Mapping[str, str | bytes], gone: Collection[str] = ()
) -> None:
    """Write each text under its name in `folder` and take away what is `gone`: all or nothing.

    Other files there stay. The folder is made anew beside the old one and takes its place in one
    step. Where that cannot be (it is the folder in which the command runs, or one on which a disk
    is mounted), its files are replaced one after the other when all are written.

    Raises `SurroundingsError` where the folder cannot be written.
    """
    ends.heed()
    folder = Path(os.path.realpath(folder))
    for name in contents:
        if (folder / name).is_dir():
            raise SurroundingsError(f"cannot write {folder / name}: it is a folder")
    with said_where(folder / next(iter(contents), "")):
        folder.parent.mkdir(parents=True, exist_ok=True)
        restore(folder)
        with contextlib.suppress(OSError), working_folder(folder.parent) as unfinished:
            made = unfinished / folder.name
            made.mkdir()
            _write_each(made, contents, folder)
            if replaced_whole(folder, made, {*contents, *gone}):
                return
        folder.mkdir(exist_ok=True)
        with working_folder(folder) as unfinished:
            _write_each(unfinished, contents, folder)
            with ends.unbroken():
                for name in contents:
                    (unfinished / name).replace(folder / name)
                for name in gone:
                    (folder / name).unlink(missing_ok=True)


@contextlib.contextmanager
def working_folder(place: Path | None = None) -> Iterator[Path]:
    """A folder in `place`, or among temporary ones, that is gone however this is left."""
    made = None
    try:
        with ends.unbroken():
            if place is None:
                made = tempfile.TemporaryDirectory(prefix=_UNFINISHED.lstrip("."))
            else:
                _clear_up(place)
                made = tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=place)
        yield Path(made.name)
    finally:
        if made is not None:
            with ends.unbroken():
                made.cleanup()


def is_stream(path: Path) -> bool:
    """Whether what is written there goes on to somewhere: a pipe, a device, an open descriptor."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    step = Path(os.path.normpath(path.absolute()))
    while not step.as_posix().startswith(("/proc/", "/dev/fd/")):
        if not step.is_symlink():
            return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
        step = Path(os.path.normpath(step.parent / step.readlink()))
    return True


@contextlib.contextmanager
def said_where(path: Path, more: str = "") -> Iterator[None]:
    """Turn a failure of the file system into one that says which file it was about, and `more`."""
    try:
        yield
    except OSError as error:
        raise SurroundingsError(f"cannot write {path}: {error.strerror}{more}") from error


def _write_into(path: Path, content: bytes) -> None:
    # Not cut off before: it may be a file that standard output is added to.
    stream = os.open(path, os.O_WRONLY | os.O_APPEND)
    try:
        with os.fdopen(stream, "wb") as opened:
            opened.write(content)
    except BrokenPipeError:
        pass  # its reader has seen enough
    except KeyboardInterrupt as error:
        raise ends.CutShort(f"{path} has had a part of the answer") from error


def _write_each(place: Path, contents: Mapping[str, str | bytes], there: Path) -> None:
    for name, content in contents.items():
        data = content.encode("utf-8") if isinstance(content, str) else content
        _write_like(place / name, data, there / name)


def _write_like(path: Path, content: bytes, before: Path) -> None:
    """Write a file that is to replace `before`, with its mode and its owner."""
    path.write_bytes(content)
    if not before.is_file():
        return
    if not os.access(before, os.W_OK):
        raise SurroundingsError(f"cannot write {before}: it is read-only")
    known = before.stat()
    with contextlib.suppress(OSError):  # only who may give files away can keep another's owner
        os.chown(path, known.st_uid, known.st_gid)
    path.chmod(stat.S_IMODE(known.st_mode) & 0o777)


def _clear_up(place: Path) -> None:
    """Take away what runs that were killed have left."""
    for left in place.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if left.is_dir() and time.time() - left.stat().st_mtime > _FORGOTTEN:
                shutil.rmtree(left)
