"""What stands side by side belongs together: measures by name, closures told apart, one case."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from places import MODELS
from runs import Runner
from strategies import cases, written

from crossings import optimize, read_case, sample, simulate, simulate_batch
from crossings.analysis.comparison import Comparison, column
from crossings.errors import InputError, NoPlan
from crossings.evaluation.closings import closings
from crossings.evaluation.collinear import independent, moving_as_one
from crossings.evaluation.features import sampled_again
from crossings.evaluation.measures import Batch, Measure, measures
from crossings.evaluation.winners import verdict
from crossings.outputs.screens.futures import futures_answer, futures_screen
from crossings.problem import Floats

CASE = {
    "title": "Gates",
    "model": "full-search",
    "horizon": {"start": "2024-03-04", "periods": 14, "days_per_period": 1},
    "areas": {"a": {"population": 1000}},
    "goods": {"food": {"category": "humanitarian", "need": 200, "threat_rate": 0.01}},
    "crossings": {
        "large": {"resources": {"bay": 20, "inspector": 40, "scanner": 2}},
        "small": {"resources": {"bay": 1, "inspector": 2, "scanner": 1}},
        "third": {"resources": {"bay": 4, "inspector": 8, "scanner": 1}},
    },
}
SPELLS = {"open_share": 0.8, "mean_closed_days": 2}
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def case_of(folder: Path, closed: dict[str, Any], **keys: Any) -> str:
    path = folder / "case.yaml"
    path.write_text(yaml.safe_dump({**CASE, "uncertainty": {"closures": closed}, **keys}))
    return str(path)


# ---- Inputs that only move together --------------------------------------------------------------

COLUMNS = st.integers(1, 4).flatmap(
    lambda width: arrays(np.float64, (60, width), elements=st.integers(0, 6).map(float))
)


def collinear(columns: Floats) -> bool:
    design = np.column_stack([np.ones(len(columns)), columns])
    sizes = np.linalg.svd(design / np.linalg.norm(design, axis=0), compute_uv=False)
    return bool(sizes[-1] <= 1e-3)


@FEW
@given(COLUMNS, st.lists(st.integers(0, 3), max_size=4), st.randoms(use_true_random=False))
def test_columns_that_are_one_are_found_among_independent_ones(
    columns: Floats, copies: list[int], chance: Any
) -> None:
    rng = np.random.default_rng(chance.randrange(2**32))
    columns = columns + rng.integers(0, 3, columns.shape)
    if collinear(columns):
        return
    width = columns.shape[1]
    of = [*range(width), *(each % width for each in copies)]
    order = chance.sample(range(len(of)), len(of))
    stretched = [
        columns[:, of[k]] * (1 if k < width else 2.5) + (0 if k < width else 7) for k in order
    ]
    whole = np.column_stack(stretched)
    groups = moving_as_one(whole)
    assert sorted(k for group in groups for k in group) == list(range(len(of)))
    for group in groups:
        assert len({of[order[k]] for k in group}) == 1
    assert len(groups) == width
    alone = [of.count(of[k]) == 1 for k in order]
    assert independent(whole).tolist() == alone


@FEW
@given(COLUMNS, st.randoms(use_true_random=False))
def test_a_column_that_others_give_is_not_told_apart_from_them(
    columns: Floats, chance: Any
) -> None:
    rng = np.random.default_rng(chance.randrange(2**32))
    columns = columns + rng.integers(0, 3, columns.shape)
    if columns.shape[1] < 3 or collinear(columns):
        return
    whole = np.column_stack([columns, columns[:, 0] - 2 * columns[:, 1] + 3])
    assert independent(whole).tolist() == [False, False, *[True] * (columns.shape[1] - 2), False]
    assert len(moving_as_one(whole)) == whole.shape[1]


def told(case: str, size: int = 300) -> dict[str, tuple[float, float, float]]:
    plan = optimize(read_case(case))
    found = closings(plan.problem, simulate(plan, sample(plan.problem, size, 1)))
    return {each.site: (each.lost_a_day, each.low, each.high) for each in found}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 2), min_size=3, max_size=3), st.integers(0, 2**32))
def test_what_a_day_costs_is_told_of_each_group_of_equal_columns(
    three: tuple[Any, Any], as_: list[int], seed: int
) -> None:
    """`as_[k]` is the site whose days site k has; costs are drawn, and value is what they leave."""
    problem, made = three
    rng = np.random.default_rng(seed)
    own, cost = rng.integers(0, 5, (len(made), 3)).astype(float), rng.integers(1, 50, 3)
    days = own[:, as_]
    value = 1000 - days @ cost + 0.1 * rng.standard_normal(len(made))
    found = closings(problem, replace(made, days_closed=days, value=value))
    expected: dict[str, int] = {}
    for k in sorted(set(as_)):
        group = [n for n in range(3) if as_[n] == k]
        expected[" and ".join(problem.crossings[n].id for n in group)] = sum(cost[group])
    assert {each.site for each in found} == set(expected)
    for each in found:
        assert each.lost_a_day == pytest.approx(expected[each.site], abs=0.2)
        assert each.low < each.lost_a_day < each.high


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    plan = optimize(read_case(case_of(tmp_path_factory.mktemp("three"), {"all": SPELLS})))
    return plan.problem, simulate(plan, sample(plan.problem, 150, 1))


def test_crossings_that_only_close_together_are_one_row(tmp_path: Path) -> None:
    together = told(case_of(tmp_path, {"all": SPELLS}))
    (site, (lost, low, high)), *others = together.items()
    assert site == "large and small and third" and not others
    assert low <= lost <= high
    own = {"large": SPELLS, "small": SPELLS, "third": SPELLS}
    each = told(case_of(tmp_path, own))
    assert set(each) == {"large", "small", "third"}
    # A day on which all are closed costs what closing each of them costs, as far as they add up.
    assert lost == pytest.approx(sum(cost for cost, _, _ in each.values()), rel=0.25)
    assert each["large"][0] > 2 * each["small"][0]


def test_a_closure_of_its_own_tells_a_crossing_apart(tmp_path: Path) -> None:
    found = told(case_of(tmp_path, {"all": SPELLS, "third": SPELLS}))
    assert set(found) == {"large and small", "third"}
    assert not any(np.isnan(np.ravel(list(found.values()))))


def test_days_that_follow_from_others_cost_nobody_knows_what(tmp_path: Path) -> None:
    plan = optimize(read_case(case_of(tmp_path, {"large": SPELLS, "small": SPELLS})))
    made = simulate(plan, sample(plan.problem, 200, 1))
    days = made.days_closed.copy()
    days[:, 2] = days[:, 0] + days[:, 1]
    found = closings(plan.problem, replace(made, days_closed=days))
    assert [each.sites for each in found] == [("large",), ("small",), ("third",)]
    assert all(np.isnan([each.lost_a_day, each.low, each.high]).all() for each in found)


def test_the_screen_and_the_table_say_both(tmp_path: Path, crossings_run: Runner) -> None:
    case_of(Path(), {"all": SPELLS})
    base = ("evaluate", "case.yaml", "--scenarios", "200", "--bound", "0", "--quiet")
    ran = crossings_run(*base)
    assert "Closures of large, small and third, which only close together: " in ran.out, ran.out
    ran = crossings_run(*base, "--format", "csv", "--output", "out")
    assert "large and small and third," in Path("out/closures.csv").read_text()
    for language in ("en", "ar"):
        ran = crossings_run("report", "case.yaml", "--scenarios", "60", "--quiet", "--language",
                            language, "--chart", "closures", "--output", "c.svg")  # fmt: skip
        assert ran.code == 0 and "third" in Path("c.svg").read_text()


def batch_of(case: str, *models: str, size: int = 200) -> Batch:
    return simulate_batch({model: optimize(read_case(case, model)) for model in models}, size)


def test_a_rule_names_all_that_move_together(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"all": SPELLS})
    batch = batch_of(case, "full-search", size=600)
    (usual,) = batch.trials
    features, _ = sampled_again(batch)
    (feature,) = (each for each in features if "closures" in each.name)
    assert feature.name.split(" and ") == [
        f"uncertainty.closures.{site}" for site in ("large", "small", "third")
    ]
    opened = features[feature]
    more = np.where(opened < np.median(opened), 1.0, -1.0)
    other = replace(
        usual, model="other", outcomes=replace(usual.outcomes, value=usual.outcomes.value + more)
    )
    both = replace(batch, trials=(usual, other))
    assert verdict(both).regions
    text = " ".join(futures_screen(futures_answer(both), width=400, whole=True).split())
    assert (
        "share of days open at large (and with it share of days open at small and share of days "
        "open at third)" in text
    )


# ---- Measures by name ----------------------------------------------------------------------------


def of_all(batch: Batch) -> list[dict[str, Measure]]:
    return [{m.name: m for m in measures(each) if m.of == "all"} for each in batch.trials]


def held(batch: Batch) -> None:
    """Every measure that either model has stands in the differences, or says why not."""
    rows = futures_answer(batch).as_object()["differences"]
    there = {(row["model"], row["against"], row["measure"]): row for row in rows}
    assert len(there) == len(rows)
    told_of = of_all(batch)
    names = [trial.model for trial in batch.trials]
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    assert {(row["model"], row["against"]) for row in rows} == {
        (names[i], names[j]) for i, j in pairs
    }
    for i, j in pairs:
        first, second = told_of[i], told_of[j]
        expected = {*first, *second}
        assert {m for a, b, m in there if (a, b) == (names[i], names[j])} == expected
        for name in expected:
            row = there[names[i], names[j], name]
            one, other = first.get(name), second.get(name)
            apart = (
                np.full(1, np.nan) if one is None or other is None else one.values - other.values
            )
            if np.isnan(apart).all():
                assert row["mean"] is None and row["not_compared"]
                for model, each in ((names[i], one), (names[j], other)):
                    if each is None or np.isnan(each.values).all():
                        assert model in row["not_compared"]
            else:
                assert row["mean"] == pytest.approx(np.nanmean(apart))
                assert row["not_compared"] is None


def test_nothing_is_missing_between_any_two_shipped_models(tmp_path: Path) -> None:
    resources = {
        "bay": 20,
        "inspector": 40,
        "scanner": 2,
        "joint_inspector": 10,
        "label_checker": 4,
    }
    crossings = {name: {"resources": resources} for name in ("large", "small")}
    case = case_of(tmp_path, {"all": SPELLS}, crossings=crossings,
                   limits={"coverage_at_least": {"food": 0.1}})  # fmt: skip
    models = sorted(path.stem for path in MODELS.glob("*.yaml"))
    batch = batch_of(case, *models, size=60)
    assert len(batch.trials) == 6
    held(batch)
    measures_told = {"undetected", "floors missed", "end stock missed", "need met", "value"}
    assert measures_told <= set(futures_answer(batch).tables["differences"]["measure"])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), cases())
def test_differences_are_joined_by_name(one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case = str(written(Path(folder), {**one[0], "phases": []}, one[1]))
        (Path(folder) / "other.yaml").write_text(yaml.safe_dump(other[1]))
        try:
            plans = {
                "one": optimize(read_case(case)),
                "other": optimize(read_case(case, f"{folder}/other.yaml")),
            }
        except (InputError, NoPlan):
            event("no two plans")
            return
        event("compared")
        held(simulate_batch(plans, 12))


def test_a_measure_that_one_lacks_is_null_with_its_reason(tmp_path: Path) -> None:
    case, models = case_of(tmp_path, {"all": SPELLS}), ("full-search", "scan-then-search")
    plans = {model: optimize(read_case(case, model)) for model in models}
    batch = simulate_batch(plans, 200, dispatch="plan")
    first, second = batch.trials
    nothing = np.full(batch.size, np.nan)
    lacks = replace(
        second,
        outcomes=replace(second.outcomes, undetected=nothing, longest_wait=nothing),
        foreseen=replace(second.foreseen, undetected=nothing[:1], longest_wait=nothing[:1]),
    )
    batch = replace(batch, trials=(first, lacks))
    held(batch)
    answer = futures_answer(batch)
    rows = {row["measure"]: row for row in answer.as_object()["differences"]}
    assert rows["undetected"]["mean"] is None and rows["undetected"]["low"] is None
    assert rows["undetected"]["not_compared"] == "unknown under scan-then-search"
    assert rows["longest wait"]["not_compared"] == "none under scan-then-search"
    assert rows["floors missed"]["not_compared"] is None
    text = " ".join(futures_screen(answer, whole=True).split())
    assert "undetected not compared: unknown under scan-then-search" in text


def test_the_screen_tells_what_else_differs(tmp_path: Path) -> None:
    batch = batch_of(case_of(tmp_path, {"all": SPELLS}), "full-search", "scan-then-search")
    rows = futures_answer(batch).tables["differences"].set_index("measure")
    assert rows.loc["undetected", "mean"] != 0
    text = futures_screen(futures_answer(batch), width=200, whole=True)
    assert f"undetected {rows.loc['undetected', 'mean']:+.2g} truckloads a day (" in text
    assert "end stock missed" not in text.split("What came")[0]  # alike in every future


# ---- Plans of one case ---------------------------------------------------------------------------

OTHERWISE = [
    (["goods.food.need=100"], "goods.food.need.truckloads_per_day 200 and 100"),
    (["crossings.large.hours_per_day=7"], "crossings.large.hours_per_day 8 and 7"),
    (["horizon.start=2024-03-11"], "horizon 2024-03-04 to 2024-03-17 in 14 periods and 2024-03-11"),
    (["uncertainty.closures.all.open_share=0.9"], "closures.all.open_share 0.8 and 0.9"),
    (["crossings.small.open_days=[mon]"], "crossing opens"),
    (["goods.food.threat_rate="], "threat rate"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), OTHERWISE, ids=[c[0] for c, _ in OTHERWISE])
def test_plans_of_two_cases_are_not_compared(tmp_path: Path, changes: list[str], said: str) -> None:
    case = case_of(tmp_path, {"all": SPELLS})
    one, other = optimize(read_case(case)), optimize(read_case(case, settings=changes))
    with pytest.raises(ValueError, match="today and otherwise are of different cases") as caught:
        simulate_batch({"today": one, "otherwise": other}, 20)
    assert said in str(caught.value)
    columns = [column(name, "", plan, (), ()) for name, plan in (("a", one), ("b", other))]
    with pytest.raises(ValueError, match="of different cases"):
        Comparison(one.problem.case, tuple(columns))


def test_other_goods_and_gates_are_named(tmp_path: Path) -> None:
    one = optimize(read_case(case_of(tmp_path, {"all": SPELLS})))
    goods = {"food": CASE["goods"]["food"], "fuel": {"category": "fuel", "need": 3}}  # type: ignore[index]
    two = optimize(read_case(case_of(tmp_path, {"all": SPELLS}, goods=goods)))
    with pytest.raises(ValueError, match=r"goods \(food\) and \(food, fuel\)"):
        simulate_batch({"one": one, "two": two}, 20)


def test_one_case_under_other_models_and_their_settings_is_compared(tmp_path: Path) -> None:
    case = case_of(tmp_path, {"all": SPELLS})
    bay = "model.regimes.full-search.stages.search.minutes.bay"
    plans = {
        "as it is": optimize(read_case(case)),
        "quicker": optimize(read_case(case, settings=[f"{bay}=60"])),
        "scanned": optimize(read_case(case, "scan-then-search")),
    }
    assert len(simulate_batch(plans, 20).trials) == 3


def test_a_case_in_the_place_of_a_model_is_called_one(crossings_run: Runner) -> None:
    Path("other.yaml").write_text(yaml.safe_dump(CASE))
    for command in (("compare", "case.yaml", "other.yaml"),
                    ("evaluate", "case.yaml", "--model", "other.yaml")):  # fmt: skip
        ran = crossings_run(*command)
        assert ran.code == 3 and ran.err.startswith("other.yaml:1:1: areas: a case, and no "), (
            ran.err
        )
