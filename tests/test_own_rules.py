"""Rules and measures of one's own: arrays in and out, held against the limits of every future."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from test_docs import EVERYTHING, SEARCH

from crossings import (
    Choice,
    Measured,
    Outcomes,
    Plan,
    Scenarios,
    SurroundingsError,
    as_answer,
    as_tables,
    discover,
    optimize,
    sample,
    simulate,
    simulate_batch,
)

UNCERTAIN = {
    "closures": {"gate": {"open_share": 0.7, "mean_closed_days": 2}},
    "throughput": {"*": {"cv": 0.4}},
    "need": {"*": {"cv": 0.2}},
}
GOODS = {
    "food": {"category": "humanitarian", "priority": 3, "need": 4, "threat_rate": 0.01},
    "fuel": {"category": "commercial", "need": 3},
}


@pytest.fixture(scope="module")
def planned() -> tuple[Plan, Scenarios]:
    case = {**EVERYTHING, "goods": GOODS, "uncertainty": UNCERTAIN, "limits": {}, "observed": [],
            "horizon": {"start": "2024-03-03", "periods": 5}}  # fmt: skip
    plan = optimize(problem_of(case, SEARCH))
    return plan, sample(plan.problem, 600)


def by_priority(choice: Choice) -> Any:
    return choice.in_order(np.arange(len(choice.ways)))


def test_a_rule_in_the_plan_s_order_does_what_the_plan_does(
    planned: tuple[Plan, Scenarios],
) -> None:
    mine, its = simulate(*planned, by_priority), simulate(*planned, "plan")
    for name in ("value", "presented", "met", "minutes_used", "left_waiting", "undetected"):
        mine_, its_ = getattr(mine, name), getattr(its, name)
        assert np.allclose(mine_, its_, rtol=1e-9, atol=1e-9, equal_nan=True), name
    assert (its.left_waiting > 0.1).any()  # or the order would not matter
    alone = sample(planned[0].problem, 3, first=570)
    apart = simulate(planned[0], alone, by_priority)
    assert np.array_equal(apart.value, mine.value[570:573])


def test_another_order_is_another_outcome(planned: tuple[Plan, Scenarios]) -> None:
    def fuel_first(choice: Choice) -> Any:
        goods = [way.good != "fuel" for way in choice.ways]
        return choice.in_order(np.argsort(goods, kind="stable"))

    made = simulate(
        *planned, fuel_first, measures={"fuel_met": lambda outcomes: outcomes.met[:, 1]}
    )
    assert isinstance(made, Measured)
    usual = simulate(*planned)
    assert made.measures["fuel_met"].mean() > usual.met[:, 1].mean() + 0.1
    assert made.provenance["dispatch"] == "fuel_first"
    assert made.provenance["measures"] == ["fuel_met"]
    assert list(made.table.columns) == ["scenario", "value", "fuel_met"]
    assert "fuel_first" in repr(made) and "fuel_met: mean" in repr(made)


def everything(choice: Choice) -> Any:
    return choice.waiting


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (everything, r"everything passes .*: [\d.]+ where [\d.e-]+ is left, in scenario \d+, per"),
        (lambda choice: choice.waiting * 2 + 1, r"sends .* that wait \(.*food.*\), in scenario 0"),
        (lambda choice: choice.waiting * np.nan, "sends nan of"),
        (lambda choice: -choice.waiting - 1, "sends -"),
        (lambda choice: choice.waiting[:, :1], r"expected the shape \(S, J\)"),
        (lambda choice: "all", "could not convert"),
        (lambda choice: choice.waiting.__setitem__(0, 1), "read-only"),
    ],
)  # fmt: skip
def test_an_infeasible_rule_is_named_with_what_it_passes(
    planned: tuple[Plan, Scenarios], rule: Any, text: str
) -> None:
    with pytest.raises(ValueError, match=f"dispatch: .*{text}"):
        simulate(*planned, rule)


@pytest.mark.parametrize(
    ("measures", "text"),
    [
        ({"late": lambda outcomes: outcomes.met}, r"measures\['late'\]: expected the shape \(S,\)"),
        ({"late": lambda outcomes: "late"}, r"measures\['late'\]: expected numbers, got str"),
        ({"late": 3}, "measures: expected functions by name"),
    ],
)
def test_what_is_no_measure_is_named(
    planned: tuple[Plan, Scenarios], measures: Any, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        simulate(*planned, measures=measures)
    with pytest.raises(ValueError, match="dispatch: expected one of"):
        simulate(*planned, "best")


def fuel(outcomes: Outcomes) -> Any:
    return outcomes.met[:, 1] - 5


def test_a_batch_by_a_rule_and_with_measures_of_one_s_own(
    planned: tuple[Plan, Scenarios], tmp_path: Path
) -> None:
    plan, futures = planned
    own: dict[str, Any] = {"dispatch": by_priority, "measures": {"fuel less 5": fuel}}
    alone = simulate(plan, futures, by_priority, measures={"fuel less 5": fuel})
    batch = simulate_batch({"own": plan}, 600, **own, bound=True, practice=2)
    kept = simulate_batch({"own": plan}, 600, **own, jobs=2, folder=tmp_path / "kept")
    for made in (batch, kept):
        found = made.trials[0].outcomes
        assert np.array_equal(found.value, alone.outcomes.value)
        assert np.array_equal(found.own[:, 0], alone.measures["fuel less 5"])
    assert (batch.trials[0].outcomes.bound >= batch.trials[0].outcomes.value - 1e-6).all()
    row = as_tables(batch)["outcomes"].query("measure == 'fuel less 5'").iloc[0]
    assert row["mean"] == pytest.approx(alone.measures["fuel less 5"].mean())
    assert np.isnan(row.worst_tenth) and row.mean_low < row["mean"] < row.mean_high
    assert as_tables(batch)["futures"]["fuel less 5"].iloc[3] == found.own[3, 0]
    told = as_answer(batch)
    assert told.about["dispatch"] == "own" and "fuel less 5" in told.to_json()
    assert told.provenance["dispatch"] == "by_priority"
    assert told.provenance["measures"] == ["fuel less 5"]
    parts = sorted((tmp_path / "kept").glob("outcomes/*/part-*"))
    boxes = discover(tmp_path / "kept", "own_fuel_less_5 < 0")
    assert parts and {"boxes", "box_ends"} <= {*boxes}
    again = simulate_batch({"own": plan}, 600, **own, folder=tmp_path / "kept")
    assert np.array_equal(again.trials[0].outcomes.own, batch.trials[0].outcomes.own)
    with pytest.raises(SurroundingsError, match=r"measures: .*fuel less 5.* there"):
        simulate_batch({"own": plan}, 600, dispatch=by_priority, folder=tmp_path / "kept")
    with pytest.raises(SurroundingsError, match=r"rule: .*by_priority.* there, .*fairly.* now"):
        simulate_batch({"own": plan}, 600, **own | {"dispatch": fairly}, folder=tmp_path / "kept")


def fairly(choice: Choice) -> Any:
    return by_priority(choice)


def test_a_batch_ends_at_a_rule_that_is_infeasible(planned: tuple[Plan, Scenarios]) -> None:
    plan, _ = planned
    for jobs in (1, 2):
        with pytest.raises(ValueError, match=r"everything passes .* is left, in scenario \d+, per"):
            simulate_batch({"own": plan}, 50, dispatch=everything, jobs=jobs)
    with pytest.raises(ValueError, match=r"measures\['late'\]: expected the shape"):
        simulate_batch({"own": plan}, 50, dispatch="plan", measures={"late": wide})


def wide(outcomes: Outcomes) -> Any:
    return outcomes.met


def test_what_no_other_process_can_be_handed_is_named_beforehand(
    planned: tuple[Plan, Scenarios],
) -> None:
    plan, _ = planned
    with pytest.raises(ValueError, match="dispatch: <lambda> cannot be handed to other processes"):
        simulate_batch({"own": plan}, 50, dispatch=lambda choice: choice.waiting, jobs=2)
