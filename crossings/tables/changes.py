"""Two answers of one kind held against each other, as tables: what they rest on, what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pandas import DataFrame

from crossings.tables.kept import evidence, figures, missing, texts
from crossings.tables.labelled import framed

Key = TypeVar("Key")
_ALIKE = 1e-6
"""Figures that differ by less, of the greater of 1 and themselves, are what solvers leave."""


def change_tables(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, DataFrame]:
    """What differs between two answers; in each table the largest changes first."""
    return {
        "texts": _texts(one, other),
        "inputs": _inputs(one, other),
        "changes": _changes(one, other),
    }


def _texts(one: Mapping[str, Any], other: Mapping[str, Any]) -> DataFrame:
    """What the answers were made from, and what they say in words."""
    rows = [
        (*place, was or None, now or None)
        for place, was, now in _both(texts(one), texts(other), "")
        if was != now
    ]
    return framed("texts", rows)


def _inputs(one: Mapping[str, Any], other: Mapping[str, Any]) -> DataFrame:
    """Numbers that the answers rest on, then ends of ranges; what one does not have is none."""
    rows = [
        (path, name, was, now, _less(now, was), _share(now, was))
        for (path, name), was, now in _both(evidence(one), evidence(other), None)
        if was != now
    ]
    rows.sort(key=lambda row: (row[1] != "value", -_size(row[2], row[3]), row[0]))
    return _numeric(framed("inputs", rows))


def _changes(one: Mapping[str, Any], other: Mapping[str, Any]) -> DataFrame:
    """Figures of the answers, part by part; in each the largest beside others of its unit first."""
    rows = []
    parts: dict[str, int] = {}
    most: dict[tuple[str, str], float] = {}
    for place, was, now in _both(figures(one), figures(other), None):
        was, now = (missing(place) if each is None else each for each in (was, now))
        parts.setdefault(place.part, len(parts))
        of = (place.part, place.unit)
        known = [abs(each) for each in (was, now) if each is not None]
        most[of] = max([most.get(of, 0.0), *known])
        if was is None or now is None or abs(now - was) > _ALIKE * max(1.0, *known):
            rows.append((*place, was, now, _less(now, was), _share(now, was)))

    def order(row: Sequence[Any]) -> tuple[int, float]:
        part, _, _, unit, was, now, difference, _ = row
        if difference is None or not unit:  # figures without a unit have no other beside them
            return parts[part], -_size(was, now)
        return parts[part], -abs(difference) / (most[part, unit] or 1.0)

    rows.sort(key=order)
    return _numeric(framed("changes", rows))


def _both(
    one: Mapping[Key, Any], other: Mapping[Key, Any], absent: Any
) -> list[tuple[Key, Any, Any]]:
    """Everything that either has, with what each has of it."""
    return [(key, one.get(key, absent), other.get(key, absent)) for key in {**one, **other}]


def _less(now: float | None, was: float | None) -> float | None:
    return None if now is None or was is None else now - was


def _share(now: float | None, was: float | None) -> float | None:
    """The change as a share of what was; none where there was nothing."""
    return None if now is None or not was else (now - was) / abs(was)


def _size(was: float | None, now: float | None) -> float:
    """How large a change is, from 0 to 2: as a share of the larger number."""
    if was is None or now is None:
        return 1.0
    return abs(now - was) / max(abs(was), abs(now))


def _numeric(table: DataFrame) -> DataFrame:
    return table.astype(dict.fromkeys(("one", "other", "difference", "share"), float))
