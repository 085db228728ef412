"""Limits of a case's own that `crossings size` buys more of: the cheapest of every combination."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import floor
from pathlib import Path

import numpy as np
import pytest
import reference
from answers import Entry, plan_of, problem_of, sizing_of
from conftest import Runner
from own_cases import MODEL, own_case, own_rows
from tolerances import SOLVER

from crossings.allocation.sizing import cheapest
from crossings.analysis.sizing import Target
from crossings.errors import NoPlan

MOST = 24
"""Combinations that are tried of one case."""


@dataclass(frozen=True)
class Choice:
    """What is bought: steps of each, first a bay at c0, then the limits in their order."""

    steps: tuple[int, ...]
    rank: tuple[Fraction, int, int]
    """Cost, purchases, Σ place · purchases."""
    case: Entry


def bound_of(limit: Entry) -> str | None:
    """The key that may be bought."""
    return next((key for key in ("at_most", "at_most_per_day") if key in limit), None)


def priced(seed: int) -> tuple[Entry, list[Choice]]:
    """A case with prices of its own limits and perhaps of a bay, and every choice, best first."""
    r = random.Random(f"priced {seed}")
    case = own_case(seed)
    own = case["limits"]["own"]
    limits: Entry = {}
    for name in [name for name, limit in own.items() if bound_of(limit)][:2]:
        limit, step = own[name], r.choice([1, 1, 2, 5])
        limit[bound_of(limit)] = today = r.choice([0, 1, 2, 5, 0.5, limit[bound_of(limit)]])
        most = floor(today) + r.choice([1, 3, 5, 8]) * step + r.choice([0, 0, 1])
        limits[name] = {"cost": r.choice([1, 3, 2.5, 0, 0.1]), "at_most": most}
        if step > 1:
            limits[name]["step"] = step
    case["sizing"] = {"limits": limits}
    axes = [
        range(floor((each["at_most"] - own[name][bound_of(own[name])]) / each.get("step", 1)) + 1)
        for name, each in limits.items()
    ]
    bay: Entry = {"cost": 0, "at_most": case["crossings"]["c0"]["resources"]["bay"]}
    if r.random() < 0.5:
        case["crossings"]["c0"]["resources"]["bay"] = today = r.choice([0, 1])
        bay = {"cost": r.choice([4, 7.5]), "at_most": today + 2}
        case["sizing"]["crossings"] = {"c0": {"resources": {"bay": bay}}}
        axes.insert(0, range(3))
    else:
        axes.insert(0, range(1))
    combinations = list(product(*axes))
    if not limits or len(combinations) > MOST:
        return case, []
    return case, sorted((choice(case, each, bay) for each in combinations), key=lambda c: c.rank)


def choice(case: Entry, steps: tuple[int, ...], bay: Entry) -> Choice:
    made = json.loads(json.dumps(case))
    made["crossings"]["c0"]["resources"]["bay"] += steps[0]
    cost = Fraction(str(bay["cost"])) * steps[0]
    for n, (name, each) in zip(steps[1:], case["sizing"]["limits"].items(), strict=True):
        units = n * each.get("step", 1)
        limit = made["limits"]["own"][name]
        limit[bound_of(limit)] += units
        cost += Fraction(str(each["cost"])) * units
    bought = steps if "crossings" in case["sizing"] else steps[1:]
    place = sum(place * n for place, n in enumerate(bought, 1))
    return Choice(steps, (cost, sum(steps), place), made)


def pairs() -> Iterator[tuple[int, str]]:
    """Seeds of cases with few enough choices, each with what is asked for there."""
    seeds = [seed for seed in range(400, 520) if priced(seed)[1]][:24]
    return zip(seeds, ["coverage", "worst"] * len(seeds), strict=False)


@cache
def reached(seed: int, measure: str) -> list[float | None]:
    """The most of what is measured that each choice has; None: there is no plan."""
    return [reference.most(each.case, MODEL, measure, {}, own_rows) for each in priced(seed)[1]]


@pytest.mark.parametrize(("seed", "measure"), list(pairs()))
def test_no_combination_is_cheaper(seed: int, measure: str) -> None:
    case, choices = priced(seed)
    most = reached(seed, measure)
    today, full = most[0] or 0.0, max(each or 0.0 for each in most)
    part = random.Random(seed).choice([0.3, 0.6, 0.9, 1, 1.1])
    target = {measure: min(1.0, floor(1e4 * (today + part * (full - today)) + 0.5) / 1e4)}
    reach = [
        reference.most(each.case, MODEL, measure, target, own_rows) is not None for each in choices
    ]
    sizing = sizing_of(case, MODEL)
    if not any(reach):
        with pytest.raises(NoPlan):
            cheapest(sizing, Target(**target))
        return
    best = choices[reach.index(True)]
    sized = cheapest(sizing, Target(**target))
    found = sized.staffing
    assert sized.gap is None
    assert found.cost() == pytest.approx(float(best.rank[0]), abs=1e-9)
    assert found.steps() == best.rank[1]
    as_given = problem_of(best.case, MODEL)
    assert (found.problem().own_rate == as_given.own_rate).all()
    assert np.array_equal(found.problem().own_minutes, as_given.own_minutes, equal_nan=True)
    plan = plan_of(Target(**target).on(as_given))
    assert plan is not None
    assert sized.plan.objective == pytest.approx(plan.objective, rel=1e-6, abs=1e-6)


def test_targets_are_met_in_every_way() -> None:
    """What is generated has answers with nothing bought, with a limit bought, and none at all."""
    bought = set()
    for seed, measure in pairs():
        case, most = priced(seed)[0], reached(seed, measure)
        bought.add("none" if None in most else "all")
        bought.add("more" if max(each or 0 for each in most) > (most[0] or 0) + 0.01 else "same")
        bought.add("step" if any("step" in x for x in case["sizing"]["limits"].values()) else "one")
    assert bought == {"none", "all", "more", "same", "step", "one"}


# ---- By hand -------------------------------------------------------------------------------------

FLEET = """
limits:
  own:
    fleet: {of: collected, each: 2, at_most_per_day: 10, unit: truck-days, name: our trucks}
    ships: {of: presented, each: 0.125, at_most: 5, unit: ship, name: our ships}
    soap: {of: met, goods: [food], at_least_per_day: 0.1}
