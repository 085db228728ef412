"""A table of one's own futures, read and checked against the problem it is meant for."""

from __future__ import annotations

import csv
import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crossings.errors import Finding, InputError
from crossings.problem import Floats, Problem
from crossings.reading.spelling import near
from crossings.scenarios.tabled import ALL, FACTORS, Tabled

_SECTIONS = ("closures", "throughput", "need", "supply")
_DATED = ("closures", "throughput", "supply")
_MOST_SAID = 20
"""Faulty cells of one column that are told."""
Reread = Callable[[Sequence[str]], object]
"""Reads the case with some `PATH=VALUE`; raises `InputError` where that is wrong."""


def read_futures(path: str, problems: Sequence[Problem], reread: Reread) -> Tabled:
    """The futures of a CSV or Parquet file, for problems of one case.

    Raises `InputError` with every fault: unknown columns, cells that are no numbers, and values
    that the case itself would not take.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        text = "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise InputError([Finding(path, 1, 1, "", text)]) from error
    names, cells = _parquet(path) if path.endswith(".parquet") else _csv(path, content)
    found: list[Finding] = []
    columns: dict[str, Floats] = {}
    twice = {name for name in names if names.count(name) > 1}
    for place, name in enumerate(names, start=1):

        def at(row: int, text: str, place: int = place, name: str = name) -> Finding:
            return Finding(Path(path).name, row, place, name, text, in_sheet=True)

        if name in twice:
            found.append(at(1, "given twice"))
            continue
        wrong = _unknown(name, problems)
        if wrong:
            found.append(at(1, wrong))
            continue
        column, faults = _numbers(cells[place - 1])
        columns[name] = column
        faults = sorted([*faults, *_beyond(name, column, reread)])
        found += [at(row + 2, text) for row, text in faults]
    if not any(len(column) for column in columns.values()) and not found:
        found.append(Finding(Path(path).name, 2, 1, "", "no rows: a row is a future", True))
    if found:
        raise InputError(found)
    return Tabled(Path(path).name, hashlib.sha256(content).hexdigest(), columns)


def _csv(path: str, content: bytes) -> tuple[list[str], list[list[Any]]]:
    try:
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Finding(path, 1, 1, "", f"not a CSV file in UTF-8: {error}")]) from error
    rows = [row for row in rows if len(row) > 1 or any(cell.strip() for cell in row)]
    names = [name.strip() for name in rows[0]] if rows else []
    width = len(names)
    cells = [(*row[:width], *[""] * (width - len(row))) for row in rows[1:]]
    beyond = [number for number, row in enumerate(rows[1:], 2) if len(row) > width]
    if beyond:
        text = f"{len(rows[beyond[0] - 1])} cells, where the first row names {width}"
        raise InputError([Finding(Path(path).name, beyond[0], width + 1, "", text, True)])
    return names, [list(column) for column in zip(*cells, strict=True)] or [[] for _ in names]


def _parquet(path: str) -> tuple[list[str], list[list[Any]]]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        text = "Parquet needs pyarrow: pip install 'crossings[parquet]', or give a CSV file"
        raise InputError([Finding(path, 1, 1, "", text)]) from error
    try:
        table = parquet.read_table(path)
    except ArrowInvalid as error:
        raise InputError([Finding(path, 1, 1, "", "not a Parquet file")]) from error
    return list(table.column_names), [column.to_pylist() for column in table.columns]


def _unknown(name: str, problems: Sequence[Problem]) -> str:
    """What is wrong with a column's name; empty where nothing is."""
    if not name.startswith(f"{FACTORS}."):
        # A model may lack what another has: it is enough that one of them knows the number.
        known = {each.path for p in problems for each in p.uncertainty.numbers.ranged}
        return "" if name in known else f"no number that the files give{near(name, known)}"
    _, section, *rest = name.split(".")
    if section not in _SECTIONS:
        return f"expected one of {', '.join(_SECTIONS)}, got {section}{near(section, _SECTIONS)}"
    ids = {each for problem in problems for each in _ids(problem, section)}
    if not rest or rest[0] not in ids:
        return f"nothing to vary is called {rest[0] if rest else ''!r}" + near(
            rest[0] if rest else "", ids
        )
    if len(rest) == 1:
        return ""
    if len(rest) > 2 or section not in _DATED:
        return f"expected {FACTORS}.{section}.{rest[0]}"
    first, last = problems[0].periods[0].start, problems[0].periods[-1].end
    try:
        inside = first <= datetime.date.fromisoformat(rest[1]) <= last
    except ValueError:
        return f"expected a date such as {first}, got {rest[1]}"
    return "" if inside else f"{rest[1]} is outside the horizon, {first} to {last}"


def _ids(problem: Problem, section: str) -> Iterator[str]:
    if section in ("closures", "throughput"):
        yield from (crossing.id for crossing in problem.crossings)
    if section == "closures":
        yield from (*problem.pools, ALL)
    if section == "need":
        yield from (good.id for good in problem.goods)
    if section == "supply":
        yield from (corridor.id for corridor in problem.corridors)


def _numbers(cells: Sequence[Any]) -> tuple[Floats, list[tuple[int, str]]]:
    """A column's numbers, nan where a cell is empty; rows that are none, and why."""
    blank = [cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells]
    try:
        kept = ["nan" if empty else cell for cell, empty in zip(cells, blank, strict=True)]
        column = np.array(kept, dtype=np.float64)
    except (TypeError, ValueError):
        column = np.array([_number(cell) for cell in cells], dtype=np.float64)
    wrong = np.flatnonzero(~np.isfinite(column) & ~np.array(blank, dtype=bool))[:_MOST_SAID]
    return column, [(row, f"expected a number, got {cells[row]!r}") for row in wrong.tolist()]


def _number(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return float("nan")


def _beyond(name: str, column: Floats, reread: Reread) -> Iterator[tuple[int, str]]:
    """Rows whose number cannot be, and why."""
    if name.startswith(f"{FACTORS}."):
        most = 1.0 if name.split(".")[1] == "closures" else np.inf
        said = "a share from 0 to 1" if most == 1 else "a factor ≥ 0"
        wrong = np.flatnonzero((column < 0) | (column > most))[:_MOST_SAID]
        yield from ((row, f"expected {said}, got {column[row]:g}") for row in wrong.tolist())
        return
    there = np.flatnonzero(~np.isnan(column))
    if not len(there):
        return
    ends = {int(there[column[there].argmin()]), int(there[column[there].argmax()])}
    for row in sorted(ends):  # what a case takes is a range: if both ends will do, all will
        try:
            reread([f"{name}={float(column[row])!r}"])
        except InputError as error:
            yield row, error.faults[0].text
