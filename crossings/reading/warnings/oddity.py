"""Something odd about the inputs: in which file, at which path, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crossings.reading.yaml.document import DataPath


@dataclass(frozen=True)
class Oddity:
    """Something odd: in the case, or in the model, at a path."""

    in_model: bool
    path: DataPath
    text: str


Oddities = Iterator[Oddity]


def in_case(*path: str | int, text: str) -> Oddity:
    """Something odd in the case."""
    return Oddity(False, path, text)


def in_model(*path: str | int, text: str) -> Oddity:
    """Something odd in the model."""
    return Oddity(True, path, text)
