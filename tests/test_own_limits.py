"""Limits of a case's own: the program, the evaluator and the bound hold them like any other."""

import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from answers import plan_of, problem_of
from own_cases import MODEL, own_case, own_optimum
from runs import Runner
from tolerances import SOLVER

from crossings.allocation.hindsight import Exact, Request, grown_pool
from crossings.evaluation import evaluated
from crossings.problem import Problem
from crossings.scenarios import as_planned, sampled

CASE = """\
title: Adre to Darfur
model: full-search
horizon: {start: 2024-08-18, periods: 4, days_per_period: 7}
areas: {geneina: {population: 100}, nyala: {population: 200}}
goods:
  food: {category: humanitarian, priority: 5, need: 10}
  hygiene: {category: humanitarian, need: 4}
crossings: {adre: {gate_truckloads_per_day: 30, open_days: [sun, mon]}}
limits:
  own:
    approved: {of: presented, crossings: [adre], from: 2024-08-25, to: 2024-09-07, at_most: 31}
    fleet:
      of: collected
      each: {routes: {adre: {geneina: 2, nyala: 8}}}
      at_most_per_day: 40
      unit: truck-day
      name: trucks of the fleet
    soap: {of: arrived, goods: [hygiene], areas: [geneina], at_least_per_day: 1}
"""


def test_a_bound_by_day_changes_with_a_phase_however_it_is_named() -> None:
    case, values = yaml.safe_load(CASE), []
    for of in ("at_most_per_day", "at_most_per_day.value"):
        case["phases"] = [{"from": "2024-09-01", "set": {f"limits.own.fleet.{of}": 2}}]
        plan = plan_of(problem_of(case, MODEL))
        values.append(0.0 if plan is None else plan.objective)
    held = plan_of(problem_of(case | {"phases": []}, MODEL))
    assert held is not None and 0 < values[0] == values[1] < held.objective


@pytest.mark.parametrize("seed", range(40))
def test_the_program_agrees_with_an_independent_one(seed: int) -> None:
    case = own_case(seed)
    plan, best = plan_of(problem_of(case, MODEL)), own_optimum(case)
    assert (plan is None) == (best is None)
    if plan is not None and best is not None:
        assert plan.objective == pytest.approx(best, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(100, 124))
def test_value_optimum_and_bound_stand_in_order(seed: int) -> None:
    in_order(problem_of(own_case(seed), MODEL), seed)


def in_order(problem: Problem, seed: int) -> None:
    """Hold every rule's value, the best that could be and the bound against one another."""
    plan = plan_of(problem)
    if plan is None:
        return
    foreseen = evaluated(plan, as_planned(problem))
    assert foreseen.value[0] == pytest.approx(plan.objective, rel=SOLVER, abs=SOLVER)
    assert foreseen.floors_missed[0] == 0
    practice, fresh = sampled(problem, seed, range(4)), sampled(problem, seed, range(4, 12))
    best = Exact(problem).optima(fresh)
    pool = grown_pool(problem, practice, evaluated(plan, practice).value, Request(0.0, 3))
    slack = 1e-6 * np.maximum(1.0, np.abs(best))
    for rule in ("plan", "proportional", "first-come"):
        assert (evaluated(plan, fresh, rule).value <= best + slack).all()
    assert (best <= pool.bound(fresh) + slack).all()


def with_ranges(seed: int) -> dict[str, Any]:
    """A case with ranges on its bounds, which are drawn, and on weights, which are not."""
    case, r = own_case(seed), random.Random(seed)
    for limit in case["limits"]["own"].values():
        for key in [key for key in limit if key.startswith("at_")]:
            low, high = limit[key] * r.uniform(0.3, 1), limit[key] * r.uniform(1, 1.5)
            limit[key] = {"value": limit[key], "range": [low, high]}
        if isinstance(limit.get("each"), (int, float)):
            limit["each"] = {"value": limit["each"], "range": [0, 9]}
    case["uncertainty"]["ranges"] = True
    return case


@pytest.mark.parametrize("seed", range(12))
def test_a_bound_is_drawn_as_if_read_from_the_file(seed: int) -> None:
    case = with_ranges(seed)
    problem = problem_of(case, MODEL)
    scenarios = sampled(problem, seed, range(3))
    assert list(scenarios.changed) == ["own_rate"]
    assert len(scenarios.drawn) == len(problem.own_limits)
    told = [each for each in problem.warnings if "its range is not drawn" in each.text]
    weighted = [
        limit for limit in case["limits"]["own"].values() if "range" in str(limit.get("each"))
    ]
    assert len(told) == len(weighted)
    for s in range(3):
        for path, drawn in scenarios.drawn.items():
            *_, name, bound = path.split(".")
            case["limits"]["own"][name][bound] = float(drawn[s])
        read = problem_of(case, MODEL)
        np.testing.assert_array_equal(scenarios.changed["own_rate"][s], read.own_rate)


@pytest.mark.parametrize("seed", range(208, 216))
def test_drawn_bounds_stand_in_order(seed: int) -> None:
    in_order(problem_of(with_ranges(seed), MODEL), seed)


def test_a_limit_between_dates_has_one_price_over_them(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(CASE, "utf-8")
    run = crossings_run("optimize", "case.yaml", "--format", "json", "--quiet")
    rows = [row for row in yaml.safe_load(run.out)["limits"] if "approved" in row["limit"]]
    assert [(row["period"], row["last_period"]) for row in rows] == [(1, 2)]
    assert rows[0]["value"] == pytest.approx(31) and rows[0]["shadow_price"] > 0


def test_they_are_explained_and_named_where_there_is_no_plan(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(CASE, "utf-8")
    told = crossings_run("explain", "case.yaml", "--quiet").out
    assert "--set limits.own.approved.at_most=34" in told and "trucks of the fleet" in told
    none = crossings_run("optimize", "case.yaml", "--set", "limits.own.soap.at_least_per_day=30")
    assert none.code == 4 and "the limit soap" in none.err
    (least,) = re.findall(r"--set (limits\.own\.soap\.at_least_per_day=\S+)", none.err)
    assert crossings_run("optimize", "case.yaml", "--quiet", "--set", least).code == 0


FAULTS = {
    "of: presented": ("of: presnted", "did you mean presented?"),
    "crossings: [adre]": ("areas: [geneina]", "presented cannot be told apart by areas"),
    "2024-08-25": ("2024-08-26", "the nearest is 2024-08-25"),
    "to: 2024-09-07": ("to: 2025-09-07", "lies outside the horizon"),
    ", at_most: 31": ("", "expected one of at_most"),
    "at_most: 31": ("at_most: 31, at_least: 40", "at_least 40 is more than at_most 31"),
    "goods: [hygiene]": ("goods: [hygene]", "did you mean hygiene?"),
    "of: arrived": ("of: stock", "stock is a level"),
    "at_most_per_day: 40": ("at_most_per_day: 40\n      per: open_day", "one corridor or one"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_every_fault_is_one_line_with_its_place(text: str, crossings_run: Runner) -> None:
    wrong, says = FAULTS[text]
    assert text in CASE
    Path("case.yaml").write_text(CASE.replace(text, wrong, 1), "utf-8")
    run = crossings_run("validate", "case.yaml")
    assert run.code == 3 and says in run.err
    assert "case.yaml:" in run.err and "limits.own." in run.err
