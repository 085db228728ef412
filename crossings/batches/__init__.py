"""Batches: plans carried through futures chunk by chunk, whoever carries which."""

from __future__ import annotations

from crossings.batches.candidates import candidate
from crossings.batches.certifying import certificate, chosen, no_policy_bound, policy_bounded
from crossings.batches.cluster import scheduler_address
from crossings.batches.encoding import usual_form
from crossings.batches.finished import About, about, finished_batch
from crossings.batches.folder import batch_folder
from crossings.batches.kept import BatchFolder
from crossings.batches.manifest import manifest
from crossings.batches.prices import price_rules
from crossings.batches.running import Parallelism, run
from crossings.batches.task import (
    DECIDING,
    PRICES,
    REOPTIMISE,
    REPLAN,
    SHEET,
    Bounding,
    Candidate,
    Planning,
    Task,
    usual_rule,
)

__all__ = [
    "DECIDING", "PRICES", "REOPTIMISE", "REPLAN", "SHEET", "About", "BatchFolder", "Bounding",
    "Candidate", "Parallelism", "Planning", "Task", "about", "batch_folder", "candidate",
    "certificate", "chosen", "finished_batch", "manifest", "no_policy_bound", "policy_bounded",
    "price_rules", "run", "scheduler_address", "usual_form", "usual_rule",
]  # fmt: skip
