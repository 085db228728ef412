"""What was drawn of each future, kept once for all models beside what came of it."""

import json
import math
from pathlib import Path
from typing import Any

import frictionless
import numpy as np
import pandas
import pytest
from batches import contents, kept, task_of
from runs import Runner

from crossings import read_case, sample
from crossings.batches import Task, batch_folder, candidate, manifest, run
from crossings.batches.drawn import drawn_inputs
from crossings.errors import SurroundingsError
from crossings.evaluation import ReadyPlan
from crossings.reading import read_problem
from crossings.scenarios import Seeded

UNCERTAIN = """uncertainty:
  closures:
    gate-a: {open_share: 0.8, mean_closed_days: 2}
    all: {open_share: 0.95, mean_closed_days: 2}
  throughput: {gate-a: {cv: 0.5, level_cv: 0.2}}
  need: {food: {cv: 0.3}}
  ranges: true
"""
BASE = ("evaluate", "case.yaml", "--bound", "0", "--quiet", "--output", "kept")


def uncertain(more: str = UNCERTAIN) -> None:
    text = Path("case.yaml").read_text()
    text = text.partition("uncertainty:")[0] + more
    text = text.replace("hours_per_day: 8", "hours_per_day: {value: 8, range: [6, 10]}", 1)
    Path("case.yaml").write_text(text)


def joined(folder: str = "kept") -> Any:
    """Outcomes with inputs, in the one line of the documentation."""
    drawn = sorted(Path(folder).glob("inputs/part-*.parquet"))
    return pandas.read_parquet(f"{folder}/outcomes").merge(
        pandas.read_parquet(drawn), on="scenario"
    )


def test_what_was_drawn_is_what_the_futures_are(crossings_run: Runner) -> None:
    uncertain()
    assert crossings_run(*BASE, "--scenarios", "40").code == 0
    found, problem = joined(), read_case("case.yaml")
    drawn = sample(problem, 40)
    assert found["scenario"].tolist() == [*range(40)]
    c = [each.id for each in problem.crossings].index("gate-a")
    opened = drawn.open_days[:, :, c].sum(axis=1)
    np.testing.assert_array_equal(found["days_open_gate_a"], opened)
    pace = np.where(opened > 0, drawn.working[:, :, c].sum(axis=1) / np.maximum(opened, 1), 1.0)
    np.testing.assert_allclose(found["pace_gate_a"], pace)
    np.testing.assert_array_equal(found["need_factor_food"], drawn.need[:, 0])
    for path, values in drawn.drawn.items():
        level = "uncertainty.throughput.gate-a.level"
        name = "pace_level_gate_a" if path == level else path.replace(".", "_").replace("-", "_")
        np.testing.assert_array_equal(found[name], values)
    foreseen = problem.crossing_open_days[:, c].sum()
    np.testing.assert_allclose(found["days_open_gate_a"] + found["days_closed_gate_a"], foreseen)
    assert not [name for name in found if name.endswith(("_x", "_y"))]


def test_no_name_needs_quotes_and_every_column_is_described(crossings_run: Runner) -> None:
    uncertain()
    assert crossings_run(*BASE, "--scenarios", "9").code == 0
    report = frictionless.validate("kept/datapackage.json")
    assert report.valid, report.flatten(["name", "type", "message"])
    package = json.loads(Path("kept/datapackage.json").read_text("utf-8"))
    from pyarrow import parquet

    told = {each["name"]: each for each in package["resources"]}
    assert [*told] == ["outcomes-0", "inputs"]
    for each in told.values():
        schema = parquet.read_schema(Path("kept") / each["path"][0])
        fields = each["schema"]["fields"]
        assert [field["name"] for field in fields] == schema.names
        of_arrow = {"integer": "int64", "number": "double", "string": "string"}
        assert [of_arrow[field["type"]] for field in fields] == [str(t) for t in schema.types]
        for field in fields:
            assert field["name"].isidentifier() and field["description"]
            own = {k.decode(): v.decode() for k, v in schema.field(field["name"]).metadata.items()}
            rest = {k: v for k, v in field.items() if k not in ("name", "type", "description")}
            assert own == {"meaning": field["description"], **rest}
    met = next(x for x in told["outcomes-0"]["schema"]["fields"] if x["name"] == "met_food")
    assert met == {
        "name": "met_food", "type": "number", "description": "need met: food",
        "unit": "truckloads", "stage": "met", "better": "more", "good": "food",
    }  # fmt: skip


