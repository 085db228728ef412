"""Other models planned by a second process, while this one goes on with questions of its own.

The solver keeps one search at a time in a process, so a thread would not do.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from crossings.allocation import compared
from crossings.analysis.comparison import Column
from crossings.ends import end_with_parent, let_go, unbroken
from crossings.errors import SurroundingsError
from crossings.limits.levers import Lever
from crossings.problem import Problem
from crossings.problem.given import MOST_VALUE, PlanRequest

Posed = Mapping[str, tuple[Problem, tuple[Lever, ...]]]
Planning = Callable[[Posed, PlanRequest], Callable[[], list[Column]]]
"""Of problems by name, and the plan that each is to have."""


@contextlib.contextmanager
def second_process(*, wanted: bool) -> Iterator[Planning]:
    """What plans models from when it is given them until it is asked for their columns.

    The process begins at once, so that it is ready when the case is read; without `wanted`, or
    with one processor alone, everything is done in this one when it is asked for.
    """
    if not wanted or (os.cpu_count() or 1) == 1:
        yield lambda *asked: lambda: _columns(*asked)
        return
    spawning = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, spawning, initializer=end_with_parent)
    try:
        with unbroken():  # a process that is half begun would be known to nobody
            pool.submit(_columns, {}, MOST_VALUE)
        yield lambda *asked: _awaited(pool.submit(_columns, *asked))
    finally:
        let_go(pool)


def _awaited(coming: Future[list[Column]]) -> Callable[[], list[Column]]:
    def columns() -> list[Column]:
        try:
            return coming.result()
        except BrokenProcessPool as error:
            raise SurroundingsError("the process that plans other models died") from error

    return columns


def _columns(posed: Posed, request: PlanRequest) -> list[Column]:
    return [compared(name, *each, request, binding=False) for name, each in posed.items()]
