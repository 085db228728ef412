"""Futures that somebody wrote down, instead of drawn ones."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from runs import Runner

from crossings.allocation import optimal_plan
from crossings.evaluation import evaluated
from crossings.reading import read_problem
from crossings.reading.lists.futures_table import read_futures
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import Tabled, as_planned, sampled

Row = dict[str, float | str]


def table(folder: Path, *rows: Row) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(names), *(",".join(str(row.get(name, "")) for name in names) for row in rows)]
    path = folder / "futures.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def read(case: Path, *rows: Row) -> Tabled:
    problem = read_problem(str(case), None, [])
    return read_futures(str(table(case.parent, *rows)), [problem])


def test_a_row_is_as_if_set_in_the_files(case: Path) -> None:
    rows: list[Row] = [
        {"crossings.gate-a.hours_per_day": 6, "goods.food.priority": 2},
        {"crossings.gate-a.hours_per_day": 11},
        {"goods.food.need.kg_per_person_per_day": 0.8},
    ]
    problem = read_problem(str(case), None, [])
    made = read(case, *rows).scenarios(problem, range(3))
    for s, row in enumerate(rows):
        texts = [f"{path}={value}" for path, value in row.items()]
        own = read_problem(str(case), None, parsed_overrides(texts))
        for name in ("own_minutes", "priority", "need", "first_stock", "gate"):
            drawn = made.changed.get(name)
            found = getattr(problem, name) if drawn is None else drawn[s]
            np.testing.assert_allclose(found, getattr(own, name), rtol=1e-12, err_msg=name)


def test_an_empty_row_is_what_the_case_foresees(case: Path) -> None:
    problem = read_problem(str(case), None, [])
    plan = optimal_plan(problem)
    futures = read(case, {"crossings.gate-a.hours_per_day": "", "uncertainty.need.food": ""},
                   {"uncertainty.need.food": 1})  # fmt: skip
    assert futures.size == 2
    made = evaluated(plan, futures.scenarios(problem, range(2)))
    foreseen = evaluated(plan, as_planned(problem))
    np.testing.assert_allclose(made.value, foreseen.value[[0, 0]], rtol=1e-9)


def test_factors_by_day_and_for_the_whole_horizon(case: Path) -> None:
    problem = read_problem(str(case), None, [])
    made = read(
        case,
        {"uncertainty.closures.gate-a.2024-03-04": 0, "uncertainty.need.food": 1.5},
        {"uncertainty.closures.all": 0.5, "uncertainty.throughput.gate-a": 0.5},
        {"uncertainty.throughput.gate-a.2024-03-04": 0.25},
    ).scenarios(problem, range(3))
    usual = problem.crossing_open_days
    assert made.open_days[0, 0].tolist() == [usual[0, 0] - 1, usual[0, 1]]
    assert made.need[0].tolist() == [1.5, 1.0, 1.0]
    np.testing.assert_allclose(made.open_days[1], usual / 2)
    np.testing.assert_allclose(made.working[1, :, 0], usual[:, 0] / 4)
    assert made.working[2, 0, 0] == pytest.approx(usual[0, 0] - 0.75)


def test_what_was_drawn_and_written_down_comes_to_the_same(case: Path) -> None:
    settings = parsed_overrides(["uncertainty.ranges=true"])
    problem = read_problem(str(case), None, settings)
    drawn = sampled(problem, 4, range(5))
    assert drawn.drawn
    columns = {path: np.asarray(each) for path, each in drawn.drawn.items()}
    again = Tabled("futures.csv", "", columns).scenarios(problem, range(5))
    for name, array in drawn.changed.items():
        np.testing.assert_allclose(again.changed[name], array, rtol=1e-12)


BAD: list[tuple[Row, str]] = [
    ({"crossings.gate-a.hours_per_dy": 8}, "A1: crossings.gate-a.hours_per_dy: no number that the "
     "files give; did you mean crossings.gate-a.hours_per_day?"),
    ({"uncertainty.closures.gate-z": 1}, "nothing to vary is called 'gate-z'; did you mean gate-"),
    ({"uncertainty.closure.gate-a": 1}, "got closure; did you mean closures?"),
    ({"uncertainty.need.food": -1}, "A2: uncertainty.need.food: expected a factor ≥ 0, got -1"),
    ({"uncertainty.closures.gate-a": 1.2}, "expected a share from 0 to 1, got 1.2"),
    ({"uncertainty.need.food": "much"}, "A2: uncertainty.need.food: expected a number, got 'much'"),
    ({"uncertainty.need.food.2024-03-04": 1}, "expected uncertainty.need.food"),
    ({"uncertainty.throughput.gate-a.2025-03-04": 1}, "2025-03-04 is outside the horizon"),
    ({"crossings.gate-a.utilisation": 1.5}, "A2: crossings.gate-a.utilisation: "),
]  # fmt: skip


@pytest.mark.parametrize(("row", "said"), BAD, ids=[said[:30] for _, said in BAD])
def test_faults_name_the_cell(case: Path, crossings_run: Runner, row: Row, said: str) -> None:
    table(Path(), row)
    ran = crossings_run("evaluate", "case.yaml", "--futures", "futures.csv")
    assert ran.code == 3 and said in ran.err, ran.err
    assert ran.err.startswith("futures.csv!A")


def test_every_fault_is_said_at_once(case: Path, crossings_run: Runner) -> None:
    whole: dict[str, Any] = {}
    for row, _ in BAD[:5]:
        whole |= row
    table(Path(), whole)
    ran = crossings_run("evaluate", "case.yaml", "--futures", "futures.csv")
    assert ran.code == 3 and "5 faults; nothing was computed" in ran.err


def test_the_command_takes_all_rows(case: Path, crossings_run: Runner) -> None:
    table(Path(), {"uncertainty.need.food": 1.1}, {"uncertainty.closures.all": 0.5})
    base = ("evaluate", "case.yaml", "--futures", "futures.csv")
    ran = crossings_run(*base, "--certify", "2")
    assert ran.code == 0 and "2 futures of futures.csv" in ran.out
    assert "2 futures solved exactly" in ran.out
    assert crossings_run(*base, "--scenarios", "3").code == 2
    assert crossings_run(*base, "--seed", "3").code == 2
    table(Path())
    ran = crossings_run(*base)
    assert ran.code == 3
