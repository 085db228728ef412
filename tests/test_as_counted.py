"""The rule as-counted: what counts imply is sent, good by good, and elsewhere what is planned."""

from typing import Any

import numpy as np
import pytest
from answers import best_foreseen, plan_of, problem_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import Maker, cases, examples
from tolerances import CERTIFIED

from crossings import simulate_batch
from crossings.evaluation import ReadyPlan, empty_flows, simulated
from crossings.evaluation.as_counted import AsCounted, _Ways, sent_as_counted
from crossings.evaluation.beside_counts import beside_counts
from crossings.evaluation.other_corridors import with_room
from crossings.evaluation.winners import verdict
from crossings.plan import Plan
from crossings.scenarios import as_planned, sampled, scenario_problem
from crossings.tables.futures import futures_tables

SEARCH = {"start": "s", "stages": {"s": {"minutes": {"bay": 10}, "false_alarm": 0.1}}}
WAVE = {"start": "s", "stages": {"s": {}}}
DAYS = {"from": "2024-01-07", "to": "2024-01-10"}


def planned(observed: list[dict[str, Any]], **changes: Any) -> Plan:
    """Four days, two gates and goods; gate a searches, and refuses a tenth; 2 % is lost before."""
    case: dict[str, Any] = {
        "title": "by hand",
        "horizon": {"start": "2024-01-07", "periods": 4, "days_per_period": 1},
        "areas": {"north": None},
        "goods": {
            "food": {"category": "humanitarian", "priority": 3, "need": 20},
            "tents": {"category": "humanitarian", "need": 10},
            "fuel": {"category": "fuel", "need": 4},
        },
        "crossings": {
            "a": {"gate_truckloads_per_day": 15, "resources": {"bay": 9}},
            "b": {"gate_truckloads_per_day": 12},
        },
        "corridors": {"port": {"serves": ["a", "b"], "truckloads_per_day": 60, "loss": 0.02}},
        "observed": [DAYS | {"source": "field"} | each for each in observed],
        "sources": {"field": {}},
    }
    model = {
        "title": "by hand",
        "regimes": {"search": SEARCH, "wave": WAVE},
        "use": {"a": ["search"], "b": ["wave"]},
    }
    plan = plan_of(problem_of(case | changes, model))
    assert plan is not None
    return plan


def carried(plan: Plan) -> Any:
    """What passes where all comes as foreseen."""
    rule, foreseen = AsCounted(plan), as_planned(plan.problem)
    passed = empty_flows(rule.ready, 1)
    rule.outcomes(foreseen, passed)
    return passed


def count(crossing: str | None, truckloads: float, stage: str, **what: str) -> dict[str, Any]:
    at = {} if crossing is None else {"crossing": crossing}
    return at | {"truckloads": truckloads, "stage": stage} | what


def test_where_nobody_counted_the_plan_is_carried_out() -> None:
    plan = planned([])
    assert isinstance(AsCounted(plan).ready, ReadyPlan)
    drawn = sampled(plan.problem, 1, range(3))
    ours, plans = AsCounted(plan).outcomes(drawn), simulated(ReadyPlan(plan), drawn, "plan")
    assert np.array_equal(ours.value, plans.value)


def test_a_count_is_what_passes_and_says_what_was_sent() -> None:
    plan = planned([count("a", 28, "collected", good="food")])
    passed = carried(plan)
    a, food = 0, 0
    assert passed.collected[0, :, a, food].sum(axis=1) == pytest.approx([7] * 4)
    assert passed.manifested[0, :, :, a, food].sum(axis=1) == pytest.approx([7 / 0.9 / 0.98] * 4)
    _, known = sent_as_counted(plan)
    assert known[:, a, food].all() and known.sum() == 4
    assert passed.collected[0, :, 1] == pytest.approx(plan.collected[:, 1])


def test_the_earliest_stage_says_how_much_and_later_ones_what_part_is_whose() -> None:
    plan = planned(
        [
            count(None, 60, "released"),
            count("a", 24, "collected"),
            count("b", 16, "collected"),
            count("a", 18, "collected", good="food"),
            count(None, 4, "released", category="fuel"),
        ]
    )
    sent, known = sent_as_counted(plan)
    assert known.all()
    released = sent * 0.98 * np.array([0.9, 1.0])[:, None]
    assert released.sum(axis=(1, 2)) == pytest.approx([15] * 4)
    assert released[:, :, 2].sum(axis=1) == pytest.approx([1] * 4)
    # 4.5 a day of food of the 6 at a is known; of the rest of 14 each has what it has collected.
    collected = {(0, 0): 4.5}
    others = released[:, :, :2].sum(axis=2)
    parts = others / others.sum(axis=1, keepdims=True)
    assert (parts[:, 0] > 0.5).all() and released[0, 0, 0] / released[0, 0, 1] >= collected[
        0, 0
    ] / 6


def test_of_what_no_good_is_said_each_has_its_part_in_the_plan() -> None:
    plan = planned([count("b", 40, "presented"), count("b", 8, "presented", good="food")])
    sent, _ = sent_as_counted(plan)
    b = plan.presented[:, 1].sum(axis=2)  # (T, G)
    assert sent[:, 1, 0] * 0.98 == pytest.approx([2] * 4)
    rest = b[:, 1:] / b[:, 1:].sum(axis=1, keepdims=True)
    assert sent[:, 1, 1:] * 0.98 == pytest.approx(8 * rest)


def test_more_than_the_gate_takes_waits() -> None:
    plan = planned([count("b", 80, "presented", good="food")])
    passed = carried(plan)
    assert passed.presented[0, :, 1].sum(axis=(1, 2)) == pytest.approx([12] * 4)
    assert passed.waiting[0, -1] > 0


