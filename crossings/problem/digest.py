"""Records as bytes: what tells one from another to the bit, wherever its files lie."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from crossings.problem.labels import Origin
from crossings.problem.uncertainty import Uncertainty

SAID_BESIDE = {"case", "tables", "notes", "observed", "tested", "locations", "sources", "evidence",
                "warnings", "resource_names", "admin_level", "calendar_months",
                "contraband"}  # fmt: skip
"""Fields of a problem on which no figure of a future rests."""
_OF_FILES = {*SAID_BESIDE, "phases"}
"""Likewise, or bytes and places of its files."""


def digest(problem: Any) -> str:
    """SHA-256 of all that figures of a problem rest on, and of nothing else."""
    made = hashlib.sha256()
    for entry in fields(problem):
        if entry.name not in _OF_FILES:
            for part in parts(getattr(problem, entry.name)):
                made.update(part)
    return made.hexdigest()


def parts(value: Any) -> Iterator[bytes]:
    """A value as bytes: other bytes for another value, and the same wherever the files lie."""
    if isinstance(value, np.ndarray):
        yield f"{value.dtype.str}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, Origin):
        yield value.sha256.encode()
    elif isinstance(value, Uncertainty):
        for name, each in uncertain(value).items():
            yield name.encode()
            yield from parts(each)
    elif is_dataclass(value):
        for entry in fields(value):
            yield from parts(getattr(value, entry.name))
    elif isinstance(value, dict):  # what a phase says otherwise, as the file has it
        yield b"mapping"
        yield from parts(tuple(value.items()))
    elif isinstance(value, tuple | list):
        yield f"tuple {len(value)}".encode()
        for each in value:
            yield from parts(each)
    else:
        assert value is None or isinstance(value, str | int | float | range | datetime.date)
        yield f"{value!r};".encode()


def uncertain(value: Uncertainty) -> dict[str, Any]:
    """What is uncertain, as plain values; the numbers drawn are told by their ranges."""
    said = ("sampled", "numbers", "evidence", "combinations")
    plain = {each.name: getattr(value, each.name) for each in fields(value)}
    drawn = None if value.sampled is None else value.sampled.ranged
    least = None  # what there is where no phase comes about that may fail
    if value.combinations is not None:
        least = value.combinations.terms((False,) * len(value.phases))
    told = {name: each for name, each in plain.items() if name not in said}
    return {**told, "drawn": drawn, "least": least}
