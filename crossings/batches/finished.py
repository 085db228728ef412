"""A batch that is finished, read back from its folder for plans made anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossings.allocation.hindsight import Asked
from crossings.batches.encoding import usual_form
from crossings.batches.folder import batch_folder, known_manifest
from crossings.batches.manifest import manifest
from crossings.batches.running import run
from crossings.batches.task import Task
from crossings.errors import SurroundingsError
from crossings.evaluation.measures import Batch


@dataclass(frozen=True)
class About:
    """What must be known of a batch to make its plans again."""

    folder: Path
    models: tuple[str, ...]
    settings: tuple[str, ...]
    scenarios: int
    seed: int | None
    """None where its futures came from a table."""
    dispatch: str
    asked: Asked | None


def about(folder: Path) -> About:
    """What a batch is about; raises `SurroundingsError` where the folder holds none."""
    known = known_manifest(folder)
    if known is None:
        raise SurroundingsError(f"{folder} holds no batch: there is no manifest.json")
    return About(
        folder,
        tuple(each["model"] for each in known["models"]),
        tuple(known["settings"]),
        known["scenarios"],
        known["futures"]["seed"],
        known["dispatch"],
        None if known["bound"] is None else Asked(**known["bound"]),
    )


def finished_batch(told: About, task: Task) -> Batch:
    """The batch, its outcomes lying in the folder.

    Raises `SurroundingsError` where case, models or versions are others than those of the batch, or
    some of it is still to be done.
    """
    now = manifest(task, told.scenarios, told.asked, told.settings)
    numbers, names = range(told.scenarios), [each.model for each in task.contenders]
    with batch_folder(told.folder, now, usual_form()) as kept:
        missing = sum(len(part) for _, part in kept.missing(names, numbers))
        if missing:
            text = f"{missing:,} futures are still to be done; crossings evaluate goes on"
            raise SurroundingsError(f"{told.folder}: {text}")
        return run(task, numbers, folder=kept)
