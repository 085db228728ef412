"""A dispatch sheet from a table: a row is a good that a crossing brings in its turn.

| column | what it says |
|---|---|
| crossing | which brings it; may be left out where there is only one |
| rank | its turn at that crossing: a number, the least first |
| good | what it brings |
| area | to whom; empty: to every area that it reaches |
| until_days_of_stock | until they have so many days of need; empty: no end |
| regime | how it is inspected; empty: as in the plan |
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError, cell_name
from crossings.problem import Named, Origin, Problem
from crossings.problem.sheets import Sheet, SheetLine
from crossings.reading.lists.called import called
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.lists.table_columns import ORDER
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, header_of
from crossings.reading.sheets.rows import Sheet as Cells
from crossings.reading.sheets.rows import Unreadable, read_sheet
from crossings.reading.sheets.written_numbers import as_number, why_no_number

_MOST_DAYS = 36_500


def dispatch_sheet(file: str, problem: Problem) -> tuple[Sheet, tuple[Finding, ...]]:
    """The sheet in a table for a problem, and what is odd about the table.

    Raises `InputError` with every fault.
    """
    try:
        cells = read_sheet(Path(file), file, None)
    except Unreadable as error:
        raise InputError([Finding(file, 1, 1, "", str(error))]) from error
    reader = _Reader(cells, problem)
    reader.read()
    if reader.faults:
        raise InputError(reader.faults)
    origin = Origin(Path(cells.file).name, cells.file, cells.sha256)
    return Sheet(origin, tuple(reader.in_order())), tuple(reader.oddities)


@dataclass
class _Reader:
    """A table being read for a problem, and what has been found."""

    cells: Cells
    problem: Problem
    faults: list[Finding] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)
    _lines: dict[tuple[int, float, int, int | None], tuple[SheetLine, str]] = field(
        default_factory=dict
    )
    """Lines and the cell of each, by all that tells one from another."""

    def in_order(self) -> list[SheetLine]:
        """By rank, then by crossing, good and area in the order of their ids."""
        problem = self.problem

        def turn(line: SheetLine) -> tuple[float, str, str, str]:
            area = "" if line.area is None else problem.areas[line.area].id
            named = problem.crossings[line.crossing].id, problem.goods[line.good].id
            return (line.rank, *named, area)

        return sorted((line for line, _ in self._lines.values()), key=turn)

    def read(self) -> None:
        """Every row."""
        header = header_of(self.cells, ORDER)
        if header is None:
            self.faults.append(finding(self.cells, 0, 0, "the table is empty"))
            return
        self.faults += [*header.slips(ORDER), *header.twice(("area", "good", "crossing"))]
        absent = [name for name in ("crossing", "rank", "good") if name not in header.columns]
        if len(self.problem.crossings) == 1 and "crossing" in absent:
            absent.remove("crossing")
        if absent and not self.faults:
            told = ", nor ".join(absent)
            text = f"no column is called {told}; a row of a dispatch sheet needs each"
            self.faults.append(finding(self.cells, header.row, 0, text))
        if self.faults:
            return
        self.oddities += [*header.unread(ORDER), *header.hidden()]
        for number, row in header.rows_below():
            if header.enough(number, self.faults):
                return
            beyond = header.overhang(number)
            if beyond is not None:
                self.faults.append(beyond)
            else:
                self._row(header, number, row)
        if not self._lines and not self.faults:
            self.faults.append(finding(self.cells, header.row, 0, "no row is below the header"))

    def _row(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take a row, or say all that is wrong with it."""
        before, at = len(self.faults), header.columns
        place = {name: self._place(name, header, number, row) for name in self._things}
        rank = self._number("rank", at, number, row, math.inf)
        until = self._number("until_days_of_stock", at, number, row, _MOST_DAYS)
        if rank is None and len(self.faults) == before:
            self._fault(number, at["rank"], "no rank is given")
        if len(self.faults) > before:
            return
        crossing, good, area = place["crossing"], place["good"], place["area"]
        assert crossing is not None and good is not None and rank is not None
        self._possible(header, number, crossing, good, area)
        line = SheetLine(crossing, rank, good, area, until, place["regime"])
        cell = cell_name(number + 1, at["rank"] + 1)
        _, first = self._lines.setdefault((crossing, rank, good, area), (line, cell))
        if first != cell:
            self._fault(number, at["rank"], f"the same turn as in {first}; which holds?")

    def _possible(
        self, header: Header, number: int, crossing: int, good: int, area: int | None
    ) -> None:
        """Say where nothing could come of a line."""
        problem, named = self.problem, self.problem.crossings[crossing].name
        if not problem.usable[:, crossing, good].any():
            text = f"{named} does not pass {problem.goods[good].name}"
            self._fault(number, header.columns["good"], text)
        elif area is not None and not problem.inbound[good]:
            text = f"{problem.goods[good].name} goes out, and to no area"
            self._fault(number, header.columns["area"], text)
        elif area is not None and not problem.reaches[:, crossing, area].any():
            text = f"no route leads from {named} to {problem.areas[area].name}"
            self._fault(number, header.columns["area"], text)

    @cached_property
    def _things(self) -> dict[str, Sequence[Named]]:
        """What rows name, by column."""
        problem = self.problem
        return {
            "crossing": problem.crossings,
            "good": problem.goods,
            "area": problem.areas,
            "regime": problem.regimes,
        }

    @cached_property
    def _names(self) -> dict[str, Names]:
        return {name: called(things, self.problem) for name, things in self._things.items()}

    def _place(self, name: str, header: Header, number: int, row: Sequence[Any]) -> int | None:
        """Position of what a row names; None where nothing is named or there is nothing such."""
        filled = [each for each in header.all_of(name) if row[each] is not None]
        if not filled:
            if name == "crossing" and len(self.problem.crossings) == 1:
                return 0
            if name in ("crossing", "good"):
                self._fault(number, header.columns[name], f"no {name} is given")
            return None
        word, names = as_word(row[filled[0]]), self._names[name]
        found = names[word]
        if found is None:
            text = f"no {name} is called {word}{names.instead(word)}"
            self._fault(number, filled[0], text)
            return None
        return next(n for n, each in enumerate(self._things[name]) if each.id == found)

    def _number(
        self, name: str, at: Mapping[str, int], number: int, row: Sequence[Any], most: float
    ) -> float | None:
        if name not in at or row[at[name]] is None:
            return None
        cell = row[at[name]]
        told, why = as_number(cell), why_no_number(cell)
        usable = isinstance(told, (int, float)) and not isinstance(told, bool)
        if why or not usable or not math.isfinite(told):
            self._fault(number, at[name], why or f"expected a number, got {as_word(cell)}")
            return None
        if not 0 <= told <= most:
            end = "" if math.isinf(most) else f" to {most:,.0f} days"
            self._fault(number, at[name], f"expected a number from 0{end}, got {as_word(cell)}")
            return None
        return float(told)

    def _fault(self, row: int, column: int, text: str) -> None:
        self.faults.append(finding(self.cells, row, column, text))
