"""Weekdays that are slow or likelier to close, and the level of a whole future's throughput."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import problem_of
from carried import strays_from_plan
from runs import Runner

from crossings.allocation import optimal_plan
from crossings.problem import Problem, paces
from crossings.reading import read_problem
from crossings.reading.lists.futures_table import read_futures
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scenarios import as_planned, sampled, scenario_problem
from crossings.scenarios.expected import expected as mean_of_all
from crossings.scenarios.weekly import closing, open_by_weekday

GAZA = str(Path(__file__).parents[1] / "inputs" / "gaza.yaml")
MANY = 40_000
ERRORS = 5
"""Standard errors that an estimate may be off by."""
SATURDAY = 5
FRIDAYS = [1.0, 1, 1, 1, 4, 0, 1]


def gaza(*settings: str) -> Problem:
    return read_problem(GAZA, None, parsed_overrides(settings))


def by_days(**uncertain: Any) -> Problem:
    """Four weeks by days at one gate that opens every day but Sundays, and what is uncertain."""
    case = {
        "title": "A gate",
        "horizon": {"start": "2024-03-07", "periods": 28, "days_per_period": 1},  # a Thursday
        "areas": {"north": None},
        "goods": {"food": {"category": "humanitarian", "need": 50, "stock": 20}},
        "crossings": {
            "gate": {
                "gate_truckloads_per_day": 40,
                "open_days": ["mon", "tue", "wed", "thu", "fri", "sat"],
                "resources": {"bay": 2},
            }
        },
        "uncertainty": uncertain,
    }
    stage = {"minutes": {"bay": 20}}
    regime = {"start": "s", "stages": {"s": stage}}
    return problem_of(case, {"title": "A look", "regimes": {"r": regime}})


# ---- The plan ------------------------------------------------------------------------------------


def test_a_plan_sees_a_slow_saturday() -> None:
    problem = by_days(throughput={"gate": {"weekdays": {"sat": 0.5}}})
    factor = 24 / 22  # 20 other open days and 4 Saturdays: 22 usual days are spread over 24
    usual, saturday = 40 * factor, 20 * factor
    plan = optimal_plan(problem)
    presented = plan.presented.sum(axis=(1, 2, 3))
    weekdays = paces.weekdays(problem)
    np.testing.assert_allclose(presented[weekdays == SATURDAY], saturday, rtol=1e-9)
    np.testing.assert_allclose(presented[weekdays < SATURDAY], usual, rtol=1e-9)
    np.testing.assert_allclose(problem.crossing_worked_days.sum(), 24, rtol=1e-12)
    assert problem.uncertainty.certain
    assert strays_from_plan(plan, as_planned(problem)) == []
    assert strays_from_plan(plan, sampled(problem, 1, range(3))) == []


def test_the_pace_is_scaled_over_the_days_that_open_alone() -> None:
    problem = by_days(throughput={"gate": {"weekdays": {"sun": 100, "sat": 0.5}}})
    np.testing.assert_allclose(problem.crossing_worked_days.sum(), 24, rtol=1e-12)
    assert (problem.crossing_worked_days[paces.weekdays(problem) == 6] == 0).all()


def test_weekdays_are_among_what_a_plan_rests_on(case: Path, crossings_run: Runner) -> None:
    path = "uncertainty.throughput.gate-a.weekdays.wed"
    ran = crossings_run("optimize", "case.yaml", "--set", f"{path}=0.5", "--format", "json")
    answer = json.loads(ran.out)
    told = [row for row in answer["evidence"] if row["path"] == path]
    assert [row["value"] for row in told] == [0.5]
    usual = crossings_run("optimize", "case.yaml", "--format", "json")
    gates = [[row["capacity"] for row in x["gates"] if row["crossing"] == "gate-a"]
             for x in (json.loads(usual.out), answer)]  # fmt: skip
    assert gates[0] != gates[1] and sum(gates[0]) == pytest.approx(sum(gates[1]))
    problem = read_problem(str(case), None, parsed_overrides([f"{path}=0.5"]))
    of_plan, of_futures = ({row.path for row in x.evidence} for x in (problem, problem.uncertainty))
    assert path in of_plan and not of_plan & of_futures
    assert "uncertainty.throughput.gate-a.level_cv" in of_futures


# ---- Throughput ----------------------------------------------------------------------------------


def test_other_draws_stay_where_they_are() -> None:
    usual = sampled(gaza(), 3, range(200))
    for said in ("{cv: 0.47, persistence: 0.5, level_cv: 0.3}", "{cv: 0.47, persistence: 0.5, "
                 "weekdays: {sat: 0.5}}"):  # fmt: skip
        drawn = sampled(gaza(f"uncertainty.throughput.kerem-shalom={said}"), 3, range(200))
        for name in ("open_days", "pool_open_days", "supply", "need", "route_days"):
            np.testing.assert_array_equal(getattr(drawn, name), getattr(usual, name))
        c = [each.id for each in gaza().crossings].index("kerem-shalom")
        others = np.arange(drawn.working.shape[2]) != c
        np.testing.assert_array_equal(drawn.working[:, :, others], usual.working[:, :, others])
        open_days = usual.working[:, :, c] > 0
        ratio = drawn.working[:, :, c][open_days] / usual.working[:, :, c][open_days]
        assert np.ptp(ratio) > 0.1


def test_one_level_on_all_days_of_a_future() -> None:
    daily, level, persistence, mean = 0.4, 0.3, 0.6, 1.2
    said = {"cv": daily, "persistence": persistence, "level_cv": level, "level": mean}
    drawn = sampled(by_days(throughput={"gate": said}), 4, range(MANY))
    factor = drawn.drawn["uncertainty.throughput.gate.level"] / mean
    assert abs(factor.mean() - 1) < ERRORS * level / np.sqrt(MANY)
    of_level, of_day = np.log1p(level**2), np.log1p(daily**2)
    error = ERRORS * np.sqrt(2 / MANY)
    assert abs(np.log(factor).var() / of_level - 1) < error
    for one, other in ((0, 1), (1, 6), (0, 27)):  # all of them open
        share = (of_level + of_day * persistence ** (other - one)) / (of_level + of_day)
        logs = np.log(drawn.working[:, [one, other], 0])
        assert abs(np.corrcoef(logs.T)[0, 1] - share) < ERRORS / np.sqrt(MANY)
    both = np.sqrt((1 + daily**2) * (1 + level**2) - 1)
    for day in (0, 27):
        found = drawn.working[:, day, 0].mean() / mean
        assert abs(found - 1) < ERRORS * both / np.sqrt(MANY)


def test_a_level_moves_futures_and_no_plan() -> None:
    usual, moved = (
        by_days(throughput={"gate": {"cv": 0.3, "weekdays": {"sat": 0.5}} | level})
        for level in ({}, {"level": 1.25})
    )
    assert not moved.uncertainty.certain
    np.testing.assert_array_equal(moved.crossing_worked_days, usual.crossing_worked_days)
    for one, other in (
        [sampled(problem, 5, range(20)) for problem in (moved, usual)],
        [mean_of_all(problem) for problem in (moved, usual)],
    ):
        np.testing.assert_allclose(one.working, 1.25 * other.working, rtol=1e-12)
        np.testing.assert_array_equal(one.open_days, other.open_days)


def test_drawn_days_have_the_pace_of_their_weekday() -> None:
    problem = by_days(throughput={"gate": {"cv": 0.3, "weekdays": {"sat": 0.5, "mon": 1.5}}})
    drawn = sampled(problem, 5, range(MANY))
    for day in np.flatnonzero(problem.crossing_opens[:, 0])[:6]:
        pace = paces.pace(problem)[day, 0]
        found = drawn.working[:, day, 0].mean() / pace
        assert abs(found - 1) < ERRORS * 0.3 / np.sqrt(MANY), day


def test_a_table_of_futures_has_levels(tmp_path: Path) -> None:
    problem = by_days(throughput={"gate": {"weekdays": {"sat": 0.5}}})
    path = "uncertainty.throughput.gate"
    table = tmp_path / "futures.csv"
    table.write_text(f"{path},{path}.level,{path}.2024-03-09\n0.5,3,\n,2,0.25\n,,\n")
    made = read_futures(str(table), [problem]).scenarios(problem, range(3))
    usual = problem.crossing_worked_days[:, 0]
    np.testing.assert_allclose(made.working[0, :, 0], usual * 1.5)
    expected = usual * 2
    expected[2] /= 4  # the third day is the 9th
    np.testing.assert_allclose(made.working[1, :, 0], expected)
    np.testing.assert_allclose(made.working[2, :, 0], usual)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (
            "throughput.gate.levle",
            "expected a date such as 2024-03-07 or level, got levle; did",
        ),
        ("throughput.all.level", "expected a date such as 2024-03-07, got level"),
        ("throughput.gate.level", "expected a factor ≥ 0, got -1"),
    ],
)
def test_faults_of_levels_name_the_cell(tmp_path: Path, column: str, said: str) -> None:
    table = tmp_path / "futures.csv"
    table.write_text(f"uncertainty.{column}\n-1\n")
    with pytest.raises(Exception, match=r"A[12]: ") as caught:
        read_futures(str(table), [by_days()])
    assert said in str(caught.value)


# ---- Closures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factors", "share", "spell"),
    [(FRIDAYS, 0.8, 2.0), (FRIDAYS, 0.8, 1.0), ([0, 0, 0, 0, 0, 0, 1.0], 0.9, 3.0),
     ([1.0] * 7, 0.6, 2.5), ([1, 2, 3, 4, 5, 6, 7.0], 0.5, 4.0)],
)  # fmt: skip
def test_the_share_is_kept_over_the_week(factors: list[float], share: float, spell: float) -> None:
    closes = closing(factors, share, spell)
    found = open_by_weekday(closes, spell)
    assert found.mean() == pytest.approx(share, rel=1e-12)
    nonzero = np.array(factors) > 0
    assert np.ptp(closes[nonzero] / np.array(factors)[nonzero]) < 1e-12
    opened = 0.37  # wherever a chain begins, it comes to the same round of the week
    for day in range(7 * 400):
        opened = opened * (1 - closes[day % 7]) + (1 - opened) / spell
        if day >= 7 * 399:
            assert opened == pytest.approx(found[day % 7], abs=1e-12)


def test_closures_come_on_their_weekdays() -> None:
    share, spell = 0.8, 2.0
    said = {"open_share": share, "mean_closed_days": spell,
            "weekdays": {"fri": 4, "sat": 0}}  # fmt: skip
    problem = by_days(closures={"all": said})
    drawn = sampled(problem, 6, range(MANY))
    opens, weekdays = drawn.open_days[:, :, 0] > 0, paces.weekdays(problem)
    closes = closing(FRIDAYS, share, spell)
    expected = open_by_weekday(closes, spell)
    for day in np.flatnonzero(problem.crossing_opens[:, 0])[[0, 1, 2, 12, -1]]:  # from the first on
        here = expected[weekdays[day]]
        error = np.sqrt(here * (1 - here) / MANY)
        assert abs(opens[:, day].mean() - here) < ERRORS * error, day
    for day in range(1, 28):  # Sundays are closed by the calendar
        if {6} & {weekdays[day], weekdays[day - 1]}:
            continue
        was_open, was_closed = opens[:, day - 1], ~opens[:, day - 1]
        rate = closes[weekdays[day]]
        closed = ~opens[was_open, day]
        assert abs(closed.mean() - rate) <= ERRORS * np.sqrt(rate * (1 - rate) / len(closed)), day
        reopened = opens[was_closed, day]
        error = np.sqrt(0.25 / len(reopened))
        assert abs(reopened.mean() - 1 / spell) < ERRORS * error, day


def test_a_scenarios_program_has_its_own_days() -> None:
    problem = by_days(
        closures={"gate": {"open_share": 0.7, "mean_closed_days": 2, "weekdays": {"thu": 2}}},
        throughput={"gate": {"cv": 0.5, "level_cv": 0.2, "weekdays": {"sat": 0.5}}},
    )
    drawn = sampled(problem, 7, range(4))
    for s in range(4):
        own = scenario_problem(problem, drawn, s)
        np.testing.assert_array_equal(own.crossing_worked_days, drawn.working[s])
        np.testing.assert_array_equal(own.gate, problem.gate)
        assert optimal_plan(own).presented.sum() <= 40 * drawn.working[s].sum() + 1e-6
