"""Phases that may not come about: the one before goes on, and nobody knows before the day."""

import json
import pickle
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import best_foreseen, plan_of, problem_of, without_ranges
from batches import FIELDS
from carried import Pair, as_came, strays_from_loops
from hypothesis import assume, event, given
from hypothesis import strategies as st
from runs import Runner
from strategies import examples, phased_cases
from tolerances import CERTIFIED

from crossings import simulate_batch
from crossings.allocation.hindsight import Exact, Request, grown_pools, ordering_ahead, phased_rule
from crossings.allocation.replanning import Replanned
from crossings.errors import InputError
from crossings.evaluation import (
    DISPATCH_RULES,
    DispatchOptions,
    ReadyPlan,
    empty_flows,
    evaluated,
    flows,
)
from crossings.evaluation.sheet_rule import SheetRule
from crossings.policy import read, written
from crossings.policy.worth import joint_value_functions, value_functions
from crossings.problem import Origin, Problem
from crossings.problem.sheets import Sheet, SheetLine
from crossings.reading import read_problem
from crossings.reading.lists.futures_table import read_futures
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import (
    Seeded,
    as_planned,
    combinations,
    sampled,
    scenario_problem,
)
from crossings.tables.described import meaning

MANY = 40_000
ERRORS = 5
"""Standard errors that an estimate may be off by."""
MODEL = {
    "title": "A look",
    "regimes": {"r": {"start": "s", "stages": {"s": {"minutes": {"bay": 20}}}}},
}
SLOW = {"crossings.gate.gate_truckloads_per_day": 8}
LONG = {"crossings.side.open_days": ["mon", "tue", "wed"]}


def two_gates(*phases: dict[str, Any], **more: Any) -> Problem:
    """Six weeks at two gates."""
    case = {
        "title": "Two gates",
        "horizon": {"start": "2024-03-03", "periods": 6, "days_per_period": 7},
        "areas": {"north": None, "south": None},
        "goods": {
            "food": {
                "category": "humanitarian",
                "need": {"by_area": {"north": 30, "south": 20}},
                "stock": 20,
            }
        },
        "crossings": {
            "gate": {"gate_truckloads_per_day": 40, "resources": {"bay": 2}},
            "side": {"gate_truckloads_per_day": 10, "open_days": ["mon"]},
        },
        "phases": list(phases),
    }
    return problem_of(case | more, MODEL)


def lapsing(slow: float = 0.3, long: float = 0.6, **more: Any) -> Problem:
    return two_gates(
        {"from": "2024-03-17", "set": SLOW, "probability": slow},
        {"from": "2024-03-31", "set": LONG, "probability": long},
        **more,
    )


UNCERTAIN: dict[str, Any] = {
    "closures": {"gate": {"open_share": 0.8, "mean_closed_days": 2}},
    "throughput": {"*": {"cv": 0.3, "level_cv": 0.2, "weekdays": {"mon": 0.5}}},
    "need": {"food": {"cv": 0.2}},
}

# ---- What is in force ----------------------------------------------------------------------------


def test_the_phase_before_goes_on() -> None:
    problem = lapsing()
    gates = {came: problem.under(came).gate[:, 0].tolist() for came in combinations(problem)}
    assert gates[True, True] == [40, 40, 8, 8, 40, 40]
    assert gates[False, True] == [40, 40, 40, 40, 40, 40]
    assert gates[True, False] == [40, 40, 8, 8, 8, 8]
    assert gates[False, False] == [40, 40, 40, 40, 40, 40]
    days = {came: problem.under(came).crossing_open_days[:, 1].tolist() for came in gates}
    assert days[True, False] == days[False, False] == [1] * 6
    assert days[True, True] == days[False, True] == [1, 1, 1, 1, 3, 3]


