"""`crossings explain` from the command line: every form tells the same, narrowed or whole."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from example import CASE, edited
from reports import HOUR, TWO_GATES
from runs import TINY_GATES, Runner
from tolerances import SUM, VALUE, near

from crossings.analysis.marginal_values import Held, MarginalValue
from crossings.limits.levers import Lever
from crossings.outputs.screens.explanation import _slows
from crossings.outputs.screens.lever_words import step

LEAN = ("--set=crossings.gate-a.resources.bay=1", "--set=crossings.gate-b.resources.bay=1")
"""Bays that hold the plan back at both gates."""


def explained(run: Runner, *arguments: str) -> dict[str, Any]:
    found = run("explain", "case.yaml", "--format=json", "--quiet", *LEAN, *arguments)
    assert (found.code, found.err) == (0, "")
    told: dict[str, Any] = json.loads(found.out)
    return told


def met_a_day(run: Runner, *arguments: str) -> dict[str, float]:
    """Truckloads of need met a day of every good, by a run of its own."""
    out = run("optimize", "case.yaml", "--format=json", "--quiet", *LEAN, *arguments).out
    plan = json.loads(out)
    days = sum(period["days"] for period in plan["periods"])
    met = dict.fromkeys([row["good"] for row in plan["coverage"]], 0.0)
    for row in plan["coverage"]:
        met[row["good"]] += row["met"] / days
    return met | {"": plan["objective"]}


def test_gains_are_those_of_a_second_run_and_add_up(crossings_run: Runner) -> None:
    little = "--set=corridors.egypt.goods={food: 40, cement: 1}"  # cement alone gains by more
    told = explained(crossings_run, little)
    before = met_a_day(crossings_run, little)
    assert told["objective"] == before[""]
    assert told["levers"]
    for lever in told["levers"]:
        after = met_a_day(crossings_run, little, *lever["set"].split())
        assert near(lever["value"], after[""] - before[""], VALUE, before[""]), lever["what"]
        gains = [row for row in told["gains"] if row["lever"] == lever["lever"]]
        for row in gains:
            more = after[row["good"]] - before[row["good"]]
            assert near(row["truckloads_per_day"], more, VALUE, before[row["good"]])
            known = row["good"] == "food"  # the others say nothing of tonnes
            assert row["tonnes_per_day"] == (row["truckloads_per_day"] * 14.6 if known else None)
        in_all = sum(row["truckloads_per_day"] for row in gains)
        assert near(lever["truckloads_per_day"], in_all, SUM)
        tonnes = [row["tonnes_per_day"] for row in gains if row["tonnes_per_day"] is not None]
        assert (lever["tonnes_per_day"] is None) == (bool(gains) and not tonnes)
        assert near(lever["tonnes_per_day"] or 0.0, sum(tonnes), SUM)
        people = [row["people_met"] for row in gains if row["people_met"] is not None]
        assert lever["people_met"] == max(people, default=None)
    assert any(lever["tonnes_per_day"] is None for lever in told["levers"])
    values = [lever["value"] for lever in told["levers"]]
    assert values == sorted(values, reverse=True)


def test_what_is_unmet_is_what_the_plan_leaves(crossings_run: Runner) -> None:
    told, met = explained(crossings_run), met_a_day(crossings_run)
    need = {"food": 0.55 * 400000 / 14600, "cement": 10.0, "chairs": 3.0}
    short = {good: need[good] - met[good] for good in need if need[good] - met[good] > 1e-6}
    assert [row["good"] for row in told["unmet"]] == list(short)
    for row in told["unmet"]:
        assert near(row["need"], need[row["good"]], SUM)
        assert near(row["unmet"], short[row["good"]], VALUE)
    assert {row["good"] for row in told["barriers"]} == set(short)


def test_every_form_tells_the_same(crossings_run: Runner) -> None:
    told = explained(crossings_run)
    arguments = ("explain", "case.yaml", "--quiet", *LEAN)
    assert crossings_run(*arguments, "--format=csv", "--output=tables").code == 0
    names = ("levers", "gains", "unmet", "barriers")
    assert {path.stem for path in Path("tables").glob("*.csv")} == set(names)
    for name in names:
        with Path("tables", f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.reader(file))
        assert read[0] == list(told[name][0]), name
        assert len(read) == 1 + len(told[name]), name
        cells = [[_marked(v) for v in row.values()] for row in told[name]]
        assert [[_plain(c) for c in row] for row in read[1:]] == [
            [_plain(c) for c in row] for row in cells
        ]
    screen = " ".join(crossings_run(*arguments, "--show=more").out.split())
    for lever in told["levers"]:
        assert lever["set"] in screen
        assert f"{lever['value'] / told['objective']:+.2%}" in screen
    for row in told["unmet"]:
        assert f"{row['unmet']:.1f} of the {row['need']:.1f} truckloads needed a day" in screen


def test_a_large_case_is_told_by_prices_unless_confirmed(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = explained(crossings_run)
    monkeypatch.setattr("crossings.allocation.standing.LARGE", 0)
    confirmed = explained(crossings_run, "--confirm")
    assert confirmed["levers"] == solved["levers"] and confirmed["gains"] == solved["gains"]
    told = explained(crossings_run)
    assert told["gains"] == [] and told["barriers"] == solved["barriers"]
    by_what = {lever["what"]: lever for lever in solved["levers"]}
    assert {lever["what"] for lever in told["levers"]} == {*by_what}
    for lever in told["levers"]:
        mine = by_what[lever["what"]]
        assert mine["solved"] and not lever["solved"]
        assert near(lever["price"], mine["price"], VALUE, told["objective"])
        assert lever["value"] == lever["price"] and lever["people_met"] is None
        assert lever["value"] >= mine["value"] - VALUE * told["objective"]
        assert lever["set"] == mine["set"] and lever["periods"] == mine["periods"]
    values = [lever["value"] for lever in told["levers"]]
    assert values == sorted(values, reverse=True)
    screen = crossings_run("explain", "case.yaml", "--quiet", "--show=more", *LEAN).out
    assert "What one more brings, by prices alone (--confirm solves again)" in screen
    share = told["levers"][0]["value"] / told["objective"]
    assert f"at most {share:+.2%}" in screen and "confirmed" not in screen
    assert told["levers"][-1]["set"] in " ".join(screen.split())


def _marked(value: object) -> str:
    """A value as CSV has it: text that begins as a formula does is marked as text."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@") else text


