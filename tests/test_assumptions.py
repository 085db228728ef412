"""Assumptions that move the answer: what is met at either end of each is reckoned again."""

import math
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from example import edited, written
from places import ROOT
from reports import HOUR, LANGUAGES, TWO_GATES, material_of, shown

from crossings.allocation import optimal_plan, standing_plan
from crossings.allocation.assumptions import solved_for
from crossings.analysis.assumptions import Assumption, assumed, share_met
from crossings.outputs.report.drawing import Called, Figure
from crossings.outputs.report.grounds import assumptions_table, moving
from crossings.outputs.report.language import language
from crossings.outputs.report.page import page
from crossings.reading import read_problem
from crossings.reading.yaml.overrides import parsed_overrides
from crossings.scripting.page_material import foremost_assumptions

RANGES = edited(
    TWO_GATES,
    ("East, hours_per_day: 8, resources: {bay: 3}",
     "East, hours_per_day: 8, resources: {bay: {value: 3, range: [1, 4], note: assumption}}"),
    ("threat_rate: 0.001", "threat_rate: {value: 0.001, range: [0, 0.1], note: assumption}"),
)  # fmt: skip


def found_of(case: str, *, anew: bool) -> Sequence[Assumption]:
    program, plan = standing_plan(read_problem(case))
    found = foremost_assumptions(plan, lambda *_: nullcontext(lambda _: None))
    return solved_for(program, plan, found) if anew else found


def test_what_is_met_at_either_end_is_that_reckoned_by_hand(tmp_path: Path) -> None:
    """An hour a truckload: a bay passes 8 a day, and 48 of 50 are met with three at each gate."""
    case = str(written(tmp_path, RANGES, HOUR))
    carried, other = found_of(case, anew=False)
    assert carried.evidence.path == "crossings.east.resources.bay" and not carried.solved
    assert (carried.at_low, carried.at_high) == pytest.approx((32 / 50, 48 / 50))
    assert other.evidence.path == "goods.food.threat_rate"
    solved, same = found_of(case, anew=True)
    assert solved.evidence == carried.evidence and solved.solved
    assert (solved.at_low, solved.at_high) == pytest.approx((32 / 50, 1.0))
    assert (same.at_low, same.at_high) == pytest.approx((48 / 50, 48 / 50))


def test_ends_solved_are_those_of_the_files_with_them_set() -> None:
    case = str(ROOT / "inputs/west-bank.yaml")
    program, plan = standing_plan(read_problem(case))
    given = assumed(plan)
    kinds = ("minutes.inspector", "goods.exports.need", "tarqumiya.resources.bay")
    some = [next(each for path, each in given.items() if kind in path) for kind in kinds]
    for each in solved_for(program, plan, [Assumption(one, 0, 0, False) for one in some]):
        number = each.evidence
        for end, share in ((number.low, each.at_low), (number.high, each.at_high)):
            again = read_problem(case, None, parsed_overrides([f"{number.path}={end}"]))
            assert share == pytest.approx(share_met(optimal_plan(again)), abs=1e-4)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_says_them_and_what_has_no_plan(tmp_path: Path, code: str) -> None:
    material = material_of(str(written(tmp_path, RANGES, HOUR)))
    (number,) = (x for x in assumed(material.plan).values() if "bay" in x.path)
    told = replace(material, assumptions=[Assumption(number, math.nan, 1.0, True)])
    texts = [each.text for each in shown(page(told, language(code)))]
    assert language(code).say("evidence.foremost_solved") in texts
    row = texts.index(language(code).say("evidence.no_plan"))
    assert texts[row - 1 : row + 2] == [
        "1\N{NO-BREAK SPACE}–\N{WORD JOINER}\N{NO-BREAK SPACE}4",
        language(code).say("evidence.no_plan"),
        "100%",
    ]
    assert told.assumptions[0].change == math.inf
    resource = language(code).resource("bay", material.plan.problem.resource_names)
    assert language(code).say("levers.resource", resource=resource, place="East") in texts
    without = " ".join(each.text for each in shown(page(material, language(code))))
    assert language(code).say("evidence.foremost", count=0) not in without


def test_what_carrying_the_plan_cannot_tell_is_told_as_at_least(tmp_path: Path) -> None:
    """A fourth bay is of no use to a plan made for three, and a number that moves nothing goes."""
    case = str(written(tmp_path, RANGES, HOUR))
    plan, words = standing_plan(read_problem(case))[1], language("en")
    for anew, expected in ((False, "≥\N{NO-BREAK SPACE}96%"), (True, "100%")):
        (row,) = assumptions_table(moving(found_of(case, anew=anew), words), plan, words).rows
        assert row[0] == Called("bay at East", "crossings.east.resources.bay")
        assert [cell.told for cell in row[3:5] if isinstance(cell, Figure)] == ["64%", expected]
