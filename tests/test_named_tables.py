"""Needs, stocks and counts from workbooks and CSV files: what they give, and what is said."""

import copy
import csv
import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import openpyxl
import pytest
import yaml
from answers import Entry
from example import CASE, edited, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs import Runner
from strategies import cases
from strategies import written as pair_written

from crossings.errors import InputError
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.schema.case import Case
from crossings.reading.sheets.archives import BrokenBook
from crossings.reading.sheets.workbooks import Book
from crossings.reading.yaml.editors import editor_schema
from crossings.reading.yaml.overrides import parsed_overrides

Rows = Sequence[Sequence[Any]]
BARE = (
    ("    need: {kg_per_person_per_day: 0.55}\n", ""),
    ("    need: {by_area: {north: 6, south: 4}}\n", ""),
    ("    need: 3\n", ""),
)
OF_ALL = edited(CASE, *BARE, ("crossings:\n", "need: {table: needs.xlsx}\ncrossings:\n"))
LONG: Rows = (
    ("Area", "Good", "Truckloads per day"),
    ("north", "food", 8),
    ("South", "Food", 5.5),
    ("north", "cement", 6),
    ("south", "cement", 4),
    (None, "chairs", 3),
)
BY_HAND = edited(
    CASE,
    ("need: {kg_per_person_per_day: 0.55}", "need: {by_area: {north: 8, south: 5.5}}"),
)


def table(path: str | Path, rows: Rows, sheet: str = "Needs") -> None:
    """Rows as a CSV file or as a sheet of a workbook."""
    path = Path(path)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
    if not path.exists():
        del book[book.sheetnames[0]]
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    book.save(path)


def assert_same(one: Problem, other: Problem) -> None:
    for name, mine in vars(one).items():
        theirs = getattr(other, name)
        if isinstance(mine, np.ndarray):
            assert np.array_equal(mine, theirs, equal_nan=True), name
    assert one.observed == other.observed


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(case: str, *settings: str) -> Problem:
    written(Path(), case)
    return read_problem("case.yaml", None, parsed_overrides(settings))


def faults(case: str, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(case, *settings)
    return [str(fault) for fault in caught.value.faults]


# ---- What tables give ----------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["needs.xlsx", "needs.csv"])
@pytest.mark.parametrize(
    "rows",
    [
        LONG,
        [
            ("Needs of March",),
            (),
            *LONG[:1],
            ("#adm2", "#item", "#value"),
            *LONG[1:3],
            (),
            *LONG[3:],
        ],
        [[row[1], row[2], row[0]] for row in LONG],
        [
            ("GOVERNORATE", "FOOD", "cement", "Chairs"),
            ("North", 8, 6, None),
            ("south", 5.5, 4, None),
            (None, None, None, 3),
        ],
    ],
    ids=["long", "titles and tags", "another order", "wide"],
)
def test_a_table_is_read_as_if_the_case_gave_it(file: str, rows: Rows) -> None:
    table(file, rows)
    assert_same(read(OF_ALL.replace("needs.xlsx", file)), read(BY_HAND))


def test_areas_are_known_by_p_code_and_a_code_goes_before_a_name() -> None:
    case = edited(OF_ALL, ("{name: North, pop", "{name: North, pcode: PS01, pop"))
    rows = [["admin2_name", "admin2_code", *LONG[0][1:]]]
    rows += [[None if a is None else "any", {"north": "ps01"}.get(a, a), *r] for a, *r in LONG[1:]]
    table("needs.xlsx", rows)
    assert_same(read(case), read(BY_HAND))


def test_one_good_may_have_a_table_of_its_own() -> None:
    table("f.csv", [("area", "need"), ("north", 8), ("south", 5.5)])
    table("s.xlsx", [("area", "good", "stock"), ("north", "cement", 7), ("south", "food", 9)], "S")
    case = edited(
        CASE,
        ("need: {kg_per_person_per_day: 0.55}", "need: {table: f.csv}"),
        ("{days_of_need: 3, end_days_of_need: 1}", "{table: s.xlsx, end_days_of_need: 1}"),
    )
    hand = edited(
        BY_HAND,
        ("days_of_need: 3, end_days_of_need: 1", "by_area: {south: 9}, end_days_of_need: 1"),
    )
    assert_same(read(case), read(hand))


def test_stocks_of_all_goods_keep_what_is_to_be_left() -> None:
    table("stocks.csv", [("area", "good", "truckloads"), ("north", "food", 7), (None, "cement", 9)])
    case = edited(
        CASE,
        ("{days_of_need: 3, end_days_of_need: 1}", "{end_days_of_need: 1}"),
        ("crossings:\n", "stock: {table: stocks.csv}\ncrossings:\n"),
    )
    hand = edited(
        CASE,
        ("{days_of_need: 3, end_days_of_need: 1}", "{by_area: {north: 7}, end_days_of_need: 1}"),
        ("north: 6, south: 4}}\n", "north: 6, south: 4}}\n    stock: 9\n"),
    )
    assert_same(read(case), read(hand))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases())
