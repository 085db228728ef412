"""The fairest plan: held against paper, and against another program that knows no prices."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reference
from answers import Entry, plan_of, problem_of
from hypothesis import assume, given
from hypothesis import strategies as st
from runs import Runner
from strategies import cases
from test_properties import examples
from test_reference import pair
from tolerances import SUM, VALUE, near

from crossings.allocation import fairest_plan
from crossings.errors import NoPlan
from crossings.outputs.answer import answer
from crossings.outputs.screens.fairness import fairness_lines, says_fairest
from crossings.plan import Plan

HORIZON = 10_000


def fairest_of(case: Entry, model: Entry, over: int = 7) -> Plan | None:
    try:
        return fairest_plan(problem_of(case, model), over)
    except NoPlan:
        return None


def levels(plan: Plan) -> dict[tuple[str, str | None], float]:
    found = answer(plan).as_object()["fairness"]["levels"]
    return {(row["good"], row["area"]): row["coverage"] for row in found}


def good(need: Any, **keys: Any) -> Entry:
    return {"category": "humanitarian", "need": need, **keys}


# ---- By hand -------------------------------------------------------------------------------------


def test_who_is_far_off_in_priority_is_served_alike() -> None:
    # 6 come for a need of 10 + 10. By value all 6 are food: 5 · (5 · 4 + 1 · 2) = 110. Fair is 3
    # of each, 0.3: 5 · 3 · 4 + 1 · 3 · 4 = 72, so that 38 are given up; 6 are met either way.
    case, model = pair(crossing={"gate_truckloads_per_day": 6})
    case["goods"] = {"food": good(10, priority=5), "tents": good(10)}
    plan = fairest_of(case, model)
    assert plan is not None and plan.fairness is not None
    assert levels(plan) == {
        ("food", "north"): pytest.approx(0.3),
        ("tents", "north"): pytest.approx(0.3),
    }
    assert (plan.objective, plan.fairness.best.objective) == pytest.approx((72, 110))
    price = answer(plan).as_object()["fairness"]
    assert price["objective_given_up"] == pytest.approx(38)
    assert price["share_given_up"] == pytest.approx(38 / 110)
    assert (price["best_met_per_day"], price["met_per_day"]) == pytest.approx((6, 6))


def test_who_can_get_nothing_and_who_little_hold_nobody_back() -> None:
    # Neither toys nor stoves pass the gate. There are no toys, 0; 1 of the 10 stoves wanted is in
    # stock, 0.1. The 8 truckloads that come are shared by food, 14 wanted, and tents, 6: 8 / 20.
    case, model = pair(
        crossing={"gate_truckloads_per_day": 8, "admits": {"goods": ["food", "tents"]}},
    )
    case["areas"] = {"north": None, "south": None}
    case["goods"] = {
        "food": good({"by_area": {"north": 10, "south": 4}}),
        "tents": good({"by_area": {"south": 6}}),
        "stoves": good({"by_area": {"north": 10}}, stock={"by_area": {"north": 1}}),
        "toys": good({"by_area": {"south": 3}}),
    }
    plan = fairest_of(case, model)
    assert plan is not None
    assert levels(plan) == {
        ("toys", "south"): pytest.approx(0),
        ("stoves", "north"): pytest.approx(0.1),
        ("food", "north"): pytest.approx(0.4),
        ("food", "south"): pytest.approx(0.4),
        ("tents", "south"): pytest.approx(0.4),
    }


def test_exports_are_one_place() -> None:
    # 6 pass the gate: 2 of 5 in the north, 4 of 10 outside.
    case, model = pair(crossing={"gate_truckloads_per_day": 6})
    case["goods"] = {"food": good(5), "fruit": {"category": "export", "need": 10}}
    plan = fairest_of(case, model)
    assert plan is not None
    expected = {("food", "north"): pytest.approx(0.4), ("fruit", None): pytest.approx(0.4)}
    assert levels(plan) == expected


def test_a_floor_is_kept_first() -> None:
    # 6 come; food must have 5 of its 10. The tents have the other one.
    case, model = pair(
        crossing={"gate_truckloads_per_day": 6}, limits={"coverage_at_least": {"food": 0.5}}
    )
    case["goods"] = {"food": good(10), "tents": good(10)}
    plan = fairest_of(case, model)
    assert plan is not None
    expected = {("food", "north"): pytest.approx(0.5), ("tents", "north"): pytest.approx(0.1)}
    assert levels(plan) == expected


def test_value_and_then_minutes_decide_what_fairness_leaves_open() -> None:
    # Two days, 12 in stock on the first: fair is 0.6 of 20. Two days of 6 are worth more than one
    # of 10 and one of 2: 2 · (5 · 4 + 1 · 2) = 44, not 20 + 6 + 2 + 8.
    case, model = pair(
        crossing={"open_days": []},
        good={"stock": {"by_area": {"north": 12}}},
        horizon={"periods": 2, "days_per_period": 1},
    )
    plan = fairest_of(case, model)
    assert plan is not None
    assert plan.objective == pytest.approx(44)
    assert plan.met.min() >= 5 - VALUE  # 5 and 7, 6 and 6, 7 and 5 are worth the same
    # Two regimes release the same; the quicker one is taken.
    regimes = {
        name: {"start": "s", "stages": {"s": {"minutes": {"bay": minutes}}}}
        for name, minutes in (("slow", 60), ("quick", 30))
    }
    plan = fairest_of(*pair(regimes, {"gate_truckloads_per_day": 4}))
    assert plan is not None
    assert plan.minutes == pytest.approx(4 * 30)


def test_who_goes_without_for_a_week_is_not_made_up_for_by_the_next() -> None:
    # 70 come a week. The west can be reached in the second week alone, with f of them: over both
    # weeks f = 70, half for each. Week by week the east keeps some of the first for the second:
    # f = 70 λ, and 2 · 70 - f = 2 · 70 λ, so that λ = 2 / 3; the west's first week holds nobody up.
    case, model = pair(horizon={"start": "2024-09-01", "periods": 14, "days_per_period": 1})
    case["areas"] = {"east": None, "west": None}
    case["goods"] = {"food": good({"by_area": {"east": 10, "west": 10}})}
    closed = [f"2024-09-0{day}" for day in range(1, 8)]
    case["crossings"] = {
        "gate": {"routes": {"east": {}}},
        "bridge": {"routes": {"west": {}}, "closed_dates": closed},
    }
    case["corridors"] = {"road": {"serves": ["gate", "bridge"], "truckloads_per_day": 10}}
    plan = fairest_of(case, model, HORIZON)
    assert plan is not None and plan.fairness is not None
    assert plan.fairness.levels.ravel().tolist() == pytest.approx([0.5, 0.5])
    plan = fairest_of(case, model)
    assert plan is not None and plan.fairness is not None
    assert plan.fairness.levels[:, 0].ravel().tolist() == pytest.approx([2 / 3, 0, 2 / 3, 2 / 3])
    assert says_fairest(plan.problem, plan.fairness) == (
        "The fairest plan, week by week: none can get a larger share but at the cost of one with "
        "no more"
    )
    assert fairness_lines(plan.fairness, plan)[:3] == [
        "  0% in west, 1 of 2 weeks for food",
        "  67% in east for food",
        "  67% in west, 1 of 2 weeks for food",
    ]
    for days in (1, 30):
        plan = fairest_of(case, model, days)
        assert plan is not None and plan.fairness is not None
        assert len(plan.fairness.windows) == (14 if days == 1 else 1)


# ---- By another program --------------------------------------------------------------------------


@examples(30)
@given(cases(), st.sampled_from([1, 7, 14, HORIZON]))
def test_no_plan_is_fairer(made: tuple[Entry, Entry], over: int) -> None:
    plan, twin = fairest_of(*made, over), reference.fairest(*made, over)
    assert (plan is None) == (twin["status"] == "infeasible")
    if plan is None:
        return
    rows = answer(plan).as_object()["fairness"]["levels"]
    found = {(row["good"], row["area"], row["period"]): row["coverage"] for row in rows}
    assert found.keys() == twin["levels"].keys()
    for place, level in twin["levels"].items():
        assert near(found[place], level, VALUE)
    assert near(plan.objective, twin["objective"], VALUE)


@examples(30)
@given(cases(), st.sampled_from([7, HORIZON]))
def test_the_fairest_plan_is_a_plan_with_the_coverage_it_tells(
    made: tuple[Entry, Entry], over: int
) -> None:
    plan = fairest_of(*made, over)
    assume(plan is not None)
    assert plan is not None and plan.fairness is not None
    whole = answer(plan).as_object()
    assert reference.violations(*made, whole) == []
    problem, levels, runs = plan.problem, plan.fairness.levels, plan.fairness.windows
    assert [t for run in runs for t in run] == list(range(len(problem.periods)))
    needed, met = (
        np.array([each[run].sum(axis=0) for run in runs]) for each in (problem.needed, plan.met)
    )
    places = needed > 0
    assert (np.isnan(levels) == ~places).all()
    reached = met[places] / needed[places]
    assert reached == pytest.approx(levels[places], abs=VALUE)
    best = plan_of(problem)
    assert best is not None
    assert plan.objective <= best.objective + SUM * max(1.0, best.objective)
    price = whole["fairness"]["objective_given_up"]
    assert near(price, best.objective - plan.objective, SUM, best.objective)


# ---- On the command line -------------------------------------------------------------------------


def test_the_price_stands_beside_it(crossings_run: Runner) -> None:
    code, out, err = crossings_run("optimize", "case.yaml", "--objective", "fairest")
    assert (code, err) == (0, "")
    assert "The fairest plan, week by week: none can get a larger share" in out
    assert "Price of fairness: " in out
    run = crossings_run("optimize", "case.yaml", "--objective=fairest", "--format=json")
    whole = json.loads(run.out)
    assert whole["objective_kind"] == "fairest"
    ordinary = json.loads(crossings_run("optimize", "case.yaml", "--format=json").out)
    assert (ordinary["objective_kind"], ordinary["fairness"]) == ("value", None)
    assert whole["fairness"]["best_objective"] == pytest.approx(ordinary["objective"])
    assert whole["objective"] <= ordinary["objective"] * (1 + SUM)


def test_windows_are_given_in_days(crossings_run: Runner) -> None:
    def windows(*over: str) -> list[tuple[int, int]]:
        run = crossings_run("optimize", "case.yaml", "--objective=fairest", "--format=json", *over)
        assert (run.code, run.err) == (0, "")
        rows = json.loads(run.out)["fairness"]["levels"]
        return sorted({(row["period"], row["last_period"]) for row in rows})

    assert windows() == windows("--fair-over=7d") == windows("--fair-over", "1") == [(0, 0), (1, 1)]
    assert windows("--fair-over=8d") == windows("--fair-over=horizon") == [(0, 1)]
    for wrong in ("week", "0d", "-7d", "1.5d", "7d7"):
        run = crossings_run("optimize", "case.yaml", "--objective=fairest", f"--fair-over={wrong}")
        assert (run.code, run.out) == (2, "")
        assert f"expected days as in 7d, or horizon, got '{wrong}'" in run.err
    run = crossings_run("optimize", "case.yaml", "--fair-over=7d")
    assert run.code == 2
    assert "--fair-over goes with --objective fairest" in run.err


def test_every_command_takes_the_windows(crossings_run: Runner) -> None:
    def told(command: str, *others: str) -> Any:
        asked = (command, "case.yaml", *others, *FOOD_FIRST, "--format=json")
        return json.loads(crossings_run(*asked).out)

    fairest = ("--objective=fairest", "--fair-over=horizon")
    value = told("optimize", *fairest)["objective"]
    assert value != pytest.approx(told("optimize", fairest[0])["objective"])
    (figure,) = (
        each
        for each in told("compare", "./model.yaml", *fairest)["figures"]
        if each["measure"] == "value"
    )
    plans = ("--plans", "best", "fairest", "--scenarios=2", fairest[1])
    planned = {
        row["model"]: row["planned"]
        for row in told("compare", *plans)["outcomes"]
        if row["measure"] == "value"
    }
    found = (figure["value"], planned["fairest"], told("explain", *fairest)["objective"])
    assert found == pytest.approx((value,) * 3)


def test_a_batch_keeps_the_windows(crossings_run: Runner) -> None:
    asked = ("evaluate", "case.yaml", "--objective=fairest", "--scenarios=3", "--output=kept")
    assert crossings_run(*asked, "--fair-over=horizon").code == 0
    assert "fair_over_days: 14 there, 7 now" in crossings_run(*asked).err
    assert crossings_run("report", "kept", "--output=page.html").code == 0
    assert "fairest plan, week by week" not in Path("page.html").read_text("utf-8")
    again = crossings_run("report", "kept", "--objective=fairest", "--output=page.html")
    assert again.code == 2 and "--objective" in again.err


WINDOWS = ("--fair-over=7d", "--fair-over=horizon")
FOOD_FIRST = (
    "--set=phases=[{from: 2024-03-10, set: {corridors.egypt.goods.food: 0}}]",
    "--set=goods.food.stock.end_days_of_need=0",
    "--set=limits.coverage_at_least={}",
    "--set=corridors.egypt.truckloads_per_day=12",
)
"""Food comes in the first week alone: over both, cement can wait for the second."""


def test_floors_out_of_reach_are_no_plan(crossings_run: Runner) -> None:
    settings = (
        "--set=limits.coverage_at_least.food=1",
        "--set=crossings.gate-a.gate_truckloads_per_day=0.1",
        "--set=crossings.gate-b.gate_truckloads_per_day=0.1",
    )
    code, _, err = crossings_run("optimize", "case.yaml", *settings, "--objective", "fairest")
    assert code == 4
    assert "No plan: " in err


def test_what_is_cut_short_is_no_fairest_plan(crossings_run: Runner) -> None:
    code, out, err = crossings_run(
        "optimize", "case.yaml", "--objective", "fairest", "--time-limit", "0"
    )
    assert (code, out) == (5, "")
    assert err == "no plan was found within 0 s\n"
