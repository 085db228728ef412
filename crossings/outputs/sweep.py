"""A sweep as one object, and as files in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crossings.batches import usual_form
from crossings.batches.encoding import encoded
from crossings.files import write_bytes, write_text
from crossings.outputs.answer import Answer
from crossings.outputs.csv import csv_text
from crossings.outputs.provenance import origin, provenance
from crossings.sweeps import Sweep
from crossings.sweeps.design import columns_of
from crossings.tables.described import meaning, unit
from crossings.tables.sweep import sweep_tables

if TYPE_CHECKING:
    from pandas import DataFrame

_KEPT = {"points": "sweep_points", "sweep": "sweep"}
"""Files, and the tables in them."""


def sweep_answer(sweep: Sweep) -> Answer[Sweep]:
    """The answer that a sweep gives."""
    request, seed = sweep.request, sweep.request.futures.seed if sweep.request.scenarios else None
    about = {
        "status": "swept",
        "case": origin(sweep.problem.case),
        "scenarios": request.scenarios,
        "seed": seed,
        "dispatch": request.dispatch if request.scenarios else None,
        "value_only": request.value_only,
    }
    return Answer(sweep, sweep_tables(sweep), about, provenance(None, seed))


def write_sweep(found: Answer[Sweep], folder: Path) -> None:
    """Write points and figures as Parquet, or as CSV where pyarrow is not installed."""
    paths = {column: path for path, column in columns_of(found.result.points).items()}
    for name, of in _KEPT.items():
        table = found.tables[of]
        if usual_form() == "parquet":
            about = {column: _about(of, column, paths) for column in table.columns}
            columns = {column: _cells(table, column) for column in table.columns}
            write_bytes(folder / f"{name}.parquet", encoded(columns, "parquet", about))
        else:
            write_text(folder / f"{name}.csv", csv_text(table))


def _about(table: str, column: str, paths: Mapping[str, str]) -> dict[str, str]:
    """What a column is; of a setting, its path."""
    says = f"value of {paths[column]}" if column in paths else meaning(table, column)
    return {"meaning": says, "unit": unit(table, column)}


def _cells(table: DataFrame, column: str) -> list[object]:
    """Cells of one type: text where a column has any, and null where nothing is."""
    cells = [None if missing else cell for cell, missing in
             zip(table[column].tolist(), table[column].isna(), strict=True)]  # fmt: skip
    if any(isinstance(cell, str) for cell in cells):
        return [None if cell is None else str(cell) for cell in cells]
    return [float(cell) if isinstance(cell, int) and column != "point" else cell for cell in cells]