def test_where_the_first_day_begins_one_the_case_itself_goes_on() -> None:
    problem = two_gates({"from": "2024-03-03", "set": SLOW, "probability": 0.5})
    assert (problem.gate[:, 0] == 8).all()
    assert (problem.under([False]).gate[:, 0] == 40).all()


@examples(60)
@given(phased_cases(), st.data())
def test_it_is_the_case_without_the_phases_that_do_not_come(pair: Pair, data: Any) -> None:
    for phase in pair[0]["phases"]:
        phase["probability"] = 0.5
    problem = problem_of(*pair)
    came = data.draw(st.sampled_from(combinations(problem)))
    own, read = problem.under(came), problem_of(*as_came(pair, problem, came))
    labels = ("regimes", "resources", "pools")
    alike = all(getattr(own, name) == getattr(read, name) for name in labels)
    event("the same labels" if alike else "others")
    assume(alike)
    paced = "weekdays" in json.dumps([each.get("uncertainty", {}) for each in pair])
    for entry in fields(own):
        mine, its = getattr(own, entry.name), getattr(read, entry.name)
        beside = "route" in entry.name and entry.name not in ("route_capacity", "route_loss")
        if isinstance(mine, np.ndarray) and not beside:
            if entry.name == "crossing_worked_days" and paced:
                continue  # their mean is that of the days that open if all come about
            np.testing.assert_array_equal(mine, its, err_msg=entry.name)
    np.testing.assert_array_equal(own.route_open_days, read.route_open_days)


# ---- What is drawn -------------------------------------------------------------------------------


def test_phases_come_as_often_as_they_should_and_each_by_itself() -> None:
    came = sampled(lapsing(), 1, range(MANY)).came
    for h, share in enumerate((0.3, 0.6)):
        error = np.sqrt(share * (1 - share) / MANY)
        assert abs(came[:, h].mean() - share) < ERRORS * error
    both = np.corrcoef(came.T)[0, 1]
    assert abs(both) < ERRORS / np.sqrt(MANY)


def test_other_draws_stay_where_they_are() -> None:
    certain, drawn = (
        sampled(lapsing(*each, uncertainty=UNCERTAIN), 3, range(300)) for each in ((1, 1), (1, 0.6))
    )
    comes = drawn.came[:, 0]
    assert 0 < comes.sum() < len(comes) and not certain.came.size
    for name in ("open_days", "supply", "need", "pool_open_days"):
        np.testing.assert_array_equal(getattr(drawn, name)[comes], getattr(certain, name)[comes])
    np.testing.assert_array_equal(drawn.working[comes], certain.working[comes])
    np.testing.assert_array_equal(drawn.working[:, :4], certain.working[:, :4])


def test_a_future_is_the_same_alone_and_so_is_what_comes_of_it() -> None:
    problem = lapsing(uncertainty=UNCERTAIN)
    plan = plan_of(problem)
    assert plan is not None
    whole = sampled(problem, 5, range(40))
    for rule in DISPATCH_RULES:
        together = evaluated(plan, whole, rule)
        for s in (0, 7, 39):
            part = sampled(problem, 5, range(s, s + 1))
            np.testing.assert_array_equal(part.came[0], whole.came[s])
            np.testing.assert_array_equal(part.working[0], whole.working[s])
            alone = evaluated(plan, part, rule)
            for name in FIELDS:
                found = getattr(together, name)[s]
                np.testing.assert_array_equal(getattr(alone, name)[0], found, name)


# ---- What comes of it ----------------------------------------------------------------------------


def test_plans_assume_that_they_come() -> None:
    problem = lapsing()
    plan = plan_of(problem)
    sure = plan_of(lapsing(1, 1))
    assert plan is not None and sure is not None
    np.testing.assert_array_equal(plan.presented, sure.presented)
    assert evaluated(plan, as_planned(problem)).value[0] == pytest.approx(plan.objective)


