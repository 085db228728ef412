"""What a case says of its entries, as tables: a row each, its keys as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

_OF_ENTRIES = ("areas", "goods", "crossings", "corridors", "pools")
_OF_ROWS = ("observed", "coverage_bands")
_ENTRIES_WITHIN = "routes."
"""Where a key left empty is an entry that is there, with all its defaults."""


def case_tables(case: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The tables of a case as a file says it; `Problem.of` takes them back.

    Keys of what lies within an entry are dotted, `resources.scanner`; a key that an entry leaves
    out is an empty cell.
    """
    made = {}
    for name in (each for each in _OF_ENTRIES if case.get(each)):
        rows = {key: dict(_cells(entry)) for key, entry in case[name].items()}
        made[name] = _frame(rows).rename_axis(name.removesuffix("s"))
    for name in (each for each in _OF_ROWS if case.get(each)):
        made[name] = _frame(dict(enumerate(dict(_cells(row)) for row in case[name])))
    return made


def _frame(rows: Mapping[Any, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows by their index; numbers stay as they are where a cell is empty."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    index = pd.Index(rows)
    cells = {
        column: pd.Series([row.get(column) for row in rows.values()], index, dtype=object)
        for column in columns
    }
    return pd.DataFrame(cells, index, columns).infer_objects()


def _cells(entry: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """The cells of an entry, by dotted keys; of a mapping with nothing in it, itself."""
    for key, value in (entry or {}).items():
        if isinstance(value, Mapping) and value:
            yield from _cells(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", {} if value is None and above == _ENTRIES_WITHIN else value
