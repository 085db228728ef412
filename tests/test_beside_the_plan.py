"""Displacement, diversion and time to rebuild, worked by hand, in tables and on the screen."""

import copy
from pathlib import Path

import example
import numpy as np
import pytest
from answers import Entry, plan_of, printed, problem_of
from hypothesis import given
from strategies import FEATURES, cases
from test_properties import examples

from crossings.errors import InputError
from crossings.outputs.answer import answer
from crossings.outputs.screens.plan import screen
from crossings.reading import checked, read_problem

WAVE: Entry = {"title": "by hand", "regimes": {"wave": {"start": "s", "stages": {"s": None}}}}
TUNNELS: Entry = {"goods": {"food": 0.5}, "interdicted": 0.25, "threat_rate": 0.1}


def ten_days(gate: float = 8, **keys: Entry) -> Entry:
    """12 truckloads of food needed a day, in two areas by two to one; so many come."""
    return {
        "title": "by hand",
        "horizon": {"periods": 1, "days_per_period": 10},
        "areas": {"north": {"population": 200}, "south": {"population": 100}},
        "goods": {"food": {"category": "humanitarian", "need": 12, "tonnes_per_truckload": 20}},
        "crossings": {"gate": {"gate_truckloads_per_day": gate}},
        **keys,
    }


def shown(case: Entry, model: Entry = WAVE) -> str:
    plan = plan_of(problem_of(case, model))
    assert plan is not None
    return " ".join(screen(answer(plan), whole=True).split())


# ---- Displacement --------------------------------------------------------------------------------


def test_half_of_unmet_need_goes_through_tunnels() -> None:
    # 40 of 120 are unmet, evenly: 26.67 and 13.33. Half is sent, a quarter of that stopped, and a
    # tenth of what enters is contraband.
    result = printed(ten_days(informal={"tunnels": TUNNELS}), WAVE)
    assert result is not None
    assert [row["area"] for row in result["informal"]] == ["north", "south"]
    for row, unmet in zip(result["informal"], (80 / 3, 40 / 3), strict=True):
        assert row["sent"] == pytest.approx(unmet / 2)
        assert row["interdicted"] == pytest.approx(unmet / 8)
        assert row["entered"] == pytest.approx(unmet * 3 / 8)
        assert row["undetected"] == pytest.approx(unmet * 3 / 80)
        assert row["counts_as_met"] is False
    for row in result["coverage"]:
        assert row["coverage"] == row["coverage_with_informal"] == pytest.approx(2 / 3)
        assert row["informal"] == 0


def test_what_counts_as_met_stands_beside_what_the_plan_meets() -> None:
    sea = {"goods": {"food": 0.25}}
    channels = {"tunnels": TUNNELS | {"counts_as_met": True}, "sea": sea}
    result = printed(ten_days(informal=channels), WAVE)
    assert result is not None
    north = result["coverage"][0]
    assert north["met"] == pytest.approx(160 / 3)
    assert north["informal"] == pytest.approx(10)  # by the tunnels alone
    assert north["coverage_with_informal"] == pytest.approx((160 / 3 + 10) / 80)
    by_sea = [row for row in result["informal"] if row["channel"] == "sea"]
    assert [row["entered"] for row in by_sea] == pytest.approx([20 / 3, 10 / 3])
    assert [row["undetected"] for row in by_sea] == [None, None]


def test_the_screen_calls_it_an_assumption_and_shows_the_risk_pushed_there() -> None:
    case = ten_days(informal={"tunnels": TUNNELS | {"name": "Tunnels", "counts_as_met": True}})
    case["goods"]["food"]["threat_rate"] = 0.01
    text = shown(case)
    # 40 unmet in ten days: 20 sent, 5 stopped, 15 entered, 1.5 with contraband; 0.8 at the gate
    assert (
        "Beside the crossings (an assumption), uninspected by Tunnels: 2.0 truckloads a day sent "
        "as need goes unmet, 0.5 stopped, 1.5 entered; contraband undetected, truckloads a day: "
        "0.15 there, 0.08 at the crossings" in text
    )
    assert "79% of the truckloads needed are met; the plan alone meets 67%" in text


