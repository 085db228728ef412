"""Needs, stocks and counts that a case takes from workbooks and CSV files.

What such a table gives takes the place of its name in the case's data, each number with the cell
that it stands in; so it is checked, found and changed by `--set` as if the case itself gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crossings.errors import Finding, cell_name
from crossings.problem import Origin
from crossings.reading.lists.observed_tables import observations
from crossings.reading.lists.quantity_rows import Quantities, Row, in_form
from crossings.reading.lists.quantity_tables import Names, quantities
from crossings.reading.lists.tables_named import KEYS, is_name, tables_named
from crossings.reading.phases import horizon_of
from crossings.reading.schema.entry import said
from crossings.reading.schema.goods import BESIDE_A_TABLE
from crossings.reading.schema.spans import IN_ALL
from crossings.reading.sheets.rows import Sheet, Unreadable, read_sheet
from crossings.reading.yaml.document import DataPath, Document, Mark
from crossings.reading.yaml.spelling import one_of
from crossings.wording import counted, listed

_MOST_LISTED = 10


def _people(entry: dict[str, Any]) -> bool:
    """Whether an area has people."""
    given = entry.get("population")
    number = given.get("value") if isinstance(given, dict) else given
    return isinstance(number, (int, float)) and number > 0


def _is_rate(own: Any, rows: Sequence[Row]) -> bool:
    """Whether a good's own need is only what each of the people in a table needs."""
    rate = isinstance(own, dict) and [*own] == [BESIDE_A_TABLE["need"]]
    return rate and any(row.unit == "people" for row in rows)


