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
from strange_lists import COGAT, UNRWA
from test_named_tables import table

from crossings.counts import TruckList
from crossings.errors import InputError
from crossings.reading import known_in, read_problem, truck_lists
from crossings.reading.lists.truck_lists import KNOWING_NOTHING, Requested
from crossings.reading.sheets.written_days import Undated, day_order, written_day
from crossings.tables.counts import counts_tables

DAY = datetime.date
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
    known = known_in(case) if case is not None else KNOWING_NOTHING
    (seen,) = truck_lists([Requested(file, form)], known)
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
        "M10: no crossing is given",
        "A11: the same row as A2",
    ]
    assert sum(tally.trucks for tally in seen.days.values()) == 2
    (elsewhere,) = seen.elsewhere
    assert str(elsewhere.first).endswith(
        "M9: the case has no crossing gate-c crossing; did you mean gate-b?"
    )
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
        truck_lists([Requested("other.csv", "unrwa"), Requested("none.xlsx", "cogat")])
    assert [str(fault) for fault in caught.value.faults] == [
        "other.csv!A1: no column is called received_date, crossing, as in a list of the form unrwa",
        "none.xlsx:1:1: no such file: none.xlsx",
    ]
    written(Path(), edited(WITH_NAMES, ("priority: 5", "priority: five")))
    run = crossings_run("observe", "other.csv", "--format=table", "--case=case.yaml")
    assert run.code == 3 and "goods.food.priority" in run.err
    assert crossings_run("observe", "a", "b", "c", "--format=unrwa", "--format=table").code == 2
    assert crossings_run("observe", "other.csv", "--format=table", "--output=other.csv").code == 2


def test_an_error_a_hidden_sheet_and_a_formula_without_a_result_count_nothing() -> None:
    unrwa(
        truck(1, 1, DAY(2024, 3, 1), "=NA()", "gate-a"),
        truck(2, 1, DAY(2024, 3, 1), "Food Items", "=A1"),
        truck(3, 1, "=1/0", "Food Items", "gate-a"),
        truck(4, "=1+1", DAY(2024, 3, 1), "Food Items", "gate-a"),
        truck(5, "2", DAY(2024, 3, 1), "Food Items", "gate-a"),
    )
    book = openpyxl.load_workbook("unrwa.xlsx")
    book["Commodities Received"]["G2"].value = "#N/A"
    book["Commodities Received"]["G2"].data_type = "e"
    book.create_sheet("Old", 0).sheet_state = "hidden"
    book.save("unrwa.xlsx")
    seen = read("unrwa", "unrwa.xlsx")
    told = [str(each).removeprefix("unrwa.xlsx!Commodities Received!") for each in seen.refused]
    assert told == [
        "G2: the cell has no value but #N/A",
        "M3: the cell has no value but =A1, a formula whose result was not saved",
        "C4: '=1/0, a formula whose result was not saved' is no date",
        "B5: expected a number of trucks ≥ 0, got =1+1, a formula whose result was not saved"
        "; open the workbook in a spreadsheet and save it",
    ]
    assert tallied(seen) == {("2024-03-01", "gate-a", "Food Items"): 2}


def test_a_list_whose_columns_or_quotation_marks_are_amiss_is_refused_whole() -> None:
    head, row = "Date,Route,Classification\n", "1 Sept 2024,gate-a,Food\n"
    open_mark = "1 Sept 2024,gate-a,Food,2 Sept 2024"
    for text, said in (
        (head.replace("sif", "ssif") + row, "C1: unknown column 'Classsification'; did you mean"),
        (head + row.replace("Food", '"Food') + row, "unexpected end of data"),
        (head + row.replace("gate", '"gate') + row.replace("-a", '-a"'), "lines 2 to 3 as one row"),
        (head.replace("\n", ",date\n") + row, "D1: column 'date' is day, as A1 is; which holds?"),
        (head, "A1: no row is below the header"),
        (head + row.replace("1 Sept", "soon"), "A2: 'soon 2024' is no date"),
        (head + open_mark, "D2: no column is above '2 Sept 2024'; is it a number with a comma?"),
    ):  # fmt: skip
        Path("list.csv").write_text(text, "utf-8")
        with pytest.raises(InputError) as caught:
            read("cogat", "list.csv")
        assert said in str(caught.value.faults[0]), text


