"""What security costs, as tables: each point, bend and mixture of every model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pandas import DataFrame

Row = dict[str, Any]


def frontier_tables(whole: Row) -> dict[str, DataFrame]:
    """Every table of the object that frontiers make, by name."""
    models = [(entry["model"]["path"], entry) for entry in whole["models"]]
    regimes = (
        {"model": path, "undetected_limit_per_day": point["undetected_limit_per_day"], **row}
        for path, entry in models
        for point in entry["points"]
        for row in point["regimes"]
    )
    return {
        **{
            name: table({"model": path, **row} for path, entry in models for row in entry[name])
            for name in ("points", "segments")
        },
        "regimes": table(regimes),
        **{name: table(whole[name]) for name in ("hull", "mixtures", "warnings")},
    }


def table(rows: Iterable[Row]) -> DataFrame:
    """Rows as a table, without what is told in tables of its own."""
    plain = [{key: value for key, value in row.items() if key != "regimes"} for row in rows]
    return DataFrame(plain)
