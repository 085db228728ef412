"""Numbers and days as people write them elsewhere: the message says how they are written here."""

import datetime
from pathlib import Path

import pytest
from example import CASE, edited, written
from hypothesis import given
from hypothesis import strategies as st
from runs import Runner

from crossings.errors import InputError
from crossings.reading import read_problem
from crossings.reading.yaml.meant import day_meant, number_meant

DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))
BETWEEN = [",", " ", "\u00a0", "\u202f", "'", "\u2019"]
ARABIC = str.maketrans("0123456789", "".join(map(chr, range(0x660, 0x66A))))


@given(st.integers(1000, 10**9), st.sampled_from(BETWEEN), st.booleans())
def test_a_number_in_groups_is_told_in_digits(number: int, between: str, arabic: bool) -> None:
    text = f"{number:,}".replace(",", between)
    assert number_meant(text.translate(ARABIC) if arabic else text) == f"; write {number}"


@given(st.integers(0, 1000), st.sampled_from(["%", " %"]))
def test_a_percentage_is_told_as_a_share(percent: int, sign: str) -> None:
    assert float(number_meant(f"{percent}{sign}").removeprefix("; write ")) == percent / 100


@given(st.integers(0, 10**6), st.sampled_from(["trucks", "h", " days", " trucks a day", "kg"]))
def test_a_unit_is_left_to_the_key(number: int, unit: str) -> None:
    assert number_meant(f"{number}{unit}").startswith(f"; write {number}: digits only")


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d"]))
def test_a_day_is_among_those_that_may_be_meant(day: datetime.date, form: str) -> None:
    assert day.isoformat() in day_meant(day.strftime(form))


@pytest.mark.parametrize(
    ("text", "hours"), [("8:30", 8.5), ("08:00-16:30", 8.5), ("22:00 to 6:00", 8), ("07:45", 7.75)]
)
def test_a_clock_is_told_in_hours(text: str, hours: float) -> None:
    assert number_meant(text) == f"; in hours, write {hours:.4g}"


@pytest.mark.parametrize("text", ["2024-3-3", "3rd of March 2024", "2024-03-03T00:00:00Z"])
def test_what_stands_beside_a_day_is_left_out(text: str) -> None:
    assert day_meant(text) == "; did you mean 2024-03-03?"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("150 a month", "by the day, write 5"),
        ("1,400 trucks per week", "by the day, write 200"),
        ("73/year", "by the day, write 0.2"),
        ("2 weeks", "in days, write 14"),
        ("60 trucks a day", "write 60: digits only, the key says the unit"),
    ],
)
def test_a_number_of_other_days_is_told_as_one_of_a_day(text: str, written: str) -> None:
    assert number_meant(text) == f"; {written}"


@pytest.mark.parametrize("text", ["many", "", "n/a", "-", "300.000", "5 %%", "1,2,3", "12-15"])
def test_nothing_is_guessed(text: str) -> None:
    assert number_meant(text) == ""
    assert day_meant(text) == "" and day_meant(20240303) == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("utilisation: 0.85", "utilisation: 85%", "write 0.85"),
        ("population: 300000", 'population: "300,000"', "write 300000"),
        ("gate_truckloads_per_day: 40", "gate_truckloads_per_day: 40 trucks", "write 40: digits"),
        ("start: 2024-03-03", "start: 03/03/2024", "did you mean 2024-03-03?"),
        ("    need: 3", "    need: {truckloads_per_month: 90}",
         "did you mean truckloads_per_day, divided by 30?"),
        ("    need: 3", "    need: {truckloads_a_week: 21}",
         "did you mean truckloads_per_day, divided by 7?"),
    ],
)  # fmt: skip
def test_a_case_says_what_was_meant(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = written(tmp_path, edited(CASE, (old, new)))
    with pytest.raises(InputError) as caught:
        read_problem(str(path))
    assert any(says in str(fault) for fault in caught.value.faults), caught.value.faults


def test_a_model_or_a_table_is_no_case(crossings_run: Runner) -> None:
    run = crossings_run("optimize", "model.yaml")
    assert run.code == 3 and "an inspection model, and no case" in run.err
    assert run.err.count("model.yaml:") == 1
    Path("needs.xlsx").write_bytes(b"PK")
    run = crossings_run("optimize", "needs.xlsx")
    assert run.code == 3 and "a table, and no case" in run.err
    run = crossings_run("optimize", "case.yaml", "--show", "coverge")
    assert run.code == 2 and "did you mean coverage?" in run.err