def _plain(cell: str) -> str | float:
    try:
        return float(cell)
    except ValueError:
        return cell


def test_narrowed_to_a_good_keeps_levers_of_none(crossings_run: Runner) -> None:
    corridors = (
        "--set=corridors.egypt.goods={food: 12, cement: 1}",
        "--set=limits.coverage_at_least={}",
    )
    whole = explained(crossings_run, *corridors)
    assert {"food", "cement", None} <= {lever["good"] for lever in whole["levers"]}
    narrow = explained(crossings_run, *corridors, "--good=cement")
    kept = [lever["what"] for lever in whole["levers"] if lever["good"] in (None, "cement")]
    assert [lever["what"] for lever in narrow["levers"]] == kept
    assert {row["good"] for row in narrow["unmet"]} == {"cement"}
    assert {row["good"] for row in narrow["barriers"]} == {"cement"}
    out = crossings_run("explain", "case.yaml", "--quiet", "--good=cement", *LEAN, *corridors).out
    assert "What one more brings of cement, each confirmed by solving again" in out


def test_narrowed_to_a_crossing(crossings_run: Runner) -> None:
    whole = explained(crossings_run)
    assert {"gate-a", "gate-b"} <= {lever["crossing"] for lever in whole["levers"]}
    narrow = explained(crossings_run, "--crossing=gate-b")
    kept = [lever["what"] for lever in whole["levers"] if lever["crossing"] in (None, "gate-b")]
    assert [lever["what"] for lever in narrow["levers"]] == kept
    assert {row["crossing"] for row in narrow["barriers"]} <= {"gate-b", None}


