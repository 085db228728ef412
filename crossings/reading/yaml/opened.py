"""Files as they come: their bytes, however they are named and whatever stands there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from crossings.errors import Finding, InputError, reading

MOST_BYTES = 100_000_000
"""Of a file that is read whole; a device that never ends has more."""
STANDARD_INPUT = "-"
"""What a file is called that comes by standard input; one of that name is `./-`."""
_came: list[tuple[IO[str], bytes]] = []
"""What came by it: a case is read once for each model."""


def content(path: Path, shown_as: str) -> bytes:
    """The bytes of the file at `path`, called `shown_as` in messages.

    Raises `InputError` where it cannot be read, or is too long to be what it should be.
    """
    with reading(shown_as):
        if shown_as == STANDARD_INPUT:
            found = _standard_input()
        else:
            with path.open("rb") as stream:
                found = stream.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        text = f"over {MOST_BYTES / 1e6:.0f} MB; that is more than is read of one file"
        raise InputError([Finding(shown_as, 1, 1, "", text)])
    return found


def _standard_input() -> bytes:
    """All that comes by standard input, read when it is first asked for."""
    if sys.stdin is None:
        raise OSError("standard input is closed")
    if not _came or _came[0][0] is not sys.stdin:
        _came[:] = [(sys.stdin, sys.stdin.buffer.read(MOST_BYTES + 1))]
    return _came[0][1]
