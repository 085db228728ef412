"""Input that is wrong and looks right is told with what it may mean; what is right stays untold."""

import random
import re
from pathlib import Path

import pytest
from example import SMALL, edited
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from runs import Runner
from strategies import examples

from crossings.errors import InputError
from crossings.reading import read_problem

NEW = re.compile(r"; if .* (write|exchanged)|dot parts thousands|not read; if it is text")


def told(folder: Path, case: str) -> list[str]:
    """What is said of sizes, places and dots."""
    path = folder / "case.yaml"
    path.write_text(case, "utf-8")
    said = [f"{each.line}: {each.path}: {each.text}" for each in read_problem(str(path)).warnings]
    return [each for each in said if NEW.search(each)]


# ---- Numbers that nobody means -------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 300, 999])
def test_people_parted_by_a_dot_are_asked_about(tmp_path: Path, number: int) -> None:
    rest = random.Random(number).choice(["000", "500", "272"])
    for form in ("{}", "{{value: {}, range: [0.500, 2000]}}"):
        case = edited(
            SMALL, ("population: 300000", f"population: {form.format(f'{number}.{rest}')}")
        )
        (said,) = [each for each in told(tmp_path, case) if "dot parts" in each]
        assert f"if its dot parts thousands, write {number}{rest}" in said
        assert said.startswith("3: areas.north.population: ")


@pytest.mark.parametrize(
    ("old", "new", "writes"),
    [
        ("gate_truckloads_per_day: 60", "gate_truckloads_per_day: 1.200", "1200"),
        ("{kg_per_person_per_day: 0.55}", "{tonnes_per_day: 4.500}", "4500"),
        ("{kg_per_person_per_day: 0.55}", "{by_area: {north: 1.000, south: 12}}", "1000"),
        ("{kg_per_person_per_day: 0.55}", "2.000", "2000"),
        ("    need", "    backlog_tonnes: 12.500\n    need", "12500"),
    ],
)
def test_other_thousands_are_asked_about(tmp_path: Path, old: str, new: str, writes: str) -> None:
    (said,) = [each for each in told(tmp_path, edited(SMALL, (old, new))) if "dot parts" in each]
    assert said.endswith(f"; if its dot parts thousands, write {writes}")


@pytest.mark.parametrize(
    ("need", "names"),
    [("{by_area: {north: 12}}", False), ("{by_area: {north: 12, south: 0}}", True),
     ("{by_date: [{area: north, truckloads_per_day: 12}]}", False), ("12", True)],
)  # fmt: skip
def test_people_whom_no_need_names_are_told(tmp_path: Path, need: str, names: bool) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(edited(SMALL, ("{kg_per_person_per_day: 0.55}", need)), "utf-8")
    said = [each for each in read_problem(str(path)).warnings if "no need names" in each.text]
    assert [each.path for each in said] == ([] if names else ["areas.south"])


@pytest.mark.parametrize(
    "need",
    ["1.234", "{by_area: {north: 1.000, south: 0.500}}", "{by_area: {north: 1.250, south: 3.5}}"],
)
def test_a_dot_that_parts_decimals_is_not_asked_about(tmp_path: Path, need: str) -> None:
    assert told(tmp_path, edited(SMALL, ("{kg_per_person_per_day: 0.55}", need))) == []
    load = edited(SMALL, ("tonnes_per_truckload: 14.6", "tonnes_per_truckload: 14.600"))
    assert told(tmp_path, load) == []


