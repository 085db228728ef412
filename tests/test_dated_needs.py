"""Needs that hold between dates, in several units: held against a loop over days."""

import calendar
import csv
import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from example import CASE, edited, written
from hypothesis import given
from hypothesis import strategies as st
from runs import Runner
from strategies import examples

from crossings.errors import InputError
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides

DAY = datetime.timedelta(days=1)
START = datetime.date(2024, 2, 20)
HEAD = ["area", "good", "from", "to", "truckloads_per_day", "tonnes_per_day", "tonnes_per_month",
        "people", "note"]  # fmt: skip
KG, POPULATION = 0.55, {"north": 300_000, "south": 100_000}
TONNES = {"food": 14.6, "cement": 25.0, "chairs": 8.0}
OF_TABLE = edited(
    CASE,
    ("    need: {by_area: {north: 6, south: 4}}\n", "    tonnes_per_truckload: 25\n"),
    ("    need: 3\n", "    tonnes_per_truckload: 8\n"),
    ("crossings:\n", "need: {table: needs.csv}\ncrossings:\n"),
)


@dataclass
class Row:
    """A row of a table of needs; without a day it holds from the first, or to the last."""

    area: str
    good: str
    first: datetime.date | None
    last: datetime.date | None
    unit: str
    amount: int

    def on(self, day: datetime.date) -> float:
        """Truckloads that it asks for on a day."""
        if (self.first and day < self.first) or (self.last and day > self.last):
            return 0.0
        tonnes = {
            "truckloads_per_day": self.amount * TONNES[self.good],
            "tonnes_per_day": self.amount,
            "tonnes_per_month": self.amount / calendar.monthrange(day.year, day.month)[1],
            "people": self.amount * KG / 1000,
        }
        return tonnes[self.unit] / TONNES[self.good]

    @property
    def cells(self) -> list[str]:
        amounts = [str(self.amount) if unit == self.unit else "" for unit in HEAD[4:8]]
        days = [str(day or "") for day in (self.first, self.last)]
        return [self.area, self.good, *days, *amounts, ""]


@st.composite
def tables(draw: st.DrawFn) -> list[Row]:
    """Rows of which no two hold for a good and a place on one day, in any order."""
    rows = []
    for good in TONNES:
        in_all = good == "chairs" or draw(st.booleans())
        for area in [""] if in_all else draw(st.sampled_from([["north"], ["north", "south"]])):
            day: datetime.date | None = None
            for length in draw(st.lists(st.integers(0, 40), min_size=1, max_size=3)):
                first = day and day + draw(st.integers(0, 9)) * DAY
                last = (first or START) + length * DAY
                unit = draw(st.sampled_from(HEAD[4:8] if good == "food" else HEAD[4:7]))
                rows.append(Row(area, good, first, last, unit, draw(st.integers(0, 99_999))))
                day = last + DAY
            if draw(st.booleans()):
                rows[-1].last = None
    order = draw(st.permutations(range(len(rows))))
    return [rows[n] for n in order]


