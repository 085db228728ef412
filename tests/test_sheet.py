"""A dispatch sheet as a rule: against plain loops, feasible, read with every fault."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import plan_of, problem_of
from batches import FIELDS
from click.testing import CliRunner
from example import written
from places import ROOT
from sheet_loops import followed
from time_cases import UNCERTAIN, time_case
from tolerances import SUM

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import Exact, practised_rule, practised_sheet
from crossings.commands.evaluate import command
from crossings.commands.sheet import command as sheet_command
from crossings.errors import InputError
from crossings.evaluation import evaluated
from crossings.evaluation.sheet_rule import SheetRule
from crossings.outputs.sheet_file import sheet_text
from crossings.problem import Origin, Problem
from crossings.problem.sheets import Ration, Sheet, SheetLine, Waiting
from crossings.reading import read_problem
from crossings.reading.lists.order_tables import dispatch_sheet
from crossings.scenarios import as_planned, sampled

MODEL = {"title": "m", "regimes": {"look": {"start": "a", "stages": {"a": {"false_alarm": 0.1}}}}}


def sheet_of(*lines: SheetLine) -> Sheet:
    return Sheet(Origin("sheet.csv", "sheet.csv", "0" * 64), lines)


def drawn_sheet(problem: Problem, draws: random.Random) -> Sheet:
    """Lines in any order, some for one area, some without an end; trucks that wait, and rations."""
    made = []
    for rank in range(draws.randint(1, 8)):
        c, g = draws.randrange(len(problem.crossings)), draws.randrange(len(problem.goods))
        area = draws.choice([None, *range(len(problem.areas))]) if problem.inbound[g] else None
        until = draws.choice([0.5, 2, 7, None])
        made.append(SheetLine(c, rank, g, area, until, None))
    waiting = tuple(Waiting(x.crossing, x.good, draws.choice([0.0, 2.5, 40.0])) for x in made[:3])
    rations = tuple(Ration(x.good, x.area, 2.0, 0.4) for x in made[:2] if problem.inbound[x.good])
    return replace(sheet_of(*made), waiting=waiting, rations=rations)


def small_case(draws: random.Random) -> dict[str, Any]:
    areas = {a: {"population": draws.randint(1, 9) * 1000} for a in ("north", "south", "east")}
    crossings = {
        c: {"gate_truckloads_per_day": draws.choice([5, 12, 40]),
            "routes": {a: draws.choice([{}, {"truckloads_per_day": 6, "loss": 0.1}])
                       for a in draws.sample(list(areas), 2)}}
        for c in ("gate-a", "gate-b")
    }  # fmt: skip
    return {
        "title": "by a sheet",
        "horizon": {"start": "2024-03-03", "periods": 5, "days_per_period": draws.choice([1, 2])},
        "areas": areas,
        "goods": {g: {"category": "humanitarian", "priority": p, "need": draws.randint(5, 20),
                      "stock": {"days_of_need": draws.choice([0, 2])}}
                  for g, p in (("food", 5), ("fuel", 3))},
        "crossings": crossings,
        "corridors": {
            o: {"serves": draws.choice([["gate-a"], ["gate-a", "gate-b"]]), "loss": loss,
                "truckloads_per_day": draws.choice([8, 20])}
            for o, loss in (("one", 0.2), ("two", 0))
        },
        "uncertainty": UNCERTAIN | {"closures": {"gate-a": {"open_share": 0.7,
                                                            "mean_closed_days": 2}}},
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_sheet_is_followed_as_in_plain_loops(seed: int) -> None:
    draws = random.Random(seed)
    case = small_case(draws)
    problem = problem_of(case, MODEL)
    plan = plan_of(problem)
    assert plan is not None
    lines = [SheetLine(draws.randrange(2), k, draws.randrange(2),
                       draws.choice([None, 0, 1, 2]), draws.choice([1, 2, 4]), None)
             for k in range(6)]  # fmt: skip
    scenarios = sampled(problem, seed, range(5))
    waiting = tuple(Waiting(c, g, draws.choice([0, 3, 10])) for c in range(2) for g in range(2))
    rations = tuple(
        Ration(draws.randrange(2), draws.choice([None, 0, 1]), until, share)
        for until, share in ((1.0, 0.5), (draws.choice([1.5, 3.0]), 0.8))
    )
    sheet = replace(sheet_of(*lines), waiting=waiting, rations=rations if seed % 2 else ())
    made = SheetRule(plan, sheet).outcomes(scenarios)
    for s in range(5):
        found = followed(problem, sheet, scenarios, s)
        assert made.value[s] == pytest.approx(found["value"], rel=SUM)
        by_good = [sum(x for (g, _), x in found["met"].items() if g == k) for k in range(2)]
        assert made.met[s].tolist() == pytest.approx(by_good, rel=SUM)


@pytest.mark.parametrize("seed", range(40))
def test_what_it_does_keeps_every_limit(seed: int) -> None:
    case, model = time_case(seed)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    plan = plan_of(problem)
    if plan is None:
        return
    rule = SheetRule(plan, drawn_sheet(problem, random.Random(seed)))
    scenarios = sampled(problem, seed, range(4))
    made, best = rule.outcomes(scenarios), Exact(problem).optima(scenarios)
    assert (made.value <= best + 1e-7 * np.maximum(1.0, best)).all()
    alone = rule.outcomes(sampled(problem, seed, range(2, 3)))
    for name in FIELDS:
        np.testing.assert_array_equal(getattr(alone, name)[0], getattr(made, name)[2], name)


def test_until_everywhere_has_so_many_days_nothing_else() -> None:
    case = {
        "title": "c", "horizon": {"start": "2024-03-03", "periods": 3, "days_per_period": 1},
        "areas": {"a": {"population": 1}, "b": {"population": 3}},
        "goods": {g: {"category": "humanitarian", "need": 4} for g in ("food", "fuel")},
        "crossings": {"gate": {"gate_truckloads_per_day": 6}},
    }  # fmt: skip
    model = {"title": "m", "regimes": {"wave": {"start": "a", "stages": {"a": {}}}}}
    problem = problem_of(case, model)
    plan = plan_of(problem)
    assert plan is not None
    first = SheetLine(0, 1, 1, None, 2, None)  # fuel to 2 days: 8, then 4 a day
    then = SheetLine(0, 2, 0, None, None, None)
    made = SheetRule(plan, sheet_of(first, then)).outcomes(as_planned(problem))
    # Day 1: 6 of fuel, 4 used. Day 2: 6 of it to 8. Day 3: of fuel 4 are left, enough; 6 of food.
    assert made.met[0].tolist() == pytest.approx([4, 12])
    assert made.coverage[0, 1].tolist() == pytest.approx([1, 1])


def test_areas_give_out_a_share_while_they_have_little() -> None:
    case = {
        "title": "c", "horizon": {"start": "2024-03-03", "periods": 3, "days_per_period": 1},
        "areas": {"a": {"population": 1}},
        "goods": {"food": {"category": "humanitarian", "need": 4,
                           "stock": {"days_of_need": 2}}},
        "crossings": {"gate": {"gate_truckloads_per_day": 0}},
    }  # fmt: skip
    model = {"title": "m", "regimes": {"wave": {"start": "a", "stages": {"a": {}}}}}
    problem = problem_of(case, model)
    plan = plan_of(problem)
    assert plan is not None
    sheet = replace(sheet_of(), rations=(Ration(0, None, 1.5, 0.25),))
    made = SheetRule(plan, sheet).outcomes(as_planned(problem))
    # Of 8: a quarter of 4 and 2 beyond 6. Of 5: 1. Of 4: 1.
    assert made.met[0].tolist() == pytest.approx([5])


def test_a_sheet_found_from_prices_goes_through_a_file(tmp_path: Path) -> None:
    """By weeks, with a week of food to be left in the last, it earns less than prices and plan."""
    problem = read_problem(str(ROOT / "inputs" / "west-bank.yaml"))
    plan, rule = optimal_plan(problem), practised_rule(problem, 6)
    sheet = practised_sheet(rule, 6)
    scenarios = sampled(problem, 1, range(24))
    by_plan = evaluated(plan, scenarios).value.mean()
    by_prices = rule.outcomes(scenarios).value.mean()
    by_sheet = SheetRule(plan, sheet).outcomes(scenarios).value.mean()
    assert by_prices > by_plan > by_sheet > 0.97 * by_plan
    text = sheet_text(problem, sheet)
    file = tmp_path / "wall.csv"
    file.write_text(text)
    again, odd = dispatch_sheet(str(file), problem)
    assert not odd
    assert set(again.lines) == set(sheet.lines)
    assert (set(again.waiting), again.rations) == (set(sheet.waiting), sheet.rations)


def test_the_command_writes_a_sheet_that_is_followed_as_it_says(tmp_path: Path) -> None:
    case, wall = str(written(tmp_path)), str(tmp_path / "wall.csv")
    few = ["--scenarios", "20"]
    said = CliRunner().invoke(sheet_command, [case, *few, "--output", wall])
    assert said.exit_code == 0, said.output
    answer = tmp_path / "a.json"
    asked = [case, "--dispatch", wall, *few, "--seed", "1", "--bound", "0"]
    made = CliRunner().invoke(command, [*asked, "--format", "json", "--output", str(answer)])
    assert made.exit_code == 0, made.output
    rows = json.loads(answer.read_text())["outcomes"]
    (value,) = (row["mean"] for row in rows if row["measure"] == "value")
    (line,) = (line for line in said.output.splitlines() if "this sheet followed" in line)
    assert f"{value:,.0f}" in line.split()
    over = CliRunner().invoke(sheet_command, [case, *few, "--output", case])
    assert over.exit_code == 2 and "cannot be written over" in over.output


FAULTS = [
    ("crossing,rank,good\nrafa,1,food\n", "!A2: no crossing is called rafa; did you mean rafah?"),
    ("crossing,rank,good,until_days_of_stock\nrafah,1,food,-1\n",
     "!D2: expected a number from 0 to 36,500 days, got -1"),
    ("crossing,rank,good\nrafah,,food\n", "!B2: no rank is given"),
    ("crossing,rank,good\nrafah,1,food\nrafah,1,food\n", "!B3: the same turn as in B2"),
    ("crossing,good\nrafah,food\n", "no column is called rank"),
    ("crossing,rank,god\nrafah,1,food\n", "unknown column 'god'"),
    ("crossing,rank,good\n", "no row is below the header"),
    ("", "the table is empty"),
    ("crossing,rank,good,share_given_out\nrafah,1,food,0.5\n", "what areas give out has no rank"),
    ("crossing,rank,good,share_given_out\n,,food,1.5\n", "!D2: expected a number from 0 to 1, got"),
    ("crossing,rank,good,share_given_out\n,,food,0.5\n", "until how many days of stock"),
    ("crossing,rank,good,waiting\nrafah,,food,5\nrafah,,food,6\n", "!D3: another row says another"),
    ("crossing,rank,good,waiting\nrafah,2,food,5\n", "what waits at a crossing has no rank"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), FAULTS)
def test_faults_are_told_by_their_cell(tmp_path: Path, text: str, fault: str) -> None:
    problem = read_problem(str(ROOT / "inputs" / "gaza.yaml"))
    file = tmp_path / "sheet.csv"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        dispatch_sheet(str(file), problem)
    assert fault in "\n".join(map(str, error.value.args))


def test_the_command_goes_by_a_sheet_and_keeps_it(tmp_path: Path) -> None:
    case, sheet = written(tmp_path), tmp_path / "sheet.csv"
    problem = __import__("crossings").read_case(str(case))
    first = problem.crossings[0].id
    sheet.write_text(f"crossing,rank,good\n{first},1,{problem.goods[0].id}\n")
    asked = [str(case), "--dispatch", str(sheet), "--scenarios", "10", "--bound", "0"]
    said = CliRunner().invoke(command, [*asked, "--output", str(tmp_path / "kept")])
    assert said.exit_code == 0, said.output
    copies = list((tmp_path / "kept" / "inputs").rglob("*.csv"))
    assert sheet.read_bytes() in [path.read_bytes() for path in copies]
    told = CliRunner().invoke(command, asked)
    assert "by a sheet, each morning in its order (sheet.csv)" in " ".join(told.output.split())
    sheet.write_text(f"crossing,rank,good\n{first},2,{problem.goods[0].id}\n")
    other = CliRunner().invoke(command, [*asked, "--output", str(tmp_path / "kept")])
    assert other.exit_code != 0
    wrong = CliRunner().invoke(command, [str(case), "--dispatch", "first"])
    assert wrong.exit_code == 2 and "nor a file" in wrong.output


def test_a_sheet_is_not_the_plan() -> None:
    case, model = time_case(3)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    plan = plan_of(problem)
    if plan is not None:
        scenarios = sampled(problem, 1, range(3))
        none = SheetRule(plan, sheet_of()).outcomes(scenarios)
        assert not none.arrived.any() or problem.on_the_way.any()
        assert (none.value <= evaluated(plan, scenarios).value + SUM).all()
