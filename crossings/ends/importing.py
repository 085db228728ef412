"""Libraries imported in the background, and a moment when none is.

What is half imported when a process is copied stays so in the copy, which would wait for it for
good.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Iterator

SOLVERS = ("scipy.sparse", "piqp")
"""What brings a plan to its aims: a tenth of the time that a small plan takes."""
_under_way: list[threading.Thread] = []


@contextlib.contextmanager
def importing_meanwhile(*modules: str) -> Iterator[None]:
    """Import `modules` in the background: pandas takes a third of a second, and HiGHS works."""
    threads = [threading.Thread(target=importlib.import_module, args=[each]) for each in modules]
    for thread in threads:
        thread.start()
    _under_way.extend(threads)
    try:
        yield
    finally:
        for thread in threads:
            thread.join()
            _under_way.remove(thread)


def imported(*modules: str) -> None:
    """Import `modules` now, and wait until nothing is imported in the background."""
    for each in modules:
        importlib.import_module(each)
    for thread in [*_under_way]:
        thread.join()
