"""The tables of an answer as CSV files, one each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossings.files import write_all
from crossings.outputs.answer import Answer, as_json
from crossings.outputs.cells import as_text

if TYPE_CHECKING:
    from pandas import DataFrame


def write_csv(answer: Answer[Any], folder: Path) -> None:
    """Write each table to `folder`, and what they rest on beside them in `answer.json`."""
    texts: dict[str, str | bytes] = {
        f"{name}.csv": csv_text(table) for name, table in answer.tables.items()
    }
    write_all(folder, {**texts, "answer.json": as_json(answer.beside)})


def csv_text(table: DataFrame) -> str:
    """A table as CSV; text that a spreadsheet would take for a formula is marked as text."""
    safe = table.copy(deep=False)
    for column in table.select_dtypes(exclude=["number", "bool"]):
        cells = table[column]
        safe[column] = [as_text(cell) if isinstance(cell, str) else cell for cell in cells]
    return safe.to_csv(index=False, lineterminator="\n")
