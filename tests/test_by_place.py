"""What a case says of one place alone: weights of areas, floors by area, days of routes."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from answers import plan_of, problem_of
from runs import Runner
from strategies import written

from crossings.analysis.barriers import barriers
from crossings.evaluation import evaluated
from crossings.limits.floors import EXPORT_FLOOR, FLOOR
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
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


# ---- Floors by area ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("floors", "settings", "food", "fruit"),
    [
        ({"food": 0.1}, (), [7, 7], 0),
        ({"food": {"by_area": {"north": 0.3}, "others": 0.1}, "*": 0.2}, (), [21, 7], 14),
        ({"food": {"by_area": {"north": 0.3}}, "*": 0.2}, (), [21, 0], 14),
        ({"food": {"others": 0.1}}, (), [7, 7], 0),
        ({"*": {"by_area": {"south": {"value": 0.3}}, "others": 0.1}}, (), [7, 21], 7),
        ({"food": 0.1}, ("food.value=0.2",), [14, 14], 0),
        ({"food": 0.1}, ("food.by_area.south=0.2",), [7, 14], 0),
        ({"food": {"by_area": {"north": 0.3}, "others": 0.1}}, ("food=0.2",), [14, 14], 0),
        ({"food": {"by_area": {"north": 0.3}}}, ("food.others=0.2", "*=0.1"), [21, 14], 7),
    ],
)
def test_a_floor_is_each_areas_own_where_it_is_named(
    floors: dict[str, Any],
    settings: tuple[str, ...],
    food: list[float],
    fruit: float,
    tmp_path: Path,
) -> None:
    # Ten a day of food are needed in each area, and of fruit outside, in each week.
    goods = CASE["goods"] | {"fruit": {"category": "export", "need": 10}}
    case = written(tmp_path, changed(goods=goods, limits__coverage_at_least=floors), OPEN)
    texts = [f"limits.coverage_at_least.{each}" for each in settings]
    problem = read_problem(str(case), overrides=parsed_overrides(texts))
    assert FLOOR.allowed(problem)[0, 0].tolist() == pytest.approx(food)
    assert EXPORT_FLOOR.allowed(problem)[0, 1] == pytest.approx(fruit)


def test_the_floor_of_one_area_can_be_moved_and_makes_room(crossings_run: Runner) -> None:
    # 0.5 and 0.2 of ten each are 7 a day of the 8 at the gate; value would have all for the South.
    floor = {"by_area": {"north": 0.5}, "others": 0.2}
    case = changed(limits__coverage_at_least__food=floor, areas__south__weight=9)
    written(Path(), case, OPEN)
    path = "limits.coverage_at_least.food"
    told = json.loads(crossings_run("explain", "case.yaml", "--format=json", "--quiet").out)
    levers = {row["what"]: row["set"] for row in told["levers"]}
    assert levers["floor for food in North"] == f"--set {path}.by_area.north=0.49"
    run = crossings_run("optimize", "case.yaml", f"--set={path}.by_area.north=0.9", "--quiet")
    assert run.code == 4
    assert f"--set {path}.by_area.north=0.6 " in run.err
    assert f"--set {path}.others" not in run.err  # it would have to be below 0


def test_floors_by_area_name_areas_and_no_exports(crossings_run: Runner) -> None:
    goods = CASE["goods"] | {"fruit": {"category": "export", "need": 10}}
    floors = {"food": {"by_area": {"nort": 0.3}}, "fruit": {"by_area": {"north": 0.3}}}
    written(Path(), changed(goods=goods, limits__coverage_at_least=floors), OPEN)
    run = crossings_run("validate", "case.yaml")
    assert run.code == 3
    assert "no area is called nort; did you mean north?" in run.err
    written(Path(), changed(goods=goods, limits__coverage_at_least=floors | {"food": 0}), OPEN)
    run = crossings_run("validate", "case.yaml")
    assert run.code == 3
    assert "fruit.by_area: an export leaves from no area; expected one number" in run.err