def test_moving_needs_by_area_into_a_table_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Entry, Entry]
) -> None:
    case, model = pair
    folder = tmp_path_factory.mktemp("moved")
    moved, rows = copy.deepcopy(case), [["area", "good", "truckloads_per_day", "low", "high"]]
    for good, entry in moved["goods"].items():
        need = (entry or {}).get("need")
        by_area = need.get("by_area") if isinstance(need, dict) else None
        if not by_area or any(value is None for value in by_area.values()):
            continue
        for area, value in by_area.items():
            low, high = value.get("range", ("", "")) if isinstance(value, dict) else ("", "")
            rows.append(
                [area, good, value["value"] if isinstance(value, dict) else value, low, high]
            )
        del entry["need"]
    if len(rows) > 1:
        moved["need"] = {"table": "needs.csv"}
        table(folder / "needs.csv", rows)
    one = read_problem(str(pair_written(folder, case, model)))
    assert_same(read_problem(str(pair_written(folder, moved, model))), one)


# ---- Evidence and provenance ---------------------------------------------------------------------


def test_a_number_keeps_its_evidence_and_its_cell() -> None:
    head = ("area", "good", "truckloads_per_day", "min", "max", "source", "confidence", "Comment")
    table(
        "needs.xlsx",
        [
            head,
            ("north", "food", 8, 4, 10, "census", "low", "fitted to March"),
            ("south", "food", 5.5, None, 7, None, None, None),
        ],
    )
    problem = read(OF_ALL.replace("needs.xlsx", "needs.xlsx, source: census"))
    told = {each.path: each for each in problem.evidence}
    north, south = (told[f"goods.food.need.by_area.{area}"] for area in ("north", "south"))
    assert (north.value, north.low, north.high, north.source) == (8, 4, 10, "census")
    assert (north.confidence, north.note) == ("low", "fitted to March (needs.xlsx!Needs!C2)")
    assert north.fitted and not north.default
    assert (south.low, south.high, south.source) == (5.5, 7, "census")
    assert south.note == "(needs.xlsx!Needs!C3)"
    (origin,) = problem.tables
    assert (origin.title, origin.path) == ("Needs", "needs.xlsx")
    assert origin.sha256 == hashlib.sha256(Path("needs.xlsx").read_bytes()).hexdigest()


def test_results_list_the_tables_and_no_output_is_written_over_one(
    crossings_run: Runner,
) -> None:
    table("needs.xlsx", LONG)
    written(Path(), OF_ALL)
    for command in ("optimize", "explain", "compare"):
        run = crossings_run(command, "case.yaml", "--quiet", "--format=json")
        (listed,) = json.loads(run.out)["tables_read"]
        assert (listed["path"], listed["title"]) == ("needs.xlsx", "Needs")
        before = Path("needs.xlsx").read_bytes()
        refused = crossings_run(command, "case.yaml", "--quiet", "--output=needs.xlsx")
        assert refused.code == 2 and Path("needs.xlsx").read_bytes() == before


