"""What one more brings is what a second plan says, and what stops a good is what stops it."""

import copy
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from answers import Entry, best_value, plan_of, problem_of
from hypothesis import given
from places import MODELS as SHIPPED
from places import ROOT
from reports import read_with_levers
from strategies import cases, written
from test_properties import THEMES, examples
from tolerances import EXACT, VALUE, near

from crossings.allocation import explanation_of, foremost_and_both, optimal_plan, standing_plan
from crossings.allocation.standing import StandingProgram
from crossings.analysis.barriers import barriers
from crossings.limits.levers import Lever
from crossings.outputs.answer import answer
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides

CASES = sorted(path.stem for path in ROOT.glob("inputs/*.yaml"))
MODELS = sorted(path.stem for path in SHIPPED.glob("*.yaml"))
DAILY = {"scan-then-search", "third-party-monitored"}
"""Models under which the case by days is asked, too: it takes as long as all others together."""
PAIR = tuple[Entry, Entry]


def set_alone(case: str, model: str | None, lever: Lever) -> Problem:
    """The problem that `--set` makes of a step of a lever."""
    return read_problem(case, model, parsed_overrides(lever.as_set(lever.step)))


def differences(one: Problem, other: Problem) -> list[str]:
    """Arrays in which two problems differ."""
    return [
        name
        for name, mine in vars(one).items()
        if isinstance(mine, np.ndarray)
        and not np.allclose(mine, getattr(other, name), rtol=EXACT, atol=0, equal_nan=True)
    ]


@pytest.mark.parametrize(
    ("case", "model"),
    [(case, model) for case in CASES for model in MODELS if case != "gaza" or model in DAILY],
)
def test_one_more_is_worth_what_a_second_run_says(case: str, model: str) -> None:
    path = f"inputs/{case}.yaml"
    problem, levers = read_with_levers(path, model)
    program, plan = standing_plan(problem)
    marginal_values, untold, _ = foremost_and_both(program, plan, levers, len(levers))
    assert untold == 0
    for worth in marginal_values:
        other = set_alone(path, model, worth.lever)
        gain = -StandingProgram(other).best(other).value - plan.objective
        assert near(worth.value, gain, VALUE, plan.objective), worth.lever.what


@examples(20)
@given(cases())
def test_a_step_of_a_lever_is_what_set_makes_of_it(pair: PAIR) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(written(Path(folder), *pair))
        problem, levers = read_with_levers(path)
        for lever in levers:
            if lever.settings and lever.step != 0:
                moved = lever.moved(problem, lever.step)
                assert differences(moved, set_alone(path, None, lever)) == [], lever.what


@examples(12)
@given(cases({*THEMES}))
def test_what_is_said_of_a_lever_holds(pair: PAIR) -> None:
    with tempfile.TemporaryDirectory() as folder:
        problem, levers = read_with_levers(str(written(Path(folder), *pair)))
    if plan_of(problem) is None:
        return
    explanation = explanation_of(problem, levers)
    plan = explanation.plan
    scale = max(1.0, plan.objective)
    for worth in explanation.marginal_values:
        lever, held = worth.lever, worth.held
        assert worth.value >= -VALUE * scale
        coefficients = lever.what == "detection rate asked for"
        assert (worth.price is None) == (held is None) == coefficients
        if worth.price is None or held is None:
            continue
        assert worth.value <= worth.price + VALUE * scale
        if worth.first_quarter is not None and worth.value > 1e-3 * scale:
            quarter = best_value(lever.moved(plan.problem, lever.step / 4)) - plan.objective
            assert near(worth.first_quarter * worth.value, quarter, VALUE, scale)
            assert worth.first_quarter >= 0.25 - 1e-3  # V is concave
        if held.units < 1e-3 * abs(lever.step):
            continue
        # So many units add as much each as the first: half of them add half as much.
        sign = np.sign(lever.step)
        whole = best_value(lever.moved(plan.problem, sign * held.units)) - plan.objective
        half = best_value(lever.moved(plan.problem, sign * held.units / 2)) - plan.objective
        assert near(whole, 2 * half, VALUE, scale)
        if not held.further and held.units < lever.room:  # and from there on they add less
            beyond = best_value(lever.moved(plan.problem, sign * held.units * 2)) - plan.objective
            assert beyond < 2 * whole + VALUE * scale


SMALL: Entry = {
    "title": "One gate",
    "model": "./model.yaml",
    "areas": {"north": None, "south": None},
    "goods": {
        "food": {"category": "humanitarian", "need": 12, "priority": 2},
        "cement": {"category": "construction", "need": 4},
    },
    "crossings": {"gate": {"gate_truckloads_per_day": 10, "resources": {"bay": 9}}},
    "corridors": {"egypt": {"truckloads_per_day": 99}},
}
SEARCH: Entry = {
    "title": "Search",
    "regimes": {"search": {"start": "s", "stages": {"s": {"minutes": {"bay": 60}}}}},
}
LOOK: Entry = {
    "title": "Look",
    "regimes": {"look": {"start": "s", "stages": {"s": {"minutes": {"bay": 6}, "detection": 0.9}}}},
}
ABSENT: dict[str, tuple[str, Entry]] = {
    "not admitted": ("crossings.gate.admits", {"except": ["cement"]}),
    "no route": ("crossings.gate.routes", {"south": None}),
    "no corridor": ("corridors.egypt.goods", {"food": 99}),
    "closed": ("crossings.gate.open_days", []),
}
FULL: dict[str, tuple[str, object, str]] = {
    "gate": ("crossings.gate.gate_truckloads_per_day", 10, ""),
    "resource": ("crossings.gate.resources.bay", 1, "bay"),
    "corridor": ("corridors.egypt.truckloads_per_day", 9, "egypt"),
    "route": (
        "crossings.gate.routes",
        {"north": {"truckloads_per_day": 1}, "south": None},
        "north",
    ),
}