def test_a_row_that_runs_over_is_refused_and_a_comma_of_decimals_is_read() -> None:
    Path("over.csv").write_text(
        "date,crossing,stage,truckloads\n"
        "2024-03-01,gate-a,collected,5\n2024-03-02,gate-a,collected,1,200\n",
        "utf-8",
    )
    seen = read("table", "over.csv")
    assert [str(each) for each in seen.refused] == [
        "over.csv!E3: no column is above '200'; is it a number with a comma?"
    ]
    Path("half.csv").write_text(
        "COGAT, list of March\nDate;Route;Aid (tons)\n1 Mar 2024;gate-a;12,5\n"
        "1 Mar 2024;gate-a;12,345\n",
        "utf-16",
    )
    seen = read("cogat", "half.csv")
    (tally,) = seen.days.values()
    assert tally.tonnes == 12.5 + 12.345 and not seen.refused
    text = Path("half.csv").read_text("utf-16").replace("12,5", "12")
    Path("half.csv").write_text(text, "utf-16")
    seen = read("cogat", "half.csv")
    (tally,) = seen.days.values()
    assert tally.tonnes == 12
    assert [str(each) for each in seen.refused] == [
        "half.csv!C4: 12,345 could be 12.345 or 12345, and nothing in its column shows which; "
        "write it as it is meant"
    ]


@pytest.mark.parametrize(
    "text", ["24-09-01", "01/02/03", "0000-01-01", "9999-12-31", "1 Sept 1899",
             datetime.date(9999, 12, 31), datetime.datetime(1900, 1, 1)],
)  # fmt: skip
def test_a_year_that_is_not_plain_is_asked_for(text: Any) -> None:
    with pytest.raises(Undated, match=r"YYYY-MM-DD|of no year from|calendar has no"):
        written_day(text, "day")


@pytest.mark.parametrize(
    ("cargo", "good"),
    [("Gastroenterology kits", None), ("Medical gas (oxygen)", None), ("Animal food", None),
     ("Food/Non-food", None), ("Food and Medical Supplies", None), ("Baby food", "food"),
     ("FOOD", "food")],
)  # fmt: skip
def test_a_cargo_that_could_be_several_things_counts_in_the_total_alone(
    cargo: str, good: str | None
) -> None:
    unrwa(truck(1, 1, DAY(2024, 3, 1), cargo, "gate-a"))
    ((_, group),) = read("unrwa", "unrwa.xlsx").days
    assert (group.good, group.category) == (good, None)


def test_lists_of_one_form_have_names_of_their_own_and_none_is_counted_twice(
    crossings_run: Runner,
) -> None:
    table("north.csv", [COGAT, ("1 Mar 2024", "gate-a", "Food", "UN", 20)])
    table("south.csv", [COGAT, *[("30 Mar 2024", "gate-a", "Food", "UN", 20)] * 2])
    run = crossings_run("observe", "north.csv", "south.csv", "--format=cogat")
    assert run.code == 0
    (line,) = [line for line in run.out.splitlines() if line.startswith("2024-03-01")]
    assert line.split() == ["2024-03-01", "2024-03-30", "gate-a", "1.0*", "2.0*"]
    assert "cogat-north" in run.out and "cogat-south" in run.out
    again = crossings_run("observe", "north.csv", "north.csv", "--format=cogat")
    assert (again.code, "the same list as north.csv" in again.err) == (3, True)


def test_what_is_at_no_crossing_makes_all_together_the_sum_of_the_list() -> None:
    rows = [("1 Mar 2024", "Land", "Food", "UN", 20), ("1 Mar 2024", "gate-a", "Food", "UN", 20)]
    table("cogat.csv", [COGAT, *rows])
    found = counts_tables([read("cogat", "cogat.csv")], "all")["observed"]
    in_all = found[found["good"].isna()]
    assert dict(zip(in_all["crossing"].fillna(""), in_all["truckloads"], strict=True)) == {
        "": 2.0, "gate-a": 1.0,
    }  # fmt: skip