def test_a_path_is_relative_to_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    table(folder / "needs.xlsx", LONG)
    written(folder, OF_ALL)
    assert read_problem("deep/case.yaml").tables[0].path == "deep/needs.xlsx"


# ---- Faults --------------------------------------------------------------------------------------


def test_every_fault_of_table_and_case_is_said_at_once_with_its_cell() -> None:
    table(
        "needs.xlsx",
        [
            ("Area", "Good", "Truckloads per day", "source"),
            ("north", "food", -3, None),
            ("south", "cement", "many", None),
            ("nroth", "cement", 4, None),
            ("north", "foood", 4, None),
            ("north", "food", 4, None),
            ("south", "food", None, None),
            ("north", "cement", 4, "cencus"),
            ("south", "chairs", datetime.date(2024, 3, 1), None),
        ],
    )
    case = edited(OF_ALL, ("priority: 5", "priority: five"))
    assert faults(case) == [
        "case.yaml:11:15: goods.food.priority: expected a number, got the text 'five'",
        "needs.xlsx!Needs!C2: goods.food.need.by_area.north: expected a number ≥ 0, got -3",
        "needs.xlsx!Needs!C3: goods.cement.need.by_area.south.value: expected a number, "
        "got the text 'many'",
        "needs.xlsx!Needs!A4: no area is called nroth; did you mean north?",
        "needs.xlsx!Needs!B5: no good is called foood; did you mean food?",
        "needs.xlsx!Needs!C6: food in north is given twice; first in C2",
        "needs.xlsx!Needs!C7: expected a number, got nothing",
        "needs.xlsx!Needs!D8: goods.cement.need.by_area.north.source: no source is listed as "
        "cencus; did you mean census?",
        "needs.xlsx!Needs!C9: goods.chairs.need.by_area.south.value: expected a number, "
        "got 2024-03-01",
    ]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            ("area", "good", "truckload_per_day"),
            "needs.xlsx!Needs!C1: unknown column 'truckload_per_day'; "
            "did you mean truckloads_per_day?",
        ),
        (
            ("area", "goods", "truckloads_per_day"),
            "needs.xlsx!Needs!B1: unknown column 'goods'; did you mean good?",
        ),
        (
            ("area", "good", "weight"),
            "needs.xlsx!Needs!A1: no column is called truckloads_per_day, tonnes_per_day, "
            "tonnes_per_month or people; its columns are area, good, weight",
        ),
        (
            ("area", "food", "cemnt"),
            "needs.xlsx!Needs!C1: no good is called cemnt; did you mean cement?",
        ),
    ],
)
def test_a_misspelt_header_is_a_fault(header: tuple[str, ...], said: str) -> None:
    table("needs.xlsx", [header, ("north", 3 if "food" in header else "food", 3)])
    assert said in faults(OF_ALL)


