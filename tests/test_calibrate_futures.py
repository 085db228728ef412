"""Numbers fitted to what the evaluator brings on average, as much being sent as was counted."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from answers import plan_of
from places import ROOT
from runs import Runner

from crossings.calibration import futures
from crossings.calibration.levels import Days
from crossings.evaluation.as_counted import AsCounted, of_several
from crossings.evaluation.beside_counts import passed
from crossings.reading import read_problem
from crossings.scenarios import sampled

LEVEL = "uncertainty.throughput.a.level"
LOSS = "corridors.port.loss"
DAYS = {"from": "2024-01-07", "to": "2024-01-20", "source": "field"}
CASE: dict[str, Any] = {
    "title": "two gates",
    "horizon": {"start": "2024-01-07", "periods": 14, "days_per_period": 1},
    "model": "model.yaml",
    "areas": {"north": None},
    "goods": {
        "food": {"category": "humanitarian", "priority": 3, "need": 20},
        "tents": {"category": "humanitarian", "need": 20},
    },
    "crossings": {
        "a": {"gate_truckloads_per_day": {"value": 15, "range": [12, 20]}, "utilisation": 0.9},
        "b": {"gate_truckloads_per_day": 12},
    },
    "corridors": {
        "port": {"serves": ["a", "b"], "truckloads_per_day": 60,
                 "loss": {"value": 0.1, "range": [0.0, 0.3]}},
    },
    "uncertainty": {
        "closures": {"a": {"open_share": 0.8, "mean_closed_days": 2}},
        "throughput": {"*": {"cv": 0.3, "persistence": 0.4}},
    },
    "observed": [
        DAYS | {"crossing": "a", "stage": "collected", "truckloads": 195},
        DAYS | {"crossing": "a", "good": "food", "stage": "collected", "truckloads": 150},
    ],
    "sources": {"field": {}, "gate": {}},
}  # fmt: skip
MODEL = {"title": "wave", "regimes": {"wave": {"start": "s", "stages": {"s": {}}}}}


def case(name: str = "case.yaml", **changes: Any) -> str:
    Path("model.yaml").write_text(yaml.safe_dump(MODEL), "utf-8")
    Path(name).write_text(yaml.safe_dump(CASE | changes), "utf-8")
    return name


def fitted(run: Runner, *options: str) -> dict[str, dict[str, Any]]:
    done = run("calibrate", "case.yaml", *options, "--format=json", "--quiet")
    assert done.code == 0, done.err
    return {row["path"]: row for row in json.loads(done.out)["fitted"]}


def brought(run: Runner, name: str) -> float:
    told = run("evaluate", name, "--dispatch=as-counted", "--scenarios=400", "--bound=0",
               "--format=json", "--quiet")  # fmt: skip
    return float(json.loads(told.out)["as_counted"][0]["share"])


def test_a_level_makes_futures_bring_what_was_counted_and_moves_no_plan(
    crossings_run: Runner,
) -> None:
    case()
    (found,) = fitted(crossings_run, f"--fit={LEVEL}", "--output=two.yaml").values()
    assert found["identified"] and found["effective_draws"] is None
    assert (found["source"], found["stage"], found["days"]) == ("field", "collected", 1)
    assert found["before_low"] < 1 < found["low"] < found["median"] < found["high"] < 1.5
    assert brought(crossings_run, "case.yaml") < 0.9 < brought(crossings_run, "two.yaml") < 1.05
    said = yaml.safe_load(Path("two.yaml").read_text("utf-8"))["uncertainty"]["throughput"]
    assert said["a"]["cv"] == 0.3 and said["a"]["level"]["note"].startswith("fitted to field")
    before, after = (read_problem(name) for name in ("case.yaml", "two.yaml"))
    assert after.uncertainty.throughput_level.tolist() == [said["a"]["level"]["value"], 1.0]
    plans = plan_of(before), plan_of(after)
    assert plans[0].objective == plans[1].objective
    np.testing.assert_array_equal(plans[0].collected, plans[1].collected)


def test_what_was_fitted_is_fitted_again_to_the_same(crossings_run: Runner) -> None:
    case()
    fitted(crossings_run, f"--fit={LEVEL}", "--output=two.yaml")
    again = crossings_run("calibrate", "two.yaml", f"--fit={LEVEL}", "--output=three.yaml")
    assert again.code == 0
    assert Path("two.yaml").read_text("utf-8") == Path("three.yaml").read_text("utf-8")


def test_a_loss_is_told_by_counts_before_and_behind_it_and_not_by_one(
    crossings_run: Runner,
) -> None:
    counts = [("manifested", 280), ("presented", 238)]  # 15 % on the way
    observed = [DAYS | {"stage": stage, "truckloads": n} for stage, n in counts]
    wide = {"a": {"gate_truckloads_per_day": 60}, "b": {"gate_truckloads_per_day": 60}}
    case(observed=observed, crossings=wide, uncertainty={})
    found = fitted(crossings_run, f"--fit={LOSS}")[LOSS]
    assert found["identified"] and found["low"] < 0.15 < found["high"] < 0.25
    assert found["median"] == pytest.approx(0.15, abs=0.02)
    case(observed=observed[1:], crossings=wide, uncertainty={})
    found = fitted(crossings_run, f"--fit={LOSS}")[LOSS]
    assert not found["identified"] and found["left"] > 0.8


def test_two_sources_are_two_stories_and_a_crossing_is_told_by_those_that_count_it(
    crossings_run: Runner,
) -> None:
    gate = DAYS | {"stage": "released", "truckloads": 200, "source": "gate"}
    case(observed=[*CASE["observed"], gate])
    asked = ("calibrate", "case.yaml", "--quiet")
    rows = json.loads(crossings_run(*asked, f"--fit={LEVEL}", f"--fit={LOSS}",
                                    "--format=json").out)["fitted"]  # fmt: skip
    assert [(row["path"], row["source"]) for row in rows] == [
        (LEVEL, "field"), (LOSS, "field"), (LOSS, "gate")
    ]  # fmt: skip
    alone = crossings_run(*asked, f"--fit={LEVEL}", "--output=two.yaml")
    assert alone.code == 0
    both = crossings_run(*asked, f"--fit={LOSS}", "--output=three.yaml")
    assert both.code == 3 and "field (collected) and gate (released) are two stories" in both.err


def test_lists_of_days_take_the_place_of_the_counts_in_the_case(crossings_run: Runner) -> None:
    case()
    own = fitted(crossings_run, f"--fit={LEVEL}")[LEVEL]
    daily = {"food": 150 / 14, "tents": 45 / 14}
    rows = [
        f"2024-01-{day:02},a,{good},{n},collected"
        for day in range(7, 21)
        for good, n in daily.items()
    ]
    text = "\n".join(["date,crossing,good,truckloads,stage", *rows]) + "\n"
    Path("field.csv").write_text(text, "utf-8")
    case(observed=[])
    listed = fitted(crossings_run, "--observed=field.csv", f"--fit={LEVEL}")[LEVEL]
    assert listed["median"] == pytest.approx(own["median"], rel=1e-6)
    none = crossings_run("calibrate", "case.yaml", f"--fit={LEVEL}")
    assert none.code == 3 and "the case has no counts; give a list" in none.err


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("corridors.port.truckloads_per_day", "what counts can tell is"),  # without a range
        ("crossings.x.gate_truckloads_per_day", "what counts can tell is"),
        ("uncertainty.throughput.b.level", "no list counts b"),
    ],
)
def test_what_no_count_speaks_of_is_said(path: str, said: str, crossings_run: Runner) -> None:
    case()
    run = crossings_run("calibrate", "case.yaml", f"--fit={path}")
    assert run.code == 3 and path in run.err and said in run.err


def test_what_is_one_product_is_never_fitted(crossings_run: Runner) -> None:
    case()
    found = fitted(crossings_run, "--fit=crossings.a.utilisation", "--output=two.yaml")
    (row,) = found.values()
    assert not row["identified"] and row["median"] is None and "are one product" in row["text"]
    assert (
        yaml.safe_load(Path("two.yaml").read_text("utf-8"))["crossings"]["a"]["utilisation"] == 0.9
    )


def test_points_together_are_each_by_itself(crossings_run: Runner) -> None:
    problem = read_problem(case())
    plan = plan_of(problem)
    drawn = {
        LOSS: np.array([0.0, 0.12, 0.3]),
        "crossings.a.gate_truckloads_per_day": np.array([12.0, 20, 14]),
    }
    arrays = problem.uncertainty.numbers.arrays(drawn)
    moved = [replace(plan, problem=replace(problem, **{name: a[n] for name, a in arrays.items()}))
             for n in range(3)]  # fmt: skip
    some = sampled(problem, 2, range(5))
    again = {name: np.repeat(a, 5, axis=0) for name, a in arrays.items()}
    here = replace(some.among(np.tile(np.arange(5), 3)), changed=again)
    together = passed(of_several(moved, 5), here, problem.observed)
    for n, each in enumerate(moved):
        alone = passed(AsCounted(each).ready, some, problem.observed)
        np.testing.assert_allclose(together[:, 5 * n : 5 * n + 5], alone, rtol=1e-9)


def test_the_shipped_case_is_fitted_by_the_command_that_it_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A fifth of the points here; all of them give the figures of the file.
    monkeypatch.setattr(futures, "POINTS", 20)
    problem = read_problem(str(ROOT / "inputs" / "gaza.yaml"))
    plan = plan_of(problem)
    crossing = [each.id for each in problem.crossings].index("kerem-shalom")
    path = "uncertainty.throughput.kerem-shalom.level"
    believed = {"kerem-shalom": (1 / 1.5, 1.0, 1.5)}
    (found,) = futures.fitted_to_futures(plan, problem.observed, [path], believed)
    assert found.found is not None and found.identified
    level = problem.uncertainty.throughput_level[crossing]
    assert found.found.median == pytest.approx(level, abs=0.03)
    assert found.found.low < 1.166 < found.found.high  # what an open day has where closures fall
    ready, scenarios = AsCounted(plan).ready, sampled(problem, 1, range(400))
    for seen in problem.observed:
        if seen.crossing is not None and seen.good is None:
            a_day = seen.truckloads / ((seen.end - seen.start).days + 1)
            brought = passed(ready, scenarios, [seen]).mean() / a_day
            assert 0.9 < brought < 1.1, seen


@pytest.mark.parametrize(("share", "spell", "cv"), [(0.858, 1.67, 0.47), (1.0, 1.0, 0.65)])
def test_what_is_foretold_varies_as_what_futures_bring_where_nothing_cuts_them_off(
    share: float, spell: float, cv: float, crossings_run: Runner
) -> None:
    of = {"closures": {"a": {"open_share": share, "mean_closed_days": spell}},
          "throughput": {"a": {"cv": cv, "persistence": 0.5}}}  # fmt: skip
    much = DAYS | {"crossing": "a", "stage": "collected", "truckloads": 1e5}
    ports = {"port": {"serves": ["a"], "truckloads_per_day": 1e4}}
    problem = read_problem(case(uncertainty=of, observed=[much], corridors=ports))
    futures_of = sampled(problem, 1, range(1000))
    (brought,) = passed(AsCounted(plan_of(problem)).ready, futures_of, problem.observed)
    foretold = np.sqrt(Days(share, spell, cv, 0.5).variance(14, hours_known=False))
    # A deviation of 1000 draws is off by 2 to 3 % of itself; each more than four of these.
    assert brought.std() / brought.mean() == pytest.approx(foretold, rel=0.12)


def test_a_level_is_fitted_in_futures_that_close_as_days_were_seen_to(
    crossings_run: Runner,
) -> None:
    # Open on half of the days, where the case says four of five: those must do the more.
    rows = [f"2024-01-{day:02},a,{28 * (day % 2)},collected" for day in range(1, 32)]
    Path("days.csv").write_text("\n".join(["date,crossing,truckloads,stage", *rows]), "utf-8")
    case()
    wide = {"value": 1.5, "range": [0.8, 3.0]}
    said = {"throughput": {"a": {"cv": 0.3, "level": wide}}}
    case(uncertainty={"closures": CASE["uncertainty"]["closures"]} | said)
    closes = "--fit=uncertainty.closures.a.open_share"
    alone = fitted(crossings_run, "--observed=days.csv", f"--fit={LEVEL}")[LEVEL]
    both = fitted(crossings_run, "--observed=days.csv", closes, f"--fit={LEVEL}")
    assert both["uncertainty.closures.a.open_share"]["median"] < 0.65
    assert both[LEVEL]["median"] > 1.1 * alone["median"]