@examples(40)
@given(phased_cases(), st.integers(0, 2**32))
def test_value_optimum_and_bound_stand_in_order_and_arrays_are_loops(pair: Pair, seed: int) -> None:
    for phase in pair[0]["phases"]:
        phase["probability"] = 0.5
    problem = problem_of(*without_ranges(pair))
    plan = plan_of(problem)
    if plan is None:
        return
    scenarios = sampled(problem, seed, range(4))
    assert strays_from_loops(pair, problem, plan, scenarios) == []
    optima = Exact(problem).optima(scenarios)
    bound = grown_pools(ReadyPlan(plan), Seeded(seed), "plan", Request(0.0, 2)).bound(scenarios)
    replanned = Replanned(plan, DispatchOptions()).outcomes(scenarios).value
    values = [evaluated(plan, scenarios, rule).value for rule in DISPATCH_RULES]
    places = np.ndindex(len(problem.crossings), len(problem.goods))
    listed = tuple(SheetLine(c, 1.0, g, None, None, None) for c, g in places)
    sheet = Sheet(Origin("sheet.csv", "sheet.csv", "0" * 64), listed)
    values.append(SheetRule(plan, sheet).outcomes(scenarios).value)
    room = CERTIFIED * np.maximum(1.0, optima)
    for s in range(len(scenarios)):
        best = best_foreseen(scenario_problem(problem, scenarios, s))
        assert optima[s] == pytest.approx(best, rel=1e-6, abs=1e-6)
    for value in (*values, replanned):
        assert (value <= optima + room).all()
    assert (np.isnan(bound) | (optima <= bound + room)).all()


def test_nobody_knows_before_the_day() -> None:
    """Two futures that differ in whether a phase comes are one until it does."""
    problem = lapsing(uncertainty=UNCERTAIN)
    plan = plan_of(problem)
    assert plan is not None
    ways = [(False, True), (True, True)]
    for k in range(5):
        numbers = range(k, k + 1)
        parts = [
            replace(sampled(problem.under(way), 5, numbers), came=np.array([way])) for way in ways
        ]
        for rule in DISPATCH_RULES:
            made = [flows(plan, part, rule) for part in parts]
            for name in ("presented", "collected", "met", "stock"):
                before = [getattr(each, name)[:, :2] for each in made]
                np.testing.assert_array_equal(*before, err_msg=f"{rule} {name}")
            assert np.abs(made[0].presented - made[1].presented).max() > 1
    replanned = Replanned(plan, DispatchOptions())
    for s in range(8):
        part = sampled(problem, 5, range(s, s + 1))
        own = problem.under(part.came[0])
        assert replanned._seen(own, part, 1) is problem.under([True, True])
        assert replanned._seen(own, part, 2) is problem.under([bool(part.came[0, 0]), True])
        assert replanned._seen(own, part, 4) is own


# ---- Files ---------------------------------------------------------------------------------------


def test_a_table_of_futures_says_what_comes(tmp_path: Path) -> None:
    problem = lapsing()
    table = tmp_path / "futures.csv"
    table.write_text("phases.0.comes,phases.1.comes\n0,\n1,0\n,\n")
    made = read_futures(str(table), [problem]).scenarios(problem, range(3))
    assert made.came.tolist() == [[False, True], [True, False], [True, True]]
    assert made.open_days[:, -1, 1].tolist() == [3, 1, 3]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("phases.0.comes", 0.5, "A2: phases.0.comes: expected 0 or 1, got 0.5"),
        ("phases.0.comes", 2, "A2: phases.0.comes: expected 0 or 1, got 2"),
        ("phases.2.comes", 1, "no phase that may not come about: it has no probability below 1;"),
    ],
)
def test_faults_of_such_columns(tmp_path: Path, column: str, value: float, said: str) -> None:
    table = tmp_path / "futures.csv"
    table.write_text(f"{column}\n{value}\n")
    with pytest.raises(InputError) as caught:
        read_futures(str(table), [lapsing()])
    assert said in str(caught.value)


