"""Upper bounds: no plan in any future is worth more, whatever is drawn."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from answers import best_foreseen, plan_of, problem_of, without_ranges
from hypothesis import event, given
from hypothesis import strategies as st
from strategies import cases, examples
from tolerances import CERTIFIED, SOLVER

from crossings.allocation.hindsight import (
    Exact,
    HindsightProgram,
    Reoptimised,
    Request,
    grown_pool,
)
from crossings.bounds import LimitPrices, Path, PricePool, PricePools, free
from crossings.bounds.factors import factors
from crossings.bounds.states import none_priced
from crossings.evaluation import ReadyPlan, evaluated, simulated
from crossings.evaluation.measures import Trial, measures
from crossings.limits.flows import STOCK
from crossings.limits.gate import GATE
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.scenarios import Seeded, as_planned, combinations, sampled, scenario_problem

Pair = tuple[dict[str, Any], dict[str, Any]]
PRACTICE, FRESH = range(6), range(6, 12)


def grown(problem: Problem, plan: Plan, seed: int, solved: int = 4, gap: float = 0.0) -> PricePools:
    pools, ready = {}, ReadyPlan(plan)
    for came in combinations(problem):
        own = problem.under(came)
        practice = sampled(own, seed, PRACTICE)
        value = simulated(ready.under(own), practice, "plan").value
        pools[came] = grown_pool(own, practice, value, Request(gap, solved))
    return PricePools(problem, pools)


@examples(40)
@given(cases(), st.integers(0, 2**32))
def test_value_optimum_and_bound_stand_in_order(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    pool = grown(problem, plan, seed)
    fresh = sampled(problem, seed, FRESH)
    value, bound = evaluated(plan, fresh).value, pool.bound(fresh)
    for s in range(len(fresh)):
        best = best_foreseen(scenario_problem(problem, fresh, s))
        assert value[s] <= best + CERTIFIED * max(1.0, abs(best))
        assert np.isnan(bound[s]) or best <= bound[s] + CERTIFIED * max(1.0, abs(best))
        if np.isnan(bound[s]):
            event("no bound")
        else:
            event("tight" if bound[s] <= best + 1e-6 * max(1.0, abs(best)) else "wide")


@examples(15)
@given(cases(), st.integers(0, 2**32))
def test_the_standing_program_is_each_futures_own(pair: Pair, seed: int) -> None:
    problem = problem_of(*without_ranges(pair))
    problem = problem.under([False] * len(problem.uncertainty.phases))
    program, fresh = HindsightProgram(problem), sampled(problem, seed, FRESH)
    rows, columns = program.bounds(factors(problem, fresh))
    for s in range(len(fresh)):
        best = best_foreseen(scenario_problem(problem, fresh, s))
        found = program.solve(rows[s], columns[s])
        assert abs(found.value - best) <= SOLVER * max(1.0, abs(best))


@examples(15)
@given(cases(), st.integers(0, 2**32))
def test_a_future_that_was_solved_is_bounded_by_its_optimum(pair: Pair, seed: int) -> None:
    for phase in pair[0].get("phases", ()):  # of each combination bounds hold, and are not as near
        phase.pop("probability", None)
    problem = problem_of(*without_ranges(pair))
    plan = plan_of(problem)
    if plan is None:
        return
    practice = sampled(problem, seed, PRACTICE)
    # However near the first bounds are, all are solved.
    pool = grown(problem, plan, seed, solved=len(PRACTICE) + 1, gap=-math.inf)
    bound = pool.bound(practice)
    for s in range(len(practice)):
        best = best_foreseen(scenario_problem(problem, practice, s))
        above, near = bound[s] - best, CERTIFIED * max(1.0, abs(best))
        assert above >= -near
        # Of trucks that wait in yards one set of prices may tell more than the future allows.
        assert above <= near or problem.through_corridors


@examples(10)
@given(cases(), st.integers(0, 2**32))
def test_a_bound_does_not_depend_on_its_neighbours(pair: Pair, seed: int) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    pool = grown(problem, plan, seed)
    together = pool.bound(sampled(problem, seed, range(300)))
    for start, stop in ((0, 1), (7, 8), (299, 300), (100, 290)):
        alone = pool.bound(sampled(problem, seed, range(start, stop)))
        np.testing.assert_array_equal(alone, together[start:stop])


@pytest.mark.parametrize("raised", [1.0, 3.0])
def test_any_prices_bound(raised: float) -> None:
    """One crossing, one good: 10 needed a day, 4 through the gate. By hand.

    At a price of π in stock and γ at the gate: Σ_b max(0, w − π) · width · 10 + γ · 4 with γ = π:
    for π = 1 it is (3 · 0.5 + 1 · 0.3 + 0 · 0.2) · 10 + 4 = 22, for π = 3 it is 0.5 · 10 + 12 = 17;
    the optimum, 4 in the first band, is 16.
    """
    problem = problem_of(
        {
            "title": "by hand",
            "horizon": {"periods": 1, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {"food": {"category": "humanitarian", "need": 10}},
            "crossings": {"gate": {"gate_truckloads_per_day": 4}},
        },
        {"title": "by hand", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}},
    )
    nothing = free(problem)
    gate = {GATE: np.full((1, 1), raised)}
    prices = LimitPrices({**nothing.by_limit, **gate}, nothing.shut)
    states = none_priced(problem)
    states = replace(states, prices={**states.prices, STOCK: np.full((1, 1, 1), raised)})
    path = Path(problem, states, (prices,))
    found = PricePool(problem, (path,)).bound(sampled(problem, 1, range(1)))
    assert found[0] == pytest.approx({1.0: 22, 3.0: 17}[raised])
    # With a gate that costs nothing stock is worth too much: the gate's price is raised to π.
    path = Path(problem, states, (nothing,))
    found = PricePool(problem, (path,)).bound(sampled(problem, 1, range(1)))
    assert found[0] == pytest.approx({1.0: 22, 3.0: 17}[raised])


@pytest.mark.parametrize(
    ("stock", "left", "met", "best"),
    [
        (0, 0, 0, -40),  # nothing is there, and 10 are to be left
        (12, 2, 10, 8),  # the plan keeps what it keeps; all but 2 would better be left
        (20, 10, 10, 28),  # enough for both
    ],
)
def test_stock_to_be_left_counts_as_need_of_the_day_after(
    stock: float, left: float, met: float, best: float
) -> None:
    """10 needed in the one day, 10 to be left, and the crossing closes. By hand.

    10 met are worth 4 · 5 + 2 · 3 + 1 · 2 = 28, each that lacks at the end takes 4. Of 12 the best
    meets 5 in the first band and keeps 7, or meets 2 and keeps 10: 4 · 12 − 4 · 10 = 8.
    """
    problem = problem_of(
        {
            "title": "by hand",
            "horizon": {"periods": 1, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {
                "food": {
                    "category": "humanitarian",
                    "need": 10,
                    "stock": {"by_area": {"north": stock}, "end_days_of_need": 1},
                }
            },
            "crossings": {"gate": {"gate_truckloads_per_day": 20}},
        },
        {"title": "by hand", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}},
    )
    plan = plan_of(problem)
    assert plan is not None
    usual = as_planned(problem)
    assert evaluated(plan, usual).value[0] == pytest.approx(28)
    shut = np.zeros_like(usual.open_days)
    closed = replace(usual, open_days=shut, working=shut)
    made = evaluated(plan, closed)
    value = 2.8 * met - 4 * (10 - left)
    assert made.value[0] == pytest.approx(value)
    assert made.end_stock_missed[0] == pytest.approx(10 - left)
    assert Exact(problem).optima(closed)[0] == pytest.approx(best)
    assert Reoptimised(problem, Seeded(1)).outcomes(closed).value[0] == pytest.approx(best)
    pool = grown_pool(problem, closed, made.value, Request(0.0, 3))
    assert pool.bound(closed)[0] == pytest.approx(best)
    bounded = replace(made, bound=pool.bound(closed))
    told = measures(Trial("by hand", plan, bounded, bounded))
    gaps = [float(each.values[0]) for each in told if each.name == "gap"]
    assert gaps == ([pytest.approx((best - value) / best)] if best > 0 else [])


def test_a_road_keeps_its_price_where_minutes_of_its_crossing_are_drawn() -> None:
    """The road allows 2 a day, each worth 1, and inspection more than that, however few minutes."""
    problem = problem_of(
        {
            "title": "by hand",
            "horizon": {"periods": 2, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {"food": {"category": "humanitarian", "need": 10}},
            "crossings": {
                "gate": {
                    "hours_per_day": {"value": 10, "range": [8, 12]},
                    "resources": {"bay": 1},
                    "routes": {"north": {"truckloads_per_day": 2}},
                }
            },
            "coverage_bands": [{"up_to": 1, "weight": 1}],
            "uncertainty": {"ranges": True},
        },
        {"title": "m", "regimes": {"w": {"start": "s", "stages": {"s": {"minutes": {"bay": 60}}}}}},
    )
    plan = plan_of(problem)
    assert plan is not None
    fresh = sampled(problem, 1, FRESH)
    assert set(fresh.changed) == {"own_minutes"}
    assert grown(problem, plan, 1).bound(fresh) == pytest.approx(4 * plan.problem.priority[0])


def test_where_nothing_is_uncertain_no_future_is_solved_beside_the_one_foreseen() -> None:
    """All futures are that one, however many there are, and its bound is the optimum."""
    problem = problem_of(
        {
            "title": "by hand",
            "horizon": {"periods": 3, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {"food": {"category": "humanitarian", "need": 10}},
            "crossings": {
                "gate": {"gate_truckloads_per_day": 4, "routes": {"north": {}}, "resources": {}}
            },
            "coverage_bands": [{"up_to": 1, "weight": 1}],
        },
        {"title": "m", "regimes": {"w": {"start": "s", "stages": {"s": {"minutes": {}}}}}},
    )
    plan = plan_of(problem)
    assert plan is not None
    pool = grown(problem, plan, 60)
    assert [len(each.paths) for each in pool.pools.values()] == [2]
    assert pool.bound(sampled(problem, 1, FRESH)) == pytest.approx(12 * problem.priority[0])