def test_what_a_corridor_has_no_room_for_goes_by_another_that_brings_it() -> None:
    corridors = {
        "port": {"serves": ["a"], "truckloads_per_day": 40, "goods": {"food": 5, "fuel": 40}},
        "road": {"serves": ["a", "b"], "truckloads_per_day": 60, "loss": 0.2},
    }
    observed = [count("a", 28, "collected", good="food")]
    goods = {
        "food": {"category": "humanitarian", "priority": 3, "need": 4},
        "tents": {"category": "humanitarian", "need": 1},
        "fuel": {"category": "fuel", "need": 1},
    }
    plan = planned(observed, corridors=corridors, goods=goods)
    assert plan.manifested[:, 1, 0, 0].max() < 1e-6  # nothing is wasted on the road in the plan
    a, food = 0, 0
    passed = carried(plan)
    assert passed.collected[0, :, a, food].sum(axis=1) == pytest.approx([7] * 4)
    assert passed.manifested[0, :, 0, a, food] == pytest.approx([5] * 4)
    assert passed.manifested[0, :, 1, a, food] == pytest.approx([(7 / 0.9 - 5) / 0.8] * 4, rel=1e-3)
    known = sent_as_counted(plan)[1]
    meant = np.array([[[0.0, 0, 0], [0, 0, 0]]] * 4)
    meant[:, 0, 0] = 4
    plans = _Ways.of(plan).corridors
    assert np.array_equal(with_room(plan.problem, meant, plans, known), plans)  # there is room


def test_counts_of_single_days_and_of_another_time_say_what_they_can() -> None:
    first = count("b", 6, "presented", good="food") | {"to": "2024-01-07"}
    plan = planned([first])
    sent, known = sent_as_counted(plan)
    assert sent[0, 1, 0] * 0.98 == pytest.approx(6)
    assert known[:, 1, 0].tolist() == [True, False, False, False]
    before = count("b", 30, "presented", good="food") | {"from": "2023-12-01", "to": "2023-12-10"}
    sent, known = sent_as_counted(planned([before]))
    assert sent[:, 1, 0] * 0.98 == pytest.approx([3] * 4)
    said_nothing = planned([count("a", 9, "refused"), count(None, 9, "met")])
    assert not sent_as_counted(said_nothing)[1].any()


def test_what_is_counted_over_days_is_spread_over_those_that_the_calendar_opens() -> None:
    crossings = {"b": {"gate_truckloads_per_day": 40, "open_days": ["sun", "wed"]}}
    plan = planned(
        [count("b", 40, "presented", good="food")],
        crossings=crossings,
        corridors={"port": {"serves": ["b"], "truckloads_per_day": 60}},
    )
    sent, _ = sent_as_counted(plan)
    assert sent[:, 0, 0] == pytest.approx([20, 0, 0, 20])


def test_counts_stand_beside_what_passes_and_the_earliest_say_what_is_sent() -> None:
    counts = [
        count(None, 60, "released"),
        count("a", 24, "collected"),
        count("a", 18, "collected", good="food"),
        count("b", 80, "presented", good="tents"),
    ]
    plan = planned(counts)
    foreseen = as_planned(plan.problem)
    found = beside_counts(plan, lambda numbers: foreseen, 1)
    assert [each.sends for each in found] == [True, False, False, True]
    passed, own = carried(plan), [each.passed[0] for each in found]
    released = passed.presented[0] * np.array([0.9, 1.0])  # (T, C, G, R): search refuses a tenth
    assert own[0] == pytest.approx(released.sum() / 4)
    assert own[1] == pytest.approx(passed.collected[0, :, 0].sum() / 4)
    assert own[2] == pytest.approx(passed.collected[0, :, 0, 0].sum() / 4)
    assert own[3] == pytest.approx(passed.presented[0, :, 1, 1].sum() / 4)
    assert own[3] < 20
    assert [each.counted for each in found] == [15, 6, 4.5, 20]


def test_a_script_takes_it_as_any_rule() -> None:
    plan = planned([count("a", 28, "collected", good="food")])
    batch = simulate_batch({"plan": plan}, 3, dispatch="as-counted")
    assert batch.dispatch == "as-counted"
    (row,) = futures_tables(batch, verdict(batch))["as_counted"].to_dict("records")
    assert row["crossing"] == "a" and row["truckloads_per_day"] == 7
    assert row["share"] == pytest.approx(1) and row["sends"]


@examples(6)
@given(pair=cases(), data=st.data())
def test_no_future_is_worth_more_than_its_best_plan(pair: Any, data: st.DataObject) -> None:
    case, model = pair
    make = Maker(data.draw, ("observed",))
    counts = {}
    for _ in range(make.one([1, 2])):
        good = make.one([*case["goods"]])
        of_export = case["goods"][good]["category"] == "export"
        later = [] if of_export else ["arrived", "collected"]
        at = {
            "crossing": make.one([*case["crossings"]]),
            "good": good,
            "stage": make.one(["presented", "released", *later]),
        }
        counts[tuple(at.values())] = at | {"truckloads": make.number([310, 3, 9000])}
    days = {"from": "2024-01-01", "to": "2024-01-31", "source": "field"}
    case["observed"] = [each | days for each in counts.values()]
    case["sources"] = {**case.get("sources", {}), "field": {}}
    plan = plan_of(problem_of(case, model))
    if plan is None:
        return
    drawn = sampled(plan.problem, 1, range(2))
    made = AsCounted(plan).outcomes(drawn)
    for s in range(2):
        best = best_foreseen(scenario_problem(plan.problem, drawn, s))
        assert made.value[s] <= best + CERTIFIED * max(1.0, abs(best))
    sent, known = sent_as_counted(plan)
    assert (sent >= 0).all() and np.isfinite(sent).all() and sent.shape == known.shape
