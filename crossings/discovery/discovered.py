"""Where in the futures of a folder something happens: boxes in what was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossings.arrays import Floats
from crossings.batches.kept_columns import KeptColumns, kept_columns
from crossings.discovery.boxes import Box, boxes
from crossings.discovery.where import conditions, holds
from crossings.errors import Finding, InputError
from crossings.evaluation.collinear import moving_as_one

_ROUNDING = 1e-12


@dataclass(frozen=True)
class Name:
    """An input, or several that only move together: columns, and words for them."""

    column: str
    words: str
    unit: str


@dataclass(frozen=True, eq=False)
class Discovered:
    """What happens, in how many futures, and the boxes in which it does."""

    batch: KeptColumns
    where: str
    futures: int
    of_interest: int
    inputs: tuple[Name, ...]
    """Those that differ between futures."""
    boxes: tuple[Box, ...]


def discovered(folder: Path, where: str, model: str | None = None) -> Discovered:
    """Boxes of a batch's futures in which `where` holds.

    Raises `MalformedCondition` where it is none, `InputError` where a name is unknown or the folder
    keeps no inputs, `SurroundingsError` where it was changed.
    """
    wanted = conditions(where)
    batch = kept_columns(folder, model)
    interest = holds(batch, wanted)[batch.fine]
    if not len(interest):
        raise InputError([Finding(str(folder), 1, 1, "", "every future failed")])
    names, inputs = varying(batch)
    found = boxes(inputs, interest)
    size, happens = len(interest), int(interest.sum())
    return Discovered(batch, where, size, happens, tuple(names), tuple(found))


def varying(batch: KeptColumns) -> tuple[list[Name], Floats]:
    """Inputs that differ between futures, and (S, K) their values; as one where they move so."""
    columns = {name: values[batch.fine] for name, values in batch.inputs.items()}
    differ = {
        name: values
        for name, values in columns.items()
        if np.ptp(values) > _ROUNDING * max(1.0, float(np.abs(values).max()))
    }
    if not differ:
        return [], np.zeros((int(batch.fine.sum()), 0))
    stacked, names = np.column_stack(list(differ.values())), list(differ)
    groups = moving_as_one(stacked)
    told = [_name(batch.told, [names[k] for k in group]) for group in groups]
    return told, stacked[:, [group[0] for group in groups]]


def _name(told: Mapping[str, Mapping[str, str]], columns: list[str]) -> Name:
    words = [told.get(name, {}).get("meaning", name) for name in columns]
    unit = told.get(columns[0], {}).get("unit", "")
    also = f" (and with it {' and '.join(words[1:])})" * (len(words) > 1)
    return Name(" and ".join(columns), f"{words[0]}{also}", unit)
