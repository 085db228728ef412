"""Counts from a table, a row each, as entries of the case's `observed`."""

from __future__ import annotations

from typing import Any

from crossings.errors import Finding
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.lists.table_columns import OBSERVED
from crossings.reading.sheets.cells import as_day, as_word
from crossings.reading.sheets.headers import finding, header_of
from crossings.reading.sheets.rows import Sheet
from crossings.reading.sheets.written_numbers import as_number, why_no_number
from crossings.reading.yaml.document import DataPath, Mark

_NEEDED = ("from", "to", "stage", "truckloads")
_NUMBERS = ("truckloads", "open_days")
_MOST_COUNTS = 50_000


def observations(
    sheet: Sheet, crossings: Names, goods: Names, source: str | None
) -> tuple[list[dict[str, Any]], list[dict[DataPath, Mark]], list[Finding], list[Finding]]:
    """Entries of `observed` in a sheet, where each part stands, what is wrong and what is odd."""
    header = header_of(sheet, OBSERVED)
    if header is None:
        return [], [], [finding(sheet, 0, 0, "the table is empty")], []
    faults = [*header.slips(OBSERVED), *header.twice()]
    lacking = [name for name in _NEEDED if name not in header.columns]
    if lacking and not faults:
        words = f"no column is called {' or '.join(lacking)}"
        faults.append(
            finding(sheet, header.row, 0, f"{words}; a row of counts needs each{sheet.instead}")
        )
    if lacking:
        return [], [], faults, []
    entries: list[dict[str, Any]] = []
    marks: list[dict[DataPath, Mark]] = []
    for number, row in header.rows_below():
        if len(entries) == _MOST_COUNTS:
            text = f"over {_MOST_COUNTS:,} counts are above; no more are read of a table"
            faults.append(finding(sheet, number, 0, text))
        if len(entries) == _MOST_COUNTS or header.enough(number, faults):
            break
        entry: dict[str, Any] = {}
        places: dict[DataPath, Mark] = {(): sheet.mark(number, 0)}
        for name, position in header.columns.items():
            value = row[position]
            if value is None:
                continue
            if name in ("crossing", "good"):
                value = (crossings if name == "crossing" else goods)[value] or as_word(value)
            elif name in ("from", "to"):
                value = as_day(value)
            elif name in _NUMBERS:
                value, why = as_number(value), why_no_number(value)
                if why:
                    faults.append(finding(sheet, number, position, why))
            else:
                value = as_word(value)
            entry[name] = value
            places[(name,)] = sheet.mark(number, position)
        beyond = header.overhang(number)
        if beyond is not None:
            faults.append(beyond)
        if source is not None:
            entry.setdefault("source", source)
        entries.append(entry)
        marks.append(places)
    return entries, marks, faults, [*header.unread(OBSERVED), *header.hidden()]
