"""Every table of a result: what it holds, and its columns with what they are counted in, and mean.

`described.toml` says it, once for schema, workbook, package and `diff`; `docs/results.md` in full.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATE, SHARE, CURRENCY = "date", "share", "currency"
_BESIDE = "see unit"
"""Unit of figures that have it beside them, in the column `unit`."""
_BY_MEASURE = "share, or truckloads a day"
"""Unit of what `size` is asked for: of the measure `informal` the second."""
VARIED = (_BESIDE, _BY_MEASURE)
"""Units of columns whose figures have one row by row; see `unit_in_row`."""
_COLUMN = re.compile(r"(\w+…?)(?:\[(.+?)\])?([?*~]*)(?::(\w+))?")
"""Name, unit, marks, and what it holds where that does not follow from the unit."""


class Column(NamedTuple):
    """A column of a table."""

    unit: str
    null: bool
    missing: bool
    """Whether it may be so."""
    kind: str
    """What it holds, where its unit does not say it."""


@cache
def _said() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def in_objects() -> tuple[str, ...]:
    """Tables that answers have in their objects, and those nested there."""
    return tuple(_said()["tables"])


def about(table: str) -> str:
    """What a table holds, in a line; empty for one that is not told of."""
    return str(_table(table)[0])


def _table(name: str) -> tuple[str, str]:
    """A table's line, and its columns as they are written."""
    said = _said()
    found: tuple[str, str] = said["tables"].get(name) or said["tables_beside"].get(name, ("", ""))
    return found


@cache
def columns_of(table: str) -> Mapping[str, Column]:
    """Its columns by name, in their order; of those of a kind, by how they begin with a …."""
    return _columns(_table(table)[1])


def _columns(text: str) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for name, unit, marks, kind in _COLUMN.findall(text):
        counted = unit or _units().get(name, "")
        column = Column(counted, bool({*"?~"} & {*marks}), "*" in marks, kind)
        ends = ("", "_low", "_high") if "~" in marks else ("",)
        found |= dict.fromkeys([name + end for end in ends], column)
    return found


@cache
def _units() -> Mapping[str, str]:
    """Units of columns that mean the same in every table."""
    return {name: unit for name, unit, *_ in _COLUMN.findall(_said()["every"])}


def _named(column: str, known: Mapping[str, Any]) -> Any:
    """What is known of a column by its name, or by how it begins; None where nothing is."""
    if column in known:
        return known[column]
    starts = (name for name in known if name.endswith("…") and column.startswith(name[:-1]))
    return next((known[name] for name in starts), None)


def unit(table: str, column: str) -> str:
    """Unit of a column; empty where it has none.

    >>> unit("flows", "presented"), unit("gates", "used"), unit("flows", "crossing")
    ('truckloads', 'trucks', '')
    """
    if _named(column, _said()["meanings_in"].get(table, {})):
        return ""
    found = _named(column, columns_of(table))
    return found.unit if found else _units().get(column, "")


def unit_in_row(table: str, column: str, row: Mapping[str, Any]) -> str:
    """Unit of a figure, where those of its column have several.

    >>> unit_in_row("figures", "value", {"unit": "share"})
    'share'
    >>> unit_in_row("targets", "asked", {"measure": "informal"})
    'truckloads a day'
    """
    counted = unit(table, column)
    if counted == _BESIDE:
        return str(row["unit"])
    if counted == _BY_MEASURE:
        return "truckloads a day" if row["measure"] == "informal" else SHARE
    return counted


def meaning(table: str, column: str) -> str:
    """What a number without a unit is; empty for any other column.

    >>> meaning("flows", "period"), meaning("flows", "presented")
    ('number of the period, from 0', '')
    """
    said = _said()
    here = _named(column, said["meanings_in"].get(table, {}))
    return str(here or said["meanings"].get(column, ""))
