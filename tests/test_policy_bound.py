"""What no rule could exceed on average, held against the best rule of small trees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from click.testing import CliRunner
from published_optima import AIRLIFT, CARGO, LANDS, airlift, cargo, lands
from scenario_trees import best_rule, found, news, tree
from strategies import written
from time_cases import UNCERTAIN, time_case

from crossings.allocation.hindsight import Exact, PolicyBound, told_by_news
from crossings.allocation.hindsight.policy_bound import Told
from crossings.commands.evaluate import command
from crossings.problem import Problem
from crossings.scenarios import news as drawn_news
from crossings.scenarios import sampled

Entry = dict[str, Any]
TREES = range(8)
"""As many as there is time for: `python tests/scenario_trees.py --number 100` tells of more."""


@pytest.mark.parametrize("demands", AIRLIFT)
def test_the_extensive_form_finds_the_published_optima_of_airlift(demands: str) -> None:
    assert airlift(demands) == pytest.approx(AIRLIFT[demands], abs=1e-5)


def test_the_extensive_form_finds_the_published_optimum_of_plants() -> None:
    assert lands() == pytest.approx(LANDS, abs=1e-3)


@pytest.mark.parametrize("scenarios", CARGO)
def test_the_extensive_form_finds_the_published_optima_of_cargo(scenarios: int) -> None:
    assert cargo(scenarios) == pytest.approx(CARGO[scenarios], abs=1e-6)


def test_no_rule_exceeds_the_bound_and_it_is_nearer_than_foresight() -> None:
    every = [found(seed) for seed in TREES]
    for each in every:
        assert each.rule <= each.best * (1 + 1e-7)
        assert each.best * (1 - 1e-7) <= each.bound <= each.foresight * (1 + 1e-7)
    best, bound, foresight = (
        np.array([getattr(each, name) for each in every]) for name in ("best", "bound", "foresight")
    )
    assert (bound - best).mean() <= 0.4 * (foresight - best).mean()
    shares = np.array([each.rule / each.best for each in every])
    assert shares.mean() >= 0.99 and shares.min() >= 0.92


@pytest.mark.parametrize("seed", range(3))
def test_it_bounds_whatever_the_multipliers_are(seed: int) -> None:
    made = tree(seed)
    told = Told(made.scenarios, news(made))
    bound, best = PolicyBound(made.problem, told, told), best_rule(made)
    random = np.random.default_rng(seed)
    for scale in (0.1, 3.0):
        any_ = scale * random.normal(size=bound.multipliers.shape)
        assert bound.values(told, any_).mean() >= best - 1e-6 * max(1.0, abs(best))


@pytest.mark.parametrize("seed", range(12))
def test_nobody_keeps_more_than_it_allows(seed: int) -> None:
    """With nothing owed it is the optimum of each future, whatever waits, travels or spoils."""
    case, model = time_case(seed)
    case.pop("phases", None)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    told = told_by_news(problem, seed, range(3))
    if told.scenarios.changed:
        return
    bound = PolicyBound(problem, told, told)
    none = np.zeros_like(bound.multipliers)
    best = Exact(problem).optima(told.scenarios)
    np.testing.assert_allclose(bound.values(told, none), best, rtol=1e-7, atol=1e-6)


CASE: Entry = {
    "title": "days that vary",
    "horizon": {"start": "2024-03-03", "periods": 4, "days_per_period": 2},
    "areas": {"north": {"population": 1}},
    "goods": {"food": {"category": "humanitarian", "need": 40, "stock": {"days_of_need": 1}}},
    "crossings": {
        "east": {"gate_truckloads_per_day": 30, "resources": {"dog": 3}},
        "west": {"gate_truckloads_per_day": 20, "resources": {"dog": 3},
                 "open_days": ["sun", "mon", "tue", "thu", "fri"]},
    },
    "corridors": {"port": {"serves": ["east", "west"], "truckloads_per_day": 60}},
    "uncertainty": {
        "closures": {
            "east": {"open_share": 0.8, "mean_closed_days": 3, "weekdays": {"fri": 2, "tue": 0.5}},
            "all": {"open_share": 0.9, "mean_closed_days": 2},
            "monitor": {"open_share": 0.7, "mean_closed_days": 2},
        },
        "throughput": {
            "east": {"cv": 0.5, "persistence": 0.7, "level_cv": 0.3, "weekdays": {"mon": 0.5}},
            "west": {"cv": 0.3, "level": 1.2},
        },
        "supply": {"port": {"cv": 0.4}},
    },
}  # fmt: skip
MODEL: Entry = {
    "title": "look",
    "regimes": {
        "look": {"start": "look", "stages": {"look": {"minutes": {"dog": 5, "monitor": 2}}}}
    },
    "pools": {"monitor": {"units": 4, "hours_per_day": 8}},
}


@pytest.fixture(scope="module")
def varies() -> Problem:
    return problem_of(CASE, MODEL)


def far_from_nothing(products: Any) -> Any:
    """Standard errors by which the mean of each column of (S, …) is off 0."""
    error = products.std(axis=0) / np.sqrt(len(products))
    return np.abs(products.mean(axis=0)) / np.maximum(error, 1e-12) * (error > 1e-12)


def test_news_is_none_on_its_eve(varies: Problem) -> None:
    told = drawn_news(varies, 3, range(20_000))  # (S, T, 2 crossings, a pool, a corridor)
    scenarios = sampled(varies, 3, range(20_000))
    seen = np.concatenate([scenarios.working, scenarios.pool_open_days, scenarios.supply], axis=2)
    assert (told.std(axis=0) > 0).all()
    assert far_from_nothing(told).max() < 4.5
    for lag in (1, 2):
        products = told[:, lag:, :, None] * seen[:, :-lag, None]
        assert far_from_nothing(products).max() < 4.5
    plain = seen - seen.mean(axis=0)  # what the eve does tell of the next period
    assert far_from_nothing(plain[:, 1:, :, None] * seen[:, :-1, None]).max() > 20


def test_the_command_tells_what_a_better_rule_could_bring(tmp_path: Path) -> None:
    case = str(written(tmp_path, CASE, MODEL))
    asked = ["--scenarios", "30", "--policy-bound", "12", "--quiet"]
    said = CliRunner().invoke(command, [case, *asked, "--format", "json"])
    assert said.exit_code == 0, said.output
    (row,) = json.loads(said.output)["policy_bound"]
    assert row["futures"] == 12 and row["standard_error"] > 0
    assert row["value"] <= row["policy_bound"] + 4 * row["standard_error"]
    assert row["beyond"] == pytest.approx(row["policy_bound"] - row["value"])
    assert row["value"] <= row["foresight"] * (1 + 1e-9)
    screen = CliRunner().invoke(command, [case, *asked])
    told = " ".join(screen.output.split())
    assert "No rule could earn more than" in told and "a better rule could bring" in told


@pytest.mark.parametrize("varies", [{}, {"need": {"*": {"cv": 0.3, "known": "later"}}}])
def test_without_news_it_is_what_foresight_earns(varies: Entry, tmp_path: Path) -> None:
    case = str(written(tmp_path, CASE | {"uncertainty": varies}, MODEL))
    asked = ["--scenarios", "6", "--policy-bound", "4", "--quiet", "--format", "json"]
    said = CliRunner().invoke(command, [case, *asked])
    assert said.exit_code == 0, said.output
    (row,) = json.loads(said.output)["policy_bound"]
    assert row["policy_bound"] == pytest.approx(row["foresight"])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"uncertainty": {"ranges": True}}, "numbers are drawn from their ranges"),
        ({}, "nobody knows how likely the futures of a table are"),
    ],
)
def test_where_there_is_none_it_says_why(changed: Entry, why: str, tmp_path: Path) -> None:
    case = str(written(tmp_path, CASE | changed, MODEL))
    more = []
    if not changed:
        (tmp_path / "futures.csv").write_text("crossings.east.gate_truckloads_per_day\n20\n30\n")
        more = ["--futures", str(tmp_path / "futures.csv")]
    said = CliRunner().invoke(command, [case, "--policy-bound", "2", *more])
    assert said.exit_code == 2 and why in " ".join(said.output.split()), said.output
