"""Sweeps: every point as a run of its own, resumable, and the same whoever solves it."""

import json
import shutil
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from runs import Runner

from crossings import SweepTables, optimize, read_case, simulate_batch, sweep
from crossings.allocation import standing
from crossings.errors import InputError, SurroundingsError
from crossings.evaluation.measures import Measure, measures
from crossings.sweeps import ranked

CASE = {
    "title": "Gates",
    "model": "scan-then-search",
    "horizon": {"start": "2024-03-04", "periods": 7, "days_per_period": 1},
    "areas": {"a": {"population": 1000}, "b": {"population": 3000}},
    "goods": {
        "food": {"category": "humanitarian", "need": 80, "threat_rate": 0.01, "priority": 3},
        "fuel": {"category": "fuel", "need": 40},
    },
    "crossings": {
        "large": {"resources": {"bay": 8, "inspector": 16, "scanner": 2}},
        "small": {"resources": {"bay": 2, "inspector": 4, "scanner": 1}},
    },
    "uncertainty": {"closures": {"all": {"open_share": 0.8, "mean_closed_days": 2}}},
}
BAYS, HOURS = "crossings.large.resources.bay", "crossings.small.hours_per_day"
MINUTES = "model.regimes.scan-then-search.stages.search.minutes.bay"
OVER = {BAYS: [4, 8], HOURS: [8, 12], MINUTES: [60, 120]}
"""Two settings that move right-hand sides, and one that moves coefficients."""
NEED = "goods.food.need"
FUTURES = 30


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sweep") / "case.yaml"
    path.write_text(yaml.safe_dump(CASE))
    return str(path)


@pytest.fixture(scope="module")
def swept(case: str) -> SweepTables:
    return sweep(case, OVER, scenarios=FUTURES, seed=3)


def same(one: SweepTables, other: SweepTables) -> None:
    for name in ("points", "sweep", "factors"):
        assert getattr(one, name).equals(getattr(other, name)), name


def test_points_are_runs_of_their_own(case: str, swept: SweepTables) -> None:
    assert len(swept.points) == 8
    for row in swept.points.itertuples():
        settings = [f"{BAYS}={row[2]}",
                    f"{HOURS}={row[3]}", f"{MINUTES}={row[4]}"]  # fmt: skip
        plan = optimize(read_case(case, settings=settings))
        assert row.value == pytest.approx(plan.objective, rel=1e-9)
        trial = simulate_batch({"own": plan}, FUTURES, seed=3, dispatch="plan").trials[0]
        told = {each.name: each for each in measures(trial) if each.of == "all"}
        mine = swept.sweep[(swept.sweep["point"] == row.point) & (swept.sweep["of"] == "all")]
        for figure in mine.itertuples():
            held(told[figure.measure], figure)


def held(own: Measure, row: Any) -> None:
    size = max(1.0, float(np.nanmax(np.abs(own.values), initial=0.0)))
    assert row.planned == pytest.approx(own.planned, abs=1e-6 * size, nan_ok=True)
    assert row.mean == pytest.approx(np.nanmean(own.values), abs=1e-6 * size, nan_ok=True)


