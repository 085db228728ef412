"""Who carries the chunks: this process, others on this machine, or a Dask cluster.

All are executors of the standard library's kind; a worker is sent the work once, and chunks by
their numbers. Which worker carries which chunk makes no difference to a bit.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import shutil
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Protocol

from crossings.batches.cluster import connected
from crossings.batches.work import Result, Work
from crossings.ends import end_with_parent, heed, let_go, unbroken
from crossings.files import working_folder

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Workers(Protocol):
    """Takes chunks, and gives back what came of them."""

    at_once: int
    """Chunks that keep it busy."""
    remote: bool
    """Whether it can be out of reach."""

    def submit(self, position: int, numbers: range) -> Future[Result]:
        """Begin one chunk of one candidate."""

    def finished(self, running: Collection[Future[Result]]) -> set[Future[Result]]:
        """Those that have ended, of which it waits for one."""

    def renew(self) -> bool:
        """Go on after a worker died; False where that is not for this process to do."""


class _Here:
    """No other than the process that asks."""

    at_once = 1
    remote = False

    def __init__(self, work: Work) -> None:
        self._work = work

    def submit(self, position: int, numbers: range) -> Future[Result]:
        heed()
        future: Future[Result] = Future()
        future.set_result(self._work.chunk(position, numbers))
        return future

    def finished(self, running: Collection[Future[Result]]) -> set[Future[Result]]:
        return set(running)

    def renew(self) -> bool:
        return False


class _Processes:
    """Processes of this machine, each of one thread."""

    remote = False

    def __init__(self, work: Work, jobs: int, folder: Path) -> None:
        self.at_once, self._jobs = 2 * jobs, jobs
        # By a file: a process that dies while it starts would leave us writing to its pipe.
        self._sent = folder / "work"
        self._sent.write_bytes(pickle.dumps(work))
        self._begin()

    def _begin(self) -> None:
        # Started anew and not forked: a fork would share what threads of HiGHS and BLAS hold.
        self._executor = ProcessPoolExecutor(
            self._jobs,
            multiprocessing.get_context("spawn"),
            initializer=_receive,
            initargs=(str(self._sent),),
        )

    def submit(self, position: int, numbers: range) -> Future[Result]:
        heed()
        with unbroken():  # it may begin a process, and one half begun would be known to nobody
            return self._executor.submit(_simulate, position, numbers)

    def finished(self, running: Collection[Future[Result]]) -> set[Future[Result]]:
        return wait(running, return_when=FIRST_COMPLETED).done

    def renew(self) -> bool:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._begin()
        return True

    def end(self) -> None:
        let_go(self._executor)


@contextlib.contextmanager
def workers(work: Work, jobs: int, scheduler: str | None) -> Iterator[Workers]:
    """Those that carry the chunks of `work`; gone when this is left, however it is left."""
    if scheduler is not None:
        with connected(scheduler, pickle.dumps(work), _simulate_sent) as cluster:
            yield cluster
    elif jobs > 1:
        with _one_thread(), working_folder() as folder:
            processes = _Processes(work, jobs, folder)
            try:
                yield processes
            finally:
                processes.end()
    else:
        yield _Here(work)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Tell processes that begin meanwhile to leave the other cores to each other."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


_received: dict[str, Work] = {}
"""The work that this process was sent, by its digest."""
_OWN = "own"


def _receive(sent: str) -> None:
    """Begin as a worker process; the last ones there tidy up after a parent that was killed."""
    end_with_parent(lambda: shutil.rmtree(Path(sent).parent, ignore_errors=True))
    _received[_OWN] = pickle.loads(Path(sent).read_bytes())


def _simulate(position: int, numbers: range) -> Result:
    return _received[_OWN].chunk(position, numbers)


def _simulate_sent(payload: bytes, position: int, numbers: range) -> Result:
    digest = hashlib.sha256(payload).hexdigest()
    if digest not in _received:
        _received.clear()  # one batch at a time
        _received[digest] = pickle.loads(payload)
    return _received[digest].chunk(position, numbers)
