"""Programs too large to be solved to their end: a plan within every limit, and how near it is."""

import json

import numpy as np
import pytest
from answers import plan_of, problem_of
from hypothesis import HealthCheck, assume, given, settings
from places import ROOT
from runs import Runner
from strategies import cases
from test_aims import SEARCH, TWO
from time_cases import time_case

from crossings.allocation import near_best, optimal_plan
from crossings.allocation import settings as sizes
from crossings.allocation.program import allocation_program
from crossings.bounds import throughout
from crossings.errors import StoppedEarly
from crossings.reading import read_problem

MANY = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=12, **MANY)
@given(cases())
def test_what_is_told_to_be_missing_is_the_most_that_is(pair: tuple[dict, dict]) -> None:
    problem = problem_of(*pair)
    best = plan_of(problem)
    assume(best is not None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sizes, "_VAST", 0)
        try:
            near = optimal_plan(problem)
        except StoppedEarly:  # a floor is missed by what was cut
            assume(False)
    rounding = 1e-6 * max(1.0, best.objective)
    assert near.objective <= best.objective + rounding
    assert near.objective >= best.objective * (1 - near.gap) - rounding
    assert near.solver.status == "stopped"
    assert near.aims and not any(aim.least for aim in near.aims)


@settings(max_examples=6, **MANY)
@given(cases())
def test_any_prices_bound_the_value(pair: tuple[dict, dict]) -> None:
    problem = problem_of(*pair)
    best = plan_of(problem)
    assume(best is not None)
    ledger, draw = allocation_program(problem), np.random.default_rng(1)
    for size in (0.0, 0.1, 10.0):
        bound = near_best.value_bound(problem, ledger, -size * draw.random(ledger.rows))
        assert bound >= best.objective * (1 - 1e-9)


def test_limits_on_what_is_met_have_a_price_throughout() -> None:
    problem = problem_of(*time_case(7))
    best, ledger = plan_of(problem), allocation_program(problem)
    assert best is not None and any(limit.spans is not None for limit in throughout(problem))
    bound = near_best.value_bound(problem, ledger, -np.ones(ledger.rows))
    assert bound >= best.objective * (1 - 1e-9)


def test_a_floor_that_is_cut_is_asked_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    floors = {"coverage_at_least": {"food": 0.4, "fuel": 0.2}}
    case = TWO | {"title": "by hand", "model": "./model.yaml", "limits": floors}
    problem = problem_of(case, {"title": "by hand", "regimes": {"search": SEARCH}})
    best = plan_of(problem)
    monkeypatch.setattr(sizes, "_VAST", 0)
    near = optimal_plan(problem)
    met = near.met.sum(axis=(0, 2)) / problem.needed.sum(axis=(0, 2))
    assert best is not None and (met >= np.array([0.4, 0.2]) * (1 - 1e-6)).all()
    assert best.objective * (1 - near.gap) <= near.objective <= best.objective * (1 + 1e-6)
    monkeypatch.setattr(near_best, "_MORE", ())
    with pytest.raises(StoppedEarly):
        optimal_plan(problem)


def test_a_plan_that_passes_what_nothing_cuts_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = read_problem(str(ROOT / "inputs/west-bank.yaml"))
    monkeypatch.setattr(sizes, "_VAST", 0)
    monkeypatch.setattr(sizes, "_MOST_STEPS", 40)
    with pytest.raises(StoppedEarly, match="before a plan within every limit was found"):
        optimal_plan(problem)


def test_it_is_told_as_unfinished(crossings_run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizes, "_VAST", 0)
    monkeypatch.setattr(sizes, "_MOST_STEPS", 3_000)
    run = crossings_run("optimize", str(ROOT / "inputs/gaza-2010.yaml"))
    assert run.code == 5
    assert "UNFINISHED" in run.out
    assert "value is missing, and not reached: least unevenness" in " ".join(run.out.split())


def test_what_holds_back_a_plan_near_the_best_is_told_by_prices(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = str(ROOT / "inputs/gaza-2010.yaml")
    monkeypatch.setattr(sizes, "_VAST", 0)
    monkeypatch.setattr(sizes, "_MOST_STEPS", 3_000)
    monkeypatch.setattr("crossings.allocation.standing.LARGE", 0)
    run = crossings_run("explain", case, "--format=json", "--quiet")
    told = json.loads(run.out)
    assert (run.code, told["status"]) == (5, "stopped")
    assert told["levers"] and told["barriers"]
    assert all(not each["solved"] and each["price"] is None for each in told["levers"])
    run = crossings_run("compare", case, "full-search", "joint", "--quiet")
    assert run.code == 5 and "UNFINISHED: the search was stopped; of the best" in run.out
    assert "under joint is missing" in " ".join(run.out.split())
    run = crossings_run("frontier", case, "--quiet")
    assert run.code == 5 and "no program so large is solved to its end" in run.err
