"""The rule that decides each morning by prices: feasible, the same in any company, worth it."""

from __future__ import annotations

import json
import math
import pickle
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from batches import contents
from certain_cases import certain_case, earned
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from places import ROOT
from runs import Runner
from strategies import cases, examples
from time_cases import UNCERTAIN, time_case

from crossings.allocation import optimal_plan
from crossings.allocation.hindsight import (
    Exact,
    ordering_ahead,
    phased_rule,
    practised_rule,
    practised_sheet,
)
from crossings.allocation.hindsight.practising import practice_of
from crossings.batches import prices
from crossings.commands.evaluate import command
from crossings.errors import NoPlan
from crossings.evaluation import Flows, ReadyPlan, empty_flows, evaluated, simulated
from crossings.evaluation.orders import RESERVE
from crossings.evaluation.sheet_rule import SheetRule
from crossings.plan import Plan
from crossings.policy import PriceRule, read, written
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
    problem = problem_of(*pair)
    scenarios = sampled(problem, seed, range(4))
    uncertain = problem.uncertainty.phases
    rule = phased_rule(problem, FEW) if uncertain else practised_rule(problem, FEW)
    value, best = rule.outcomes(scenarios).value, Exact(problem).optima(scenarios)
    assert (value <= best + 1e-6 * np.maximum(1.0, best)).all()
    alone = pickle.loads(pickle.dumps(rule)).outcomes(sampled(problem, seed, range(2, 3)))
    assert alone.value[0] == value[2]


def test_each_future_is_the_same_in_any_company(gaza: Problem, little: PriceRule) -> None:
    assert little.scarcer  # scenarios part by how much is in store
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
    assert sheet.outcomes(scenarios).value.mean() - by_plan > 0.85 * (by_prices - by_plan)


def test_it_is_better_than_any_rule_where_crossings_share_a_pool() -> None:
    problem = read_problem(str(ROOT / "inputs" / "gaza-2010.yaml"), "risk-based")
    scenarios, plan = sampled(problem, 2, range(24)), optimal_plan(problem)
    value = practised_rule(problem, FEW).outcomes(scenarios).value.mean()
    for rule in ("plan", "proportional", "first-come"):
        assert value > 1.02 * evaluated(plan, scenarios, rule).value.mean()


def test_it_begins_with_the_ways_of_the_plan_where_that_earns_more() -> None:
    problem = read_problem(str(ROOT / "inputs" / "west-bank.yaml"), "third-party-monitored")
    scenarios, plan = sampled(problem, 2, range(24)), optimal_plan(problem)
    rule = practised_rule(problem, FEW)
    value = rule.outcomes(scenarios).value
    for other in ("plan", "proportional", "first-come"):
        assert value.mean() > 1.01 * evaluated(plan, scenarios, other).value.mean()
    assert rule.plan is not None
    assert (rule.but(plan=None).outcomes(scenarios).value.mean()) < 0.97 * value.mean()
    again = read(problem, written(rule))
    assert written(again) == written(rule)
    assert (again.outcomes(scenarios).value == value).all()


@pytest.mark.parametrize("case", ["gaza-2006", "gaza-2010", "west-bank"])
def test_what_is_foreseen_is_near_the_plan(case: str) -> None:
    problem = read_problem(str(ROOT / "inputs" / f"{case}.yaml"))
    try:
        plan = optimal_plan(problem)
    except NoPlan:
        return
    value = practised_rule(problem, FEW).outcomes(as_planned(problem)).value[0]
    assert value > 0.95 * plan.objective


SHUT_AT_FIRST: dict[str, Any] = {
    "title": "nothing limits a period in which nothing passes",
    "model": "./model.yaml",
    "horizon": {"start": "2024-03-03", "periods": 2, "days_per_period": 7},
    "areas": {"a": {}},
    "goods": {"food": {"category": "humanitarian", "need": 20}},
    "crossings": {"gate": {"open_days": []}},
    "phases": [{
        "from": "2024-03-10",
        "set": {
            "crossings.gate.open_days": ["sun", "mon", "tue"],
            "crossings.gate.gate_truckloads_per_day": 30,
        },
    }],
    "uncertainty": {"throughput": {"gate": {"cv": 0.3}}},
}  # fmt: skip


def test_a_first_period_without_limits_has_prices_too() -> None:
    look = {"title": "look", "regimes": {"r": {"start": "s", "stages": {"s": {}}}}}
    problem = problem_of(SHUT_AT_FIRST, look)
    futures = sampled(problem, 1, range(20))
    value = practised_rule(problem, FEW).outcomes(futures).value
    assert np.allclose(value, Exact(problem).optima(futures))
    assert (value > 0).all()


@pytest.mark.parametrize("made", [certain_case, time_case])
def test_with_nothing_uncertain_it_is_the_plan(made: Callable[[int], Pair]) -> None:
    by_prices = []
    for seed in range(6):
        shares = earned(problem_of(*made(seed)), FEW)
        if shares is not None:
            rule, alone = shares
            assert rule == pytest.approx(1, abs=1e-9)
            by_prices.append(alone)
    assert np.mean(by_prices) > 0.9


