"""Lists of no known form: their columns, the rows that are wanted, months as totals, slips."""

import datetime
import json
import random
from pathlib import Path
from typing import get_args

import pytest
from example import CASE, written
from runs import Runner
from test_named_tables import table

from crossings.commands.list_options import STAGES
from crossings.counts import TruckList
from crossings.errors import InputError
from crossings.reading import known_in, truck_lists
from crossings.reading.lists.truck_lists import KNOWING_NOTHING, Requested
from crossings.reading.lists.wanted import Misput, Wanted, columns_wanted, rows_wanted
from crossings.reading.schema.entry import Stage
from crossings.reading.sheets.written_days import Undated, written_month
from crossings.tables.counts import counts_tables

PLAIN = Wanted()
PORTS = ("Port Name", "State", "Border", "Date", "Measure", "Value")
WANTED = "date=Date,crossing=Port Name,truckloads=Value"
COUNTS = ("date", "crossing", "truckloads", "stage")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, CASE)


def read(file: str, wanted: Wanted = PLAIN, form: str = "table") -> TruckList:
    (seen,) = truck_lists([Requested(file, form, None, wanted)], KNOWING_NOTHING)
    return seen


def ports() -> None:
    rows = [
        (port, "Somewhere", "North", month, measure, value)
        for month, trucks in (("Jan 2019", 4140), ("Feb 2019", 4277))
        for port, more in (("Northgate A", 0), ("Riverside B", 71))
        for measure, value in (("Trucks", trucks + more), ("Buses", 210))
    ]
    table("ports.csv", [PORTS, *rows])


def test_entries_by_measure_are_months_totals_of_the_rows_that_are_wanted(
    crossings_run: Runner,
) -> None:
    ports()
    asked = ("observe", "ports.csv", "--format=table", "--columns", WANTED)
    run = crossings_run(*asked, "--where=Measure=Trucks", "--stage=presented", "--as=json")
    assert run.code == 0
    whole = json.loads(run.out)
    found = {
        (row["crossing"], row["from"], row["to"], row["stage"]): row["truckloads"]
        for row in whole["observed"]
    }
    assert found == {
        ("northgate-a", "2019-01-01", "2019-01-31", "presented"): 4140,
        ("riverside-b", "2019-01-01", "2019-01-31", "presented"): 4211,
        ("northgate-a", "2019-02-01", "2019-02-28", "presented"): 4277,
        ("riverside-b", "2019-02-01", "2019-02-28", "presented"): 4348,
    }
    (told,) = whole["lists"]
    assert (told["rows"], told["read"], told["left_out"], told["trucks"]) == (8, 4, 4, 16976)
    assert whole["daily"] == [] and len(whole["totals"]) == 4
    assert {row["open_days"] for row in whole["observed"]} == {None}
    screen = crossings_run(*asked, "--where=Measure=Trucks", "--stage=presented").out
    assert "4 of 8 rows read, 4 not asked for" in screen


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--where=Measure=Truks", "--stage=met"], 3, "Measure = Truks; did you mean Trucks?"),
        (["--where=Measur=Trucks", "--stage=met"], 3, "called Measur; did you mean Measure?"),
        (["--where=Measure=Buses,Border=South", "--stage=met"], 3, "no row has Border = South"),
        (["--where=Measure=Trucks"], 3, "no column is called stage, as in a list of the form"),
        (["--columns=dat=Date"], 2, "no column dat is read; did you mean date?"),
        (["--columns=date"], 2, "expected NAME=WORD"),
        (["--columns=date=Date,date=State"], 2, "date is given twice"),
        (["--columns=date=Date,from=date"], 2, "the column date is given twice"),
        (["--stage=sent"], 2, "is not one of"),
        (["--format=table", "--stage=met", "--stage=met"], 2, "once for all files"),
    ],
)
def test_what_is_said_of_a_list_and_cannot_be_followed(
    options: list[str], code: int, said: str, crossings_run: Runner
) -> None:
    ports()
    given = "--columns" in " ".join(options)
    named = () if given else ("--columns", WANTED)
    run = crossings_run("observe", "ports.csv", "--format=table", *named, *options)
    assert run.code == code and said in run.err


def test_a_stage_is_for_tables_alone(crossings_run: Runner) -> None:
    run = crossings_run("observe", "ports.csv", "--format=cogat", "--stage=met")
    assert run.code == 2 and "--stage is for lists of the form table" in run.err
    assert set(STAGES) == {*get_args(Stage)}


