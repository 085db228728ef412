"""Futures solved exactly: what is told of a batch stands between value and bound."""

from pathlib import Path

import numpy as np
import pytest
from runs import Runner

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import Request
from crossings.batches import Task, candidate, certificate, chosen
from crossings.evaluation.measures import Certificate
from crossings.reading import read_problem
from crossings.scenarios import Seeded

INPUTS = Path(__file__).parents[1] / "inputs"


@pytest.mark.parametrize(("case", "count"), [("gaza", 12), ("gaza-2006", 30), ("west-bank", 30)])
def test_value_optimum_and_bound_of_shipped_cases(case: str, count: int) -> None:
    problem = read_problem(str(INPUTS / f"{case}.yaml"), None, [])
    futures = Seeded(1)
    one = candidate("own", optimal_plan(problem), futures, asked=Request())
    found = certificate(Task(futures, "plan", (one,)), 0, chosen(10_000, count, 1))
    assert found.holds
    assert len(found.numbers) == count and not np.isnan(found.bound).any()
    assert found.gap.mean() <= 0.005 and np.quantile(found.gap, 0.99) <= 0.03
    assert (found.reached < 1).any()


def test_what_is_out_of_order_is_said() -> None:
    ones = np.ones(2)
    fine = Certificate(np.arange(2), ones, ones, np.array([1.0, np.nan]))
    assert fine.holds
    assert not Certificate(np.arange(2), ones * (1 + 1e-6), ones, ones * 2).holds
    assert not Certificate(np.arange(2), ones * 0.5, ones, ones * (1 - 1e-6)).holds


def test_the_command_says_what_was_proved(crossings_run: Runner) -> None:
    ran = crossings_run("evaluate", "case.yaml", "--scenarios", "40", "--certify", "5")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    assert "5 futures solved exactly: in each, value ≤ optimum ≤ bound" in text