@examples(12)
@given(
    people=st.lists(st.integers(20, 2_000), min_size=1, max_size=4),
    kg=st.floats(0.3, 3),
    tonnes=st.floats(8, 30),
    gate=st.integers(40, 400),
    wrong=st.integers(0, 4),
)  # fmt: skip
def test_units_are_told_one_by_one_and_right_ones_never(
    tmp_path_factory: pytest.TempPathFactory,
    people: list[int],
    kg: float,
    tonnes: float,
    gate: int,
    wrong: int,
) -> None:  # fmt: skip
    # A place as large as its gates: needs of a tenth of what they pass, and up to ten times that.
    need = sum(people) * 1000 * kg / 1000 / tonnes
    gate = max(gate, round(need))
    thousands = 1 if wrong == 1 else 1000
    in_grams, in_kg = (1000 if wrong == n else 1 for n in (2, 3))
    areas = ", ".join(f"a{n}: {{population: {each * thousands}}}" for n, each in enumerate(people))
    case = edited(
    SMALL,
        ("north: {population: 300000}, south: {population: 700000}", areas),
        ("kg_per_person_per_day: 0.55", f"kg_per_person_per_day: {kg * in_grams:.4g}"),
        ("14.6", f"{tonnes * in_kg:.4g}"),
        ("gate_truckloads_per_day: 60", f"gate_truckloads_per_day: {gate}"),
    )  # fmt: skip
    if wrong == 4:
        daily = f"tonnes_per_day: {sum(people) * 1000 * kg:.6g}"
        case = case.replace(f"kg_per_person_per_day: {kg:.4g}", daily)
    said = told(tmp_path_factory.mktemp("units"), case)
    expected = {
        1: "if populations are given in thousands",
        2: "kg for each person and day; if grams are meant",
        3: "tonnes on a truck, which carries 1 to 60; if kilograms are meant",
        4: "if kilograms are meant",
    }
    if wrong == 1 and need / 1000 > 1e-3 * gate:
        return  # so few people may have so small a gate
    assert len(said) == (wrong > 0) and all(expected[wrong] in each for each in said), said


VILLAGE = edited(
    SMALL,
    ("north: {population: 300000}, south: {population: 700000}",
     "upper: {population: 180}, lower: {population: 75}"),
    ("gate_truckloads_per_day: 60", "gate_truckloads_per_day: 1"),
)  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        SMALL,
        VILLAGE,
        VILLAGE.replace("{kg_per_person_per_day: 0.55}", "{truckloads_per_day: 0.04}"),
        VILLAGE.replace("{kg_per_person_per_day: 0.55}", "{by_area: {upper: 0.5, lower: 0.125}}"),
        VILLAGE.replace("gate_truckloads_per_day: 1,", ""),
        VILLAGE.replace("population: 180", "population: 12.5"),
        SMALL.replace("300000", "9800").replace("700000", "1100"),
        SMALL.replace("kg_per_person_per_day: 0.55", "kg_per_person_per_day: 0.002"),
        SMALL.replace("food:", "water:").replace("0.55", "50"),
        SMALL.replace("{kg_per_person_per_day: 0.55}", "{tonnes_per_day: 900}"),
        SMALL.replace("14.6", "1.5").replace("0.55", "20"),
        SMALL.replace("14.6", "0.4"),
        SMALL.replace("{population: 300000}", "{}").replace("{population: 700000}", "{}").replace(
            "{kg_per_person_per_day: 0.55}", "{tonnes_per_day: 450}"),
    ],
)  # fmt: skip
def test_small_and_usual_places_are_not_asked_about(tmp_path: Path, case: str) -> None:
    assert told(tmp_path, case) == []


@pytest.mark.parametrize(
    "case", sorted((ROOT / "inputs").glob("*.yaml")), ids=lambda path: path.stem
)
def test_no_shipped_case_is_asked_about(case: Path) -> None:
    assert not [each for each in read_problem(str(case)).warnings if NEW.search(each.text)]


# ---- Latitude and longitude exchanged ------------------------------------------------------------

