"""Among all plans of best value, the one steady plan: what it looks like, and that it is one."""

import copy
import random
from typing import Any

import numpy as np
import pytest
from answers import Entry, plan_of, problem_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import ROOT
from reference_aims import NAMES
from strategies import cases
from time_cases import time_case
from tolerances import SUM, near

from crossings.allocation import convex, faces, fairest_plan, idle, optimal_plan
from crossings.allocation import settings as sizes
from crossings.allocation.convex import minimised
from crossings.allocation.quadratic import Quadratic, sparse
from crossings.allocation.solving import Search
from crossings.evaluation import evaluated
from crossings.outputs.answer import answer
from crossings.outputs.screens.plan import screen
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.scenarios import sampled

SAME = 0.01
"""Truckloads a day within which two plans are the same."""
WAVE: Entry = {"wave": {"start": "s", "stages": {"s": {}}}}
SEARCH: Entry = {"start": "s", "stages": {"s": {"minutes": {"bay": 60}, "detection": 0.9}}}
FLOWS = {"manifested": "tocg", "presented": "tcgr", "collected": "tcga", "met": "tga"}
LABELS = {"o": "corridors", "c": "crossings", "g": "goods", "r": "regimes", "a": "areas"}


def plan(case: Entry, regimes: Entry = WAVE, **model: Any) -> Plan:
    case = {"title": "by hand", "model": "./model.yaml"} | case
    found = plan_of(problem_of(case, {"title": "by hand", "regimes": regimes} | model))
    assert found is not None
    return found


def flows(found: Plan) -> dict[tuple[str, ...], float]:
    """Truckloads a day by ids, whatever their order."""
    problem, named = found.problem, {}
    for flow, axes in FLOWS.items():
        array = getattr(found, flow)
        for place, size in np.ndenumerate(array):
            ids = [
                getattr(problem, LABELS[x])[p].id for x, p in zip(axes[1:], place[1:], strict=True)
            ]
            named[(flow, str(place[0]), *ids)] = size / problem.days[place[0]]
    return named


def apart(one: Plan, other: Plan) -> float:
    mine, its = flows(one), flows(other)
    return max((abs(mine[key] - its[key]) for key in mine), default=0.0)


# ---- By hand -------------------------------------------------------------------------------------


def test_eight_weeks_of_too_little_are_eight_weeks_alike() -> None:
    # 70 a week are needed in each of two areas; 17.5 reach one of them, whose share no week takes
    # from another: 25 % every week, and 8 · 17.5 at 4 each from the first area alone.
    found = plan(
        {
            "horizon": {"start": "2024-08-15", "periods": 8, "days_per_period": 7},
            "areas": {"west": {"population": 1}, "central": {"population": 1}},
            "goods": {"food": {"category": "humanitarian", "need": 20}},
            "crossings": {
                "gate": {
                    "gate_truckloads_per_day": 10,
                    "routes": {
                        "west": {"truckloads_per_day": 6},
                        "central": {"truckloads_per_day": 2.5},
                    },
                }
            },
        }
    )
    assert found.coverage[:, 0, 1] == pytest.approx(0.25, abs=1e-9)
    assert found.coverage[:, 0, 0] == pytest.approx(0.6, abs=1e-9)
    assert found.objective == pytest.approx(8 * (17.5 * 4 + 35 * 4 + 7 * 2))


def test_gates_share_by_their_size() -> None:
    found = plan(
        {
            "areas": {"north": None},
            "goods": {"food": {"category": "humanitarian", "need": 120}},
            "crossings": {
                "small": {"gate_truckloads_per_day": 200},
                "large": {"gate_truckloads_per_day": 1000},
            },
        }
    )
    assert found.presented[0, :, 0, 0] / 7 == pytest.approx([20, 100])


def test_open_days_carry_alike() -> None:
    found = plan(
        {
            "horizon": {"start": "2024-01-07", "periods": 28, "days_per_period": 1},
            "areas": {"north": None},
            "goods": {
                "food": {
                    "category": "humanitarian",
                    "need": 10,
                    "stock": {"days_of_need": 2, "end_days_of_need": 2},
                }
            },
            "crossings": {"gate": {"open_days": ["sun", "mon", "tue", "wed", "thu"]}},
        }
    )
    by_weekday = found.presented.reshape(4, 7)
    assert by_weekday[:, :5] == pytest.approx(14)
    assert by_weekday[:, 5:] == pytest.approx(0)


