"""The schedule: whole trucks whose sums stay by the plan, and that come back as a plan."""

import csv
import json
import random
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from answers import plan_of, problem_of
from runs import Runner
from test_reference import pair
from time_cases import time_case

from crossings.allocation.by_days import carried_by_days
from crossings.allocation.own_plan import completed
from crossings.limits.gate import GATE
from crossings.limits.route import ROUTE
from crossings.plan import Plan
from crossings.problem import Floats, Positions
from crossings.problem.places import over_platforms, through_yards
from crossings.reading.lists.plan_tables import own_plan
from crossings.schedule import LEFT_BEFORE, Schedule, schedule_of
from crossings.schedule.deviations import apart, passed_by_rounding
from crossings.schedule.lines import Lines
from crossings.schedule.rounding import whole_trucks
from crossings.tables.schedule import schedule as schedule_table

SEEDS = range(20)
PASSED = 3.0
"""Trucks of a day by which a gate, route or corridor may be passed."""
WORTH = 0.02
"""Share of the value of the days by which their schedule may be off."""
MANY = 20
"""Trucks of every good and area from which on that holds."""
ROUNDING = 1e-5


@cache
def made(seed: int) -> tuple[Plan, Schedule] | None:
    """The schedule of a generated case by days; None where it has no plan."""
    case, model = time_case(seed)
    case["horizon"] |= {"days_per_period": 1, "periods": random.Random(seed).choice([7, 14, 20])}
    case.pop("phases", None)
    for limit in ((case.get("limits") or {}).get("own") or {}).values():
        for key in ("from", "to"):
            limit.pop(key, None)
    plan = plan_of(problem_of(case, model))
    return None if plan is None else (plan, schedule_of(plan))


def strays(lines: Lines, sent: Positions) -> list[tuple[str, float]]:
    """Sums from the start that are further from the plan than they may be, added up one by one."""
    found = []
    for name, axes, most in SUMS:
        beyond: dict[tuple[int, ...], Floats] = {}
        for n, place in enumerate(zip(*(getattr(lines, axis) for axis in axes), strict=True)):
            beyond[place] = beyond.get(place, 0.0) + np.cumsum(sent[:, n] - lines.trucks[:, n])
        far = max((float(np.abs(each).max()) for each in beyond.values()), default=0.0)
        found += [(name, far)] if far > most + ROUNDING else []
    return found


SUMS = (
    ("crossing", ("crossing",), 1.0),
    ("crossing_good", ("crossing", "good"), 2.0),
    ("good_area", ("good", "area"), 2.0),
    ("line", ("corridor", "crossing", "good", "regime", "area"), 2.0),
)
"""Which sums from the start are never further from the plan than so many trucks."""


def thin_lines(seed: int) -> Lines:
    """Up to 400 lines of any size, of which some or all carry on a day."""
    r = np.random.default_rng(seed)
    sizes = [int(r.integers(1, most)) for most in (6, 9, 8, 5, 4)]
    share = r.choice([0.05, 0.2, 0.6, 1.0])
    keys = [key for key in np.ndindex(*sizes) if r.random() < share] or [(0, 0, 0, 0, 0)]
    if len(keys) > 400:
        keys = [keys[n] for n in sorted(r.choice(len(keys), 400, replace=False))]
    c, g, a, o, q = np.array(keys).T
    days, size = int(r.choice([10, 30, 60])), r.choice([0.01, 0.1, 0.5, 2])
    trucks = r.exponential(size, (days, len(keys)))
    kind = r.integers(4)
    if kind == 0:
        trucks[:] = trucks[0]
    elif kind == 1:
        trucks *= r.random(trucks.shape) < 0.2
    elif kind == 2:
        for of, number in ((c, sizes[0]), (a, sizes[2]), (g, sizes[1])):
            trucks *= (r.random((days, number)) < 0.6)[:, of]
    return Lines(o, c, g, q, a, trucks, {}, np.full(trucks.shape, np.inf))


