"""Waiting, travel, stores and the state at the start: answers known by hand, and generated cases.

Each answer by hand is one of the program of `reference.py` and one of the tool.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from answers import Entry, PlainLoader, merged, printed
from own_cases import own_optimum, own_rows
from reference import broken, facts, printed_plan, rows, solved, variables, violations, worth
from reference_aims import achieved, reached
from season_cases import POINT, by_weeks, season, share_met
from time_cases import changes, disagreements, out_of_order, steady_case, strays, time_case
from tolerances import VALUE, near

MODEL = {"title": "by hand", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}}
BASE = """
title: by hand
model: ./model.yaml
horizon: {periods: 2, days_per_period: 1}  # from Sunday, 7 January 2024
areas: {north: {}}
goods: {food: {category: humanitarian, need: 5}}
crossings: {gate: {}}
coverage_bands: [{up_to: 1, weight: 1}]
"""
Figures = dict[tuple[Any, ...], float]
BY_HAND: dict[str, tuple[str, float, Figures]] = {
    # The corridor comes on Sunday alone: 4 of 8 pass, 4 wait for Monday.
    "a truck waits overnight": ("""
crossings: {gate: {gate_truckloads_per_day: 4}}
corridors: {port: {open_days: [sun], truckloads_per_day: 10}}
""", 8, {("w", "gate", "food", 0): 4, ("m", "port", "gate", "food", 0): 8}),
    "a yard of three": ("""
crossings: {gate: {gate_truckloads_per_day: 4, yard_truckloads: 3}}
corridors: {port: {open_days: [sun], truckloads_per_day: 10}}
""", 7, {("w", "gate", "food", 0): 3, ("turned", "gate", "food", 0): 0}),
    "a yard of none": ("""
crossings: {gate: {gate_truckloads_per_day: 4, yard_truckloads: 0}}
corridors: {port: {open_days: [sun], truckloads_per_day: 10}}
""", 4, {("x", "gate", "food", "wave", 1): 0}),
    # Three places: of 9 that wait at the start 4 pass, 3 wait on and 2 are turned away; of 5 that
    # come from the road on Monday and the 3 before them 4 pass, 3 wait, 1 is turned away.
    "a full yard, and trucks on the road": ("""
crossings: {gate: {gate_truckloads_per_day: 4, yard_truckloads: 3}}
corridors:
  port:
    open_days: []
    pipeline: [{date: 2024-01-08, crossing: gate, good: food, truckloads: 5}]
start: {yards: {gate: {food: 9}}}
""", 8, {("turned", "gate", "food", 0): 2, ("turned", "gate", "food", 1): 1}),
    # What reaches a crossing while it is closed waits there.
    "a crossing that is closed": ("""
crossings: {gate: {open_days: [mon]}}
corridors: {port: {open_days: [sun], truckloads_per_day: 3}}
""", 3, {("w", "gate", "food", 0): 3}),
    # Half a day late, a half of Sunday's 8 comes on Monday, is turned away, and the other passes.
    "half a day on the road to a crossing that is closed": ("""
crossings: {gate: {open_days: [sun], yard_truckloads: 0}}
corridors: {port: {open_days: [sun], truckloads_per_day: 8, transit_days: 0.5}}
""", 4, {("turned", "gate", "food", 1): 4}),
    # Trucks are inspected on Sunday, the road is open on Monday: 4 lie on the platform.
    "a platform bridges a closed route": ("""
crossings:
  gate: {open_days: [sun], platform_truckloads: 4, routes: {north: {open_days: [mon]}}}
""", 4, {("h", "gate", "food", 0): 4, ("y", "gate", "food", "north", 1): 4}),
    "no platform, and a closed route": ("""
crossings: {gate: {open_days: [sun], routes: {north: {open_days: [mon]}}}}
""", 0, {("x", "gate", "food", "wave", 0): 0}),
    # Open days of its own, closed dates of its crossing: 3 a day on Sunday, none on Monday.
    "a route takes from its crossing what it does not say": ("""
crossings:
  gate:
    open_days: [tue]
    closed_dates: [{from: 2024-01-08, to: 2024-01-20}]
    platform_truckloads: 9
    routes: {north: {open_days: [sun, mon], truckloads_per_day: 3}}
start: {platforms: {gate: {food: 9}}}
""", 3, {("h", "gate", "food", 0): 6, ("h", "gate", "food", 1): 6}),
    # Three days are one and a half periods of two: half a period later comes half, a period later
    # the other half. 10 leave in the first two periods: none, 5, 10 arrive, 5 are under way.
    "travel of one and a half periods": ("""
