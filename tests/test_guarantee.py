"""What is detected wherever contraband is sent: by hand, in futures, explained, out of reach."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from answers import plan_of, problem_of
from reports import read_with_levers
from runs import Runner

from crossings import frontier, optimize, read_case, sample
from crossings.allocation import explanation_of
from crossings.allocation.adversary import adversary
from crossings.allocation.guarantee_curve import guarantee_curve
from crossings.allocation.hindsight import Exact, Request, grown_pool
from crossings.analysis.adversary import exempted
from crossings.errors import InputError, NoPlan
from crossings.evaluation import evaluated, flows
from crossings.limits import limits_of
from crossings.reading import read_equipment

QUICK = {"start": "look", "stages": {"look": {"minutes": {"staff": 1}, "detection": 0.5}}}
FULL = {"start": "search", "stages": {"search": {"minutes": {"staff": 4}, "detection": 0.9}}}
MODEL = {"title": "Two regimes", "regimes": {"quick": QUICK, "full": FULL}}


def case(**keys: Any) -> dict[str, Any]:
    """A gate of 60 minutes a day: 60 quick truckloads, or 15 that are searched in full."""
    return {
        "title": "One gate",
        "areas": {"north": {}},
        "goods": {"food": {"category": "humanitarian", "need": 100}},
        "crossings": {"gate": {"hours_per_day": 1, "resources": {"staff": 1}}},
        "coverage_bands": [{"up_to": 1, "weight": 1}],
        "horizon": {"periods": 2, "days_per_period": 1},
        **keys,
    }


def guaranteed(rate: float, **axes: bool) -> dict[str, Any]:
    return {"detection_for_every": {"rate": rate, **axes}}


# By hand: with a share f of truckloads searched in full, 0.5 + 0.4 · f is detected and a truckload
# takes 1 + 3 · f minutes. 0.7 asks for f = 0.5, so 24 pass a day and not 60.
@pytest.mark.parametrize(
    ("rate", "passes"), [(0.0, 60), (0.5, 60), (0.7, 24), (0.9, 15), (0.95, 0)]
)
def test_what_passes_by_hand(rate: float, passes: float) -> None:
    plan = plan_of(problem_of(case(limits=guaranteed(rate)), MODEL))
    assert plan is not None
    assert plan.presented.sum(axis=(1, 2, 3)) == pytest.approx(passes, abs=1e-6)


def test_an_axis_that_is_false_is_summed_over() -> None:
    # The second gate passes 10 a day in full for nothing: 0.9 there makes up for 0.5 here.
    second = {"hours_per_day": 1, "resources": {"dog": 1}}
    free = {"start": "s", "stages": {"s": {"minutes": {"dog": 6}, "detection": 0.9}}}
    two = case(limits=guaranteed(0.7))
    two["crossings"] = {**two["crossings"], "second": second}
    model = {**MODEL, "regimes": {**MODEL["regimes"], "free": free}}
    each, together = (
        plan_of(problem_of({**two, "limits": guaranteed(0.7, crossing=of_each)}, model))
        for of_each in (True, False)
    )
    assert each is not None and together is not None
    assert each.presented.sum(axis=(1, 2, 3)) == pytest.approx(34)
    # 10 · 0.2 beyond: x quick and y full with 0.2 · x = 0.2 · y + 2 and x + 4 · y = 60
    assert together.presented.sum(axis=(1, 2, 3)) == pytest.approx(10 + 20 + 10)


def test_over_the_horizon_it_is_a_fault_in_futures(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(MODEL), "utf-8")
    over_all = case(model="./model.yaml", limits=guaranteed(0.7, period=False))
    over_all["crossings"]["gate"]["closed_dates"] = ["2024-01-08"]
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(over_all, sort_keys=False), "utf-8")
    plan = optimize(read_case(str(tmp_path / "case.yaml")))
    assert plan.presented.sum() == pytest.approx(24)
    (limit,) = (x for x in limits_of(plan.problem) if x.spans and x.guards)
    assert limit.has_row(plan.problem).shape == (1, 1)
    with pytest.raises(
        InputError, match=r"case\.yaml:\d+:\d+: limits\.detection_for_every\.period"
    ):
        evaluated(plan, sample(plan.problem, 2))


def two_goods(rate: float) -> Any:
    """Two crossings and two goods, one with a threat rate, in futures where crossings slow down."""
    made = case(limits={**guaranteed(rate), "detection_rate_at_least": 0.75})
    made["goods"] = {
        "food": {"category": "humanitarian", "need": 20, "priority": 2, "threat_rate": 0.01},
        "tents": {"category": "humanitarian", "need": 30},
    }
    made["crossings"] = dict.fromkeys(("east", "west"), made["crossings"]["gate"])
    made["uncertainty"] = {"throughput": {"*": {"cv": 0.5}}}
    return problem_of(made, MODEL)


@pytest.mark.parametrize("rule", ["plan", "proportional", "first-come"])
@pytest.mark.parametrize("rate", [0.6, 0.8])
def test_it_holds_in_every_future_below_the_bound(rate: float, rule: str) -> None:
    problem = two_goods(rate)
    plan, futures = optimize(problem), sample(problem, 40)
    passing = flows(plan, futures, rule).presented  # (S, T, C, G, R)
    over = np.einsum("stcgr,tr->stcg", passing, problem.detection - rate)
    assert over.min() >= -1e-6
    of_food = np.einsum("stcr,tr->st", passing[:, :, :, 0], problem.detection - 0.75)
    assert of_food.min() >= -1e-6
    best = Exact(problem).optima(futures)
    practice = sample(problem, 6, first=1000)
    pool = grown_pool(problem, practice, evaluated(plan, practice).value, Request(0.0, 3))
    slack = 1e-6 * np.maximum(1.0, best)
    assert (evaluated(plan, futures, rule).value <= best + slack).all()
    assert (best <= pool.bound(futures) + slack).all()


def test_a_point_less_is_worth_what_solving_again_says(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(MODEL), "utf-8")
    text = yaml.safe_dump(case(model="./model.yaml", limits=guaranteed(0.7)))
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    problem, levers = read_with_levers(str(tmp_path / "case.yaml"))
    explained = explanation_of(problem, levers)
    found = {each.lever.what: each for each in explained.marginal_values}
    assert explained.point_more is not None
    assert explained.point_more.forgone == pytest.approx(2 * (24 - 60 / (1 + 3 * 0.525)))
    worth = found["detection rate guaranteed"]
    assert worth.lever.as_set(-0.01) == ("limits.detection_for_every.rate=0.69",)
    # 0.69: f = 0.475, 60 / (1 + 3 · 0.475) = 24.742… pass
    assert worth.value == pytest.approx(2 * (60 / (1 + 3 * 0.475) - 24))


def test_out_of_reach_says_the_most_that_can_be_had() -> None:
    asked = {**guaranteed(0.95), "coverage_at_least": {"food": 0.1}}
    problem = problem_of(case(limits=asked), MODEL)
    (warning,) = (x for x in problem.warnings if "out of reach" in x.text)
    assert "the most that is detected is 90.0%" in warning.text
    with pytest.raises(NoPlan) as raised:
        optimize(problem)
    assert "detection rate guaranteed" in raised.value.sentence + raised.value.detail


def test_inspection_is_designed_for_a_guarantee_alone() -> None:
    gaza = str(Path(__file__).parents[1] / "inputs" / "gaza.yaml")
    from crossings.reading.yaml.overrides import parsed_overrides

    changes = parsed_overrides(["limits.detection_for_every=0.5"])
    assert read_equipment(gaza, "cargo", changes).sensors


def test_axes_do_not_change_with_a_phase() -> None:
    phased = case(limits=guaranteed(0.7))
    for rate in ("rate", "rate.value"):
        changed = {f"limits.detection_for_every.{rate}": 0.6}
        phased["phases"] = [{"from": "2024-01-08", "set": changed}]
        assert problem_of(phased, MODEL).guaranteed_rate.tolist() == [0.7, 0.6]
    change = {"limits.detection_for_every": {"rate": 0.6, "good": False}}
    phased["phases"] = [{"from": "2024-01-08", "set": change}]
    with pytest.raises(InputError, match="its rate may change"):
        problem_of(phased, MODEL)


def test_the_curve_ends_where_nothing_more_can_be_guaranteed() -> None:
    curve = guarantee_curve(problem_of(case(), MODEL))
    value = {round(point.rate, 6): point.value for point in curve.points}
    assert value[0.5] == value[0.0] == pytest.approx(120) and curve.most == 0.9
    for rate in (0.6, 0.7, 0.8, 0.9):
        assert value[rate] == pytest.approx(2 * 60 / (1 + 3 * (rate - 0.5) / 0.4))
    rates, values = zip(*value.items(), strict=True)
    assert list(rates) == sorted(rates) and list(values) == sorted(values, reverse=True)
    # 20 a day are asked for: f = 2/3, so 0.5 + 0.4 · 2/3 can be had.
    floored = guarantee_curve(problem_of(case(limits={"coverage_at_least": {"food": 0.2}}), MODEL))
    assert floored.most == pytest.approx(0.5 + 0.4 * 2 / 3, abs=1e-3)


# ---- Against who reacts --------------------------------------------------------------------------


def exempting_case(**limits: Any) -> dict[str, Any]:
    """Of food 0.7 is to be detected; of tents the threat rate is unknown."""
    made = case(limits={"detection_rate_at_least": 0.7, **limits})
    made["goods"] = {
        "food": {"category": "humanitarian", "need": 10, "threat_rate": 0.01},
        "tents": {"category": "humanitarian", "need": 10},
    }
    return made


def exempting(**limits: Any) -> Any:
    return problem_of(exempting_case(**limits), MODEL)


def test_who_reacts_sends_what_is_exempt() -> None:
    # 10 of food at 1 + 3 · 0.5 minutes each, 10 of tents at 1: 35 of 60 minutes.
    plan = plan_of(exempting())
    assert plan is not None and plan.presented.sum() == pytest.approx(40)
    found = adversary(plan)
    assert found.at_rates <= 0.3 + 1e-9
    assert found.place is not None and found.regime is not None
    worst = np.einsum("tcgr,tr->tcg", plan.presented, 1 - plan.problem.detection)
    worst /= plan.presented.sum(axis=3)
    assert found.place.missed == pytest.approx(worst.max())
    mixtures = np.random.default_rng(2).dirichlet(np.full(worst.size, 0.2), 1000)
    assert (mixtures @ worst.ravel() <= found.place.missed + 1e-12).all()
    assert found.regime.missed >= found.place.missed
    assert [plan.problem.goods[g].id for g in exempted(plan.problem)] == ["tents"]
    (price,) = found.prices
    assert price.rate == pytest.approx(1 - found.at_rates)


def test_a_guarantee_never_raises_the_worst_share_missed_and_its_price_is_solved_for() -> None:
    # Both goods at 2.5 minutes: 24 of 40 pass, at a point more 60 / (1 + 3 · 0.525) = 23.3.
    made = case(limits=guaranteed(0.7))
    plan = plan_of(problem_of(made, MODEL))
    assert plan is not None
    found = adversary(plan)
    assert found.without is not None and found.place is not None
    assert found.place.missed == pytest.approx(0.3) and found.raised == [False, False]
    before = found.without[0]
    assert before is not None and before.missed == pytest.approx(0.5)
    in_force, more = found.prices
    assert in_force.forgone == pytest.approx(2 * (60 - 24))
    assert more.rate == pytest.approx(0.71)
    assert more.forgone == pytest.approx(2 * (24 - 60 / (1 + 3 * 0.525)))
    assert not list(exempted(plan.problem))


def test_a_guarantee_is_priced_at_every_point_of_a_frontier() -> None:
    answer = frontier(exempting(), adversary=True)
    (curve,) = answer.result
    points = answer.as_object()["models"][0]["points"]
    assert len(points) == len(curve.points) > 1
    assert any(row["guarantee_rate"] is not None for row in points)
    for point, row in zip(curve.points, points, strict=True):
        if row["missed_at_threat_rates"] is None:
            assert row["guarantee_rate"] is None
            continue
        problem, rate = point.plan.problem, 1 - row["missed_at_threat_rates"]
        assert row["guarantee_rate"] == pytest.approx(rate)
        asked = np.full(len(problem.periods), rate)
        again = plan_of(replace(problem, guaranteed_rate=asked))
        if again is None:
            assert row["guarantee_forgone"] is None
        else:
            forgone = point.value - again.objective
            assert row["guarantee_forgone"] == pytest.approx(forgone, abs=1e-6)


def test_every_screen_and_the_page_name_the_goods_that_are_exempt(
    crossings_run: Runner, tmp_path: Path
) -> None:
    told = "holds for no load of tents, for want of a"
    made = {**exempting_case(), "model": "./model.yaml"}
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(MODEL), "utf-8")
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(made), "utf-8")
    for command in ("optimize", "compare", "frontier", "explain"):
        run = crossings_run(command, str(tmp_path / "case.yaml"), "--quiet")
        assert run.code == 0 and told in " ".join(run.out.split()), command
    page = crossings_run("report", str(tmp_path / "case.yaml"), "--brief", "--output=-", "--quiet")
    assert page.code == 0 and told in page.out


def test_where_nothing_passes_nothing_gets_past() -> None:
    plan = plan_of(problem_of(case(limits=guaranteed(0.95)), MODEL))
    assert plan is not None
    assert adversary(plan).place is None
