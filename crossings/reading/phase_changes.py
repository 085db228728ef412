"""What is another in a phase than before it, as plain data: what was there, and what is.

A phase begins from the case itself: what the one before it set and it does not, goes back.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from crossings.reading.inputs import InForce
from crossings.reading.schema.entry import Entry, Quantity


def paths_set(phase: InForce) -> list[str]:
    """Paths that a phase sets, in the order of the file."""
    return [change.partition("=")[0] for change in phase.changes]


def differing(phase: InForce, paths: Iterable[str]) -> Iterator[tuple[str, Any, Any]]:
    """What of some paths is another than before, and what it was."""
    for path in paths:
        was, now = (None if i is None else _plain(i.at(path)) for i in (phase.before, phase.inputs))
        if was != now:
            yield path, was, now


def _plain(value: Any) -> Any:
    """What a file would hold in the place of a value: a bare number, a list, a mapping."""
    if isinstance(value, Quantity):
        return value.value
    if isinstance(value, Entry):
        given = {key: _plain(getattr(value, name)) for name, key in _keys(value)}
        return given[value.bare_key] if list(given) == [value.bare_key] else given
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _keys(entry: Entry) -> Iterator[tuple[str, str]]:
    """Fields that a file gives, each with the key that it uses for them."""
    for name, field in type(entry).model_fields.items():
        if name in entry.model_fields_set and getattr(entry, name) is not None:
            yield name, field.alias or name
