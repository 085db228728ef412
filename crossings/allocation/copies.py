"""Questions that do not hang on each other, answered side by side by copies of this process.

PIQP keeps the interpreter while it works, and HiGHS runs once a process: threads would wait for
each other. A copy (`fork`) has all that this process has in hand: no program is built again, and no
library imported. Nothing of the solvers works on while it is made, so that it waits for nobody.
Every question is answered from what was there before, in whatever process: answers are the same.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from crossings.allocation.interruptible import ONE_AT_A_TIME
from crossings.ends import end_with_parent, unbroken
from crossings.ends.importing import SOLVERS, imported
from crossings.problem import Problem

_T = TypeVar("_T")
Done = Callable[[int], object]
"""Told how many more are answered."""
_NUMBER = struct.Struct("i")
_FEW = 20_000
"""Columns of all programs together up to which a copy takes as long as it saves."""


def at_once() -> int:
    """How many processes answer side by side best: one a core, where copies can be had."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def worth_copies(columns: int, jobs: int) -> int:
    """The same number of `jobs`, or 1 where programs of so many columns in all take no time."""
    return jobs if columns > _FEW else 1


def about_columns(problem: Problem) -> int:
    """About how many columns the program of a problem has."""
    each = len(problem.periods) * len(problem.goods)
    ways = len(problem.corridors) + len(problem.regimes) + len(problem.areas)
    bands = len(problem.areas) * len(problem.band_top)
    return each * (len(problem.crossings) * ways + bands)


def answered(
    questions: Sequence[Callable[[], _T]], jobs: int, done: Done = lambda _: None
) -> list[_T]:
    """What each question gives, in their order; `done` is told how many more are answered."""
    with begun(questions, jobs) as answers:
        return answers(done)


@contextlib.contextmanager
def begun(questions: Sequence[Callable[[], _T]], jobs: int) -> Iterator[Callable[[Done], list[_T]]]:
    """What gives the answers; until it is called, copies work while this process does else.

    Questions are begun in their order: those that take longest should come first. What a copy
    could not answer is asked here, so that whatever is wrong is raised here.
    """
    with contextlib.ExitStack() as copies:
        coming, sent = -1, []
        if min(jobs, len(questions) + 1) > 1 and sys.platform == "linux":
            imported(*SOLVERS)
            coming = copies.enter_context(_numbers(len(questions)))
            others = min(jobs - 1, len(questions))
            sent = [copies.enter_context(_copy(questions, coming)) for _ in range(others)]

        def answers(done: Done) -> list[_T]:
            found: dict[int, _T] = {}
            for number in _taken(coming) if sent else ():
                found[number] = questions[number]()
                done(1)
            for each in sent:
                with contextlib.suppress(EOFError):  # it died
                    theirs = pickle.loads(each.recv_bytes())
                    found |= theirs
                    done(len(theirs))
            for number, question in enumerate(questions):
                if number not in found:
                    found[number] = question()
                    done(1)
            return [found[number] for number in range(len(questions))]

        yield answers


@contextlib.contextmanager
def _numbers(many: int) -> Iterator[int]:
    """A pipe of numbers, of which every process takes the next: each is taken once."""
    taken_from, put_into = os.pipe()
    try:
        os.write(put_into, b"".join(map(_NUMBER.pack, range(many))))
        os.close(put_into)
        yield taken_from
    finally:
        os.close(taken_from)


def _taken(coming: int) -> Iterator[int]:
    while number := os.read(coming, _NUMBER.size):
        yield from _NUMBER.unpack(number)


@contextlib.contextmanager
def _copy(questions: Sequence[Callable[[], object]], coming: int) -> Iterator[Connection]:
    """A copy at work, and where its answers come from; gone when this is left."""
    forking = multiprocessing.get_context("fork")
    receiver, sender = forking.Pipe(duplex=False)
    process = forking.Process(target=_answer, args=(questions, coming, sender))
    try:
        # Nothing of the solver is under way then; and no copy is begun that nobody knows of.
        with ONE_AT_A_TIME, unbroken(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which wait meanwhile
            process.start()
        sender.close()
        yield receiver
    finally:
        if process.pid is not None:
            process.kill()
            process.join()
        receiver.close()


def _answer(questions: Sequence[Callable[[], object]], coming: int, sender: Any) -> None:
    """Answer, as a copy, as long as there are questions; then send all answers."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    ONE_AT_A_TIME.release()
    found = {}
    for number in _taken(coming):
        with contextlib.suppress(Exception):  # it is raised where it is asked again
            found[number] = questions[number]()
    sender.send_bytes(pickle.dumps(found))