def test_other_columns_are_left_unread_and_a_warning_says_so() -> None:
    table("needs.xlsx", [(*LONG[0], "Asked by"), *((*row, "me") for row in LONG[1:])])
    warnings = [str(each) for each in read(OF_ALL).warnings]
    assert warnings == [
        "needs.xlsx!Needs!D1: column 'Asked by' is not read; those read are area, good, from, "
        "to, truckloads_per_day, tonnes_per_day, tonnes_per_month, people, low, high, "
        "source, confidence, note"
    ]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("{table: need.xlsx}", "need.table: no such file: need.xlsx; did you mean needs.xlsx?"),
        (
            "{table: needs.xlsx, sheet: Nedes}",
            "need.sheet: needs.xlsx has no sheet Nedes; did you mean Needs?",
        ),
        ("{table: needs.xlsx, shet: Needs}", "need.shet: unknown key; did you mean sheet?"),
        ("{table: [needs.xlsx]}", "need.table: expected text, got a list"),
        (
            "{table: needs.xlsx, source: cencus}",
            "need.source: no source is listed as cencus; did you mean census?",
        ),
        ("needs.xlsx", "need: expected a table as {table: FILE}, got the text 'needs.xlsx'"),
        ("{table: broken.xlsx}", "need.table: broken.xlsx cannot be read as a workbook: …"),
        (
            "{table: model.yaml}",
            "need.table: model.yaml is neither a workbook nor a CSV file; "
            "expected .xlsx, .xlsm, .csv",
        ),
        ("{table: old.csv}", "need.table: old.csv is not UTF-8 text on line 2; …"),
        ("{table: empty.csv}", "the table is empty"),
    ],
)
def test_a_table_that_is_not_there_or_cannot_be_read(named: str, said: str) -> None:
    table("needs.xlsx", LONG)
    Path("broken.xlsx").write_bytes(b"PK no workbook")
    Path("old.csv").write_bytes(b"area,good,need\nM\xfcnchen,food,3\n")
    Path("empty.csv").write_bytes(b"")
    (fault,) = faults(OF_ALL.replace("{table: needs.xlsx}", named))
    assert said.removesuffix("…") in fault


def test_a_need_is_given_in_one_place() -> None:
    table("needs.xlsx", LONG)
    case = edited(CASE, *BARE[1:], ("crossings:\n", "need: {table: needs.xlsx}\ncrossings:\n"))
    assert faults(case) == [
        "case.yaml:12:11: goods.food.need: also given in needs.xlsx!Needs!C2; give it in one place"
    ]
    mixed = [*LONG, (None, "food", 3)]
    Path("needs.xlsx").unlink()
    table("needs.xlsx", mixed)
    assert faults(OF_ALL) == [
        "needs.xlsx!Needs!C7: food in all is also given in C2, in north; which holds?"
    ]


# ---- Changes -------------------------------------------------------------------------------------


def test_set_changes_a_number_of_a_table_or_the_table() -> None:
    table("needs.xlsx", LONG)
    table("needs.xlsx", [(*row[:2], row[2] if row is LONG[0] else 1) for row in LONG], "April")
    table("other.csv", [LONG[0], ("south", "food", 2)])
    changed = read(OF_ALL, "goods.food.need.by_area.north=40")
    assert changed.need[0, 0].tolist() == [40, 5.5]
    told = {each.path: each for each in changed.evidence}["goods.food.need.by_area.north"]
    assert (told.note, told.source) == ("set on the command line", None)
    assert read(OF_ALL, "need.sheet=April").need[0, 0].tolist() == [1, 1]
    assert read(OF_ALL, "need.table=other.csv").need[0, 0].tolist() == [0, 2]
    assert read(OF_ALL, "goods.food.need={table: other.csv}").need[0, 0].tolist() == [0, 2]
    assert read(OF_ALL, "goods.food.need=4").need[0, 0].sum() == pytest.approx(4)
    assert faults(OF_ALL, "goods.food.need.by_area.nroth=4") == [
        "--set:1:1: goods.food.need.by_area.nroth: nothing is called nroth; did you mean north?"
    ]


def test_a_phase_may_have_a_table_of_its_own() -> None:
    table("needs.xlsx", LONG)
    table("april.csv", [("area", "need"), ("north", 1), ("south", 2)])
    phases = "phases: [{from: 2024-03-10, set: {goods.food.need: {table: april.csv}}}]\ncrossings:"
    problem = read(edited(OF_ALL, ("crossings:", phases)))
    assert problem.need[:, 0].tolist() == [[8, 5.5], [1, 2]]
    assert [each.path for each in problem.tables] == ["needs.xlsx", "april.csv"]


# ---- Counts --------------------------------------------------------------------------------------

SEEN = """observed:
  - crossing: gate-a
    good: food
    from: 2024-03-01
    to: 2024-03-31
    stage: collected
    truckloads: 900
    source: census
"""