@pytest.mark.parametrize("seed", [30, 33, 56])
def test_nothing_that_is_needed_is_discarded(seed: int) -> None:
    case, model = time_case(seed)
    case.pop("phases", None)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    scenarios, rule = sampled(problem, seed, range(12)), practised_rule(problem, 6)
    flows = empty_flows(rule.network.ready, 12)
    rule.carry(scenarios, flows)
    needed = problem.needed * scenarios.need[:, None, :, None]
    discarded = flows.discarded > 1e-9
    assert discarded.any()
    np.testing.assert_allclose(flows.met[discarded], needed[discarded], atol=1e-9)


def test_where_less_passes_than_was_certain_prices_decide() -> None:
    problem = problem_of(*certain_case(3))
    rule, usual = practised_rule(problem, FEW), as_planned(problem)
    again = read(problem, written(rule))
    assert again.outcomes(usual).value == rule.outcomes(usual).value
    day = len(problem.periods) // 2
    working = usual.working.copy()
    working[:, day:] *= 0.5
    less = replace(usual, working=working)
    flows, as_foreseen = (empty_flows(rule.network.ready, 1) for _ in range(2))
    rule.carry(less, flows)
    rule.carry(usual, as_foreseen)
    before = slice(None), slice(0, day)
    assert (flows.presented[before] == as_foreseen.presented[before]).all()
    assert (flows.presented[:, day:] != as_foreseen.presented[:, day:]).any()
    value, best = rule.outcomes(less).value, Exact(problem).optima(less)
    assert 0.95 * best < value <= best + 1e-6


def leaving(problem: Problem, flows: Flows) -> tuple[Any, Any]:
    """(S, T, O, C, G) what leaves corridors, (S, T, C, G) what is presented of all other goods."""
    straight = flows.presented.sum(axis=4)
    for g, inbound in enumerate(problem.inbound):
        if inbound and problem.through_corridors:
            straight[..., g] = 0.0
    return flows.manifested, straight


@pytest.mark.parametrize("seed", [0, 3, 8])
def test_nothing_leaves_that_was_not_ordered(seed: int) -> None:
    """Nobody orders more than practice sends; all else of a future is as it always is."""
    case, model = time_case(seed)
    for phase in case.get("phases", ()):
        phase.pop("probability", None)
    problem = problem_of({"uncertainty": UNCERTAIN} | case, model)
    rule, plan, scenarios = (
        practised_rule(problem, FEW),
        optimal_plan(problem),
        sampled(problem, seed, range(5)),
    )
    first, days = leaving(problem, of_plan(plan)), float(problem.days[0])
    for ahead in (1, 2):
        ordering = ordering_ahead(rule, plan, ahead, FEW)
        flows = empty_flows(ordering.network.ready, 5)
        ordering.carry(scenarios, flows)
        practice = empty_flows(rule.network.ready, FEW)
        rule.carry(practice_of(problem, FEW), practice)
        usual = [each.mean(axis=0) for each in leaving(problem, practice)]
        for sent, planned, mean in zip(leaving(problem, flows), first, usual, strict=True):
            left = np.cumsum(sent, axis=1)
            for t in range(len(problem.periods)):
                most = planned[0, : min(t + 1, ahead)].sum(axis=0)
                if t >= ahead:  # what has left by t - ahead, or may yet, and what is usual since
                    reach = math.ceil(RESERVE / days)
                    for u in range(ahead, t + 1):
                        begun = left[:, u - ahead - 1] if u > ahead else 0.0
                        most = np.maximum(most, begun + mean[u - ahead : u + reach + 1].sum(axis=0))
                assert (left[:, t] <= most + 1e-6 * (1 + most)).all(), (ahead, t)
        value, best = ordering.outcomes(scenarios).value, Exact(problem).optima(scenarios)
        assert (value <= best + 1e-6 * np.maximum(1.0, best)).all()
        alone = pickle.loads(pickle.dumps(ordering)).outcomes(sampled(problem, seed, range(2, 3)))
        assert alone.value[0] == value[2]


def of_plan(plan: Plan) -> Flows:
    """What passes where the plan is carried out as it was foreseen."""
    ready = ReadyPlan(plan)
    flows = empty_flows(ready, 1)
    simulated(ready, as_planned(plan.problem), "plan", flows)
    return flows


def test_ordered_a_week_before_it_still_earns_more_than_a_plan() -> None:
    problem = read_problem(str(ROOT / "inputs" / "gaza-2010.yaml"))
    rule, plan, scenarios = (
        practised_rule(problem),
        optimal_plan(problem),
        sampled(problem, 1, range(40)),
    )
    carried = evaluated(plan, scenarios).value.mean()
    free = rule.outcomes(scenarios).value.mean()
    ordered = ordering_ahead(rule, plan, 1).outcomes(scenarios).value.mean()
    assert carried + 0.7 * (free - carried) < ordered <= free


