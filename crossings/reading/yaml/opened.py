"""Files as they come: their bytes, however they are named and whatever stands there."""

from __future__ import annotations

from pathlib import Path

from crossings.errors import Finding, InputError, reading

MOST_BYTES = 100_000_000
"""Of a file that is read whole; a device that never ends has more."""


def content(path: Path, shown_as: str) -> bytes:
    """The bytes of the file at `path`, called `shown_as` in messages.

    Raises `InputError` where it cannot be read, or is too long to be what it should be.
    """
    with reading(shown_as), path.open("rb") as stream:
        found = stream.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        text = f"over {MOST_BYTES / 1e6:.0f} MB; that is more than is read of one file"
        raise InputError([Finding(shown_as, 1, 1, "", text)])
    return found
