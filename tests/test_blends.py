"""Regimes mixed by the rule as what is left of limits asks for."""

from __future__ import annotations

import numpy as np
import pytest
from answers import problem_of

from crossings.allocation.hindsight import Exact
from crossings.allocation.hindsight.practising import rule_of_practice
from crossings.policy.blends import mixed
from crossings.policy.network import Network
from crossings.scenarios import as_planned

CASE = {
    "title": "a gate and bays",
    "areas": {"north": {"population": 1}},
    "horizon": {"start": "2024-03-03", "periods": 1, "days_per_period": 1},
    "goods": {"food": {"category": "humanitarian", "need": 100}},
    "crossings": {"east": {"gate_truckloads_per_day": 20, "resources": {"bay": 2}}},
}
MODEL = {
    "title": "quick or thorough",
    "regimes": {
        "search": {"start": "look", "stages": {"look": {"minutes": {"bay": 60}}}},
        "glance": {"start": "look", "stages": {"look": {"minutes": {"bay": 30},
                   "false_alarm": 0.2}}},
        "slow": {"start": "look", "stages": {"look": {"minutes": {"bay": 70}}}},
    },
}  # fmt: skip


@pytest.mark.parametrize("bays", [1, 1.5, 2, 2.3, 2.6, 4])
def test_both_limits_are_used_up_where_a_mix_can(bays: float) -> None:
    """No one regime earns what the best plan does, where gate and bays both bind."""
    case = CASE | {"crossings": {"east": CASE["crossings"]["east"] | {"resources": {"bay": bays}}}}
    problem = problem_of(case, MODEL)
    day = as_planned(problem)
    earned = rule_of_practice(problem, day, day).outcomes(day).value[0]
    assert earned == pytest.approx(Exact(problem).optima(day)[0], rel=1e-6)


def test_the_pair_is_that_which_passes_most() -> None:
    network = Network(problem_of(CASE, MODEL))
    (mix,) = network.days[0].mixes
    regimes = [regime.id for regime in network.problem.regimes]
    ways = network.days[0].ways
    assert {regimes[ways[w].legs[0].regime] for w in (mix.first, mix.second)} == {
        "search", "glance",
    }  # fmt: skip
    assert len(mix.group) == 3


def test_a_mix_is_of_each_future_alone() -> None:
    """By shares of what is left: where only one limit binds, the way that takes less of it."""
    one, other = np.array([[60.0], [1.0], [1.0]]), np.array([[37.5], [1.25], [0.5]])
    left = np.array([[960.0, 96.0, 9600.0, 0.0], [20.0] * 4])
    share, taken = mixed(one, other, left, 1)
    theta = (1.25 / 20 - 37.5 / 960) / ((1.25 - 1) / 20 + (60 - 37.5) / 960)
    np.testing.assert_allclose(share, [theta, 0.0, 1.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(taken[0], 60 * share + 37.5 * (1 - share), atol=1e-9)
    for s in range(4):
        alone, _ = mixed(one, other, left[:, [s]], 1)
        assert alone[0] == share[s]
    both, _ = mixed(np.array([one, other]), np.array([other, one]), np.array([left] * 2), 1)
    np.testing.assert_array_equal(both[0], share)


def test_a_mix_goes_on_by_one_way_where_the_other_has_nothing_left() -> None:
    one, other = np.array([[5.0], [1.0]]), np.array([[0.0], [2.0]])
    theta, taken = mixed(one, other, np.array([[0.0, 50.0], [40.0, 40.0]]), 1)
    assert theta[0] == 0 < theta[1] < 1
    assert taken[0][0] == 0
    assert taken[1][0] == 2