def test_words_may_have_commas_and_a_header_named_twice_means_either() -> None:
    assert columns_wanted("") == {} and rows_wanted("a=b, c,a=d") == {"a": ["b, c", "d"]}
    ports()
    wanted = Wanted(columns_wanted(WANTED), rows_wanted("measure=buses,Measure=TRUCKS"), "met")
    assert read("ports.csv", wanted).trucks == 16976 + 840
    for wrong in ("=x", "x=", ",", "x"):
        with pytest.raises(Misput):
            rows_wanted(wrong)


def test_a_column_that_is_named_is_read_under_no_other_name() -> None:
    rows = [("2024-03-01", "gate-a", 3, 5, "met"), ("2024-03-02", "gate-a", 4, 6, "met")]
    table("two.csv", [("date", "crossing", "truckloads", "Lorries", "stage"), *rows])
    assert read("two.csv").trucks == 7
    assert read("two.csv", Wanted({"trucks": "Lorries"})).trucks == 11


def test_a_list_without_a_number_of_trucks_has_a_row_for_each() -> None:
    head = ("ID", "Received Date", "Cargo Category", "Time of Opening Gate", "Crossing")
    rows = [
        (number, "2024-03-01 00:00:00", "Food Items", None, place)
        for number, place in enumerate(["Kerem Shalom"] * 24 + ["Rafah Crossing"] * 11)
    ]
    table("list.csv", [head, *rows])
    seen = read("list.csv", form="unrwa")
    assert {group.crossing: tally.trucks for (_, group), tally in seen.days.items()} == {
        "kerem-shalom": 24,
        "rafah": 11,
    }
    assert "each row is counted as a truck" in str(seen.oddities[0])


def test_crossings_that_a_case_lacks_are_said_once_with_their_trucks(
    crossings_run: Runner,
) -> None:
    rows = [("2024-03-01", "gate-a", 5, "met"), *[("2024-03-01", "Gate 96", 700.5, "met")] * 4]
    table("counts.csv", [COUNTS, *rows, ("2024-03-02", "JLOTS", 1, "met")])
    arguments = ("observe", "counts.csv", "--format=table", "--case=case.yaml")
    run = crossings_run(*arguments)
    assert run.code == 0
    assert run.out.count("Gate 96:") == 1
    assert "  Gate 96: 2,802 trucks in 4 rows, first counts.csv!B3: the case has no" in run.out
    assert "  JLOTS: 1 truck in 1 row" in run.out and "1 of 6 rows read" in run.out
    whole = json.loads(crossings_run(*arguments, "--as=json").out)
    assert whole["refused"] == [] and whole["lists"][0]["elsewhere"] == 5
    assert [(row["crossing"], row["trucks"]) for row in whole["elsewhere"]] == [
        ("Gate 96", 2802),
        ("JLOTS", 1),
    ]
    table("nowhere.csv", [COUNTS, *rows[1:]])
    with pytest.raises(InputError) as caught:
        truck_lists([Requested("nowhere.csv", "table")], known_in("case.yaml"))
    (fault,) = caught.value.faults
    assert "the case has no crossing Gate 96" in fault.text


def test_weeks_stand_within_a_month_or_by_themselves_and_never_beside_their_days() -> None:
    head = ("from", "to", "crossing", "truckloads", "stage")
    rows: list[tuple[object, ...]] = [
        ("2024-03-03", "2024-03-09", "gate-a", 70, "met"),
        ("2024-03-10", "2024-03-16", "gate-a", 80, "met"),
        ("2024-03-31", "2024-04-06", "gate-a", 90, "met"),
    ]
    table("weeks.csv", [head, *rows, ("2024-04-08", "2024-04-08", "gate-a", 9, "met")])
    seen = read("weeks.csv")
    assert [day.isoformat() for day, _ in seen.days] == ["2024-04-08"]
    for by, expected in {
        "month": [("2024-03-03", "2024-03-31", 150), ("2024-03-31", "2024-04-06", 90),
                  ("2024-04-01", "2024-04-08", 9)],
        "all": [("2024-03-03", "2024-04-08", 249)],
    }.items():  # fmt: skip
        table_ = counts_tables([seen], by)["observed"]
        assert (
            list(zip(table_["from"], table_["to"], table_["truckloads"], strict=True)) == expected
        )
    for more, said in (
        (("2024-03-05", "2024-03-05", "gate-a", 3, "met"), "a count of 2024-03-05; which holds?"),
        (("2024-03-08", "2024-03-12", "gate-a", 3, "met"), "that overlap; which holds?"),
        (("2024-03-08", "2024-03-01", "gate-a", 3, "met"), "2024-03-01 is before 2024-03-08"),
    ):
        table("weeks.csv", [head, more, *rows])
        try:
            told = [str(each) for each in read("weeks.csv").refused]
        except InputError as error:
            told = [str(each) for each in error.faults]
        assert any(said in each for each in told), more


