"""Futures as a table: what a seed draws, spread evenly, and what no column names drawn beside."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from example import written
from runs import Runner
from scipy.special import ndtr

from crossings.problem import Problem
from crossings.reading import read_problem
from crossings.reading.lists.futures_table import read_futures
from crossings.scenarios import DrawnRest, Scenarios, Seeded, Tabled
from crossings.scenarios.designs import METHODS, quantities, spread

SIZE = 64
UNCERTAIN = """uncertainty:
  closures: {gate-a: {open_share: 0.8, mean_closed_days: 2}, monitor: {open_share: 0.9, mean_closed_days: 2}}
  throughput: {gate-a: {cv: 0.4, persistence: 0.5, level_cv: 0.2}}
  need: {food: {cv: 0.3}}
  supply: {egypt: {cv: 0.2}}
  ranges: true
"""  # noqa: E501


def uncertain(folder: Path) -> Problem:
    path = written(folder)
    path.write_text(path.read_text().partition("uncertainty:")[0] + UNCERTAIN)
    return read_problem(str(path))


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    return uncertain(tmp_path_factory.mktemp("case"))


def same(one: Scenarios, other: Scenarios) -> None:
    for name in ("working", "open_days", "pool_open_days", "supply", "need", "route_days", "came"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for name in ("changed", "drawn"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert mine.keys() == theirs.keys()
        for key in mine:
            np.testing.assert_array_equal(mine[key], theirs[key], key)


def rest_of(columns: dict[str, Any], seed: int) -> DrawnRest:
    return DrawnRest(Tabled("own.csv", "0" * 64, columns), seed)


def test_a_random_table_with_the_rest_drawn_is_what_the_seed_draws(problem: Problem) -> None:
    columns = spread(problem, "random", SIZE, 5)
    assert {"uncertainty.need.food", "uncertainty.throughput.gate-a.level"} <= columns.keys()
    same(
        rest_of(columns, 5).scenarios(problem, range(10, 40)),
        Seeded(5).scenarios(problem, range(10, 40)),
    )


def test_a_table_that_names_nothing_of_a_draw_leaves_it(problem: Problem) -> None:
    need = np.linspace(0.5, 1.5, SIZE)
    drawn = Seeded(7).scenarios(problem, range(SIZE))
    found = rest_of({"uncertainty.need.food": need}, 7).scenarios(problem, range(SIZE))
    named = drawn.need.copy()
    named[:, [good.id for good in problem.goods].index("food")] = need
    same(found, replace(drawn, need=named))


def test_days_that_a_column_names_are_its_own_and_all_others_drawn(problem: Problem) -> None:
    c = [crossing.id for crossing in problem.crossings].index("gate-a")
    t = int(np.flatnonzero(problem.crossing_open_days[:, c] > 0)[0])
    day = problem.periods[t].start
    drawn = Seeded(7).scenarios(problem, range(SIZE))
    closed = {f"uncertainty.closures.gate-a.{day}": np.zeros(SIZE)}
    found = rest_of(closed, 7).scenarios(problem, range(SIZE))
    fewer = drawn.open_days - found.open_days
    assert (fewer[:, t, c] >= 0).all() and (fewer[:, t, c] <= 1).all() and fewer[:, t, c].any()
    fewer[:, t, c] = 0
    assert not fewer.any()
    whole = {"uncertainty.closures.gate-a": np.full(SIZE, np.nan)}  # as the case says: open
    found = rest_of(whole, 7).scenarios(problem, range(SIZE))
    np.testing.assert_array_equal(
        found.open_days[:, :, c],
        np.broadcast_to(problem.crossing_open_days[:, c], found.open_days.shape[:2]),
    )
    np.testing.assert_array_equal(found.pool_open_days, drawn.pool_open_days)


@pytest.mark.parametrize("method", METHODS)
def test_every_quantity_is_spread_as_it_is_drawn(problem: Problem, method: str) -> None:
    columns = spread(problem, method, 512, 3)
    assert [*columns] == [each.column for each in quantities(problem)]
    ranges = {each.path: each for each in problem.uncertainty.numbers.ranged}
    sigma = np.sqrt(np.log1p(0.3**2))
    for name, values in columns.items():
        assert len(values) == 512 and np.isfinite(values).all()
        if name in ranges:
            assert ranges[name].low <= values.min() <= values.max() <= ranges[name].high
    uniform = np.sort(ndtr((np.log(columns["uncertainty.need.food"]) + sigma**2 / 2) / sigma))
    off = np.abs(uniform - (np.arange(512) + 0.5) / 512).max()
    assert off < (0.08 if method == "random" else 1.01 / 512)
    again = spread(problem, method, 512, 3)
    assert all((again[name] == values).all() for name, values in columns.items())
    assert any((spread(problem, method, 512, 4)[name] != columns[name]).any() for name in columns)


def test_sobol_points_of_any_number_are_the_first_ones(problem: Problem) -> None:
    few, many = spread(problem, "sobol", 100, 3), spread(problem, "sobol", 128, 3)
    assert all((many[name][:100] == values).all() for name, values in few.items())


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_written_is_read_and_evaluated(
    crossings_run: Runner, tmp_path: Path, form: str
) -> None:
    own = uncertain(tmp_path)
    ran = crossings_run("sample", "case.yaml", "12", "--method", "latin", "--output", f"f.{form}")
    assert ran.code == 0 and ran.out == "" and "12 futures" in ran.err
    table, columns = read_futures(f"f.{form}", [own]), spread(own, "latin", 12, 1)
    for name, values in columns.items():
        np.testing.assert_array_equal(table.columns[name], values)
    base = ("evaluate", "case.yaml", "--futures", f"f.{form}", "--bound", "0", "--draw-rest")
    ran = crossings_run(*base, "--seed", "4", "--output", "kept")
    assert ran.code == 0 and "the rest of seed 4" in ran.out, ran.err
    found = pandas.read_parquet(sorted(Path("kept/inputs").glob("part-*.parquet")))
    np.testing.assert_array_equal(found["need_factor_food"], columns["uncertainty.need.food"])
    assert found["days_open_gate_a"].nunique() > 1
    ran = crossings_run("report", "kept", "--output", "r.html")
    assert ran.code == 0, ran.err
    assert "Seed 4" in Path("r.html").read_text("utf-8")
    assert crossings_run(*base, "--seed", "5", "--output", "kept").code == 6
    if form == "csv":
        assert crossings_run("sample", "case.yaml", "12", "--method", "latin", "--quiet").out == (
            Path("f.csv").read_text()
        )


def test_what_cannot_be_is_said(crossings_run: Runner) -> None:
    assert "--futures" in crossings_run("evaluate", "case.yaml", "--draw-rest").err
    assert crossings_run("sample", "case.yaml", "0").code == 2
    for name in ("case.yaml", "model.yaml"):
        text = re.sub(r"range: \[[^]]*\]", "note: assumption", Path(name).read_text())
        Path(name).write_text(text.partition("uncertainty:")[0])
    ran = crossings_run("sample", "case.yaml", "3")
    assert ran.code == 3 and "no number has a range" in ran.err
