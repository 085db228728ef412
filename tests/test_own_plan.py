"""A plan of one's own: read, completed and checked, held against an independent reading."""

import csv
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reference
from answers import Entry, best_foreseen, plan_of, problem_of
from hypothesis import given
from hypothesis import strategies as st
from runs import Runner
from strategies import cases, examples
from test_docs import DOCS, tables_of
from test_reference import pair
from tolerances import VALUE, near

from crossings.allocation.own_plan import completed
from crossings.errors import InputError
from crossings.evaluation import evaluated
from crossings.outputs.answer import answer
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading.lists.plan_tables import own_plan
from crossings.scenarios import as_planned, without_floors
from crossings.tables import result_tables

STAGES = {
    "deliveries": "collected",
    "flows": "presented",
    "manifests": "manifested",
    "schedule": "presented",
}
COUNTED = {**STAGES, "schedule": "truckloads"}


def own(problem: Problem, table: str, folder: Path, best: Plan) -> Plan:
    """The plan that a CSV text gives."""
    file = folder / "plan.csv"
    file.write_text(table, encoding="utf-8")
    made, _ = own_plan(str(file), problem)
    return completed(made, best)


def schedule(plan: Plan) -> list[Entry]:
    """Rows as a schedule has them: what is presented, each by its corridor and its area."""
    problem, rows = plan.problem, []
    for t, c, g, r in np.argwhere(plan.presented > 0).tolist():
        brought, sent = plan.manifested[t, :, c, g], plan.collected[t, c, g]
        brought = brought * (1 - problem.corridor_loss[t])
        for o in np.flatnonzero(brought).tolist() or [None]:
            for a in np.flatnonzero(sent).tolist() or [None]:
                of_corridor = 1.0 if o is None else brought[o] / brought.sum()
                of_area = 1.0 if a is None else sent[a] / sent.sum()
                rows.append(
                    {
                        "date": problem.periods[t].start.isoformat(),
                        "leaves": problem.periods[t].start.isoformat(),
                        "corridor": "" if o is None else problem.corridors[o].id,
                        "crossing": problem.crossings[c].id,
                        "regime": problem.regimes[r].id,
                        "area": "" if a is None else problem.areas[a].id,
                        "good": problem.goods[g].id,
                        "trucks": 1,
                        "truckloads": plan.presented[t, c, g, r] * of_corridor * of_area,
                    }
                )
    return rows


def rows_of(plan: Plan, table: str) -> list[Entry]:
    """A plan as one of the tables that give it."""
    if table == "schedule":
        return schedule(plan)
    text = result_tables(plan)[table].to_csv(index=False)
    return [*csv.DictReader(io.StringIO(text))]


def as_csv(rows: list[Entry]) -> str:
    made = io.StringIO()
    writer = csv.DictWriter(made, [*rows[0]])
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


# ---- Generated cases -----------------------------------------------------------------------------


