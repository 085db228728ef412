"""Rows of a table that name the things of a problem: crossings, goods, areas, and numbers of them.

What a row is of, and what a table must have, says the kind of table: `plan_tables`, `order_tables`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from crossings.errors import Finding
from crossings.problem import Named, Problem
from crossings.reading.lists.quantity_tables import Names
from crossings.reading.lists.table_columns import TOTALS
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, finding, header_of
from crossings.reading.sheets.rows import Sheet
from crossings.reading.sheets.written_numbers import as_number, why_no_number
from crossings.reading.yaml.document import read_document
from crossings.reading.yaml.spelling import as_seen

_TWICE = ("area", "good", "crossing")
"""Columns that may have a code and a name beside each other."""


@dataclass
class NamedRows:
    """A table being read for a problem, and what has been found."""

    sheet: Sheet
    problem: Problem
    faults: list[Finding] = field(default_factory=list, kw_only=True)
    oddities: list[Finding] = field(default_factory=list, kw_only=True)

    COLUMNS: ClassVar[Mapping[str, Sequence[str]]]
    """Columns that the table may have, and the names each goes by."""
    KIND: ClassVar[str]
    """What the table is, in words."""

    def absent(self, header: Header) -> list[str]:
        """Columns that the table must have and has not."""
        raise NotImplementedError

    def begin(self, header: Header) -> None:
        """Look at the table as a whole before its rows."""

    def take(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take a row, or say all that is wrong with it."""
        raise NotImplementedError

    def read(self) -> None:
        """Every row."""
        header = header_of(self.sheet, self.COLUMNS)
        if header is None:
            self.fault(0, 0, "the table is empty")
            return
        self.faults += [*header.slips(self.COLUMNS), *header.twice(_TWICE)]
        absent = self.absent(header)
        if absent and not self.faults:
            text = f"no column is called {', nor '.join(absent)}; a row of {self.KIND} needs each"
            self.fault(header.row, 0, text + self.sheet.instead)
        if self.faults:
            return
        self.oddities += [*header.unread(self.COLUMNS), *header.hidden()]
        self.begin(header)
        number = None
        for number, row in header.rows_below():
            if header.enough(number, self.faults):
                return
            beyond = header.overhang(number)
            if beyond is not None:
                self.faults.append(beyond)
            else:
                self.take(header, number, row)
        if number is None:
            self.fault(header.row, 0, "no row is below the header")

    def fault(self, row: int, column: int, text: str) -> None:
        """Say what is wrong in a cell."""
        self.faults.append(finding(self.sheet, row, column, text))

    def lacks(self, header: Header, names: Sequence[str]) -> list[str]:
        """Which of these columns are not there; where there is one crossing, none need name it."""
        alone = len(self.problem.crossings) == 1
        return [n for n in names if n not in header.columns and not (alone and n == "crossing")]

    @cached_property
    def things(self) -> dict[str, Sequence[Named]]:
        """What rows name, by column."""
        problem = self.problem
        return {
            "corridor": problem.corridors,
            "crossing": problem.crossings,
            "good": problem.goods,
            "regime": problem.regimes,
            "area": problem.areas,
        }

    @cached_property
    def _names(self) -> dict[str, Names]:
        """What may be called what, by column."""
        return {name: called(things, self.problem) for name, things in self.things.items()}

    @cached_property
    def _positions(self) -> dict[tuple[str, str], int]:
        """The position of each, by column and id."""
        return {
            (name, each.id): position
            for name, things in self.things.items()
            for position, each in enumerate(things)
        }

    def place(self, name: str, header: Header, number: int, row: Sequence[Any]) -> int | None:
        """Position of what a row names; None where nothing is named or there is nothing such."""
        positions = header.all_of(name)
        filled = [each for each in positions if row[each] is not None]
        if not filled:
            if name == "crossing" and len(self.problem.crossings) == 1:
                return 0
            if name in ("crossing", "good"):
                self.fault(number, positions[0], f"no {name} is given")
            return None
        word, names = as_word(row[filled[0]]), self._names[name]
        found = names[word]
        if found is None:
            text = f"no {name} is called {word}"
            if as_seen(word) in TOTALS:
                text += "; take out the row of totals: rows add up by themselves"
            else:
                text += names.instead(word)
            self.fault(number, filled[0], text)
            return None
        for other in filled[1:]:
            if names[row[other]] not in (None, found):
                text = f"{as_word(row[other])} is not {word}, which stands beside it; which holds?"
                self.fault(number, other, text)
        return self._positions[name, found]

    def amount(
        self, cell: Any, number: int, column: int, most: float, of: str = "", unit: str = ""
    ) -> float | None:
        """A number from 0 to `most`; None where it is none. It is `of` something, or in a unit."""
        told, why = as_number(cell), why_no_number(cell)
        usable = isinstance(told, (int, float)) and not isinstance(told, bool)
        if why or not usable or not math.isfinite(told):
            expected = f"a number of {of}" if of else "a number"
            got = as_word(cell) or "nothing"
            self.fault(number, column, why or f"expected {expected}, got {got}")
            return None
        if not 0 <= told <= most:
            end = "" if math.isinf(most) else f" to {most:,.0f}{unit}"
            self.fault(
                number, column, f"expected {of or 'a number'} from 0{end}, got {as_word(cell)}"
            )
            return None
        return float(told)


def called(things: Sequence[Named], problem: Problem) -> Names:
    """What things may be called: by id, name, p-code and other names."""
    aliases = _aliases(problem) if things is problem.crossings else {}
    section = {
        each.id: {
            "name": each.name,
            "pcode": getattr(each, "pcode", None),
            "aliases": aliases.get(each.id),
        }
        for each in things
    }
    return Names(section, "name", "pcode", "aliases")


def _aliases(problem: Problem) -> dict[str, Any]:
    """Other names of crossings, which the case alone keeps; none where it came by a pipe."""
    file = Path(problem.case.path)
    data = read_document(file, problem.case.path).data if file.is_file() else None
    section = data.get("crossings") if isinstance(data, dict) else None
    entries = section.items() if isinstance(section, dict) else ()
    return {c: entry["aliases"] for c, entry in entries if "aliases" in (entry or {})}
