"""The tree of a regime on the page: its shares by hand, its words, and what is too large for it."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from answers import plan_of, problem_of
from reports import LANGUAGES
from test_design import random_sensors, read_back, written
from test_guarantee import case

from crossings.allocation import optimal_plan
from crossings.design.designed import design
from crossings.outputs.report.language import language
from crossings.outputs.report.page import NARROW, WIDE
from crossings.outputs.report.procedures import procedures_drawing
from crossings.plan import Plan
from crossings.problem.labels import MOST_WAYS
from crossings.reading import read_equipment

LOOK = {"minutes": {"staff": 1}, "detection": 0.8, "false_alarm": 0.1, "on_alarm": "search"}
SEARCH = {"minutes": {"staff": 10}, "detection": 0.9, "false_alarm": 0.02}
MODEL = {
    "title": "A look, a search",
    "regimes": {"look-first": {"start": "look", "stages": {"look": LOOK, "search": SEARCH}}},
}


def told(plan: Plan, code: str = "en") -> list[list[Any]]:
    """The rows behind the chart; it is drawn at both widths, with a mark for each."""
    drawn = procedures_drawing(plan, language(code))
    rows = [[getattr(cell, "value", cell) for cell in row] for row in drawn.table.rows]
    assert drawn.svg is not None
    for width in (WIDE, NARROW):
        marks = ET.fromstring(drawn.svg(width)).findall(".//*[@class='mark']")
        assert len(marks) == len(rows)
    return rows


def test_a_tree_by_hand() -> None:
    plan = plan_of(problem_of(case(), MODEL))
    assert plan is not None
    rows = told(plan)
    assert [row[1] for row in rows] == [
        "look", "on alarm: search", "on alarm: refused", "if clear: let through",
        "if clear: let through",
    ]  # fmt: skip
    assert [row[2] for row in rows] == pytest.approx([1, 0.1, 0.002, 0.098, 0.9])
    assert [row[3] for row in rows] == pytest.approx([1, 0.8, 0.72, 0.08, 0.2])
    assert [row[4] for row in rows] == [1.0, 10.0, "–", "–", "–"]
    drawn = procedures_drawing(plan, language("en"))
    assert drawn.finding == "100% of loads go by look first, which finds 72% of contraband"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_designed_model_is_drawn(code: str, tmp_path: Path) -> None:
    sensors = random_sensors(np.random.default_rng(3), 3, 4)
    equipment = read_equipment(written(tmp_path, sensors, np.array([1.0, 2.0, 4.0]), 0.5))
    made = design(equipment.problem, equipment.sensors, lambda _: None)
    assert made is not None
    plan = optimal_plan(read_back(tmp_path, equipment, made))
    rows = told(plan, code)
    assert {row[0] for row in rows} <= {name.replace("-", " ") for name in made.regimes}
    for each in made.procedures:
        mine = [row for row in rows if row[0] == each.name.replace("-", " ")]
        refused = [row for row in mine if language(code).say("procedures.refuse") in row[1]]
        if mine:
            assert sum(row[2] for row in refused) == pytest.approx(each.refusal, abs=1e-9)
            assert sum(row[3] for row in refused) == pytest.approx(each.detection, abs=1e-9)


def test_what_is_too_large_is_said_and_not_drawn() -> None:
    plan = plan_of(problem_of(case(), MODEL))
    assert plan is not None
    (phase,) = plan.problem.phases
    ((name, (first, *_)),) = phase.procedures
    many = replace(phase, procedures=((name, (first,) * MOST_WAYS),))
    large = replace(plan, problem=replace(plan.problem, phases=(many,)))
    drawn = procedures_drawing(large, language("en"))
    assert drawn.svg is None and "too many ways to draw" in drawn.empty
