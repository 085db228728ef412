"""`crossings size` on the command line: what it prints, writes, and leaves with."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from example import CASE, MODEL, edited, written

import crossings
from crossings.cli import main

SIZING = """\
sizing:
  currency: EUR
  costs_over: a month
  crossings:
    gate-a:
      resources: {bay: {cost: 100, at_most: 9}}
      hours_per_day: {options: [12], cost_per_hour: 30}
  pools: {monitor: {cost: 50, offers: {norway: {units: 3}, italy: {units: 4, cost: 40}}}}
  budget_steps: [0, 300]
sources:
"""


SHORT = (("bay: 4", "bay: 1"), ("{bay: 3}", "{bay: 1}"), ("units: 5", "units: 0.5"))


class Run(NamedTuple):
    code: int
    out: str
    err: str


Runner = Callable[..., Run]


@pytest.fixture
def size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runner:
    """Runs `crossings size` in a folder that holds the example with a `sizing` block."""
    written(tmp_path, edited(CASE, *SHORT, ("sources:\n", SIZING)), MODEL)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Run:
        with pytest.raises(SystemExit) as leaving:
            main(["size", "case.yaml", *arguments])
        out, err = capsys.readouterr()
        return Run(int(leaving.value.code or 0), out, err)

    return run


def reached(found: dict[str, Any]) -> dict[str, float]:
    return {row["measure"]: row["reached"] for row in found["targets"]}


def test_it_tells_what_it_seeks(size: Runner) -> None:
    told: list[str] = []
    found = crossings.size(crossings.read_case("case.yaml"), coverage=0.97, tell=told.append)
    assert found.result.finished
    assert told == ["the plan with them", "what budget 1 of 2 buys", "what budget 2 of 2 buys"]


def test_json_holds_the_answer_and_its_plan(size: Runner) -> None:
    run = size("--target", "coverage=0.97", "--format", "json")
    assert run.code == 0
    found = json.loads(run.out)
    assert (found["status"], found["cost_gap"]) == ("optimal", None)
    assert (found["currency"], found["costs_over"]) == ("EUR", "a month")
    answer = [row for row in found["units"] + found["hours"] if row["budget"] is None]
    assert found["cost"] == sum(row["cost"] for row in answer) > 0
    assert reached(found)["coverage"] >= 0.97 - 1e-7
    met = sum(row["met"] for row in found["coverage"] if row["area"] is not None)
    need = sum(row["need"] for row in found["coverage"] if row["area"] is not None)
    assert reached(found)["coverage"] == pytest.approx(met / need)
    assert [row["budget"] for row in found["budgets"]] == [0, 300]
    assert any("sizing" in row["path"] for row in found["evidence"])


def test_an_ordinary_run_with_these_units_has_as_much_room(size: Runner, tmp_path: Path) -> None:
    found = json.loads(size("--target", "coverage=0.97", "--format", "json").out)
    settings = [f"--set=crossings.gate-a.hours_per_day={found['hours'][0]['chosen']}"]
    answer = [row for row in found["units"] if row["budget"] is None]
    (bays,) = (row["today"] + row["added"] for row in answer if row["resource"] == "bay")
    settings.append(f"--set=crossings.gate-a.resources.bay={bays}")
    monitors = [row for row in answer if row["resource"] == "monitor"]
    total = monitors[0]["today"] + sum(row["added"] for row in monitors)
    settings.append(f"--set=pools.monitor.units={total}")
    with pytest.raises(SystemExit):
        main(["optimize", "case.yaml", "--format=json", "--output=plan.json", *settings])
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    capacities = {
        (row["period"], row["site"], row["resource"]): row["capacity_minutes"]
        for row in plan["resources"]
    }
    assert capacities == {
        (row["period"], row["site"], row["resource"]): row["capacity_minutes"]
        for row in found["resources"]
    }
    assert plan["objective"] >= found["objective"] * (1 - 1e-9)


def test_the_same_file_gives_the_same_answer(size: Runner) -> None:
    runs = [json.loads(size("--target", "coverage=0.97", "--format", "json").out) for _ in "12"]
    for found in runs:
        del found["provenance"]
    assert runs[0] == runs[1]


def test_csv_and_screen_tell_the_same(size: Runner, tmp_path: Path) -> None:
    assert size("--target", "coverage=0.97", "--format", "csv", "--output", "out").code == 0
    found = json.loads(size("--target", "coverage=0.97", "--format", "json").out)
    with (tmp_path / "out" / "units.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["added"]) for row in rows] == [row["added"] for row in found["units"]]
    run = size("--target", "coverage=0.97", "--show", "units")
    assert run.code == 0
    assert f"{found['cost']:,.0f} EUR (a month)" in run.out
    assert "What each budget buys at most" in run.out and "\nunits\n" in run.out


def test_budgets_on_the_command_line_replace_the_steps(size: Runner) -> None:
    found = json.loads(size("--target=worst=0", "--budget=1e3", "--format=json").out)
    assert [(row["budget"], row["measure"]) for row in found["budgets"]] == [(1000, "worst")]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--target", "coverage"),
        ("--target", "coverage=90%"),
        ("--target", "coverage=1.1"),
        ("--target", "cover=0.9"),
        ("--target", "coverage=0.9,coverage=0.8"),
        ("--target", "coverage=nan"),
        ("--target", "informal=-1"),
        ("--target", "informal=inf"),
        ("--target", "informal=0.1"),  # the example has no informal channels
        ("--target", "coverage=0.9", "--budget", "-1"),
        ("--target", "coverage=0.9", "--budget", "much"),
        ("--target", "coverage=0.9", "--format", "csv"),
        ("--target", "coverage=0.9", "--show", "nothing"),
        ("--target", "coverage=0.9", "--output", "case.yaml"),
    ],
)
def test_wrong_use_ends_with_2(size: Runner, arguments: tuple[str, ...]) -> None:
    run = size(*arguments)
    assert (run.code, run.out) == (2, "")


def test_out_of_reach_ends_with_4(size: Runner) -> None:
    run = size("--target", "coverage=1", "--format", "json")
    assert run.code == 4
    found = json.loads(run.out)
    assert found["status"] == "infeasible"
    conflict = found["conflicts"][0]
    most = conflict.pop("most_share")
    assert conflict == {"kind": "target", "measure": "coverage", "asked_share": 1}
    assert size("--target", f"coverage={most - 1e-4}").code == 0
    assert size("--target", f"coverage={most + 1e-4}").code == 4
    assert run.err.count("out of reach even with everything that may be added: the most is") == 1


def test_a_target_of_contraband_by_informal_channels(size: Runner, tmp_path: Path) -> None:
    text = (tmp_path / "case.yaml").read_text("utf-8")
    goods = "goods: {food: 0.5, cement: 0.5}"
    channel = f"informal: {{tunnels: {{{goods}, threat_rate: 0.5, interdicted: 0.1}}}}\n"
    may = "  informal: {tunnels: {interdicted: [{share: 0.5, cost: 1}, {share: 0.9, cost: 2}]}}\n"
    text = text.replace("sizing:\n", f"{channel}sizing:\n{may}")
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    nothing = json.loads(size("--target", "coverage=0.5", "--format", "json").out)
    (row, *_) = nothing["interdiction"]
    assert (row["budget"], row["channel"], row["today"]) == (None, "tunnels", 0.1)
    assert (row["chosen"], row["cost"]) == (0.1, 0)
    none = size("--target", "informal=0", "--format", "json")
    assert none.code == 4
    (least, *_) = json.loads(none.out)["conflicts"]
    assert 0 < least["least_truckloads_per_day"] < reached(nothing)["informal"]
    asked = 1.05 * least["least_truckloads_per_day"]
    found = json.loads(size("--target", f"coverage=0.5,informal={asked}", "--format", "json").out)
    assert reached(found)["informal"] <= asked + 1e-6
    tables = ("units", "hours", "interdiction")
    answer = [row for table in tables for row in found[table] if row["budget"] is None]
    assert found["cost"] == sum(row["cost"] for row in answer) > 0
    assert found["interdiction"][0]["chosen"] == 0.9
    run = size("--target", f"informal={asked}")
    assert "of contraband a day enter" in run.out and "tunnels: 90% stopped" in run.out


def test_no_time_ends_with_5(size: Runner) -> None:
    run = size("--target", "coverage=0.97", "--time-limit", "0", "--format", "json")
    assert run.code == 5
    assert json.loads(run.out)["status"] == "stopped"


def test_the_program_is_written(size: Runner, tmp_path: Path) -> None:
    assert size("--target", "coverage=0.97", "--write-lp", "sizing.lp").code == 0
    text = (tmp_path / "sizing.lp").read_text("utf-8")
    for name in (
        "coverage_target:",
        "one_choice__gate_a:",
        "at_work__gate_a_bay__choice_1:",
        "supplied__gate_a_bay:",
        "ceiling__pool_monitor_monitor:",
        "bought__pool_monitor_monitor__supplier_1",
        "Generals",
    ):
        assert name in text, name