horizon: {periods: 3, days_per_period: 2}
corridors: {port: {truckloads_per_day: 5, transit_days: 3}}
goods: {food: {need: 20}}
""", 15, {("x", "gate", "food", "wave", 1): 5, ("x", "gate", "food", "wave", 2): 10}),
    # A fifth is lost of 10: 4 of 8 arrive in the second period, 8 in the third.
    "travel and loss inside": ("""
horizon: {periods: 3, days_per_period: 2}
crossings: {gate: {gate_truckloads_per_day: 5, routes: {north: {transit_days: 3, loss: 0.2}}}}
goods: {food: {need: 20}}
""", 12, {("y", "gate", "food", "north", 0): 10, ("y", "gate", "food", "north", 1): 10}),
    # 1.5 days in weeks: 5.5 of 7 days' trucks come in their own week.
    "travel of a part of a week": ("""
horizon: {periods: 1, days_per_period: 7}
crossings: {gate: {gate_truckloads_per_day: 2, routes: {north: {transit_days: 1.5}}}}
""", 11, {("y", "gate", "food", "north", 0): 14}),
    # After loss, on its day, at no corridor's cost: 4 on Monday; what comes later is no one's.
    "a pipeline": ("""
corridors:
  port:
    truckloads_per_day: 0
    loss: 0.5
    pipeline:
      - {date: 2024-01-08, crossing: gate, good: food, truckloads: 4}
      - {date: 2024-01-09, crossing: gate, good: food, truckloads: 90}
""", 4, {("x", "gate", "food", "wave", 0): 0, ("x", "gate", "food", "wave", 1): 4}),
    # 10 in stock: 4 eaten, 3 stored, 3 discarded; 3 eaten on Monday.
    "a store that starts too full": ("""
areas: {north: {store_truckloads: 3}}
goods: {food: {need: 4, stock: 10}}
crossings: {gate: {open_days: []}}
""", 7, {("gone", "food", "north", 0): 3, ("s", "food", "north", 0): 3}),
    # On Sunday 1 and 4 are eaten; of the 8 and 2 left 3 have room: the 2 worth more, and 1.
    "a store for all goods together": ("""
areas: {north: {store_truckloads: 3}}
goods: {food: {need: 1, stock: 9}, wash: {category: humanitarian, need: 4, priority: 2, stock: 6}}
crossings: {gate: {open_days: []}}
""", 1 + 8 + 1 + 4, {("s", "food", "north", 0): 1, ("s", "wash", "north", 0): 2}),
    # Open on Sunday: what came then lies one night, and no second one.
    "a shelf life of a day": ("""
horizon: {periods: 3, days_per_period: 1}
goods: {food: {shelf_life_days: 1}}
crossings: {gate: {open_days: [sun]}}
""", 10, {("s", "food", "north", 0): 5, ("s", "food", "north", 1): 0}),
    "a first stock with a shelf life of a day": ("""
horizon: {periods: 3, days_per_period: 1}
goods: {food: {shelf_life_days: 1, stock: 20}}
crossings: {gate: {open_days: []}}
""", 10, {("gone", "food", "north", 0): 0, ("gone", "food", "north", 1): 10}),
    # By weeks nothing that keeps six days is left at the end of one; of 60, 35 are eaten.
    "a shelf life shorter than a period": ("""
horizon: {periods: 2, days_per_period: 7}
goods: {food: {shelf_life_days: 6, stock: 60}}
crossings: {gate: {open_days: []}}
""", 35, {("gone", "food", "north", 0): 25}),
    "what is used of a limit": ("""
limits: {own: {approved: {of: presented, at_most: 10}}}
start: {used: {approved: 7}}
""", 3, {}),
    # Lies released: 4, collected on Sunday; on its way inside: 3, which no limit counts.
    "a platform's and a road's first truckloads": ("""
crossings: {gate: {open_days: [], platform_truckloads: 4, routes: {north: {open_days: [sun]}}}}
start:
  platforms: {gate: {food: 4}}
  under_way: [{date: 2024-01-08, crossing: gate, good: food, area: north, truckloads: 3}]
limits: {own: {few: {of: arrived, at_most: 4}}}
""", 7, {("y", "gate", "food", "north", 0): 4}),
    # What is collected on Sunday arrives on Monday, and counts there.
    "a limit on what arrives": ("""
horizon: {periods: 3, days_per_period: 1}
crossings: {gate: {routes: {north: {transit_days: 1}}}}
limits: {own: {few: {of: arrived, from: 2024-01-08, to: 2024-01-08, at_most: 2}}}
""", 7, {("y", "gate", "food", "north", 0): 2}),
    # 10 in stock, at most 3 left at the end of each day: nothing makes that impossible.
    "a limit on stock": ("""
