"""Names that nobody defines: references in a file held against the sections they point to.

Done on the data as it stands in the file, so that a fault elsewhere in an entry hides no
misspelt name in it. What the names of a section are is itself in doubt where one of its keys is
refused; references to such a section are not judged.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from crossings.errors import MOST_FAULTS, Finding
from crossings.reading.schema.entry import Entry, Names
from crossings.reading.schema.quantity import Quantity
from crossings.reading.schema.shape import bare, file_keys, is_entry, marks, shape_at
from crossings.reading.yaml.document import DataPath, Document
from crossings.reading.yaml.spelling import one_of

_MOST_COMPARED = 100_000
"""Pairs of an unknown name and a known one that are looked at for their likeness."""


@dataclass(frozen=True)
class Sheet:
    """A file's data as references see it."""

    schema: type[Entry]
    data: Any
    in_doubt: Collection[DataPath]
    """Where it cannot be said which names are defined."""


@dataclass(frozen=True)
class _Reference:
    path: DataPath
    word: str
    names: Names
    is_key: bool


def unknown_names(
    document: Document,
    sheet: Sheet,
    sheets: Sequence[Sheet],
    faults: Collection[Finding],
    *,
    everywhere: bool = False,
) -> list[Finding]:
    """A fault for each name in `document` that none of `sheets` defines.

    `sheet` is the document's own; what stands where one of `faults` lies already is not judged,
    nor, unless `everywhere`, names of sections that only other files have.
    """
    told = {(fault.file, fault.line, fault.column, fault.path) for fault in faults}
    known: dict[DataPath, dict[str, None] | None] = {}
    found, compared = [], 0
    for reference in _references(sheet.schema, sheet.data, ()):
        sections = _sections(reference)
        for section in sections:
            if section not in known:
                defined = _known(section, None if everywhere else sheet, sheets)
                known[section] = None if defined is None else dict.fromkeys(defined)
        if any(known[section] is None for section in sections):
            continue
        besides = reference.names.besides
        there = any(reference.word in (known[section] or ()) for section in sections)
        if not there and reference.word not in besides:
            words = [*(w for section in sections for w in known[section] or ()), *besides]
            compared += len(words)
            hint = one_of(reference.word, words) if compared <= _MOST_COMPARED else ""
            remedy = "" if "did you mean" in hint else reference.names.remedy
            text = f"{reference.names.otherwise} {reference.word}{hint}{remedy}"
            fault = document.finding(reference.path, text, key=reference.is_key)
            if (fault.file, fault.line, fault.column, fault.path) not in told:
                found.append(fault)
        if len(found) >= MOST_FAULTS:
            break
    return found


def _references(
    annotation: Any, data: Any, path: DataPath, of_field: Iterable[Any] = ()
) -> Iterator[_Reference]:
    """Every word in `data` that the schema, or the metadata of its field, says names something."""
    if not isinstance(data, (str, list, dict)):
        return
    shape = bare(annotation)
    if isinstance(data, str):
        yield from _reference((*of_field, *marks(annotation)), data, path)
    elif isinstance(data, list) and get_origin(shape) is list:
        for position, item in enumerate(data):
            yield from _references(get_args(shape)[0], item, (*path, position))
    elif isinstance(data, dict) and is_entry(shape):
        if shape.bare_key and "value" in data:  # a bare number, with its evidence
            shape = Quantity
        for name, field in _naming_keys(shape).items():
            if name in data:
                yield from _references(field.annotation, data[name], (*path, name), field.metadata)
    elif isinstance(data, dict) and get_origin(shape) is dict:
        of_key, of_value = get_args(shape)
        for name, value in data.items():
            yield from _reference(marks(of_key), name, (*path, name), is_key=True)
            yield from _references(of_value, value, (*path, name))


@functools.cache
def _naming_keys(entry: type[Entry]) -> dict[str, FieldInfo]:
    """Keys of an entry that may name something, or hold what does."""
    return {name: field for name, field in file_keys(entry).items() if _may_name(field)}


def _may_name(field: FieldInfo) -> bool:
    annotation: Any = field.annotation
    shape = bare(annotation)
    if is_entry(shape) or get_origin(shape) in (list, dict):
        return True
    return any(isinstance(mark, Names) for mark in (*field.metadata, *marks(annotation)))


def _reference(
    found: Iterable[Any], word: str, path: DataPath, is_key: bool = False
) -> Iterator[_Reference]:
    for names in found:
        if isinstance(names, Names):
            yield _Reference(path, word, names, is_key)


def _sections(reference: _Reference) -> list[DataPath]:
    """Where the names that the word may take are defined."""
    own, names = reference.path, reference.names
    return [
        tuple(own[depth] if step == "*" else step for depth, step in enumerate(section))
        for section in (names.section, *names.also)
    ]


def _known(section: DataPath, sheet: Sheet | None, sheets: Sequence[Sheet]) -> list[str] | None:
    """Names that a section defines in all files that have it; None where that is in doubt.

    Names of a section that only another file than `sheet` has, such as a model's goods, are not
    judged: what is lacking there is a warning.
    """
    if sheet is not None and shape_at(sheet.schema, section) is None:
        return None
    known: list[str] = []
    for each in sheets:
        if shape_at(each.schema, section) is not None:
            names = _defined(section, each)
            if names is None:
                return None
            known += names
    return known


def _defined(section: DataPath, sheet: Sheet) -> list[str] | None:
    if section in sheet.in_doubt:
        return None
    names = sheet.data
    for depth, step in enumerate(section):
        if not isinstance(names, dict):
            return None
        names = names.get(step)
        if names is None:  # left out, or misspelt
            return None if section[:depth] in sheet.in_doubt else []
    return list(names) if isinstance(names, dict) else None
