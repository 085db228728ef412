"""The cells of a table of futures, CSV or Parquet, as columns of numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crossings.errors import Finding, InputError
from crossings.problem import Flags, Floats
from crossings.reading.schema.shape import MOST_SAID
from crossings.reading.sheets.arrow_columns import BrokenParquet, Raw, parquet_columns
from crossings.reading.sheets.cells import LARGEST_FILE
from crossings.reading.sheets.text_tables import BrokenText, text_rows
from crossings.reading.sheets.written_numbers import (
    as_number,
    plain_number,
    text_or_figure,
    why_no_number,
)

_MAGIC = b"PAR1"
_LARGEST_PARQUET = 4 * LARGEST_FILE
_LONGEST_SAID = 40


@dataclass(frozen=True, eq=False)
class Column:
    """A column: its name, its numbers, and what of it is none."""

    name: str
    numbers: Floats  # (N,) nan where a cell is empty or faulty
    faults: tuple[tuple[int, str], ...] = ()
    """Positions of the first faulty cells, from 0, and what is wrong."""
    wrong: str = ""
    """What is wrong with the column as it is."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A table of futures as it stands in its file; rows are counted from 1."""

    columns: tuple[Column, ...]
    header: int
    """Row in which the names stand."""
    rows: Sequence[int]
    """Row in which each future stands."""
    sha256: str
    beyond: tuple[tuple[int, str], ...] = ()
    """Rows that have more cells than there are names, and what is wrong."""


def read_cells(path: str) -> Cells:
    """The table in the file at `path`; raises `InputError` where it cannot be read as one."""
    content = _content(path)
    try:
        read = _of_parquet if _is_parquet(path, content) else _of_text
        return read(content, hashlib.sha256(content).hexdigest())
    except (BrokenText, BrokenParquet) as error:
        raise InputError([Finding(path, 1, 1, "", str(error))]) from error


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_PARQUET + 1)
    except FileNotFoundError as error:
        raise InputError([Finding(path, 1, 1, "", "no such file")]) from error
    except (OSError, ValueError) as error:
        text = getattr(error, "strerror", None) or str(error)
        raise InputError([Finding(path, 1, 1, "", f"cannot be read: {text}")]) from error
    most = _LARGEST_PARQUET if _is_parquet(path, content) else LARGEST_FILE
    if len(content) > most:
        raise InputError([Finding(path, 1, 1, "", f"has more than {most:,} bytes, the most read")])
    return content


def _is_parquet(path: str, content: bytes) -> bool:
    return content.startswith(_MAGIC) or path.lower().endswith(".parquet")


# ---- CSV -----------------------------------------------------------------------------------------


def _of_text(content: bytes, sha256: str) -> Cells:
    _, rows = text_rows(content)
    filled = (number for number, row in enumerate(rows) if _any(row))
    header = next(filled, None)
    if header is None:
        raise BrokenText("is empty: expected a row of names, and a row for each future")
    names = ["" if cell is None else str(cell).strip() for cell in rows[header]]
    while not names[-1]:
        names.pop()
    width = len(names)
    below = _futures(rows, header, width)
    beyond = [
        (number + 1, f"{len(rows[number])} cells, where row {header + 1} names {width}")
        for number in below
        if _any(rows[number][width:])
    ]
    columns = []
    for k, name in enumerate(names):
        numbers, faulty = _numbers([row[k] if k < len(row) else None for row in
                                    map(rows.__getitem__, below)])  # fmt: skip
        said = ((n, _no_number(rows[below[n]][k])) for n in faulty[:MOST_SAID])
        columns.append(Column(name, numbers, tuple(said)))
    places = [number + 1 for number in below]
    return Cells(tuple(columns), header + 1, places, sha256, tuple(beyond[:MOST_SAID]))


def _any(row: Iterable[Any]) -> bool:
    return any(cell is not None for cell in row)


def _futures(rows: Sequence[Sequence[Any]], header: int, width: int) -> list[int]:
    """Rows that are futures: an empty line is one only where a row is a single cell.

    At the end of the file it is none there either.
    """
    below = list(range(header + 1, len(rows)))
    if width > 1:
        return [number for number in below if len(rows[number]) > 1 or _any(rows[number])]
    while below and not rows[below[-1]]:
        below.pop()
    return below


def _numbers(cells: Sequence[Any]) -> tuple[Floats, list[int]]:
    """Numbers of cells that are numbers, texts or None, and where a cell is no number."""
    made = np.full(len(cells), np.nan)
    faulty = []
    for position, cell in enumerate(cells):
        number = as_number(cell)
        if isinstance(number, (int, float)):
            made[position] = number
        elif number is not None:
            faulty.append(position)
    return made, faulty


def _no_number(cell: Any) -> str:
    text = str(cell)
    short = repr(text[:_LONGEST_SAID]) + "…" * (len(text) > _LONGEST_SAID)
    return why_no_number(cell) or f"expected a number, got {short}"


# ---- Parquet -------------------------------------------------------------------------------------


def _of_parquet(content: bytes, sha256: str) -> Cells:
    columns = tuple(map(_of_raw, parquet_columns(content)))
    size = max((len(column.numbers) for column in columns), default=0)
    return Cells(columns, 1, range(2, size + 2), sha256)


def _of_raw(raw: Raw) -> Column:
    """A column of Parquet: texts are read as those of a CSV file are."""
    name = raw.name.strip()
    if raw.texts is None:
        undefined: Flags = np.isnan(raw.values) & ~raw.empty
        rows = np.flatnonzero(undefined)[:MOST_SAID].tolist()
        faults = tuple((row, "expected a number, got nan") for row in rows)
        return Column(name, raw.values, faults, raw.wrong)
    cells = [*map(_cell, raw.texts)]
    numbers, faulty = _numbers([*cells, None])
    at = np.where(raw.empty, len(cells), raw.values).astype(np.intp)
    rows = np.flatnonzero(np.isin(at, faulty))[:MOST_SAID].tolist()
    said = tuple((row, _no_number(cells[int(at[row])])) for row in rows)
    return Column(name, numbers[at], said)


def _cell(text: str | None) -> Any:
    """A text as a cell of a text file: a number where it is written as one, None where blank."""
    bare = (text or "").strip()
    number = plain_number(bare)
    return (text_or_figure(bare) or None) if number is None else number