goods: {food: {need: 4, stock: 10}}
crossings: {gate: {open_days: []}}
limits: {own: {little: {of: stock, at_most: 3}}}
""", 7, {("gone", "food", "north", 0): 3}),
    # The only road is open on Monday: 3 of 1 day.
    "a limit by the open days of a route": ("""
crossings: {gate: {platform_truckloads: 9, routes: {north: {open_days: [mon]}}}}
limits:
  own:
    few: {of: collected, crossings: [gate], areas: [north], at_most_per_day: 3, per: open_day}
""", 3, {("y", "gate", "food", "north", 1): 3}),
    "an area that counts for three": ("""
areas: {south: {weight: 3}}
goods: {food: {need: 10}}
crossings: {gate: {gate_truckloads_per_day: 5}}
""", 30, {("z", "food", "south", 0, 0): 5}),
    # North must have 40 % of its 5 a day, south a tenth: 2 and 3 of 5 a day.
    "floors by area": ("""
areas: {south: {weight: 3}}
goods: {food: {need: 10}}
crossings: {gate: {gate_truckloads_per_day: 5}}
limits: {coverage_at_least: {"*": 1, food: {by_area: {north: 0.4}, others: 0.1}}}
""", 2 * (2 + 3 * 3), {("z", "food", "north", 0, 1): 2}),
    "a floor that names one area alone": ("""
areas: {south: {weight: 3}}
goods: {food: {need: 10}}
crossings: {gate: {gate_truckloads_per_day: 5}}
limits: {coverage_at_least: {"*": 1, food: {by_area: {south: 0.1}}}}
""", 30, {("z", "food", "north", 0, 0): 0}),
    "closed from one date to another": ("""
corridors: {port: {truckloads_per_day: 3, closed_dates: [{from: 2024-01-01, to: 2024-01-07}]}}
""", 3, {("m", "port", "gate", "food", 0): 0}),
}  # fmt: skip
BETWEEN_DATES = {
    # Two days a period: of the first only Monday needs 6; of the second both days.
    "truckloads": ("""
horizon: {periods: 2, days_per_period: 2}
goods: {food: {need: {by_date: [{from: 2024-01-08, to: 2024-01-31, truckloads_per_day: 6}]}}}
""", 18, {}),
    # 62 tonnes of January are 2 a day, 29 of February 1: two days of each.
    "tonnes of a month": ("""
horizon: {start: 2024-01-30, periods: 1, days_per_period: 4}
goods:
  food:
    tonnes_per_truckload: 0.5
    need:
      by_date:
        - {to: 2024-01-31, tonnes_per_month: 62}
        - {from: 2024-02-01, tonnes_per_month: 29}
""", 12, {}),
    "people": ("""
goods:
  food:
    tonnes_per_truckload: 10
    need:
      kg_per_person_per_day: 0.5
      by_date: [{area: north, people: 100000}]
""", 10, {}),
    # In stock are two days of the first period's need, to be left two of the last one's.
    "days of need": ("""
goods:
  food:
    stock: {days_of_need: 2, end_days_of_need: 2}
    need:
      by_date:
        - {area: north, to: 2024-01-07, truckloads_per_day: 3}
        - {area: north, from: 2024-01-08, truckloads_per_day: 1}
