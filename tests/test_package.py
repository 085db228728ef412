"""The package to publish: it validates, keeps to the convention, and holds the tables' figures."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import frictionless
import pytest
from answers import Entry, plan_of, problem_of
from example import CASE, edited, written
from hypothesis import HealthCheck, given, settings
from runs import Run, Runner
from strategies import cases

from crossings.outputs.answer import Answer, answer
from crossings.outputs.package import write_package
from crossings.reading import read_problem

ROOT = Path(__file__).parents[1]
DAYS = ["reference_period_start", "reference_period_end"]


@pytest.fixture(scope="module")
def gaza() -> Answer:
    plan = plan_of(read_problem(str(ROOT / "inputs/gaza.yaml")))
    assert plan is not None
    return answer(plan)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def assert_valid(folder: Path) -> dict[str, Any]:
    """What Frictionless makes of a package that it finds no fault in, and the package."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    told = {each["path"] for each in package["resources"]}
    assert told == {file.name for file in folder.glob("*.csv")}
    return package


@pytest.mark.parametrize("hxl", [False, True])
def test_the_package_of_a_shipped_case_validates(gaza: Answer, tmp_path: Path, hxl: bool) -> None:
    write_package(gaza, tmp_path, hxl=hxl)
    package = assert_valid(tmp_path)
    whole = gaza.as_object()
    assert package["crossings"]["case"] == whole["case"]
    assert package["temporal"] == {"start": "2024-03-03", "end": "2024-03-30"}
    fields = {
        (each["name"], field["name"]): field
        for each in package["resources"]
        for field in each["schema"]["fields"]
    }
    assert fields["coverage", "reference_period_start"]["type"] == "date"
    assert fields["coverage", "need_truckloads"] == {
        "name": "need_truckloads", "type": "number", "unit": "truckloads"
    }  # fmt: skip
    assert fields["observed", "truckloads_per_open_day"]["type"] == "number"
    assert not [name for _, name in fields if not name.replace("_", "").isalnum()]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_every_package_validates(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[Entry, Entry]
) -> None:
    plan = plan_of(problem_of(*pair))
    if plan is not None:
        for hxl in (False, True):
            folder = tmp_path_factory.mktemp("package")
            write_package(answer(plan), folder, hxl=hxl)
            assert_valid(folder)


def test_a_file_that_is_not_what_the_package_says_does_not_validate(
    gaza: Answer, tmp_path: Path
) -> None:
    write_package(gaza, tmp_path)
    text = (tmp_path / "coverage.csv").read_text("utf-8")
    (tmp_path / "coverage.csv").write_text(text.replace("2024-03-03", "3 March"), "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_columns_are_those_of_the_convention_and_figures_those_of_the_tables(
    gaza: Answer, tmp_path: Path
) -> None:
    write_package(gaza, tmp_path)
    coverage, table = rows(tmp_path / "coverage.csv"), gaza.tables["coverage"]
    assert list(coverage[0])[:4] == [*DAYS, "admin2_code", "admin2_name"]
    assert {"sector_code", "good", "good_name", "category", "met_tonnes"} <= set(coverage[0])
    assert {(row["admin2_code"], row["admin2_name"]) for row in coverage} >= {("PS0275", "Rafah")}
    assert {row["sector_code"] for row in coverage if row["good"] == "food"} == {"FSC"}
    for row, (_, line) in zip(coverage, table.iterrows(), strict=True):
        day = gaza.tables["periods"]["start"][line["period"]]
        assert (row["reference_period_start"], row["good"]) == (day, line["good"])
        for name in ("need", "met", "unmet", "stock"):
            assert float(row[f"{name}_truckloads"]) == line[name]
        share = row["coverage_share"]
        assert math.isnan(line["coverage"]) if share == "" else float(share) == line["coverage"]
    seen = rows(tmp_path / "observed.csv")[0]
    assert [seen[day] for day in DAYS] == ["2024-03-01", "2024-03-31"]
    assert seen["crossing_name"] == "Kerem Shalom"
    assert not (tmp_path / "periods.csv").exists()


def test_tags_stand_below_each_header_when_they_are_asked_for(
    crossings_run: Runner,
) -> None:
    arguments = ("optimize", "case.yaml", "--quiet", "--format=package", "--output=out")
    assert crossings_run(*arguments, "--hxl") == Run(0, "", "")
    first = rows(Path("out/coverage.csv"))[0]
    assert first["admin2_code"] == "#adm2+code"
    assert first["reference_period_start"] == "#date+start"
    assert first["met_truckloads"] == "#indicator+num+met_truckloads"
    assert all(tag.startswith("#") for tag in first.values())
    assert crossings_run(*arguments) == Run(0, "", "")
    assert rows(Path("out/coverage.csv"))[0]["admin2_code"] != "#adm2+code"
    assert crossings_run("optimize", "case.yaml", "--hxl").code == 2
    assert crossings_run("optimize", "case.yaml", "--format=package").code == 2


def test_the_stub_says_what_it_is_and_what_is_to_be_filled_in(tmp_path: Path) -> None:
    case = edited(
        CASE,
        ("title: Two gates", "title: '=HYPERLINK(\"x\")'"),
        ("{name: North, pop", "{name: '@North', pcode: PS01, pop"),
    )
    plan = plan_of(read_problem(str(written(tmp_path, case))))
    assert plan is not None
    write_package(answer(plan), tmp_path / "out")
    package = assert_valid(tmp_path / "out")
    assert (package["name"], package["title"]) == ("hyperlink-x", '=HYPERLINK("x")')
    stub = json.loads((tmp_path / "out/hdx-dataset.json").read_text("utf-8"))
    assert stub["license_id"] == stub["owner_org"] == "FILL IN" and stub["private"]
    assert stub["dataset_date"] == "[2024-03-03T00:00:00 TO 2024-03-16T23:59:59]"
    assert "A plan and no count" in stub["caveats"]
    assert "No p-code is known for south." in stub["caveats"]
    names = {row["admin2_name"] for row in rows(tmp_path / "out/coverage.csv")}
    assert {"'@North", "south"} <= names