def test_a_name_in_any_script_and_a_sheet_that_is_asked_for(crossings_run: Runner) -> None:
    table("counts.xlsx", [("read", "me")], "README")
    rows = [("date", "crossing", "stage", "truckloads"), ("2024-03-01", "معبر رفح", "collected", 5)]
    table("counts.xlsx", rows, "Trucks")
    run = crossings_run("observe", "counts.xlsx", "--format=table")
    assert run.code == 3 and "other sheets are Trucks" in run.err
    run = crossings_run("observe", "counts.xlsx", "--format=table", "--sheet=Trucks")
    assert run.code == 0 and "معبر-رفح" in run.out
    assert crossings_run("observe", "a", "--format=table", "--sheet=a", "--sheet=b").code == 2


def test_what_was_refused_is_said_whatever_the_form_and_nothing_read_is_written_over(
    crossings_run: Runner,
) -> None:
    rows = [("date", "stage", "truckloads"), ("2024-03-01", "collected", 5), ("soon", "x", 1)]
    Path("counts").mkdir()
    table("counts/daily.csv", rows)
    arguments = ("observe", "counts/daily.csv", "--format=table", "--as=csv")
    before = Path("counts/daily.csv").read_bytes()
    run = crossings_run(*arguments, "--output=counts")
    assert (run.code, Path("counts/daily.csv").read_bytes()) == (2, before)
    run = crossings_run(*arguments, "--output=elsewhere")
    assert run == Run(0, "", "counts/daily.csv: 1 of 2 rows not read: table refused\n")
    model = Path("model.yaml").read_bytes()
    over = crossings_run(*arguments[:3], "--case=case.yaml", "--output=model.yaml")
    assert (over.code, Path("model.yaml").read_bytes()) == (2, model)


def test_counts_that_a_case_names_can_be_made_for_it(crossings_run: Runner) -> None:
    before, _, _ = WITH_NAMES.partition("observed:\n")
    sources = "sources: {unrwa: {}, census: {}}\n"
    written(Path(), f"{before}observed: {{table: counts/observed.csv}}\n{sources}")
    unrwa(truck(1, 3, DAY(2024, 3, 1), "Food Items", "gate-a"))
    arguments = ("observe", "unrwa.xlsx", "--format=unrwa", "--case=case.yaml", "--as=csv")
    for _ in range(2):
        assert crossings_run(*arguments, "--output=counts") == Run(0, "", "")
    assert len(read_problem("case.yaml").observed) == 2


@pytest.mark.parametrize("number", ["1e308", "1e13", "9" * 400, "1e-12"])
def test_a_number_that_no_case_would_take_is_refused(number: str) -> None:
    rows = [(*row, "gate-a", "collected") for row in (("2024-03-01", number), ("2024-03-01", "2"))]
    table("own.csv", [("date", "truckloads", "crossing", "stage"), *rows])
    seen = read("table", "own.csv")
    assert [str(each).split(": ")[0] for each in seen.refused] == ["own.csv!B2"]
    assert "expected a number of trucks ≥ 0" in seen.refused[0].text
    observed = counts_tables([seen], "month")["observed"]
    assert observed["truckloads"].tolist() == [2.0]


@pytest.mark.parametrize("shown", ["mmm-yy", "mmm yyyy", "[$-409]mmm\\-yy;@"])
def test_a_month_that_a_workbook_shows_is_a_total_and_a_day_a_day(shown: str) -> None:
    days = [datetime.date(2024, 2, 1), datetime.date(2024, 3, 1)]
    head = ("date", "crossing", "truckloads", "stage")
    table("book.xlsx", [head, *((day, "gate-a", 700, "released") for day in days)])
    book = openpyxl.load_workbook("book.xlsx")
    book["Needs"]["A2"].number_format = shown
    book["Needs"]["A3"].number_format = "d mmm yyyy"
    book.save("book.xlsx")
    seen = read("table", "book.xlsx")
    ((first, last, _),) = seen.totals
    assert (first, last) == (days[0], datetime.date(2024, 2, 29))
    assert [day for day, _ in seen.days] == days[1:]


def test_a_dot_that_may_part_thousands_is_asked_about_and_a_space_parts_them() -> None:
    rows = ["date;crossing;truckloads;stage", "2024-03-01;gate-a;4.140;released",
            "2024-03-02;gate-a;4\u202f140;released", "2024-03-03;gate-a;12;released"]  # fmt: skip
    Path("dots.csv").write_text("\n".join(rows) + "\n", "utf-8")
    seen = read("table", "dots.csv")
    (refused,) = seen.refused
    assert "C2: 4.140 is 4.14; if its dot parts thousands, write 4140" in str(refused)
    assert seen.trucks == 4152