@dataclass
class CaseTables:
    """A case whose tables are being read."""

    case: Document
    marks: dict[DataPath, Mark] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)
    origins: dict[tuple[str, str], Origin] = field(default_factory=dict)
    needs: list[tuple[DataPath, str]] = field(default_factory=list)
    """Where tables of needs are named, and their files."""
    rows: list[Row] = field(default_factory=list)
    """Those of all these."""

    def read(self) -> Document:
        """The case with what its tables give in the place of their names."""
        data = self.case.data
        self.areas = Names(data.get("areas"), "name", "pcode")
        self.goods = Names(data.get("goods"), "name")
        self.crossings = Names(data.get("crossings"), "name", "aliases")
        for path in list(tables_named(data)):
            if path == ("observed",):
                self._observed()
            elif len(path) == 1:
                self._of_every_good(str(path[0]))
            else:
                self._of_one_good(str(path[1]), str(path[2]))
        self._areas_without_a_row()
        self._rows_outside()
        return replace(
            self.case,
            keys=self.case.keys | self.marks,
            values=self.case.values | self.marks,
            tables=(*self.case.tables, *self.origins.values()),
            faults=(*self.case.faults, *self.faults),
            oddities=(*self.case.oddities, *self.oddities),
        )

    def _areas_without_a_row(self) -> None:
        """A remark on areas with people that no table of needs names; they need nothing then."""
        areas, needing = self.case.data.get("areas"), {row.area for row in self.rows}
        if not self.needs or not isinstance(areas, dict) or IN_ALL in needing:
            return
        missing = [
            area
            for area, entry in areas.items()
            if area not in needing and isinstance(entry, dict) and _people(entry)
        ]
        if missing:
            path, file = self.needs[0]
            more = f" and {len(missing) - _MOST_LISTED} more" if len(missing) > _MOST_LISTED else ""
            where = file if len(self.needs) == 1 else "a table of needs"
            text = (
                f"no row of {where} names {listed(missing[:_MOST_LISTED])}{more}, where people "
                "live; what is not listed is 0"
            )
            self.oddities.append(self.case.finding((*path, "table"), text))

    def _rows_outside(self) -> None:
        """A remark where rows of needs hold on no day of the horizon, at the first of them."""
        horizon = horizon_of(self.case)
        outside = [
            row
            for row in (self.rows if horizon else ())
            if row.first > horizon[-1].end or row.last < horizon[0].start
        ]
        if outside:
            rows = counted(len(outside), "row")
            holds = "holds" if len(outside) == 1 else "hold, this one first,"
            days = f"the horizon, {horizon[0].start} to {horizon[-1].end}"
            at = outside[0].marks[()]
            text = f"{rows} of needs {holds} on no day of {days}"
            self.oddities.append(Finding(at.file, at.line, at.column, "", text, at.in_sheet))

    def _of_every_good(self, kind: str) -> None:
        """The case's own `need` or `stock`: a table for all goods."""
        told = self._quantities((kind,), self.case.data.pop(kind), kind, None)
        for good in told.found:
            entry = self.case.data["goods"][good]
            if not isinstance(entry, dict):
                continue
            own = entry.get(kind)
            if kind == "need" and own is not None and not _is_rate(own, told.found[good]):
                first = self._first(told, good)
                cell = f"{first.file}!{cell_name(first.line, first.column)}"
                text = f"also given in {cell}; give it in one place"
                self.faults.append(self.case.finding(("goods", good, kind), text))
                continue
            if kind == "stock" and own is not None and not isinstance(own, dict):
                own = {"truckloads": own}
            if isinstance(own, dict) and "value" in own:
                own = {"truckloads": own}
            self._put(told, kind, good, own or {})

    def _of_one_good(self, good: str, kind: str) -> None:
        """The `need` or `stock` of one good."""
        path: DataPath = ("goods", good, kind)
        entry = self.case.data["goods"][good]
        ref = entry[kind]
        told = self._quantities(path, ref, kind, good)
        entry[kind] = {key: value for key, value in ref.items() if key not in KEYS}
        if good in told.found:
            self._put(told, kind, good, entry[kind])
        elif not told.faults:
            self.faults.append(self.case.finding((*path, "table"), f"has no row of {good}"))
        if good not in told.found:
            entry[kind].pop(BESIDE_A_TABLE["need"], None)
            entry[kind].setdefault("by_area", {})

    def _put(self, told: Quantities, kind: str, good: str, own: dict[str, Any]) -> None:
        given, marks = in_form(told, kind, good)
        self.case.data["goods"][good][kind] = {**own, **given}
        for path, mark in marks:
            self.marks["goods", good, kind, *path] = mark
        if not own:
            self.marks["goods", good, kind] = self._first(told, good)

    def _first(self, told: Quantities, good: str) -> Mark:
        """Where the first quantity of a good stands."""
        return told.found[good][0].marks[()]

    def _quantities(self, path: DataPath, ref: Any, kind: str, good: str | None) -> Quantities:
        def of(sheet: Sheet, source: str | None) -> Quantities:
            told = quantities(sheet, kind, self.areas, self.goods, good, source)
            if kind == "need" and not told.faults:
                self.needs.append((path, sheet.file))
                self.rows += [row for rows in told.found.values() for row in rows]
            self.faults += told.faults
            self.oddities += told.oddities
            return told

        return self._table(path, ref, of) or Quantities()

    def _observed(self) -> None:
        """Counts of tables in the place of their names, among those that the case lists itself."""
        given = self.case.data["observed"]
        items: list[Any] = given if isinstance(given, list) else [given]
        entries: list[Any] = []
        moved: dict[DataPath, Mark] = {}
        for position, item in enumerate(items):
            path: DataPath = ("observed", position) if isinstance(given, list) else ("observed",)
            if not is_name(item):
                for known, mark in self.case.values.items():
                    if known[:2] == path:
                        moved["observed", len(entries), *known[2:]] = mark
                entries.append(item)
                continue
            read = self._table(
                path, item, lambda sheet, source: observations(
                    sheet, self.crossings, self.goods, source
                ),
            )  # fmt: skip
            if read is None:
                continue
            rows, places, faults, odd = read
            for row, marks in zip(rows, places, strict=True):
                for inside, mark in marks.items():
                    moved["observed", len(entries), *inside] = mark
                entries.append(row)
            self.faults += faults
            self.oddities += odd
        self.case.data["observed"] = entries
        self.marks |= moved

    def _table(self, path: DataPath, ref: Any, read: Callable[[Sheet, str | None], Any]) -> Any:
        """What `read` makes of the sheet that `ref` names; None, and a fault, where none is."""
        if not is_name(ref):
            text = f"expected a table as {{table: FILE}}, got {said(ref)}"
            self.faults.append(self.case.finding(path, text))
            return None
        faults = list(self._faults_of_name(path, ref))
        self.faults += faults
        if faults:
            return None
        name, title = ref["table"], ref.get("sheet")
        file = Path(self.case.file).parent / name
        try:
            sheet = read_sheet(file, file.as_posix(), title)
        except Unreadable as error:
            about = "sheet" if "sheet" in ref and file.is_file() else "table"
            self.faults.append(self.case.finding((*path, about), str(error)))
            return None
        shown = Origin(sheet.title or Path(name).name, sheet.file, sheet.sha256)
        self.origins[sheet.file, sheet.title] = shown
        return read(sheet, ref.get("source"))

    def _faults_of_name(self, path: DataPath, ref: dict[str, Any]) -> Iterator[Finding]:
        beside = {BESIDE_A_TABLE.get(str(path[-1]), "")} if path[0] == "goods" else set()
        known = [*KEYS, *beside]
        for key, value in ref.items():
            if key not in known:
                text = f"unknown key{one_of(key, known)}"
                yield self.case.finding((*path, key), text, key=True)
            elif key in KEYS and not isinstance(value, str):
                yield self.case.finding((*path, key), f"expected text, got {said(value)}")
        sources = self.case.data.get("sources")
        source = ref.get("source")
        if isinstance(source, str) and source not in (sources or {}):
            text = f"no source is listed as {source}{one_of(source, list(sources or {}))}"
            yield self.case.finding((*path, "source"), text)