def changed(path: str, value: object) -> PAIR:
    """The small case with one value changed."""
    case = copy.deepcopy(SMALL)
    at: Entry = case
    *steps, last = path.split(".")
    for step in steps:
        at = at[step]
    at[last] = value
    return case, SEARCH


@pytest.mark.parametrize("reason", ABSENT)
def test_what_cannot_come_at_all_is_told(reason: str) -> None:
    problem = problem_of(*changed(*ABSENT[reason]))
    found = {each.reason: each for each in barriers(optimal_plan(problem))}
    assert found[reason].crossing is None
    if reason == "no route":
        assert [problem.areas[a].id for a in found[reason].areas] == ["north"]


@pytest.mark.parametrize("reason", FULL)
def test_what_is_full_is_told_and_who_outbids_whom(reason: str) -> None:
    path, value, limit = FULL[reason]
    pair = changed(path, value)
    if reason != "gate":
        del pair[0]["crossings"]["gate"]["gate_truckloads_per_day"]
    problem = problem_of(*pair)
    found = [each for each in barriers(optimal_plan(problem)) if each.reason == reason]
    cement = [each for each in found if problem.goods[each.good].id == "cement"]
    assert [each.limit for each in cement] == [limit]
    assert [problem.goods[g].id for g in cement[0].higher(problem)] == ["food"]
    food = [each for each in found if problem.goods[each.good].id == "food"]
    assert all(each.higher(problem) == [] for each in food)


def test_who_takes_it_for_a_floor_is_told() -> None:
    pair = changed("crossings.gate.gate_truckloads_per_day", 10)
    pair[0]["limits"] = {"coverage_at_least": {"cement": 1.0}}
    problem = problem_of(*pair)
    (food,) = barriers(optimal_plan(problem))
    assert [problem.goods[g].id for g in (food.good, *food.held)] == ["food", "cement"]
    assert food.higher(problem) == []
    del pair[0]["limits"]
    assert all(not each.held for each in barriers(optimal_plan(problem_of(*pair))))


def test_what_a_corridor_brings_of_a_good_is_taken_by_no_other() -> None:
    problem = problem_of(*changed("corridors.egypt.goods", {"food": 99, "cement": 1}))
    plan = optimal_plan(replace(problem, gate=problem.gate + 99))
    (cement,) = barriers(plan)
    assert (cement.reason, cement.limit, cement.rivals) == ("corridor good", "egypt", ())


@examples(30)
@given(cases({*THEMES, "calendar"}))
def test_every_good_that_falls_short_has_a_barrier_and_it_is_one(pair: PAIR) -> None:
    problem = problem_of(*pair)
    plan = plan_of(problem)
    if plan is None:
        return
    found = barriers(plan)
    met = plan.met.sum(axis=(0, 2)) + plan.exported.sum(axis=0)
    needed = problem.needed.sum(axis=(0, 2)) + problem.export_needed.sum(axis=0)
    short = {g for g in range(len(problem.goods)) if needed[g] - met[g] > 1e-5 * needed[g]}
    assert short <= {barrier.good for barrier in found}
    used_up = {
        (row["site"], row["resource"])
        for row in answer(plan).as_object()["resources"]
        if row["capacity_minutes"] is not None
        and row["used_minutes"] >= row["capacity_minutes"] * (1 - VALUE)
    }
    for barrier in found:
        if barrier.reason == "pool":
            assert ("pool", barrier.limit) in used_up
        elif barrier.reason == "resource":
            assert barrier.crossing is not None
            assert (problem.crossings[barrier.crossing].id, barrier.limit) in used_up


def test_less_is_asked_in_the_phases_that_ask_it_and_in_no_other() -> None:
    goods = {"food": {"category": "humanitarian", "need": 12, "threat_rate": 0.1}}
    phased = {
        "goods": goods,
        "horizon": {"start": "2024-03-03", "periods": 2, "days_per_period": 1},
        "limits": {"detection_rate_at_least": 0.8},
        "phases": [
            {"from": "2024-03-03", "set": {"limits.detection_rate_at_least": 0}},
            {"from": "2024-03-04"},
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = str(written(Path(folder), SMALL | phased, LOOK))
        _, levers = read_with_levers(path)
        (asked,) = (lever for lever in levers if lever.what == "detection rate asked for")
        assert asked.as_set(asked.step) == ("limits.detection_rate_at_least=0.79",)
        read_problem(path, None, parsed_overrides(asked.as_set(asked.step)))
