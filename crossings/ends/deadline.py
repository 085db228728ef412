"""The time that a command may take, counted from its start: one clock for all of its steps."""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

from crossings import ends
from crossings.errors import StoppedEarly

_LONGEST = 1e8
"""Seconds that a timer can be set to."""
_AGAIN = 0.2
"""Seconds after which it rings once more, where a ring could not be heeded."""
_TIDYING = 2.0
"""Seconds in which what is broken off may tidy up, before it rings again."""


class Deadline:
    """When a search has to stop; without seconds, never.

    >>> Deadline(0).over, Deadline(60).over, Deadline().left
    (True, False, None)
    >>> Deadline(0).check()
    Traceback (most recent call last):
    crossings.errors.StoppedEarly: no plan was found within 0 s
    """

    def __init__(self, seconds: float | None = None, missing: str = "no plan") -> None:
        """Begin to count; `missing` is what is said not to be found when the time is up."""
        self._seconds = math.inf if seconds is None else seconds
        self._at = time.monotonic() + self._seconds
        self._missing = missing
        self._rings = False
        self._rang = -math.inf

    @property
    def left(self) -> float | None:
        """Seconds that are left; None where there is no end."""
        return max(0.0, self._at - time.monotonic()) if math.isfinite(self._at) else None

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.left == 0

    def check(self) -> None:
        """Raise `StoppedEarly` where the time is up."""
        if self.over:
            raise StoppedEarly(f"{self._missing} was found within {self._seconds:g} s")

    @contextlib.contextmanager
    def enforced(self) -> Iterator[None]:
        """Break off what is done in here when the time is up, wherever it is: `StoppedEarly`.

        In another thread than the main one, it is asked at the beginning and at the end.
        """
        self.check()
        left = self.left
        if left is None or self._rings or threading.current_thread() != threading.main_thread():
            yield
            self.check()
            return
        before = signal.signal(signal.SIGALRM, self._ring)
        try:
            self._rings = True
            signal.setitimer(signal.ITIMER_REAL, max(1e-6, min(left, _LONGEST)), _AGAIN)
            yield
            self.check()
        finally:
            self._rings = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _ring(self, _number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._rings and now - self._rang > _TIDYING and not (ends.waits() or _importing(frame)):
            self._rang = now if self.over else self._rang
            self.check()


def _importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported, which would be left half made and not be tried again."""
    while frame is not None and not frame.f_code.co_filename.startswith(ends.IMPORTING):
        frame = frame.f_back
    return frame is not None


NEVER = Deadline()