def test_programs_are_built_once_for_each_set_of_coefficients(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    made = standing.allocation_program
    monkeypatch.setattr(
        standing, "allocation_program", lambda *a, **k: built.append(0) or made(*a, **k)
    )
    found = sweep(case, OVER, value_only=True)
    assert len(built) == 2  # one for each number of minutes
    assert found.points["value"].notna().all() and found.points["need_met"].isna().all()


def test_a_plan_alone_has_the_figures_of_the_future_that_the_case_foresees(
    case: str, swept: SweepTables
) -> None:
    found = sweep(case, OVER).sweep
    both = found.merge(swept.sweep, on=["point", "measure", "of"], suffixes=("", "_carried"))
    assert len(both) == len(found) > 80
    np.testing.assert_allclose(both["planned"], both["planned_carried"], atol=1e-6)
    assert (both["unit"] == both["unit_carried"]).all()
    assert (both["better"] == both["better_carried"]).all()


def test_values_alone_are_the_values(case: str, swept: SweepTables) -> None:
    alone = sweep(case, OVER, value_only=True)
    np.testing.assert_allclose(alone.points["value"], swept.points["value"], rtol=1e-9)


def test_the_order_of_points_and_who_solves_them_make_no_difference(
    case: str, swept: SweepTables
) -> None:
    values = product(*OVER.values())
    rows: list[dict[str, object]] = [dict(zip(OVER, each, strict=True)) for each in values]
    backwards = sweep(case, rows[::-1], value_only=True).points["value"].tolist()
    np.testing.assert_allclose(backwards[::-1], swept.points["value"], rtol=1e-9)
    same(sweep(case, rows[:2], jobs=2), sweep(case, rows[:2]))


def test_a_sweep_goes_on_where_it_was_stopped(
    case: str, swept: SweepTables, tmp_path: Path
) -> None:
    def stop(_: int) -> None:
        finished.append(0)
        if len(finished) == 4:  # nothing was there, and three points are
            raise KeyboardInterrupt

    finished: list[int] = []
    folder = tmp_path / "kept"
    with pytest.raises(KeyboardInterrupt):
        sweep(case, OVER, scenarios=FUTURES, seed=3, folder=folder, done=stop)
    parts = sorted((folder / "parts").iterdir())
    assert len(parts) == 3
    before = {path: path.stat().st_mtime_ns for path in parts}
    damaged = parts[1]
    damaged.write_text(damaged.read_text().replace("planned", "plannea", 1))
    same(sweep(case, OVER, scenarios=FUTURES, seed=3, folder=folder), swept)
    kept = [path for path in parts if path.stat().st_mtime_ns == before[path]]
    assert kept == [parts[0], parts[2]]
    whole = tmp_path / "whole"
    sweep(case, OVER, scenarios=FUTURES, seed=3, folder=whole)
    for path in sorted(whole.rglob("*.*")):
        assert path.read_bytes() == (folder / path.relative_to(whole)).read_bytes(), path


def test_a_folder_of_something_else_is_left_as_it_is(case: str, tmp_path: Path) -> None:
    sweep(case, {HOURS: [8]}, folder=tmp_path / "kept")
    with pytest.raises(SurroundingsError, match="another sweep, of other points, value_only"):
        sweep(case, {HOURS: [9]}, value_only=True, folder=tmp_path / "kept")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/own.txt").write_text("mine")
    with pytest.raises(SurroundingsError, match="something else than a sweep"):
        sweep(case, {HOURS: [8]}, folder=tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["own.txt"]


def test_a_point_that_fails_is_a_row_with_its_reason(case: str) -> None:
    floor = "limits.coverage_at_least.food"
    found = sweep(case, [{floor: 0.1}, {floor: 1, NEED: 8000}, {floor: "much"}, {HOURS: 8}]).points
    assert found["status"].tolist() == ["planned", "no plan", "failed", "planned"]
    assert "food" in found["reason"][1].lower() and floor in found["reason"][2]
    assert found["value"].isna().tolist() == [False, True, True, False]
    with pytest.raises(InputError, match=r"crossings\.large\.hours: "):
        sweep(case, {"crossings.large.hours": [8, 9]})


def test_rank_is_by_all_pairs_at_once() -> None:
    values = np.random.default_rng(1).normal(size=(3, 200)) + np.array([[0.0], [9.0], [9.0]])
    (first, less), (second, _), (third, _) = ranked(values)
    assert [first, second, third] == ["no", "may be", "may be"]
    assert less.low < less.value < less.high < 0
    many = np.random.default_rng(2).normal(size=(40, 50))
    assert {best for best, _ in ranked(many)} == {"may be"}
    assert [best for best, _ in ranked(np.ones((2, 1)))] == ["may be", "may be"]


@pytest.mark.parametrize("design", [[], [1], {}, "hours", {HOURS: []}])
def test_what_is_no_design_is_named(case: str, design: Any) -> None:
    with pytest.raises(ValueError, match="design: expected"):
        sweep(case, design)


def test_the_command(case: str, swept: SweepTables, crossings_run: Runner) -> None:
    shutil.copy(case, "case.yaml")
    over = [f"--over={path}={','.join(map(str, values))}" for path, values in OVER.items()]
    asked = ("sweep", "case.yaml", *over, "--scenarios", str(FUTURES), "--seed", "3", "--quiet")
    ran = crossings_run(*asked, "--output", "kept")
    assert ran.code == 0, ran.err
    assert "8 points, each carried through the same 30 futures" in ran.out
    assert "What each factor does" in ran.out and "best on" in ran.out
    from pyarrow import parquet

    points = parquet.read_table("kept/points.parquet").to_pandas()
    np.testing.assert_array_equal(points["value"], swept.points["value"])
    assert len(parquet.read_table("kept/sweep.parquet")) == len(swept.sweep)
    told = json.loads(crossings_run(*asked, "--format", "json").out)
    assert [row["value"] for row in told["sweep_points"]] == swept.points["value"].tolist()
    Path("design.csv").write_text(f"{BAYS},model\n4,scan-then-search\n8,full-search\n")
    ran = crossings_run("sweep", "case.yaml", "--design", "design.csv", "--value-only", "--quiet")
    assert ran.code == 0 and "Values alone" in ran.out and "full-search" in ran.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--over"),
        (("--over", "a"), "PATH=V1,V2"),
        (("--over", "a=1", "--over", "a=2"), "given twice"),
        (("--over", "a=1", "--seed", "2"), "needs --scenarios"),
        (("--over", "a=1", "--scenarios", "2", "--value-only"), "no plan that could be carried"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    crossings_run: Runner, options: tuple[str, ...], said: str
) -> None:
    ran = crossings_run("sweep", "case.yaml", *options)
    assert ran.code == 2 and said in ran.err


def test_a_fault_is_placed_where_its_value_is_given(crossings_run: Runner) -> None:
    over = ("--over=crossings.gate-a.hours_per_day=8,9", "--over=crossings.gat-a.utilisation=1")
    ran = crossings_run("sweep", "case.yaml", *over)
    assert ran.code == 3 and ran.err.startswith("--over:2:1: crossings.gat-a"), ran.err
    names = "crossings.gate-a.hours_per_day,crossings.gate-a.utilisation"
    Path("design.csv").write_text(f"{names}\n\n8,5\n")
    ran = crossings_run("sweep", "case.yaml", "--design", "design.csv")
    assert ran.code == 3 and "design.csv!B3: crossings.gate-a.utilisation: expected" in ran.err
    with pytest.raises(InputError, match="design:1:1: crossings"):
        sweep("case.yaml", [{"crossings.gate-a.nothing": 1}])


def test_a_rule_carries_the_plans_that_is_asked_for(crossings_run: Runner) -> None:
    asked = ("sweep", "case.yaml", "--over=crossings.gate-a.hours_per_day=8,9", "--format=json")
    ran = crossings_run(*asked, "--scenarios=20", "--dispatch=first-come", "--quiet")
    told = json.loads(ran.out)
    own = sweep("case.yaml", {"crossings.gate-a.hours_per_day": [8, 9]}, scenarios=20,
                dispatch="first-come")  # fmt: skip
    assert told["dispatch"] == "first-come"
    means = [row["mean_value"] for row in told["sweep_points"]]
    assert means == own.points["mean_value"].tolist()
    assert crossings_run(*asked, "--dispatch=plan").code == 2


@pytest.mark.filterwarnings("ignore")  # Dask warns of its own doings, by version
def test_a_cluster_solves_the_same(case: str, swept: SweepTables) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as them:
        found = sweep(case, OVER, scheduler=them.scheduler_address)
    np.testing.assert_array_equal(found.points["value"], swept.points["value"])