def test_value_of_stock_never_rises_with_stock(little: PriceRule) -> None:
    kept = little.values.kept  # (T, J, K)
    assert (np.diff(kept, axis=2) <= 1e-5).all()
    assert (kept >= 0).all()


def test_where_less_is_in_store_more_is_kept(gaza: Problem, little: PriceRule) -> None:
    levels = [*(each.values.kept for each in little.scarcer), little.values.kept]
    widths = np.diff(little.values.edges)  # (K,) of cells, of which slopes are told
    for scarcer, fuller in pairwise(levels):
        assert (scarcer @ widths >= fuller @ widths - 1e-5).all()
        assert (scarcer > fuller + 1e-5).any()
    futures = sampled(gaza, 1, range(60))
    alone = PriceRule(little.values, little.vectors, little.network)
    gain = little.outcomes(futures).value - alone.outcomes(futures).value
    assert gain.mean() > 2 * gain.std() / np.sqrt(len(gain))


def test_on_the_command_line() -> None:
    case = str(ROOT / "inputs" / "west-bank.yaml")
    told = ["--scenarios", "20", "--bound", "0", "--quiet", "--dispatch", "prices"]
    found = CliRunner().invoke(command, [case, *told])
    assert found.exit_code == 0, found.output
    assert "decided each morning by prices" in found.output


def test_read_back_it_is_the_same(little: PriceRule, gaza: Problem) -> None:
    again = read(gaza, written(little))
    assert (again.values.kept == little.values.kept).all()
    for mine, other in zip(again.scarcer, little.scarcer, strict=True):
        assert (mine.fills == other.fills).all()
        assert (mine.values.kept == other.values.kept).all()
    assert again.vectors == little.vectors
    assert written(again) == written(little)
    for other in (b"[1]", b"{}", written(little).replace(b"0.", b"1e999", 1), b"not json"):
        with pytest.raises(ValueError, match=r"prices|no number|Expecting"):
            read(gaza, other)


def test_a_batch_that_goes_on_reads_the_prices_of_its_folder(
    crossings_run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = ("evaluate", "case.yaml", "--bound", "0", "--output", "kept")
    assert crossings_run(*base, "--scenarios", "9").code == 0
    file = Path("kept/prices/model=model.json")
    before = file.read_bytes()
    assert crossings_run(*base[:-1], "whole", "--scenarios", "12").code == 0
    with monkeypatch.context() as patched:
        patched.setattr(prices, "rule_of", lambda *_, **__: pytest.fail("made again"))
        assert crossings_run(*base, "--scenarios", "12").code == 0
    assert contents(Path("kept")) == contents(Path("whole"))
    file.write_bytes(before.replace(b"0", b"1"))
    ran = crossings_run("report", "kept", "--output", "r.html")
    assert ran.code == 6 and "model=model.json was changed" in ran.err
    ran = crossings_run(*base, "--scenarios", "12")
    assert ran.code == 0 and "kept anew" in ran.err
    assert file.read_bytes() == before
    assert crossings_run("report", "kept", "--output", "r.html").code == 0


def test_two_processes_make_prices_of_two_models_alike(case: Path) -> None:
    plans = {name: optimal_plan(read_problem(str(case))) for name in ("first", "second")}
    alone, beside = (prices.price_rules(plans, jobs=jobs) for jobs in (1, 2))
    assert {k: written(each) for k, each in beside.items()} == {
        k: written(each) for k, each in alone.items()
    }


def test_three_lines_come_first(crossings_run: Runner) -> None:
    ran = crossings_run("evaluate", "case.yaml", "--scenarios", "40", "--format", "json")
    answer = json.loads(ran.out)
    by_plan = crossings_run(
        "evaluate", "case.yaml", "--scenarios", "40", "--format", "json", "--dispatch", "plan"
    )
    told = {
        row["measure"]: row for row in json.loads(by_plan.out)["outcomes"] if row["of"] == "all"
    }
    planned, decided, best = answer["decisions"]
    assert [each["decided"] for each in answer["decisions"]] == [
        "as planned", "as the days come", "with foresight",
    ]  # fmt: skip
    assert planned["need_met"] == told["need met"]["mean"]
    assert planned["short_of_best"] == pytest.approx(told["gap"]["mean"], abs=1e-12)
    assert planned["value"] < decided["value"] <= best["value"]
    screen = crossings_run("evaluate", "case.yaml", "--scenarios", "40").out.splitlines()
    assert [line.split("  ")[0] for line in screen[4:7]] == [
        "carried out as planned", "decided each morning", "the best with hindsight",
    ]  # fmt: skip
    for row in answer["decision_gains"]:
        assert row["gain"] == pytest.approx(row["as_they_come"] - row["as_planned"])
