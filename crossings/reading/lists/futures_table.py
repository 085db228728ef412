"""A table of one's own futures, read and checked against the problem it is meant for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np

from crossings.errors import Finding, InputError, cell_name
from crossings.problem import Problem
from crossings.reading.lists.futures_cells import Cells, Column, read_cells
from crossings.reading.schema.case import Case
from crossings.reading.schema.entry import iso_date
from crossings.reading.schema.models import InspectionModel, refuses_all
from crossings.reading.schema.quantity import Quantity, Within
from crossings.reading.schema.shape import MOST_SAID, annotation_at, is_entry, refused, shape_at
from crossings.reading.yaml.spelling import near
from crossings.scenarios.tabled import ALL, FACTORS, Tabled

_SECTIONS = ("closures", "throughput", "need", "supply")
_DATED = ("closures", "throughput", "supply")
_LEVEL, _COMES = "level", ".comes"
_LONGEST_NAME = 120
_CHUNK = 4096
"""Futures whose numbers are put together at once."""
_Factor = Annotated[Quantity, Within("a factor ≥ 0", low=0)]
_Comes = Annotated[Quantity, Within("0 or 1", low=0, high=1, whole=True)]
_OpenShare = Annotated[Quantity, Within("a share from 0 to 1", low=0, high=1)]


def read_futures(path: str, problems: Sequence[Problem]) -> Tabled:
    """The futures of a CSV or Parquet file, for problems of one case.

    Raises `InputError` with every fault: unknown columns, cells that are no numbers, and values
    that the case itself would not take.
    """
    cells, file = read_cells(path), Path(path).name
    found = [
        Finding(file, row, len(cells.columns) + 1, "", text, True) for row, text in cells.beyond
    ]
    known = _Known(problems)
    meant: dict[str, int] = {}
    for place, column in enumerate(cells.columns):

        def at(row: int, text: str, place: int = place, column: Column = column) -> Finding:
            return Finding(file, row, place + 1, column.name[:_LONGEST_NAME], text, in_sheet=True)

        path_meant, wrong = known.meant(column.name)
        wrong = wrong or column.wrong
        if not wrong and meant.setdefault(path_meant, place) != place:
            wrong = _twice(column.name, cells.columns, meant[path_meant])
        if wrong:
            found.append(at(cells.header, wrong))
            continue
        faults = [*column.faults, *refused(_annotation(path_meant), column.numbers)]
        found += [at(cells.rows[position], text) for position, text in sorted(faults)[:MOST_SAID]]
    if not len(cells.rows) and not found:
        found.append(Finding(file, cells.header + 1, 1, "", "no rows: a row is a future", True))
    if not found:
        columns = {name: cells.columns[place].numbers for name, place in meant.items()}
        made = Tabled(file, cells.sha256, columns)
        found += _refusing(made, problems, cells, meant)
    if found:
        raise InputError(found)
    return made


def _twice(name: str, columns: Sequence[Column], first: int) -> str:
    """What is said of a column that gives what another one gives."""
    letter = cell_name(1, first + 1).rstrip("1")
    other = columns[first].name
    if other == name:
        return f"given twice: column {letter} is called so too"
    return f"given twice: column {letter}, {other}, is the same number"


class _Known:
    """What columns may be about: the quantities and numbers of some problems of one case.

    A model may lack what another has: it is enough that one of them knows it.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self._problems = problems
        self._numbers = {each.path for p in problems for each in p.uncertainty.numbers.ranged}
        self._comes = {each.path for p in problems for each in p.uncertainty.phases}
        self._others = {e.path: e for p in reversed(problems) for e in p.evidence}
        self._hints = MOST_SAID

    def meant(self, name: str) -> tuple[str, str]:
        """The path that a column's name means, and what is wrong with it, empty if nothing is."""
        if name.split(".")[0] == FACTORS:
            return name, self._wrong_factor(*name.split(".")[1:])
        if name in self._comes:
            return name, ""
        if name.startswith("phases.") and name.endswith(_COMES):
            text = "no phase that may not come about: it has no probability below 1"
            return name, text + self._near(name, self._comes)
        path = name if name in self._numbers else _in_full(name)
        if path in self._numbers:
            return path, ""
        other = self._others.get(path)
        if not name:
            return path, "a column without a name"
        if other is not None and other.default:
            return path, f"no number that the files give: it is left at {other.value:g}"
        if other is not None:
            return path, "a number that is the same in every future"
        return path, f"no number that the files give{self._near(name, self._numbers)}"

    def _near(self, name: str, known: set[str]) -> str:
        """What was probably meant, for the first that are unknown: it takes its time."""
        self._hints -= 1
        return near(name, sorted(known)) if self._hints >= 0 else ""

    def _wrong_factor(self, section: str = "", of: str = "", *on: str) -> str:
        if section not in _SECTIONS:
            expected = f"expected one of {', '.join(_SECTIONS)}, got {section}"
            return expected + near(section, _SECTIONS)
        ids = {each for problem in self._problems for each in _ids(problem, section)}
        if of not in ids:
            return f"nothing to vary is called {of!r}{self._near(of, ids)}"
        if not on:
            return ""
        if on == (_LEVEL,) and section == "throughput" and of != ALL:
            return ""
        if len(on) > 1 or section not in _DATED:
            return f"expected {FACTORS}.{section}.{of}"
        first, last = self._problems[0].periods[0].start, self._problems[0].periods[-1].end
        try:
            inside = first <= iso_date(on[0]) <= last
        except ValueError:
            or_level = section == "throughput" and of != ALL
            expected = f"a date such as {first}{f' or {_LEVEL}' * or_level}"
            return f"expected {expected}, got {on[0]}{near(on[0], (_LEVEL,) * or_level)}"
        return "" if inside else f"{on[0]} is outside the horizon, {first} to {last}"


