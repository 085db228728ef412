"""A dispatch sheet from a table: a row is a good that a crossing brings in its turn.

| column | what it says |
|---|---|
| crossing | which brings it; may be left out where there is only one |
| rank | its turn at that crossing: a number, the least first |
| good | what it brings |
| area | to whom; empty: to every area that it reaches |
| until_days_of_stock | until they have so many days of need; empty: no end |
| regime | how it is inspected; empty: as in the plan |

Two other kinds of rows have no rank. With `waiting_truckloads` a row says how many trucks of a good
are to wait at a crossing when a day is over; with `share_given_out`, and no crossing, what share of
need areas give out while they have no more than `until_days_of_stock`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossings.errors import Finding, InputError, cell_name
from crossings.problem import Origin, Problem
from crossings.problem.sheets import Ration, Sheet, SheetLine, Waiting
from crossings.reading.lists.named_rows import NamedRows
from crossings.reading.lists.table_columns import ORDER
from crossings.reading.sheets.headers import Header
from crossings.reading.sheets.rows import Unreadable, read_sheet

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
    waiting, rations = tuple(reader.waiting.values()), tuple(reader.rations.values())
    made = Sheet(origin, tuple(reader.in_order()), waiting, rations)
    return made, tuple(reader.oddities)


@dataclass
class _Reader(NamedRows):
    """A dispatch sheet being read for a problem."""

    _lines: dict[tuple[int, float, int, int | None], tuple[SheetLine, str]] = field(
        default_factory=dict
    )
    """Lines and the cell of each, by all that tells one from another."""
    waiting: dict[tuple[int, int], Waiting] = field(default_factory=dict)
    rations: dict[tuple[int, int | None, float], Ration] = field(default_factory=dict)

    COLUMNS = ORDER
    KIND = "a dispatch sheet"

    def in_order(self) -> list[SheetLine]:
        """By rank, then by crossing, good and area in the order of their ids."""
        problem = self.problem

        def turn(line: SheetLine) -> tuple[float, str, str, str]:
            area = "" if line.area is None else problem.areas[line.area].id
            named = problem.crossings[line.crossing].id, problem.goods[line.good].id
            return (line.rank, *named, area)

        return sorted((line for line, _ in self._lines.values()), key=turn)

    def absent(self, header: Header) -> list[str]:
        """Columns that a sheet must have and has not."""
        return self.lacks(header, ("crossing", "rank", "good"))

    def take(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take a row, or say all that is wrong with it."""
        if self._filled("share_given_out", header, row):
            self._ration(header, number, row)
        elif self._filled("waiting_truckloads", header, row):
            self._wait(header, number, row)
        else:
            self._line(header, number, row)

    def _line(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take a good that a crossing brings in its turn."""
        before, at = len(self.faults), header.columns
        place = {name: self.place(name, header, number, row) for name in self.things}
        rank = self._number("rank", at, number, row, math.inf)
        until = self._number("until_days_of_stock", at, number, row, _MOST_DAYS)
        if rank is None and len(self.faults) == before:
            self.fault(number, at["rank"], "no rank is given")
        if len(self.faults) > before:
            return
        crossing, good, area = place["crossing"], place["good"], place["area"]
        assert crossing is not None and good is not None and rank is not None
        self._possible(header, number, crossing, good, area)
        line = SheetLine(crossing, rank, good, area, until, place["regime"])
        cell = cell_name(number + 1, at["rank"] + 1)
        _, first = self._lines.setdefault((crossing, rank, good, area), (line, cell))
        if first != cell:
            self.fault(number, at["rank"], f"the same turn as in {first}; which holds?")

    def _ration(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take what areas give out while they have little."""
        before, at = len(self.faults), header.columns
        self._without(header, number, row, "what areas give out", "crossing", "rank")
        good, area = (self.place(name, header, number, row) for name in ("good", "area"))
        share = self._number("share_given_out", at, number, row, 1.0, "")
        until = self._number("until_days_of_stock", at, number, row, _MOST_DAYS)
        if until is None and len(self.faults) == before:
            column = at.get("until_days_of_stock", at["share_given_out"])
            self.fault(number, column, "until how many days of stock is it given out?")
        if len(self.faults) > before:
            return
        assert good is not None and share is not None and until is not None
        made = Ration(good, area, until, share)
        if self.rations.setdefault((good, area, until), made) != made:
            self.fault(number, at["share_given_out"], "another row says another share")

    def _wait(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take how many trucks wait at a crossing."""
        before, at = len(self.faults), header.columns
        names = ("rank", "area", "until_days_of_stock")
        self._without(header, number, row, "what waits at a crossing", *names)
        crossing, good = (self.place(name, header, number, row) for name in ("crossing", "good"))
        truckloads = self._number("waiting_truckloads", at, number, row, math.inf, "")
        if len(self.faults) > before:
            return
        assert crossing is not None and good is not None and truckloads is not None
        self._possible(header, number, crossing, good, None)
        made = Waiting(crossing, good, truckloads)
        if self.waiting.setdefault((crossing, good), made) != made:
            self.fault(number, at["waiting_truckloads"], "another row says another number")

    def _without(
        self, header: Header, number: int, row: Sequence[Any], of: str, *names: str
    ) -> None:
        """Refuse what says nothing in such a row."""
        for name in names:
            if self._filled(name, header, row):
                self.fault(number, header.columns[name], f"{of} has no {name}")

    @staticmethod
    def _filled(name: str, header: Header, row: Sequence[Any]) -> bool:
        return name in header.columns and row[header.columns[name]] is not None

    def _possible(
        self, header: Header, number: int, crossing: int, good: int, area: int | None
    ) -> None:
        """Say where nothing could come of a line."""
        problem, named = self.problem, self.problem.crossings[crossing].name
        if not problem.usable[:, crossing, good].any():
            text = f"{named} does not pass {problem.goods[good].name}"
            self.fault(number, header.columns["good"], text)
        elif area is not None and not problem.inbound[good]:
            text = f"{problem.goods[good].name} goes out, and to no area"
            self.fault(number, header.columns["area"], text)
        elif area is not None and not problem.reaches[:, crossing, area].any():
            text = f"no route leads from {named} to {problem.areas[area].name}"
            self.fault(number, header.columns["area"], text)

    def _number(
        self,
        name: str,
        at: Mapping[str, int],
        number: int,
        row: Sequence[Any],
        most: float,
        unit: str = " days",
    ) -> float | None:
        if name not in at or row[at[name]] is None:
            return None
        return self.amount(row[at[name]], number, at[name], most, unit=unit)
