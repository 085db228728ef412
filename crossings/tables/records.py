"""Rows of a table as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame


def records(table: DataFrame) -> list[dict[str, Any]]:
    """Rows as plain dictionaries; what is missing is None."""
    plain = table.astype(object)
    return plain.where(plain.notna(), None).to_dict("records")  # type: ignore[return-value]
