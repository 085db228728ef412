"""What a case says of one place alone: weights of areas, floors by area, days of routes."""

import copy
from typing import Any

import pytest
from answers import plan_of, problem_of

from crossings.analysis.barriers import barriers
from crossings.evaluation import evaluated
from crossings.scenarios import as_planned

OPEN = {"title": "open", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}}
# Ten a day of food are needed in each of two areas, and eight pass the gate.
CASE: dict[str, Any] = {
    "title": "two places",
    "horizon": {"start": "2024-03-03", "periods": 2, "days_per_period": 7},
    "model": "./model.yaml",
    "areas": {"north": {"name": "North"}, "south": {"name": "South"}},
    "goods": {"food": {"category": "humanitarian", "need": 20}},
    "crossings": {"gate": {"gate_truckloads_per_day": 8}},
}


def changed(**paths: Any) -> dict[str, Any]:
    """The case with values at paths whose steps are parted by two underscores."""
    case = copy.deepcopy(CASE)
    for path, value in paths.items():
        *above, last = path.split("__")
        owner = case
        for step in above:
            owner = owner.setdefault(step, {})
        owner[last] = value
    return case


# ---- Weights of areas ----------------------------------------------------------------------------


def test_an_area_of_more_weight_comes_first_and_weighs_in_the_value() -> None:
    # South: 5 at 3 · 4, then 3 at 3 · 2 beside the North's first 5 at 4. 8 a day, 14 days.
    plan = plan_of(problem_of(changed(areas__south__weight=3), OPEN))
    assert plan is not None
    assert plan.met.sum(axis=0).ravel().tolist() == pytest.approx([0, 14 * 8])
    assert plan.objective == pytest.approx(14 * (5 * 3 * 4 + 3 * 3 * 2))
    assert evaluated(plan, as_planned(plan.problem)).value[0] == pytest.approx(plan.objective)


def test_a_good_that_goes_to_a_heavier_area_outbids_one_of_higher_priority() -> None:
    goods = {
        "food": {"category": "humanitarian", "need": {"by_area": {"south": 20}}},
        "fuel": {"category": "fuel", "priority": 2, "need": {"by_area": {"north": 20}}},
    }
    problem = problem_of(changed(areas__south__weight=16, goods=goods), OPEN)
    plan = plan_of(problem)
    assert plan is not None
    (fuel,) = (each for each in barriers(plan) if each.good == 1)
    assert fuel.higher(problem) == [0]
