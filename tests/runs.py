"""Runs of the command line, in a folder that holds the example."""

import sys
from collections.abc import Callable
from typing import NamedTuple


class Run(NamedTuple):
    """What a run left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


Runner = Callable[..., Run]
PROGRAM = (sys.executable, "-c", "from crossings.cli import main; main()")
"""The program in a process of its own, whether it is installed or lies beside the tests."""
TINY_GATES = (
    "--set=limits.coverage_at_least.food=1",
    "--set=crossings.gate-a.gate_truckloads_per_day=0.1",
    "--set=crossings.gate-b.gate_truckloads_per_day=0.1",
)
"""Floors out of reach."""