def test_months_are_read_however_they_are_written() -> None:
    march = (datetime.date(2024, 3, 1), datetime.date(2024, 3, 31))
    for text in ("Mar 2024", "march 2024", "March, 2024", "Mar-2024", "2024-03", "03/2024"):
        assert written_month(text) == march, text
    for text in ("soon 2024", "2024-13", "1 March 2024", "2024-03-01", "0000-00", 45352, None):
        assert written_month(text) is None
    for text in ("Mar 1889", "0000-01"):
        with pytest.raises(Undated):
            written_month(text)


@pytest.mark.parametrize("factor", [10, 0.1])
def test_a_count_with_a_figure_too_many_is_named_with_its_row(factor: float) -> None:
    chance = random.Random(7)
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=n) for n in range(120)]
    counts = [round(120 * chance.lognormvariate(0, 0.3)) for _ in days]
    rows = [(str(day), "gate-a", count, "met") for day, count in zip(days, counts, strict=True)]
    table("counts.csv", [COUNTS, *rows])
    assert read("counts.csv").oddities == ()
    rows[50] = (*rows[50][:2], round(120 * factor), "met")
    table("counts.csv", [COUNTS, *rows])
    (odd,) = read("counts.csv").oddities
    told = f"counts.csv!C52: {120 * factor:,.6g} is an outlier: "
    assert str(odd).startswith(told) and "at gate-a is usually about 1" in str(odd)


def test_a_rush_of_many_rows_or_counts_of_two_kinds_are_no_slip() -> None:
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=n) for n in range(40)]
    once = [(str(day), "gate-a", 1, "met") for day in days for _ in range(20)]
    rush = [(str(days[3]), "gate-a", 1, "met")] * 200
    table("counts.csv", [COUNTS, *once, *rush])
    assert read("counts.csv").oddities == ()
    two_kinds = [(str(day), "gate-a", 1000 if n % 8 == 0 else 50, "met")
                 for n, day in enumerate(days)]  # fmt: skip
    table("counts.csv", [COUNTS, *two_kinds])
    assert read("counts.csv").oddities == ()


def test_what_observe_wrote_is_read_again_as_it_was(crossings_run: Runner) -> None:
    table("days.csv", [
        ("Received Date", "Crossing", "No. of Trucks", "Cargo Category"),
        ("2024-01-01", "Rafah", 10, "Food"), ("2024-01-01", "Rafah", 4, "Medical"),
        ("2024-01-02", "Kerem Shalom", 7, "Food"), ("2024-02", "Kerem Shalom", 70, "Food"),
    ])  # fmt: skip
    table("entries.csv", [
        ("Date", "Route", "Classification", "Donor", "Aid (tons)"),
        ("2024-01-01", "Land Crossings", "Food", "x", 20),
        ("2024-01-01", "Land Crossings", "Food", "x", "-"),
        ("2024-01-02", "Rafah", "Medical", "x", 9),
    ])  # fmt: skip
    both = ("days.csv", "entries.csv", "--format=unrwa", "--format=cogat")
    assert crossings_run("observe", *both, "--as=csv", "--output=one").code == 0
    for source, name in (("unrwa", "daily"), ("cogat", "daily"), ("unrwa", "totals")):
        asked = (f"one/{name}.csv", "--format=table", f"--where=source={source}")
        run = crossings_run("observe", *asked, "--as=csv", f"--output=two-{source}")
        assert run.code == 0, run.err
        written = Path(f"one/{name}.csv").read_text("utf-8").splitlines()
        again = Path(f"two-{source}/{name}.csv").read_text("utf-8").splitlines()
        assert again == [written[0], *(row for row in written[1:] if row.startswith(source))]
    run = crossings_run("observe", "one/daily.csv", "--format=table")
    assert run.code == 3 and "2 lists stand in it and are never added up (unrwa, cogat)" in run.err
