"""Batches: plans carried through futures chunk by chunk, whoever carries which."""

from __future__ import annotations

from crossings.batches.certifying import certificate, chosen
from crossings.batches.contending import contender
from crossings.batches.running import run
from crossings.batches.task import REOPTIMISE, Bounding, Contender, Foreseeing, Task

__all__ = [
    "REOPTIMISE",
    "Bounding",
    "Contender",
    "Foreseeing",
    "Task",
    "certificate",
    "chosen",
    "contender",
    "run",
]
