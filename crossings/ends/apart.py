"""Work in a process of its own, so that it can be broken off.

A library that holds the interpreter while it works hears no signal and knows no time limit.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from crossings.ends.deadline import Deadline

_WORK = """
import pickle, sys
work, given = pickle.load(sys.stdin.buffer)
pickle.dump(work(*given), sys.stdout.buffer)
"""


def apart(work: Callable[..., Any], given: tuple[Any, ...], deadline: Deadline) -> Any:
    """What `work`, a function of a module, makes of `given`; None where it is not done in time.

    Also where its process could not be had or died: nothing is told apart then.
    """
    command = [sys.executable, "-P", "-c", _WORK]  # what lies in the working folder is not imported
    found = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env=found)
    except OSError:
        return None
    with process:
        try:
            made, _ = process.communicate(pickle.dumps((work, given)), timeout=deadline.left)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()
    return pickle.loads(made) if process.returncode == 0 else None
