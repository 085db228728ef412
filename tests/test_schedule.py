"""The schedule: whole trucks whose sums stay by the plan, and that come back as a plan."""

import csv
import datetime
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from answers import plan_of, problem_of
from runs import Runner
from time_cases import time_case

from crossings.plan import Plan
from crossings.tables.schedule import schedule

ROUNDED = {"crossing": 1.0, "good": 2.0, "area": 2.0}


def daily(seed: int) -> Plan | None:
    """The plan of a generated case by days."""
    case, model = time_case(seed)
    case["horizon"] = {**case["horizon"], "days_per_period": 1, "periods": 14}
    case.pop("phases", None)
    for limit in ((case.get("limits") or {}).get("own") or {}).values():
        for key in ("from", "to"):
            limit.pop(key, None)
    try:
        return plan_of(problem_of(case, model))
    except AssertionError:
        return None


def sums(plan: Plan) -> dict[str, float]:
    """How far sums of trucks from the first day are ever from those of the plan."""
    problem, table = plan.problem, schedule(plan)
    days = np.array([(datetime.date.fromisoformat(d) - problem.periods[0].start).days
                     for d in table["date"]], dtype=int)  # fmt: skip
    asked = plan.presented / problem.fill[:, None, None, :]  # (T, C, G, R) trucks
    found: dict[str, float] = defaultdict(float)
    for c, crossing in enumerate(problem.crossings):
        here = (table["crossing"] == crossing.id).to_numpy()
        places = [("crossing", here, asked[:, c].sum(axis=(1, 2)))]
        for g, good in enumerate(problem.goods):
            rows = here & (table["good"] == good.id).to_numpy()
            places.append(("good", rows, asked[:, c, g].sum(axis=1)))
        for kind, rows, wanted in places:
            sent = np.bincount(days[rows], table["trucks"].to_numpy()[rows], len(wanted))
            found[kind] = max(found[kind], float(np.abs(np.cumsum(sent - wanted)).max()))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_sums_from_the_start_stay_by_the_plan(seed: int) -> None:
    plan = daily(seed)
    if plan is None:
        return
    for kind, furthest in sums(plan).items():
        assert furthest <= ROUNDED[kind] + 1e-6, kind
    table = schedule(plan)
    assert (table["trucks"] > 0).all()
    opens = plan.problem.crossing_opens
    crossings = [each.id for each in plan.problem.crossings]
    for date, crossing in zip(table["date"], table["crossing"], strict=True):
        day = (datetime.date.fromisoformat(date) - plan.problem.periods[0].start).days
        assert opens[day, crossings.index(crossing)]


def test_it_comes_back_as_a_plan_of_nearly_the_same_value(
    crossings_run: Runner, tmp_path: Path
) -> None:
    wider = ["--set=horizon.days_per_period=1", "--set=horizon.periods=28", "--quiet"]
    best = json.loads(crossings_run("optimize", "case.yaml", *wider, "--format=json").out)
    assert crossings_run("optimize", "case.yaml", *wider, "--format=csv", "--output=o").code == 0
    with Path("o/schedule.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["date"] for row in rows] == [row["date"] for row in best["schedule"]]
    own = crossings_run(
        "optimize", "case.yaml", *wider, "--format=json", "--own-plan=o/schedule.csv"
    )
    assert own.code == 0
    assert json.loads(own.out)["objective"] == pytest.approx(best["objective"], rel=0.02)


def test_it_is_shown_by_weeks(crossings_run: Runner) -> None:
    shown = crossings_run("optimize", "case.yaml", "--show", "schedule", "--quiet").out
    assert "week of" in shown and "Sums of trucks from the first day" in shown
    assert "schedule" not in crossings_run("optimize", "case.yaml", "--quiet").out
