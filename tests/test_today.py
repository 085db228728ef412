"""`crossings today`: fed back day after day it ends where its rule ends in `evaluate`."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import today_days
from answers import problem_of
from click.testing import CliRunner
from places import ROOT
from time_cases import UNCERTAIN, time_case
from today_days import days_in_a_row, facts, written_case

from crossings import policy
from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import practised_rule
from crossings.allocation.replanning import Replanned, RestProgram, today
from crossings.allocation.standing import StandingProgram
from crossings.commands.today import command
from crossings.errors import InputError
from crossings.evaluation import DispatchOptions, Simulation, empty_flows
from crossings.evaluation.compiled import ReadyTrajectory
from crossings.evaluation.days import evening, first_state, morning_of, state_at
from crossings.evaluation.state import State, state_of
from crossings.evaluation.trajectory import trajectory_of
from crossings.outputs.state_file import state_object, state_text
from crossings.policy import PriceRule
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.schema.state import StateFile
from crossings.reading.states import read_state
from crossings.scenarios import Scenarios, as_planned, sampled
from crossings.scripting.mornings import priced_case
from crossings.tables.today import today_tables

Entry = dict[str, Any]


def asked(*arguments: str) -> Entry:
    """The object that the command answers with."""
    said = CliRunner().invoke(command, [*arguments, "--format", "json", "--quiet"])
    assert said.exit_code == 0, said.output + repr(said.exception)
    found: Entry = json.loads(said.output)
    return found


def came(answer: Entry, path: Path) -> None:
    """A table that says that all came as it was decided, in truckloads."""
    stages = (("manifests", "manifested"), ("flows", "presented"), ("deliveries", "collected"))
    columns = ["period", "stage", "corridor", "crossing", "good", "regime", "area", "truckloads"]
    with path.open("w", newline="") as stream:
        table = csv.DictWriter(stream, columns, restval="")
        table.writeheader()
        for name, stage in stages:
            for row in answer[name]:
                kept = {key: row[key] for key in row if key in columns}
                table.writerow({**kept, "stage": stage, "truckloads": repr(row[stage])})


def value_of_day(problem: Problem, rows: list[Entry], t: int, need: Any) -> float:
    """Of need met by good and area."""
    goods = {good.id: g for g, good in enumerate(problem.goods)}
    areas = {area.id: a for a, area in enumerate(problem.areas)}
    total = 0.0
    for row in rows:
        g, a, below = goods[row["good"]], areas[row["area"]], 0.0
        for top, weight in zip(problem.band_top, problem.band_weight, strict=True):
            part = min(row["met"], top * row["need"])
            total += problem.worth[g, a] * weight * max(part - below, 0.0)
            below = max(below, part)
    return total


@pytest.mark.parametrize("dispatch", ["prices", "replan"])
def test_by_a_script_it_ends_where_its_rule_ends(dispatch: str, tmp_path: Path) -> None:
    days = 8
    by = ["--dispatch", dispatch]
    if dispatch == "prices":
        by += ["--prices", str(tmp_path / "prices.json")]
    problem = written_case(tmp_path, days)
    scenarios = sampled(problem, 4, range(1))
    case, state, table = (str(tmp_path / name) for name in ("case.yaml", "state.yaml", "came.csv"))
    new = CliRunner().invoke(command, [case, "--state", "new", "--output", state, "--quiet"])
    assert new.exit_code == 0, new.output
    assert problem.first_stock.sum() > 0
    known: Entry = {"date": "2024-03-03"}
    told = Path(state).read_text()
    value = 0.0
    for t in range(days):
        seen = facts(problem, scenarios, t)
        if t == 0:
            said = [f"{name}: {json.dumps(each)}\n" for name, each in seen.items()]
            Path(state).write_text(told + "".join(said))
            answer = asked(case, "--state", state, *by)
        else:
            Path(state).write_text(json.dumps(known | seen))
            answer = asked(case, "--state", state, *by)
        came(answer, Path(table))
        after = asked(case, "--state", state, "--came", table, *by)
        moved = [row for row in after["came"] if row["stage"] in ("presented", "collected")]
        assert all(abs(row["difference"]) < 1e-9 for row in moved)
        value += value_of_day(problem, after["needs"], t, scenarios.need[0])
        known = after["next_state"]
    assert known is None
    if dispatch == "prices":
        rule = practised_rule(problem).outcomes(scenarios)
    else:
        rule = Replanned(optimal_plan(problem), DispatchOptions()).outcomes(scenarios)
    assert value == pytest.approx(rule.value[0], rel=1e-6)


PARTS = ("stock", "yards", "platforms", "to_crossings", "to_areas", "arrived")


def alike(mine: State, its: State, told: str) -> None:
    """Whether two states are the same, but for what no limit of the day asks any more."""
    for name in PARTS:
        pair = getattr(mine, name), getattr(its, name)
        np.testing.assert_allclose(*pair, atol=1e-6, err_msg=f"{told}: {name}")


@pytest.mark.parametrize("seed", range(24))
def test_states_of_any_case_are_the_evaluator_s_and_come_back_from_their_files(
    seed: int, tmp_path: Path
) -> None:
    case, model = time_case(seed)
    case["horizon"]["periods"] *= case["horizon"]["days_per_period"]
    if case["horizon"]["periods"] > 12:
        return
    case["horizon"]["days_per_period"] = 1
    case.pop("phases", None)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    scenarios = sampled(problem, seed, range(1))
    if scenarios.changed:
        return
    state, file = first_state(problem), tmp_path / "state.yaml"
    program, need = RestProgram(problem), np.ones(len(problem.goods))
    for t, truth in enumerate(carried(problem, scenarios)):
        alike(state, truth, f"day {t}")
        for limit, given in truth.given.items():
            np.testing.assert_allclose(state.given[limit], given, atol=1e-6, err_msg=limit.name)
        file.write_text(state_text(state_object(problem, morning_of(problem, truth), need)))
        back = state_at(problem, read_state(str(file), problem)[0])
        alike(back, truth, f"file of day {t}")
        for limit, given in truth.given.items():
            row = (0, *limit.row_time(problem, t))
            np.testing.assert_allclose(back.given[limit][row], given[row], atol=1e-6)
        decision = today(program, truth, scenarios)
        assert set(today_tables(decision, None, None)) >= {"today", "kept_back", "needs"}
        state = evening(problem, truth, decision.day, decision.meant, scenarios).state


@pytest.mark.parametrize("seed", [0, 2, 13])
def test_days_by_prices_are_those_of_the_evaluator(seed: int) -> None:
    case, model = time_case(seed)
    case["horizon"]["periods"] *= case["horizon"]["days_per_period"]
    case["horizon"]["days_per_period"] = 1
    case.pop("phases", None)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    scenarios, rule = sampled(problem, seed, range(1)), practised_rule(problem, 6)
    days_are_those_of_the_evaluator(rule, scenarios)
    plan = StandingProgram(problem).plan(problem)
    if plan is not None:
        days_are_those_of_the_evaluator(rule.but(plan=trajectory_of(plan)), scenarios)


def days_are_those_of_the_evaluator(rule: PriceRule, scenarios: Scenarios) -> None:
    problem = rule.problem
    flows = empty_flows(rule.network.ready, 1)
    rule.carry(scenarios, flows)
    state, days = first_state(problem), len(problem.periods)
    for t in range(days):
        decision = policy.today(rule, state, scenarios)
        after = evening(problem, state, decision.day, decision.meant, scenarios)
        for name in ("manifested", "presented", "collected"):
            pair = getattr(decision.day, name), getattr(flows, name)[0, t]
            np.testing.assert_allclose(*pair, atol=1e-9, err_msg=f"day {t}: {name}")
        np.testing.assert_allclose(after.met, flows.met[0, t], atol=1e-9)
        state = after.state


def carried(problem: Problem, scenarios: Scenarios) -> list[State]:
    """The state of each morning as the evaluator has it, under `replan`."""
    program, found = RestProgram(problem), []
    nothing = program.trajectory(problem, np.zeros((1, program.width)), _needs(problem, scenarios))
    ready = ReadyTrajectory(nothing)
    flows = empty_flows(ready, 1)
    simulation = Simulation(ready, scenarios, flows=flows)
    for _ in problem.periods:
        found.append(state_of(simulation, flows))
        decision = today(program, found[-1], scenarios)
        simulation.follow(ReadyTrajectory(decision.meant))
        simulation.carry()
    return found


def _needs(problem: Problem, scenarios: Scenarios) -> Any:
    return np.repeat(scenarios.need[:, None], len(problem.periods), axis=1)


@pytest.mark.parametrize("case", ["made", "gaza"])
def test_mornings_are_those_of_the_evaluator(case: str, tmp_path: Path) -> None:
    problem = written_case(tmp_path, 9)
    if case == "gaza":
        from crossings.reading.yaml.overrides import parsed_overrides

        fewer = parsed_overrides(["horizon.periods=5"])
        problem = read_problem(str(ROOT / "inputs" / "gaza.yaml"), None, fewer)
    scenarios = sampled(problem, 2, range(1))
    program, state = RestProgram(problem), first_state(problem)
    for t, truth in enumerate(carried(problem, scenarios)):
        alike(state, truth, f"day {t}")
        decision = today(program, truth, scenarios)
        state = evening(problem, truth, decision.day, decision.meant, scenarios).state


@pytest.mark.parametrize(("seed", "dispatch"), [(1, "prices"), (2, "replan")])
def test_days_in_a_row_in_whole_trucks(seed: int, dispatch: str, tmp_path: Path) -> None:
    assert days_in_a_row(tmp_path, 24, seed, dispatch) == []


def test_that_test_would_see_a_limit_that_is_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today_days, "MOST_TRUCKS", -0.5)
    assert days_in_a_row(tmp_path, 3)


FAULTS = [
    ("date: 2024-02-01", "state.yaml:1:7: date: 2024-02-01 is not planned for: 3 to 10 Mar 2024"),
    ("date: 2024-03-04\nstok: {}", "state.yaml:2:1: stok: unknown key; did you mean stock?"),
    ("date: 2024-03-04\nstock: {fod: {north: 1}}", "no good is called fod; did you mean food?"),
    ("stock: {}", "date: required, but not given"),
    ("date: 2024-03-04\nstock: {food: {north: -1}}", "expected a number ≥ 0, got -1"),
    ("date: 2024-03-04\nplatforms: {gate-b: {food: 9}}", "9 truckloads lie there, and the"),
    ("date: 2024-03-04\n"
     "pipeline: [{date: 2024-03-03, crossing: gate-a, good: food, truckloads: 1}]",
     "lies before 2024-03-04; what has arrived is no more on its way"),
    ("date: 2024-03-04\ncame: [{date: 2024-03-04, good: fuel, area: north, truckloads: 1}]",
     "does not lie before 2024-03-04"),
    ("date: 2024-03-04\nused: {quota: 1}", "no limit is called quota"),
    ("date: 2024-03-04\nopen: {gate-c: 0}", "no crossing or pool is called gate-c"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_faults_of_a_state_are_told_in_their_place(text: str, fault: str, tmp_path: Path) -> None:
    problem = written_case(tmp_path, 8)
    (tmp_path / "state.yaml").write_text(text)
    with pytest.raises(InputError) as error:
        read_state(str(tmp_path / "state.yaml"), problem)
    assert fault in str(error.value)


def test_stock_may_come_from_a_table(tmp_path: Path) -> None:
    problem = written_case(tmp_path, 8)
    state, table = tmp_path / "state.yaml", tmp_path / "stock.csv"
    state.write_text("date: 2024-03-04\nstock: {table: stock.csv}\n")
    table.write_text("area,good,truckloads\nnorth,food,12.5\nEast,Fuel,3\n")
    morning, _ = read_state(str(state), problem)
    assert morning.stock.tolist() == [[12.5, 0, 0], [0, 0, 3], [0, 0, 0]]
    for text, fault in (
        ("area,good,truckloads\nnorht,food,1\n", "stock.csv!A2: no area is called norht"),
        ("area,good,truckloads\nnorth,food,-1\n", "expected a number ≥ 0, got -1"),
        ("good,truckloads\nfood,1\n", "given in all; a state has it by area"),
    ):
        table.write_text(text)
        with pytest.raises(InputError) as error:
            read_state(str(state), problem)
        assert fault in str(error.value), error.value


def test_prices_are_kept_for_one_case(tmp_path: Path) -> None:
    written_case(tmp_path, 3)
    case, state, kept = (str(tmp_path / x) for x in ("case.yaml", "state.yaml", "prices.json"))
    (tmp_path / "state.yaml").write_text("date: 2024-03-03\n")
    first = asked(case, "--state", state, "--prices", kept)
    again = asked(case, "--state", state, "--prices", kept)
    alone = asked(case, "--state", state)
    assert first["today"] == again["today"] == alone["today"] and first["dispatch"] == "prices"
    other = ("--set", "goods.food.priority=1")
    for arguments, code, text in (
        (other, 3, "prices of another case, model or version; remove the file"),
        (("--dispatch", "replan"), 2, "those that --dispatch prices goes by"),
    ):
        said = CliRunner().invoke(
            command, [case, "--state", state, "--prices", kept, *arguments], catch_exceptions=True
        )
        wrong = said.exception if code == 3 else said.output
        assert text in str(wrong), said.output


SPARSE = """\
title: orders that differ
horizon: {start: 2024-03-03, periods: 3, days_per_period: 1}
model: ./model.yaml
areas: {north: {population: 1}}
goods:
  food: {category: humanitarian, priority: 5, need: 10}
  fuel: {category: fuel, need: 10}
  cement: {category: construction, priority: 0.5, need: 10}
