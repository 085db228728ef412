"""A batch kept in a folder: what it is, and every chunk that is finished.

    manifest.json                                 what the batch is; nothing of when it was made
    inputs/gaza.yaml                              the files that it was made from
    joint/outcomes-00004096-00008192.parquet      a contender's scenarios 4096 up to 8192

A chunk appears under its name when it is whole. Whoever finds the same manifest goes on from there.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crossings.batches.copies import INPUTS
from crossings.batches.encoding import Form, needs_form
from crossings.batches.manifest import Manifest
from crossings.errors import SurroundingsError
from crossings.evaluation import chunks
from crossings.files import said_where

_MANIFEST = "manifest.json"
_LOCK = ".lock"
_UNFINISHED = ".unfinished"
_OF_A_BATCH = {"bound", "dispatch", "form", "futures", INPUTS, "models", "scenarios", "settings"}
"""Entries that no manifest of a batch is without."""
_KEPT = "; what was finished is kept"
_CHUNK = re.compile(r"outcomes-(\d{8,})-(\d{8,})\.(?:parquet|npz)")


@dataclass(frozen=True)
class BatchFolder:
    """A folder that is locked for one batch."""

    path: Path
    form: Form
    contenders: tuple[str, ...]
    """Their folders within this one, in their order."""

    def missing(self, numbers: range) -> list[tuple[int, range]]:
        """Chunks that are still to be done, each with its contender's position."""
        return [
            (k, part)
            for k in range(len(self.contenders))
            for part in chunks(numbers)
            if not self.chunk(k, part).exists()
        ]

    def chunk(self, position: int, numbers: range) -> Path:
        """The file of a contender's chunk."""
        name = f"outcomes-{numbers.start:08d}-{numbers.stop:08d}.{self.form}"
        return self.path / self.contenders[position] / name

    def keep(self, position: int, numbers: range, content: bytes) -> None:
        """Add a finished chunk; one that it goes beyond is taken away."""
        path = self.chunk(position, numbers)
        with said_where(path, _KEPT):
            path.parent.mkdir(exist_ok=True)
            _write(path, content)
            for other in path.parent.iterdir():
                found = _CHUNK.fullmatch(other.name)
                if found and int(found[1]) == numbers.start and int(found[2]) < numbers.stop:
                    other.unlink()


@contextlib.contextmanager
def batch_folder(path: Path, manifest: Manifest, form: Form) -> Iterator[BatchFolder]:
    """The folder of the batch that `manifest` describes, new or to be gone on with.

    Raises `SurroundingsError` where it holds anything else, where another process is at work in it,
    or where it cannot be written.
    """
    with said_where(path, _KEPT):
        path.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        known = known_manifest(path)
        form = form if known is None else known["form"]
        needs_form(form)
        now = {**manifest.entries, "form": form}
        if known is None:
            _only_ours(path)
        else:
            now[INPUTS] = known[INPUTS]  # the same files may lie otherwise now; the copies do not
            _same(path, known, now)
        complete = known is not None and (path / INPUTS).is_dir()
        inputs = {} if complete else manifest.copies.contents()
        if known != now:
            with said_where(path / _MANIFEST, _KEPT):
                _write(
                    path / _MANIFEST, (json.dumps(now, indent=2, sort_keys=True) + "\n").encode()
                )
        if inputs:
            _keep_inputs(path, inputs)
        for left in path.glob(f"*/outcomes-*{_UNFINISHED}"):
            left.unlink(missing_ok=True)
        yield BatchFolder(path, form, tuple(each["folder"] for each in now["models"]))


def known_manifest(path: Path) -> dict[str, Any] | None:
    """The manifest that is there; None where there is none."""
    try:
        found = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise SurroundingsError(f"{path / _MANIFEST} is no manifest of a batch") from error
    if not isinstance(found, dict) or not found.keys() >= _OF_A_BATCH:
        raise SurroundingsError(f"{path / _MANIFEST} is no manifest of a batch")
    return found


def _only_ours(path: Path) -> None:
    others = sorted(each.name for each in path.iterdir() if each.name != _LOCK)
    others = [name for name in others if not name.endswith(_UNFINISHED)]
    if others:
        raise SurroundingsError(
            f"{path} is not empty and holds no batch ({others[0]}): name another folder"
        )


def _keep_inputs(path: Path, inputs: Mapping[str, bytes]) -> None:
    """Keep the files that the batch is made from, all of them or none."""
    unfinished = path / f"{INPUTS}{_UNFINISHED}"
    shutil.rmtree(unfinished, ignore_errors=True)
    for place, content in inputs.items():
        copy = unfinished / Path(place).relative_to(INPUTS)
        with said_where(path / place):
            copy.parent.mkdir(parents=True, exist_ok=True)
            _write(copy, content)
    unfinished.replace(path / INPUTS)


def _same(path: Path, known: dict[str, Any], now: dict[str, Any]) -> None:
    differ = [key for key in sorted({*known, *now}) if known.get(key) != now.get(key)]
    if differ == ["scenarios"] and known["scenarios"] < now["scenarios"]:
        return  # it is gone on with beyond what it was
    if differ:
        told = "; ".join(
            f"{key}: {_told(known.get(key))} there, {_told(now.get(key))} now" for key in differ
        )
        raise SurroundingsError(f"{path} holds another batch, which stays as it is: {told}")


def _told(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return text if len(text) <= 120 else f"{text[:117]}…"


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process that holds it, however it ends."""
    with said_where(path, _KEPT):
        handle = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            text = f"{path}: another process is at work on this batch"
            raise SurroundingsError(text) from error
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, though the machine should fail."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
