"""The rule `replan`: the plan where nothing is uncertain, and never beyond a future's optimum."""

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from answers import plan_of, problem_of
from batches import FIELDS
from click.testing import CliRunner
from example import written
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, examples
from time_cases import UNCERTAIN, time_case
from tolerances import SUM

from crossings.allocation.hindsight import Exact
from crossings.allocation.replanning import Replanned, replanned
from crossings.commands.evaluate import command
from crossings.evaluation import DispatchOptions, evaluated
from crossings.evaluation.orders import Orders
from crossings.evaluation.state import State
from crossings.problem import Problem
from crossings.scenarios import as_planned, expected, known_in, needs_known, sampled

Pair = tuple[dict[str, Any], dict[str, Any]]


def rule(problem: Problem, days: int = 1, ahead: int = 0) -> Replanned:
    plan = plan_of(problem)
    assert plan is not None
    return Replanned(plan, DispatchOptions(days, ahead))


def certain(problem: Problem) -> Problem:
    """The problem without closures: what is expected is what the case foresees."""
    said = problem.uncertainty
    shares = {
        "open_share": np.ones_like(said.open_share),
        "pool_open_share": np.ones_like(said.pool_open_share),
        "all_open_share": 1.0,
    }
    return replace(problem, uncertainty=replace(said, **shares))


def holds(problem: Problem, seed: int, days: int) -> None:
    """With nothing uncertain the plan; else no more than each future's optimum."""
    plan = plan_of(problem)
    if plan is None:
        return
    foreseen = rule(certain(problem), days).outcomes(as_planned(problem))
    assert foreseen.value[0] >= plan.objective * (1 - 3e-4) - SUM
    assert foreseen.floors_missed[0] == evaluated(plan, as_planned(problem)).floors_missed[0] == 0
    scenarios = sampled(problem, seed, range(3))
    best = Exact(problem).optima(scenarios)
    made = rule(problem, days).outcomes(scenarios)
    assert (made.value <= best + 1e-7 * np.maximum(1.0, best)).all()


@pytest.mark.parametrize("seed", range(24))
def test_with_waiting_travel_and_stores(seed: int) -> None:
    case, model = time_case(seed)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    holds(problem, seed, 1 if seed % 2 else 2 * int(problem.days[0]))


@examples(20)
@given(cases(), st.integers(0, 2**32), st.sampled_from([1, 7, 14]))
def test_the_plan_where_nothing_is_uncertain(pair: Pair, seed: int, days: int) -> None:
    holds(problem_of(*pair), seed, days)


@examples(8)
@given(cases(), st.integers(0, 2**32))
def test_neither_company_nor_worker_matters(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    if plan_of(problem) is None:
        return
    one = rule(problem)
    together = one.outcomes(sampled(problem, seed, range(4)))
    elsewhere = pickle.loads(pickle.dumps(one))
    for s in (3, 0):
        alone = elsewhere.outcomes(sampled(problem, seed, range(s, s + 1)))
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[s], name)


class Watched(Orders):
    """Orders that are held against what the evaluator lets leave."""

    sent = 0.0

    def left(self, t: int, manifested: Any, presented: Any) -> None:
        corridors, crossings = self.may_leave(t)
        straight = presented.sum(axis=3) * ~self._at_corridors
        assert (manifested <= corridors + 1e-6 * np.maximum(1.0, corridors)).all()
        assert (straight <= crossings + 1e-6 * np.maximum(1.0, crossings)).all()
        Watched.sent += manifested.sum() + straight.sum()
        super().left(t, manifested, presented)


@pytest.mark.parametrize("seed", range(30))
def test_what_leaves_was_ordered_before(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replanned, "Orders", Watched)
    case, model = time_case(seed)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    plan = plan_of(problem)
    if plan is None:
        return
    n = int(problem.days[0])
    days, ahead = n * (1 + seed % 2), n * (1 + seed % 3) - (n > 1)
    scenarios, before = sampled(problem, seed, range(3)), Watched.sent
    made = rule(problem, days, ahead).outcomes(scenarios)
    best = Exact(problem).optima(scenarios)
    assert (made.value <= best + 1e-7 * np.maximum(1.0, best)).all()
    assert Watched.sent > before or not made.manifested.any()
    foreseen = rule(certain(problem), days, ahead).outcomes(as_planned(problem))
    assert foreseen.value[0] >= plan.objective * (1 - 3e-4) - SUM


def test_orders_of_the_first_days_are_the_plan_s() -> None:
    for seed in range(12):
        case, model = time_case(seed)
        problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
        plan = plan_of(problem)
        if plan is None:
            continue
        scenarios = sampled(problem, seed, range(3))
        made = rule(problem, 1, int(problem.days.sum())).outcomes(scenarios)
        most = plan.manifested.sum(axis=(0, 1, 2))
        assert (made.manifested <= most + 1e-6 * np.maximum(1.0, most)).all()