@pytest.mark.parametrize(
    ("channels", "says"),
    [
        ({"sea": {"goods": {"food": 0.5}}}, "a day: unknown there, unknown at the crossings"),
        (
            {"tunnels": TUNNELS | {"goods": {"food": 0.4}}, "sea": {"goods": {"food": 0.5}}},
            "a day: 0.12 there; unknown for some, unknown at the crossings",
        ),
    ],
)
def test_unknown_contraband_is_not_called_none(channels: Entry, says: str) -> None:
    assert says in shown(ten_days(informal=channels))


def test_nothing_is_said_of_channels_where_there_are_none() -> None:
    result = printed(ten_days(), WAVE)
    assert result is not None
    assert result["informal"] == result["diversion"] == result["rebuild"] == []
    assert {"informal", "coverage_with_informal"}.isdisjoint(result["coverage"][0])
    text = shown(ten_days())
    assert not any(word in text for word in ("Beside the crossings", "Diversion", "Rebuilding"))


@examples(40)
@given(cases(FEATURES - {"words"}))
def test_channels_change_nothing_in_the_plan(pair: tuple[Entry, Entry]) -> None:
    case, model = copy.deepcopy(pair)
    case.pop("informal", None)
    for owner in (case, model):
        (owner.get("sizing") or {}).pop("informal", None)
    for phase in case.get("phases") or []:
        changes = phase.get("set") or {}
        phase["set"] = {at: change for at, change in changes.items() if "informal" not in at}
    for good in case["goods"].values():
        good.pop("backlog_tonnes", None)
    plan, without = plan_of(problem_of(*pair)), plan_of(problem_of(case, model))
    assert (plan is None) == (without is None)
    if plan is not None and without is not None:
        assert plan.objective == without.objective
        assert np.array_equal(plan.presented, without.presented)
        assert np.array_equal(plan.met, without.met)


def test_a_phase_may_change_what_is_stopped_but_not_what_counts(tmp_path: Path) -> None:
    channel = "informal:\n  sea: {goods: {food: 0.5}, interdicted: 0.1}\n"
    phases = "phases: [{from: 2024-03-10, set: {informal.sea.interdicted: 0.6}}]\n"
    problem = read_problem(str(example.written(tmp_path, example.CASE + channel + phases)))
    assert problem.informal_interdicted[:, 0].tolist() == [0.1, 0.6]
    phases = phases.replace("interdicted: 0.6", "counts_as_met: true")
    with pytest.raises(InputError, match="cannot change with a phase"):
        read_problem(str(example.written(tmp_path, example.CASE + channel + phases)))


# ---- Diversion -----------------------------------------------------------------------------------

CHECKED = {"end_use": {"food": {"minutes": {"monitor": 60}, "prevents": 0.75}}}


def test_end_use_checks_take_minutes_of_a_pool_and_prevent() -> None:
    # 1 monitor of 8 hours: 8 arrivals a day are followed, of the 12 that could come. 0.1 of them
    # would be diverted: 0.8 a day, of which 0.6 are prevented.
    case = ten_days(gate=20, pools={"monitor": {"units": 1}})
    case["goods"]["food"]["diversion_share"] = 0.1
    result = printed(case, WAVE | CHECKED)
    assert result is not None
    (row,) = result["diversion"]
    assert row["arrived"] == pytest.approx(80)
    assert row["diverted"] == pytest.approx(2)
    assert row["prevented"] == pytest.approx(6)
    (pool,) = result["resources"]
    assert pool["used_minutes"] == pytest.approx(4800) == pytest.approx(pool["capacity_minutes"])
    assert pool["shadow_price"] == pytest.approx(2 / 60)
    assert result["inspection_minutes"] == 0
    assert (
        "Diversion (an assumption) of food: of 8.0 truckloads a day arrived 0.2 are later put to "
        "another use, 0.6 more are kept from it by checks of end use" in shown(case, WAVE | CHECKED)
    )