@pytest.mark.parametrize("order", [("weak", "sharp"), ("sharp", "weak")])
def test_regimes_of_one_worth_are_told_apart_by_what_goes_undetected(order: tuple[str]) -> None:
    share = {"weak": 0.1, "sharp": 0.9}
    regimes = {
        name: {
            "start": "look",
            "stages": {"look": {"minutes": {"officer": 5}, "detection": share[name]}},
        }
        for name in order
    }
    good = {"category": "humanitarian", "need": 50, "threat_rate": 0.1}
    crossings = {"gate": {"gate_truckloads_per_day": 80}}
    found = plan({"areas": {"a": None}, "goods": {"wheat": good}, "crossings": crossings}, regimes)
    assert found.presented[0, 0, 0, order.index("weak")] == 0
    assert found.aims[1].value == pytest.approx(350 * 0.1 * 0.1)


def test_gaza_and_west_bank_are_as_reckoned_elsewhere() -> None:
    gaza = optimal_plan(read_problem(str(ROOT / "inputs/gaza.yaml")))
    ids = {entry.id: place for place, entry in enumerate(gaza.problem.goods)}
    food = gaza.presented[:, :, ids["food"]].sum(axis=(1, 2))
    assert food == pytest.approx(82.8, abs=0.01)
    assert gaza.presented.sum(axis=(2, 3)) == pytest.approx(np.tile([70.4, 140.8], (28, 1)))
    assert gaza.manifested[:, 1].sum(axis=(1, 2)) == pytest.approx(40)  # Ashdod's, without loss
    need = gaza.problem.need[0]
    assert (gaza.stock <= 3 * need + 1e-6).all()
    west_bank = optimal_plan(read_problem(str(ROOT / "inputs/west-bank.yaml"), "risk-based"))
    assert west_bank.aims[1].value == pytest.approx(6.185, abs=0.001)


# ---- One plan ------------------------------------------------------------------------------------


def shuffled(pair: tuple[Entry, Entry], order: random.Random) -> tuple[Entry, Entry]:
    case, model = copy.deepcopy(pair)
    for owner, key in (
        *((case, key) for key in ("areas", "goods", "crossings", "corridors", "pools")),
        *((model, key) for key in ("regimes", "pools")),
    ):
        if owner.get(key):
            items = list(owner[key].items())
            order.shuffle(items)
            owner[key] = dict(items)
    return case, model


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(
    pair: tuple[Entry, Entry], order: random.Random
) -> None:
    one = plan_of(problem_of(*pair))
    other = plan_of(problem_of(*shuffled(pair, order)))
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert near(one.objective, other.objective, SUM)
        assert apart(one, other) <= SAME
        assert all(each.least for each in one.aims)
        assert {each.id for each in one.aims} == {*NAMES}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.randoms(use_true_random=False))
def test_simulated_futures_do_not_know_the_order_of_lines(
    pair: tuple[Entry, Entry], order: random.Random
) -> None:
    found = []
    for each in (pair, shuffled(pair, order)):
        made = plan_of(problem_of(*each))
        if made is None:
            return
        outcomes = evaluated(made, sampled(made.problem, 1, range(20)))
        found.append(outcomes.value)
    assert found[0] == pytest.approx(found[1], rel=1e-6, abs=1e-6)


def test_any_solver_finds_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = read_problem(str(ROOT / "inputs/west-bank.yaml"))
    one = optimal_plan(problem)
    monkeypatch.setattr(convex, "_piqp", lambda *_: None)
    assert apart(one, optimal_plan(problem)) <= SAME
    monkeypatch.setattr(convex, "_clarabel", lambda *_: None)
    monkeypatch.setattr(convex, "_HUGE", 0)
    assert apart(one, optimal_plan(problem)) <= SAME


TWO: Entry = {
    "horizon": {"start": "2024-01-07", "periods": 4, "days_per_period": 7},
    "areas": {"north": {"population": 3}, "south": {"population": 1}},
    "goods": {
        "food": {"category": "humanitarian", "priority": 3, "need": 40, "threat_rate": 0.01},
        "fuel": {"category": "fuel", "need": 30},
    },
    "crossings": {
        "gate": {
            "gate_truckloads_per_day": 20,
            "resources": {"bay": 6},
            "open_days": ["sun", "mon"],
        },
        "port": {"resources": {"bay": 3}},
    },
    "corridors": {"sea": {"truckloads_per_day": 60}, "road": {"truckloads_per_day": 20}},
}


def halves(entry: Entry) -> Entry:
    made = copy.deepcopy(entry)
    for key in ("gate_truckloads_per_day", "truckloads_per_day", "population"):
        if key in made:
            made[key] /= 2
    for resource in made.get("resources", {}):
        made["resources"][resource] /= 2
    return made