crossings: {gate: {open_days: []}}
""", 4, {("s", "food", "north", 1): 2}),
}  # fmt: skip


def case_of(text: str) -> dict[str, Any]:
    """A case by hand: what differs from the base."""
    made: dict[str, Any] = merged(yaml.load(BASE, PlainLoader), yaml.load(text, PlainLoader))
    return made


def figures_hold(case: dict[str, Any], value: float, figures: Figures) -> bool:
    """Whether a plan of the reference has both the value and the figures."""
    f = facts(case, MODEL)
    fixed = [("by hand", {v: 1.0}, "==", each) for v, each in figures.items()]
    columns = {v: j for j, v in enumerate(variables(f))}
    answer = solved(columns, [*rows(f), *own_rows(f, case), *fixed], worth(f))
    return answer is not None and answer[0] == pytest.approx(value)


@pytest.mark.parametrize("name", BY_HAND | BETWEEN_DATES)
def test_the_reference_answers_as_by_hand(name: str) -> None:
    text, value, figures = (BY_HAND | BETWEEN_DATES)[name]
    case = case_of(text)
    assert own_optimum(case, MODEL) == pytest.approx(value)
    assert figures_hold(case, value, figures)


@pytest.mark.parametrize("name", BY_HAND | BETWEEN_DATES)
def test_the_tool_answers_as_by_hand(name: str) -> None:
    text, value, figures = (BY_HAND | BETWEEN_DATES)[name]
    case = case_of(text)
    result = printed(case, MODEL)
    assert result is not None and result["objective"] == pytest.approx(value)
    f = facts(case, MODEL)
    plan = printed_plan(f, result)
    assert {v: plan[v] for v in figures} == pytest.approx(figures, abs=1e-6)
    assert violations(case, MODEL, result) == [*broken(own_rows(f, case), plan)] == []


# ---- What is under way at the end ----------------------------------------------------------------

UNDER_WAY = {
    # Of Monday's 10 half come in the next period; what has its own day keeps it.
    "travel of one and a half periods": [("2024-01-13", "port", None, 5.0)],
    "a pipeline": [("2024-01-09", "port", None, 90.0)],
    "travel of a part of a week": [("2024-01-14", None, "north", 3.0)],
    # Of 10 collected in the second period half come after the last, and a fifth of those is lost.
    "travel and loss inside": [("2024-01-13", None, "north", 4.0)],
}


@pytest.mark.parametrize("name", UNDER_WAY)
def test_what_is_under_way_is_shown(name: str) -> None:
    result = printed(case_of(BY_HAND[name][0]), MODEL)
    assert result is not None
    found = [
        (row["date"], row["corridor"], row["area"], row["truckloads"])
        for row in result["under_way"]
    ]
    expected = [(*row[:3], pytest.approx(row[3])) for row in UNDER_WAY[name]]
    assert found == expected


# ---- Generated -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_the_tool_agrees_with_plain_loops(seed: int) -> None:
    assert disagreements(*time_case(seed)) == []


@pytest.mark.parametrize("seed", range(2))
def test_keys_that_change_nothing_change_nothing(seed: int) -> None:
    assert changes(*time_case(seed)) == []


@pytest.mark.parametrize("seed", range(20, 23))
def test_the_aims_are_reached_with_what_waits_and_is_let_go(seed: int) -> None:
    case, model = time_case(seed)
    result, f = printed(case, model), facts(case, model)
    if result is None:  # a floor that nothing reaches
        assert own_optimum(case, model) is None
        return
    best, _ = reached(case, model, own_rows(f, case))
    mine = achieved(f, printed_plan(f, result))
    assert {name for name, least in best.items() if not near(mine[name], least, VALUE)} == set()


@pytest.mark.parametrize("seed", [0, 3, 5])  # those that have a plan
def test_the_rest_of_a_plan_is_the_plan_of_the_rest(seed: int) -> None:
    assert strays(*steady_case(seed)) == []


@pytest.mark.parametrize("seed", [104, 117])
def test_value_optimum_and_bound_stand_in_order(seed: int) -> None:
    assert out_of_order(*time_case(seed), seed) == []


# 12 lie on the platform, and are collected on Tuesday, unless a draw closes the crossing then. As a
# number is drawn, a future's prices are held against what others foresee.
OPENS_WITHOUT_ITS_CROSSING = """
horizon: {periods: 1, days_per_period: 7}
goods: {food: {need: 18}}
crossings:
  gate: {open_days: [], platform_truckloads: 12, routes: {north: {open_days: [tue]}}}
  other: {gate_truckloads_per_day: 10}
start:
  platforms: {gate: {food: 12}}
  under_way:
    - {date: 2024-01-25, crossing: other, good: food, area: north,
       truckloads: {value: 1, range: [0.5, 1.5]}}
uncertainty:
  closures: {gate: {open_share: 0.7, mean_closed_days: 2}}
  ranges: true
"""


def test_a_bound_holds_where_a_route_opens_and_its_crossing_does_not() -> None:
    assert out_of_order(case_of(OPENS_WITHOUT_ITS_CROSSING), MODEL, 1) == []


@pytest.mark.parametrize("seed", [1])
def test_days_and_weeks_meet_the_same_share(seed: int) -> None:
    case, model = season(seed)
    assert abs(share_met(case, model) - share_met(by_weeks(case), model)) <= POINT


def given_by_date(case: Entry) -> Iterator[Entry]:
    for name, good in case["goods"].items():
        for row in good["need"]["by_date"]:
            yield {"good": name, **row}


@pytest.mark.parametrize("name", [name for name in BETWEEN_DATES if name != "people"])
def test_a_table_of_needs_between_dates_says_the_same(name: str, tmp_path: Path) -> None:
    text, value, _ = BETWEEN_DATES[name]
    case = case_of(text)
    listed = list(given_by_date(case))
    with (tmp_path / "needs.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(dict.fromkeys(key for row in listed for key in row)))
        table.writeheader()
        table.writerows(listed)
    case["need"] = {"table": str(tmp_path / "needs.csv")}
    for good in case["goods"].values():
        del good["need"]
    result = printed(case, MODEL)
    assert result is not None and result["objective"] == pytest.approx(value)
