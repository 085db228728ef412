"""The ZIP archive that a workbook is, bounded: first by what it states, then by what comes of it.

What an archive states of itself is asked before anything is unpacked. It may lie, so each part is
unpacked piece by piece through a counter that stops at what was stated.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

_MOST_PARTS = 10_000
_LARGEST_DIRECTORY = 2_000_000
"""Bytes of the list of parts."""
_LARGEST_PART = 150_000_000
_LARGEST_IN_ALL = 400_000_000
_MOST_TIMES = 300
"""Times that a part may be larger unpacked than packed; sheets are so 10 to 50 times."""
_TOO_SMALL_TO_MIND = 1_000_000
"""Bytes unpacked below which that is not asked."""
_PIECE = 1 << 16
_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_PACKED_WITH = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, OSError,
)  # fmt: skip
"""What a damaged archive makes the library raise."""


class BrokenBook(Exception):  # noqa: N818 - it becomes a fault where the place of its name is known
    """A workbook that cannot be read, or not safely; says why."""


class _Bounded(io.BytesIO):
    """The bytes of an archive; no more are handed out at once than its list of parts may have."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _LARGEST_DIRECTORY:
            raise BrokenBook(
                f"its list of parts has {size:,} bytes; at most {_LARGEST_DIRECTORY:,} are read"
            )
        return super().read(size)


class Archive:
    """Parts of an archive by name, whatever the case of its letters.

    Raises `BrokenBook` where the bytes are none, or state what no workbook needs.
    """

    def __init__(self, content: bytes) -> None:
        if content.startswith(_OLD_OR_ENCRYPTED):
            raise BrokenBook(
                "it has a password, or is of the old form .xls; save it as .xlsx without one"
            )
        try:
            self._zip = zipfile.ZipFile(_Bounded(content))
        except _DAMAGED as error:
            raise BrokenBook(str(error)) from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        entries = self._zip.infolist()
        if len(entries) > _MOST_PARTS:
            raise BrokenBook(f"it has {len(entries):,} parts; at most {_MOST_PARTS:,} are read")
        for entry in entries:
            _judge(entry)
            name = _plain(entry.filename)
            if name in self._parts:
                raise BrokenBook(f"it has two parts called {_shown(entry.filename)}")
            self._parts[name] = entry
        in_all = sum(entry.file_size for entry in entries)
        if in_all > _LARGEST_IN_ALL:
            raise BrokenBook(
                f"it unpacks to {in_all:,} bytes; at most {_LARGEST_IN_ALL:,} are read"
            )

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of a part, piece by piece; never more than the archive states."""
        entry = self._parts.get(_plain(name))
        if entry is None:
            raise BrokenBook(f"it has no part {_shown(name)}")
        come = 0
        try:
            with self._zip.open(entry) as part:
                while piece := part.read(_PIECE):
                    come += len(piece)
                    if come > entry.file_size:
                        raise BrokenBook(f"{_shown(name)} is larger than the archive states")
                    yield piece
        except _DAMAGED as error:
            raise BrokenBook(f"{_shown(name)}: {error}") from error


def _judge(entry: zipfile.ZipInfo) -> None:
    """Raise `BrokenBook` where an entry states what no part of a workbook is."""
    name, size = _shown(entry.filename), entry.file_size
    if entry.flag_bits & _ENCRYPTED:
        raise BrokenBook(f"{name} is encrypted; save the workbook without a password")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BrokenBook(f"{name} is a link; a workbook has none")
    if ".." in _plain(entry.filename).split("/"):
        raise BrokenBook(f"{name} leads out of the archive")
    if entry.compress_type not in _PACKED_WITH:
        raise BrokenBook(f"{name} is packed in a way that no workbook uses")
    if size > _LARGEST_PART:
        raise BrokenBook(f"{name} unpacks to {size:,} bytes; at most {_LARGEST_PART:,} are read")
    if size > max(_TOO_SMALL_TO_MIND, _MOST_TIMES * entry.compress_size):
        raise BrokenBook(
            f"{name} unpacks to {size:,} bytes from {entry.compress_size:,}; at most "
            f"{_MOST_TIMES} times as many are read"
        )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _shown(name: str, most: int = 60) -> str:
    return name if len(name) <= most else f"{name[:most]}…"
