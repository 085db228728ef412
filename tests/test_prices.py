"""The rule that decides each morning by prices: feasible, the same in any company, worth it."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from strategies import cases, examples

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import Exact, practised_rule, practised_sheet
from crossings.commands.evaluate import command
from crossings.errors import NoPlan
from crossings.evaluation import evaluated
from crossings.evaluation.sheet_rule import SheetRule
from crossings.policy import PriceRule
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.scenarios import Seeded, as_planned, sampled

Pair = tuple[dict[str, Any], dict[str, Any]]
FEW = 6
"""Practice futures, where it does not matter how much a rule has learnt."""


@pytest.fixture(scope="module")
def gaza() -> Problem:
    return read_problem(str(ROOT / "inputs" / "gaza.yaml"))


@pytest.fixture(scope="module")
def little(gaza: Problem) -> PriceRule:
    return practised_rule(gaza, FEW)


@examples(12)
@given(cases(), st.integers(0, 2**32))
def test_no_future_earns_more_than_its_optimum(pair: Pair, seed: int) -> None:
    for phase in pair[0].get("phases", ()):
        phase.pop("probability", None)
    problem = problem_of(*pair)
    scenarios = sampled(problem, seed, range(4))
    rule = practised_rule(problem, FEW)
    value, best = rule.outcomes(scenarios).value, Exact(problem).optima(scenarios)
    assert (value <= best + 1e-6 * np.maximum(1.0, best)).all()
    alone = pickle.loads(pickle.dumps(rule)).outcomes(sampled(problem, seed, range(2, 3)))
    assert alone.value[0] == value[2]


def test_each_future_is_the_same_in_any_company(gaza: Problem, little: PriceRule) -> None:
    together = little.outcomes(sampled(gaza, 1, range(40)))
    sent = pickle.loads(pickle.dumps(little))
    for s in (17, 30):
        alone = sent.outcomes(sampled(gaza, 1, range(s, s + 1)))
        for name in ("value", "met", "minutes_used", "undetected"):
            assert (getattr(alone, name)[0] == getattr(together, name)[s]).all()


def test_it_is_made_of_the_case_alone() -> None:
    west_bank = read_problem(str(ROOT / "inputs" / "west-bank.yaml"))
    first, second = practised_rule(west_bank, FEW), practised_rule(west_bank, FEW)
    assert (first.values.kept == second.values.kept).all()
    assert first.vectors == second.vectors


def test_it_earns_most_of_what_foresight_would(gaza: Problem) -> None:
    scenarios = Seeded(1).scenarios(gaza, range(24))
    rule, plan = practised_rule(gaza), optimal_plan(gaza)
    best = Exact(gaza).optima(scenarios).mean()
    by_plan = evaluated(plan, scenarios).value.mean()
    by_prices = rule.outcomes(scenarios).value.mean()
    assert by_prices - by_plan > 0.6 * (best - by_plan)
    sheet = SheetRule(plan, practised_sheet(rule))
    # One order for all days: of the last, on which stock to be left is laid in, it knows little.
    assert sheet.outcomes(scenarios).value.mean() - by_plan > 0.8 * (by_prices - by_plan)


@pytest.mark.parametrize("case", ["gaza-2006", "gaza-2010", "west-bank"])
def test_with_nothing_uncertain_it_is_near_the_plan(case: str) -> None:
    problem = read_problem(str(ROOT / "inputs" / f"{case}.yaml"))
    try:
        plan = optimal_plan(problem)
    except NoPlan:
        return
    value = practised_rule(problem, FEW).outcomes(as_planned(problem)).value[0]
    assert value > 0.95 * plan.objective


def test_value_of_stock_never_rises_with_stock(little: PriceRule) -> None:
    kept = little.values.kept  # (T, J, K)
    assert (np.diff(kept, axis=2) <= 1e-5).all()
    assert (kept >= 0).all()


def test_on_the_command_line() -> None:
    case = str(ROOT / "inputs" / "west-bank.yaml")
    told = ["--scenarios", "20", "--bound", "0", "--quiet", "--dispatch", "prices"]
    found = CliRunner().invoke(command, [case, *told])
    assert found.exit_code == 0, found.output
    assert "decided each morning by prices" in found.output
