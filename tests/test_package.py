"""The package to publish: it validates, keeps to the convention, and holds the tables' figures."""

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import pytest
from answers import Entry, plan_of, problem_of
from example import CASE, edited, written
from hypothesis import HealthCheck, given, settings
from runs import Run, Runner
from strategies import cases

from crossings.allocation import fairest_plan
from crossings.outputs.answer import Answer, answer
from crossings.outputs.package import write_package
from crossings.plan import Plan
from crossings.reading import read_problem

ROOT = Path(__file__).parents[1]
DAYS = ["reference_period_start", "reference_period_end"]


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
def test_the_package_of_a_shipped_case_validates(
    gaza: Answer[Plan], tmp_path: Path, hxl: bool
) -> None:
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
    gaza: Answer[Plan], tmp_path: Path
) -> None:
    write_package(gaza, tmp_path)
    text = (tmp_path / "coverage.csv").read_text("utf-8")
    (tmp_path / "coverage.csv").write_text(text.replace("2024-03-03", "3 March"), "utf-8")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_columns_are_those_of_the_convention_and_figures_those_of_the_tables(
    gaza: Answer[Plan], tmp_path: Path
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
        ("{name: North, pop", "{name: '@North', pcode: PS0155, pop"),
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
    assert stub["dataset_source"] == "Census office, Trials of a search by hand"


def test_the_readme_begins_with_the_headline_and_names_keys_and_licence(
    gaza: Answer[Plan], tmp_path: Path
) -> None:
    write_package(gaza, tmp_path)
    package = assert_valid(tmp_path)
    told, first = (tmp_path / "README.md").read_text("utf-8"), gaza.as_object()["headline"]
    opening = [f"# {package['title']}", "", first["says"]["en"], ""]
    opening += [f"- {each}" for each in first["bullets"]["en"]]
    assert told.splitlines()[: len(opening)] == opening
    assert [each["name"] for each in package["licenses"]] == ["notspecified"]
    keys = {each["name"]: each["schema"].get("primaryKey") for each in package["resources"]}
    assert keys["flows"] == ["reference_period_start", "crossing", "good", "regime"]
    assert keys["evidence"] == ["path"] and keys["limits"] is None  # some are of no area
    for each in package["resources"]:
        assert f"- `{each['path']}`: {each['title']}" in told
    for name, key in keys.items():
        found = [tuple(row[part] for part in key or row) for row in rows(tmp_path / f"{name}.csv")]
        assert not key or (len(found) == len({*found}) and all(map(all, found)))
    assert all(f"`{source['name']}`: {source['title']}" in told for source in package["sources"])


def described(package: dict[str, Any], folder: Path) -> set[str]:
    """What the package and its stub say of the plan."""
    return {package["description"], json.loads((folder / "hdx-dataset.json").read_text())["notes"]}


def test_sources_are_told_in_full(gaza: Answer[Plan], tmp_path: Path) -> None:
    write_package(gaza, tmp_path)
    sources = {each["name"]: each for each in assert_valid(tmp_path)["sources"]}
    rests = rows(tmp_path / "evidence.csv") + rows(tmp_path / "observed.csv")
    assert {*sources} == {row["source"] for row in rests if row["source"]}
    for source in gaza.result.problem.sources:
        if source.id in sources:
            told = sources[source.id]
            assert (told["title"], told.get("path")) == (source.title, source.url)
            assert (told.get("publisher"), told.get("date")) == (source.publisher, source.date)


def test_notes_of_the_case_are_told(gaza: Answer[Plan], tmp_path: Path) -> None:
    notes = gaza.result.problem.notes
    assert notes
    write_package(gaza, tmp_path)
    assert all(notes in text for text in described(assert_valid(tmp_path), tmp_path))


def test_the_fairest_plan_is_called_so(tmp_path: Path) -> None:
    plan = fairest_plan(read_problem(str(written(tmp_path))))
    write_package(answer(plan), tmp_path / "out")
    package = assert_valid(tmp_path / "out")
    for text in described(package, tmp_path / "out"):
        assert " The fairest plan under" in text and "best plan" not in text
    fairness = answer(plan).as_object()["fairness"]
    assert package["crossings"]["fairness"] == fairness and fairness["levels"]
    assert package["crossings"]["objective_kind"] == "fairest"


def test_an_unfinished_package_calls_its_plan_the_best_so_far(
    gaza: Answer[Plan], tmp_path: Path
) -> None:  # fmt: skip
    plan = gaza.result
    stopped = replace(plan, gap=0.1, solver=replace(plan.solver, status="stopped"))
    write_package(answer(stopped), tmp_path)
    for text in described(assert_valid(tmp_path), tmp_path):
        assert text.startswith("UNFINISHED: ")
        assert " UNFINISHED: the search was stopped. The best plan that was found" in text


def test_every_model_in_force_is_named(tmp_path: Path) -> None:
    plan = plan_of(read_problem(str(ROOT / "inputs/gaza-2010.yaml")))
    assert plan is not None
    write_package(answer(plan), tmp_path)
    for text in described(assert_valid(tmp_path), tmp_path):
        assert all(f"“{phase.model.title}”" in text for phase in plan.problem.phases)
        assert text.index("2010), then “") > 0


@pytest.mark.parametrize(
    ("title", "file", "name", "told"),
    [
        ("غزة 2024", "gaza-march.yaml", "gaza-march", "غزة 2024"),
        ("' '", "gaza-march.yaml", "gaza-march", "gaza-march"),
        ("Two gates", "case.yaml", "two-gates", "Two gates"),
        ("غزة", "غزة.yaml", "plan", "غزة"),
    ],
)
def test_a_title_without_latin_letters_leaves_the_name_to_the_file(
    tmp_path: Path, title: str, file: str, name: str, told: str
) -> None:
    case = written(tmp_path, edited(CASE, ("title: Two gates", f"title: {title}")))
    plan = plan_of(read_problem(str(case.rename(tmp_path / file))))
    assert plan is not None
    write_package(answer(plan), tmp_path / "out")
    package = assert_valid(tmp_path / "out")
    assert (package["name"], package["title"]) == (name, told)


def test_tables_of_an_earlier_package_do_not_stay(crossings_run: Runner) -> None:
    arguments = ("optimize", "case.yaml", "--quiet", "--format=package", "--output=out")
    assert crossings_run(*arguments) == Run(0, "", "")
    before = {each.name for each in Path("out").iterdir()}
    Path("out/notes.csv").write_text("mine", "utf-8")
    Path("out/more").mkdir()
    package = json.loads(Path("out/datapackage.json").read_text("utf-8"))
    outside = [{"path": "../case.yaml"}, {"path": "../outside.csv"}, {"path": "more/x.csv"}, 1]
    for path in ("outside.csv", "out/more/x.csv"):
        Path(path).write_text("mine", "utf-8")
    text = Path("case.yaml").read_text("utf-8")
    first, last = text.index("\nobserved:"), text.index("\nsources:")
    Path("case.yaml").write_text(text[:first] + text[last:], "utf-8")
    assert crossings_run(*arguments) == Run(0, "", "")
    assert {each.name for each in Path("out").iterdir()} - {"notes.csv", "more"} == (
        before - {"observed.csv"}
    )
    for other in ({**package, "resources": [*package["resources"], *outside]}, {"resources": 1}):
        Path("out/datapackage.json").write_text(json.dumps(other), "utf-8")
        assert crossings_run(*arguments) == Run(0, "", "")
    kept = ("case.yaml", "outside.csv", "out/notes.csv", "out/more/x.csv")
    assert all(Path(path).exists() for path in kept)
    Path("out/theirs.csv").write_text("theirs", "utf-8")
    theirs = {"resources": [{"path": "theirs.csv"}]}
    Path("out/datapackage.json").write_text(json.dumps(theirs), "utf-8")
    assert crossings_run(*arguments) == Run(0, "", "")
    assert Path("out/theirs.csv").exists()


def test_rows_can_be_joined_to_the_evidence_by_ids(tmp_path: Path) -> None:
    case = edited(
        CASE, ("name: North, ", "name: Here, "), ("  south:\n", "  south:\n    name: Here\n")
    )
    plan = plan_of(read_problem(str(written(tmp_path, case))))
    assert plan is not None
    write_package(answer(plan), tmp_path / "out", hxl=True)
    package = assert_valid(tmp_path / "out")
    people = rows(tmp_path / "out/people.csv")
    assert list(people[0])[:5] == [*DAYS, "admin2_code", "admin2_name", "area"]
    assert (people[0]["area"], people[0]["population"]) == ("#adm2+id", "#population+num")
    assert {(row["area"], row["admin2_name"]) for row in people[1:]} == {
        ("north", "Here"), ("south", "Here"),
    }  # fmt: skip
    paths = {row["path"] for row in rows(tmp_path / "out/evidence.csv")}
    assert {f"areas.{row['area']}.population" for row in people[1:]} <= paths
    dialects = {json.dumps(each["dialect"]) for each in package["resources"]}
    assert dialects == {'{"commentChar": "#"}'}
    loose = [
        (each["name"], field["name"])
        for each in package["resources"]
        for field in each["schema"]["fields"]
        if field["type"] in ("number", "integer") and not {"unit", "description"} & {*field}
    ]
    assert loose == []
