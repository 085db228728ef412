"""Columns of a finished batch read from its folder alone, each file held against its digest."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from crossings.batches.checked import digest, most_bytes_of
from crossings.batches.copies import INPUTS, outcomes_of, part_file
from crossings.batches.encoding import Form, bytes_claimed, decoded, needs_form, told_columns
from crossings.batches.kept import run_of
from crossings.batches.manifest import MANIFEST, known_record
from crossings.batches.own_files import content
from crossings.batches.schema import Chunked, Model, Record
from crossings.errors import Finding, InputError, SurroundingsError

_FAILED, _NUMBER = "failed", "scenario"


@dataclass(frozen=True, eq=False)
class KeptColumns:
    """A finished batch under one of its models, of which columns are read as they are asked for."""

    folder: Path
    record: Record
    model: Model
    inputs: Mapping[str, Any]
    """(S,) What was drawn, by column."""
    told: Mapping[str, Mapping[str, str]]
    """What each of them is; empty where the files do not say it."""
    fine: Any = field(repr=False)
    """(S,) Whether a future has figures."""

    @property
    def names(self) -> list[str]:
        """Columns of what came of each future."""
        return [name for name in self.model.columns if name not in (_FAILED, _NUMBER)]

    def outcome(self, *names: str) -> list[Any]:
        """(S,) Columns of what came of each future."""
        place = self.folder / outcomes_of(self.model.folder)
        read, _ = _columns(place, self.record, self.model, self.model.columns, names)
        return [read[name] for name in names]


def kept_columns(folder: Path, model: str | None = None) -> KeptColumns:
    """What a folder keeps of a batch under one of its models, by name where there are several.

    Raises `InputError` where it holds no batch, no such model, or not what was drawn, and
    `SurroundingsError` where something is unfinished or was changed.
    """
    record = known_record(folder)
    if record is None:
        raise _wrong(folder, f"holds no batch: there is no {MANIFEST}")
    needs_form(record.form)
    names = [each.model for each in record.models]
    if model is None and len(names) > 1:
        raise _wrong(folder, f"has several models: name one of {', '.join(names)}")
    if model is not None and model not in names:
        raise _wrong(folder, f"has no model {model}; there are {', '.join(names)}")
    own = record.models[0 if model is None else names.index(model)]
    if record.drawn is None:
        raise _wrong(
            folder, "does not keep what was drawn; crossings evaluate --keep inputs adds it"
        )
    columns = record.drawn.columns
    drawn, told = _columns(folder / INPUTS, record, record.drawn, columns, columns)
    place = folder / outcomes_of(own.folder)
    (failed,) = _columns(place, record, own, own.columns, [_FAILED])[0].values()
    fine = failed == ""
    inputs = {name: values for name, values in drawn.items() if name != _NUMBER}
    for values in inputs.values():
        fine &= np.isfinite(values)
    return KeptColumns(folder, record, own, inputs, told, fine)


def _columns(
    place: Path, record: Record, of: Chunked, columns: Sequence[str], names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Columns of every chunk in a row, and what they are."""
    wanted = -(-record.scenarios // record.chunk)
    if len(of.chunks) < wanted:
        text = "futures are still to be done; crossings evaluate goes on"
        raise SurroundingsError(f"{place}: {text}")
    parts: list[dict[str, Any]] = []
    told: dict[str, dict[str, str]] = {}
    for part in of.chunks:
        numbers = run_of(part.part, record.scenarios, record.chunk)
        path = place / part_file(part.part, record.form)
        bytes_ = _bytes(path, part.sha256, most_bytes_of(len(columns), len(numbers)), record.form)
        try:
            read = decoded(io.BytesIO(bytes_), record.form, list(names))
            told = told or told_columns(io.BytesIO(bytes_), record.form)
        except Exception as error:  # whatever a library makes of bytes that may be anything
            raise SurroundingsError(f"{path} cannot be read ({type(error).__name__})") from error
        if any(len(values) != len(numbers) for values in read.values()):
            raise SurroundingsError(f"{path} does not have the rows of its futures")
        parts.append(read)
    return {name: np.concatenate([each[name] for each in parts]) for name in names}, told


def _bytes(path: Path, wanted: str, most: int, form: Form) -> bytes:
    try:
        found = content(path, most)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SurroundingsError(f"{path} is gone; crossings evaluate mends it") from error
    if digest(found) != wanted:
        text = "was changed since it was kept; crossings evaluate mends it"
        raise SurroundingsError(f"{path} {text}")
    try:
        claimed = bytes_claimed(io.BytesIO(found), form)
    except Exception as error:
        raise SurroundingsError(f"{path} cannot be read ({type(error).__name__})") from error
    if claimed > most:
        raise SurroundingsError(f"{path} unpacks to {claimed:,} bytes, which are too many")
    return found


def _wrong(folder: Path, text: str) -> InputError:
    return InputError([Finding(str(folder), 1, 1, "", text)])