crossings: {gate: {gate_truckloads_per_day: 12}}
"""


def test_worth_is_that_of_the_last_truckload_beside_the_best_that_gets_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "case.yaml").write_text(SPARSE)
    (tmp_path / "model.yaml").write_text(today_days.MODEL)
    (tmp_path / "state.yaml").write_text("date: 2024-03-05\n")
    case, state = str(tmp_path / "case.yaml"), str(tmp_path / "state.yaml")
    answer = asked(case, "--state", state)
    sent = {row["good"]: row for row in answer["today"]}
    assert {name: row["trucks"] for name, row in sent.items()} == {"food": 10, "fuel": 2}
    assert (sent["food"]["worth"], sent["food"]["next_worth"]) == (5.0, 2.0)  # the last band, first
    assert (sent["fuel"]["worth"], sent["fuel"]["next_worth"]) == (4.0, 2.0)
    whys = {row["good"]: row["why"] for row in answer["kept_back"]}
    full = "gate of gate used up by what is worth more"
    assert whys == {"fuel": full, "cement": full}


def test_wrong_use_is_refused(tmp_path: Path) -> None:
    written_case(tmp_path, 8)
    case, state = str(tmp_path / "case.yaml"), tmp_path / "state.yaml"
    state.write_text("date: 2024-03-04\n")
    for arguments, text in (
        (("--next-state", "x.yaml"), "use both"),
        (("--date", "2024-03-05"), "the state is that of 2024-03-04"),
    ):
        said = CliRunner().invoke(command, [case, "--state", str(state), *arguments])
        assert said.exit_code == 2 and text in said.output
    late = CliRunner().invoke(command, [case, "--state", "new", "--date", "2025-01-01"])
    assert late.exit_code == 2 and "the case plans for 2024-03-03" in late.output


def test_the_screen_says_why_and_what_came(tmp_path: Path) -> None:
    written_case(tmp_path, 8)
    case, state = str(tmp_path / "case.yaml"), str(tmp_path / "state.yaml")
    CliRunner().invoke(command, [case, "--state", "new", "--output", state])
    with Path(state).open("a") as stream:
        stream.write("open: {gate-a: 0}\n")
    screen = CliRunner().invoke(command, [case, "--state", state])
    assert screen.exit_code == 0, screen.output
    for text in ("Sunday 3 March 2024", "days left; worth", "Kept back", "gate-a is closed"):
        assert text in screen.output, text
    table = tmp_path / "came.csv"
    table.write_text("date,corridor,crossing,good,area,truckloads,stage\n"
                     "2024-03-03,land,gate-b,food,north,5,presented\n")  # fmt: skip
    following = str(tmp_path / "next.yaml")
    said = CliRunner().invoke(
        command, [case, "--state", state, "--came", str(table), "--next-state", following]
    )
    assert said.exit_code == 0, said.output
    assert "What came, beside what was meant" in said.output
    after = asked(case, "--state", state, "--came", str(table))
    (met,) = (x["met"] for x in after["needs"] if (x["good"], x["area"]) == ("food", "north"))
    problem = read_problem(case)
    morning, _ = read_state(following, problem)
    assert morning.t == 1
    there = morning.stock[0, 0] + morning.platforms[1, 0]
    assert there == pytest.approx(problem.first_stock[0, 0] + 5 - met)
    assert state_at(problem, morning).t == 1


def test_results_page_names_every_table_and_column(tmp_path: Path) -> None:
    written_case(tmp_path, 8)
    case, state, table = (str(tmp_path / name) for name in ("case.yaml", "state.yaml", "came.csv"))
    CliRunner().invoke(command, [case, "--state", "new", "--output", state])
    came(asked(case, "--state", state), Path(table))
    answer = asked(case, "--state", state, "--came", table)
    page = (ROOT / "docs" / "results.md").read_text("utf-8")
    one_day = page[page.index("## One day") : page.index("## Many futures")]
    for name in ("today", "kept_back", "needs", "came"):
        assert f"### {name}\n" in one_day
        for column in answer[name][0]:
            assert f"`{column}`" in one_day, (name, column)
    for key in answer:
        assert f"`{key}`" in one_day or f"### {key}\n" in one_day, key


def test_every_key_of_a_state_is_documented() -> None:
    page = (ROOT / "docs" / "today.md").read_text("utf-8")
    for name in StateFile.model_fields:
        assert f"| `{name}` |" in page, name


def test_a_day_is_decided_by_prices_that_reckon_with_phases_as_likely_as_they_are() -> None:
    """Something is laid in where an authorisation may lapse, and nothing where it cannot."""
    ends = {"from": "2024-03-07", "set": {"crossings.east.gate_truckloads_per_day": 0}}
    case = {
        "title": "an authorisation that may lapse",
        "horizon": {"start": "2024-03-03", "periods": 8, "days_per_period": 1},
        "areas": {"north": {"population": 1}},
        "goods": {"food": {"category": "humanitarian", "need": 30}},
        "crossings": {"east": {"gate_truckloads_per_day": 30},
                      "west": {"gate_truckloads_per_day": 5}},
        "corridors": {"port": {"serves": ["east", "west"]}},
    }  # fmt: skip
    model = {"title": "look", "regimes": {"look": {"start": "look", "stages": {"look": {}}}}}
    sent = {}
    for probability in (0.0, 0.3, 1.0):
        phase = ends if probability == 1 else ends | {"probability": probability}
        problem = problem_of(case | {"phases": [phase]}, model)
        rule, known = priced_case(problem, (), None), as_planned(problem)
        decision = policy.today(rule, first_state(problem), known)
        sent[probability] = float(decision.day.collected.sum())
    assert sent == pytest.approx({0.0: 30, 0.3: 35, 1.0: 35})
