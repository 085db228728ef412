"""Published lists of trucks: what is counted, at which stage, and every row that is not read."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example import CASE, edited, written
from runs import Run, Runner
from test_named_tables import table

from crossings.counts import TruckList
from crossings.errors import InputError
from crossings.reading import read_problem, truck_lists
from crossings.reading.written_days import Undated, day_order, written_day
from crossings.tables.counts import counts_tables

DAY = datetime.date
UNRWA = (
    "ID", "No. of Trucks", "Received Date", "Data Source", "Manifest of", "Description of Cargo",
    "Cargo Category", "Status", "Quantity", "Units", "Donating Country/ Organization",
    "Donation Type", "Crossing", "Destination Recipient/ Partner", "Data Period",
    "Data Entry Type", "Last Edited Time",
)  # fmt: skip
COGAT = ("Date", "Route", "Classification", "Donor", "Aid (tons)")
WITH_NAMES = edited(
    CASE,
    ("  gate-a:\n", "  gate-a:\n    name: Kerem (the new one)\n    aliases: [Karem Salem]\n"),
    ("    category: humanitarian\n", "    category: humanitarian\n    sector: FSC\n"),
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, WITH_NAMES)


def truck(number: int | None, trucks: Any, day: Any, cargo: Any, crossing: Any) -> tuple[Any, ...]:
    row = dict.fromkeys(UNRWA)
    row |= {"ID": number, "No. of Trucks": trucks, "Received Date": day}
    return tuple((row | {"Cargo Category": cargo, "Crossing": crossing}).values())


def unrwa(*rows: Sequence[Any]) -> None:
    table("unrwa.xlsx", [UNRWA, *rows], "Commodities Received")


def read(form: str, file: str, case: str | None = "case.yaml") -> TruckList:
    (seen,) = truck_lists([(file, form)], case)
    return seen


def tallied(seen: TruckList) -> dict[tuple[Any, ...], float]:
    return {
        (day.isoformat(), group.crossing, group.cargo): tally.trucks
        for (day, group), tally in seen.days.items()
    }


def test_unrwa_counts_trucks_collected_by_the_day_received() -> None:
    unrwa(
        truck(1, 1, DAY(2024, 3, 1), "Food Items", "gate-a"),
        truck(2, 2, DAY(2024, 3, 1), "Food Items", "GATE-A Crossing"),
        truck(3, 1, "2 March 2024", "Medical Supplies", "Karem  salem"),
        truck(4, 1, datetime.datetime(2024, 3, 2, 8), "Medical Supplies", "Kerem (The New One)"),
        truck(5, 1, "2024-03-02", None, "gate-b"),
    )
    seen = read("unrwa", "unrwa.xlsx")
    assert tallied(seen) == {
        ("2024-03-01", "gate-a", "Food Items"): 3,
        ("2024-03-02", "gate-a", "Medical Supplies"): 2,
        ("2024-03-02", "gate-b", None): 1,
    }
    assert {group.stage for _, group in seen.days} == {"collected"}
    assert "Received Date" in seen.dated_by
    assert (seen.rows, seen.refused, seen.source) == (5, (), "unrwa")


def test_cogat_counts_entries_released_and_tonnes_where_they_are_given() -> None:
    table(
        "cogat.csv",
        [
            COGAT,
            ("1 Sept 2024", "Land Crossings", "Food", "-", "20"),
            ("01/09/2024", "Land Crossings", "Food", "UN", "-"),
            ("2024-09-01", "Land Crossings", "Fuel", "UN", "36.8"),
            ("25/09/2024", "gate-a", "-", "UN", "1,250.5"),
        ],
    )
    seen = read("cogat", "cogat.csv")
    assert seen.refused == ()
    assert tallied(seen) == {
        ("2024-09-01", None, "Food"): 2,
        ("2024-09-01", None, "Fuel"): 1,
        ("2024-09-25", "gate-a", None): 1,
    }
    tonnes = {
        group.cargo: (tally.tonnes, tally.trucks_with_tonnes)
        for (_, group), tally in seen.days.items()
    }
    assert tonnes == {"Food": (20, 1), "Fuel": (36.8, 1), None: (1250.5, 1)}
    assert {group.stage for _, group in seen.days} == {"released"}


def test_every_row_that_is_not_read_is_named_with_its_cell() -> None:
    good = truck(1, 1, DAY(2024, 3, 1), "Food Items", "gate-a")
    unrwa(
        good,
        truck(2, 1, "-", "Food Items", "gate-a"),
        truck(3, 1, "31 February 2024", "Food Items", "gate-a"),
        truck(4, 1, "soon", "Food Items", "gate-a"),
        truck(5, 1, "03/04/2024", "Food Items", "gate-a"),
        truck(6, "-", DAY(2024, 3, 1), "Food Items", "gate-a"),
        truck(7, -1, DAY(2024, 3, 1), "Food Items", "gate-a"),
        truck(8, 1, DAY(2024, 3, 1), "Food Items", "gate-c crossing"),
        truck(9, 1, DAY(2024, 3, 1), "Food Items", "-"),
        good,
        truck(1, 1, DAY(2024, 3, 1), "Food Items", "gate-b"),
    )
    seen = read("unrwa", "unrwa.xlsx")
    told = [str(each).removeprefix("unrwa.xlsx!Commodities Received!") for each in seen.refused]
    assert told == [
        "C3: no date is given, but '-'",
        "C4: the calendar has no 31 February 2024",
        "C5: 'soon' is no date",
        "C6: 03/04/2024 could be two days; write it as YYYY-MM-DD",
        "B7: expected a number of trucks ≥ 0, got -",
        "B8: expected a number of trucks ≥ 0, got -1",
        "M9: the case has no crossing gate-c crossing; did you mean gate-b?",
        "M10: no crossing is given",
        "A11: the same row as A2",
    ]
    assert sum(tally.trucks for tally in seen.days.values()) == 2
    refused = counts_tables([seen], "month")["refused"]
    assert list(refused["cell"]) == [text.partition(":")[0] for text in told]


@pytest.mark.parametrize(
    "text", ["1 Sept 2024", "1 September 2024", "1-Sep-24", "1st Sep 2024", "Sep 1, 2024",
             "Sept. 1 2024", "2024-09-01", "2024-9-1", "2024-09-01T00:00:00", "01.09.2024"],
)  # fmt: skip
def test_days_are_read_however_they_are_written(text: str) -> None:
    assert written_day(text, "day") == DAY(2024, 9, 1)


def test_what_comes_first_in_a_date_is_learnt_from_the_list() -> None:
    assert day_order(["01/02/2024", "13/02/2024"]) == "day"
    assert day_order(["01/02/2024", "02/13/2024"]) == "month"
    assert day_order(["13/02/2024", "02/13/2024"]) == ""
    assert written_day("01/02/2024", "month") == DAY(2024, 1, 2)
    assert written_day("25/02/2024", "") == DAY(2024, 2, 25)
    assert written_day("02/02/2024", "") == DAY(2024, 2, 2)
    for text in ("01/02/2024", "1 Xyz 2024", "", None, 45536, "2024", "32 March 2024"):
        with pytest.raises(Undated):
            written_day(text, "")


def test_counts_are_those_of_the_case_by_month_week_or_in_all() -> None:
    unrwa(
        truck(1, 3, DAY(2024, 2, 28), "Food Items", "gate-a"),
        truck(2, 2, DAY(2024, 3, 2), "Food Items", "gate-a"),
        truck(3, 1, DAY(2024, 3, 5), "Fuel", "gate-a"),
        truck(4, 1, DAY(2024, 3, 5), "Mixed Items", "gate-b"),
    )
    seen = read("unrwa", "unrwa.xlsx")
    months = counts_tables([seen], "month")["observed"]
    assert [tuple(row) for row in months.iloc[:, :7].astype(object).fillna("-").to_numpy()] == [
        ("gate-a", "-", "-", "2024-02-28", "2024-02-29", "collected", 3),
        ("gate-a", "food", "-", "2024-02-28", "2024-02-29", "collected", 3),
        ("gate-a", "-", "-", "2024-03-01", "2024-03-05", "collected", 3),
        ("gate-a", "-", "fuel", "2024-03-01", "2024-03-05", "collected", 1),
        ("gate-a", "food", "-", "2024-03-01", "2024-03-05", "collected", 2),
        ("gate-b", "-", "-", "2024-03-01", "2024-03-05", "collected", 1),
    ]
    assert months["open_days"].tolist()[2] == 2
    weeks = counts_tables([seen], "week")["observed"]
    assert weeks["to"].drop_duplicates().tolist() == ["2024-03-02", "2024-03-05"]
    in_all = counts_tables([seen], "all")["observed"]
    total = in_all[in_all["good"].isna() & in_all["category"].isna()]["truckloads"].sum()
    assert total == 7


def test_two_sources_stand_side_by_side_and_are_never_added(
    crossings_run: Runner,
) -> None:
    unrwa(truck(1, 223, DAY(2024, 4, 1), "Food Items", "gate-a"))
    rows = [("1 Apr 2024", "gate-a", "Food", "UN", 20)] * 419
    table("cogat.csv", [COGAT, *rows])
    forms = ("--format", "unrwa", "--format", "cogat")
    both = ("observe", "unrwa.xlsx", "cogat.csv", *forms, "--case", "case.yaml")
    run = crossings_run(*both)
    assert run.code == 0
    (line,) = [line for line in run.out.splitlines() if line.startswith("2024-04-01")]
    assert line.split() == ["2024-04-01", "2024-04-01", "gate-a", "223", "419"]
    assert "642" not in run.out
    whole = json.loads(crossings_run(*both, "--as", "json").out)
    found = {(row["source"], row["stage"], row["truckloads"]) for row in whole["observed"]}
    assert found == {("unrwa", "collected", 223), ("cogat", "released", 419)}
    assert [row["trucks"] for row in whole["lists"]] == [223, 419]


def test_a_case_takes_what_observe_writes(crossings_run: Runner) -> None:
    written(Path(), WITH_NAMES)
    unrwa(
        truck(1, 3, DAY(2024, 3, 1), "Food Items", "gate-a"),
        truck(2, 1, DAY(2024, 3, 3), "+cmd()", "gate-b"),
    )
    arguments = ("observe", "unrwa.xlsx", "--format=unrwa", "--case=case.yaml")
    assert crossings_run(*arguments, "--as=csv", "--output=counts") == Run(0, "", "")
    before, _, _ = WITH_NAMES.partition("observed:\n")
    sources = "sources: {unrwa: {}, census: {}}\n"
    written(Path(), f"{before}observed: {{table: counts/observed.csv}}\n{sources}")
    seen = read_problem("case.yaml").observed
    assert [(each.crossing, each.good, each.truckloads, each.open_days) for each in seen] == [
        ("gate-a", None, 3, 1),
        ("gate-a", "food", 3, None),
        ("gate-b", None, 1, 1),
    ]
    assert "'+cmd()" in Path("counts/daily.csv").read_text("utf-8")
    assert crossings_run(*arguments, "--as=xlsx", "--output=counts.xlsx") == Run(0, "", "")
    daily = openpyxl.load_workbook("counts.xlsx")["daily"]
    assert daily["B2"].value == datetime.datetime(2024, 3, 1)
    assert daily["E3"].value == "+cmd()" and daily["E3"].data_type == "s"


def test_without_a_case_every_crossing_is_kept_under_its_name() -> None:
    unrwa(
        truck(1, 1, DAY(2024, 3, 1), "Food Items", "Rafah Crossing"),
        truck(2, 1, DAY(2024, 3, 1), "Food Items", "Western Erez (Zikim)"),
    )
    seen = read("unrwa", "unrwa.xlsx", None)
    assert {group.crossing for _, group in seen.days} == {"rafah", "western-erez-zikim"}


def test_a_table_of_ones_own_says_its_stage() -> None:
    table(
        "gate.csv",
        [
            ("date", "crossing", "truckloads", "stage", "cargo"),
            ("2024-03-01", "gate-a", 4.5, "presented", "cement"),
            ("2024-03-01", "gate-a", 4, "presentd", "cement"),
        ],
    )
    seen = read("table", "gate.csv")
    ((_, group),) = seen.days
    assert (group.stage, group.good, seen.source) == ("presented", "cement", "gate")
    assert str(seen.refused[0]).startswith("gate.csv!D3: expected one of manifested, ")


def test_a_file_that_is_no_list_and_a_wrong_case_are_faults(
    crossings_run: Runner,
) -> None:
    table("other.csv", [("day", "lorries"), ("2024-03-01", 3)])
    with pytest.raises(InputError) as caught:
        truck_lists([("other.csv", "unrwa"), ("none.xlsx", "cogat")])
    assert [str(fault) for fault in caught.value.faults] == [
        "other.csv!A1: no column is called no_of_trucks, received_date, crossing, as in a list of "
        "the form unrwa",
        "none.xlsx:1:1: no such file: none.xlsx",
    ]
    written(Path(), edited(WITH_NAMES, ("priority: 5", "priority: five")))
    run = crossings_run("observe", "other.csv", "--format=table", "--case=case.yaml")
    assert run.code == 3 and "goods.food.priority" in run.err
    assert crossings_run("observe", "a", "b", "c", "--format=unrwa", "--format=table").code == 2
    assert crossings_run("observe", "other.csv", "--format=table", "--output=other.csv").code == 2
