"""Two answers held against each other: what differs is told, all of it, and nothing else."""

import copy
import json
import random
import tempfile
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from example import CASE, MODEL, edited, written
from hypothesis import given
from hypothesis import strategies as st
from runs import TINY_GATES, Runner
from strange_answers import spoilt_answer
from strategies import examples

from crossings.allocation import optimal_plan
from crossings.analysis.saved import SavedAnswer
from crossings.errors import InputError
from crossings.outputs.answer import answer
from crossings.outputs.screens.changes import changes_answer, changes_screen
from crossings.reading import read_problem
from crossings.reading.answers import saved_answer

Object = dict[str, Any]
FLOWS = {"flows": ("presented", "released"), "deliveries": ("collected", "arrived")}


@cache
def planned() -> str:
    """The example's plan as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        plan = optimal_plan(read_problem(str(written(Path(folder)))))
    return json.dumps(answer(plan).as_object())


def changes(one: Object, other: Object) -> Object:
    """What is told of two plans."""
    told = (
        SavedAnswer(name, "optimize", data) for name, data in (("a.json", one), ("b.json", other))
    )
    return changes_answer(*told).as_object()


def by_place(found: Object) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {
        (row["part"], row["of"], row["measure"]): (row["one"], row["other"])
        for row in found["changes"]
    }


def a_day(data: Object) -> dict[tuple[str, str, str], float]:
    """Of some figures what they come to a day, by a loop over the rows."""
    days = sum(period["days"] for period in data["periods"])
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in data["coverage"]:
        place = row["good"] + (f" in {row['area']}" if row["area"] else "")
        for column in ("need", "met"):
            found["coverage", place, column] += row[column] / days
    for table, columns in FLOWS.items():
        for row in data[table]:
            for column in columns:
                found["crossings", row["crossing"], column] += row[column] / days
    return found


@given(st.integers(0), st.integers(1, 6))
@examples(10)
def test_whatever_differs_is_told_and_nothing_else(seed: int, number: int) -> None:
    draws = random.Random(seed)
    plan: Object = json.loads(planned())
    other = copy.deepcopy(plan)
    paths = {}
    for row in draws.sample(other["evidence"], number):
        row["value"] = row["value"] * draws.choice([0.5, 3]) + draws.choice([0.2713, 4.137])
        paths[row["path"]] = row["value"]
    for table, columns in [*FLOWS.items(), ("coverage", ("need", "met"))]:
        for row in draws.sample(other[table], min(number, len(other[table]))):
            row[draws.choice(columns)] += draws.choice([0.5, 20, 300])
    if draws.random() < 0.5:  # of a longer horizon what flows a day is the same
        for rows in other.values():
            if isinstance(rows, list) and rows and "period" in rows[0]:
                rows += [{**row, "period": row["period"] + 2} for row in rows]
    other["yards"] = [{"period": 0, "crossing": "gate-b", "good": "food", "waiting": 9.0}]
    found = changes(plan, other)
    (waits,) = [row for row in found["changes"] if row["measure"] == "waiting"]
    assert (waits["one"], waits["other"] * len(other["periods"])) == (0, 9)
    assert {row["path"]: row["other"] for row in found["inputs"]} == paths
    sizes = [abs(row["difference"]) / max(abs(row["one"]), abs(row["other"]))
             for row in found["inputs"]]  # fmt: skip
    assert sizes == sorted(sizes, reverse=True)
    told, was, now = by_place(found), a_day(plan), a_day(other)
    kept = {place for place in told if place in was}
    assert kept == {place for place in was if abs(was[place] - now[place]) > 1e-5}
    for place in kept:
        assert told[place] == pytest.approx((was[place], now[place]))
    # Nothing else was changed: prices and aims are as they were.
    assert {part for part, *_ in told} <= {"answer", "coverage", "crossings", "regimes"}
    back = by_place(changes(other, plan))
    assert {place: (b, a) for place, (a, b) in told.items()} == back
    assert not any(changes(other, other)[table] for table in ("texts", "inputs", "changes"))
    for part in ("coverage", "crossings"):
        flows = [abs(row["difference"]) for row in found["changes"]
                 if row["part"] == part and row["unit"] == "truckloads a day"]  # fmt: skip
        assert all(a > b - 1e-9 for a, b in pairwise(flows))


@given(st.integers(0))
@examples(30)
def test_a_file_that_is_spoilt_is_one_fault_or_an_answer(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    plan = json.loads(planned())
    path = tmp_path_factory.mktemp("spoilt") / "a.json"
    path.write_text(spoilt_answer(seed, planned()), "utf-8")
    try:
        read = saved_answer(str(path))
    except InputError as error:
        assert len(error.faults) == 1 and error.faults[0].file == str(path)
        return
    found = changes_answer(
        SavedAnswer("a", read.kind, plan), SavedAnswer("b", read.kind, read.data)
    )
    assert json.dumps(found.as_object(), allow_nan=False)
    assert "\x1b" not in changes_screen(found)


def test_answers_without_a_plan_are_compared_by_what_is_short(crossings_run: Runner) -> None:
    for gate in ("0.3", "0.1"):
        with Path(f"{gate}.json").open("w", encoding="utf-8") as file:
            changed = f"--set=crossings.gate-a.gate_truckloads_per_day={gate}"
            asked = ("case.yaml", *TINY_GATES, changed, "--format=json", "--quiet")
            run = crossings_run("optimize", *asked)
            assert run.code == 4
            file.write(run.out)
    found = json.loads(crossings_run("diff", "0.3.json", "0.1.json", "--format=json").out)
    assert found["kind"] == "no plan"
    short = [row for row in found["changes"] if row["measure"] == "short" and row["one"]]
    assert short and sum(row["difference"] for row in short) > 0
    assert crossings_run("diff", "0.3.json", "0.1.json").code == 0


def test_published_lists_are_compared_by_their_counts(crossings_run: Runner) -> None:
    for name, trucks in (("one", 3), ("other", 5)):
        rows = f"date,truckloads,stage,crossing\n2024-01-01,{trucks},collected,gate\n"
        Path("list.csv").write_text(rows, "utf-8")
        made = ("--format=table", "--as=json", f"--output={name}.json")
        assert crossings_run("observe", "list.csv", *made).code == 0
    found = json.loads(crossings_run("diff", "one.json", "other.json", "--format=json").out)
    counts = {(row["one"], row["other"]) for row in found["changes"]}
    assert found["kind"] == "observe" and counts == {(3, 5)}


def test_a_plan_that_changes_is_told_in_every_form(crossings_run: Runner) -> None:
    gates = {"one": "6", "other": "60"}
    for name, gate in gates.items():
        setting = f"--set=crossings.gate-a.gate_truckloads_per_day={gate}"
        run = crossings_run("optimize", "case.yaml", setting, "--format=json",
                            f"--output={name}.json", "--quiet")  # fmt: skip
        assert run.code == 0
    run = crossings_run("diff", "one.json", "other.json", "--show", "more")
    assert (run.code, run.err) == (0, "")
    lines = [" ".join(line.split()) for line in run.out.splitlines()]
    assert "crossings.gate-a.gate_truckloads_per_day 6 60 +900%" in lines
    assert any(line.startswith("1 of 59 numbers of the case differs, and ") for line in lines)
    assert any(line.startswith("gate of gate-a binds in 100% 0% −100 points") for line in lines)
    assert any(line.startswith("food at gate-a presented") for line in lines)
    same = crossings_run("diff", "one.json", "one.json").out
    assert same.partition("\nNext: crossings diff ")[0].endswith(
        "Nothing differs: every number and figure is the same.\n"
    )
    kept = json.loads(crossings_run("diff", "one.json", "other.json", "--format=json").out)
    assert kept["kind"] == "optimize" and [each["path"] for each in kept["answers"]] == [
        "one.json", "other.json",
    ]  # fmt: skip
    crossings_run("diff", "one.json", "other.json", "--format=csv", "--output=o")
    rows = Path("o/changes.csv").read_text("utf-8").splitlines()
    assert len(rows) == len(kept["changes"]) + 1
    assert crossings_run("diff", "one.json", "other.json", "--output=one.json").code == 2


@pytest.mark.parametrize(
    "command",
    [
        ("explain",),
        ("compare", "./model.yaml"),
        ("frontier",),
        ("evaluate", "--scenarios=5", "--bound=0"),
        ("size", "--target=coverage=0.5"),
    ],
    ids=lambda command: command[0],
)
def test_answers_of_every_command_are_compared(
    command: tuple[str, ...], crossings_run: Runner
) -> None:
    name, *more = command
    units = "gate-a: {resources: {bay: {cost: 100, at_most: 9}}}"
    case = edited(CASE, ("horizon", f"sizing:\n  crossings: {{{units}}}\nhorizon"))
    for gate in ("6", "60"):
        text = edited(case, ("gate_truckloads_per_day: 40", f"gate_truckloads_per_day: {gate}"))
        written(Path(), text, MODEL)
        made = (*more, "--format=json", f"--output={gate}.json", "--quiet")
        assert crossings_run(name, "case.yaml", *made).code == 0
    run = crossings_run("diff", "6.json", "60.json", "--format=json")
    assert run.code == 0 and run.err == ""
    found = json.loads(run.out)
    assert found["kind"] == name and found["changes"]
    assert crossings_run("diff", "6.json", "60.json").code == 0
    again = json.loads(crossings_run("diff", "6.json", "6.json", "--format=json").out)
    assert not again["texts"] and not again["inputs"] and not again["changes"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CASE, "a.json:1:1: expected an answer as crossings writes it with --format json"),
        ("[1]", "a.json:1:1: expected an answer as crossings writes it with --format json, got a"),
        ("{}", "with schema_version 1, got nothing"),
        ('{"schema_version": 2}', "with schema_version 1, got 2"),
        ('{"schema_version": 1}', "and its provenance does not say so"),
        ('{"schema_version": 1, "provenance": {"tool": "crossings"}}', "no table of an answer is"),
        (
            '{"schema_version": 1, "status": "infeasible", "conflicts": []}',
            "an answer without a plan, and b.json is a plan (crossings optimize); two answers",
        ),
        ('{"schema_version": 1, "status": "stopped", "reason": "time"}', "before there was any"),
        ('{"schema_version": NaN}', "NaN is no number that crossings writes"),
        (
            '{"schema_version": 1, "provenance": {"tool": "crossings"}, "barriers": []}',
            "an explanation (crossings explain), and b.json is a plan (crossings optimize); two",
        ),
    ],
)
def test_what_is_no_answer_is_one_clear_fault(
    content: str, said: str, crossings_run: Runner
) -> None:
    Path("a.json").write_text(content, "utf-8")
    Path("b.json").write_text(planned(), "utf-8")
    run = crossings_run("diff", "b.json", "a.json")
    assert run.code == 3 and run.out == ""
    first, last = run.err.splitlines()
    assert first.startswith("a.json:") and said in first
    assert last == "1 fault; nothing was computed"
    assert crossings_run("diff", "b.json", "nowhere.json").code == 3
