"""A program that stands in the solver answers as one built anew, in whatever order it is asked."""

import gc
import random
from dataclasses import replace
from pathlib import Path

import example
import highspy
import numpy as np
from answers import Entry, plan_of, problem_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases
from test_properties import examples
from tolerances import SOLVER, VALUE, near

from crossings.allocation import standing_plan
from crossings.allocation.standing import StandingProgram
from crossings.problem import Problem
from crossings.reading import read_problem

LIMITS = (
    "own_minutes",
    "pool_minutes",
    "gate",
    "route_capacity",
    "corridor_capacity",
    "corridor_good_capacity",
    "undetected_limit",
    "diverted_limit",
    "coverage_floor",
    "last_stock",
)


def times(problem: Problem, name: str, factor: float) -> Problem:
    return replace(problem, **{name: getattr(problem, name) * factor})


@examples(16)
@given(cases(), st.sampled_from([0.5, 0.9, 1.25, 3.0]), st.randoms(use_true_random=False))
def test_other_limits_are_worth_what_they_are_in_a_program_of_their_own(
    pair: tuple[Entry, Entry], factor: float, order: random.Random
) -> None:
    problem = problem_of(*pair)
    others = [times(problem, name, factor) for name in (*LIMITS, "need")]
    order.shuffle(others)
    program = StandingProgram(problem)
    program.plan(problem)
    for other in [*others, problem]:
        again, alone = program.plan(other), plan_of(other)
        if again is None or alone is None:  # one may let floors down by a rounding error
            continue
        assert near(again.objective, alone.objective, SOLVER)
        assert near(again.minutes, alone.minutes, VALUE)
        assert near(program.best(other).value, -alone.objective, SOLVER)


def test_a_limit_newly_given_is_kept(tmp_path: Path) -> None:
    problem = read_problem(str(example.written(tmp_path)))
    program = StandingProgram(problem)
    free = program.plan(replace(problem, undetected_limit=np.inf))
    bound = program.plan(replace(problem, undetected_limit=0.001))
    assert free is not None and bound is not None
    assert bound.objective < free.objective


def test_what_is_out_of_reach_is_no_plan_and_leaves_no_trace(tmp_path: Path) -> None:
    problem = read_problem(str(example.written(tmp_path)))
    program = StandingProgram(problem)
    before = program.plan(problem)
    assert program.plan(times(problem, "last_stock", 1e4)) is None
    again = program.plan(problem)
    assert before is not None and again is not None
    assert near(before.objective, again.objective, SOLVER)


def test_a_search_that_has_ended_keeps_no_program_in_memory(tmp_path: Path) -> None:
    """HiGHS holds megabytes, and collecting garbage is off in a run of the command line."""

    def searches() -> set[int]:
        return {id(each) for each in gc.get_objects() if isinstance(each, highspy.Highs)}

    problem = read_problem(str(example.written(tmp_path)))
    gc.collect()
    before = searches()
    gc.disable()
    try:
        assert plan_of(problem) is not None
        assert searches() <= before
    finally:
        gc.enable()


def test_it_tells_what_it_seeks(case: Path) -> None:
    told: list[str] = []
    program, _ = standing_plan(read_problem(str(case)), tell=told.append)
    assert told[0] == f"most value, of {program.ledger.width:,} columns"
    assert told[1] == "least unevenness, aim 1 of 5"
    assert told[-1] == "ways and days used alike, aim 5 of 5"
