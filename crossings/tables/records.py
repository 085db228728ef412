"""Rows of a table as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pandas import DataFrame


def records(table: DataFrame) -> list[dict[str, Any]]:
    """Rows as plain dictionaries; what is missing is None."""
    # Column by column: pandas' own way takes three times as long on tables as short as ours.
    columns = []
    for name in table.columns:
        column = table[name]
        values, missing = column.tolist(), column.isna()
        if column.dtype == object:
            values = [each.item() if isinstance(each, np.generic) else each for each in values]
        if missing.any():
            values = [None if gone else each for each, gone in zip(values, missing, strict=True)]
        columns.append(values)
    names = [*table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
