"""Standard streams that are closed, or whose other end is."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO


def attach() -> None:
    """Give the process the streams that it was begun without, so that no file takes their place.

    Nothing can be written to standard output then, and what goes to standard error is lost.
    """
    for number, way in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, way), True)  # the lowest number that is free
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def to_nowhere(stream: TextIO) -> None:
    """Let what a stream still holds, and all that is yet to come, go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
