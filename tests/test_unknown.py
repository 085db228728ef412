"""Unknown is not nothing: where no threat rate is known, no answer says that contraband is 0."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example import CASE, edited
from hypothesis import given
from hypothesis import strategies as st
from reports import material_of
from runs import Runner
from strategies import examples

from crossings.allocation import optimal_plan
from crossings.analysis.headline import headline
from crossings.evaluation.pairs import difference
from crossings.outputs.report.headline import large_figures
from crossings.outputs.report.language import language
from crossings.plan import contraband_known, goods_unknown
from crossings.reading import read_problem

RATE = "    threat_rate: {value: 0.001, range: [0, 0.004], confidence: low}\n"
NOBODY_KNOWS = edited(CASE, (RATE, ""), ("  undetected_threats_per_day: 0.5\n", ""))
CEMENT_ALONE = edited(
    NOBODY_KNOWS,
    ("    need: {by_area: {north: 6, south: 4}}", "    threat_rate: 0.01\n    need: 0"),
)
"""A rate is known, of a good that nobody needs and nothing of which is presented."""
CASES = {"nobody": NOBODY_KNOWS, "of nothing presented": CEMENT_ALONE}
FEW = ("--scenarios", "20", "--bound", "0", "--quiet")


@pytest.fixture(params=CASES)
def unknown(request: pytest.FixtureRequest, crossings_run: Runner) -> Runner:
    text = CASES[request.param]
    Path("case.yaml").write_text(
        text.replace("construction: 0.05", "food: 0.1").replace("{food: 0.1, food: 0.1}", "{}"),
        "utf-8",
    )
    return crossings_run


def answer_of(run: Runner, *asked: str) -> dict[str, Any]:
    found = run(*asked, "--format", "json")
    assert found.code == 0, found.err
    told: dict[str, Any] = json.loads(found.out)
    return told


def test_evaluate_shows_a_dash_and_the_sentence(unknown: Runner) -> None:
    screen = unknown("evaluate", "case.yaml", *FEW).out
    (row,) = re.findall(r"^undetected.*$", screen, re.MULTILINE)
    assert (
        re.findall(r"[\d.]+|-", row.partition("truckloads a day")[2]) == ["-"] * 2
    )  # planned and a mean: of so few there are no tails
    assert re.search(r"Contraband: unknown for [23] of 3 goods", screen)
    answer = answer_of(unknown, "evaluate", "case.yaml", *FEW)
    (found,) = [each for each in answer["outcomes"] if each["measure"] == "undetected"]
    assert [found[each] for each in ("planned", "mean", "p5", "p50", "p95", "worst_tenth")] == [
        None
    ] * 6
    assert found["goods_unknown"] in (2, 3)
    assert all(
        each["goods_unknown"] is None
        for each in answer["outcomes"]
        if each["measure"] != "undetected"
    )


def test_differences_and_kept_futures_are_null_too(unknown: Runner) -> None:
    Path("other.yaml").write_bytes(Path("model.yaml").read_bytes())
    twice = ("--model", "./model.yaml", "--model", "./other.yaml")
    answer = answer_of(unknown, "evaluate", "case.yaml", *twice, *FEW)
    (found,) = [each for each in answer["differences"] if each["measure"] == "undetected"]
    assert [found[each] for each in ("mean", "low", "high", "larger", "same")] == [None] * 5
    assert unknown("evaluate", "case.yaml", *FEW, "--format=csv", "--output=kept").code == 0
    with Path("kept/futures.csv").open(newline="", encoding="utf-8") as file:
        assert {row["undetected"] for row in csv.DictReader(file)} == {""}


def test_plan_comparison_frontier_page_workbook_and_package(unknown: Runner) -> None:
    plan = answer_of(unknown, "optimize", "case.yaml", "--quiet")
    for row in plan["threats"]:
        assert (row["expected"], row["detected"], row["undetected"]) == (None, None, None)
        assert row["goods_unknown"] in (2, 3)
    assert "Contraband: unknown for" in unknown("optimize", "case.yaml", "--quiet").out
    compared = answer_of(unknown, "compare", "case.yaml", "./model.yaml", "--quiet")
    kinds = {each["of"] for each in compared["figures"] if each["measure"] == "contraband"}
    assert kinds == {"unknown"}
    assert "undetected  " not in unknown("compare", "case.yaml", "./model.yaml", "--quiet").out
    told = list(large_figures(headline(material_of("case.yaml").plan), language("en")))
    (undetected,) = [each for each in told if each.name == "undetected"]
    assert undetected.figure == "–"
    assert unknown("optimize", "case.yaml", "--format=xlsx", "--output=p.xlsx", "--quiet").code == 0
    book = openpyxl.load_workbook("p.xlsx")
    rows = list(book["threats"].iter_rows(values_only=True))
    column = next(k for k, name in enumerate(rows[0]) if str(name).startswith("undetected"))
    assert {row[column] for row in rows[1:]} == {None}
    assert unknown("optimize", "case.yaml", "--format=package", "--output=p", "--quiet").code == 0
    with Path("p/threats.csv").open(newline="", encoding="utf-8") as file:
        assert {row["undetected_truckloads"] for row in csv.DictReader(file)} == {""}


def test_a_frontier_says_so(crossings_run: Runner) -> None:
    Path("case.yaml").write_text(CEMENT_ALONE.replace(", construction: 0.05", ""), "utf-8")
    run = crossings_run("frontier", "case.yaml", "--format", "json", "--quiet")
    (model,) = json.loads(run.out)["models"]
    assert {point["undetected_per_day"] for point in model["points"]} <= {None}
    assert model["goods_unknown"] == 2


def test_where_some_are_known_the_figure_stands_with_how_many_are_not(
    crossings_run: Runner,
) -> None:
    answer = answer_of(crossings_run, "evaluate", "case.yaml", *FEW)
    (found,) = [each for each in answer["outcomes"] if each["measure"] == "undetected"]
    assert found["mean"] > 0 and found["goods_unknown"] == 2
    assert "unknown for 2 of 3 goods" in crossings_run("evaluate", "case.yaml", *FEW).out
    plan = answer_of(crossings_run, "optimize", "case.yaml", "--quiet")
    assert all(row["undetected"] > 0 and row["goods_unknown"] == 2 for row in plan["threats"])


def test_where_all_are_known_nothing_is_said_of_it(crossings_run: Runner) -> None:
    rates = ("--set=goods.cement.threat_rate=0", "--set=goods.chairs.threat_rate=0")
    screen = crossings_run("evaluate", "case.yaml", *FEW, *rates).out
    assert "unknown" not in screen
    nothing = ("--set=goods.food.threat_rate=0", *rates)
    screen = crossings_run("evaluate", "case.yaml", *FEW, *nothing).out
    (row,) = re.findall(r"^undetected.*$", screen, re.MULTILINE)
    assert row.split()[-2:] == ["0", "±0"], "a rate of 0 is known"


@examples(15)
@given(st.lists(st.sampled_from(["food", "cement", "chairs"]), unique=True))
def test_what_is_told_is_what_is_known_of_what_passes(known: list[str]) -> None:
    import tempfile

    from example import written

    from crossings.reading.yaml.overrides import parsed_overrides

    with tempfile.TemporaryDirectory() as folder:
        path = str(written(Path(folder), NOBODY_KNOWS))
        settings = [f"goods.{good}.threat_rate=0.01" for good in known]
        plan = optimal_plan(read_problem(path, None, parsed_overrides(settings)))
    goods = [good.id for good in plan.problem.goods]
    passing = {goods[g] for g in plan.presented.sum(axis=(0, 1, 3)).nonzero()[0]}
    assert plan.contraband_known() == bool(passing & {*known})
    assert goods_unknown(plan.problem) == 3 - len(known)


def test_nothing_presented_is_nothing_where_any_rate_is_known() -> None:
    import numpy as np

    nothing = np.zeros(1)
    assert contraband_known(nothing, nothing, np.array([True, False])).all()
    assert not contraband_known(nothing, nothing, np.array([False])).any()


def test_differences_leave_out_futures_that_one_of_two_does_not_have() -> None:
    import numpy as np

    found = difference(np.array([1.0, np.nan, 3.0]), np.array([0.0, 5.0, np.nan]))
    assert (found.mean, found.wins.value, found.ties.value) == (1.0, 1.0, 0.0)
    nothing = difference(np.array([np.nan]), np.array([1.0]))
    assert np.isnan([nothing.mean, *nothing.wins, *nothing.ties]).all()