@examples(5)
@given(cases(), st.sampled_from([*STAGES]), st.integers(0, 2**16))
def test_the_best_plan_comes_back_and_another_is_told_what_it_passes(
    tmp_path_factory: Any, made: tuple[Entry, Entry], table: str, seed: int
) -> None:
    problem = problem_of(*made)
    best = plan_of(problem)
    rows = [] if best is None else rows_of(best, table)
    if best is None or not rows:
        return
    folder, column, order = tmp_path_factory.mktemp("own"), COUNTED[table], random.Random(seed)
    again = own(problem, as_csv(rows), folder, best)
    told = answer(again).as_object()
    assert near(again.objective, best.objective, VALUE)
    assert told["own_plan"]["keeps_limits"] and told["passed"] == []
    if table == "schedule":  # it says all of a truckload's way
        for flow in ("manifested", "presented", "collected"):
            size = max(1.0, float(getattr(best, flow).max(initial=0.0)))
            np.testing.assert_allclose(getattr(again, flow), getattr(best, flow), atol=1e-6 * size)

    for row in rows:  # a planner's figures: none, half, three times as much, and rounded
        by = order.choice([0, 0.5, 1, 1, 1, 3])
        row[column] = round(float(row[column]) * by, 2)
    mine = own(problem, as_csv(rows), folder, best)
    assert mine.own is not None
    flow = getattr(mine, STAGES[table])
    given_goods = (
        flow[:, :, :, problem.inbound] if flow.ndim == 4 and table == "manifests" else flow
    )
    total = sum(row[column] for row in rows)
    left_open = 0.0  # exports that the table does not name are sent as suits best
    if STAGES[table] == "presented":
        named = {row["good"] for row in rows}
        others = [g for g, good in enumerate(problem.goods) if good.id not in named]
        left_open = float(flow[:, :, others].sum())
    assert near(float(given_goods.sum()) - left_open, total, VALUE)
    facts, told = reference.facts(*made), answer(mine).as_object()
    wrong = [*reference.row_violations(facts, reference.printed_plan(facts, told))]
    assert not [each for each in wrong if re.match(r"(row [167]: .* ==)|negative|not a", each)]
    assert told["own_plan"]["keeps_limits"] == (wrong == []) == (told["passed"] == [])
    carried = float(evaluated(mine, as_planned(problem)).value[0])
    if not wrong:
        assert mine.objective <= best.objective + VALUE * max(1.0, best.objective)
        assert near(carried, mine.objective, VALUE)
    # No future passes a limit: what a plan has beyond one waits.
    most = best_foreseen(without_floors(problem))
    assert carried <= most + VALUE * max(1.0, abs(most))


# ---- By hand -------------------------------------------------------------------------------------


def test_what_is_passed_and_forgone_by_hand(tmp_path: Path) -> None:
    # Two days of 10 through a gate of 6 for a need of 10 with one band of weight 1: the best is
    # worth 12. 9 on the first day, 2 on the second: 3 trucks too many, worth 11.
    case, model = pair(
        crossing={"gate_truckloads_per_day": 6},
        horizon={"start": "2024-03-03", "periods": 2, "days_per_period": 1},
        coverage_bands=[{"up_to": 1, "weight": 1}],
    )
    problem = problem_of(case, model)
    best = plan_of(problem)
    assert best is not None
    table = "date,crossing,good,area,truckloads\n2024-03-03,gate,food,north,9\n4/3/2024,,food,,2\n"
    with pytest.raises(InputError, match="4/3/2024 could be two days"):
        own(problem, table, tmp_path, best)
    table = table.replace("4/3/2024,,food,", "4 Mar 2024,gate,food,")
    told = answer(own(problem, table, tmp_path, best)).as_object()
    assert told["objective_kind"] == "own"
    assert told["objective"] == pytest.approx(11)
    about = told["own_plan"]
    assert about["objective_given_up"] == pytest.approx(1)
    assert about["share_given_up"] == pytest.approx(1 / 12)
    (passed,) = told["passed"]
    assert passed["what"] == "gate of gate"
    assert (passed["period"], passed["value"], passed["bound"], passed["beyond"]) == (0, 9, 6, 3)


def test_days_without_opening_are_told_and_not_refused(tmp_path: Path) -> None:
    case, model = pair(crossing={"open_days": ["mon"]}, horizon={
        "start": "2024-03-03", "periods": 2, "days_per_period": 1})  # fmt: skip
    problem = problem_of(case, model)
    best = plan_of(problem)
    assert best is not None
    table = "period,crossing,good,area,collected\n0,gate,food,north,4\n1,gate,food,north,5\n"
    told = answer(own(problem, table, tmp_path, best)).as_object()
    (passed,) = told["passed"]
    assert (passed["limit"], passed["period"]) == ("closed crossing", 0)
    assert passed["beyond"] == pytest.approx(4)


# ---- What a table may not say --------------------------------------------------------------------

