"""Cases and models as scripts hand them in: paths, open files, texts, mappings, DataFrames."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from crossings.problem.readable import Source
from crossings.reading.reader import CaseGiven
from crossings.reading.yaml.document import Document, parse_document
from crossings.reading.yaml.library import ModelGiven
from crossings.reading.yaml.plain import plain, yaml_text

_ID = "id"


def case_given(case: Source | Document) -> CaseGiven:
    """What is read of a case: the path of a file, or a document."""
    if isinstance(case, Mapping):
        return _written({key: section(each, key) for key, each in case.items()}, "case")
    return _given(case, "case")


def model_given(model: Source | Document | None) -> ModelGiven:
    """Likewise of an inspection model; a text of one line is a shipped one's name, or a path."""
    if model is None:
        return None
    if isinstance(model, Mapping):
        return _written(model, "model")
    if isinstance(model, os.PathLike):
        path = os.fspath(model)
        return path if "/" in path or path.endswith(".yaml") else f"./{path}"
    return _given(model, "model")


def state_given(state: Source | Document) -> str | Document:
    """Likewise of the state of a morning."""
    return _written(state, "state") if isinstance(state, Mapping) else _given(state, "state")


def _given(given: Any, called: str) -> str | Document:
    if isinstance(given, Document):
        return given
    if isinstance(given, str | os.PathLike):
        path = os.fspath(given)
        if isinstance(path, str):
            text = "\n" in path and not os.path.isfile(path)  # noqa: PTH113 - false where too long
            return parse_document(path.encode(), f"<{called}>") if text else path
    if hasattr(given, "read"):
        content = given.read()
        name = getattr(given, "name", None)
        shown = name if isinstance(name, str) else f"<{called}>"
        return parse_document(content.encode() if isinstance(content, str) else content, shown)
    expected = "a path, an open file, the text of a file, or a mapping"
    raise ValueError(f"{called}: expected {expected}, got {type(given).__name__}")


def _written(data: Mapping[str, Any], called: str) -> Document:
    """The document of a mapping; its places are those in the text that it would be written as."""
    return parse_document(yaml_text(plain(data, called)).encode(), f"<{called}>")


def section(given: Any, called: str) -> Any:
    """What stands under a key of a case; of a DataFrame, its rows by their ids.

    A frame without ids, a count or a band in each row, is a list.
    """
    if not (hasattr(given, "columns") and hasattr(given, "itertuples")):
        return given
    return _entries(given, called)


def _entries(frame: Any, called: str) -> Any:
    columns = [str(column) for column in frame.columns]
    named = [each for each in (_ID, singular(called)) if each in columns]
    listed = called in _LISTS
    ids = None if listed else frame[named[0]] if named else frame.index
    rows = [
        dict(_keys(zip(columns, row, strict=True), named[:1] if not listed else []))
        for row in frame.itertuples(index=False, name=None)
    ]
    if ids is None:
        return rows
    made: dict[str, Any] = {}
    for key, row in zip(map(str, ids), rows, strict=True):
        if key in made:
            raise ValueError(f"{called}: expected one row for each id, got {key!r} twice")
        made[key] = row
    return made


_LISTS = ("observed", "coverage_bands", "phases")
"""Sections of a case that are lists of entries without ids."""


def singular(called: str) -> str:
    """What the column of ids is called, after its section.

    >>> singular("crossings"), singular("informal")
    ('crossing', 'informal')
    """
    return called.removesuffix("s")


def _keys(cells: Any, ids: list[str]) -> Iterator[tuple[str, Any]]:
    """The keys of an entry, one within the other where columns are dotted; empty cells left out."""
    inner: dict[str, list[tuple[str, Any]]] = {}
    for column, value in cells:
        if column in ids or _empty(value):
            continue
        first, _, rest = column.partition(".")
        inner.setdefault(first, []).append((rest, value))
    for first, below in inner.items():
        inside = dict(_keys(((rest, value) for rest, value in below if rest), []))
        own = [value for rest, value in below if not rest]
        if not inside:
            yield first, own[0]
        elif own and (isinstance(own[0], Mapping) or "value" in inside):
            raise ValueError(f"{first}: expected one column for its value, got several")
        else:  # a number, and beside it what it rests on
            yield first, ({"value": own[0]} if own else {}) | inside


def _empty(value: Any) -> bool:
    """Whether a cell has no value: None, NaN, or what pandas has in their place."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and value != value
