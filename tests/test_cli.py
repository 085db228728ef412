"""The command line: what goes where, and which exit code each ending has."""

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from example import CASE, edited, written
from runs import TINY_GATES, Run, Runner

import crossings
import crossings.allocation
from crossings.cli import main, root

CHECKOUT = Path(__file__).parents[1]
ODD = ("    need: {by_area: {north: 6, south: 4}}\n", "")


def test_a_plan_is_printed_on_standard_output_alone(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml")
    assert (code, err) == (0, "")
    assert out.startswith("Two gates\n")


def test_json_is_one_object_and_nothing_else(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", "--format", "json")
    assert (code, err) == (0, "")
    plan = json.loads(out)
    assert (plan["schema_version"], plan["status"]) == (1, "optimal")
    assert plan["case"]["path"] == "case.yaml"


def test_the_same_file_gives_the_same_bytes_but_for_the_time(crossings_run: Runner) -> None:
    def without_time() -> str:
        lines = crossings_run("optimize", "case.yaml", "--format", "json").out.splitlines()
        kept = [line for line in lines if '"created"' not in line]
        assert len(kept) == len(lines) - 1
        return "\n".join(kept)

    assert without_time() == without_time()


def test_warnings_go_to_standard_error_unless_quiet(crossings_run: Runner) -> None:
    written(Path(), edited(CASE, ODD))
    said = "case.yaml:16:3: goods.cement: no need given: counted as 0"
    loud = crossings_run("optimize", "case.yaml", "--format", "json")
    assert (loud.code, loud.err) == (0, f"{said} (warning)\n")
    (warning,) = json.loads(loud.out)["warnings"]
    assert f"{warning['file']}:{warning['line']}:3: {warning['path']}: {warning['text']}" == said
    quiet = crossings_run("optimize", "case.yaml", "--format", "json", "--quiet")
    assert (quiet.code, quiet.err) == (0, "")
    assert json.loads(quiet.out)["warnings"] == [warning]


def test_an_output_is_written_and_nothing_printed(crossings_run: Runner) -> None:
    run = crossings_run("optimize", "case.yaml", "--format", "json", "--output", "new/plan.json")
    assert run == Run(0, "", "")
    assert json.loads(Path("new/plan.json").read_text("utf-8"))["status"] == "optimal"
    assert [path.name for path in Path("new").iterdir()] == ["plan.json"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--set=crossings.gate-a.hours_per_day=25"], 3),
        (["--set=nonsense"], 2),
        (["--show=nonsense"], 2),
        (["--time-limit=0"], 5),
    ],
)
def test_a_failed_run_leaves_the_old_output(
    crossings_run: Runner, arguments: list[str], code: int
) -> None:
    Path("plan.json").write_text("old")
    run = crossings_run("optimize", "case.yaml", "--output=plan.json", "--format=json", *arguments)
    assert (run.code, run.out) == (code, "")
    assert run.err
    assert Path("plan.json").read_text() == "old"


def test_csv_is_a_folder_of_the_tables_of_the_json(crossings_run: Runner) -> None:
    assert crossings_run("optimize", "case.yaml", "--format=csv", "--output=tables").code == 0
    plan = json.loads(crossings_run("optimize", "case.yaml", "--format=json").out)
    tables = {name: rows for name, rows in plan.items() if isinstance(rows, list)}
    assert tables.pop("phases")  # beside the tables, in answer.json
    assert tables.pop("tables_read") == []  # likewise
    assert {path.stem for path in Path("tables").glob("*.csv")} == set(tables)
    for name, rows in tables.items():
        with Path("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert len(read) == len(rows), name
        assert not rows or list(read[0]) == list(rows[0]), name
        for column in ("met", "presented", "used_minutes"):
            if rows and column in rows[0]:
                assert [float(row[column]) for row in read] == [row[column] for row in rows]


def test_csv_without_an_output_is_wrong_use(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", "--format", "csv")
    assert (code, out) == (2, "")
    assert "--format csv has several tables and needs --output FOLDER" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["optimise", "case.yaml"],
        ["optimize"],
        ["optimize", "case.yaml", "--format=xml"],
        ["optimize", "case.yaml", "--set=crossings"],
        ["optimize", "case.yaml", "--time-limit=-1"],
        ["optimize", "case.yaml", "--no-such-option"],
        ["optimize", "case.yaml", "--show=nonsense"],
        ["validate"],
        ["init", "case.yaml"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2(crossings_run: Runner, arguments: list[str]) -> None:
    code, out, err = crossings_run(*arguments)
    assert (code, out) == (2, "")
    assert "Error: " in err


@pytest.mark.parametrize("command", ["optimize", "validate"])
def test_wrong_input_ends_with_3_and_every_fault(crossings_run: Runner, command: str) -> None:
    written(Path(), edited(CASE, ("need: {kg", "ned: {kg"), ("loss: 0.02", "loss: 2")))
    assert crossings_run(command, "case.yaml") == Run(
        3,
        "",
        "case.yaml:12:5: goods.food.ned: unknown key; did you mean need?\n"
        "case.yaml:40:11: corridors.egypt.loss: expected a share between 0 and 1, got 2; "
        "for 2% write 0.02\n"
        "2 faults; nothing was computed\n",
    )
    code, out, err = crossings_run(command, "gone.yaml")
    assert (code, out) == (3, "")
    assert err.startswith("gone.yaml:1:1: no such file\n")


def test_no_plan_ends_with_4_and_a_sentence(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", "--quiet", *TINY_GATES)
    assert (code, out) == (4, "")
    assert err.startswith("No plan")


def test_no_plan_as_json_says_what_conflicts_and_no_plan(crossings_run: Runner) -> None:
    run = crossings_run("optimize", "case.yaml", "--quiet", "--format=json", *TINY_GATES)
    assert run.code == 4
    assert run.err.startswith("No plan")
    said = json.loads(run.out)
    assert set(said) == {"schema_version", "status", "conflicts"}
    assert (said["schema_version"], said["status"]) == (1, "infeasible")
    assert said["conflicts"]
    assert all(isinstance(conflict, dict) and conflict for conflict in said["conflicts"])


def test_a_search_stopped_early_ends_with_5(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", "--time-limit", "0")
    assert (code, out) == (5, "")
    assert err == "no plan was found within 0 s\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--output=case.yaml/plan.txt"],
        ["--format=json", "--output=case.yaml/below/plan.json"],
        ["--format=csv", "--output=case.yaml/tables"],
        ["--format=json", "--output=."],
        ["--write-lp=case.yaml/program.lp"],
    ],
    ids=" ".join,
)
def test_an_output_that_cannot_be_written_ends_with_6(
    crossings_run: Runner, arguments: list[str]
) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", *arguments)
    assert (code, out) == (6, "")
    assert len(err.splitlines()) == 1
    assert Path("case.yaml").read_text("utf-8") == CASE


def test_a_fault_of_the_program_ends_with_1_in_one_line(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> NoReturn:
        raise ZeroDivisionError("a slip of ours")

    monkeypatch.setattr(crossings.allocation, "standing_plan", broken)
    code, out, err = crossings_run("optimize", "case.yaml")
    assert (code, out) == (1, "")
    where = "(crossings --debug … shows where)"
    assert err == f"a fault of the program: ZeroDivisionError: a slip of ours {where}\n"
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "optimize", "case.yaml"])


def test_an_interrupt_ends_with_130_and_keeps_the_old_output(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(crossings.allocation, "standing_plan", interrupted)
    Path("plan.txt").write_text("old")
    run = crossings_run("optimize", "case.yaml", "--output", "plan.txt")
    assert (run.code, run.out) == (130, "")
    assert Path("plan.txt").read_text() == "old"


def test_model_and_set_change_what_is_planned(crossings_run: Runner) -> None:
    arguments = ("optimize", "case.yaml", "--format=json", "--quiet")
    free = ("--set=limits.coverage_at_least={}", "--set=crossings.gate-b.resources.inspector=9")
    plan = json.loads(crossings_run(*arguments, "--model", "full-search", *free).out)
    assert plan["model"]["path"] == "models/full-search.yaml"
    assert {row["regime"] for row in plan["flows"]} == {"full-search"}
    (units,) = [
        row for row in plan["evidence"] if row["path"] == "crossings.gate-b.resources.inspector"
    ]
    assert (units["value"], units["source"]) == (9, None)


def test_whole_tables_follow_the_screen_on_demand(crossings_run: Runner) -> None:
    short = crossings_run("optimize", "case.yaml").out
    long = crossings_run("optimize", "case.yaml", "--show", "flows,coverage").out
    screen, _, after = short.partition("\nNext: ")
    assert long.startswith(screen) and long.endswith(after)
    assert "full-search" in long[len(screen) :]


def test_a_written_program_is_readable(crossings_run: Runner) -> None:
    assert crossings_run("optimize", "case.yaml", "--write-lp", "program.lp").code == 0
    text = Path("program.lp").read_text("utf-8")
    assert "gate_a" in text or "gate-a" in text


@pytest.mark.parametrize("command", root.list_commands(None))  # type: ignore[arg-type]
def test_the_help_of_every_command_has_an_example(crossings_run: Runner, command: str) -> None:
    code, out, err = crossings_run(command, "--help")
    assert (code, err) == (0, "")
    assert f"\n    crossings {command} " in out


def test_the_help_names_every_command(crossings_run: Runner) -> None:
    for arguments in (["--help"], ["-h"]):
        code, out, _ = crossings_run(*arguments)
        assert code == 0
        assert all(f"\n  {name}" in out for name in root.list_commands(None))  # type: ignore[arg-type]


def test_the_version_is_the_packages_own(crossings_run: Runner) -> None:
    assert crossings_run("--version") == Run(0, f"crossings, version {crossings.__version__}\n", "")


def on_a_terminal(folder: Path, **environment: str) -> str:
    """What a run from the checkout writes to a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, CHECKOUT / "cli.py", "optimize", "case.yaml"],
        cwd=folder, stdout=theirs, stderr=subprocess.DEVNULL, env={**kept, **environment},
    )  # fmt: skip
    os.close(theirs)
    written = b""
    while chunk := _read(ours):
        written += chunk
    os.close(ours)
    assert process.wait() == 0
    return written.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


def test_colours_show_on_a_terminal_unless_refused(tmp_path: Path) -> None:
    written(tmp_path)
    assert "\x1b[" in on_a_terminal(tmp_path)
    assert "\x1b[" not in on_a_terminal(tmp_path, NO_COLOR="1")


def test_a_run_that_ends_early_says_one_line_and_no_traceback(tmp_path: Path) -> None:
    written(tmp_path)
    arguments = ["optimize", "case.yaml", "--time-limit", "0"]
    run = subprocess.run(
        [sys.executable, CHECKOUT / "cli.py", *arguments],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (5, "")
    assert run.stderr == "no plan was found within 0 s\n"


@pytest.mark.parametrize(
    ("form", "output", "says"),
    [
        ("table", "plan.xlsx", "is the name of a file of the form xlsx"),
        ("xlsx", "plan.csv", "is the name of a file of the form csv, in a folder"),
        ("csv", "plan.csv", "is the name of a file of the form csv, in a folder"),
        ("json", "plan.xls", "is the name of a file of the form xls"),
        ("csv", "", "needs --output FOLDER"),
        ("package", "", "needs --output FOLDER"),
    ],
)
def test_a_file_is_what_its_name_says(
    crossings_run: Runner, form: str, output: str, says: str
) -> None:
    run = crossings_run("optimize", "case.yaml", "--format", form, f"--output={output}")
    assert run.code == 2 and says in run.err
    assert not list(Path().glob("plan.*"))