ROW = "2024-03-04,egypt,gate-b,food,north,full-search,collected,10"
FAULTS = {
    ("egypt", "egpt"): "B2: no corridor is called egpt; did you mean egypt?",
    ("gate-b", "gate-c"): "C2: no crossing is called gate-c; did you mean gate-b?",
    ("food", "fod"): "D2: no good is called fod; did you mean food?",
    ("north", "nort"): "E2: no area is called nort; did you mean north?",
    ("full-search", "ful-search"): "F2: no regime is called ful-search; did you mean full-search?",
    ("collected", "met"): "G2: a plan is given at a stage that it decides, not as met; expected "
    "one of manifested, presented, released, collected",
    (",10", ",-10"): "H2: expected truckloads from 0 to 1,000,000,000, got -10",
    (",10", ",ten"): "H2: expected a number of truckloads, got ten",
    (",10", ",nan"): "H2: expected a number of truckloads, got nan",
    ("2024-03-04", "2024-03-17"): "A2: 2024-03-17 is not planned for: 3 to 16 Mar 2024",
    ("2024-03-04", ""): "A2: no date is given",
    (",food,", ",chairs,"): "E2: chairs is for export: it has no area",
    ("gate-b,food,north,full-search", "gate-a,cement,north,full-search"): "",
    ("full-search", "scan-then-search"): "F2: gate-b does not put food through scan-then-search",
    (ROW, f"{ROW}\n{ROW}"): "H3: the same line as in H2; which holds?",
    (ROW, f"{ROW}\n{ROW.replace('collected', 'presented')}"): "H3: food is given as collected in "
    "H2, and here as presented; give one of them",
    (ROW, f"{ROW}\nTotal,,,,,,,10"): "A3: 'Total' is no date",
    ("truckloads", "weight"): "A1: no column is called truckloads; a row of a plan needs each",
    ("crossing", "crosing"): "C1: unknown column 'crosing'; did you mean crossing?",
}


@pytest.mark.parametrize(("change", "says"), FAULTS.items(), ids=map(str, range(len(FAULTS))))
def test_every_fault_is_told_with_its_cell(
    example_problem: Problem, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    table = f"date,corridor,crossing,good,area,regime,stage,truckloads\n{ROW}\n"
    assert change[0] in table
    file = tmp_path / "plan.csv"
    file.write_text(table.replace(*change, 1), encoding="utf-8")
    if not says:
        own_plan(str(file), example_problem)
        return
    with pytest.raises(InputError) as found:
        own_plan(str(file), example_problem)
    assert f"{file}!{says}" in str(found.value).splitlines()


@pytest.fixture(scope="module")
def example_problem(tmp_path_factory: Any) -> Problem:
    from example import written

    from crossings.reading import read_problem

    return read_problem(str(written(tmp_path_factory.mktemp("example"))))


# ---- The commands --------------------------------------------------------------------------------


def test_every_command_takes_it(crossings_run: Runner) -> None:
    table = "date,crossing,good,area,truckloads\n2024-03-04,gate-b,food,north,300\n"
    Path("plan.csv").write_text(table, encoding="utf-8")
    given_plan = ("case.yaml", "--own-plan", "plan.csv", "--quiet")
    run = crossings_run("optimize", *given_plan, "--show", "passed")
    assert run.code == 0 and "gate of gate-b: 90.0 trucks too many" in run.out
    assert "The table names no chairs, for export" in run.out
    run = crossings_run("explain", *given_plan, "--format", "json")
    told, described = json.loads(run.out), tables_of(DOCS / "results.md")
    assert told["own_plan"]["file"]["path"] == "plan.csv" and told["passed"]
    assert described["A plan of one's own"] == list(told["own_plan"])
    assert described["passed"] == list(told["passed"][0])
    stops = [(row["crossing"], row["reason"], row["periods"]) for row in told["barriers"]
             if row["good"] == "food"]  # fmt: skip
    assert {*stops} >= {("gate-a", "corridor good", 1), ("gate-a", "room", 1)}
    run = crossings_run("evaluate", *given_plan, "--scenarios", "20", "--output", "kept",
                        "--show", "more")  # fmt: skip
    assert run.code == 0 and "In a future no limit is passed" in run.out
    run = crossings_run("report", "kept", "--quiet", "--output", "page.html")
    assert "a plan of one’s own, from plan.csv" in Path("page.html").read_text("utf-8")
    run = crossings_run("compare", "case.yaml", "--plans", "plan.csv", "fairest",
                        "--scenarios", "20", "--quiet", "--format", "json")  # fmt: skip
    told = json.loads(run.out)
    assert (told["compares"], told["objective_kinds"]) == ("plan", ["own", "fairest"])
    assert [row["model"] for row in told["trials"]] == ["plan.csv", "fairest"]
