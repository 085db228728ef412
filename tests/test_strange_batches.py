"""A batch's folder is a document from a stranger: what in it was changed is told, or made anew."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from batches import (
    SIZE,
    chunk_of,
    contents,
    read_or_refused,
    task_of,
    told_or_the_same,
)
from example import written
from hypothesis import given
from hypothesis import strategies as st
from runs import Runner
from strangers import (
    DEEP,
    odd_chunk,
    odd_manifest,
    odd_number,
    odd_plan,
    odd_problem,
    odd_setting,
    one_byte,
    resealed,
)
from strategies import cases, examples

import crossings
from crossings import optimize, read_case, sample, simulate, simulate_batch
from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import Request
from crossings.batches import REOPTIMISE, Parallelism, Task, batch_folder, candidate, manifest, run
from crossings.batches.checked import digest, wrong_in
from crossings.batches.columns import Told, layout
from crossings.batches.encoding import encoded
from crossings.batches.fields import FIELDS
from crossings.batches.folder import read_folder
from crossings.batches.marks import problem_marks
from crossings.batches.work import Work
from crossings.errors import InputError, NoPlan, SurroundingsError
from crossings.evaluation import CHUNK, DISPATCH_RULES, Outcomes
from crossings.reading import read_problem
from crossings.scenarios import Seeded

FORMS = ("parquet", "npz")
Folder = tuple[Task, Path, Outcomes]


@pytest.fixture(scope="module", params=FORMS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A finished batch that is never written to, and what it holds."""
    place = tmp_path_factory.mktemp("whole")
    task = task_of(written(place))
    with batch_folder(place / "kept", manifest(task, SIZE, None), request.param) as kept:
        made = run(task, range(SIZE), folder=kept)
    return task, place / "kept", run(task, range(SIZE)).trials[0].outcomes if made else made


@pytest.fixture
def batch(whole: Folder, tmp_path: Path) -> Folder:
    task, folder, truth = whole
    shutil.copytree(folder, tmp_path / "kept")
    return task, tmp_path / "kept", truth


@pytest.mark.parametrize("seed", range(25))
def test_any_byte_changed_is_told_or_changes_nothing(batch: Folder, seed: int) -> None:
    task, folder, truth = batch
    with one_byte(folder, seed) as changed:
        refused = read_or_refused(task, folder, truth)
        said = told_or_the_same(task, folder, truth)
    of_whitespace = changed.startswith(("manifest", ".lock"))
    assert of_whitespace or (refused and said), changed
    assert changed.partition(",")[0] in refused or of_whitespace


@pytest.mark.parametrize("seed", range(40))
def test_a_manifest_of_another_kind_is_told(batch: Folder, seed: int) -> None:
    task, folder, truth = batch
    path = folder / "manifest.json"
    path.write_bytes(odd_manifest(path.read_bytes(), seed))
    read_or_refused(task, folder, truth)
    beside = {*folder.parent.iterdir()}
    told_or_the_same(task, folder, truth)
    assert {*folder.parent.iterdir()} == beside


@pytest.mark.parametrize("forged", [False, True], ids=["as it is", "its digest written down"])
@pytest.mark.parametrize("seed", range(18))
def test_a_chunk_that_cannot_be_is_computed_again(batch: Folder, seed: int, forged: bool) -> None:
    task, folder, truth = batch
    path, record = chunk_of(folder), folder / "manifest.json"
    before = path.read_bytes()
    changed, how = odd_chunk(path, seed)
    path.write_bytes(changed)
    if forged:
        entries = json.loads(record.read_text())
        entries["models"][0]["chunks"][0]["sha256"] = digest(changed)
        record.write_bytes(resealed(entries))
    refused = read_or_refused(task, folder, truth)
    said = told_or_the_same(task, folder, truth)
    if forged and how == "longer":  # behind its end: the figures are what they were
        return
    assert path.name in refused, how
    assert len(said) == 1 and path.name in said[0] and "computed again" in said[0], how
    assert path.read_bytes() == before and not read_or_refused(task, folder, truth)


def test_what_unpacks_to_too_much_is_not_unpacked(whole: Folder) -> None:
    task, folder, _ = whole
    form: Any = chunk_of(folder).suffix[1:]
    content = encoded({"value": np.random.default_rng(1).random(400_000)}, form)
    told = task.told(task.candidates[0])
    assert "unpacks to" in wrong_in(told, range(SIZE), form, content)