@pytest.mark.parametrize(
    ("section", "name"),
    [("crossings", "gate"), ("crossings", "port"), ("corridors", "sea"), ("areas", "north")],
)
def test_one_split_in_two_of_half_the_size_changes_nothing_else(section: str, name: str) -> None:
    case = copy.deepcopy(TWO)
    half = halves(case[section].pop(name))
    case[section] |= {f"{name}-1": half, f"{name}-2": copy.deepcopy(half)}
    whole = flows(plan(TWO, {"search": SEARCH}))
    split = flows(plan(case, {"search": SEARCH}))
    merged: dict[tuple[str, ...], float] = {}
    for key, size in split.items():
        joined = tuple(part.removesuffix("-1").removesuffix("-2") for part in key)
        merged[joined] = merged.get(joined, 0.0) + size
        twin = tuple(part.replace("-1", "-2") for part in key)
        assert size == pytest.approx(split[twin], abs=SAME)
    assert merged == pytest.approx(whole, abs=SAME)


# ---- How it is reached ---------------------------------------------------------------------------


def test_the_fairest_plan_has_the_aims_too() -> None:
    case = {"title": "x", "model": "./model.yaml"} | copy.deepcopy(TWO)
    problem = problem_of(case, {"title": "x", "regimes": {"search": SEARCH}})
    fair = fairest_plan(problem)
    assert [each.least for each in fair.aims] == [True] * 5
    assert fair.presented[0] == pytest.approx(fair.presented[1], abs=SAME)


def test_an_aim_not_reached_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    problem: Problem = read_problem(str(ROOT / "inputs/west-bank.yaml"))
    monkeypatch.setattr("crossings.allocation.faces.minimised", lambda *_, **__: None)
    found = optimal_plan(problem)
    assert [each.least for each in found.aims] == [False] * 5
    assert found.gap is None  # its value is the best
    assert "not reached: least unevenness" in " ".join(screen(answer(found)).split())


def test_where_no_plan_is_within_all_bounds_the_least_is_found() -> None:
    # x + y = 1 and x ≤ 0 leave one answer, y = 1, and no room about it.
    program = Quadratic(
        square=sparse([0, 1], [0, 1], np.array([2.0, 2.0]), (2, 2)),
        linear=np.zeros(2),
        matrix=sparse([0, 0, 1], [0, 1, 0], np.ones(3), (2, 2)),
        lower=np.array([1.0, -np.inf]),
        upper=np.array([1.0, 0.0]),
        least=np.zeros(2),
        most=np.full(2, np.inf),
    )
    assert minimised(program, 1.0) == pytest.approx([0, 1])


# ---- Large programs ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 3, 5, 9])
def test_the_middle_of_a_face_tells_it_as_a_vertex_does(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(*time_case(seed))
    by_simplex = plan_of(problem)
    for module in (sizes, faces):
        monkeypatch.setattr(module, "LARGE", 0)
    at_vertex = plan_of(problem)
    monkeypatch.setattr(sizes, "HUGE", 0)
    inside = plan_of(problem)
    assert by_simplex is not None
    for found in (at_vertex, inside):
        assert found is not None
        assert near(by_simplex.objective, found.objective, SUM)
        assert apart(by_simplex, found) < SAME
        assert all(aim.least for aim in found.aims)


@pytest.mark.parametrize("shut", [False, True])
def test_what_waits_is_left_out_of_weeks_alike_until_prices_ask_for_it(
    shut: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = copy.deepcopy(TWO) | {"title": "by hand", "model": "./model.yaml"}
    if shut:  # trucks come by the sea meanwhile
        case["crossings"]["port"]["closed_dates"] = [{"from": "2024-01-14", "to": "2024-01-20"}]
        case["corridors"] = {"sea": {"truckloads_per_day": 25}}
        monkeypatch.setattr(idle, "_alike", lambda _: True)
    problem = problem_of(case, {"title": "by hand", "regimes": {"search": SEARCH}})
    whole, alone, without = plan_of(problem), [], Search._without_idle
    for module, name in ((sizes, "LARGE"), (sizes, "HUGE"), (convex, "_HUGE")):
        monkeypatch.setattr(module, name, 0)
    told = lambda *given: alone.append(without(*given)) or alone[-1]  # noqa: E731
    monkeypatch.setattr(Search, "_without_idle", told)
    found = plan_of(problem)
    assert whole is not None and found is not None
    assert (alone[0] is None) == shut == bool(whole.waiting.any())
    assert near(found.objective, whole.objective, SUM)
    assert apart(found, whole) < SAME and all(aim.least for aim in found.aims)
