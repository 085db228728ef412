"""The schema of the rows of every table of an answer, as its object has them."""

from __future__ import annotations

from typing import Any

from crossings.tables.described import DATE, Column, columns_of, meaning, unit

_WITH_MORE = ("sweep_points", "sweep")
"""Tables that have a column for each setting besides."""
_KINDS = {"text": "string", "number": "number", "whole": "integer", "flag": "boolean"}


def rows_of(table: str) -> dict[str, Any]:
    """The schema of a table's rows."""
    columns = columns_of(table)
    row: dict[str, Any] = {
        "type": "object",
        "properties": {name: _told(table, name, each) for name, each in columns.items()},
        "required": [name for name, each in columns.items() if not each.missing],
    }
    if table in _WITH_MORE:
        row["additionalProperties"] = True
    return {"type": "array", "items": row}


def _told(table: str, name: str, column: Column) -> dict[str, Any]:
    counted, means = unit(table, name), meaning(table, name)
    says = " ".join(filter(None, (means, counted and f"in {counted}")))
    about = {"description": says} if says else {}
    if column.kind == "any":
        return about
    if counted == DATE:
        held: dict[str, Any] = {"type": "string", "format": "date"}
    elif column.kind:
        held = {"type": _KINDS[column.kind]}
    elif means and not counted:
        held = {"type": "integer"}
    else:
        held = {"type": "number" if counted else "string"}
    return {**held, **about, **({"type": [held["type"], "null"]} if column.null else {})}