def test_loads_lost_on_the_way_need_no_check_and_are_not_diverted() -> None:
    # 10 pass the gate, a fifth is lost: 8 arrive, which is all that one monitor follows.
    case = ten_days(gate=20, pools={"monitor": {"units": 1}})
    case["crossings"]["gate"]["routes"] = {area: {"loss": 0.2} for area in case["areas"]}
    case["goods"]["food"]["diversion_share"] = 0.1
    result = printed(case, WAVE | CHECKED)
    assert result is not None
    assert sum(row["presented"] for row in result["flows"]) == pytest.approx(100)
    assert result["diversion"][0]["arrived"] == pytest.approx(80)


def test_the_word_for_a_good_is_its_own_before_its_category_before_all() -> None:
    checks = {"*": 0.1, "humanitarian": 0.2, "food": 0.3}
    case = ten_days()
    while checks:
        end_use = {word: {"prevents": share} for word, share in checks.items()}
        problem = problem_of(case, WAVE | {"end_use": end_use})
        assert problem.diversion_prevented.tolist() == [[checks.popitem()[1]]]


def test_a_limit_on_diversion_holds_goods_back_and_has_a_price() -> None:
    # 0.5 a day may be diverted of a tenth of arrivals: 5 come. One more diverted lets 10 in, the
    # next of which are worth 4, up to half of need.
    case = ten_days(gate=20, limits={"diverted_truckloads_per_day": 0.5})
    case["goods"]["food"]["diversion_share"] = 0.1
    result = printed(case, WAVE)
    assert result is not None
    assert sum(row["met"] for row in result["coverage"]) == pytest.approx(50)
    (limit,) = result["limits"]
    assert limit == {
        "period": 0,
        "last_period": 0,
        "limit": "diverted_truckloads_per_day",
        "crossing": None,
        "good": None,
        "area": None,
        "value": pytest.approx(5),
        "bound": pytest.approx(5),
        "shadow_price": pytest.approx(40),
    }


def test_a_model_may_follow_loads_with_a_pool_of_the_case(tmp_path: Path) -> None:
    end_use = "end_use: {cement: {minutes: {monitor: 10}, prevents: 0.5}}\n"
    example.written(tmp_path, model=example.MODEL + end_use)
    read_problem(str(tmp_path / "case.yaml"))
    assert "valid" in checked(str(tmp_path / "model.yaml"))[0]


# ---- Time to rebuild -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backlog", "says"),
    [
        (48_000, "48,000 tonnes of food; 160 a day arrive, and at this pace it takes 9.9 months"),
        (480_000, "480,000 tonnes of food; 160 a day arrive, and at this pace it takes 8.2 years"),
    ],
)
def test_a_backlog_takes_as_long_as_arrivals_let_it(backlog: float, says: str) -> None:
    case = ten_days()  # 8 a day of 20 tonnes
    case["goods"]["food"]["backlog_tonnes"] = backlog
    result = printed(case, WAVE)
    assert result is not None
    (row,) = result["rebuild"]
    assert row == {
        "good": "food",
        "backlog_tonnes": backlog,
        "tonnes_per_day": pytest.approx(160),
        "days": pytest.approx(backlog / 160),
    }
    assert says in shown(case)


def test_where_nothing_arrives_rebuilding_never_ends() -> None:
    case = ten_days(gate=0)
    case["goods"]["food"]["backlog_tonnes"] = 1000
    result = printed(case, WAVE)
    assert result is not None
    assert result["rebuild"][0]["days"] is None
    assert "0 a day arrive, and at this pace it is never covered" in shown(case)
