"""A step of a lever fits what is there: a person could think of taking it."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from example import CASE, MODEL
from hypothesis import given
from hypothesis import strategies as st
from reports import read_with_levers
from strategies import cases, examples, written
from test_reference import pair

from crossings.allocation import explanation_of, optimal_plan
from crossings.analysis.marginal_values import Lever
from crossings.limits.levers import round_step
from crossings.outputs.screens.explanation import explanation_answer, explanation_screen

WHOLE = ("resource", "pool")
TINY = """
title: Two routes
areas: {north: {}, south: {}}
model: ./model.yaml
goods:
  grain: {category: humanitarian, priority: 1, need: {by_area: {north: 4, south: 4}}}
  vaccines: {category: humanitarian, priority: 5, need: {by_area: {south: 2}}}
crossings:
  gate:
    routes: {north: {truckloads_per_day: 4}, south: {truckloads_per_day: 1}}
    resources: {bay: 1}
"""
PLAIN = """
title: Papers
regimes: {papers: {start: look, stages: {look: {minutes: {bay: 160}}}}}
"""
SLOW = """
title: Slow
regimes:
  quick: {admits: {goods: [grain]}, start: look, stages: {look: {minutes: {bay: 80}}}}
  slow: {admits: {goods: [vaccines]}, start: look, stages: {look: {minutes: {bay: 240}}}}
"""


def levers_of(folder: Path, case: str, model: str) -> tuple[Lever, ...]:
    (folder / "case.yaml").write_text(case, "utf-8")
    (folder / "model.yaml").write_text(model, "utf-8")
    return read_with_levers(str(folder / "case.yaml"))[1]


def fits(lever: Lever) -> None:
    there = [each.value for each in lever.settings if each.value > 0]
    if not there or lever.step <= 0:
        return
    if lever.kind in WHOLE and min(there) <= 20:
        assert lever.step == 1
    elif lever.kind == "hours":
        assert lever.step <= max(1.0, min(there)), lever.what
    else:
        assert 0.0999 <= lever.step / min(there) <= 0.5, (lever.what, lever.step, there)
    assert lever.kind == "hours" or lever.step == float(f"{lever.step:.1g}"), lever.what


@examples(20)
@given(cases())
def test_a_step_is_a_tenth_to_a_half_of_what_is_there(pair: tuple[dict, dict]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        for lever in read_with_levers(str(written(Path(folder), *pair)))[1]:
            fits(lever)


@pytest.mark.parametrize(
    ("room", "crossing", "corridor"),
    [
        # The gate is open on Sunday, and the road on Monday: what is released has to lie overnight.
        ("platform", {"open_days": ["sun"], "routes": {"north": {"open_days": ["mon"]}}}, {}),
        # Trucks come on Sunday, and are inspected on Monday.
        ("yard", {"open_days": ["mon"], "yard_truckloads": 0}, {"open_days": ["sun"]}),
    ],
)
def test_room_is_a_lever_where_there_is_none(
    room: str, crossing: dict[str, Any], corridor: dict[str, Any], tmp_path: Path
) -> None:
    case, model = pair(
        crossing=crossing,
        horizon={"start": "2024-03-03", "periods": 2, "days_per_period": 1},
        coverage_bands=[{"up_to": 0.3, "weight": 4}, {"up_to": 1, "weight": 1}],
        corridors={"egypt": {"serves": ["gate"], **corridor}},
    )
    problem, levers = read_with_levers(str(written(tmp_path, case, model)))
    explained = explanation_of(problem, levers)
    assert explained.plan.objective == 0
    (worth,) = (each for each in explained.marginal_values if each.lever.kind == "room")
    assert worth.lever.what == f"{room} of gate" and worth.lever.step == 10
    # On Monday 10 are needed: the first 3 of them are worth 4 each, the others 1.
    assert worth.value == pytest.approx(3 * 4 + 7)
    assert worth.held is not None and worth.held.units == pytest.approx(3)
    (path,) = worth.lever.as_set(10)
    assert path == f"crossings.gate.{room}_truckloads=10"
    case["crossings"]["gate"][f"{room}_truckloads"] = 10
    again = read_with_levers(str(written(tmp_path, case, model)))[0]
    assert optimal_plan(again).objective == pytest.approx(worth.value)


@examples(300)
@given(st.floats(1e-6, 1e9))
def test_a_round_step_is_one_figure_and_fits(there: float) -> None:
    step = round_step(np.array([0.0, there, there * 3]))
    assert 0.0999 <= step / there <= 0.5
    assert step == float(f"{step:.1g}")


def test_nothing_there_has_a_step_too() -> None:
    assert round_step(np.zeros(3)) == 1.0
    assert round_step(np.zeros(3), 0.01) == 0.01


@pytest.mark.parametrize(
    ("old", "new", "what", "step"),
    [
        ("north: {truckloads_per_day: 20", "north: {truckloads_per_day: 2", "route", 1.0),
        ("north: {truckloads_per_day: 20", "north: {truckloads_per_day: 1", "route", 0.1),
        ("    truckloads_per_day: 50", "    truckloads_per_day: 12", "corridor egypt", 2.0),
        ("bay: 4", "bay: 20", "bay at gate-a", 1.0),
        ("bay: 4", "bay: 40", "bay at gate-a", 10.0),
        ("undetected_threats_per_day: 0.5", "undetected_threats_per_day: 0.002", "limit on", 0.001),
        ("gate_truckloads_per_day: 40", "gate_truckloads_per_day: 0", "gate of gate-a", 1.0),
        ("gate_truckloads_per_day: 40", "gate_truckloads_per_day: 250", "gate of gate-a", 100.0),
        ("8\n    utilisation", "1\n    utilisation", "hours at gate-a", 0.1),
    ],
)  # fmt: skip
def test_steps_of_the_example(tmp_path: Path, old: str, new: str, what: str, step: float) -> None:
    assert old in CASE
    found = levers_of(tmp_path, CASE.replace(old, new), MODEL)
    assert next(each.step for each in found if each.what.startswith(what)) == pytest.approx(step)


def test_a_gain_of_value_that_serves_less_is_no_plain_gain(tmp_path: Path) -> None:
    levers = levers_of(tmp_path, TINY, SLOW)
    problem = read_with_levers(str(tmp_path / "case.yaml"))[0]
    explanation = explanation_of(problem, levers)
    answer = explanation_answer(explanation)
    rows = {row["what"]: row for row in answer.as_object()["levers"]}
    south = rows["route gate to south"]
    assert south["value"] > 0 > south["truckloads_per_day"]
    assert "below 0: less need is met in all" in " ".join(explanation_screen(answer).split())
    levers = levers_of(tmp_path, TINY, PLAIN)
    problem = read_with_levers(str(tmp_path / "case.yaml"))[0]
    answer = explanation_answer(explanation_of(problem, levers))
    assert all(row["truckloads_per_day"] > -1e-9 for row in answer.as_object()["levers"])
    assert "below 0" not in " ".join(explanation_screen(answer).split())
