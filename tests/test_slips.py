"""Slips of the pen and keys in another unit: told in plain words, with what would be right."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from example import CASE, SMALL, edited
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from crossings.errors import InputError
from crossings.reading import read_problem
from crossings.reading.schema.case import Case
from crossings.reading.schema.shape import known_keys
from crossings.reading.yaml.document import parse_document
from crossings.reading.yaml.units import key_meant

LINES = CASE.splitlines()
ENTRIES = [
    n
    for n, line in enumerate(LINES)
    if re.fullmatch(r" {4}\w+: [\w.]+", line) and LINES[n - 1].startswith("    ")
]
"""Lines of one entry and no more, below others of their level."""


def _shifted(line: str, chance: random.Random) -> tuple[str, str]:
    spaces = chance.choice([3, 5, 6, 7])
    return " " * spaces + line.strip(), rf"line {{n}} stands {spaces} spaces in, its neighbours 4"


def _stuck(line: str, _: random.Random) -> tuple[str, str]:
    return line.replace(": ", ":"), f"a space must follow the colon: write {line.strip()}"


def _no_colon(line: str, chance: random.Random) -> tuple[str, str]:
    mark = chance.choice([" ", " = "])
    return line.replace(": ", mark), f"a colon must follow the key: write {line.strip()}"


def _tab(line: str, _: random.Random) -> tuple[str, str]:
    return f"\t{line.strip()}", "indented with a tab"


def _odd_blank(line: str, chance: random.Random) -> tuple[str, str]:
    return line.replace(": ", ":\u00a0"), r"a blank \(U\+00A0\) follows the colon"


def _apostrophe(line: str, chance: random.Random) -> tuple[str, str]:
    name = chance.choice(["Sana'a", "N'Djamena", "Ta'izz city", "Hawl al-Sha'b"])
    key = line.partition(":")[0]
    return f"{key}: '{name}'", f'put it in double quotes: "{name}"'


def _two_colons(line: str, _: random.Random) -> tuple[str, str]:
    return f"{line}: {line.strip()}", "put text that has one in quotes"


def _percent_first(line: str, chance: random.Random) -> tuple[str, str]:
    share = chance.randint(2, 99)
    return f"{line.partition(':')[0]}: %{share}", f"write {share / 100:g}"


SLIPS = [_shifted, _stuck, _no_colon, _tab, _odd_blank, _apostrophe, _two_colons, _percent_first]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_where_it_is_in_plain_words(
    slip: Callable[[str, random.Random], tuple[str, str]],
) -> None:
    chance = random.Random(4)
    assert len(ENTRIES) >= 6
    for n in ENTRIES:
        line, says = slip(LINES[n], chance)
        with pytest.raises(InputError) as caught:
            parse_document("\n".join([*LINES[:n], line, *LINES[n + 1 :]]).encode(), "case.yaml")
        (fault,) = caught.value.faults
        assert fault.line == n + 1, (line, fault)
        assert re.search(says.replace("{n}", str(n + 1)), fault.text), (line, fault)
        assert "YAML" not in fault.text


@examples(150)
@given(seed=st.integers(0, 10**9))
def test_whatever_is_done_to_a_file_is_told_at_a_line_of_it(seed: int) -> None:
    chance, text = random.Random(seed), CASE
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text))
        sign = chance.choice("'\":\t \n{}[],#|>&*!%@`\u00a0\u200f،：?")
        text = text[:at] + sign + text[at + chance.choice([0, 0, 1, 4]) :]
    try:
        parse_document(text.encode(), "case.yaml")
    except InputError as error:
        for fault in error.faults:
            assert 1 <= fault.line <= text.count("\n") + 2 and fault.column >= 1 and fault.text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{bay: 6, inspector: 20}}", "{bay: 6, inspector: 20}", "10: the { here is not closed"),
        ("{population: 700000}}", "{population: 700000 name: South}}", "3: a comma must part"),
        ("{population: 700000}}", "{population: 700000، name: South}}", "3: a comma parts"),
        ("title: A place", 'title: "A place', '1: the " here is not closed'),
        ("  gate: {", "  gate: {name: A, as reported, ", "put text that has one in quotes"),
        ("{population: 700000}", "{population:700000}", "a space must follow the colon after pop"),
        ("title: A place", "  title: A place", "1: line 1 stands 2 spaces in, the lines below it"),
        ("  gate: {", "  Bab al-Mandab: {", "write bab-al-mandab, and name: Bab al-Mandab"),
        ("  gate: {", "  gate: {open_days: sun-tue, ", "write [sun, mon, tue]"),
        ("  gate: {", "  gate: {closed_dates: 2024-03-10 to 2024-03-11, ",
         "write [2024-03-10, 2024-03-11]"),
        ("title: A place", "title: A place\nhorizon: {end: 2024-03-31}",
         "it ends after periods times days_per_period days"),
        ("  gate: {", "  gate: {utilisation: 85, ", "for 85% write 0.85"),
        ("300000", "300k", "write 300000"),
        ("300000", '"1.250.000,5"', "write 1250000.5"),
        ("    need", "    threat_rate: 12,5 %\n    need", "write 0.125"),
        ("{kg_per_person_per_day: 0.55}", '"0,55"', "write 0.55"),
    ],
)  # fmt: skip
def test_a_fault_says_what_would_be_right(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(edited(SMALL, (old, new)), "utf-8")
    with pytest.raises(InputError) as caught:
        read_problem(str(path))
    faults = [f"{each.line}: {each.text}" for each in caught.value.faults]
    assert any(says in each for each in faults), faults
    assert "YAML" not in "".join(faults)


# ---- Keys in another unit ------------------------------------------------------------------------

TIMES = {"day": 1, "week": 7, "month": 30, "year": 365}
MASSES = {"g": 1e-6, "grams": 1e-6, "kg": 1e-3, "tonnes": 1, "mt": 1, "tons": 1}
NEEDS = known_keys(Case, ("goods", "food", "need"))


def factor(meant: str) -> tuple[str, float]:
    """The key that is told, and by what a number is multiplied."""
    found = re.fullmatch(r"; did you mean (\w+)(?:, (times|divided by) ([\d.e+]+))?\?.*", meant)
    assert found, meant
    by = float(found[3] or 1)
    return found[1], 1 / by if found[2] == "divided by" else by


@pytest.mark.parametrize("per", ["{}_per_{}", "{}_a_{}", "{}_each_{}", "{}ly_{}"])
@pytest.mark.parametrize("time", TIMES)
def test_another_unit_of_time_or_mass_is_told_with_its_factor(time: str, per: str) -> None:
    def written(of: str) -> str:
        return (
            per.format(time, of).replace("dayly", "daily") if "ly" in per else per.format(of, time)
        )

    assert factor(key_meant(written("truckload"), NEEDS)) == (
        "truckloads_per_day", pytest.approx(1 / TIMES[time])
    )  # fmt: skip
    for mass, tonnes in MASSES.items():
        if written(mass) not in NEEDS:
            found = factor(key_meant(written(mass), NEEDS))
            assert found == ("tonnes_per_day", pytest.approx(tonnes / TIMES[time], rel=1e-4))
        each = written(f"{mass}_per_person")
        if each not in NEEDS:
            found = factor(key_meant(each, NEEDS))
            expected = 1000 * tonnes / TIMES[time]
            assert found == ("kg_per_person_per_day", pytest.approx(expected, rel=1e-4))


@pytest.mark.parametrize(
    ("path", "key", "meant"),
    [
        ("goods.food", "kg_per_truck", "tonnes_per_truckload, divided by 1000?"),
        ("goods.food", "threat_rate_percent", "threat_rate, divided by 100?"),
        ("goods.food.stock", "weeks_of_need", "days_of_need, times 7?"),
        ("corridors.hub", "truckloads", "truckloads_per_day? It is for each day, so divide"),
        (
            "corridors.hub",
            "tonnes_per_day",
            "truckloads_per_day, divided by the tonnes on a truck?",
        ),
        (
            "crossings.gate",
            "gate_trucks_per_week",
            "gate_truckloads_per_day, divided by 7? Of these",
        ),
        ("crossings.gate", "minutes_per_day", "hours_per_day, divided by 60?"),
        ("areas.north", "population_thousands", "population, times 1000?"),
        ("limits", "undetected_threats_per_month", "undetected_threats_per_day, divided by 30?"),
        ("goods.food", "tones_per_truckload", "tonnes_per_truckload?"),
    ],
)
def test_keys_of_every_section_are_known_by_their_units(path: str, key: str, meant: str) -> None:
    assert key_meant(key, known_keys(Case, tuple(path.split(".")))).startswith(
        f"; did you mean {meant}"
    )


@pytest.mark.parametrize("key", ["people_per_day", "persons_per_month", "people"])
def test_no_near_name_of_another_thing_is_offered(key: str) -> None:
    assert "truckloads" not in key_meant(key, NEEDS) and "population" in key_meant(key, NEEDS)
    assert key_meant(key, known_keys(Case, ("crossings", "gate"))) == ""
