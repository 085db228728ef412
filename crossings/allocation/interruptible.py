"""HiGHS at work, so that a signal or a deadline breaks it off."""

from __future__ import annotations

from typing import Any

from crossings.ends import heed, unbroken, wished


def run(highs: Any) -> None:
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