def read(folder: Path, text: str, rows: list[list[str]], *changes: str) -> Problem:
    written(folder, text)
    with (folder / "needs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return read_problem(str(folder / "case.yaml"), None, parsed_overrides(changes))


def needed_by_day(rows: list[Row], day: datetime.date) -> dict[tuple[str, str], float]:
    """Truckloads that each good needs in each area on a day; of exports in all."""
    people = sum(POPULATION.values())
    found = dict.fromkeys(((g, a) for g in TONNES for a in (*POPULATION, "")), 0.0)
    for row in rows:
        if row.area or row.good == "chairs":
            found[row.good, row.area] += row.on(day)
        else:
            for area, there in POPULATION.items():
                found[row.good, area] += row.on(day) * there / people
    return found


@given(tables(), st.integers(1, 5), st.integers(1, 40), st.booleans(), st.data())
@examples(12)
def test_needs_between_dates_are_those_of_a_loop_over_days(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], periods: int, length: int,
    phased: bool, data: st.DataObject,
) -> None:  # fmt: skip
    horizon = f"{{start: {START}, periods: {periods}, days_per_period: {length}}}"
    text = edited(OF_TABLE, ("{start: 2024-03-03, periods: 2, days_per_period: 7}", horizon))
    if phased and periods > 1:
        phase = f"[{{from: {START + length * DAY}, set: {{areas.south.population: 100000}}}}]"
        text = edited(text, ("crossings:\n", f"phases: {phase}\ncrossings:\n"))
    if all(row.unit != "people" for row in rows):
        text = edited(text, (f"    need: {{kg_per_person_per_day: {KG}}}\n", ""))
    folder = tmp_path_factory.mktemp("dated")
    problem = read(folder, text, [row.cells for row in rows])
    wanted = np.zeros((periods, 3, 2))
    exported = np.zeros(periods)
    for d in range(periods * length):
        for (good, area), truckloads in needed_by_day(rows, START + d * DAY).items():
            if area:
                wanted[d // length, [*TONNES].index(good), [*POPULATION].index(area)] += truckloads
            else:
                exported[d // length] += truckloads
    assert np.allclose(problem.needed, wanted, rtol=1e-9)
    assert np.allclose(problem.export_needed[:, 2], exported, rtol=1e-9)
    # Stocks in days are of the need of the first period, and of the last.
    assert np.allclose(problem.first_stock[0], 3 * wanted[0, 0] / length)
    assert np.allclose(problem.last_stock[0], wanted[-1, 0] / length)

    # A number drawn is as one set: one formula for both.
    told = data.draw(st.sampled_from([e.path for e in problem.evidence if ".by_date." in e.path]))
    drawn = problem.uncertainty.numbers
    assert drawn is not None
    arrays = drawn.arrays({told: np.array([7.0, 70_000.0])})
    for s, number in enumerate((7, 70_000)):
        changed = read(folder, text, [row.cells for row in rows], f"{told}={number}")
        for name in ("need", "export_need", "first_stock", "last_stock"):
            field = arrays[name][s] if name in arrays else getattr(problem, name)
            assert np.allclose(field, getattr(changed, name), rtol=1e-12), name

    # A second row for one of these days is a fault that names both.
    n = data.draw(st.integers(0, len(rows) - 1))
    first, last = rows[n].first or START, rows[n].last or START + 90 * DAY
    day = first + data.draw(st.integers(0, (last - first).days)) * DAY
    area = "" if rows[n].good == "chairs" else data.draw(st.sampled_from(["", rows[n].area]))
    twin = Row(area, rows[n].good, day, day, "tonnes_per_day", 3)
    with pytest.raises(InputError) as caught:
        read(folder, text, [*(row.cells for row in rows), twin.cells])
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (len(rows) + 2, 6)
    known = [f"{'EFGH'[HEAD.index(row.unit) - 4]}{k + 2}" for k, row in enumerate(rows)
             if row.good == twin.good and not (row.area and area and row.area != area)
             and row.on(day) + (row.amount == 0) > 0]  # fmt: skip
    assert f"{twin.good} in {area or 'all'} " in fault.text and any(c in fault.text for c in known)


def test_every_fault_of_dates_and_units_is_said_with_its_cell(crossings_run: Runner) -> None:
    rows = [
        "north,food,,2024-03-09,,,,300000",
        "north,food,2024-03-09,2024-03-12,,,,150000",
        "south,food,,2024-03-12,4,10,,",
        "south,food,,2024-03-12,,,,",
        "north,cement,2024-03-12,2024-03-10,,,310,",
        "south,cement,2024-13-12,,,310,,",
        "nroth,cement,,,,310,,",
        "south,cement,,2024-03-01,,-310,,",
        "north,chairs,2024-03-12,,7,,,",
    ]
    text = edited(OF_TABLE, ("    tonnes_per_truckload: 8\n", ""))
    Path("case.yaml").write_text(text, "utf-8")
    Path("needs.csv").write_text("\n".join([",".join(HEAD[:-1]), *rows]), "utf-8")
    run = crossings_run("validate", "case.yaml")
    assert run.code == 3
    assert [line for line in run.err.splitlines() if "needs.csv" in line] == [
        "needs.csv!H3: food in north is given twice on 2024-03-09; first in H2",
        "needs.csv!F4: the row has truckloads_per_day in E4 and tonnes_per_day here; which holds?",
        "needs.csv!E5: expected a number in truckloads_per_day, tonnes_per_day, tonnes_per_month "
        "or people, got nothing",
        "needs.csv!D6: goods.cement.need.by_date.0.to: lies before from (2024-03-12)",
        "needs.csv!C7: goods.cement.need.by_date.1.from: the calendar has no 2024-13-12; expected "
        "a date as YYYY-MM-DD",
        "needs.csv!A8: no area is called nroth; did you mean north?",
        "needs.csv!F9: goods.cement.need.by_date.2.tonnes_per_day: expected a number ≥ 0, got -310",
        "needs.csv!A10: goods.chairs.need.by_date.0.area: an export's need is what the outside "
        "market takes, in truckloads or tonnes",
    ]


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("{by_date: [{people: 3}]}", "by_date.0.people: kg_per_person_per_day is required where"),
        ("{by_date: [{tonnes_per_day: 3}]}", "by_date.0.tonnes_per_day: tonnes_per_truckload is"),
        ("{by_date: [{truckloads_per_day: 3}, {area: north, to: 2024-03-04, truckloads_per_day: "
         "3}]}", "by_date.1: holds on days on which by_date.0 does; which holds?"),
        ("{by_date: [{area: nort, truckloads_per_day: 3}]}", "area: no area is called nort; did"),
        ("{by_date: [{people: 3, truckloads_per_day: 3}]}", "by_date.0: expected one of truckl"),
        ("{by_date: [{form: 2024-03-04, truckloads_per_day: 3}]}", "key; did you mean from?"),
        ("{kg_per_person_per_day: 3, by_date: [{truckloads_per_day: 3}]}", "need: expected one of"),
    ],
)  # fmt: skip
def test_faults_of_needs_by_date_in_the_case(tmp_path: Path, need: str, said: str) -> None:
    text = edited(CASE, ("need: {by_area: {north: 6, south: 4}}", f"need: {need}"))
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, [])
    (fault,) = caught.value.faults
    assert said in str(fault)


