"""Thousands that a dot parts, as in 300.000: to this program the dot parts decimals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import Entry
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.shape import bare, file_keys, is_entry, values_of
from crossings.reading.sheets.cells import Dotted
from crossings.reading.warnings.oddity import Oddities, Oddity
from crossings.reading.yaml.document import DataPath

_PEOPLE = "people"
_COUNTED = ("people", "truckloads", "trucks", "tonnes a day", "currency", "units of the limit")
_ALSO = ("backlog_tonnes", "at_most", "at_least", "at_most_per_day", "at_least_per_day")
"""What there may be thousands of, by the unit or the key; not the tonnes on a truck."""


def dots_for_thousands(inputs: Inputs) -> Oddities:
    """Numbers that are a thousand times too small, if their dot parts thousands.

    People come whole, so every such number of them is one. Else it ends in a 0 that nobody writes
    after a point, and no number of its unit shows that the dot parts decimals, by other places than
    three or by being below 1.
    """
    for in_model, schema, document in (
        (False, Case, inputs.case_document),
        (True, InspectionModel, inputs.model_document),
    ):
        written = list(_with_a_dot(document.data, ()))
        if not any(isinstance(number, Dotted) for _, number in written):
            continue
        found = [
            (path, number, unit)
            for path, number in written
            if (unit := _unit(schema, path)) is not None
        ]
        decimals = {u for _, n, u in found if n < 1 or not isinstance(n, Dotted)} - {_PEOPLE}
        for path, number, unit in found:
            if not isinstance(number, Dotted) or number < 1 or unit in decimals:
                continue
            if unit == _PEOPLE or number.text.endswith("0"):
                shown = path[:-1] if path[-1] == "value" else path
                yield Oddity(in_model, shown, number.as_thousands)


def _with_a_dot(data: Any, path: DataPath) -> Iterator[tuple[DataPath, float]]:
    """Numbers that are written with a dot, but for those in ranges and of what a phase sets."""
    if isinstance(data, Dotted) or (isinstance(data, float) and data % 1):
        yield path, data
    elif isinstance(data, (dict, list)):
        for step, inside in data.items() if isinstance(data, dict) else enumerate(data):
            if step not in ("range", "set"):
                yield from _with_a_dot(inside, (*path, step))


def _unit(schema: type[Entry], path: DataPath) -> str | None:
    """Unit of the number at a path; None where a thousand times as many cannot be."""
    shape: Any = schema
    unit, key = "", ""
    for step in path:
        if is_entry(shape):
            keys = file_keys(shape)
            field = keys.get(str(step)) or (keys.get(shape.bare_key) if step == "value" else None)
            if field is None:
                return None
            unit, key = _said(field, unit), key if step == "value" else str(step)
            shape = bare(field.annotation)
        else:
            shape = values_of(shape)
    while is_entry(shape) and shape.bare_key in file_keys(shape):  # a bare number
        field = file_keys(shape)[shape.bare_key]
        unit, shape = _said(field, unit), bare(field.annotation)
    return unit if unit.startswith(_COUNTED) or key in _ALSO else None


def _said(field: Any, before: str) -> str:
    extra = field.json_schema_extra
    return str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else before