def test_at_most_four_may_fail() -> None:
    starts = ("2024-03-03", "2024-03-10", "2024-03-17", "2024-03-24", "2024-03-31", "2024-04-07")
    phases = [{"from": start, "probability": 0.5} for start in starts]
    assert (
        len(two_gates(*phases[:4], {"from": starts[4], "probability": 1}).uncertainty.phases) == 4
    )
    with pytest.raises(InputError) as caught:
        two_gates(*phases)
    text = "at most 4 phases may have a probability below 1"
    assert [fault.text for fault in caught.value.faults] == [text, text]
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["phases.4.probability", "phases.5.probability"]


def test_the_command_certifies_and_says_how_likely(case: Path, crossings_run: Runner) -> None:
    phases = (
        "phases=[{from: 2024-03-10, probability: 0.5, "
        "set: {crossings.gate-a.gate_truckloads_per_day: 3}}]"
    )
    base = ("case.yaml", "--set", phases)
    ran = crossings_run("evaluate", *base, "--scenarios", "200", "--certify", "12", "--quiet")
    assert ran.code == 0 and "12 futures solved exactly" in ran.out, ran.err
    told = crossings_run("optimize", *base, "--show=more", "--quiet").out
    assert "from 10 Mar 2024 (50% likely; the plan assumes it)" in " ".join(told.split())
    again = crossings_run(
        "evaluate", *base, "--set", "phases.0.probability=0", "--scenarios", "20", "--bound", "0",
        "--format", "json",
    )  # fmt: skip
    assert again.code == 0, again.err
    assert crossings_run("evaluate", *base, "--scenarios", "30", "--bound", "0", "--quiet",
                         "--output", "kept").code == 0  # fmt: skip
    problem = read_problem(str(case), None, parsed_overrides([phases]))
    came = sampled(problem, 1, range(30)).came[:, 0]
    assert meaning("futures", "phase_comes_0")
    (part,) = Path("kept").glob("outcomes/*/part-*")
    if part.suffix == ".parquet":
        import pyarrow.parquet

        found = pyarrow.parquet.read_table(part)["phase_comes_0"].to_numpy()
    else:
        found = np.load(part)["phase_comes_0"]
    assert found.tolist() == came.tolist() and 0 < came.sum() < 30


# ---- Decided by prices ---------------------------------------------------------------------------


def test_prices_reckon_with_phases_until_they_fail() -> None:
    """Nothing tells futures apart before a phase has begun, or has not; then something does."""
    problem = lapsing()
    rule = phased_rule(problem)
    scenarios = sampled(problem, 1, range(40))
    passing = empty_flows(rule.rules[True, True].network.ready, len(scenarios))
    rule.carry(scenarios, passing)
    sent, came = passing.presented.sum(axis=(2, 3, 4)), scenarios.came  # (S, T)
    by_way = {way: sent[(came == way).all(axis=1)] for way in combinations(problem)}
    assert all(len(rows) and (np.ptp(rows, axis=0) == 0).all() for rows in by_way.values())
    first = {way: rows[0] for way, rows in by_way.items()}
    assert all((rows[:2] == first[True, True][:2]).all() for rows in first.values())
    assert first[True, True][2] != first[False, True][2]
    for slow in (True, False):
        assert (first[slow, True][:4] == first[slow, False][:4]).all()
        assert first[slow, True][4] != first[slow, False][4]


