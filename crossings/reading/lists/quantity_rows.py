"""What rows of needs and stocks give, in the form of the case's own keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crossings.errors import Finding
from crossings.reading.lists.table_columns import NEED, STOCK
from crossings.reading.schema.goods import DatedNeed
from crossings.reading.schema.spans import IN_ALL
from crossings.reading.yaml.document import DataPath, Mark

COLUMNS: Mapping[str, tuple[Mapping[str, Sequence[str]], Sequence[str]]] = {
    "need": (NEED, DatedNeed.UNITS),
    "stock": (STOCK, ("truckloads",)),
}
"""What a table of each kind may have, and which columns are the quantity, in one unit or another.

The first is the unit of a table with a column for each good, and where nothing else is said.
"""


@dataclass(frozen=True)
class Row:
    """A quantity of a table: where, on which days, in which unit, and the cells of all that."""

    area: str
    """Its id; '' for what is given in all."""
    days: dict[str, Any]
    """`from` and `to` as they are given, where they are."""
    first: date
    last: date
    unit: str
    quantity: dict[str, Any]
    marks: dict[DataPath, Mark]
    """Of the quantity and its parts."""
    beside: dict[str, Mark]
    """Of area and days."""


@dataclass
class Quantities:
    """What a table gives: quantities by good, and what is wrong."""

    found: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)


def in_form(
    told: Quantities, kind: str, good: str
) -> tuple[dict[str, Any], Iterator[tuple[DataPath, Mark]]]:
    """What a table gives of a good in the form of the case's own keys, and where each stands.

    Rows that hold on all days, in the unit of those keys, are what they are there.
    """
    rows, plain = told.found[good], COLUMNS[kind][1][0]
    if any(row.days or row.unit != plain for row in rows):
        entries = [{**row.days, row.unit: row.quantity} for row in rows]
        for row, each in zip(rows, entries, strict=True):
            each.update({"area": row.area} if row.area != IN_ALL else {})
        return {"by_date": entries}, _marks_by_date(rows)
    entry: dict[str, Any] = {row.area: row.quantity for row in rows}
    in_all = entry.pop(IN_ALL, None)
    entry = {"by_area": entry} if entry else {}
    if in_all is not None:
        entry[plain] = in_all
    inside = ((("by_area", row.area) if row.area else (plain,), row) for row in rows)
    return entry, (
        ((*place, *path), mark) for place, row in inside for path, mark in row.marks.items()
    )


def _marks_by_date(rows: Sequence[Row]) -> Iterator[tuple[DataPath, Mark]]:
    for i, row in enumerate(rows):
        yield ("by_date", i), row.marks[()]
        for path, mark in row.marks.items():
            yield ("by_date", i, row.unit, *path), mark
        for name, mark in row.beside.items():
            yield ("by_date", i, name), mark