PLACES = {
    "SD04": ((13.47, 22.2), (15.04, 22.83)),
    "YE18": ((14.84, 42.93), (12.79, 45.0)),
    "PS05": ((31.22, 34.27), (31.47, 34.47)),
    "CO54": ((7.91, -72.46), (0.83, -77.64)),
    "MZ07": ((-19.83, 34.84), (-18.98, 32.7)),
    "ZW09": ((-22.22, 29.99), (-17.93, 25.84)),
    "CL01": ((-18.29, -69.3), (-19.28, -68.63)),
    "HT01": ((19.55, -71.73), (18.51, -71.85)),
    "UA46": ((49.8, 23.02), (48.05, 26.06)),
    "VU01": ((-17.75, 168.3), (-15.5, 167.2)),
}
"""P-codes, and two crossings there: north and south, east and west, islands that no list knows."""


def placed(*points: tuple[float, float], pcode: str = "", title: str = "A place") -> str:
    gates = "".join(
        f"  gate-{n}: {{gate_truckloads_per_day: 60, location: {{lat: {lat}, lon: {lon}}}}}\n"
        for n, (lat, lon) in enumerate(points)
    )
    case = SMALL[: SMALL.index("  gate:")] + gates
    return case.replace("title: A place", f"title: {title}").replace(
        "north: {", f"north: {{pcode: {pcode or 'none'}, "
    )


@pytest.mark.parametrize("pcode", PLACES)
def test_exchanged_coordinates_are_told_and_right_ones_never(tmp_path: Path, pcode: str) -> None:
    one, other = PLACES[pcode]
    assert told(tmp_path, placed(one, other, pcode=pcode)) == []
    assert told(tmp_path, placed(one, other)) == []
    if pcode == "VU01":  # no latitude, which is a fault
        with pytest.raises(InputError, match="are latitude and longitude exchanged"):
            told(tmp_path, placed(one[::-1], other))
        return
    right = f"write lat: {one[0]:g}, lon: {one[1]:g}"
    (said,) = told(tmp_path, placed(one[::-1], other, pcode=pcode))
    assert "crossings.gate-0.location" in said and right in said
    both = told(tmp_path, placed(one[::-1], other[::-1], pcode=pcode))
    assert len(both) == 2 and right in both[0]


def test_without_p_codes_the_title_or_the_other_crossings_tell(tmp_path: Path) -> None:
    one, other = PLACES["YE18"]
    (said,) = told(tmp_path, placed(one[::-1], title="Ports of Yemen, 2024"))
    assert "far from Yemen" in said
    (said,) = told(tmp_path, placed(one[::-1], other))
    assert "if latitude and longitude are exchanged, here or there" in said


def test_boundaries_tell_too(crossings_run: Runner) -> None:
    ring = "[[22,10],[28,10],[28,16],[22,16],[22,10]]"
    shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    feature = f'{{"type": "Feature", "properties": {{"name": "x"}}, "geometry": {shape}}}'
    Path("b.geojson").write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    for point, exchanged in (((22.2, 13.47), True), ((13.47, 22.2), False)):
        Path("place.yaml").write_text(placed(point))
        command = ["report", "place.yaml", "--chart", "map", "--boundaries", "b.geojson"]
        run = crossings_run(*command, "--format", "svg", "--output", "map.svg")
        assert run.code == 0
        assert ("write lat: 13.47, lon: 22.2" in run.err) == exchanged


def test_a_number_sign_that_cuts_a_name_off_is_told(tmp_path: Path) -> None:
    (said,) = told(tmp_path, edited(SMALL, ("  gate: {", "  gate: {name: Gate #4\n    , ")))
    assert said.startswith("10: crossings.gate.name: #4 and what follows is not read")
    assert told(tmp_path, edited(SMALL, ("  gate: {", "  gate: {name: 'Gate #4', "))) == []
    assert told(tmp_path, SMALL.replace("14.6", "14.6 #4 of them weighed")) == []


def test_a_setting_of_what_only_the_model_has_is_told_where_it_is(crossings_run: Runner) -> None:
    Path("place.yaml").write_text(SMALL)
    run = crossings_run(
        "optimize",
        "place.yaml",
        "--model",
        "third-party-monitored",
        "--set",
        "pools.monitor.units=3",
    )
    assert run.code == 3 and "did you mean model.pools.monitor.units?" in run.err