def test_later_days_of_a_future_are_not_seen() -> None:
    problem = problem_of(*time_case(5))
    scenarios = sampled(problem, 1, range(4))
    mean = expected(problem)
    seen = known_in(problem, scenarios, 0, mean)
    np.testing.assert_array_equal(seen.working[:, 0], scenarios.working[:, 0])
    for name in ("working", "open_days", "pool_open_days", "supply", "route_days"):
        later = np.broadcast_to(getattr(mean, name)[:, 1:], getattr(seen, name)[:, 1:].shape)
        np.testing.assert_array_equal(getattr(seen, name)[:, 1:], later)


def test_a_need_that_is_known_later_is_planned_for_as_its_mean() -> None:
    case, model = time_case(5)
    goods = list(case["goods"])
    said = {g: {"cv": 0.3, "known": "later" if g == goods[0] else "ahead"} for g in goods}
    problem = problem_of(case | {"uncertainty": {"need": said}}, model)
    assert problem.uncertainty.need_known_later.tolist() == [g == goods[0] for g in goods]
    scenarios, t = sampled(problem, 1, range(3)), 1
    known = needs_known(problem, scenarios.need, t)
    for s, factor in enumerate(scenarios.need):
        assert (known[s, : t + 1] == factor).all() and (known[s, t + 1 :, 1:] == factor[1:]).all()
    assert (known[:, t + 1 :, 0] == 1).all()
    told_later = rule(problem)
    ahead = np.zeros_like(problem.uncertainty.need_known_later)
    foreseen = replace(problem, uncertainty=replace(problem.uncertainty, need_known_later=ahead))
    values = [each.outcomes(scenarios).value for each in (told_later, rule(foreseen))]
    assert np.abs(values[0] - values[1]).max() > 1e-3


CASE = """\
title: a quota
horizon: {start: 2024-03-03, periods: 4, days_per_period: 1}
model: ./model.yaml
areas: {town: {}}
goods: {food: {category: humanitarian, need: 10}}
crossings: {gate: {gate_truckloads_per_day: 10}}
coverage_bands: [{up_to: 0.5, weight: 4}, {up_to: 1, weight: 1}]
limits:
  own:
    quota: {of: presented, at_most: 20}
"""
MODEL = "title: open\nregimes: {wave: {start: look, stages: {look: {}}}}\n"


def test_a_quota_has_a_price_and_what_is_used_is_used(tmp_path: Any) -> None:
    from crossings.reading import read_problem

    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "model.yaml").write_text(MODEL)
    problem = read_problem(str(tmp_path / "case.yaml"))
    # 5 a day meet the first half of every need; a rule that forgot the quota would send 10.
    made = rule(problem).outcomes(as_planned(problem))
    assert made.value[0] == pytest.approx(4 * 5 * 4)
    assert made.presented[0, 0] == pytest.approx(20)


def test_a_floor_is_what_is_still_to_come(tmp_path: Any) -> None:
    from crossings.reading import read_problem

    changed = CASE.replace("quota: {of: presented, at_most: 20}", "least: {of: met, at_least: 30}")
    changed = changed.replace("gate_truckloads_per_day: 10", "gate_truckloads_per_day: 8")
    (tmp_path / "case.yaml").write_text(changed)
    (tmp_path / "model.yaml").write_text(MODEL)
    problem = read_problem(str(tmp_path / "case.yaml"))
    program = rule(problem).program
    given = {limit: np.full((1,), 25.0) for limit in program._spanning}
    nothing = np.zeros((1, 4, 1, 1))
    state = State(2, *(np.zeros((1, 1, 1)) for _ in range(3)), nothing, nothing, nothing, given)
    lower, _, _ = program._bounds_from(state, as_planned(problem), np.ones((1, 4, 1)))
    (rows, _, _), *_ = program._spanning.values()
    assert lower[0, rows].tolist() == [5.0]


def test_the_command_plans_again_and_says_how_often(tmp_path: Any) -> None:
    case = str(written(tmp_path))
    said = CliRunner().invoke(
        command, [case, "--dispatch", "replan", "--every", "7", "--scenarios", "12", "--bound", "0"]
    )
    assert said.exit_code == 0, said.output
    told = " ".join(said.output.split())
    assert "the rest planned again from each future as it is, every 7 days" in told
    ordered = [
        case,
        "--dispatch",
        "replan",
        "--order-ahead",
        "1",
        "--scenarios",
        "4",
        "--bound",
        "0",
    ]
    said = CliRunner().invoke(command, ordered)
    assert "every day, ordered 1 day ahead" in " ".join(said.output.split()), said.output
    few = ["--scenarios", "4", "--bound", "0"]
    late = CliRunner().invoke(command, [case, "--order-ahead", "1", *few])
    assert late.exit_code == 0 and "ordered 1 day ahead" in " ".join(late.output.split())
    late = CliRunner().invoke(command, [case, "--order-ahead", "1", "--dispatch", "plan"])
    assert late.exit_code == 2 and "--order-ahead is for rules that decide" in late.output
    wrong = CliRunner().invoke(command, [case, "--every", "7"])
    assert wrong.exit_code == 2 and "--every is when --dispatch replan plans again" in wrong.output
