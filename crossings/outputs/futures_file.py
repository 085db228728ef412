"""A table of futures as a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crossings.batches import usual_form
from crossings.batches.encoding import encoded
from crossings.errors import SurroundingsError
from crossings.files import write_bytes

if TYPE_CHECKING:
    from pandas import DataFrame


def write_futures(table: DataFrame, path: Path) -> None:
    """Write a table of futures; raises `SurroundingsError` where pyarrow is not installed."""
    if usual_form() != "parquet":
        raise SurroundingsError("Parquet needs pyarrow: pip install 'crossings[parquet]'")
    columns = {str(name): table[name].to_numpy() for name in table.columns}
    write_bytes(path, encoded(columns, "parquet"))
