"""A document held against the schema: an entry, or every fault at once in the file's own words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from pydantic import ValidationError

from crossings.errors import MOST_FAULTS, Finding
from crossings.reading.schema.entry import Entry, said
from crossings.reading.schema.references import Sheet, unknown_names
from crossings.reading.schema.shape import bare, file_keys, is_entry, known_keys, shape_at
from crossings.reading.yaml.document import DataPath, Document
from crossings.reading.yaml.meant import list_meant, weekdays_meant
from crossings.reading.yaml.spelling import among, near
from crossings.reading.yaml.units import key_meant

_STUCK = re.compile(r"[\w-]+:[^\s/]")
AnyEntry = TypeVar("AnyEntry", bound=Entry)


@dataclass(frozen=True)
class Validated(Generic[AnyEntry]):
    """A document held against the schema: its entry where it has no fault, and every fault."""

    document: Document
    entry: AnyEntry | None
    faults: tuple[Finding, ...]
    sheet: Sheet

    def faults_and_unknown_names(self, *sheets: Sheet) -> list[Finding]:
        """Its faults, and a fault for every name in it that none of `sheets` defines."""
        found = unknown_names(self.document, self.sheet, sheets, self.faults)
        return sorted([*self.faults, *found])


def validated(document: Document, schema: type[AnyEntry]) -> Validated[AnyEntry]:
    """Entry that the document holds, or every fault of form and of sense."""
    if not isinstance(document.data, dict):
        text = f"expected a mapping with title, …, got {said(document.data)}"
        return Validated(document, None, (document.finding((), text),), unread(schema))
    try:
        entry = schema.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        told = itertools.islice(details, MOST_FAULTS)
        faults = [fault for each in told for fault in _findings(document, schema, each)]
        if len(details) > MOST_FAULTS:
            more = f"so much for the first {MOST_FAULTS:,} faults of {len(details):,}"
            faults.append(document.finding(_path_in_file(document.data, details[-1]["loc"]), more))
        in_doubt = {_in_doubt(document.data, each) for each in details}
        return Validated(
            document, None, tuple(sorted(faults)), Sheet(schema, document.data, in_doubt)
        )
    return Validated(document, entry, (), Sheet(schema, document.data, ()))


def unread(schema: type[Entry]) -> Sheet:
    """What references see of a file that could not be read: everything is in doubt."""
    return Sheet(schema, {}, [()])


def _in_doubt(data: Any, detail: Any) -> DataPath:
    """The mapping whose names a fault puts in doubt: around a key, else the faulty value."""
    location = tuple(detail["loc"])
    if location and location[-1] == "[key]":
        return _path_in_file(data, location[:-2])
    if detail["type"] == "extra_forbidden":
        return _path_in_file(data, location[:-1])
    if detail["type"] == "missing":
        return (*_path_in_file(data, location[:-1]), location[-1])
    return _path_in_file(data, location)


def _path_in_file(data: Any, location: DataPath) -> DataPath:
    """The part of `location` that stands in the file.

    A bare number is read as the key it abbreviates (`need: 70` is `need.truckloads_per_day.value`);
    the fault is shown where the number stands.
    """
    path: DataPath = ()
    for step in location:
        inside = isinstance(data, dict) and step in data
        if inside or (isinstance(data, list) and isinstance(step, int) and step < len(data)):
            data, path = data[step], (*path, step)
    return path


def _findings(document: Document, schema: type[Entry], detail: Any) -> Iterator[Finding]:
    kind, location = detail["type"], tuple(detail["loc"])
    if location and location[-1] == "[key]":
        yield document.finding(location[:-1], detail["msg"], key=True)
        return
    path = _path_in_file(document.data, location)
    if kind == "extra_forbidden":
        parent, name = location[:-1], str(location[-1])
        keys = known_keys(schema, parent)
        is_area = "by_area" in keys and name in (document.data.get("areas") or ())
        instead = "; areas stand under by_area" if is_area else None
        text = f"unknown key{instead or _instead(name, keys, detail.get('input'))}"
        yield document.finding(path, text, key=True)
    elif kind == "missing" and isinstance(location[-1], str):
        named = (*_path_in_file(document.data, location[:-1]), location[-1])
        yield document.finding(path, "required, but not given", key=True, shown=named)
    elif kind == "crossings":
        for at, text in detail["ctx"]["faults"]:
            yield document.finding(_path_in_file(document.data, (*location, *at)), text)
    else:
        yield document.finding(path, _wording(schema, kind, detail, location))


def _instead(name: str, keys: list[str], value: Any) -> str:
    """What would be right in the place of an unknown key."""
    if name.isdecimal():
        return "; a comma parts entries, so write numbers without one"
    before, colon, _ = name.partition(":")
    if colon and before in keys:
        return f"; a space must follow the colon after {before}"
    if name == "end" and {"periods", "days_per_period"} <= {*keys}:
        return "; it ends after periods times days_per_period days"
    hint = key_meant(name, keys)
    if value is None and not hint:
        hint = "; a comma parts entries, so put text that has one in quotes"
    return hint or among(keys)


def _wording(schema: type[Entry], kind: str, detail: Any, location: DataPath) -> str:
    came = said(detail.get("input"))
    if kind == "literal_error":
        words = [str(word) for word in get_args(bare(_leaf(schema, location)))]
        came = detail["input"] if isinstance(detail["input"], str) else came
        between = weekdays_meant(str(came))
        hint = f"; write {between}" if between else near(str(came), words)
        return f"expected one of {', '.join(words)}, got {came}{hint}"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        stuck = isinstance(detail["input"], str) and _STUCK.match(detail["input"])
        remedy = "; a space must follow each colon" if stuck else ""
        return f"expected keys, each with a colon and its value, got {came}{remedy}"
    if kind in ("list_type", "tuple_type"):
        meant = list_meant(detail["input"])
        return f"expected a list in square brackets or with dashes, got {came}{meant}"
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
