"""Thousands that a dot parts, as in 300.000: to this program the dot parts decimals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crossings.reading.inputs import Inputs
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import Entry
from crossings.reading.schema.models import InspectionModel
from crossings.reading.schema.shape import bare, file_keys, is_entry, values_of
from crossings.reading.warnings.oddity import Oddities, Oddity
from crossings.reading.yaml.document import DataPath, Dotted

_PEOPLE = "people"
_COUNTED = ("people", "truckloads", "trucks", "tonnes a day", "currency", "units of the limit")
_ALSO = ("backlog_tonnes", "at_most", "at_least", "at_most_per_day", "at_least_per_day")
"""What there may be thousands of, by the unit or the key; not the tonnes on a truck."""


def dots_for_thousands(inputs: Inputs) -> Oddities:
    """Numbers that are a thousand times too small, if their dot parts thousands.

    People come whole, so every such number of them is one. Else it ends in a 0 that nobody writes
    after a point, unless somebody writes three places everywhere.
    """
    for in_model, schema, document in (
        (False, Case, inputs.case_document),
        (True, InspectionModel, inputs.model_document),
    ):
        found = [
            (path, number, unit)
            for path, number in _dotted(document.data, ())
            if (unit := _unit(schema, path)) is not None
        ]
        padded = {unit for _, number, unit in found if number < 1}
        for path, number, unit in found:
            likely = unit == _PEOPLE or (number.text.endswith("0") and unit not in padded)
            if likely and number >= 1:
                thousands = number.text.replace(".", "")
                text = f"{number.text} is {number:.12g}; "
                text += f"if its dot parts thousands, write {thousands}"
                yield Oddity(in_model, path, text)


def _dotted(data: Any, path: DataPath) -> Iterator[tuple[DataPath, Dotted]]:
    """Every number written so, but in ranges and below what a phase sets."""
    if isinstance(data, Dotted):
        yield path, data
    elif isinstance(data, (dict, list)):
        for step, inside in data.items() if isinstance(data, dict) else enumerate(data):
            if step not in ("range", "set"):
                yield from _dotted(inside, (*path, step))


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
