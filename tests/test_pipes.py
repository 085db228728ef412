"""`-` is standard input where a file is read, and standard output where an answer goes."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from runs import Runner

UNCERTAIN = """uncertainty:
  need: {food: {cv: 0.3}}
"""


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_case_comes_and_an_answer_goes_by_a_pipe(crossings_run: Runner) -> None:
    wanted = json.loads(crossings_run("optimize", "case.yaml", "--format", "json").out)
    command = [sys.executable, str(ROOT / "cli.py"), "optimize", "-", "--format", "json"]
    with Path("case.yaml").open("rb") as case:
        ran = subprocess.run(
            [*command, "--output", "-"], stdin=case, capture_output=True, check=True
        )
    told = json.loads(ran.stdout)
    assert told["objective"] == wanted["objective"] and told["flows"] == wanted["flows"]
    assert told["case"] == {**wanted["case"], "path": "-"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "-"), ("explain", "-"), ("compare", "-", "model.yaml", "other.yaml"),
        ("sweep", "-", "--over", "crossings.gate-a.hours_per_day=8,9"),
        ("evaluate", "-", "--model", "model.yaml", "--model", "other.yaml", "--dispatch", "plan",
         "--scenarios", "9", "--bound", "0"),
    ],
    ids=lambda each: each[0],
)  # fmt: skip
def test_every_command_takes_it_as_often_as_it_reads(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    Path("other.yaml").write_text(Path("model.yaml").read_text() + "# another\n")
    case = Path("case.yaml").read_bytes()
    as_file = [each if each != "-" else "case.yaml" for each in arguments]
    wanted = crossings_run(*as_file, "--quiet") if "validate" not in arguments else None
    Path("case.yaml").rename("gone.yaml")
    piped(monkeypatch, case)
    ran = crossings_run(*arguments, *(["--quiet"] if wanted else []))
    assert ran.code == 0, ran.err
    # What to run next is told as it was run.
    assert wanted is None or ran.out == wanted.out.replace(" case.yaml", " -")


def test_faults_of_it_are_named_by_line_and_a_file_of_that_name_is_read(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Path("case.yaml").read_bytes()
    piped(monkeypatch, case.replace(b"title:", b"titel:", 1))
    ran = crossings_run("optimize", "-")
    assert ran.code == 3 and ran.err.startswith("-:") and "did you mean title?" in ran.err
    piped(monkeypatch, b"")
    Path("-").write_bytes(case)
    assert crossings_run("optimize", "-").code == 3
    assert crossings_run("optimize", "./-").code == 0
    monkeypatch.setattr(sys, "stdin", None)
    ran = crossings_run("optimize", "-")
    assert ran.code in (3, 6) and "standard input is closed" in ran.err


def test_answers_of_new_kinds_are_compared(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("case.yaml")
    path.write_text(path.read_text().partition("uncertainty:")[0] + UNCERTAIN)
    of = ("sensitivity", "case.yaml", "--of", "met_share_food", "--format", "json")
    assert crossings_run(*of, "--output", "one.json").code == 0
    other = crossings_run(*of, "--seed", "2")
    piped(monkeypatch, other.out.encode())
    ran = crossings_run("diff", "one.json", "-", "--format", "json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert {row["part"] for row in told["changes"]} >= {"moves"}
    swept = (
        "sweep",
        "case.yaml",
        "--over",
        "crossings.gate-a.hours_per_day=8,9",
        "--format",
        "json",
    )
    assert crossings_run(*swept, "--output", "swept").code == 0
    Path("swept.json").write_text(crossings_run(*swept).out)
    assert crossings_run("diff", "swept.json", "swept.json").code == 0
    ran = crossings_run("diff", "one.json", "swept.json")
    assert ran.code == 3 and "is a ranking of inputs" in ran.err + ran.out
