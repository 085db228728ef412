"""Marks, tooltips and evidence of a page are as the answers say; what is not so is seen."""

import re
from pathlib import Path

import pytest
from example import edited, written
from page_marks import Expected, evidence_faults, faults
from page_mutants import mutants, seen
from reports import HOUR, TWO_GATES, material_of

from crossings.outputs.report.language import language
from crossings.outputs.report.page import page


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Expected]:
    """The page of the example beside another model, and what its answers say."""
    file = written(Path(tmp_path_factory.mktemp("page")))
    material = material_of(str(file), "joint", futures=20)
    return page(material, language("en")), Expected(material)


def test_marks_and_evidence_are_as_the_answers_say(made: tuple[str, Expected]) -> None:
    told, answers = made
    assert faults(told, answers) == [] and evidence_faults(told, answers) == []


def test_the_least_of_several_weeks_is_marked_where_it_is(tmp_path: Path) -> None:
    """Half as much is met in the first two weeks as in the third, once the gates stay closed."""
    closed = f"closed_dates: [{', '.join(f'2024-03-{day}' for day in range(10, 17))}], hours"
    gates = ((f"{name}, hours", f"{name}, {closed}") for name in ("East", "West"))
    case = edited(TWO_GATES, ("periods: 1", "periods: 3"), *gates)
    material = material_of(str(written(tmp_path, case, HOUR)))
    told, answers = page(material, language("en")), Expected(material)
    assert 'data-chart="least"' in told and faults(told, answers) == []
    marked = re.search(r'<rect x="([^"]*)" y="[^"]*" width="5" height="3.5"', told)
    assert marked is not None
    elsewhere = told.replace(marked[0], marked[0].replace(marked[1], f"{float(marked[1]) + 9:g}"))
    assert any("marks its least week" in each for each in faults(elsewhere, answers))


def test_one_number_changed_is_seen(made: tuple[str, Expected]) -> None:
    """`python tests/page_mutants.py` makes as many as one likes of a shipped case."""
    told, answers = made
    survived = [each[:4] for each in mutants(told, 45, seed=1) if not seen(each, answers)]
    assert len(survived) <= 3, survived
