"""Libraries imported in the background, and a moment when none is.

What is half imported when a process is copied stays so in the copy, which would wait for it for
good.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Iterator

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


def wait_for_imports() -> None:
    """Wait until nothing is imported in the background."""
    for thread in [*_under_way]:
        thread.join()
