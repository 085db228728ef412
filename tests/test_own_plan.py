"""A plan of one's own: read, completed and checked, held against an independent reading."""

import csv
import io
import random
import re
from pathlib import Path
from typing import Any

import reference
from answers import Entry, plan_of, problem_of
from hypothesis import given
from hypothesis import strategies as st
from strategies import cases, examples
from tolerances import VALUE, near

from crossings.allocation.own_plan import completed
from crossings.outputs.answer import answer
from crossings.plan import Plan
from crossings.problem import Problem
from crossings.reading.lists.plan_tables import own_plan
from crossings.tables import result_tables

TABLES = {"deliveries": "collected", "flows": "presented", "manifests": "manifested"}


def own(problem: Problem, table: str, folder: Path, best: Plan) -> Plan:
    """The plan that a CSV text gives."""
    file = folder / "plan.csv"
    file.write_text(table, encoding="utf-8")
    made, _ = own_plan(str(file), problem)
    return completed(made, best)


def changed(table: Any, column: str, order: random.Random) -> str:
    """A table with some of its figures a planner's: none, half, three times as much, or rounded."""
    rows = [*csv.DictReader(io.StringIO(table.to_csv(index=False)))]
    for row in rows:
        by = order.choice([0, 0.5, 1, 1, 1, 3])
        row[column] = str(round(float(row[column]) * by, 2))
    made = io.StringIO()
    writer = csv.DictWriter(made, list(table.columns))
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue()


# ---- Generated cases -----------------------------------------------------------------------------


@examples(12)
@given(cases(), st.sampled_from([*TABLES]), st.integers(0, 2**16))
def test_the_best_plan_comes_back_and_another_passes_what_it_passes(
    tmp_path_factory: Any, made: tuple[Entry, Entry], table: str, seed: int
) -> None:
    problem = problem_of(*made)
    best = plan_of(problem)
    if best is None or result_tables(best)[table].empty:
        return
    rows, folder = result_tables(best)[table], tmp_path_factory.mktemp("own")
    again = own(problem, rows.to_csv(index=False), folder, best)
    told = answer(again).as_object()
    assert near(again.objective, best.objective, VALUE)
    assert told["own_plan"]["keeps_limits"] and told["passed"] == []

    text = changed(rows, TABLES[table], random.Random(seed))
    mine = own(problem, text, folder, best)
    flow = getattr(mine, TABLES[table])
    assert near(float(flow.sum()), sum(line.truckloads for line in mine.own.given.lines), VALUE)
    facts, told = reference.facts(*made), answer(mine).as_object()
    wrong = [*reference.row_violations(facts, reference.printed_plan(facts, told))]
    assert not [each for each in wrong if re.match("(row (1|6|7): .* =|negative|not a)", each)]
    assert told["own_plan"]["keeps_limits"] == (wrong == []) == (told["passed"] == [])
    if not wrong:
        assert mine.objective <= best.objective + VALUE * max(1.0, best.objective)
