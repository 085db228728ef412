"""A batch that is finished, read back from its folder for plans made anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.allocation.hindsight import Asked
from crossings.batches.copies import INPUTS
from crossings.batches.encoding import usual_form
from crossings.batches.folder import batch_folder, known_manifest
from crossings.batches.manifest import manifest
from crossings.batches.running import run
from crossings.batches.task import Task
from crossings.errors import Finding, InputError, SurroundingsError
from crossings.evaluation.measures import Batch


@dataclass(frozen=True)
class About:
    """What must be known of a batch to make its plans again."""

    folder: Path
    case: Path
    """The copy of it that the folder keeps."""
    models: tuple[str, ...]
    """What they are called there."""
    asked_for: tuple[str | None, ...]
    """Likewise, as they are asked for: a shipped one's name, a file, None for the case's own."""
    settings: tuple[str, ...]
    scenarios: int
    seed: int | None
    """None where its futures came from a table."""
    dispatch: str
    asked: Asked | None


def about(folder: Path) -> About:
    """What a batch is about; raises `InputError` where the folder holds none."""
    try:
        known = known_manifest(folder)
        if known is not None:
            return _told(folder, known)
        fault = "holds no batch: there is no manifest.json"
    except (SurroundingsError, LookupError, TypeError, ValueError):
        fault = "manifest.json is no manifest of a batch"
    raise InputError([Finding(str(folder), 1, 1, "", fault)])


def _told(folder: Path, known: dict[str, Any]) -> About:
    models, inputs = known["models"], known[INPUTS]
    named = (_asked_for(folder, *each) for each in zip(models, inputs["models"], strict=True))
    return About(
        folder,
        folder / inputs["case"],
        tuple(each["model"] for each in models),
        tuple(named),
        tuple(known["settings"]),
        known["scenarios"],
        known["futures"]["seed"],
        known["dispatch"],
        None if known["bound"] is None else Asked(**known["bound"]),
    )


def _asked_for(folder: Path, model: dict[str, Any], copy: str | None) -> str | None:
    if len(model["files"]) > 1:
        return None  # those of the case's phases
    return Path(model["files"][0]["file"]).stem if copy is None else str(folder / copy)


def finished_batch(told: About, task: Task) -> Batch:
    """The batch, its outcomes lying in the folder.

    Raises `SurroundingsError` where case, models or versions are others than those of the batch, or
    some of it is still to be done.
    """
    now = manifest(task, told.scenarios, told.asked, told.settings)
    numbers = range(told.scenarios)
    with batch_folder(told.folder, now, usual_form()) as kept:
        missing = sum(len(part) for _, part in kept.missing(numbers))
        if missing:
            text = f"{missing:,} futures are still to be done; crossings evaluate goes on"
            raise SurroundingsError(f"{told.folder}: {text}")
        return run(task, numbers, folder=kept)