def _ids(problem: Problem, section: str) -> Iterator[str]:
    if section in ("closures", "throughput"):
        yield from (crossing.id for crossing in problem.crossings)
        yield ALL
    if section == "closures":
        yield from problem.pools
    if section == "need":
        yield from (good.id for good in problem.goods)
    if section == "supply":
        yield from (corridor.id for corridor in problem.corridors)


def _in_full(name: str) -> str:
    """The path of the number that a name means: `goods.food.need` may be short for one."""
    before, schema, path = _parted(name)
    if path[-1:] == ("value",) and shape_at(schema, path[:-1]) is Quantity:
        path = path[:-1]
    shape: Any = shape_at(schema, path)
    while is_entry(shape) and shape is not Quantity and shape.bare_key:
        path = (*path, shape.bare_key)
        shape = shape_at(schema, path)
    return ".".join((*before, *path))


def _parted(
    name: str,
) -> tuple[tuple[str, ...], type[Case] | type[InspectionModel], tuple[str, ...]]:
    """What stands before a number's path within its file, that file's schema, and the path."""
    steps = tuple(name.split("."))
    start = 3 if steps[0] == "phases" and steps[2:3] == ("set",) else 0
    of_model = steps[start : start + 1] == ("model",)
    start += of_model
    return steps[:start], InspectionModel if of_model else Case, steps[start:]


def _annotation(path: str) -> Any:
    """What a number in a column may be: as the schema has it where it is a number of the case."""
    if path.startswith("phases.") and path.endswith(_COMES):
        return _Comes
    if path.startswith(f"{FACTORS}."):
        return _OpenShare if path.split(".")[1] == "closures" else _Factor
    _, schema, within = _parted(path)
    return annotation_at(schema, within)


def _refusing(
    table: Tabled, problems: Sequence[Problem], cells: Cells, meant: Mapping[str, int]
) -> Iterator[Finding]:
    """Futures in which a regime refuses every clean truck, which no file may say."""
    place = next((at for path, at in meant.items() if path.endswith(".false_alarm")), None)
    if place is None:
        return
    for problem in problems:
        told = 0
        for start in range(0, len(cells.rows), _CHUNK):
            numbers = range(start, min(start + _CHUNK, len(cells.rows)))
            refusal = table.changed(problem, numbers).get("refusal", np.zeros((len(numbers), 1)))
            wrong = refuses_all(refusal).reshape(len(refusal), -1).any(axis=1)
            for position in np.flatnonzero(wrong)[: MOST_SAID - told].tolist():
                told += 1
                text = f"a regime of {problem.model.title} refuses every clean truck"
                row, name = cells.rows[start + position], cells.columns[place].name
                yield Finding(table.name, row, place + 1, name, text, in_sheet=True)
