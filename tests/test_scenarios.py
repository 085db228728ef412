"""Futures and what comes of a plan in them: the four statements, and arrays against plain loops."""

import copy
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import reference
from answers import best_foreseen, plan_of, problem_of, without_ranges
from batches import FIELDS
from carried import (
    Pair,
    as_came,
    broken_rows,
    future_of,
    in_bands,
    passing,
    program_rows,
    scale_of,
    strays_from_loops,
    strays_from_plan,
)
from hypothesis import event, given
from hypothesis import strategies as st
from strategies import FEATURES, cases, examples
from time_cases import strays_when_carried, time_case
from tolerances import CERTIFIED, SUM, near

from crossings.evaluation import DISPATCH_RULES, evaluated, flows
from crossings.problem import Problem
from crossings.problem.places import through_yards
from crossings.scenarios import as_planned, sampled, scenario_problem
from crossings.scenarios.processes import triangular
from crossings.scenarios.streams import uniforms

NUMBERS = range(3)
WAITING = (5, 7, 9, 11, 24)
"""Seeds of cases in which every stage of the way holds something."""
_TOLD = ("population", "tonnes", "pallets", "backlog", "informal_share", "informal_interdicted",
         "informal_threat_rate")  # fmt: skip
"""Fields that nothing is carried by: they word results."""


# ---- With nothing uncertain the outcome is the plan ----------------------------------------------


@examples(50)
@given(cases(FEATURES - {"uncertainty"}))
def test_with_nothing_uncertain_the_outcome_is_the_plan(pair: Pair) -> None:
    problem = problem_of(*pair)
    assert problem.uncertainty.certain
    plan = plan_of(problem)
    if plan is None:
        return
    for scenarios in (as_planned(problem), sampled(problem, 1, range(2))):
        assert strays_from_plan(plan, scenarios) == []
        outcome = evaluated(plan, scenarios)
        assert (outcome.longest_wait == 0).all() and (outcome.days_to_recover == 0).all()
        assert near(outcome.value[0], plan.objective, 10 * SUM, 1.0)


# ---- Truckloads, feasibility, the bound of the optimum, and the twin -----------------------------


@examples(40)
@given(cases(), st.sampled_from(DISPATCH_RULES), st.integers(0, 2**32))
def test_outcomes_are_feasible_conserved_and_below_the_optimum(
    pair: Pair, dispatch: str, seed: int
) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    if "phases" in pair[0] and problem.uncertainty.sampled is not None:
        return  # what a phase sets stands elsewhere in the file: see the test of draws
    scenarios = sampled(problem, seed, NUMBERS)
    made, outcome = flows(plan, scenarios, dispatch), evaluated(plan, scenarios, dispatch)
    scale = scale_of(plan)
    for s in NUMBERS:
        came = as_came(pair, problem, scenarios.came[s])
        facts = reference.facts(*with_draws(came, problem, seed, s))
        future = future_of(problem, scenarios, s)
        flow = passing(plan, made, s)
        rows = program_rows(facts, future, pair[0])
        assert broken_rows(rows, in_bands(facts, future, flow), scale) == []
        closed = [("x", c, g, r, t) for t, now in enumerate(facts) for c, g, r in now.presented
                  if future.open[c, t] == 0]  # fmt: skip
        closed += [("y", c, g, a, t) for t, now in enumerate(facts) for c, g, a in now.collected
                   if future.route.get(((c, a), t), 1.0) == 0]  # fmt: skip
        assert all(flow.get(variable, 0.0) == 0 for variable in closed)
        # what was planned is inspected or waits, in truckloads where it waits
        leaving = set_out(problem, made.manifested[s], made.presented[s])
        planned = set_out(problem, plan.manifested, plan.presented)
        assert near(leaving + made.waiting[s, -1], planned, 10 * SUM, scale * len(facts))
        best = best_foreseen(scenario_problem(problem, scenarios, s))
        assert outcome.value[s] <= best + CERTIFIED * max(1.0, abs(best)), s
        event("short of the optimum" if outcome.value[s] < best - 1e-6 else "the optimum")


def with_draws(pair: Pair, problem: Problem, seed: int, s: int) -> Pair:
    """The pair with the numbers that scenario s draws from their ranges."""
    ranges = problem.uncertainty.sampled
    if ranges is None:
        return pair
    case, model = copy.deepcopy(pair)
    for each in ranges.ranged:
        uniform = uniforms(seed, each.path, range(s, s + 1), 1)[:, 0]
        first, *steps = each.path.split(".")
        found = model if first == "model" else case[first]
        for step in steps:
            found = found if "value" in found and step not in found else found[step]
        found["value"] = float(triangular(uniform, each.low, each.value, each.high)[0])
        del found["range"]
    return case, model


def set_out(problem: Problem, manifested: Any, presented: Any) -> float:
    """What sets out for inspection: from yards, or to it at once from where it comes."""
    at_once = problem.inbound & ~through_yards(problem) & problem.through_corridors  # (C, G)
    return float(manifested[:, :, at_once].sum() + presented[:, ~at_once].sum())


@examples(50)
@given(cases(FEATURES - {"phases"}), st.integers(0, 2**32))
def test_drawn_numbers_are_as_if_read_from_the_files(pair: Pair, seed: int) -> None:
    pair[0].setdefault("uncertainty", {})["ranges"] = True
    pair[1].get("uncertainty", {}).pop("ranges", None)
    problem = problem_of(*pair)
    scenarios = sampled(problem, seed, NUMBERS)
    for s in NUMBERS:
        read = problem_of(*with_draws(pair, problem, seed, s))
        for entry in fields(problem):
            given = getattr(problem, entry.name)
            if not isinstance(given, np.ndarray) or entry.name in _TOLD:
                continue
            drawn = scenarios.changed.get(entry.name)
            found = given if drawn is None else drawn[s]
            expected = getattr(read, entry.name)
            np.testing.assert_array_equal(found, expected, err_msg=entry.name)  # to the last bit


@examples(50)
@given(cases(), st.integers(0, 2**32))
def test_arrays_are_plain_loops(pair: Pair, seed: int) -> None:
    problem = problem_of(*without_ranges(pair))
    plan = plan_of(problem)
    if plan is None:
        return
    scenarios = sampled(problem, seed, NUMBERS)
    assert strays_from_loops(pair, problem, plan, scenarios) == []


# ---- Waiting, travel and stores -----------------------------------------------------------------


@pytest.mark.parametrize("seed", WAITING)
def test_what_waits_travels_and_is_stored_is_carried_as_by_plain_loops(seed: int) -> None:
    case, model = time_case(seed)
    assert strays_when_carried(case, model, seed) == []


# ---- Company ------------------------------------------------------------------------------------


@examples(25)
@given(cases(), st.integers(0, 2**32), st.sampled_from(DISPATCH_RULES))
def test_a_future_comes_to_the_same_to_a_bit_in_whatever_company(
    pair: Pair, seed: int, rule: str
) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    together = evaluated(plan, sampled(problem, seed, range(9)), rule)
    for s in (4, 0, 8):
        alone = evaluated(plan, sampled(problem, seed, range(s, s + 1)), rule)
        for name in FIELDS:
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[s], name)