# ---- Generated cases -----------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, 40, 10))
def test_lines_as_thin_as_they_come_stay_by_the_plan(first: int) -> None:
    for seed in range(first, first + 10):
        lines = thin_lines(seed)
        trucks = whole_trucks(lines)
        assert (trucks >= 0).all() and strays(lines, trucks) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_from_the_start_stay_by_the_plan(seed: int) -> None:
    found = made(seed)
    if found is None:
        return
    plan, schedule = found
    problem, lines, sent = plan.problem, schedule.lines, schedule.by_day
    assert (schedule.trucks > 0).all()
    assert strays(lines, sent) == []
    assert all(schedule.furthest[name] <= most + ROUNDING for name, _, most in SUMS)
    most = PASSED + ROUNDING
    for c in range(len(problem.crossings)):
        here = sent[:, lines.crossing == c].sum(axis=1)
        assert (here <= GATE.allowed(problem)[:, c] + most).all()
    of = ~over_platforms(problem).any(axis=1)
    collected = schedule.rounded.collected.sum(axis=2)
    assert (collected[:, of] <= ROUTE.allowed(problem)[:, of] + most).all()
    # What a corridor passes beyond the plan; the plan keeps to its caps.
    leaving = schedule.rounded.manifested.sum(axis=(2, 3)) - plan.manifested.sum(axis=(2, 3))
    assert (leaving * (1 - problem.corridor_loss) <= most).all()
    # Nothing leaves on a day on which it would come too late, nor when its corridor is closed.
    came = schedule.left != LEFT_BEFORE
    corridor, left = lines.corridor[schedule.line[came]], schedule.left[came]
    arrives = left + np.floor(problem.corridor_transit[left, corridor] + 1e-9)
    assert (arrives <= schedule.day[came]).all()
    assert (problem.corridor_open_days[left, corridor] > 0).all()
    assert problem.crossing_opens[schedule.day, lines.crossing[schedule.line]].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_add_up_to_the_plan(seed: int) -> None:
    found = made(seed)
    if found is None:
        return
    plan, schedule = found
    problem, lines = plan.problem, schedule.lines
    loads = lines.trucks * problem.fill[:, lines.regime]  # (T, N)
    kept = 1 - problem.refusal[:, lines.regime]
    sums = {name: np.zeros(getattr(plan, name).shape) for name in FLOWS}
    for n, (c, g) in enumerate(zip(lines.crossing, lines.good, strict=True)):
        o, r, a = lines.corridor[n], lines.regime[n], lines.area[n]
        sums["presented"][:, c, g, r] += loads[:, n]
        if a >= 0:
            sums["collected"][:, c, g, a] += (loads * kept)[:, n]
        if o >= 0:
            sums["manifested"][:, o, c, g] += loads[:, n] / (1 - problem.corridor_loss[:, o])
    yards, lies = through_yards(problem), over_platforms(problem)
    size = max(1.0, float(plan.presented.max(initial=0.0)))
    for name, of in (
        ("presented", np.ones_like(yards)), ("collected", ~lies), ("manifested", ~yards),
    ):  # fmt: skip
        at = (slice(None), *([slice(None)] if name == "manifested" else []), of)
        np.testing.assert_allclose(sums[name][at], getattr(plan, name)[at], atol=1e-4 * size)


FLOWS = ("manifested", "presented", "collected")


@pytest.mark.parametrize("seed", [*SEEDS, 24, 70151])
def test_no_truck_is_presented_before_it_is_there(seed: int) -> None:
    found = made(seed)
    if found is None or not found[1].days.problem.through_corridors:
        return
    schedule, problem = found[1], found[1].days.problem
    lines, waiting = schedule.lines, problem.due_at_crossings()
    waiting[0] += problem.first_yard
    presented = np.zeros(waiting.shape)
    for n, t, u, size in zip(
        schedule.line, schedule.day, schedule.left, schedule.truckloads, strict=True
    ):
        o, place = lines.corridor[n], (lines.crossing[n], lines.good[n])
        if o >= 0:
            assert u + np.floor(problem.corridor_transit[u, o] + ROUNDING) <= t
        elif problem.inbound[place[1]]:
            presented[t, *place] += size
    # What is left of a whole truck may be part of the last that came.
    most = np.ceil(np.cumsum(waiting, axis=0) - ROUNDING)
    assert (np.cumsum(presented, axis=0) <= most + ROUNDING).all()


@pytest.mark.parametrize("seed", range(6, 18, 2))
def test_it_comes_back_as_a_plan_of_nearly_the_same_value(seed: int, tmp_path: Path) -> None:
    found = made(seed)
    if found is None or not len(found[1].trucks):
        return
    plan, schedule = found
    table = schedule_table(schedule)
    table.to_csv(tmp_path / "plan.csv", index=False)
    given, _ = own_plan(str(tmp_path / "plan.csv"), plan.problem)
    back = completed(given, plan)
    assert back.presented == pytest.approx(schedule.rounded.presented, abs=1e-6)
    numbers = [table.groupby(column)["trucks"].sum().min() for column in ("good", "area")]
    if min(numbers) >= MANY:
        assert back.objective == pytest.approx(plan.objective, rel=WORTH)


# ---- By hand -------------------------------------------------------------------------------------


def test_half_full_trucks_by_hand() -> None:
    # 0.8 truckloads a day, half of one to a truck: 1.6 trucks a day, whole ones that never lag.
    wave = {"start": "s", "fill": 0.5, "stages": {"s": {"minutes": {"lane": 1}}}}
    plan = plan_of(
        problem_of(
            *pair(
                {"wave": wave},
                {"gate_truckloads_per_day": 1.6},
                horizon={"start": "2024-03-03", "periods": 5, "days_per_period": 1},
            )
        )
    )
    assert plan is not None
    schedule = schedule_of(plan)
    assert schedule.trucks.tolist() == [2, 2, 1, 2, 1]
    assert schedule.truckloads.tolist() == [1, 1, 0.5, 1, 0.5]
    (passed,) = passed_by_rounding(schedule)
    assert (passed.what, passed.unit, passed.rows[0].last) == ("gate of gate", "trucks", 0)
    assert (passed.worst.value, passed.worst.bound) == pytest.approx((2, 1.6))


