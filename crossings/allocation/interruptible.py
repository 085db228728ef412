"""HiGHS at work, so that a signal or a deadline breaks it off."""

from __future__ import annotations

import threading
from typing import Any

from crossings.ends import heed, unbroken, wished
from crossings.ends.deadline import Deadline

ONE_AT_A_TIME = threading.Lock()
"""Held while HiGHS runs: it keeps its threads, and whether it runs, once for the whole process."""


def solved(highs: Any, deadline: Deadline, *, brief: bool = False) -> Any:
    """Run HiGHS until the deadline; its status then.

    What is `brief` is waited for: HiGHS would ask after every step whether to go on, and wait for
    the interpreter each time while something is imported, in all half as long again.
    """
    with ONE_AT_A_TIME:
        left = deadline.left
        if left is not None:
            highs.setOptionValue("time_limit", highs.getRunTime() + left)
        if brief:
            heed()
            highs.run()
        else:
            _run(highs)
    return highs.getModelStatus()


def _run(highs: Any) -> None:
    """Run HiGHS in a thread of its own, so that a signal is heard meanwhile and passed on.

    It holds locks between its lines, and whoever is interrupted there holds them for good: so
    nothing is raised here until it has left. In a script that hears Ctrl-C by itself, it is.
    """
    heed()
    with unbroken():
        highs.HandleUserInterrupt = True
        try:
            highs.startSolve()
            _wait(highs)
        except BaseException:
            highs.cancelSolve()
            _wait(highs)
            raise
        finally:
            # While it can be interrupted it holds itself, and with it the whole program.
            highs.HandleUserInterrupt = False


def _wait(highs: Any) -> None:
    while not highs.wait(timeout=0.2)[0]:
        if wished():
            highs.cancelSolve()