sizing:
  currency: EUR
  limits:
    fleet: {cost: {value: 7, range: [5, 9], note: assumption}, at_most: 60, step: 4}
    ships: {cost: 11, at_most: 40}
"""
CASE = """\
title: by hand
horizon: {start: 2024-01-07, periods: 2, days_per_period: 5}
areas: {a: {population: 1}}
goods: {food: {category: humanitarian, need: 20}}
crossings: {gate: {}}
model: scan-then-search
"""
BY_HAND = CASE + FLEET


def sized(run: Runner, *arguments: str) -> Entry:
    """The answer as one object."""
    Path("case.yaml").write_text(BY_HAND, "utf-8")
    ended = run("size", "case.yaml", "--quiet", "--format=json", *arguments)
    assert ended.code == 0, ended.err
    found: Entry = json.loads(ended.out)
    return found


def test_the_plan_is_that_of_the_number_bought(crossings_run: Runner) -> None:
    # 10 truck-days carry 5 truckloads a day and 5 ships bring 4; of 20 needed, refusals aside.
    found = sized(crossings_run, "--target=coverage=0.5", "--budget=7,28,1e6")
    rows = {row["resource"]: row for row in found["units"] if row["budget"] is None}
    fleet, ships = rows["fleet"], rows["ships"]
    assert [fleet[key] for key in ("site", "today", "offered", "unit_cost")] == ["limit", 10, 48, 7]
    assert fleet["added"] % 4 == 0 and fleet["added"] > 8 and ships["added"] > 7
    assert found["cost"] == 7 * fleet["added"] + 11 * ships["added"]
    settings = [
        f"--set=limits.own.fleet.at_most_per_day={10 + fleet['added']}",
        f"--set=limits.own.ships.at_most={5 + ships['added']}",
    ]
    plan = json.loads(
        crossings_run("optimize", "case.yaml", "--quiet", "--format=json", *settings).out
    )
    for table in ("flows", "coverage", "limits"):
        for mine, its in zip(plan[table], found[table], strict=True):
            assert mine.keys() == its.keys()
            for key, value in its.items():
                near = isinstance(value, float)
                assert mine[key] == (pytest.approx(value, SOLVER, SOLVER) if near else value)
    assert plan["objective"] == pytest.approx(found["objective"])
    least = settings[1].replace(str(5 + ships["added"]), str(4 + ships["added"]))
    fewer = json.loads(
        crossings_run("optimize", "case.yaml", "--quiet", "--format=json", settings[0], least).out
    )
    assert met(fewer) < 0.5 <= met(plan)
    paths = {row["path"] for row in found["evidence"]}
    assert {"sizing.limits.fleet.cost", "sizing.limits.ships.at_most"} <= paths
    reached = [row["reached"] for row in found["budgets"]]
    assert reached == sorted(reached) and found["budgets"][0]["cost"] == 0


def met(found: Entry) -> float:
    rows = [row for row in found["coverage"] if row["area"] is not None]
    return float(sum(row["met"] for row in rows) / sum(row["need"] for row in rows))


def test_the_screen_and_the_program_name_them(crossings_run: Runner) -> None:
    found = sized(crossings_run, "--target=coverage=0.5")
    run = crossings_run("size", "case.yaml", "--quiet", "--target=coverage=0.5", "--write-lp=a.lp")
    rows = {row["resource"]: row["added"] for row in found["units"]}
    told = [" ".join(line.split()) for line in run.out.splitlines()]
    more = rows["fleet"]
    assert f"our trucks truck-days a day 10 {more} {10 + more} {7 * more}" in told
    more = rows["ships"]
    assert f"our ships ship 5 {more} {5 + more} {11 * more}" in told
    program = Path("a.lp").read_text("utf-8")
    assert "bought__limit_fleet_fleet__supplier_0" in program
    assert "own.ships.at_most: - added__limit_ships_ships__choice_0" in program


def test_names_are_shown_as_they_are(crossings_run: Runner) -> None:
    text = BY_HAND.replace("name: our trucks", 'name: "[red]our[/red] [x"').replace("11,", "99,")
    Path("case.yaml").write_text(text.replace("truck-days", '"[b]days"'), "utf-8")
    run = crossings_run("size", "case.yaml", "--target=coverage=0.38", "--budget=1e6")
    told = " ".join(run.out.split())
    assert "[red]our[/red] [x [b]days a day 10" in told
    assert "[red]our[/red] [x: [b]days a day +" in told


def test_each_phase_has_what_is_bought_on_top_of_its_own(crossings_run: Runner) -> None:
    case = reference_case()
    case["phases"] = [{"from": "2024-01-12", "set": {"limits.own.fleet.at_most_per_day": 20}}]
    staffing = cheapest(sizing_of(case, MODEL), Target(0.45)).staffing
    (more,) = staffing.units()
    assert more > 0
    assert staffing.problem().own_rate[:, 0].tolist() == [10 + more, 20 + more]


@pytest.mark.parametrize("seed", range(40))
def test_one_fleet_is_weighed_against_another(seed: int) -> None:
    """Each gate has trucks of its own, and what one brings the other may: every number is tried."""
    r = random.Random(f"fleets {seed}")
    names = ("one", "two", "three")[: r.choice([2, 2, 3])]
    total = r.random() < 0.3  # in all, over the ten days; else a day
    bound, days = ("at_most", 1) if total else ("at_most_per_day", 10)
    today = {name: r.randint(0, 3) for name in names}
    prices = {
        name: {"cost": r.choice([1, 2, 2.5, 4, 0.3]), "at_most": r.randint(6, 20), "step": step}
        for name, step in zip(names, r.sample([1, 2, 3, 5, 7], len(names)), strict=True)
    }
    asked = r.randint(sum(today.values()), 24)
    case = reference_case() | {
        "crossings": dict.fromkeys(names),
        "goods": {"food": {"category": "humanitarian", "need": 40}},
        "limits": {
            "own": {
                name: {"of": "arrived", "crossings": [name], bound: today[name]} for name in names
            }
        },
        "sizing": {"limits": prices},
    }
    axes = [range((prices[name]["at_most"] - today[name]) // prices[name]["step"] + 1)
            for name in names]  # fmt: skip
    ranked = []
    for steps in product(*axes):
        units = [n * prices[name]["step"] for n, name in zip(steps, names, strict=True)]
        if sum(units) + sum(today.values()) >= asked:
            pairs = zip(units, prices.values(), strict=True)
            cost = sum(Fraction(str(price["cost"])) * n for n, price in pairs)
            places = sum(place * n for place, n in enumerate(steps, 1))
            ranked.append((cost, sum(steps), places, tuple(units)))
    target = Target(asked * days / (40 * 10))
    if not ranked:
        with pytest.raises(NoPlan):
            cheapest(sizing_of(case, MODEL), target)
        return
    staffing = cheapest(sizing_of(case, MODEL), target).staffing
    best = min(ranked)
    ties = {units for *rank, units in ranked if rank == list(best[:3])}
    assert staffing.cost() == pytest.approx(float(best[0]))
    assert tuple(staffing.units()) in ties


def reference_case() -> Entry:
    """A fleet alone, which more than it can carry is needed of."""
    return {
        "title": "fleet",
        "horizon": {"start": "2024-01-07", "periods": 2, "days_per_period": 5},
        "areas": {"a": None},
        "goods": {"food": {"category": "humanitarian", "need": 20}},
        "crossings": {"gate": None},
        "limits": {"own": {"fleet": {"of": "arrived", "each": 2, "at_most_per_day": 10}}},
        "sizing": {"limits": {"fleet": {"cost": 1, "at_most": 30}}},
    }


def test_what_a_limit_asks_for_may_be_missed_by_rounding_as_floors_may() -> None:
    # A million trucks bring 3,333,333.33… a day; two billionths more than that are asked for.
    case = reference_case() | {"goods": {"food": {"category": "humanitarian", "need": 4e6}}}
    own = {
        "fleet": {"of": "arrived", "each": 0.3, "at_most_per_day": 0},
        "asked": {"of": "arrived", "at_least_per_day": 3333333.34},
    }
    case["limits"] = {"own": own}
    case["sizing"] = {"limits": {"fleet": {"cost": 1, "at_most": 2_000_000, "step": 50_000}}}
    sized = cheapest(sizing_of(case, MODEL), Target(0.1))
    assert sized.staffing.units() == [1_000_000]
    own["asked"]["at_least_per_day"] = 3333333.5  # half a ten-millionth more
    assert cheapest(sizing_of(case, MODEL), Target(0.1)).staffing.units() == [1_050_000]


def test_a_model_may_price_what_the_case_limits(crossings_run: Runner) -> None:
    case = reference_case()
    block = case.pop("sizing")
    for prices in (block, {"limits": {"fleet": {"cost": 3, "at_most": 99}}}):
        staffing = cheapest(sizing_of(case, MODEL | {"sizing": prices}), Target(0.4)).staffing
        assert staffing.cost() == prices["limits"]["fleet"]["cost"] * 6
    case["sizing"] = block
    winner = cheapest(sizing_of(case, MODEL | {"sizing": prices}), Target(0.4)).staffing
    assert winner.cost() == 18
    Path("model.yaml").write_text(json.dumps(MODEL | {"sizing": prices}), "utf-8")
    assert crossings_run("validate", "model.yaml").code == 0
    Path("alone.yaml").write_text(json.dumps(case | {"limits": {}, "model": "./model.yaml"}))
    assert "no limit of one's own is called fleet" in crossings_run("validate", "alone.yaml").err


FAULTS = {
    "    ships: {cost: 11": (
        "    shipps: {cost: 11",
        "no limit of one's own is called shipps; did",
    ),
    "cost: 11, ": ("", "sizing.limits.ships.cost: required, but not given"),
    "{cost: 11, at_most: 40}": ("{cost: 11}", "sizing.limits.ships.at_most: required"),
    "at_most: 40": ("at_most: 40.5", "a whole number from 0 to 1000000000, got 40.5"),
    "step: 4": ("step: 0", "a whole number from 1 to 100000, got 0"),
    ", at_most: 40}": (", at_most: 900000}", "it takes 899,995 steps to the ceiling"),
    "ships: {cost": ("soap: {cost", "soap asks for something; only of what is allowed"),
    "at_most: 5, ": (
        "at_most: 5, at_most_per_day: 2, ",
        "gives at_most and at_most_per_day: state",
    ),
    "cost: 11": ("price: 11", "sizing.limits.ships.price: unknown key"),
}


@pytest.mark.parametrize("text", FAULTS)
def test_every_fault_is_one_line_with_its_place(text: str, crossings_run: Runner) -> None:
    wrong, says = FAULTS[text]
    assert text in BY_HAND
    Path("case.yaml").write_text(BY_HAND.replace(text, wrong, 1), "utf-8")
    for command in (["validate"], ["size", "--target=coverage=0.5"]):
        run = crossings_run(command[0], "case.yaml", *command[1:])
        (line,) = [line for line in run.err.splitlines() if says in line]
        assert run.code == 3 and line.startswith("case.yaml:") and "sizing.limits." in line


def test_a_ceiling_that_adds_nothing_is_a_warning(crossings_run: Runner) -> None:
    for most, step, says in (
        (10, 4, "no step of 4 can"),
        (9, 1, "no unit can"),
        (13, 4, "no step"),
    ):
        text = BY_HAND.replace("at_most: 60, step: 4", f"at_most: {most}, step: {step}")
        Path("case.yaml").write_text(text, "utf-8")
        run = crossings_run("validate", "case.yaml")
        assert run.code == 0 and f"10 is allowed already, so {says}" in run.err


def test_a_target_that_no_trucks_reach_says_the_most(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(BY_HAND.replace("at_most: 60", "at_most: 20"), "utf-8")
    run = crossings_run("size", "case.yaml", "--quiet", "--target=coverage=0.6", "--format=json")
    (target, *ways) = json.loads(run.out)["conflicts"]
    assert run.code == 4 and target["most_share"] == pytest.approx(9 / 20)
    assert any(way["what"] == "our trucks" for way in ways)