@pytest.mark.parametrize("file", ["seen.xlsx", "seen.csv"])
def test_counts_come_from_tables_beside_those_of_the_case(file: str) -> None:
    day = datetime.date(2024, 3, 1)
    row = ("The old gate", "FOOD", day, datetime.date(2024, 3, 31), "collected", 900)
    table(file, [("Crossing", "good", "From", "to", "stage", "trucks"), row])
    aliases = ("  gate-a:\n", "  gate-a:\n    aliases: [The Old Gate]\n")
    hand = read(edited(CASE, aliases))
    named = f"{{table: {file}, source: census}}"
    assert_same(read(edited(CASE, aliases, (SEEN, f"observed: {named}\n"))), hand)
    table(f"more-{file}", [("crossing", "from", "to", "stage", "trucks"), ("gate-b", *row[2:])])
    more = f"{SEEN}  - {{table: more-{file}, source: census}}\n"
    both = read(edited(CASE, aliases, (SEEN, more)))
    other = replace(hand.observed[0], crossing="gate-b", good=None)
    assert both.observed == (*hand.observed, other)
    before = edited(CASE, aliases, ("observed:\n", f"observed:\n  - {named}\n"))
    assert faults(before.replace("truckloads: 900", "truckloads: many"))[0].startswith(
        "case.yaml:56:17: observed.1.truckloads: expected a number"
    )


def test_faults_of_counts_name_their_cells() -> None:
    head = ("crossing", "from", "to", "stage", "truckloads", "source")
    table(
        "seen.csv",
        [
            head,
            ("gate-x", "2024-03-01", "1 March", "colected", 3, "census"),
            ("", "2024-03-01", "2024-03-02", "", 3, "census"),
        ],
    )
    assert faults(edited(CASE, (SEEN, "observed: {table: seen.csv}\n"))) == [
        "seen.csv!A2: observed.0.crossing: no crossing is called gate-x; did you mean gate-b?",
        "seen.csv!C2: observed.0.to: expected a date as YYYY-MM-DD, got the text '1 March'",
        "seen.csv!D2: observed.0.stage: expected one of manifested, presented, refused, released, "
        "collected, intercepted, arrived, met, got colected; did you mean collected?",
        "seen.csv!A3: observed.1.stage: required, but not given",
    ]


def test_an_editor_takes_a_table_where_reading_does() -> None:
    validator = jsonschema.Draft7Validator(editor_schema(Case))
    data = json.loads(json.dumps(yaml.safe_load(OF_ALL), default=str))
    data["observed"] = {"table": "seen.csv"}
    data["goods"]["food"]["stock"] = {"table": "s.csv", "end_days_of_need": 1}
    data["goods"]["cement"]["need"] = {"table": "c.csv", "sheet": "C"}
    assert [error.message for error in validator.iter_errors(data)] == []
    data["observed"] = [{"table": "seen.csv"}]
    assert [error.message for error in validator.iter_errors(data)] == []
    data["goods"]["cement"]["need"] = {"tabel": "c.csv"}
    assert list(validator.iter_errors(data))


# ---- What looks like a number, or like nothing, and is not ---------------------------------------


def test_an_error_and_a_formula_without_a_result_are_no_empty_cells() -> None:
    table("needs.xlsx", [*LONG[:3], ("=A1", "cement", 6), (None, "cement", "=3*4")])
    book = openpyxl.load_workbook("needs.xlsx")
    for cell, error in (("A2", "#REF!"), ("C3", "#DIV/0!")):
        book["Needs"][cell].value, book["Needs"][cell].data_type = error, "e"
    book.save("needs.xlsx")
    unsaved = "a formula whose result was not saved"
    told = faults(OF_ALL)
    for cell, said in (
        ("A2", "no area is called #REF!"),
        ("C3", "expected a number, got #DIV/0!"),
        ("A4", f"no area is called =A1, {unsaved}"),
        ("C5", f"expected a number, got =3*4, {unsaved}; open the workbook in a spreadsheet and"),
    ):
        assert any(f"!{cell}: " in each and said in each for each in told), (cell, told)


