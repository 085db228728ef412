"""A document held against the schema: an entry, or every fault at once in the file's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from crossings.errors import Finding
from crossings.reading.document import DataPath, Document, dotted
from crossings.reading.entry import Entry, said
from crossings.reading.mending import mended, path_in_file
from crossings.reading.shape import bare, file_keys, is_entry, known_keys, near, one_of, shape_at

AnyEntry = TypeVar("AnyEntry", bound=Entry)


def validated(document: Document, schema: type[AnyEntry]) -> tuple[AnyEntry | None, list[Finding]]:
    """Entry that the document holds, and every fault found.

    Where there are faults, the entry is mended, to be checked and not to be used, or None.
    """
    if not isinstance(document.data, dict):
        text = f"expected a mapping with title, …, got {said(document.data)}"
        return None, [document.finding((), text)]
    try:
        return schema.model_validate(document.data), []
    except ValidationError as error:
        faults = [_finding(document, schema, detail) for detail in error.errors()]
        return mended(schema, document.data, error), sorted(faults)


def _finding(document: Document, schema: type[Entry], detail: Any) -> Finding:
    kind, location = detail["type"], tuple(detail["loc"])
    if location and location[-1] == "[key]":
        return document.finding(location[:-1], detail["msg"], key=True)
    path = path_in_file(document.data, location)
    if kind == "extra_forbidden":
        parent, name = location[:-1], str(location[-1])
        text = f"unknown key{one_of(name, known_keys(schema, parent))}"
        return document.finding(path, text, key=True)
    if kind == "missing" and isinstance(location[-1], str):
        named = (*path_in_file(document.data, location[:-1]), location[-1])
        fault = document.finding(path, "required, but not given", key=True)
        return replace(fault, path=dotted(named))
    return document.finding(path, _wording(schema, kind, detail, location))


def _wording(schema: type[Entry], kind: str, detail: Any, location: DataPath) -> str:
    came = said(detail.get("input"))
    if kind == "crossings":
        return str(detail["msg"])
    if kind == "literal_error":
        words = [str(word) for word in get_args(bare(_leaf(schema, location)))]
        came = detail["input"] if isinstance(detail["input"], str) else came
        return f"expected one of {', '.join(words)}, got {came}{near(str(came), words)}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return f"expected a mapping of keys and values, got {came}"
    if kind in ("list_type", "tuple_type"):
        return f"expected a list in square brackets or with dashes, got {came}"
    if kind == "too_short":
        return "expected at least one entry, got none"
    if kind in ("missing", "too_long"):  # of the two numbers of a range
        return f"expected [low, high], got a list of {len(detail['input'])}"
    return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}, got {came}"


def _leaf(schema: type[Entry], path: DataPath) -> Any:
    """Annotation at `path`, its choices still visible."""
    parent = shape_at(schema, path[:-1])
    if is_entry(parent) and str(path[-1]) in file_keys(parent):
        return bare(file_keys(parent)[str(path[-1])].annotation)
    return shape_at(schema, path)