def test_nothing_found_where_it_was_looked_is_not_told_of_all(crossings_run: Runner) -> None:
    ample = ("--set=crossings.gate-b.resources.bay=99", "--set=crossings.gate-b.hours_per_day=24")
    arguments = ("explain", "case.yaml", "--quiet", *ample)
    out = crossings_run(*arguments, "--crossing=gate-b", "--good=chairs").out
    assert "\nWhat one more brings: nothing; no limit that concerns gate-b and chairs has a" in out
    assert "\nWhat is not met: nothing that gate-b could pass, of chairs\n" in out
    assert "every need is met" not in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--good=foood"], 2, "--good: the case has no foood; did you mean food?"),
        (
            ["--crossing=nowhere"],
            2,
            "--crossing: the case has no nowhere; there are gate-a, gate-b",
        ),
        (["--format=csv"], 2, "--format csv has several tables and needs --output FOLDER"),
        (["--output=model.yaml"], 2, "model.yaml is read and cannot be written over"),
        (["--model=full-serch"], 3, "did you mean full-search?"),
    ],
)
def test_wrong_use_is_told(
    crossings_run: Runner, arguments: list[str], code: int, said: str
) -> None:
    run = crossings_run("explain", "case.yaml", *arguments)
    assert (run.code, run.out) == (code, "")
    assert said in " ".join(run.err.split())


def test_without_a_plan_it_says_what_optimize_says(crossings_run: Runner) -> None:
    for form in ("table", "json"):
        both = [
            crossings_run(command, "case.yaml", "--quiet", f"--format={form}", *TINY_GATES)
            for command in ("explain", "optimize")
        ]
        assert both[0] == both[1]
        assert both[0].code == 4


def test_warnings_go_to_standard_error_unless_quiet(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(edited(CASE, ("    need: {by_area: {north: 6, south: 4}}\n", "")))
    said = "case.yaml:16:3: goods.cement: no need given: counted as 0 (warning)\n"
    assert crossings_run("explain", "case.yaml").err == said
    assert crossings_run("explain", "case.yaml", "--quiet").err == ""


# ---- A lever in words ----------------------------------------------------------------------------


def lever(unit: str, amount: float, room: float = float("inf")) -> Lever:
    return Lever("resource", "", unit, amount, (), (), room)


@pytest.mark.parametrize(
    ("unit", "amount", "said"),
    [
        ("scanner", 1.0, "1 scanner more"),
        ("joint inspector", 10.0, "10 joint inspectors more"),
        ("truck a day", 10.0, "10 trucks a day more"),
        ("truckload a day", 0.01, "0.01 truckloads a day more"),
        ("hour a day", 0.5, "0.5 hours a day more"),
        ("percentage point", -0.01, "1 percentage point less"),
        ("percentage point", -0.004, "0.4 percentage points less"),
        ("day of need", -1.0, "1 day of need less"),
        ("glass", 2.0, "2 glass more"),
    ],
)
def test_a_step_in_words(unit: str, amount: float, said: str) -> None:
    assert step(lever(unit, amount)) == said


@pytest.mark.parametrize(
    ("found", "held", "said"),
    [
        (lever("scanner", 1.0), Held(0.24, further=False, unique=True), "0.24"),
        (lever("scanner", 1.0), Held(0.24, further=False, unique=False), "0.24 !"),
        (lever("scanner", 1.0), Held(100.0, further=True, unique=True), "over 100"),
        (lever("hour a day", 1.0, 16.0), Held(16.0, further=False, unique=True), "never"),
        (lever("percentage point", -0.01), Held(0.05, further=False, unique=True), "5.0"),
        (lever("percentage point", -0.01), None, "-"),
    ],
)
def test_how_far_a_worth_holds_in_words(found: Lever, held: Held | None, said: str) -> None:
    worth = MarginalValue(found, 1, 2.0, None, 1.0, held)  # type: ignore[arg-type]
    assert _slows(worth) == said


def test_steps_that_are_spent_early_are_told(crossings_run: Runner) -> None:
    """Two truckloads are missing: of the eight that a bay more passes a quarter brings them all."""
    Path("case.yaml").write_text(TWO_GATES, "utf-8")
    Path("model.yaml").write_text(HOUR, "utf-8")
    run = crossings_run("explain", "case.yaml")
    early = "Most of the value of 1. (100%) and of 2. (100%) comes from the first quarter of the"
    assert early in " ".join(run.out.split())
    assert "first 1/4" in crossings_run("explain", "case.yaml", "--show", "more").out