def _gone(path: Path, _: Path) -> None:
    path.unlink()


def _a_folder(path: Path, _: Path) -> None:
    path.unlink()
    path.mkdir()


def _a_pipe(path: Path, _: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _a_link(path: Path, outside: Path) -> None:
    shutil.move(path, outside)
    path.symlink_to(outside)


def _twice(path: Path, _: Path) -> None:
    shutil.copy(path, path.with_name(f"part-000007{path.suffix}"))


def _foreign(path: Path, _: Path) -> None:
    other = path.parents[1] / "model=other" / path.name
    other.parent.mkdir()
    shutil.copy(path, other)


@pytest.mark.parametrize("change", [_gone, _a_folder, _a_pipe, _a_link, _twice, _foreign])
def test_a_chunk_lost_doubled_or_elsewhere_is_told(
    batch: Folder, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    task, folder, truth = batch
    change(chunk_of(folder), tmp_path / "outside")
    assert read_or_refused(task, folder, truth)
    said = told_or_the_same(task, folder, truth)
    assert len(said) == 1 and "part-00000" in said[0]


@pytest.mark.parametrize(
    "name",
    ["manifest.json", "inputs", "inputs/case.yaml", "outcomes", "outcomes/model=own", ".lock"],
)
def test_no_link_is_followed(batch: Folder, tmp_path: Path, name: str) -> None:
    task, folder, truth = batch
    chunk_of(folder).unlink()  # so that there is something to write
    outside = tmp_path / "outside"
    shutil.move(folder / name, outside)
    (folder / name).symlink_to(outside)
    before = contents(outside) if outside.is_dir() else outside.read_bytes()
    assert read_or_refused(task, folder, truth)
    assert "link" in told_or_the_same(task, folder, truth)[0] or name == ".lock"
    assert (contents(outside) if outside.is_dir() else outside.read_bytes()) == before


@pytest.mark.parametrize("name", ["manifest.json.unfinished", "finished.jsonl"])
def test_what_is_written_replaces_a_link_and_does_not_follow_it(
    batch: Folder, tmp_path: Path, name: str
) -> None:
    task, folder, truth = batch
    chunk_of(folder).unlink()
    victim = tmp_path / "victim"
    victim.write_text("of mine")
    (folder / name).symlink_to(victim)
    told_or_the_same(task, folder, truth)
    assert victim.read_text() == "of mine"


@pytest.mark.parametrize(
    "entry",
    [{"form": "x/../../victim/new-file"}, {"form": None}, {"form": [1]}, {"scenarios": "x"},
     {"scenarios": None}, {"scenarios": -1}, {"settings": [1]}, {"models": []}, {"more": 1}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("command", ["evaluate", "report"])
def test_the_command_line_refuses_what_is_no_manifest(
    crossings_run: Runner, tmp_path: Path, entry: dict[str, Any], command: str
) -> None:
    futures = ("evaluate", "case.yaml", "--scenarios", "9", "--bound", "0", "--output", "kept")
    assert crossings_run(*futures).code == 0
    (tmp_path / "victim").mkdir()
    path = Path("kept/manifest.json")
    path.write_bytes(resealed({**json.loads(path.read_text()), **entry}))
    ran = crossings_run(*futures if command == "evaluate" else ("report", "kept"))
    key = next(iter(entry))
    assert ran.code == 6 and f"kept/manifest.json is no manifest of a batch: {key}" in ran.err
    assert [*(tmp_path / "victim").iterdir()] == []


@pytest.mark.parametrize("text", [DEEP, "", "{", "\0", "9" * 5000, '{"schema_version": 1}', "NaN"])
@pytest.mark.parametrize("command", ["evaluate", "report"])
def test_what_is_hardly_json_is_refused(crossings_run: Runner, text: str, command: str) -> None:
    Path("kept").mkdir()
    Path("kept/manifest.json").write_text(text)
    given = ("evaluate", "case.yaml", "--bound", "0", "--output", "kept")
    ran = crossings_run(*given if command == "evaluate" else ("report", "kept"))
    assert ran.code == 6 and "kept/manifest.json" in ran.err and len(ran.err) < 300


@pytest.mark.parametrize("place", ["../x.yaml", "/etc/passwd", "inputs/../../x", "inputs/a\0b"])
def test_no_copy_lies_outside_of_the_folder(crossings_run: Runner, place: str) -> None:
    futures = ("--scenarios", "9", "--bound", "0", "--output", "kept")
    assert crossings_run("evaluate", "case.yaml", *futures).code == 0
    path = Path("kept/manifest.json")
    entries = json.loads(path.read_text())
    sha256 = entries["inputs"]["files"].pop("inputs/case.yaml")
    entries["inputs"] |= {"case": place, "files": {**entries["inputs"]["files"], place: sha256}}
    path.write_bytes(resealed(entries))
    ran = crossings_run("report", "kept")
    assert ran.code == 6 and "no manifest of a batch: inputs.case" in ran.err


def test_lines_of_the_journal_that_make_no_sense_count_for_nothing(batch: Folder) -> None:
    task, folder, truth = batch
    manifest_file, path = folder / "manifest.json", chunk_of(folder)
    entries = json.loads(manifest_file.read_text())
    (line,) = entries["models"][0]["chunks"]
    entries["models"][0]["chunks"] = []
    manifest_file.write_bytes(resealed(entries))
    good = json.dumps({"model": 0, **line})
    other = [("model", 2), ("part", -1), ("part", 7), ("rows", 9), ("sha256", "x"), ("more", 1)]
    odd = [DEEP, "", "{", "7", "null", "[1]", '{"model": 9}']
    odd += [json.dumps({"model": 0, **line, key: value}) for key, value in other]
    (folder / "finished.jsonl").write_text("\n".join([*odd, good[:-9]]))
    assert read_or_refused(task, folder, truth) == "still to be done"
    (folder / "finished.jsonl").write_text("\n".join([*odd, good, good[:-9]]))
    before = path.stat().st_mtime_ns
    assert told_or_the_same(task, folder, truth) == []
    assert path.stat().st_mtime_ns == before and not (folder / "finished.jsonl").exists()


def test_an_unfinished_batch_is_not_told(crossings_run: Runner) -> None:
    base = ("evaluate", "case.yaml", "--scenarios", "60", "--bound", "0", "--output", "kept")
    assert crossings_run(*base).code == 0
    path = Path("kept/manifest.json")
    entries = json.loads(path.read_text())
    entries["models"][0]["chunks"] = []
    path.write_bytes(resealed(entries))
    ran = crossings_run("report", "kept", "--output", "r.html")
    assert ran.code == 6 and "60 futures are still to be done" in ran.err
    assert crossings_run(*base).code == 0
    assert crossings_run("report", "kept", "--output", "r.html").code == 0


# What a batch is of.


@pytest.mark.parametrize("seed", range(12))
def test_another_plan_or_problem_from_a_script_is_refused(whole: Folder, seed: int) -> None:
    task, folder, _ = whole
    before = contents(folder)
    plan = task.candidates[0].ready.plan
    problem, of_problem = odd_problem(plan.problem, seed)
    other, of_plan = odd_plan(plan, seed)
    for changed, how in ((replace(plan, problem=problem), of_problem), (other, of_plan)):
        with pytest.raises(SurroundingsError, match="holds another batch") as refused:
            simulate_batch({"own": changed}, SIZE, 3, folder=str(folder), dispatch="plan")
        assert "own" in str(refused.value), how
    assert contents(folder) == before


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
"""What a file may say where a phase says otherwise."""


@examples(60)
@given(VALUES, VALUES)
def test_whatever_a_phase_changes_is_told_apart(one: Any, other: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        problem = read_problem(str(written(Path(folder))))
    marks = [
        problem_marks(replace(problem, phases=(replace(problem.phases[0], differs=differs),)))
        for differs in ((("goods", one, other),), (("goods", other, one),))
    ]
    assert (marks[0]["sha256"] == marks[1]["sha256"]) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    "said",
    ["goods.food.need: {kg_per_person_per_day: 0.5}", "crossings.gate-a.open_days: [sun]",
     "crossings.gate-a.closed_dates: [2024-03-11]", "limits.undetected_threats_per_day: null"],
)  # fmt: skip
def test_a_batch_is_kept_of_a_case_whatever_its_phases_change(
    crossings_run: Runner, said: str
) -> None:
    path = Path("case.yaml")
    path.write_text(f"{path.read_text()}phases: [{{from: 2024-03-10, set: {{{said}}}}}]\n")
    futures = ("evaluate", "case.yaml", "--scenarios", "9", "--bound", "0", "--output", "kept")
    first, again = crossings_run(*futures), crossings_run(*futures)
    assert (first.code, again.code) == (0, 0), first.err
    assert crossings_run("report", "kept", "--output", "r.html").code == 0


def test_a_script_with_another_setting_gets_no_old_figures(case: Path, tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    plans = [
        optimize(read_case(str(case), settings=[f"crossings.gate-b.resources.bay={units}"]))
        for units in (3, 2)
    ]
    first = simulate_batch({"today": plans[0]}, 50, folder=folder, dispatch="plan")
    told = '["crossings.gate-b.resources.bay=3"] there, ["crossings.gate-b.resources.bay=2"] now'
    with pytest.raises(SurroundingsError, match=re.escape(told)):
        simulate_batch({"today": plans[1]}, 50, folder=folder, dispatch="plan")
    for size in (50, 60):
        again = simulate_batch({"today": plans[0]}, size, folder=folder, dispatch="plan")
        fresh = simulate(plans[0], sample(plans[0].problem, size))
        assert again.trials[0].outcomes.value.tolist() == fresh.value.tolist()
    assert first.size == 50


@pytest.mark.parametrize("seed", range(12))
def test_a_script_with_any_number_otherwise_gets_no_old_figures(
    whole: Folder, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    task, folder, _ = whole
    monkeypatch.chdir(folder.parent)
    setting = odd_setting(task.candidates[0].ready.problem, seed)
    try:
        plan = optimize(read_case("case.yaml", settings=[setting]))
    except (InputError, NoPlan):
        return
    try:
        found = simulate_batch({"own": plan}, SIZE, 3, folder=str(folder), dispatch="plan")
    except SurroundingsError as error:
        assert setting.partition("=")[0] in str(error), setting
        return
    fresh = simulate(plan, sample(plan.problem, SIZE, 3))
    assert found.trials[0].outcomes.value.tolist() == fresh.value.tolist(), setting


def test_a_script_is_warned_of_what_is_computed_again(case: Path, tmp_path: Path) -> None:
    plans, folder = {"own": optimize(read_case(str(case)))}, tmp_path / "kept"
    first = simulate_batch(plans, 50, folder=str(folder), dispatch="plan")
    values = first.trials[0].outcomes.value.copy()
    chunk_of(folder).write_bytes(b"")
    with pytest.warns(UserWarning, match="part-000000.*computed again"):
        again = simulate_batch(plans, 50, folder=str(folder), dispatch="plan")
    assert again.trials[0].outcomes.value.tolist() == values.tolist()


@pytest.mark.parametrize("file", ["case.yaml", "model.yaml"])
@pytest.mark.parametrize("seed", range(4))
def test_another_number_in_a_file_is_refused(crossings_run: Runner, file: str, seed: int) -> None:
    base = ("evaluate", "case.yaml", "--scenarios", "9", "--bound", "0", "--quiet", "--output")
    assert crossings_run(*base, "kept").code == 0
    before = contents(Path("kept"))
    path = Path(file)
    path.write_text(odd_number(path.read_text(), seed))
    ran = crossings_run(*base, "kept")
    assert ran.code in (3, 4) or (ran.code == 6 and "holds another batch" in ran.err), ran
    if ran.code == 6:
        assert ("case" if file == "case.yaml" else "model") in ran.err
    assert contents(Path("kept")) == before


def test_another_version_is_refused_by_its_number(
    batch: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, folder, truth = batch
    monkeypatch.setattr(crossings, "__version__", "9.9")
    said = told_or_the_same(task, folder, truth)
    assert said == [read_or_refused(task, folder, truth)]
    assert "was kept by crossings" in said[0] and "here crossings 9.9" in said[0]


def test_a_plan_of_another_machine_may_be_told_but_not_gone_on_with(batch: Folder) -> None:
    task, folder, truth = batch
    own = task.candidates[0]
    plan = replace(own.ready.plan, met=own.ready.plan.met * (1 + 2e-16 * 3))
    there = replace(task, candidates=(replace(own, ready=type(own.ready)(plan)),))
    kept = read_folder(folder, manifest(there, SIZE, None))
    assert kept.missing(range(SIZE)) == []
    assert "plan of own: its last bits" in told_or_the_same(there, folder, truth)[0]


@examples(25)
@given(cases(), st.sampled_from([*DISPATCH_RULES, REOPTIMISE]))
def test_no_outcome_of_any_case_is_taken_for_a_strangers(pair: Any, dispatch: str) -> None:
    problem = problem_of(*pair)
    try:
        plan = optimal_plan(problem)
    except NoPlan:
        return
    futures = Seeded(7)
    task = Task(futures, dispatch, (candidate("own", plan, futures, dispatch, Request(0.1, 1)),))
    for form in FORMS:
        content = Work(task, form).chunk(0, range(5))
        assert wrong_in(Told(problem), range(5), form, content) == ""


# What comes from workers, what is told without writing, what a file says of itself.


class _Odd(Task):
    """A task that comes to less than nothing."""

    def outcomes(self, position: int, numbers: range) -> Outcomes:
        made = super().outcomes(position, numbers)
        return replace(made, met=made.met - 1e6)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kept", [True, False])
def test_what_a_worker_brings_is_looked_at(
    case: Path, tmp_path: Path, jobs: int, kept: bool
) -> None:
    task = task_of(case)
    odd = _Odd(task.futures, task.dispatch, task.candidates)
    with pytest.raises(SurroundingsError, match=r"futures 0 to 8 is no outcome.*: met: -"):
        if not kept:
            run(odd, range(9), parallelism=Parallelism(jobs))
        with batch_folder(tmp_path / "kept", manifest(odd, 9, None), "npz") as place:
            run(odd, range(9), folder=place, parallelism=Parallelism(jobs))
    # What was drawn is right, and another worker may have brought it by then.
    assert [each for each in tmp_path.rglob("part-*") if each.parent.name != "inputs"] == []


@pytest.mark.parametrize("brought", [None, 7, b"", b"PAR1", "text", {"value": 1}])
@pytest.mark.parametrize("form", [None, *FORMS])
def test_what_is_no_outcome_is_refused(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brought: Any, form: Any
) -> None:
    task = task_of(case)
    monkeypatch.setattr(Work, "chunk", lambda *_: brought)
    with pytest.raises(SurroundingsError, match="is no outcome of theirs"):
        if form is None:
            run(task, range(9))
        with batch_folder(tmp_path / "kept", manifest(task, 9, None), form) as place:
            run(task, range(9), folder=place)


def _stamps(folder: Path) -> Iterator[tuple[str, int]]:
    for path in (folder, *sorted(folder.rglob("*"))):
        yield str(path), path.stat().st_mtime_ns


def test_a_finished_batch_is_told_without_writing(crossings_run: Runner) -> None:
    base = ("evaluate", "case.yaml", "--scenarios", "20", "--bound", "0", "--output", "kept")
    first = crossings_run(*base)
    Path("kept/.lock").unlink()
    before = [*_stamps(Path("kept"))]
    assert crossings_run(*base).out == first.out
    assert crossings_run("report", "kept", "--output", "r.html").code == 0
    assert [*_stamps(Path("kept"))] == before


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_table_of_futures_is_kept_and_can_be_told(
    crossings_run: Runner, tmp_path: Path, form: str
) -> None:
    Path("mine").mkdir()
    table = Path("mine") / f"own.{form}"
    if form == "csv":
        table.write_text("uncertainty.need.food\n1.1\n0.9\n1.3\n")
    else:
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.table({"uncertainty.need.food": [1.1, 0.9, 1.3]}), table)
    base = ("evaluate", "case.yaml", "--futures", str(table), "--bound", "0", "--output", "kept")
    assert crossings_run(*base).code == 0
    futures = json.loads(Path("kept/manifest.json").read_text())["futures"]
    assert futures["table"] == table.name and len(futures["sha256"]) == 64
    assert Path(f"kept/inputs/mine/own.{form}").read_bytes() == table.read_bytes()
    Path("kept").rename("sent")
    shutil.rmtree("mine")
    Path("case.yaml").unlink()
    ran = crossings_run("report", "sent", "--output", "r.html")
    assert ran.code == 0, ran.err
    assert f"3 futures of the table {table.name}" in Path("r.html").read_text("utf-8")
    Path(f"sent/inputs/mine/own.{form}").write_bytes(b"changed")
    ran = crossings_run("report", "sent", "--output", "r.html")
    assert ran.code == 6 and f"inputs/mine/own.{form} was changed" in ran.err


def test_a_file_may_be_called_anything(crossings_run: Runner) -> None:
    name = os.fsdecode(b"ca\xffse\\ \n.yaml")
    Path("case.yaml").rename(name)
    base = ("evaluate", name, "--scenarios", "9", "--bound", "0", "--quiet", "--output", "kept")
    first = crossings_run(*base)
    assert first.code == 0 and crossings_run(*base).out == first.out
    assert crossings_run("report", "kept", "--output", "r.html").code == 0


def test_other_futures_in_the_table_are_another_batch(crossings_run: Runner) -> None:
    base = ("evaluate", "case.yaml", "--futures", "own.csv", "--bound", "0", "--output", "kept")
    Path("own.csv").write_text("uncertainty.need.food\n1.1\n")
    assert crossings_run(*base).code == 0
    Path("own.csv").write_text("uncertainty.need.food\n1.2\n")
    ran = crossings_run(*base)
    assert ran.code == 6 and "another batch" in ran.err and "futures: " in ran.err


def test_a_reader_of_the_files_finds_models_units_and_meanings(crossings_run: Runner) -> None:
    from pyarrow import dataset, parquet

    Path("other.yaml").write_text(Path("model.yaml").read_text() + "# another\n")
    models = ("--model", "model.yaml", "--model", "other.yaml")
    futures = ("--scenarios", "9", "--bound", "0", "--output", "kept")
    assert crossings_run("evaluate", "case.yaml", *models, *futures).code == 0
    found = dataset.dataset("kept/outcomes", partitioning="hive")
    assert found.to_table(columns=["model"])["model"].to_pylist() == ["model"] * 9 + ["other"] * 9
    assert found.schema.field("met_food").metadata == {
        b"meaning": b"need met: food", b"unit": b"truckloads", b"stage": b"met",
        b"better": b"more", b"good": b"food",
    }  # fmt: skip
    for field in found.schema:
        assert "." not in field.name
        assert field.name == "model" or field.metadata[b"meaning"], field
    for path in Path("kept/outcomes").rglob("*.parquet"):
        told = json.loads(parquet.read_metadata(path).metadata[b"columns"])
        assert told["coverage_food_north"]["unit"] == "share"
        assert [*told] == [name for name in found.schema.names if name != "model"]


def test_the_documentation_names_every_column() -> None:
    page = Path(__file__).parents[1] / "docs" / "results.md"
    section = page.read_text("utf-8").partition("## The columns of a batch")[2]
    told = [line.split("|")[1:6] for line in section.partition("\n### ")[0].splitlines()]
    labels = {"g": "_GOOD", "a": "_AREA", "c": "_CROSSING", "q": "_RESOURCE", "p": "_POOL",
              "h": "_N", "m": "_MEASURE"}  # fmt: skip
    wanted = [
        ["scenario" if name == "numbers" else name + "".join(labels[axis] for axis in field.axes),
         field.meaning, field.unit, field.stage, field.better]
        for name, field in FIELDS.items()
    ]  # fmt: skip
    rows = [[cell.strip(" `") for cell in line] for line in told if line and "`" in line[0]]
    assert rows == wanted


def test_columns_whose_names_would_be_alike_have_numbers(case: Path) -> None:
    problem = read_problem(str(case), None, [])
    goods = [replace(problem.goods[0], id=name) for name in ("a", "a_b")]
    areas = [replace(problem.areas[0], id=name) for name in ("b_c", "c")]
    made = layout(Told(replace(problem, goods=tuple(goods), areas=tuple(areas))))
    names = [column.name for column in made]
    assert len({*names}) == len(names) and "coverage_a_b_c_2" in names


def test_a_batch_is_gone_on_with_beyond_a_chunk_that_was_not_full(batch: Folder) -> None:
    task, folder, _ = batch
    said: list[str] = []
    with batch_folder(folder, manifest(task, CHUNK + 9, None), "npz", said.append) as kept:
        found = run(task, range(CHUNK + 9), folder=kept)
    assert found.size == CHUNK + 9 and said == []