def test_rows_for_days_outside_the_horizon_are_a_warning(tmp_path: Path) -> None:
    rows = [
        ["", "food", "2024-04-01", "", "", "7", "", "", ""],
        ["", "food", "", "2024-03-02", "", "7", "", "", ""],
        ["", "food", "2024-03-03", "2024-03-03", "", "7", "", "", ""],
    ]
    text = edited(OF_TABLE, (f"    need: {{kg_per_person_per_day: {KG}}}\n", ""))
    told = [str(each) for each in read(tmp_path, text, rows).warnings]
    cell = f"{tmp_path}/needs.csv!F2"
    horizon = "2024-03-03 to 2024-03-16"
    where = f"on no day of the horizon, {horizon}"
    assert f"{cell}: 2 rows of needs hold, this one first, {where}" in told


def test_one_good_may_count_its_people_in_a_table_with_a_column_for_each_good(
    tmp_path: Path,
) -> None:
    """Beside the table of one good stands what a person needs; dates serve wide tables too."""
    table = "{table: needs.csv, kg_per_person_per_day: 0.55}"
    text = edited(CASE, ("need: {kg_per_person_per_day: 0.55}", f"need: {table}"))
    problem = read(tmp_path, text, [["north", "food", "", "", "", "", "", "300000", ""]])
    assert problem.need[:, 0] == pytest.approx(np.array([[300 * 0.55 / 14.6, 0]] * 2))
    (tmp_path / "wide.csv").write_text("area,from,food\nnorth,2024-03-10,4\nsouth,,2\n", "utf-8")
    wide = edited(CASE, ("need: {kg_per_person_per_day: 0.55}", "need: {table: wide.csv}"))
    assert read(tmp_path, wide, []).need[:, 0].tolist() == [[0, 2], [4, 2]]
    (tmp_path / "wide.csv").write_text("area,people,food\nnorth,300000,4\n", "utf-8")
    with pytest.raises(InputError, match="no good is called people"):
        read(tmp_path, wide, [])
