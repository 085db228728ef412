"""The dispatch rules against answers known by hand, in futures written by hand."""

from typing import Any

import numpy as np
import pytest
from answers import plan_of, problem_of
from hypothesis import given, settings
from hypothesis import strategies as st

from crossings.evaluation import Flows, Outcomes, evaluated, flows
from crossings.problem import Problem
from crossings.scenarios import Scenarios, as_planned

SEARCH = {"start": "s", "stages": {"s": {"minutes": {"bay": 120}, "detection": 1}}}
WAVE = {"start": "s", "stages": {"s": {}}}


def made(
    days: int,
    regimes: dict[str, Any],
    crossing: dict[str, Any],
    goods: dict[str, Any],
    working: list[float],
    dispatch: str = "plan",
    **keys: Any,
) -> tuple[Problem, Flows, Outcomes]:
    """One gate and one area; `working` is the throughput of each day, 0: closed."""
    case = {
        "title": "by hand",
        "horizon": {"periods": days, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {g: {"category": "humanitarian"} | good for g, good in goods.items()},
        "crossings": {"gate": crossing},
    }
    problem = problem_of(case | keys, {"title": "by hand", "regimes": regimes})
    plan = plan_of(problem)
    assert plan is not None
    foreseen, pace = as_planned(problem), np.array(working)[None, :, None]
    futures = Scenarios(
        range(1),
        foreseen.working * pace,
        foreseen.open_days * (pace > 0),
        foreseen.pool_open_days,
        foreseen.supply,
        foreseen.need,
    )
    return problem, flows(plan, futures, dispatch), evaluated(plan, futures, dispatch)


def test_a_closed_day_is_lost_and_its_trucks_wait() -> None:
    # 8 needed and 8 through the gate each day. Closed on the second: 8 wait to the end, because the
    # gate has nothing to spare; each waits a day, the first planned being the first to leave. Each
    # open day is worth 4 · 4 + 2.4 · 2 + 1.6 · 1 = 22.4.
    crossing = {"gate_truckloads_per_day": 8}
    _, flow, outcome = made(4, {"wave": WAVE}, crossing, {"food": {"need": 8}}, [1, 0, 1, 1])
    assert flow.presented[0, :, 0, 0, 0] == pytest.approx([8, 0, 8, 8])
    assert flow.waiting[0] == pytest.approx([0, 8, 8, 8])
    assert outcome.value[0] == pytest.approx(3 * 22.4)
    assert outcome.met[0, 0] == pytest.approx(24) and outcome.coverage[0, 0, 0] == pytest.approx(
        0.75
    )
    assert outcome.first_stock_out[0, 0] == 2
    assert outcome.longest_wait[0] == 1 and outcome.most_waiting[0] == pytest.approx(8)
    assert outcome.days_to_recover[0] == 2 and outcome.days_closed[0, 0] == 1
    assert outcome.gate_used[0, 0] == pytest.approx(1)


def test_a_quick_day_sends_what_waits_and_areas_keep_the_rest() -> None:
    # As above, and the gate passes twice as much on the third day: all that waited arrives, 8 of it
    # are met, 8 are kept, for the plan keeps none and needs no more than 8 a day.
    crossing = {"gate_truckloads_per_day": 8}
    _, flow, outcome = made(4, {"wave": WAVE}, crossing, {"food": {"need": 8}}, [1, 0, 2, 1])
    assert flow.presented[0, :, 0, 0, 0] == pytest.approx([8, 0, 16, 8])
    assert flow.met[0, :, 0, 0] == pytest.approx([8, 0, 8, 8])
    assert flow.stock[0, :, 0, 0] == pytest.approx([0, 0, 8, 8])
    assert outcome.days_to_recover[0] == 0 and outcome.left_waiting[0] == pytest.approx(0)


@pytest.mark.parametrize(
    ("dispatch", "second_day"),
    [("plan", [10, 0]), ("proportional", [5, 5]), ("first-come", [5, 5])],
)
def test_goods_share_a_road(dispatch: str, second_day: list[float]) -> None:
    # 5 of each a day on a road for 10; closed on the first day, 10 of each wait on the second.
    crossing = {"routes": {"north": {"truckloads_per_day": 10}}}
    goods = {"medical": {"need": 5, "priority": 2}, "food": {"need": 5}}
    _, flow, _ = made(2, {"wave": WAVE}, crossing, goods, [0, 1], dispatch)
    assert flow.collected[0, 0].sum() == 0
    assert flow.collected[0, 1, 0, :, 0] == pytest.approx(second_day, abs=1e-8)


def test_what_breaks_the_share_detected_goes_back() -> None:
    # One bay searches 4 a day and finds all, so that 4 more may be waved through. At half its pace
    # it searches 2: 2 are waved, 2 of each wait.
    crossing = {"resources": {"bay": 1}}
    limits = {"detection_rate_at_least": 0.5}
    goods = {"food": {"need": 10, "threat_rate": 0.1}}
    regimes = {"wave": WAVE, "search": SEARCH}
    _, flow, outcome = made(1, regimes, crossing, goods, [0.5], limits=limits)
    assert flow.presented[0, 0, 0, 0] == pytest.approx([2, 2])
    assert flow.waiting[0] == pytest.approx([4])
    assert outcome.undetected[0] == pytest.approx(0.2)
    assert outcome.minutes_used[0, 0, 0] == pytest.approx(1)


def test_what_goes_back_leaves_the_gate_to_those_who_detect() -> None:
    # The gate passes 8 on a full day and 4 at half pace: the 4 waved come first and take all of it.
    # They go back, 2 searched and 2 waved pass in their place: the bay searches 2 at half its pace.
    crossing = {"resources": {"bay": 1}, "gate_truckloads_per_day": 8}
    limits = {"detection_rate_at_least": 0.5}
    goods = {"food": {"need": 10, "threat_rate": 0.1}}
    regimes = {"wave": WAVE, "search": SEARCH}
    _, flow, _ = made(1, regimes, crossing, goods, [0.5], limits=limits)
    assert flow.presented[0, 0, 0, 0] == pytest.approx([2, 2])


def test_two_lines_that_detect_too_little_share_what_the_row_leaves() -> None:
    # Of 6 needed 3 are searched, 1.5 waved through each way. At half pace the gate passes 4, the
    # waved 3 first; a third of them stays, 1.5 are searched, and half a truckload more is waved.
    crossing = {"resources": {"bay": 0.75}, "gate_truckloads_per_day": 8}
    goods = {"food": {"need": 6, "threat_rate": 0.1}}
    regimes = {"a-wave": WAVE, "b-wave": WAVE, "search": SEARCH}
    limits = {"detection_rate_at_least": 0.5}
    _, flow, _ = made(1, regimes, crossing, goods, [0.5], limits=limits)
    assert flow.presented[0, 0, 0, 0] == pytest.approx([1, 0.5, 1.5])


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 3))
def test_need_met_is_worth_most_in_the_lowest_bands(pace: float) -> None:
    # 10 needed; 5 at 4, 3 at 2, 2 at 1.
    _, _, outcome = made(
        1, {"wave": WAVE}, {"gate_truckloads_per_day": 10}, {"food": {"need": 10}}, [pace]
    )
    met = min(10 * pace, 10)
    expected = 4 * min(met, 5) + 2 * min(max(met - 5, 0), 3) + max(met - 8, 0)
    assert outcome.value[0] == pytest.approx(expected)
