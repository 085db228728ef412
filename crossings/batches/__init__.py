"""Batches: plans carried through futures chunk by chunk, whoever carries which."""

from __future__ import annotations

from crossings.batches.running import run
from crossings.batches.task import Bounding, Contender, Task

__all__ = ["Bounding", "Contender", "Task", "run"]
