"""Series of days and totals that `observe` wrote itself, read as any other table.

They have the columns of one form, may leave out the crossing where all are counted together, and
bear the name of the list that they were read from. Several lists in one file are never added up:
which is to be read must be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crossings.errors import Finding
from crossings.reading.lists.list_forms import Form
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, normal

_OF_ALL = {"source", "stage", "crossing", "cargo", "good", "category", "trucks", "tonnes"}
_TOGETHER = ("",)


def is_own(header: Header) -> bool:
    """Whether a table has the columns of `daily` or `totals`."""
    return {normal(as_word(cell)) for cell in header.sheet.rows[header.row] if cell} >= _OF_ALL


def own_form(form: Form, names: Mapping[str, Sequence[str]]) -> tuple[Form, dict[str, Any]]:
    """The form of such a table and the names of its columns."""
    made = {**names, "cargo": ("cargo",), "of_tonnes": ("trucks_with_tonnes",)}
    return replace(form, everywhere=_TOGETHER), made


def source_of(header: Header, rows: Sequence[tuple[int, Sequence[Any]]]) -> str | Finding:
    """The list that rows were read from; what is wrong where they are of several."""
    (at,) = (
        position
        for position, cell in enumerate(header.sheet.rows[header.row])
        if cell is not None and normal(as_word(cell)) == "source"
    )
    found = list(dict.fromkeys(as_word(row[at]) for _, row in rows))
    if len(found) == 1:
        return found[0]
    who = ", ".join(found[:3])
    text = f"{len(found)} lists stand in it and are never added up ({who}); --where source="
    return finding(header.sheet, header.row, at, f"{text}{found[0]} reads one")
