"""Batches that survive, and that come out the same whoever carries them."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from batches import contents, kept, same, task_of
from runs import Runner

from crossings.batches import Parallelism, batch_folder, manifest, run
from crossings.batches import encoding as encodings
from crossings.batches.task import Task as TaskOfABatch
from crossings.errors import SurroundingsError
from crossings.evaluation import CHUNK
from crossings.evaluation.outcomes import Outcomes

KILLS = 3
SCENARIOS = 3 * CHUNK + 100


@pytest.mark.parametrize("form", ["parquet", "npz"])
def test_what_is_kept_is_what_was_told(case: Path, tmp_path: Path, form: str) -> None:
    task = task_of(case)
    stored = kept(task, tmp_path / "batch", CHUNK + 50, form)
    told = run(task, range(CHUNK + 50))
    same(stored.trials[0].outcomes, told.trials[0].outcomes)
    assert stored.size == CHUNK + 50


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(case: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "evaluate", str(case), "--scenarios", str(SCENARIOS),
               "--dispatch", "plan", "--bound", "0", "--quiet", "--output"]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    whole, other = tmp_path / "whole", tmp_path / "killed"
    begun = time.monotonic()
    subprocess.run([*command, str(whole)], env=environment, check=True, capture_output=True)
    lasted = time.monotonic() - begun
    moments = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [*command, str(other)], env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(moments.uniform(0.3, 0.9) * lasted)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    subprocess.run([*command, str(other)], env=environment, check=True, capture_output=True)
    assert contents(other) == contents(whole)
    assert killed > 0


def test_it_goes_on_where_it_was_and_beyond(case: Path, tmp_path: Path) -> None:
    task, folder = task_of(case), tmp_path / "batch"
    kept(task, folder, CHUNK + 10)
    first = folder / "outcomes" / "model=own" / "part-000000.npz"
    before = first.stat().st_mtime_ns
    done: list[int] = []
    with batch_folder(folder, manifest(task, 2 * CHUNK, None), "npz") as place:
        run(task, range(2 * CHUNK), done.append, folder=place)
    assert first.stat().st_mtime_ns == before and done == [CHUNK, CHUNK]
    kept(task, tmp_path / "at once", 2 * CHUNK)
    assert contents(folder) == contents(tmp_path / "at once")


def test_processes_come_to_the_same(case: Path, tmp_path: Path) -> None:
    task = task_of(case)
    kept(task, tmp_path / "one", 3 * CHUNK)
    kept(task, tmp_path / "two", 3 * CHUNK, jobs=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    same(
        run(task, range(CHUNK), parallelism=Parallelism(2)).trials[0].outcomes,
        run(task, range(CHUNK)).trials[0].outcomes,
    )


class DiesOnce(TaskOfABatch):
    """A task whose first worker process is killed in the middle of a chunk."""

    def outcomes(self, position: int, numbers: range) -> Outcomes:
        mark = Path(os.environ["CROSSINGS_TEST_MARK"])
        if numbers.start == CHUNK and not (mark.exists() and mark.read_text() == "once"):
            mark.write_text(os.environ["CROSSINGS_TEST_DIES"])
            os.kill(os.getpid(), signal.SIGKILL)
        return super().outcomes(position, numbers)


@pytest.mark.parametrize("times", ["once", "always"])
def test_a_worker_that_dies_costs_its_chunk(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: str
) -> None:
    monkeypatch.setenv("CROSSINGS_TEST_MARK", str(tmp_path / "mark"))
    monkeypatch.setenv("CROSSINGS_TEST_DIES", times)
    task = task_of(case)
    dies = DiesOnce(task.futures, task.dispatch, task.candidates)
    if times == "always":
        with pytest.raises(SurroundingsError, match="worker processes died 3 times"):
            kept(dies, tmp_path / "batch", 2 * CHUNK, jobs=2)
        return
    kept(dies, tmp_path / "batch", 2 * CHUNK, jobs=2)
    kept(task, tmp_path / "whole", 2 * CHUNK)
    assert contents(tmp_path / "batch") == contents(tmp_path / "whole")


class Fails(TaskOfABatch):
    """A task in which two scenarios cannot be carried."""

    def outcomes(self, position: int, numbers: range) -> Outcomes:
        if {5, 17} & set(numbers):
            raise ValueError("no such future")
        return super().outcomes(position, numbers)


def test_a_scenario_that_fails_is_a_row_with_its_reason(case: Path, tmp_path: Path) -> None:
    task = task_of(case)
    fails = Fails(task.futures, task.dispatch, task.candidates)
    whole = run(task, range(40)).trials[0].outcomes
    for batch in (kept(fails, tmp_path / "batch", 40), run(fails, range(40))):
        assert [each.scenario for each in batch.failures] == [5, 17]
        assert batch.failures[0].reason == "ValueError: no such future"
        own = batch.trials[0].outcomes
        assert len(own) == 38 and 5 not in own.numbers and not np.isnan(own.value).any()
        np.testing.assert_array_equal(own.value, np.delete(whole.value, [5, 17]))


def test_another_batch_is_refused_and_stays(case: Path, crossings_run: Runner) -> None:
    base = ("evaluate", "case.yaml", "--scenarios", "20", "--bound", "0", "--output", "kept")
    assert crossings_run(*base).code == 0
    before = contents(Path("kept"))
    for change in (("--seed", "2"), ("--set", "crossings.gate-a.hours_per_day=9"),
                   ("--dispatch", "first-come"), ("--scenarios", "10")):  # fmt: skip
        ran = crossings_run(*base, *change)
        assert ran.code == 6 and "holds another batch" in ran.err, change
        assert contents(Path("kept")) == before
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("of mine")
    ran = crossings_run(*base[:-1], "mine")
    assert ran.code == 6 and "notes.txt" in ran.err
    assert list(Path("mine").glob("*.json")) == []


@pytest.mark.parametrize("text", ["not json", "[1, 2]", '{"form": "parquet"}'])
def test_a_manifest_of_something_else_is_refused(crossings_run: Runner, text: str) -> None:
    Path("other").mkdir()
    Path("other/manifest.json").write_text(text)
    ran = crossings_run("evaluate", "case.yaml", "--bound", "0", "--output", "other")
    assert ran.code == 6 and "is no manifest of a batch" in ran.err, ran.err
    ran = crossings_run("report", "other", "--output", "r.html")
    assert ran.code == 6 and "is no manifest of a batch" in ran.err, ran.err
    assert Path("other/manifest.json").read_text() == text


def test_a_manifest_that_was_meddled_with_is_refused(crossings_run: Runner) -> None:
    futures = ("--scenarios", "9", "--bound", "0", "--output", "kept")
    assert crossings_run("evaluate", "case.yaml", *futures).code == 0
    whole = json.loads(Path("kept/manifest.json").read_text())
    for key in ("models", "inputs", "futures", "bound"):
        Path("kept/manifest.json").write_text(json.dumps({**whole, key: [5]}))
        ran = crossings_run("report", "kept", "--output", "r.html")
        assert ran.code == 6 and "is no manifest of a batch" in ran.err, ran.err


def test_two_at_once_in_one_folder_are_refused(case: Path, tmp_path: Path) -> None:
    task = task_of(case)
    about = manifest(task, 10, None)
    with (
        batch_folder(tmp_path / "batch", about, "npz"),
        pytest.raises(SurroundingsError, match="another process"),
        batch_folder(tmp_path / "batch", about, "npz"),
    ):
        pass


def test_a_full_disk_is_one_clear_error(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, synced = task_of(case), os.fsync
    count = iter(range(100))

    def full(handle: int) -> None:
        if next(count) >= 5:  # manifest, package, case, model and one chunk go well
            raise OSError(28, "No space left on device")
        synced(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SurroundingsError, match=r"cannot write .*: No space left on device"):
        kept(task, tmp_path / "batch", 3 * CHUNK)
    monkeypatch.setattr(os, "fsync", synced)
    assert (tmp_path / "batch/outcomes/model=own/part-000000.npz").exists()
    kept(task, tmp_path / "batch", 3 * CHUNK)
    kept(task, tmp_path / "whole", 3 * CHUNK)
    assert contents(tmp_path / "batch") == contents(tmp_path / "whole")


def test_without_pyarrow_npz(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings.importlib.util, "find_spec", lambda _: None)
    assert encodings.usual_form() == "npz"
    with pytest.raises(SurroundingsError, match="pyarrow is not installed"):
        kept(task_of(case), tmp_path / "batch", 10, "parquet")


def test_workers_that_cannot_start_are_one_clear_error(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They die before they read what they are sent, which must not leave us waiting."""
    (tmp_path / "numpy.py").write_text("raise ImportError('no numpy here')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(SurroundingsError, match="worker processes died 3 times"):
        run(task_of(case), range(CHUNK), parallelism=Parallelism(2))


def test_files_of_a_batch_lie_in_its_folder_as_they_lay(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the models are, nothing is written beside the folder, and each has its own."""
    Path("here").mkdir()
    for name in ("case.yaml", "model.yaml"):
        Path(name).rename(f"here/{name}")
    monkeypatch.chdir("here")
    for place in ("../models/own.yaml", "deep/own.yaml"):
        Path(place).parent.mkdir(exist_ok=True)
        Path(place).write_text(Path("model.yaml").read_text() + f"# {place}\n")
    before = {*Path("..").rglob("*")}
    models = ("--model", "../models/own.yaml", "--model", "deep/own.yaml")
    ran = crossings_run(
        "evaluate", "case.yaml", *models, "--scenarios", "9", "--bound", "0", "--output", "kept"
    )
    assert ran.code == 0, ran.err
    new = {path for path in {*Path("..").rglob("*")} - before if "kept" not in path.parts}
    assert new == set()
    files = {path for path in contents(Path("kept")) if path.startswith("inputs/")}
    assert files == {
        "inputs/here/case.yaml", "inputs/here/deep/own.yaml", "inputs/models/own.yaml",
        "inputs/part-000000.parquet",
    }  # fmt: skip
    assert {path.parent.name for path in Path("kept/outcomes").rglob("part-*")} == {
        "model=own", "model=deep-own",
    }  # fmt: skip


def test_what_changed_since_it_was_read_is_not_kept(case: Path, tmp_path: Path) -> None:
    task = task_of(case)
    case.write_text(case.read_text() + "# later\n")
    with pytest.raises(SurroundingsError, match="was changed while it was read"):
        kept(task, tmp_path / "batch", 9)
    assert [*(tmp_path / "batch").glob("*.json")] == []
