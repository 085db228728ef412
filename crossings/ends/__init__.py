"""How a run is ended from outside: by a signal, or together with the process that it works for."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ONE_WISH = 2.0
"""Seconds in which further signals say the same: a terminal that is closed sends several."""


IMPORTING = "<frozen importlib"
"""How the files are called whose code finds and begins modules."""
_LITTLE = 0.005
"""Seconds."""


class CutShort(KeyboardInterrupt):
    """Interrupted while something was written that cannot be taken back; says what."""


class _Wish:
    """Whether somebody wishes the run to end, and whether that has to wait."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.last = -_ONE_WISH
        self.waits = 0
        self.pending = False

    def heard(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self.last < _ONE_WISH:
            return  # what is tidied up meanwhile is not broken off
        if frame is not None and frame.f_code.co_filename.startswith(IMPORTING):
            # It may hold the lock of all imports, which nobody would let go of: so later.
            _thread.start_new_thread(_again, (number,))
            return
        self.last = now
        if self.waits:
            self.pending = True
        else:
            raise KeyboardInterrupt


_wish = _Wish()


def _again(number: int) -> None:
    time.sleep(_LITTLE)
    os.kill(os.getpid(), number)


def leave_as_interrupted() -> None:
    """Let SIGTERM and SIGHUP raise `KeyboardInterrupt`, as Ctrl-C does, from now on.

    A signal that whoever started the process has it ignore (`nohup`) stays ignored.
    """
    _wish.forget()
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, _wish.heard)


def interrupted() -> bool:
    """Whether a signal has come that ends the run."""
    return _wish.last > 0


def heed() -> None:
    """Raise `KeyboardInterrupt` again where one was raised and went astray.

    A signal may come within a library that catches everything, as some do while they are imported.
    """
    if interrupted():
        raise KeyboardInterrupt


def wished() -> bool:
    """Whether an end is wished that has to wait: what takes long should be brought to one."""
    return _wish.pending


def waits() -> bool:
    """Whether an end has to wait now."""
    return _wish.waits > 0


@contextlib.contextmanager
def unbroken() -> Iterator[None]:
    """A few steps that belong together: a signal that comes meanwhile is heeded after them."""
    _wish.waits += 1
    try:
        yield
    finally:
        _wish.waits -= 1
        if _wish.pending and not _wish.waits:
            _wish.pending = False
            raise KeyboardInterrupt


def end_with_parent(then: Callable[[], object] = lambda: None) -> None:
    """Begin as a worker process: interrupts are the parent's to hear, and its end ends this one.

    `then` is done when the parent is gone.
    """
    import multiprocessing

    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watched() -> None:
        if parent is not None:
            parent.join()  # it holds one end of a pipe, however it ends
            with contextlib.suppress(Exception):
                then()
            os._exit(1)

    threading.Thread(target=watched, daemon=True).start()


def let_go(executor: ProcessPoolExecutor) -> None:
    """End an executor with its processes, whatever they are at."""
    running = list((executor._processes or {}).values())
    results: Any = executor._result_queue
    executor.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.terminate()
    for process in running:
        process.join()
    if results is not None:
        results._writer.close()  # else the end of a message that one had begun is awaited for good
