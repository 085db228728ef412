"""A plan of one's own from a table: deliveries, flows or manifests of a result, a schedule, or any.

A row is so many truckloads of a good at a crossing, on a day or in a period, counted at a stage. Of
a period with several days rows add up. What a cell leaves open, the program decides.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast, get_args

from crossings.errors import Finding, InputError, cell_name
from crossings.problem import Origin, Problem
from crossings.problem.given import GivenLine, GivenPlan, Stage
from crossings.reading.lists.named_rows import NamedRows
from crossings.reading.lists.table_columns import PLAN
from crossings.reading.sheets.cells import as_word
from crossings.reading.sheets.headers import Header, header_of
from crossings.reading.sheets.rows import WORKBOOKS, Sheet, Unreadable, read_sheet
from crossings.reading.sheets.written_days import Undated, day_order, written_day
from crossings.reading.sheets.written_numbers import as_number
from crossings.reading.yaml.spelling import one_of
from crossings.wording import span

_STAGES = get_args(Stage)
_COUNTED = ("truckloads", "collected", "presented", "manifested", "released")
"""Columns that may hold the truckloads, that which goes before first; most say their stage."""
_PREFERRED = ("schedule", "deliveries", "flows", "manifests")
"""Sheets of a workbook that are a plan, that which tells most first."""
_LARGEST = 1e9


def own_plan(
    file: str, problem: Problem, *, stage_by_stage: bool = False
) -> tuple[GivenPlan, tuple[Finding, ...]]:
    """The plan in a table for a problem, and what is odd about the table.

    With `stage_by_stage` a good may be given at several stages. A sheet of a workbook is named
    behind `!`; without it, the first that is a plan is read. Raises `InputError` with every fault.
    """
    sheet = _sheet(file)
    reader = _Reader(sheet, problem, stage_by_stage)
    reader.read()
    if reader.faults:
        raise InputError(reader.faults)
    name = Path(sheet.file).name
    title = f"{name}!{sheet.title}" if sheet.title else name
    origin = Origin(title, sheet.file, sheet.sha256)
    given = GivenPlan(origin, tuple(reader.lines()), reader.rows, sheet.title)
    return given, tuple(reader.oddities)


def _sheet(file: str) -> Sheet:
    name, _, title = file.rpartition("!")
    if not name or Path(name).suffix.lower() not in WORKBOOKS or Path(file).is_file():
        name, title = file, ""
    try:
        first = read_sheet(Path(name), name, title or None)
        if title or not first.others:
            return first
        ranked = {word: rank for rank, word in enumerate(_PREFERRED)}
        titles = [first.title, *first.others]
        titles.sort(key=lambda each: ranked.get(each.casefold(), len(ranked)))
        for each in titles:
            one = first if each == first.title else read_sheet(Path(name), name, each)
            if _is_plan(header_of(one, PLAN)):
                return one
        return first
    except Unreadable as error:
        raise InputError([Finding(name, 1, 1, "", str(error))]) from error


def _is_plan(header: Header | None) -> bool:
    there = set() if header is None else {*header.columns}
    return {"good"} <= there and bool({"date", "period"} & there) and bool({*_COUNTED} & there)


@dataclass
class _Reader(NamedRows):
    """A plan being read for a problem."""

    stage_by_stage: bool = False
    _sums: dict[tuple[Any, ...], float] = field(default_factory=dict)
    """Truckloads by all of a line but them."""
    _seen: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """The cell of each row, by all that it says but its truckloads."""
    _stage_of: dict[int, tuple[str, str]] = field(default_factory=dict)
    """The stage of each good, and the cell in which that is said first."""
    _orders: dict[str, str] = field(default_factory=dict)
    """Whether days are written with the day or the month first, by column."""
    _counted: str = ""
    """The column with the truckloads."""

    COLUMNS = PLAN
    KIND = "a plan"

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        return len(self._seen)

    def lines(self) -> Iterator[GivenLine]:
        """Lines that the rows add up to."""
        for key, truckloads in self._sums.items():
            stage, period, crossing, good, corridor, regime, area, left = key
            yield GivenLine(stage, period, crossing, good, truckloads, corridor, regime, area, left)

    def begin(self, header: Header) -> None:
        """See how days are written."""
        for name in ("date", "leaves"):
            if name in header.columns:
                cells = (row[header.columns[name]] for _, row in header.rows_below())
                self._orders[name] = day_order(cells)

    @cached_property
    def _period_of(self) -> dict[datetime.date, int]:
        """The period of each day."""
        return {
            period.start + datetime.timedelta(n): t
            for t, period in enumerate(self.problem.periods)
            for n in range(period.days)
        }

    def absent(self, header: Header) -> list[str]:
        """Columns that a plan must have and has not."""
        absent = self.lacks(header, ("good", "crossing"))
        if not {"date", "period"} & {*header.columns}:
            absent.append("date or period")
        self._counted = next((name for name in _COUNTED if name in header.columns), "")
        return absent if self._counted else [*absent, "truckloads"]

    def take(self, header: Header, number: int, row: Sequence[Any]) -> None:
        """Take a row, or say all that is wrong with it."""
        before = len(self.faults)
        at, counted = header.columns, self._counted
        when, period = self._when(at, number, row)
        left_on, left = self._day("leaves", at, number, row)
        place = {name: self.place(name, header, number, row) for name in self.things}
        stage = self._stage(at, number, row)
        cell = row[at[counted]]
        truckloads = self.amount(cell, number, at[counted], _LARGEST, "truckloads")
        if truckloads is None or len(self.faults) > before:
            return
        good, crossing = cast(int, place["good"]), cast(int, place["crossing"])
        said = (stage, when, crossing, good, *(place[n] for n in ("corridor", "regime", "area")))
        cell = cell_name(number + 1, at[counted] + 1)
        first = self._seen.setdefault((*said, left_on), cell)
        if first != cell:
            self.fault(number, at[counted], f"the same line as in {first}; which holds?")
            return
        told, first = self._stage_of.setdefault(good, (stage, cell))
        if told != stage and not self.stage_by_stage:
            name = self.problem.goods[good].name
            text = f"{name} is given as {told} in {first}, and here as {stage}; give one of them"
            self.fault(number, at[counted], text)
            return
        period = cast(int, period)
        for name, text in no_way(self.problem, stage, period, place):
            self.fault(number, at.get(name, at[counted]), text)
        key = (stage, period, crossing, good, *said[4:], left)
        self._sums[key] = self._sums.get(key, 0.0) + truckloads

    def _when(
        self, at: Mapping[str, int], number: int, row: Sequence[Any]
    ) -> tuple[Any, int | None]:
        """What a row says of when it is, and the period that this is in."""
        day, by_day = self._day("date", at, number, row)
        if "period" not in at or row[at["period"]] is None:
            if by_day is None and day is None and ("date" not in at or row[at["date"]] is None):
                self.fault(number, at.get("date", at.get("period", 0)), "no date is given")
            return day, by_day
        told, last = as_number(row[at["period"]]), len(self.problem.periods) - 1
        whole = isinstance(told, (int, float)) and not isinstance(told, bool) and told == int(told)
        if not whole or not 0 <= told <= last:
            text = f"expected the number of a period, 0 to {last}, got {as_word(told)}"
            self.fault(number, at["period"], text)
            return None, None
        period = int(told)
        if by_day not in (None, period):
            text = f"{day} is in period {by_day}, and {period} stands beside it; which holds?"
            self.fault(number, at["period"], text)
        return (period if day is None else day), period

    def _day(
        self, name: str, at: Mapping[str, int], number: int, row: Sequence[Any]
    ) -> tuple[Any, int | None]:
        """The day in a column, and its period; None where it has none."""
        if name not in at or row[at[name]] is None:
            return None, None
        try:
            day = written_day(row[at[name]], self._orders[name])
        except Undated as error:
            self.fault(number, at[name], str(error))
            return None, None
        period = self._period_of.get(day)
        if period is None and name == "date":
            first, last = self.problem.periods[0].start, self.problem.periods[-1].end
            self.fault(number, at[name], f"{day} is not planned for: {span(first, last)}")
        return day, period

    def _stage(self, at: Mapping[str, int], number: int, row: Sequence[Any]) -> Stage:
        """The stage at which a row is counted: as it says, else as its column says."""
        usual = "presented" if "leaves" in at else "collected"
        default = cast(Stage, self._counted if self._counted in _STAGES else usual)
        word = as_word(row[at["stage"]]).casefold() if "stage" in at else ""
        if word in _STAGES or not word:
            return cast(Stage, word or default)
        text = f"a plan is given at a stage that it decides, not as {word}{one_of(word, _STAGES)}"
        self.fault(number, at["stage"], text)
        return default


def no_way(
    problem: Problem, stage: Stage, t: int, place: Mapping[str, int | None]
) -> Iterator[tuple[str, str]]:
    """The column that names what is not there, and what that is; `place` by column."""
    c, g = cast(int, place["crossing"]), cast(int, place["good"])
    o, r, a = place["corridor"], place["regime"], place["area"]
    crossing, good = problem.crossings[c].name, problem.goods[g]
    model = problem.phases[int(problem.phase_of[t])].model.title
    if not problem.usable[t, c, g].any():
        yield "crossing", f"{model} has no regime for {good.name} at {crossing}"
    elif r is not None and not problem.usable[t, c, g, r]:
        text = f"{crossing} does not put {good.name} through {problem.regimes[r].name}"
        yield "regime", text
    if good.is_export:
        for name, given in (("corridor", o), ("area", a)):
            if given is not None:
                yield name, f"{good.name} is for export: it has no {name}"
        if stage == "manifested":
            yield "stage", f"{good.name} is for export: it is presented, and not manifested"
        return
    if a is not None and not problem.reaches[t, c, a]:
        yield "area", f"no road leads from {crossing} to {problem.areas[a].name}"
    elif not problem.reaches[t, c].any():
        yield "crossing", f"no road leads from {crossing} to any area"
    if not problem.through_corridors:
        if stage == "manifested":
            yield "stage", "the case has no corridors, so that nothing is manifested"
        return
    brought = problem.brings[t, :, c, g]  # (O,)
    if o is not None and not brought[o]:
        text = f"corridor {problem.corridors[o].name} does not bring {good.name} to {crossing}"
        yield "corridor", text
    elif o is None and stage != "manifested" and _comes_by_itself(problem, c, g):
        return
    elif not (brought & ((problem.corridor_loss[t] < 1) | (stage == "manifested"))).any():
        yield "crossing", f"no corridor brings {good.name} to {crossing}"


def _comes_by_itself(problem: Problem, c: int, g: int) -> bool:
    """Whether some of a good waits at a crossing or is on its way there on the first day."""
    return bool(problem.first_yard[c, g] > 0 or (problem.due_at_crossings()[:, c, g] > 0).any())