def test_outcomes_alone_where_they_are_asked_for(crossings_run: Runner) -> None:
    alone, more = (*BASE, "--scenarios", "9", "--keep", "outcomes"), (*BASE, "--scenarios", "12")
    assert crossings_run(*alone).code == 0
    assert [*Path("kept").glob("inputs/part-*")] == []
    assert "inputs" not in Path("kept/datapackage.json").read_text("utf-8")
    assert crossings_run("report", "kept", "--output", "r.html").code == 0
    assert crossings_run(*more).code == 0  # what was drawn is added
    assert len(joined()) == 12
    before = contents(Path("kept"))
    assert crossings_run(*alone[:-4], "--scenarios", "12", "--keep", "outcomes").code == 0
    assert contents(Path("kept")) == before  # and stays


def two_models(more: str) -> Task:
    """The case under its model, and under another that says `more`."""
    Path("other.yaml").write_text(Path("model.yaml").read_text() + more)
    futures = Seeded(3)
    problems = [read_problem("case.yaml", name, []) for name in ("model.yaml", "other.yaml")]
    from crossings.allocation import optimal_plan

    candidates = [
        candidate(name, optimal_plan(each), futures, "plan")
        for name, each in zip(("one", "other"), problems, strict=True)
    ]
    return Task(futures, "plan", tuple(candidates))


def test_once_for_all_models_and_again_where_one_says_otherwise(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    uncertain()
    alike = drawn_inputs(Seeded(3), two_models("# the same\n").candidates)
    assert {each.position for each in alike.columns} == {0}
    closes = "uncertainty: {closures: {gate-a: {open_share: 0.6, mean_closed_days: 3}}}\n"
    other = two_models(closes)
    drawn = drawn_inputs(other.futures, other.candidates)
    own = [each.name for each in drawn.columns if each.position == 1]
    assert [name for name in own if name.startswith("days_open")] == [
        "days_open_gate_a_under_other"
    ]
    found = drawn.drawn(range(300))
    assert found["days_open_gate_a_under_other"].mean() < found["days_open_gate_a"].mean() - 0.5


def test_the_same_bytes_whatever_the_hands_and_the_chunks(case: Path, tmp_path: Path) -> None:
    task = task_of(case)
    whole = drawn_inputs(task.futures, task.candidates).drawn(range(60))
    parts = [
        drawn_inputs(task.futures, task.candidates).drawn(range(k, k + 20)) for k in (0, 20, 40)
    ]
    for name, values in whole.items():
        np.testing.assert_array_equal(values, np.concatenate([each[name] for each in parts]))
    kept(task, tmp_path / "one", 30, "parquet")
    kept(task, tmp_path / "grown", 10, "parquet")
    kept(task, tmp_path / "grown", 30, "parquet")
    assert contents(tmp_path / "one") == contents(tmp_path / "grown")


@pytest.mark.parametrize("name", ["datapackage.json", "inputs/part-000000.npz"])
def test_what_was_changed_is_told_and_made_again(case: Path, tmp_path: Path, name: str) -> None:
    task, folder = task_of(case), tmp_path / "kept"
    kept(task, folder, 9)
    before = contents(folder)
    for change in (b"x" * 90, None):
        (folder / name).write_bytes(change) if change else (folder / name).unlink()
        said: list[str] = []
        with batch_folder(folder, manifest(task, 9, None), "npz", said.append) as place:
            run(task, range(9), folder=place)
        assert len(said) == 1 and name.rpartition("/")[2] in said[0]
        assert contents(folder) == before


def test_a_part_that_is_none_of_ours_is_not_read(case: Path, tmp_path: Path) -> None:
    task, folder = task_of(case), tmp_path / "kept"
    kept(task, folder, 9)
    (folder / "inputs" / "part-000007.npz").write_bytes(b"x")
    with pytest.raises(SurroundingsError, match="no chunk of this batch"):
        kept(task, folder, 9)


def test_a_table_that_is_called_like_a_part_lies_apart(crossings_run: Runner) -> None:
    pandas.DataFrame({"uncertainty.need.food": [1.1, 0.9]}).to_parquet("part-000000.parquet")
    assert crossings_run(*BASE, "--futures", "part-000000.parquet").code == 0
    assert joined()["need_factor_food"].tolist() == [1.1, 0.9]
    assert Path("kept/inputs/files/part-000000.parquet").is_file()
    assert crossings_run("report", "kept", "--output", "r.html").code == 0


def test_a_future_that_cannot_be_drawn_has_no_figures(case: Path) -> None:
    task = task_of(case)

    class Fails(Seeded):
        def scenarios(self, problem: Any, numbers: range) -> Any:
            if 5 in numbers:
                raise ValueError("no such future")
            return super().scenarios(problem, numbers)

    drawn = drawn_inputs(Fails(3), task.candidates)
    found = drawn.drawn(range(8))
    assert found["scenario"].tolist() == [*range(8)] and not drawn.implausible(range(8), found)
    assert all(math.isnan(found[name][5]) for name in drawn.names[1:])
    assert not np.isnan(np.delete([found[name] for name in drawn.names], 5, axis=1)).any()
    assert isinstance(task.candidates[0].ready, ReadyPlan)
