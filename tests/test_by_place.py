"""What a case says of one place alone: weights of areas, floors by area, days of routes."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from answers import best_foreseen, plan_of, problem_of
from runs import Runner
from strategies import written
from tolerances import CERTIFIED

from crossings.allocation.hindsight import HindsightProgram, Request, grown_pool
from crossings.analysis.barriers import barriers
from crossings.bounds.factors import factors
from crossings.errors import InputError
from crossings.evaluation import evaluated, flows
from crossings.limits.floors import EXPORT_FLOOR, FLOOR
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import as_planned, sampled, scenario_problem

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


# ---- Days of routes and corridors ----------------------------------------------------------------

SUNDAYS = {"truckloads_per_day": 3, "open_days": ["sun"]}
"""A route that is open on the first day of each week of seven."""


def collected(**paths: Any) -> list[list[float]]:
    """Truckloads a week to the North and the South."""
    plan = plan_of(problem_of(changed(**paths), OPEN))
    assert plan is not None
    return [[round(each, 6) for each in week] for week in plan.collected.sum(axis=(1, 2)).tolist()]


@pytest.mark.parametrize(
    ("gate", "route", "north"),
    [
        ({}, SUNDAYS, [3, 3]),
        ({}, SUNDAYS | {"closed_dates": ["2024-03-03"]}, [0, 3]),
        ({}, {"open_days": ["sun"], "closed_dates": ["2024-03-03"]}, [0, 56]),
        ({"open_days": ["sun", "mon"]}, {"truckloads_per_day": 3}, [6, 6]),
        ({"open_days": ["sun", "mon"]}, {"truckloads_per_day": 3, "open_days": None}, [6, 6]),
        ({"open_days": ["mon"]}, SUNDAYS, [3, 3]),
        # Each key by itself: the crossing's dates and the route's days of the week.
        ({"closed_dates": ["2024-03-03"]}, SUNDAYS, [0, 3]),
        ({"closed_dates": ["2024-03-03"]}, SUNDAYS | {"closed_dates": []}, [3, 3]),
        (
            {},
            {"truckloads_per_day": 3, "closed_dates": [{"from": "2024-03-05", "to": "2024-03-16"}]},
            [6, 0],
        ),
    ],
)
def test_a_route_has_its_own_open_days(
    gate: dict[str, Any], route: dict[str, Any], north: list[float]
) -> None:
    gate = CASE["crossings"]["gate"] | gate | {"routes": {"north": route}}
    assert [week[0] for week in collected(crossings__gate=gate)] == pytest.approx(north)


def test_a_corridor_is_closed_on_dates_and_a_phase_closes_a_route() -> None:
    closed = [{"from": "2024-03-03", "to": "2024-03-08"}, "2024-03-10"]
    weeks = collected(corridors={"sea": {"truckloads_per_day": 5, "closed_dates": closed}})
    assert [sum(week) for week in weeks] == pytest.approx([5, 30])
    routes = {"north": {"truckloads_per_day": 3}, "south": {"truckloads_per_day": 2}}
    shut = {"from": "2024-03-10", "set": {"crossings.gate.routes.north.open_days": ["mon"]}}
    weeks = collected(crossings__gate__routes=routes, phases=[shut])
    assert weeks == [[21, 14], [3, 14]]


def test_a_future_closes_a_route_with_its_crossing() -> None:
    """Sundays alone lead north, without a cap; every other day leads south."""
    routes = {"north": {"open_days": ["sun"]}, "south": {"truckloads_per_day": 3}}
    closures = {"gate": {"open_share": 0.5, "mean_closed_days": 2}}
    case = changed(crossings__gate__routes=routes, uncertainty={"closures": closures})
    problem = problem_of(case, OPEN)
    plan = plan_of(problem)
    assert plan is not None
    drawn = sampled(problem, 1, range(200))
    days = drawn.route_days[:, :, 0]
    assert set(days.ravel()) == {0.0, 1.0}
    outcome = flows(plan, drawn, "plan")
    shut = days == 0
    assert (outcome.collected[:, :, 0, 0, 0][shut] == 0).all()
    assert (outcome.collected[:, :, 0, 0, 1][shut] > 0).any()
    best = [best_foreseen(scenario_problem(problem, drawn, s)) for s in range(20)]
    program = HindsightProgram(problem)
    rows, columns = program.bounds(factors(problem, drawn))
    pool = grown_pool(
        problem, drawn, outcome_value := evaluated(plan, drawn).value, Request(0.0, 8)
    )
    bound = pool.bound(drawn)
    for s, value in enumerate(best):
        assert program.solve(rows[s], columns[s]).value == pytest.approx(value)
        assert outcome_value[s] <= value * (1 + CERTIFIED) <= bound[s] * (1 + 2 * CERTIFIED)


def test_a_limit_by_open_day_follows_its_one_route() -> None:
    own = {"of": "collected", "crossings": ["gate"], "areas": ["north"], "at_most_per_day": 2}
    routes = {"north": {"open_days": ["sun", "mon"]}, "south": {}}
    case = changed(crossings__gate__routes=routes, limits__own={"few": own | {"per": "open_day"}})
    plan = plan_of(problem_of(case, OPEN))
    assert plan is not None
    assert plan.problem.own_days.ravel().tolist() == [2, 2]
    assert plan.collected[:, 0, 0, 0] == pytest.approx([4, 4])


def test_it_is_said_that_a_route_stays_closed(crossings_run: Runner) -> None:
    routes = {"north": {"open_days": []}, "south": {}}
    floor = {"by_area": {"north": 0.1}}
    written(Path(), changed(crossings__gate__routes=routes), OPEN)
    run = crossings_run("explain", "case.yaml")
    assert "crossings.gate.routes.north: never open (warning)" in run.err
    assert "North: every route there stays closed" in run.out
    case = changed(crossings__gate__routes=routes, limits__coverage_at_least__food=floor)
    written(Path(), case, OPEN)
    run = crossings_run("optimize", "case.yaml", "--quiet")
    assert run.code == 4
    assert "asks for more than the open days of the route gate to North allow" in run.err


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2024-02-30"], "closed_dates.0: the calendar has no 2024-02-30"),
        ([{"from": "2024-03-04"}], "closed_dates.0: expected both from and to"),
        ([{"from": "2024-03-04", "to": "2024-03-03"}], "closed_dates.0.to: lies before from"),
        ([{"form": "2024-03-04", "to": "2024-03-05"}], "closed_dates.0.form: unknown key"),
        (["2024-03-04", 7], "closed_dates.1: expected a date as YYYY-MM-DD, got 7"),
        ([None], "closed_dates.0.from: required"),
        ({"from": "2024-03-04", "to": "2024-03-05"}, "closed_dates: expected a list"),
    ],
)
def test_dates_that_cannot_be_meant(dates: Any, said: str, tmp_path: Path) -> None:
    for paths in ({"corridors": {"sea": {"closed_dates": dates}}},
                  {"crossings__gate__routes": {"north": {"closed_dates": dates}}},
                  {"crossings__gate__closed_dates": dates}):  # fmt: skip
        case = written(tmp_path, changed(**paths), OPEN)
        with pytest.raises(InputError) as caught:
            read_problem(str(case))
        assert sum(said in str(fault) for fault in caught.value.faults) == 1
