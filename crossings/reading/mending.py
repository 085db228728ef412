"""A faulty file made whole enough to go on reading it, so that one run says every fault.

A value that the schema refuses is replaced by one that it takes; what the checks then find
elsewhere in the file is as true as before. Nothing is ever computed from a mended file.
"""

from __future__ import annotations

import copy
import datetime
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import ValidationError

from crossings.reading.document import DataPath
from crossings.reading.entry import Entry, Quantity
from crossings.reading.shape import is_entry, shape_at

AnyEntry = TypeVar("AnyEntry", bound=Entry)
_ROUNDS = 5
"""A mended value can lack keys of its own, which the next round gives it."""


def mended(schema: type[AnyEntry], data: Any, error: ValidationError) -> AnyEntry | None:
    """Entry of `data` without the faults of `error`; None where a whole section is in doubt."""
    data = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        inside_first = sorted(error.errors(), key=lambda detail: -len(_location(detail)))
        if not all(_mend(schema, data, detail) for detail in inside_first):
            return None
        try:
            return schema.model_validate(data)
        except ValidationError as remaining:
            error = remaining
    return None


def path_in_file(data: Any, location: DataPath) -> DataPath:
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


def _location(detail: Any) -> DataPath:
    """Where a fault lies; that of a key lies where its value does."""
    return tuple(step for step in detail["loc"] if step != "[key]")


def _mend(schema: type[Entry], data: Any, detail: Any) -> bool:
    """Whether the fault could be mended without doubt about which ids the file defines."""
    kind, location = detail["type"], _location(detail)
    of_key = "[key]" in detail["loc"] or kind == "extra_forbidden"
    shape = shape_at(schema, location)
    section = get_origin(shape) is dict or of_key
    if section and len(location) == 1:
        return False
    if kind == "missing" and isinstance(location[-1], str):
        _place(data, (*path_in_file(data, location[:-1]), location[-1]), _required(shape, location))
        return True
    path = path_in_file(data, location)
    if of_key:
        _parent(data, path).pop(path[-1])
        return True
    instead = _harmless(shape)
    if instead is None and isinstance(_parent(data, path), list):
        path = path[:-1]
    _place(data, path, instead)
    return True


def _harmless(shape: Any) -> Any:
    """A value that the schema takes; None, which means the default, where that does as well."""
    if shape in (Quantity, float):
        return 1  # within the bounds of every kind of number
    if is_entry(shape):
        return {}
    return get_args(shape)[0] if get_origin(shape) is Literal else None


def _required(shape: Any, location: DataPath) -> Any:
    if shape is datetime.date:
        return "0001-01-01" if location[-1] == "from" else "9999-12-31"
    return "" if shape is str else _harmless(shape)


def _parent(data: Any, path: DataPath) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def _place(data: Any, path: DataPath, value: Any) -> None:
    """Put `value` at `path`; what lies on the way and is no mapping becomes one."""
    for step in path[:-1]:
        if not isinstance(data[step], (dict, list)):
            data[step] = {}
        data = data[step]
    data[path[-1]] = value
