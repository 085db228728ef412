"""A batch that is finished, read back from its folder for plans made anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crossings.allocation.hindsight import Request
from crossings.batches.faults import copy_faults
from crossings.batches.folder import read_folder
from crossings.batches.manifest import MANIFEST, known_record, manifest
from crossings.batches.running import run
from crossings.batches.schema import Model
from crossings.batches.task import Task
from crossings.errors import Finding, InputError, SurroundingsError
from crossings.evaluation.measures import Batch
from crossings.problem import WEEK


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
    objective: str
    over: int
    """Days of the windows in which a fairest plan is fair."""
    own: str | None
    """The copy of the table of a plan of one's own, and its sheet as `--own-plan` has it."""
    scenarios: int
    seed: int | None
    """None where its futures came from a table."""
    table: Path | None
    """The copy of that table; None where they were drawn."""
    dispatch: str
    asked: Request | None


def about(folder: Path) -> About:
    """What a batch is about, by a manifest and copies that nobody changed.

    Raises `InputError` where the folder holds no batch, `SurroundingsError` where it is damaged.
    """
    known = known_record(folder)
    if known is None:
        text = f"holds no batch: there is no {MANIFEST}"
        raise InputError([Finding(str(folder), 1, 1, "", text)])
    for _, fault in copy_faults(folder, known):
        raise SurroundingsError(fault)
    copied = known.inputs
    if copied.case is None or (known.futures.sha256 is not None and copied.futures is None):
        text = "what it was made from came by a pipe, and no copy was kept"
        raise SurroundingsError(f"{folder}: {text}")
    return About(
        folder,
        folder / copied.case,
        tuple(each.model for each in known.models),
        tuple(_requested(folder, *each) for each in zip(known.models, copied.models, strict=True)),
        tuple(known.settings),
        known.objective,
        known.fair_over_days or WEEK,
        None if copied.own_plan is None else f"{folder / copied.own_plan}{_sheet(known.own_sheet)}",
        known.scenarios,
        known.futures.seed,
        None if copied.futures is None else folder / copied.futures,
        known.dispatch,
        None if known.bound is None else Request(known.bound.gap, known.bound.solved),
    )


def _sheet(name: str | None) -> str:
    return "" if name is None else f"!{name}"


def _requested(folder: Path, model: Model, copy: str | None) -> str | None:
    if len(model.files) > 1:
        return None  # those of the case's phases
    return Path(model.files[0].file).stem if copy is None else str(folder / copy)


def finished_batch(told: About, task: Task) -> Batch:
    """The batch, its outcomes lying in the folder, of which nothing is written.

    Raises `SurroundingsError` where case, models, plans or versions are others than those of the
    batch, something in the folder was changed, or some of it is still to be done.
    """
    table = None if told.table is None else str(told.table)
    now = manifest(task, told.scenarios, told.asked, told.settings, table)
    numbers = range(told.scenarios)
    kept = read_folder(told.folder, now)
    missing = sum(len(part) for _, part in kept.missing(numbers))
    if missing:
        text = f"{missing:,} futures are still to be done; crossings evaluate goes on"
        raise SurroundingsError(f"{told.folder}: {text}")
    return run(task, numbers, folder=kept)
