"""Futures have what the case says of them, and are the same wherever they are drawn."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crossings.allocation import optimal_plan
from crossings.batches import Candidate, Task, run
from crossings.evaluation import ReadyPlan, evaluated
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Scenarios, Seeded, sampled
from crossings.scenarios.processes import lognormal, open_chain, persistent, triangular
from crossings.scenarios.streams import normals, uniforms

GAZA = str(Path(__file__).parents[1] / "inputs" / "gaza.yaml")
MANY = range(100_000)
DAYS = 28
ERRORS = 5
"""Standard errors that an estimate may be off by."""


def gaza(*settings: str) -> Problem:
    return read_problem(GAZA, None, parsed_overrides(settings))


@pytest.mark.parametrize(("share", "spell"), [(0.858, 1.67), (0.5, 4), (0.3, 7 / 3), (0.98, 5)])
def test_closures_have_their_share_and_their_length(share: float, spell: float) -> None:
    closes = (1 - share) / (share * spell)
    opens = open_chain(uniforms(3, "closures", MANY, DAYS), share, closes, spell)
    for day in (0, 1, DAYS - 1):  # stationary from the first day
        error = np.sqrt(share * (1 - share) / len(MANY))
        assert abs(opens[:, day].mean() - share) < ERRORS * error
    was_closed = ~opens[:, :-1]
    reopened = opens[:, 1:][was_closed].mean()
    assert abs(reopened - 1 / spell) < ERRORS * np.sqrt(1 / spell / was_closed.sum())
    closed = ~opens[:, 1:][opens[:, :-1]]
    assert abs(closed.mean() - closes) < ERRORS * np.sqrt(closes / len(closed))


@pytest.mark.parametrize(("share", "spell"), [(0.858, 1.67), (0.5, 4)])
def test_spells_last_as_long_as_they_should(share: float, spell: float) -> None:
    """Spells that begin and end within the window, weighed by how many of their length can.

    Of spells of n days only D − 1 − n first days leave room for the day before and the day after.
    """
    days = 60
    closes = (1 - share) / (share * spell)
    opens = open_chain(uniforms(5, "closures", MANY, days), share, closes, spell)
    for of_open, mean in ((False, spell), (True, share * spell / (1 - share))):
        inside = opens == of_open
        lengths = np.zeros(days)
        for n in range(1, days - 1):
            begins = ~inside[:, : days - 1 - n] & inside[:, 1 : days - n]
            whole = begins & ~inside[:, n + 1 :]
            for d in range(2, n + 1):
                whole &= inside[:, d : days - 1 - n + d]
            lengths[n] = whole.sum() / (days - 1 - n)
            if n > 8 * mean:
                break
        found = (lengths * np.arange(days)).sum() / lengths.sum()
        assert abs(found - mean) < 0.02 * mean, (of_open, found, mean)


def test_need_and_supply_vary_as_they_should() -> None:
    problem = gaza()
    drawn = sampled(problem, 2, range(50_000))
    for g, cv in enumerate(problem.uncertainty.need_cv):
        assert abs(drawn.need[:, g].mean() - 1) < ERRORS * cv / np.sqrt(50_000)
        assert abs(drawn.need[:, g].std() - cv) < 0.03 * cv
    for o, cv in enumerate(problem.uncertainty.supply_cv):
        assert abs(drawn.supply[:, :, o].mean() - 1) < ERRORS * cv / np.sqrt(50_000)
        assert abs(drawn.supply[:, 5, o].std() - cv) < 0.03 * cv


@pytest.mark.parametrize(("cv", "persistence"), [(0.47, 0.5), (0.65, 0), (0.2, 0.9), (0.3, 1)])
def test_factors_have_mean_spread_and_persistence(cv: float, persistence: float) -> None:
    normal = persistent(normals(3, "throughput", MANY, DAYS), persistence)
    factor = lognormal(normal, cv)
    for day in (0, DAYS - 1):
        here = factor[:, day]
        assert abs(here.mean() - 1) < ERRORS * cv / np.sqrt(len(MANY))
        fourth = ((here - here.mean()) ** 4).mean() / here.var() ** 2
        error = here.var() * np.sqrt((fourth - 1) / len(MANY))
        assert abs(here.var() - cv**2) < ERRORS * error
        assert abs(normal[:, day].std() - 1) < ERRORS / np.sqrt(2 * len(MANY))
    correlation = np.corrcoef(normal[:, 10], normal[:, 11])[0, 1]
    assert abs(correlation - persistence) < ERRORS / np.sqrt(len(MANY)) + 1e-12


def test_ranges_are_triangular() -> None:
    drawn = triangular(uniforms(3, "range", MANY, 1)[:, 0], 1.0, 2.0, 6.0)
    assert drawn.min() >= 1 and drawn.max() <= 6
    assert abs(drawn.mean() - 3) < ERRORS * drawn.std() / np.sqrt(len(MANY))  # (1 + 2 + 6) / 3
    assert abs((drawn < 2).mean() - 0.2) < ERRORS * np.sqrt(0.16 / len(MANY))  # (2 − 1) / (6 − 1)


def test_streams_have_nothing_to_do_with_each_other() -> None:
    one = normals(3, "uncertainty.need.food", MANY, 2)
    others = (
        normals(3, "uncertainty.need.fuel", MANY, 2),
        normals(4, "uncertainty.need.food", MANY, 2),
    )
    for other in others:
        for a in range(2):
            for b in range(2):
                found = np.corrcoef(one[:, a], other[:, b])[0, 1]
                assert abs(found) < ERRORS / np.sqrt(len(MANY))
    assert abs(np.corrcoef(one[:, 0], one[:, 1])[0, 1]) < ERRORS / np.sqrt(len(MANY))
    assert abs(np.corrcoef(one[:-1, 0], one[1:, 0])[0, 1]) < ERRORS / np.sqrt(len(MANY))


def test_a_crossing_and_a_pool_of_one_name_close_each_by_itself() -> None:
    closed = "uncertainty.closures.rafah={open_share: 0.7, mean_closed_days: 3}"
    alone, both = gaza(closed), gaza(closed, "pools={rafah: {units: 1}}")
    first, drawn = sampled(alone, 5, range(2000)), sampled(both, 5, range(2000))
    c, p = [each.id for each in both.crossings].index("rafah"), both.pools.index("rafah")
    assert (first.open_days == drawn.open_days).all()  # a pool beside it changes no draw
    crossing, pool = drawn.open_days[:, :, c].sum(axis=1), drawn.pool_open_days[:, :, p].sum(axis=1)
    assert pool.std() > 1
    assert abs(np.corrcoef(crossing, pool)[0, 1]) < ERRORS / np.sqrt(2000)


def test_first_numbers_of_a_stream() -> None:
    # Pinned: whoever changes them changes every published batch.
    found = uniforms(1, "uncertainty.need.food", range(2), 2).round(12).tolist()
    assert found == [[0.794200395366, 0.142507245286], [0.67128570719, 0.195471740504]]


def test_a_days_capacity_in_gaza() -> None:
    problem = gaza()
    drawn = sampled(problem, 1, range(20_000))
    said = problem.uncertainty
    for c in range(len(problem.crossings)):
        share = (drawn.open_days[:, :, c] > 0).mean()
        assert abs(share - said.open_share[c]) < 0.003
        open_day = drawn.working[:, :, c][drawn.open_days[:, :, c] > 0] / said.throughput_level[c]
        assert abs(open_day.mean() - 1) < 0.01
        assert abs(open_day.std() - said.throughput_cv[c]) < 0.02


@pytest.mark.parametrize("settings", [(), ("uncertainty.ranges=true",)], ids=["factors", "ranges"])
def test_a_future_is_the_same_in_any_batch_and_what_comes_of_it_too(settings: Any) -> None:
    problem = gaza("uncertainty.closures={all: {open_share: 0.9, mean_closed_days: 3}}", *settings)
    ready = ReadyPlan(optimal_plan(problem))
    whole = sampled(problem, 5, range(5000))
    made = evaluated(ready, whole)
    for numbers in (range(1), range(4095, 4097), range(4321, 4999)):
        part = sampled(problem, 5, numbers)
        assert_same(part, whole, numbers)
        batch = run(Task(Seeded(5), "plan", (Candidate("own", ready),)), numbers)
        assert_same(batch.trials[0].outcomes, made, numbers)


def assert_same(part: Any, whole: Any, numbers: range) -> None:
    for entry in fields(part):
        here, there = getattr(part, entry.name), getattr(whole, entry.name)
        if isinstance(here, np.ndarray):
            expected = there[numbers.start : numbers.stop]
            np.testing.assert_array_equal(here, expected, err_msg=entry.name)
        elif isinstance(part, Scenarios) and entry.name == "changed":
            for name in here:
                expected = there[name][numbers.start : numbers.stop]
                np.testing.assert_array_equal(here[name], expected, err_msg=name)


def test_models_share_their_futures() -> None:
    problems = [read_problem(GAZA, model) for model in ("joint", "full-search")]
    one, other = (sampled(problem, 5, range(100)) for problem in problems)
    for name in ("working", "open_days", "supply", "need"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_the_model_wins_over_the_case_and_draws_stay_shared() -> None:
    settings = "model.uncertainty={need: {food: {cv: 0.3}}}", "uncertainty.need.food={cv: 0.1}"
    one, other = gaza(*settings), gaza(settings[1])
    g = [good.id for good in one.goods].index("food")
    assert one.uncertainty.need_cv[g] == 0.3 and other.uncertainty.need_cv[g] == 0.1
    wide, narrow = (np.log(sampled(p, 5, range(50)).need[:, g]) for p in (one, other))
    spreads = [np.sqrt(np.log1p(cv**2)) for cv in (0.3, 0.1)]
    shared = [(x + s**2 / 2) / s for x, s in zip((wide, narrow), spreads, strict=True)]
    np.testing.assert_allclose(*shared, atol=1e-9)
