"""Where the winner changes: a rule where there is one, and none where there is none."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crossings.allocation import optimal_plan
from crossings.batches import Candidate, Task, run
from crossings.evaluation import ReadyPlan
from crossings.evaluation.measures import Batch
from crossings.evaluation.pairs import standings
from crossings.evaluation.winners import verdict
from crossings.outputs.screens.futures import futures_answer, futures_screen
from crossings.outputs.screens.futures_compared import sentences
from crossings.problem import Floats
from crossings.reading import read_problem
from crossings.scenarios import Seeded

GAZA = str(Path(__file__).parents[1] / "inputs" / "gaza.yaml")
SIZE = 1200


@pytest.fixture(scope="module")
def one() -> Batch:
    plan = optimal_plan(read_problem(GAZA))
    return run(Task(Seeded(1), "plan", (Candidate("usual", ReadyPlan(plan)),)), range(SIZE))


def against(batch: Batch, *others: Floats) -> Batch:
    """The batch with other plans whose value is so much more in each future."""
    (usual,) = batch.trials
    made = [
        replace(
            usual,
            model=f"other-{k}",
            outcomes=replace(usual.outcomes, value=usual.outcomes.value + more),
        )
        for k, more in enumerate(others)
    ]
    return replace(batch, trials=(usual, *made))


def days_open(batch: Batch) -> Floats:
    """Share of days open at Kerem Shalom."""
    problem = batch.trials[0].plan.problem
    c = [each.id for each in problem.crossings].index("kerem-shalom")
    closed = batch.trials[0].outcomes.days_closed[:, c]
    return np.asarray(1 - closed / problem.crossing_open_days[:, c].sum())


def test_a_rule_that_is_there_is_found_with_its_threshold(one: Batch) -> None:
    opened = days_open(one)
    found = verdict(against(one, np.where(opened < 0.83, 1.0, -1.0)))
    (low, high) = sorted(found.regions, key=lambda each: not each.conditions[0].below)
    for region, model, below in ((low, "other-0", True), (high, "usual", False)):
        (condition,) = region.conditions
        assert (region.model, condition.below) == (model, below)
        assert condition.feature.name == "uncertainty.closures.kerem-shalom"
        between = opened[opened < 0.83].max(), opened[opened >= 0.83].min()
        assert between[0] < condition.threshold < between[1]
        assert region.right.value == 1
    assert found.right.value == 1 and found.usual_right.value < 1
    assert low.futures.value == pytest.approx((opened < 0.83).mean())


def test_what_is_said_of_a_rule_is_what_happens(one: Batch) -> None:
    opened = days_open(one)
    noise = np.random.default_rng(3).random(SIZE) < 0.1  # one in ten against the rule
    batch = against(one, np.where((opened < 0.83) ^ noise, 1.0, -1.0))
    found = verdict(batch)
    assert found.right.value == pytest.approx(0.9, abs=0.05)
    assert found.right.low < found.right.value < found.right.high
    told = "\n".join(sentences(found))
    assert "share of days open at Kerem Shalom below 8" in told and "other-0" in told
    answer = futures_answer(batch)
    rules = answer.tables["rules"]
    assert rules["up_to"].notna().sum() == rules["above"].notna().sum() == 1
    assert answer.as_object()["winner"]["right"] == found.right.value
    assert "Where the winner changes" in futures_screen(answer, whole=True)


@pytest.mark.parametrize("seed", range(3))
def test_chance_is_no_rule(one: Batch, seed: int) -> None:
    wins = np.random.default_rng(seed).random(SIZE) < 0.3
    found = verdict(against(one, np.where(wins, 1.0, -1.0)))
    assert found.usual == "usual" and not found.regions
    assert "no simple rule" in sentences(found)[0]


def test_one_that_wins_everywhere_needs_no_rule(one: Batch) -> None:
    found = verdict(against(one, np.full(SIZE, -1.0)))
    assert found.only and sentences(found) == ["usual does best in every future."]
    alike = verdict(against(one, np.zeros(SIZE)))
    assert alike.alike.value == 1 and "alike" in sentences(alike)[0]


def test_too_few_futures_for_a_rule(one: Batch) -> None:
    better = np.zeros(SIZE)
    better[:80:2], better[1:80:2] = 1.0, -1.0
    found = verdict(against(one, better))
    assert not found.enough and "too few" in sentences(found)[0]


def test_regret_and_ties_by_hand(one: Batch) -> None:
    more = np.zeros(SIZE)
    more[:300], more[300:360] = 5.0, -2.0
    usual, other = standings(against(one, more))
    assert (usual.best.sum(), usual.alone.sum()) == (SIZE - 300, 60)
    assert (other.best.sum(), other.alone.sum()) == (SIZE - 60, 300)
    np.testing.assert_allclose(usual.regret[[0, 310, 900]], [5, 0, 0], atol=1e-9)
    np.testing.assert_allclose(other.regret[[0, 310, 900]], [0, 2, 0], atol=1e-9)


def test_the_gap_is_told_where_there_is_a_bound(one: Batch) -> None:
    (trial,) = one.trials
    bounded = replace(trial.outcomes, bound=trial.outcomes.value / 0.9)
    answer = futures_answer(replace(one, trials=(replace(trial, outcomes=bounded),)))
    outcomes = answer.tables["outcomes"].set_index("measure")
    assert outcomes.loc["gap", "mean"] == pytest.approx(0.1)
    assert "within 10.0% (±0.0) of the best value" in " ".join(
        futures_screen(answer, whole=True).split()
    )
    without = futures_answer(one).tables["outcomes"]
    assert not without["measure"].isin(["gap", "bound"]).any()
