"""Numbers and names as people write them in tables and cases: what is read, and what is asked."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossings.errors import InputError
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.lists.truck_lists import KNOWING_NOTHING, Requested, truck_list
from crossings.reading.sheets.text_tables import text_rows
from crossings.reading.sheets.written_numbers import arabic_number, as_number, why_no_number
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.reading.yaml.spelling import as_seen, marks_in

CASE = """title: As people write
model: full-search
areas: {north: {name: "Nörd", population: 100}, south: {name: "رفح الأولى", population: 200}}
goods: {food: {category: humanitarian}, medical: {category: humanitarian}}
crossings: {gate: {gate_truckloads_per_day: 2000, resources: {bay: 2000, inspector: 5000}}}
need: {table: needs.csv}
"""
HEAD = "area;good;truckloads_per_day\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(table: str | None = None, case: str = CASE, *settings: str) -> Problem:
    Path("case.yaml").write_text(case, "utf-8")
    if table is not None:
        Path("needs.csv").write_text(table, "utf-8")
    return read_problem("case.yaml", None, parsed_overrides(settings))


def faults(table: str | None = None, case: str = CASE, *settings: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(table, case, *settings)
    return [str(fault) for fault in caught.value.faults]


def warned(problem: Problem) -> list[str]:
    return [str(each) for each in problem.warnings]


def needs(problem: Problem) -> dict[tuple[str, str], float]:
    """Needs a day by area and good."""
    return {
        (area.id, good.id): float(problem.need[0, g, a])
        for g, good in enumerate(problem.goods)
        for a, area in enumerate(problem.areas)
    }


def column(*cells: str) -> list[Any]:
    """What cells below each other mean as numbers, in a file whose columns semicolons part."""
    _, rows = text_rows(("k;n;x\n" + "".join(f"a;{cell};b\n" for cell in cells)).encode())
    return [as_number(row[1]) for row in rows[1:]]


# ---- Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["24,85", "24,858"], [24.85, 24.858]),
        (["0,858", "24,858"], [0.858, 24.858]),
        (["1.234,5", "24,858", "1.234"], [1234.5, 24.858, 1234]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1,234,567", "24,858"], [1234567, 24858]),
        (["1,234.5", "24,858", "0.5"], [1234.5, 24858, 0.5]),
        (["10.5", "1.234"], [10.5, 1.234]),
        (["10", "1.234"], [10, 1.234]),
        (["1234,567", "12,3456"], [1234.567, 12.3456]),
        (["-1,5", "+2,25"], [-1.5, 2.25]),
    ],
)
def test_a_number_is_read_where_its_column_leaves_no_doubt(
    cells: list[str], numbers: list[float]
) -> None:
    assert column(*cells) == numbers
    assert column(*reversed(cells)) == numbers[::-1]


@pytest.mark.parametrize(
    ("cells", "doubtful", "said"),
    [
        (["24,858"], 0, "could be 24.858 or 24858, and nothing in its column shows which"),
        (["10,5", "1.234"], 1, "could be 1234 or 1.234: a comma parts decimals (10,5 in B2)"),
        (["10.5", "24,858"], 1, "could be 24.858 or 24858: a dot parts decimals (10.5 in B2)"),
        (["10.5", "10,5", "24,858"], 2, "could be 24.858 or 24858"),
        (["10.5", "10,5", "1.234"], 2, "could be 1234 or 1.234"),
        (["1,234,567", "1.234.567", "1.234"], 2, "could be 1234 or 1.234"),
    ],
)
def test_a_number_in_doubt_says_which_readings_it_has(
    cells: list[str], doubtful: int, said: str
) -> None:
    _, rows = text_rows(("k;n\n" + "".join(f"a;{cell}\n" for cell in cells)).encode())
    cell = rows[doubtful + 1][1]
    assert cell == cells[doubtful] and isinstance(as_number(cell), str)
    assert said in why_no_number(cell)


def test_a_comma_of_another_column_makes_a_dot_before_three_digits_doubtful() -> None:
    table = "area;good;truckloads_per_day;low\nnorth;food;10,5;1\nsouth;food;11,5;1.234\n"
    (fault,) = faults(table)
    assert fault.startswith("needs.csv!D3: 1.234 could be 1234 or 1.234: a comma parts decimals")
    with_dots = table.replace("10,5;1\n", "10,5;0.5\n")
    assert needs(read(with_dots))["south", "food"] == 11.5


def test_a_number_in_doubt_is_a_fault_with_its_cell_and_a_word_where_it_is_a_name() -> None:
    (fault,) = faults(f"{HEAD}north;food;10,5\nsouth;food;1.234\n")
    assert fault.startswith("needs.csv!C3: 1.234 could be 1234 or 1.234: a comma parts decimals")
    case = CASE.replace('name: "Nörd"', 'name: "12,345"')
    assert needs(read(f"{HEAD}12,345;food;10,5\n", case))["north", "food"] == 10.5


def test_a_comma_between_quotes_or_in_a_text_cell_is_told_apart() -> None:
    (fault,) = faults('area,good,need\nnorth,food,"24,858"\n')
    assert fault == "needs.csv!C2: 24,858 could be 24.858 or 24858; write it without a comma"
    book = openpyxl.Workbook()
    for row in [("area", "good", "need"), ("north", "food", "24,858")]:
        book.active.append(row)
    book.save("needs.xlsx")
    (fault,) = faults(None, CASE, "need.table=needs.xlsx")
    assert "C2: 24,858 could be 24.858 or 24858" in fault


_DIGITS = {"arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹"}


@given(number=st.decimals(0, 10**12, places=3), digits=st.sampled_from([*_DIGITS]))
def test_arabic_and_persian_figures_are_read_back(number: Any, digits: str) -> None:
    for grouped in (False, True):
        text = f"{number:,.3f}" if grouped else f"{number:.3f}"
        text = text.replace(",", "٬").replace(".", "٫")
        written = text.translate(str.maketrans("0123456789", _DIGITS[digits]))
        assert arabic_number(written) == float(number)
        assert arabic_number(f"\u200f{written}") == float(number)


@pytest.mark.parametrize("text", ["١٬٢", "١٫٢٫٣", "منطقة ١", "١-٢", "٬١٢٣", "٠١", "10", "1,5", "²"])
def test_what_is_no_figure_stays_text(text: str) -> None:
    assert arabic_number(text) is None


def test_arabic_figures_are_numbers_in_tables_and_bare_in_a_case() -> None:
    table = f"{HEAD}north;food;١٠\nsouth;food;١٬٢٣٤٫٥\n"
    expected = {("north", "food"): 10, ("south", "food"): 1234.5}
    assert needs(read(table)).items() >= expected.items()
    assert needs(read(table.replace(";", ","))).items() >= expected.items()
    book = openpyxl.Workbook()
    for line in table.splitlines():
        book.active.append(line.split(";"))
    book.save("needs.xlsx")
    assert needs(read(None, CASE, "need.table=needs.xlsx")).items() >= expected.items()
    bare = CASE.replace("population: 100", "population: ١٬٠٠٠").replace("2000", "۲۰۰۰")
    assert read(table, bare).population[0, 0] == 1000
    (fault,) = faults(table, CASE.replace("population: 100", 'population: "١٠٠"'))
    assert "expected a number, got the text '١٠٠'" in fault


def test_a_list_of_trucks_says_what_is_in_doubt() -> None:
    rows = ["date;crossing;stage;truckloads", "2024-03-01;gate;collected;١٠"]
    rows += ["2024-03-02;gate;collected;10,5", "2024-03-03;gate;collected;1.234"]
    Path("list.csv").write_text("\n".join(rows), "utf-8")
    seen = truck_list(Requested("list.csv", "table"), KNOWING_NOTHING)
    assert sum(tally.trucks for tally in seen.days.values()) == 20.5
    (refused,) = seen.refused
    assert str(refused).startswith("list.csv!D4: 1.234 could be 1234 or 1.234: a comma parts")


# ---- Names ---------------------------------------------------------------------------------------

_MARKS = "\u200f\u200e\u200b\u200d\u2060\ufeff\u00ad\u061c\u2067\u2069\ufe0f\u0640"
_NAMES = st.sampled_from(["Nörd", "رفح الأولى", "São Tomé", "N'Djaména", "Ḥajjah", "كرم أبو سالم"])


@given(
    name=_NAMES,
    form=st.sampled_from(["NFC", "NFD"]),
    marks=st.lists(st.tuples(st.integers(0, 30), st.sampled_from(_MARKS)), max_size=4),
    upper=st.booleans(),
)
def test_names_that_look_alike_are_one(
    name: str, form: Any, marks: list[tuple[int, str]], upper: bool
) -> None:
    written = unicodedata.normalize(form, name.upper() if upper else name)
    for at, mark in marks:
        # Within a letter and its accent a mark would part them, to the eye as well.
        at = min(at, len(written))
        while at < len(written) and unicodedata.combining(written[at]):
            at += 1
        written = written[:at] + mark + written[at:]
    assert as_seen(written) == as_seen(name)


def test_a_table_names_areas_as_people_see_them() -> None:
    table = f"{HEAD}No\u0308rd;food;10\n\u200fرفـح الأولى;food;5\n"
    found = needs(read(table))
    assert found["north", "food"] == 10 and found["south", "food"] == 5


def test_headers_and_columns_of_goods_are_known_as_people_see_them() -> None:
    table = "\u200farea;\u200efood;me\u200bdical\nnorth;1;2\nsouth;3;4\n"
    assert needs(read(table))["south", "medical"] == 4


def test_a_mark_that_nobody_sees_is_named_by_its_code() -> None:
    told = faults(f"{HEAD}nroth\u200f;food;10\n")
    assert (
        "no area is called nroth\u200f; it holds an invisible mark (U+200F); did you mean"
        in (told[0])
    )
    told = faults(f"{HEAD}north;food;10\n", CASE.replace("title:", "title\u200f:", 1))
    assert any("unknown key; it holds an invisible mark (U+200F); did you" in each for each in told)
    told = faults(f"{HEAD}north;food;10\n", CASE.replace("population: 100", "populat\u00a0ion: 1"))
    assert any("it holds an invisible mark (U+00A0)" in each for each in told)


@pytest.mark.parametrize("word", ["Rafah", "Nörd", "رفح", "رفـح", "a b", "क्षेत्र"])
def test_what_people_see_is_no_mark(word: str) -> None:
    assert marks_in(word) == ""


# ---- What is read and yet odd, and what is said of tables in other units -------------------------


def hidden_book(rows: list[int], columns: str) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Needs"
    for row in [("area", "good", "need", "helper"), ("north", "food", 10, 1), ("south", "food", 5)]:
        page.append(row)
    for row in rows:
        page.row_dimensions[row].hidden = True
    for letter in columns:
        page.column_dimensions[letter].hidden = True
    book.save("needs.xlsx")


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([3], "", "needs.xlsx!Needs!A3: 1 hidden row is read as all others"),
        ([2, 3], "C", "needs.xlsx!Needs!A2: 2 hidden rows and 1 hidden column are read as all"),
        ([], "BC", "needs.xlsx!Needs!B1: 2 hidden columns are read as all others"),
        ([9], "D", ""),  # nothing is in the row, and the column is not read
        ([], "", ""),
    ],
)
def test_hidden_rows_and_columns_are_read_with_a_word(
    rows: list[int], columns: str, said: str
) -> None:
    hidden_book(rows, columns)
    problem = read(None, CASE, "need.table=needs.xlsx")
    assert needs(problem)["south", "food"] == 5
    told = [each for each in warned(problem) if "hidden" in each]
    assert len(told) == bool(said) and all(each.startswith(said) for each in told)


def test_an_area_with_people_that_no_row_names_is_told() -> None:
    said = "no row of needs.csv names south, where people live"
    some, all_of_it = f"{HEAD}north;food;10\n", f"{HEAD}north;food;10\nsouth;medical;0\n"
    (told,) = [each for each in warned(read(some)) if "no row of" in each]
    assert told.startswith("case.yaml:6:15: need.table: ") and said in told
    without = CASE.replace("population: 200", "population: 0")
    in_all = f"{HEAD}north;food;10\n;medical;3\n"
    for table, case in ((all_of_it, CASE), (some, without), (in_all, CASE)):
        assert not [each for each in warned(read(table, case)) if "no row of" in each]


def test_a_row_of_totals_and_another_unit_are_told_as_what_they_are() -> None:
    (fault,) = faults("area,food\nnorth,10\nsouth,5\nTotal,15\n")
    assert fault == (
        "needs.csv!A4: no area is called Total; take out the row of totals: rows are not added"
    )
    (fault,) = faults("area,good,Kilograms per month\nnorth,food,9000\n")
    assert "or people; its columns are area, good, Kilograms per month" in fault
    assert "; name the unit so where it is one of these, and else divide to come to one" in fault
    (fault,) = faults("area,good,amount\nnorth,food,9000\n")
    assert "divide" not in fault


def test_a_table_with_very_much_wrong_is_not_read_to_its_end() -> None:
    told = faults(HEAD + "".join(f"place {number};food;1\n" for number in range(3_000)))
    assert len(told) == 1_001
    assert told[-1].startswith("needs.csv!A1002: this row and those below are not read")
