"""Entries of rows that are added together: which column stands in which row, and with what.

Rows are told apart by their key, as one number along all of its axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crossings.allocation.ledger import Key, Ledger
from crossings.limits.record import Kind
from crossings.problem import Floats, Positions

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Part:
    """Columns, what each counts with, and the key of the row in which it stands."""

    keys: Positions  # (n, axes of the rows)
    places: Positions  # (n,)
    values: Floats  # (n,)

    def those(self, which: Any) -> Part:
        """Some of them."""
        return Part(self.keys[which], self.places[which], self.values[which])


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows by key, each once, and their entries."""

    keys: Positions  # (rows, axes)
    at: Positions
    """(n,) The row of each entry."""
    places: Positions
    values: Floats

    @property
    def entries(self) -> tuple[Positions, Positions, Floats]:
        """As the ledger takes them."""
        return self.at, self.places, self.values

    def __iter__(self) -> Iterator[tuple[Key, list[tuple[int, float]]]]:
        """Key and terms of one after the other."""
        order = np.argsort(self.at, kind="stable")
        terms = list(zip(self.places[order].tolist(), self.values[order].tolist(), strict=True))
        ends = np.cumsum(np.bincount(self.at, minlength=len(self.keys))).tolist()
        for key, first, last in zip(self.keys.tolist(), [0, *ends], ends, strict=False):
            yield tuple(key), terms[first:last]


def part(ledger: Ledger, kind: Kind, axes: str, values: Floats | float) -> Part:
    """All columns of a kind, in rows along some of its axes."""
    keys, places = ledger.keys(kind), ledger.places(kind)
    along = [kind.axes.index(letter) for letter in axes]
    return Part(keys[:, along], places, np.broadcast_to(values, len(places)))


def rows_of(parts: Sequence[Part], shape: Sequence[int], *, sorted_by_key: bool) -> Rows:
    """Rows along axes of `shape`: in the order of their keys, or else as they first appear."""
    keys = np.concatenate([np.zeros((0, len(shape)), np.intp), *(each.keys for each in parts)])
    places = np.concatenate([np.zeros(0, np.intp), *(each.places for each in parts)])
    values = np.concatenate([np.zeros(0), *(each.values for each in parts)])
    _, first, at = np.unique(flat(keys, shape), return_index=True, return_inverse=True)
    if not sorted_by_key:
        order = np.argsort(first, kind="stable")
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        first, at = first[order], rank[at]
    return Rows(keys[first], at.ravel(), places, values)


def once_each(rows: Rows) -> Rows:
    """The same with each column at most once in a row."""
    width = int(rows.places.max(initial=0)) + 1
    found, first, at = np.unique(
        rows.at * width + rows.places, return_index=True, return_inverse=True
    )
    summed = np.bincount(at.ravel(), rows.values, minlength=len(found)).astype(np.float64)
    return Rows(rows.keys, rows.at[first], rows.places[first], summed)


def flat(keys: Positions, shape: Sequence[int]) -> Positions:
    """(n,) Keys (n, axes) as numbers, in the same order."""
    if not shape:
        return np.zeros(len(keys), dtype=np.intp)
    return np.asarray(np.ravel_multi_index(tuple(keys.T), tuple(shape)))


def at_keys(array: NDArray[Number], keys: Positions) -> NDArray[Number]:
    """(n,) Numbers of an array at keys (n, its axes)."""
    return np.broadcast_to(array[tuple(keys.T)], len(keys))