def test_merged_cells_give_each_row_their_word_and_no_row_their_number() -> None:
    table("needs.xlsx", [*LONG[:2], (None, "cement", 6), *LONG[2:3], LONG[4], LONG[5]])
    book = openpyxl.load_workbook("needs.xlsx")
    book["Needs"].merge_cells("A2:A3")
    book.save("needs.xlsx")
    assert_same(read(OF_ALL), read(BY_HAND))
    book["Needs"].merge_cells("C4:C5")
    book.save("needs.xlsx")
    (fault,) = faults(OF_ALL)
    assert "C5: " in fault and "expected a number, got a cell merged with C4" in fault


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["area,good,need", "north,food,1,200"], "D2: no column is above '200'; is it a number"),
        (["area,good,need,need", "north,food,1,2"], "D1: column 'need' is truckloads_per_day, as"),
        (
            ["area,good,need,trucks per day", "north,food,1,2"],
            "C1: column 'need' is truckloads_per_day, as",
        ),
        (["area,food,Food", "north,1,2"], "C1: a second column of food; which holds?"),
        (["pcode,area name,good,need", "north,south,food,1"], "B2: south is not north, which"),
        (["area,good,need"], "A1: no row is below the header"),
        (
            ["area,good,need,note", 'north,food,1,"a', "south,food,2,", '"'],
            "lines 2 to 4 as one row: a quotation",
        ),
    ],
)
def test_a_table_that_could_be_read_in_two_ways_is_not_read(rows: list[str], said: str) -> None:
    Path("needs.csv").write_text("\n".join(rows) + "\n", "utf-8")
    assert any(said in each for each in faults(OF_ALL.replace("xlsx", "csv")))


def test_a_name_stands_in_for_a_code_that_is_left_out() -> None:
    rows = [("pcode", "governorate", *LONG[0][1:])]
    rows += [(None, area, *rest) if area == "South" else (area, area, *rest)
             for area, *rest in LONG[1:]]  # fmt: skip
    table("needs.csv", rows)
    assert_same(read(OF_ALL.replace("xlsx", "csv")), read(BY_HAND))


def test_what_stands_far_outside_a_table_is_named() -> None:
    table("needs.xlsx", LONG)
    book = openpyxl.load_workbook("needs.xlsx")
    book["Needs"]["XFD1048576"].value = "x"
    book.save("needs.xlsx")
    (fault,) = faults(OF_ALL)
    assert "it is filled as far out as XFD1048576; clear what stands there" in fault


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb"])
def test_a_workbook_whose_errors_cannot_be_told_is_not_read(kind: str) -> None:
    Path(f"needs.{kind}").write_bytes(b"")
    (fault,) = faults(OF_ALL.replace("xlsx", kind))
    assert "an error cannot be told from an empty cell; save it as .xlsx" in fault


@given(at=st.integers(0), byte=st.integers(0, 255), kept=st.floats(0, 1), whole=st.booleans())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_a_fault_and_no_crash(
    at: int, byte: int, kept: float, whole: bool
) -> None:
    table("needs.xlsx", LONG) if not Path("needs.xlsx").exists() else None
    content = bytearray(Path("needs.xlsx").read_bytes())
    content[at % len(content)] = byte
    try:
        book = Book(bytes(content if whole else content[: int(kept * len(content))]))
        for title in book.titles:
            book.cells(title)
    except BrokenBook:
        pass


def test_no_table_that_is_read_is_written_over(crossings_run: Runner) -> None:
    Path("tables").mkdir()
    table("tables/coverage.csv", LONG)
    written(Path(), OF_ALL.replace("needs.xlsx", "tables/coverage.csv"))
    before = Path("tables/coverage.csv").read_bytes()
    run = crossings_run("optimize", "case.yaml", "--format=csv", "--output=tables")
    assert run.code == 2 and "coverage.csv in tables is read" in run.err
    assert Path("tables/coverage.csv").read_bytes() == before