@pytest.mark.parametrize("more", [{}, {"uncertainty": UNCERTAIN}])
def test_prices_earn_more_than_the_plan_of_phases_that_may_lapse(more: dict[str, Any]) -> None:
    problem = lapsing(**more)
    plan, scenarios = plan_of(problem), sampled(problem, 1, range(60))
    assert plan is not None
    rule = phased_rule(problem)
    value, best = rule.outcomes(scenarios).value, Exact(problem).optima(scenarios)
    assert (value <= best + CERTIFIED * np.maximum(1.0, best)).all()
    carried = evaluated(plan, scenarios).value.mean()
    assert value.mean() > carried + 0.6 * (best.mean() - carried)
    alone = pickle.loads(pickle.dumps(rule)).outcomes(sampled(problem, 1, range(7, 8)))
    assert alone.value[0] == value[7]
    again = read(problem, written(rule))
    assert (again.outcomes(scenarios).value == value).all() and written(again) == written(rule)
    with pytest.raises(ValueError, match="no prices"):
        read(problem, written(rule.rules[True, True]))


def test_no_way_is_worth_more_for_being_one_of_two_alike() -> None:
    problem = lapsing().under([True, True])
    random = np.random.default_rng(1)
    costs = random.uniform(0, 3, (5, 6, len(problem.goods), len(problem.areas)))
    one, other = joint_value_functions(
        [(problem, 0.25, costs), (problem, 0.75, costs)], lambda n, m, t: n == m or t < 3
    )
    alone = value_functions(problem, costs)
    np.testing.assert_allclose(one.kept, alone.kept, atol=2e-6)
    np.testing.assert_allclose(other.kept, alone.kept, atol=2e-6)
    cheap, dear = joint_value_functions(
        [(problem, 0.5, 0.1 * costs), (problem, 0.5, 10 * costs)], lambda n, m, t: n == m or t < 3
    )
    assert (cheap.kept[:3] == dear.kept[:3]).all() and (cheap.kept[3:5] < dear.kept[3:5]).any()


def leaving(problem: Problem, rule: Any, scenarios: Any) -> Any:
    """(S, T, …) What leaves where trucks set out, goods that use no corridor where they pass."""
    passing = empty_flows(next(iter(rule.rules.values())).network.ready, len(scenarios))
    rule.carry(scenarios, passing)
    straight = passing.presented.sum(axis=4)
    if problem.through_corridors:
        straight[..., problem.inbound] = 0.0
    size = (*straight.shape[:2], -1)
    return np.concatenate([passing.manifested.reshape(size), straight.reshape(size)], axis=2)


@pytest.mark.parametrize("more", [{}, {"uncertainty": UNCERTAIN}])
def test_what_is_ordered_before_a_phase_is_the_same_whether_it_comes(more: dict[str, Any]) -> None:
    problem = lapsing(**more)
    plan, scenarios = plan_of(problem), sampled(problem, 1, range(60))
    assert plan is not None
    rule = phased_rule(problem)
    ordered = ordering_ahead(rule, plan, 1)
    free, value = rule.outcomes(scenarios).value, ordered.outcomes(scenarios).value
    assert value.mean() <= free.mean() + CERTIFIED * free.mean()
    assert value.mean() > 0.8 * free.mean()
    best = Exact(problem).optima(scenarios)
    assert (value <= best + CERTIFIED * np.maximum(1.0, best)).all()
    alone = pickle.loads(pickle.dumps(ordered)).outcomes(sampled(problem, 1, range(7, 8)))
    assert alone.value[0] == value[7]
    left = leaving(problem, ordered, scenarios)
    planned = np.concatenate([
        plan.manifested[0].ravel(),
        (plan.presented[0].sum(axis=2) * ~(problem.inbound & problem.through_corridors)).ravel(),
    ])  # fmt: skip
    assert (left[:, 0] <= planned + 1e-6).all()
    if not more:  # nothing tells futures apart but phases: what left before them is one
        assert (np.ptp(left[:, :2], axis=0) <= 1e-12).all()


def test_a_batch_decides_by_prices_and_orders_ahead() -> None:
    plan = plan_of(lapsing())
    batch = simulate_batch({"gates": plan}, 4)
    assert batch.dispatch == "prices"
    ahead = simulate_batch({"gates": plan}, 4, dispatch="prices", order_ahead_days=1)
    assert ahead.options.order_ahead_days == 1