def test_what_is_early_leaves_before_its_corridor_closes() -> None:
    # By Saturday 3.5 have passed each of two gates, early rather than late 4: all 8 must have left
    # by Thursday, by which the plan sends 7.
    weeks = {"start": "2024-03-03", "periods": 14, "days_per_period": 1}
    gates = {gate: {"gate_truckloads_per_day": 0.5} for gate in ("east", "west")}
    corridor = {"serves": [*gates], "open_days": ["sun", "mon", "tue", "wed", "thu"]}
    case, model = pair(horizon=weeks, crossings=gates, corridors={"egypt": corridor})
    plan = plan_of(problem_of(case, model))
    assert plan is not None
    schedule = schedule_of(plan)
    assert schedule.trucks[schedule.day < 7].sum() == 8
    assert (plan.problem.corridor_open_days[schedule.left, 0] > 0).all()


def test_weeks_are_carried_out_by_days() -> None:
    # By weeks 7 a week pass; by days what leaves on Friday cannot wait for Monday without a yard.
    week = {"start": "2024-03-03", "periods": 2, "days_per_period": 7}
    for yard, far in ((0, 1.0), (50, 0.5)):  # with one, the first Monday is still before a Friday
        gate = {"open_days": ["mon"], "yard_truckloads": yard}
        corridor = {"serves": ["gate"], "truckloads_per_day": 7, "open_days": ["fri"]}
        case, model = pair(crossing=gate, horizon=week, corridors={"egypt": corridor})
        plan = plan_of(problem_of(case, model))
        daily = case | {"horizon": week | {"periods": 14, "days_per_period": 1}}
        assert plan is not None and plan.presented.sum() == pytest.approx(14)
        days = carried_by_days(plan, problem_of(daily, model))
        assert apart(plan, days)["presented"] == pytest.approx(far)
        schedule = schedule_of(days)
        sent = list(zip(schedule.left.tolist(), schedule.day.tolist(), strict=True))
        assert sent == ([(5, 8)] if yard else [])  # Friday the 8th, Monday the 11th


# ---- What is given out ---------------------------------------------------------------------------


def test_it_is_given_where_it_is_asked_for(crossings_run: Runner, tmp_path: Path) -> None:
    daily = ("--set=horizon.days_per_period=1", "--set=horizon.periods=14", "--quiet")
    plain = crossings_run("optimize", "case.yaml", "--quiet", "--format=json")
    assert "schedule" not in json.loads(plain.out) and json.loads(plain.out)["rounding"] is None
    shown = crossings_run("optimize", "case.yaml", "--quiet", "--show=schedule").out
    assert "3 to 9 Mar 2024" in shown and "All crossings" in shown and "Carried out" in shown
    whole = json.loads(crossings_run("optimize", "case.yaml", *daily, "--format=json").out)
    assert whole["rounding"]["trucks"] == sum(row["trucks"] for row in whole["schedule"])
    assert list(whole["rounding"]["furthest"]) == [name for name, *_ in SUMS]
    assert crossings_run("optimize", "case.yaml", *daily, "--format=csv", "--output=o").code == 0
    with Path("o/schedule.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == len(whole["schedule"])
    folder = ("--format=package", "--output=p")
    assert crossings_run("optimize", "case.yaml", "--quiet", *folder).code == 0
    assert "trucks" in Path("p/schedule.csv").read_text("utf-8").partition("\n")[0]


def test_the_workbook_has_a_sheet_to_print_and_one_to_read_back(crossings_run: Runner) -> None:
    daily = ("--set=horizon.days_per_period=1", "--set=horizon.periods=10", "--quiet")
    assert (
        crossings_run("optimize", "case.yaml", *daily, "--format=xlsx", "--output=o.xlsx").code == 0
    )
    book = openpyxl.load_workbook("o.xlsx")
    rows = list(book["schedule_weeks"].values)
    assert rows[0][0] == "Trucks presented, 3 to 9 Mar 2024"
    assert rows[1][:4] == ("crossing", "area", "good", "Sun 3 Mar")
    in_all = [row for row in rows if row[0] == "All crossings"]
    table = list(book["schedule"].values)
    trucks = [str(name).partition(" ")[0] for name in table[0]].index("trucks")
    assert sum(row[10] for row in in_all) == sum(row[trucks] for row in table[1:])
    own = crossings_run("optimize", "case.yaml", *daily, "--format=json", "--own-plan=o.xlsx")
    best = crossings_run("optimize", "case.yaml", *daily, "--format=json")
    value, lost = (json.loads(each.out)["objective"] for each in (best, own))
    assert lost == pytest.approx(value, rel=WORTH)
